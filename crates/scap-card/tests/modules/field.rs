//! What users of other programs complain of, each as what they see.

use std::{path::PathBuf, time::Duration};

use scap_ac::CardRank;
use scap_card::{CardError, Readers, pkcs11::known_module};
use scap_test_pki::{
    CardRequest, fixed,
    shim::{PIN_COUNT_LOW, PIN_FINAL_TRY, PIN_LOCKED, Rule, When},
    softhsm,
};

use crate::lab::{CARD, PIN, code, pin, run, run_with};

const FUNCTION_CANCELED: u64 = 0x50;
const PIN_INCORRECT: u64 = 0xa0;
const TOKEN_WRITE_PROTECTED: u64 = 0xe2;

#[test]
fn a_pin_is_not_asked_again_and_again_after_the_card_was_taken_out() {
    run("field::a_pin_is_not_asked_again_and_again_after_the_card_was_taken_out", |lab| {
        let mut token = lab.open_with_pin();
        lab.play(&[Rule::AbsentFrom(1)]);
        // Neither does a PIN seem to be wrong or wanted, nor does one that is entered reach the module.
        for _ in 0..2 {
            assert_eq!(code(token.sign(b"text")), "card.removed");
            assert_eq!(code(token.pin_state()), "card.removed");
            assert_eq!(code(token.verify_pin(&pin(PIN))), "card.removed");
            assert_eq!(code(token.read_area()), "card.removed");
            assert_eq!(code(token.write_area(b"text")), "card.removed");
        }
        // Nor when it is back: this one is over.
        lab.play(&[]);
        assert_eq!(code(token.verify_pin(&pin(PIN))), "card.removed");
        assert_eq!(lab.shim.count("C_Login"), 0);
    });
}

#[test]
fn signing_works_again_after_the_card_was_taken_out_and_put_in() {
    run("field::signing_works_again_after_the_card_was_taken_out_and_put_in", |lab| {
        let mut readers = lab.readers();
        let slot = lab.slot(&mut readers);
        for _ in 0..3 {
            let mut token = readers.open(&slot).unwrap();
            token.verify_pin(&pin(PIN)).unwrap();
            token.sign(b"text").unwrap();
            assert!(!readers.wait(Duration::ZERO).unwrap());

            lab.play(&[Rule::AbsentFrom(1)]);
            assert!(readers.wait(Duration::ZERO).unwrap());
            assert!(readers.slots().unwrap().iter().all(|slot| slot.card.is_none()));
            assert_eq!(code(token.sign(b"text")), "card.removed");
            assert_eq!(code(readers.open(&slot)), "card.removed");
            drop(token);

            lab.play(&[]);
            assert!(readers.wait(Duration::ZERO).unwrap());
            assert_eq!(lab.slot(&mut readers), slot);
        }
        assert_eq!(lab.shim.count("C_Finalize"), 0, "the module need not be started again");
    });
}

#[test]
fn a_reader_that_was_plugged_in_appears_though_the_module_keeps_its_list() {
    run("field::a_reader_that_was_plugged_in_appears_though_the_module_keeps_its_list", |lab| {
        lab.play(&[Rule::NoSlots, Rule::StaleSlots]);
        let mut readers = lab.readers();
        assert_eq!(code(readers.slots()), "reader.none");
        lab.play(&[Rule::StaleSlots]);
        assert_eq!(code(readers.slots()), "reader.none", "the module keeps its list");
        readers.refresh();
        let slot = lab.slot(&mut readers);
        let mut token = readers.open(&slot).unwrap();

        // Once more while a card is open: it is not closed for that, and the list is made anew when it is.
        readers.refresh();
        lab.slot(&mut readers);
        token.verify_pin(&pin(PIN)).unwrap();
        assert_eq!(lab.shim.count("C_Finalize"), 1);
        drop(token);
        lab.slot(&mut readers);
        assert_eq!(lab.shim.count("C_Finalize"), 2);
    });
}

