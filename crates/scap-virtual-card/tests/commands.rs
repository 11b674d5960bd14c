//! Commands and their answers, one dialogue to a test.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::{collection::vec, prelude::*};
use scap_virtual_card::{
    AREA_FILE, Access, Ef, Fault, NUMBER_FILE, Padding, Pin, Profile, Vanished, VirtualCard,
};

/// Bytes from hex digits; spaces count for nothing.
fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// Sends each command and expects its answer.
fn dialogue(card: &mut VirtualCard, rows: &[(&str, &str)]) {
    for (number, (command, answer)) in rows.iter().enumerate() {
        assert_eq!(card.transmit(&hex(command)), Ok(hex(answer)), "row {number}: {command}");
    }
}

const FREE: &[u16] = &[0x3F00, 0x1000, 0x1001];
const SECRET: &[u16] = &[0x3F00, 0x1000, 0x2000, 0x2001];
const AT_ROOT: &[u16] = &[0x3F00, 0x0001];

const VERIFY: &str = "00 20 00 81 06 31 32 33 34 35 36";
const VERIFY_WRONG: &str = "00 20 00 81 06 30 30 30 30 30 30";
const SELECT_FREE: &str = "00 A4 08 00 04 1000 1001";
const SELECT_SECRET: &str = "00 A4 08 0C 06 1000 2000 2001";

fn profile() -> Profile {
    Profile::empty()
        .with_file(FREE, Ef::pin_to_write((0..16).collect()))
        .with_file(SECRET, Ef::pin_to_read(vec![0xAA; 4]))
        .with_file(AT_ROOT, Ef { contents: vec![1; 300], read: Access::Free, write: Access::Free })
}

#[test]
fn select_goes_one_step_at_a_time_or_by_path() {
    let mut card = VirtualCard::new(profile());
    let rows = [
        ("00 A4 00 00 02 1001", "6A82"),           // not in the MF
        ("00 A4 00 00 02 1000", "9000"),           // the DF
        ("00 B0 00 00 01", "6986"),                // a DF cannot be read
        ("00 A4 00 00 02 1001", "9000"),           // the EF
        ("00 B0 00 00 02", "0001 9000"),           //
        ("00 A4 00 00 02 2000", "9000"),           // beside the EF
        ("00 A4 00 00 02 1001", "6A82"),           // not in that DF
        ("00 A4 00 00 02 3F00", "9000"),           // the MF is always found
        ("00 A4 00 00 02 0001", "9000"),           //
        ("00 A4 00 00 02 FFFF", "6A82"),           // a failure leaves the selection
        ("00 B0 00 00 01", "01 9000"),             //
        (SELECT_SECRET, "9000"),                   //
        ("00 A4 08 00 04 1000 1001", "9000"),      // from the MF, wherever it stands
        ("00 A4 09 00 04 2000 2001", "9000"),      // from the current DF
        ("00 A4 09 00 04 1000 1001", "6A82"),      //
        ("00 A4 08 00 06 3F00 1000 1001", "6A82"), // the path has no MF
        ("00 A4 04 00 02 1000", "6A86"),           // by name
        ("00 A4 00 01 02 3F00", "6A86"),           // not the first occurrence
        ("00 A4 00 00 01 3F", "6700"),             //
        ("00 A4 00 00 04 1000 1001", "6700"),      // two steps at once
        ("00 A4 00 00", "6700"),                   //
        ("00 A4 08 00 03 1000 10", "6700"),        //
        ("00 A4 00 00 02 3F00 00", "9000"),        // with Le
        ("A0 A4 00 00 02 3F00", "6E00"),           //
        ("00 CA 00 00 00", "6D00"),                //
        ("00 C0 00 00 00", "6D00"),                // GET RESPONSE only where it is needed
    ];
    dialogue(&mut card, &rows);
}

#[test]
fn the_number_of_a_first_generation_card_is_read_under_its_class() {
    let profile = Profile { classes: vec![0x80], ..Profile::default() };
    let rows = [
        ("80 A4 00 00 02 3F00", "9000"),
        ("80 A4 00 00 02 0900", "9000"),
        ("80 A4 00 00 02 0903", "9000"),
        ("80 B0 00 00 10", "5343 3030 3030 3030 3030 3030 3030 3031 9000"),
        ("80 D6 00 00 01 00", "6982"),
        ("00 B0 00 00 10", "6E00"),
    ];
    dialogue(&mut VirtualCard::new(profile), &rows);
}