#[test]
fn a_slot_without_a_card_that_is_listed_first_hides_no_card() {
    run("field::a_slot_without_a_card_that_is_listed_first_hides_no_card", |lab| {
        lab.play(&[Rule::ReverseSlots]);
        let mut readers = lab.readers();
        let slots = readers.slots().unwrap();
        assert_eq!(slots[0].card, None, "SoftHSM has one that was never initialized: {slots:?}");
        let slot = lab.slot(&mut readers);
        readers.open(&slot).unwrap().verify_pin(&pin(PIN)).unwrap();
    });
}

#[test]
fn a_buffer_that_is_said_to_be_too_small_is_no_failure() {
    run("field::a_buffer_that_is_said_to_be_too_small_is_no_failure", |lab| {
        for function in ["C_GetAttributeValue", "C_Sign"] {
            for times in [1, 2] {
                lab.play(&[Rule::TooSmall(function, times)]);
                let mut token = lab.open();
                assert_eq!(token.certificate(), &fixed::secondary().certificate);
                token.verify_pin(&pin(PIN)).unwrap();
                let signature = token.sign(b"text").unwrap();
                assert!(token.certificate().verifies(b"text", &signature));
                assert_eq!(lab.shim.count("C_Login"), 1, "the PIN is asked once");
                let too_small = lab.shim.calls().iter().filter(|call| call.returned == 0x150).count();
                assert_eq!(too_small, times, "{function}");
            }
        }
        // One that never has room ends it.
        let mut token = lab.open_with_pin();
        lab.play(&[Rule::TooSmall("C_Sign", 100)]);
        assert_eq!(code(token.sign(b"text")), "card.unreadable");
        assert_eq!(lab.shim.count("C_Sign"), 6, "the length and the signature, three times");
    });
}

#[test]
fn another_card_is_noticed_before_it_signs_though_the_module_says_nothing() {
    run("field::another_card_is_noticed_before_it_signs_though_the_module_says_nothing", |lab| {
        let mut token = lab.open_with_pin();
        token.open_area().unwrap();
        lab.play(&[Rule::SerialFrom(1, "4711")]);
        assert_eq!(code(token.sign(b"text")), "card.removed");
        assert_eq!(code(token.write_area(b"text")), "card.removed");
        assert_eq!(code(token.verify_pin(&pin(PIN))), "card.removed");
        for function in ["C_SignInit", "C_Sign", "C_CreateObject", "C_Login"] {
            assert_eq!(lab.shim.count(function), 0, "{function}");
        }
        // Nor does the old one go on when it is back: its PIN may have been another's.
        lab.play(&[]);
        assert_eq!(code(token.sign(b"text")), "pin.required");

        // While it is opened, what was read may be of either: so at every call of that.
        let mut readers = lab.readers();
        let slot = lab.slot(&mut readers);
        lab.play(&[]);
        readers.open(&slot).unwrap();
        let last = lab.shim.calls().iter().rposition(|call| call.function == "C_GetTokenInfo").unwrap() + 1;
        let first = lab.shim.calls().iter().position(|call| call.function == "C_OpenSession").unwrap() + 1;
        for call in first..=last {
            lab.play(&[Rule::SerialFrom(call, "4711")]);
            assert_eq!(code(readers.open(&slot)), "card.removed", "{call}");
        }
        assert!(readers.wait(Duration::ZERO).unwrap(), "it is another card");
    });
}

#[test]
fn a_pin_at_the_readers_pad_is_entered_there_alone() {
    run("field::a_pin_at_the_readers_pad_is_entered_there_alone", |lab| {
        lab.play(&[Rule::PadEnters(PIN)]);
        let mut token = lab.open();
        assert!(token.pin_state().unwrap().at_reader);
        assert_eq!(code(token.verify_pin(&pin(PIN))), "pin.required", "one from the keyboard goes nowhere");
        assert_eq!(lab.shim.count("C_Login"), 0);
        token.verify_pin_at_reader().unwrap();
        token.sign(b"text").unwrap();
        drop(token);

        let mut token = lab.open();
        for (outcome, expected) in [(FUNCTION_CANCELED, "pin.required"), (PIN_INCORRECT, "pin.incorrect")] {
            lab.play(&[Rule::PadRefuses(outcome)]);
            assert_eq!(code(token.verify_pin_at_reader()), expected);
            assert_eq!(lab.shim.count("C_Login"), 1, "asked once: {expected}");
            assert_eq!(code(token.sign(b"text")), "pin.required");
        }
        // And it can be tried again.
        lab.play(&[Rule::PadEnters(PIN)]);
        token.verify_pin_at_reader().unwrap();
        token.sign(b"text").unwrap();
    });
}

#[test]
fn the_last_try_and_a_locked_pin_are_told_before_it_is_asked() {
    run("field::the_last_try_and_a_locked_pin_are_told_before_it_is_asked", |lab| {
        let mut token = lab.open();
        for (flags, tries_left, low) in [
            (0, None, false),
            (PIN_COUNT_LOW, None, true),
            (PIN_COUNT_LOW | PIN_FINAL_TRY, Some(1), true),
            (PIN_LOCKED, Some(0), false),
        ] {
            lab.play(&[Rule::Flags(flags)]);
            let state = token.pin_state().unwrap();
            assert_eq!((state.tries_left, state.low), (tries_left, low), "{flags:x}");
            assert_eq!(lab.shim.count("C_Login"), 0);
        }
        // A wrong one, by the flags that it leaves.
        for (flags, expected) in [(PIN_FINAL_TRY, "pin.incorrect"), (PIN_LOCKED, "pin.locked")] {
            lab.play(&[Rule::Flags(flags)]);
            let refused = token.verify_pin(&pin("9999"));
            assert!(!matches!(refused, Err(CardError::PinIncorrect { tries_left: None })));
            assert_eq!(code(refused), expected);
        }
    });
}

#[test]
fn what_a_refused_pin_means_is_told() {
    run("field::what_a_refused_pin_means_is_told", |lab| {
        let mut token = lab.open();
        for (value, expected) in [
            (0xa0, "pin.incorrect"),
            (0xa2, "pin.incorrect"),
            (0xa3, "pin.locked"),
            (0xa4, "pin.locked"),
            (0x102, "pin.locked"),
            (0x50, "pin.required"),
            (0xe1, "card.unsupported"),
            (0x30, "card.unreadable"),
        ] {
            lab.play(&[Rule::always("C_Login", value)]);
            assert_eq!(code(token.verify_pin(&pin(PIN))), expected, "{value:x}");
            assert_eq!(lab.shim.count("C_Login"), 1, "tried once: {value:x}");
            assert_eq!(code(token.sign(b"text")), "pin.required", "{value:x}");
        }
        lab.play(&[]);
        token.verify_pin(&pin(PIN)).unwrap();
    });
}

#[test]
fn a_pin_is_looked_at_though_another_part_of_the_program_is_logged_in() {
    run("field::a_pin_is_looked_at_though_another_part_of_the_program_is_logged_in", |lab| {
        let _other = lab.open_with_pin();
        let mut token = lab.open();
        assert_eq!(code(token.verify_pin(&pin("9999"))), "pin.incorrect");
        token.verify_pin(&pin(PIN)).unwrap();
        token.sign(b"text").unwrap();
    });
}