#[test]
fn read_and_update_keep_to_the_file() {
    let mut card = VirtualCard::new(profile());
    let rows = [
        ("00 B0 00 00 01", "6986"),       // nothing selected
        ("00 D6 00 00 01 00", "6986"),    //
        (SELECT_FREE, "9000"),            //
        ("00 B0 00 0E 02", "0E0F 9000"),  // up to the end
        ("00 B0 00 0E 03", "0E0F 6282"),  // beyond it
        ("00 B0 00 0F C8", "0F 6282"),    //
        ("00 B0 00 10 01", "6B00"),       // behind it
        ("00 B0 7F FF 01", "6B00"),       //
        ("00 B0 80 00 01", "6A86"),       // by short identifier
        ("00 B0 00 00 C9", "6700"),       // more than this card gives at once
        ("00 B0 00 00 00", "6700"),       //
        ("00 B0 00 00", "6700"),          //
        ("00 B0 00 00 01 00 01", "6700"), //
        ("00 D6 00 00 01 FF", "6982"),    // before VERIFY
        (VERIFY, "9000"),                 //
        ("00 D6 00 0E 02 AABB", "9000"),  //
        ("00 B0 00 0D 03", "0DAABB 9000"),
        ("00 D6 00 0F 02 0000", "6A84"), // beyond the end: nothing is written
        ("00 D6 00 10 01 00", "6A84"),   //
        ("00 D6 00 11 01 00", "6B00"),   //
        ("00 D6 80 00 01 00", "6A86"),   //
        ("00 D6 00 00 01 00 00", "6700"),
        ("00 D6 00 00", "6700"),
        ("00 B0 00 0D 03", "0DAABB 9000"),
        ("00 B0 00 00 00 00 02", "6700"), // extended length
        (SELECT_SECRET, "9000"),
        ("00 B0 00 00 01", "AA 9000"),
    ];
    dialogue(&mut card, &rows);
    card.reset();
    dialogue(&mut card, &[("00 B0 00 00 01", "6986"), (SELECT_SECRET, "9000"), ("00 B0 00 00 01", "6982")]);
    assert_eq!(card.contents(FREE).unwrap()[13..], [0x0D, 0xAA, 0xBB]);
}

#[test]
fn lengths_that_belong_to_no_form_are_refused() {
    let table = [
        "",
        "00",
        "00 B0 00",
        "00 A4 00 00 02 3F",
        "00 A4 00 00 02 3F00 00 00",
        "00 A4 00 00 00 3F00",
        "00 A4 00 00 00 00 00 3F00",
        "00 A4 00 00 00 00 03 3F00",
        "00 A4 00 00 00 00 02 3F00 00",
        "00 A4 00 00 00 00 02 3F00 00 00 00",
        "00 B0 00 00 00 00",
    ];
    for command in table {
        let profile = Profile { extended: true, ..profile() };
        assert_eq!(VirtualCard::new(profile).transmit(&hex(command)), Ok(hex("6700")), "{command}");
    }
}

#[test]
fn extended_length_moves_much_at_once_where_the_card_takes_it() {
    let profile = Profile { extended: true, max_data: 1000, ..profile() };
    let mut card = VirtualCard::new(profile);
    let (two, three) = ("02".repeat(299), "03".repeat(256));
    let rows = [
        ("00 A4 00 00 00 00 02 0001 00 00", "9000"),
        (&format!("00 D6 00 01 00 012B {two}"), "9000"),
        ("00 B0 00 00 00 01 2C", &format!("01 {two} 9000")),
        ("00 B0 00 01 00 03 E8", &format!("{two} 6282")),
        ("00 B0 00 00 00 03 E9", "6700"),
        ("00 B0 00 00 00 00 00", "6700"),
        (&format!("00 D6 00 00 00 0100 {three}"), "9000"),
        ("00 B0 00 00 00", &format!("{three} 9000")),
    ];
    dialogue(&mut card, &rows);
}

#[test]
fn a_wrong_pin_costs_a_try_and_the_third_locks() {
    let mut card = VirtualCard::new(profile());
    let rows = [
        ("00 20 00 81", "63C3"),
        (VERIFY_WRONG, "63C2"),
        ("00 20 00 81", "63C2"),
        ("00 20 00 81 00", "63C2"), // as T=0 sends it
        (VERIFY, "9000"),
        ("00 20 00 81", "9000"),
        (VERIFY_WRONG, "63C2"),
        ("00 20 00 81", "63C2"),
        ("00 20 00 82 01 31", "6A88"),
        ("00 20 01 81 01 31", "6A86"),
        ("00 20 00 81 01 31 00", "6700"),
        ("00 20 00 81 05", "6700"),
        ("00 20 00 81 07 31 32 33 34 35 36 37", "63C1"),
    ];
    dialogue(&mut card, &rows);
    card.reset();
    dialogue(&mut card, &[("00 20 00 81", "63C1"), (VERIFY_WRONG, "6983"), (VERIFY, "6983")]);
    card.reset();
    dialogue(&mut card, &[("00 20 00 81", "6983"), (VERIFY, "6983")]);
    assert_eq!((card.tries_left(), card.is_verified()), (0, false));
    card.unlock();
    dialogue(&mut card, &[(VERIFY, "9000")]);
    assert_eq!(card.tries_left(), 3);
}

#[test]
fn a_padded_pin_has_one_length_only() {
    let padding = Some(Padding { length: 8, byte: 0xFF });
    let pin = Pin { value: b"1234".to_vec(), reference: 1, tries: 3, padding };
    let profile = Profile { pin, ..profile() };
    let rows = [
        ("00 20 00 01 04 31 32 33 34", "6700"),
        ("00 20 00 01 08 31 32 33 34 00 00 00 00", "63C2"),
        ("00 20 00 01 08 31 32 33 34 FF FF FF FF", "9000"),
    ];
    dialogue(&mut VirtualCard::new(profile), &rows);
}

#[test]
fn manners_of_t0() {
    let profile = Profile { t0: true, fci: true, ..profile() };
    let rows = [
        (SELECT_FREE, "610D"),
        ("00 C0 00 00 0E", "6C0D"),
        ("00 C0 00 00 0D", "6F0B 8002 0010 8201 01 8302 1001 9000"),
        ("00 C0 00 00 0D", "6985"),
        (SELECT_FREE, "610D"),
        ("00 C0 00 00 02", "6F0B 610B"),
        ("00 C0 00 00 00", "8002 0010 8201 01 8302 1001 9000"),
        (SELECT_FREE, "610D"),
        ("00 C0 01 00 0D", "6A86"),
        ("00 C0 00 00", "6700"),
        (SELECT_FREE, "610D"),
        ("00 B0 00 00 00", "6C10"), // forgets what was to be fetched
        ("00 C0 00 00 0D", "6985"),
        ("00 B0 00 0E 10", "6C02"),
        ("00 B0 00 0E 02", "0E0F 9000"),
        (SELECT_SECRET, "9000"), // P2 wants no answer
        ("00 A4 00 0C 02 3F00", "9000"),
        ("00 A4 00 0C 02 0001", "9000"),
        ("00 B0 00 00 00", "6CC8"), // 200 at once
    ];
    dialogue(&mut VirtualCard::new(profile), &rows);
}

#[test]
fn control_information_comes_at_once_without_t0() {
    let profile = Profile { fci: true, ..profile() };
    let rows = [
        (SELECT_FREE, "9000"), // no Le
        (&format!("{SELECT_FREE} 00"), "6F0B 8002 0010 8201 01 8302 1001 9000"),
        ("00 A4 00 04 02 3F00 00", "6F07 8201 38 8302 3F00 9000"),
        ("00 A4 00 0C 02 3F00 00", "9000"),
    ];
    dialogue(&mut VirtualCard::new(profile), &rows);
}

#[test]
fn faults_happen_at_their_command_and_leave_what_they_leave() {
    const UPDATE: &str = "00 D6 00 00 04 F0F1F2F3";
    let table = [
        (Fault::VanishBefore, None, "00010203"),
        (Fault::VanishAfter, None, "F0F1F2F3"),
        (Fault::TearUpdate { written: 0 }, None, "00010203"),
        (Fault::TearUpdate { written: 3 }, None, "F0F1F203"),
        (Fault::TearUpdate { written: 9 }, None, "F0F1F2F3"),
        (Fault::Status(0x6581), Some("6581"), "00010203"),
        (Fault::Garbage(hex("00")), Some("00"), "00010203"),
        (Fault::Garbage(vec![]), Some(""), "00010203"),
    ];
    for (fault, answer, contents) in table {
        let mut card = VirtualCard::new(profile());
        card.fail_at(3, fault.clone());
        dialogue(&mut card, &[(VERIFY, "9000"), (SELECT_FREE, "9000")]);
        assert_eq!(card.transmit(&hex(UPDATE)), answer.map(hex).ok_or(Vanished), "{fault:?}");
        assert_eq!(card.has_vanished(), answer.is_none(), "{fault:?}");
        assert_eq!(card.contents(FREE).unwrap()[..4], hex(contents), "{fault:?}");
        let after = card.transmit(&hex("00 B0 00 00 01"));
        assert_eq!(after.is_err(), answer.is_none(), "{fault:?}: a card that is gone stays away");
        let commands = card.counters().commands;
        card.reset();
        dialogue(&mut card, &[(SELECT_FREE, "9000"), ("00 B0 00 00 04", &format!("{contents} 9000"))]);
        assert_eq!(card.counters().commands, commands + 2, "{fault:?}");
    }
}