#[test]
fn a_right_pin_is_right_though_the_certificate_is_old() {
    run("field::a_right_pin_is_right_though_the_certificate_is_old", |lab| {
        let request = CardRequest {
            not_before: "2015-01-01T00:00:00Z".parse().unwrap(),
            not_after: "2020-01-01T00:00:00Z".parse().unwrap(),
            ..fixed::request(CardRank::Secondary, fixed::SECONDARY_SERIAL)
        };
        let old = fixed::card(&request, 3);
        lab.softhsm.add_token("old", PIN).unwrap();
        let id = (softhsm::SIGNING_ID, "cert1");
        lab.softhsm.add_pair(("old", PIN), id, &old.key, old.certificate.as_der()).unwrap();

        let mut readers = lab.readers();
        let slot = readers.slots().unwrap().into_iter().find(|slot| slot.is_named("old")).unwrap();
        let mut token = readers.open(&slot).unwrap();
        assert_eq!(code(token.verify_pin(&pin("9999"))), "pin.incorrect");
        token.verify_pin(&pin(PIN)).unwrap();
        let signature = token.sign(b"text").unwrap();
        assert!(token.certificate().verifies(b"text", &signature), "whether it may is not the card's to say");
    });
}

#[test]
fn listing_and_waiting_open_no_card() {
    run("field::listing_and_waiting_open_no_card", |lab| {
        lab.play(&[]);
        let mut readers = lab.readers();
        lab.slot(&mut readers);
        readers.wait(Duration::from_millis(60)).unwrap();
        let mut called: Vec<_> = lab.shim.calls().into_iter().map(|call| call.function).collect();
        called.sort_unstable();
        called.dedup();
        assert_eq!(
            called,
            ["C_GetFunctionList", "C_GetSlotInfo", "C_GetSlotList", "C_GetTokenInfo", "C_Initialize"]
        );
    });
}

#[test]
fn a_card_has_one_session_that_is_logged_out_and_closed() {
    run("field::a_card_has_one_session_that_is_logged_out_and_closed", |lab| {
        lab.play(&[]);
        let mut token = lab.open_with_pin();
        token.open_area().unwrap();
        token.write_area(b"text").unwrap();
        token.sign(b"text").unwrap();
        drop(token);
        for function in ["C_OpenSession", "C_Login", "C_Logout", "C_CloseSession"] {
            assert_eq!(lab.shim.count(function), 1, "{function}");
        }
        lab.play(&[]);
        drop(lab.open());
        assert_eq!((lab.shim.count("C_Login"), lab.shim.count("C_Logout")), (0, 0));
    });
}

#[test]
fn a_card_that_cannot_be_opened_says_why() {
    run("field::a_card_that_cannot_be_opened_says_why", |lab| {
        let mut readers = lab.readers();
        for (value, expected) in [
            (0xe1, "card.unsupported"), // CKR_TOKEN_NOT_RECOGNIZED
            (0xb1, "card.unreadable"),  // CKR_SESSION_COUNT
            (0x32, "card.removed"),     // CKR_DEVICE_REMOVED
            (0x190, "reader.failed"),   // CKR_CRYPTOKI_NOT_INITIALIZED
        ] {
            lab.play(&[]);
            let slot = lab.slot(&mut readers);
            lab.play(&[Rule::always("C_OpenSession", value)]);
            assert_eq!(code(readers.open(&slot)), expected, "{value:x}");
        }
        // One that tells nothing of itself is shown, and opening it tells more.
        lab.play(&[Rule::always("C_GetTokenInfo", 0xe1), Rule::always("C_OpenSession", 0xe1)]);
        let slot = readers.slots().unwrap().into_iter().find(|slot| slot.is_named("?")).unwrap();
        assert_eq!(code(readers.open(&slot)), "card.unsupported");
    });
}

#[test]
fn a_write_protected_card_signs_and_keeps_its_area() {
    run("field::a_write_protected_card_signs_and_keeps_its_area", |lab| {
        let mut token = lab.open_with_pin();
        token.open_area().unwrap();
        token.write_area(b"old").unwrap();
        drop(token);
        let protected = Rule::Fail {
            call: 1,
            when: When::Before,
            on: false,
            value: TOKEN_WRITE_PROTECTED,
            function: Some("C_OpenSession"),
        };
        lab.play(&[protected]);
        let mut token = lab.open_with_pin();
        token.sign(b"text").unwrap();
        assert_eq!(code(token.write_area(b"new")), "card.unreadable");
        assert_eq!(token.read_area().unwrap().as_deref(), Some(&b"old"[..]));
    });
}