#[test]
fn faults_count_from_when_they_are_set() {
    let mut card = VirtualCard::new(profile());
    dialogue(&mut card, &[(SELECT_FREE, "9000")]);
    card.fail_at(1, Fault::Status(0x6F00));
    card.fail_at(2, Fault::Status(0x6F01));
    card.fail_at(4, Fault::Status(0x6F02));
    dialogue(&mut card, &[(SELECT_FREE, "6F00"), (SELECT_FREE, "6F01"), (SELECT_FREE, "9000")]);
    card.clear_faults();
    dialogue(&mut card, &[(SELECT_FREE, "9000")]);
    card.fail_at(1, Fault::TearUpdate { written: 1 });
    assert_eq!(card.transmit(&hex(SELECT_SECRET)), Err(Vanished));
}

#[test]
fn counts_and_logs_commands_but_no_pin() {
    let mut card = VirtualCard::new(profile());
    dialogue(
        &mut card,
        &[("00 20 00 81", "63C3"), (VERIFY_WRONG, "63C2"), (VERIFY, "9000"), (SELECT_FREE, "9000")],
    );
    card.fail_at(2, Fault::VanishAfter);
    dialogue(&mut card, &[("00 D6 00 00 01 AA", "9000")]);
    card.transmit(&hex("00 D6 00 00 01 BB")).unwrap_err();
    let counters = card.counters();
    assert_eq!((counters.commands, counters.pins, counters.updates), (6, 2, 2));
    let log: Vec<_> =
        card.take_log().into_iter().map(|exchange| (exchange.command, exchange.status)).collect();
    let expected = [
        ("00 20 00 81", Some(0x63C3)),
        ("00 20 00 81", Some(0x63C2)),
        ("00 20 00 81", Some(0x9000)),
        (SELECT_FREE, Some(0x9000)),
        ("00 D6 00 00 01 AA", Some(0x9000)),
        ("00 D6 00 00 01 BB", None),
    ];
    assert_eq!(log, expected.map(|(command, status)| (hex(command), status)));
    assert!(card.log().is_empty());
}

#[test]
fn the_default_is_a_secondary_card_with_an_area() {
    let mut card = VirtualCard::default();
    assert_eq!(card.contents(NUMBER_FILE), Some(&b"SC00000000000001"[..]));
    let rows = [
        (VERIFY, "9000"),
        ("00 A4 08 0C 04 5343 4150", "9000"),
        ("00 D6 1F FF 01 AA", "9000"),
        ("00 B0 1F FE 02", "00AA 9000"),
    ];
    dialogue(&mut card, &rows);
    card.contents_mut(AREA_FILE).unwrap().truncate(2);
    dialogue(&mut card, &[("00 B0 00 00 03", "0000 6282")]);
    assert_eq!(card.contents(&[0x3F00, 0x5343]), None);
}

#[test]
fn a_pin_shows_nowhere() {
    let mut profile = Profile::default();
    profile.pin.value = b"97531864".to_vec();
    let shown = format!("{:?} {:?} {:?}", profile.pin, profile, VirtualCard::new(profile.clone()));
    assert!(!shown.contains("57, 55, 53") && !shown.contains("9753"), "{shown}");
}

proptest! {
    /// Also after a start that makes most of the card reachable.
    #[test]
    fn any_bytes_get_an_answer(
        (t0, fci, extended) in any::<(bool, bool, bool)>(),
        commands in vec(command(), 0..40),
    ) {
        let mut card = VirtualCard::new(Profile { t0, fci, extended, ..profile() });
        for bytes in commands {
            let answer = card.transmit(&bytes).unwrap();
            prop_assert!(matches!(answer.last_chunk(), Some([0x61..=0x6F | 0x90, _])), "{answer:02X?}");
            prop_assert!(answer.len() <= 2 + 256);
        }
        for (path, length) in [(FREE, 16), (SECRET, 4), (AT_ROOT, 300)] {
            prop_assert_eq!(card.contents(path).unwrap().len(), length);
        }
    }
}

/// Any bytes, and commands that nearly make sense.
fn command() -> impl Strategy<Value = Vec<u8>> {
    let instruction = proptest::sample::select(vec![0x20, 0xA4, 0xB0, 0xC0, 0xD6]);
    let p2 = prop_oneof![Just(0), Just(0x81), any::<u8>()];
    let sensible = (instruction, 0..0x0A_u8, p2, vec(any::<u8>(), 0..8)).prop_map(|(ins, p1, p2, data)| {
        let length = u8::try_from(data.len()).unwrap();
        [&[0x00, ins, p1, p2, length][..], &data].concat()
    });
    let known = proptest::sample::select(vec![VERIFY, SELECT_FREE, SELECT_SECRET]).prop_map(hex);
    prop_oneof![vec(any::<u8>(), 0..300), sensible, known]
}