#[test]
fn a_key_that_wants_the_pin_every_time_is_given_a_wrong_one_only_once() {
    run("field::a_key_that_wants_the_pin_every_time_is_given_a_wrong_one_only_once", |lab| {
        lab.softhsm.add_token("always", PIN).unwrap();
        let signing = fixed::secondary();
        let id = softhsm::SIGNING_ID;
        lab.softhsm.add_always_authenticating_key(("always", PIN), id, &signing.key).unwrap();
        lab.softhsm.add_certificate(("always", PIN), (id, "cert1"), signing.certificate.as_der()).unwrap();
        let mut readers = lab.readers();
        let slot = readers.slots().unwrap().into_iter().find(|slot| slot.is_named("always")).unwrap();
        let mut token = readers.open(&slot).unwrap();
        token.verify_pin(&pin(PIN)).unwrap();

        lab.play(&[Rule::TooSmall("C_SignFinal", 2)]);
        let signature = token.sign(b"text").unwrap();
        assert!(token.certificate().verifies(b"text", &signature));
        assert_eq!(lab.shim.count("C_Login"), 1, "a buffer costs no PIN");

        // Somebody changed it meanwhile.
        lab.play(&[Rule::always("C_Login", PIN_INCORRECT)]);
        assert_eq!(code(token.sign(b"text")), "pin.incorrect");
        assert_eq!(code(token.sign(b"text")), "pin.required");
        assert_eq!(lab.shim.count("C_Login"), 1);

        lab.play(&[]);
        token.verify_pin(&pin(PIN)).unwrap();
        token.sign(b"text").unwrap();
    });
}

#[test]
fn a_session_that_is_left_in_an_operation_does_not_stay_blocked() {
    run("field::a_session_that_is_left_in_an_operation_does_not_stay_blocked", |lab| {
        let mut token = lab.open_with_pin();
        // The module does not end a search, so it refuses the next one.
        let end = Rule::Fail {
            call: 1,
            when: When::Before,
            on: false,
            value: 0x30,
            function: Some("C_FindObjectsFinal"),
        };
        lab.play(&[end]);
        token.open_area().unwrap();
        token.write_area(b"text").unwrap();
        token.sign(b"text").unwrap();
        assert_eq!(lab.shim.count("C_OpenSession"), 1);
        assert_eq!(lab.shim.count("C_Login"), 0, "the PIN is not asked again");
    });
}

#[test]
fn softhsm_works_through_p11_kit() {
    let proxy = known_module("p11-kit");
    let Some(proxy) = proxy else {
        println!("skipped: p11-kit's proxy module is not installed");
        return;
    };
    let config = |dir: &std::path::Path| -> PathBuf {
        let modules = dir.join("config/pkcs11/modules");
        std::fs::create_dir_all(&modules).unwrap();
        std::fs::write(dir.join("config/pkcs11/pkcs11.conf"), "user-config: only\n").unwrap();
        let module = softhsm::module();
        std::fs::write(modules.join("softhsm2.module"), format!("module: {}\n", module.display())).unwrap();
        dir.join("config")
    };
    run_with("field::softhsm_works_through_p11_kit", &proxy, &[("XDG_CONFIG_HOME", &config)], |lab| {
        let mut token = lab.open_with_pin();
        let signature = token.sign(b"text").unwrap();
        assert!(token.certificate().verifies(b"text", &signature));
        token.open_area().unwrap();
        for content in [&b"one"[..], &[7; 4096]] {
            token.write_area(content).unwrap();
            assert_eq!(token.read_area().unwrap().as_deref(), Some(content));
        }
        drop(token);
        let mut readers = lab.readers();
        readers.refresh();
        assert!(lab.slot(&mut readers).is_named(CARD));
    });
}
