//! What goes wrong with readers, cards, PINs, areas and entities.

use std::fs;

use scap_ac::{CardRank, SerialNumber};
use scap_card::soft::NewArea;
use scap_test_pki::{
    CardRequest, Usage,
    fixed::{self, Card},
    softhsm,
};
use scap_test_stage::{Answer, Gate, pem};
use serde_json::{Value, json};

use super::{Act, Row, facts_of};
use crate::{
    paper::revoking,
    stage::{Stage, args},
};

/// A secondary card that is none of the manual's.
fn secondary(change: impl FnOnce(&mut CardRequest)) -> Card {
    let mut request = fixed::request(CardRank::Secondary, "4711");
    change(&mut request);
    fixed::card(&request, 3)
}

/// The facts of amy's card, and these.
fn of_amy(more: Value) -> Value {
    facts_of("amy", &fixed::secondary(), more)
}

/// The amy of every example in a reader, her area open.
fn amy(stage: &Stage) {
    stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
}

/// A door at which something happens when the first request that starts like this comes.
fn once(request: &'static str, act: impl FnOnce() + Send + 'static) -> Gate {
    let mut act = Some(act);
    Gate::new(move |this| {
        if this.starts_with(request)
            && let Some(act) = act.take()
        {
            act();
        }
        Answer::Pass
    })
}

/// Runs F6 with this in the place of the secondary card's PIN.
fn view_with_pin(stage: &Stage, pin: &str) -> Vec<String> {
    stage.write("secrets/pin", pin);
    stage.view("amy")
}

fn tries(stage: &Stage, left: u8) {
    assert_eq!(stage.tries("amy"), left);
}

pub(super) fn rows() -> Vec<Row> {
    [readers(), wrong_cards(), dates(), pins(), areas(), user_codes()].into_iter().flatten().collect()
}

fn readers() -> Vec<Row> {
    vec![
        Row::new("reader.none", "there is no folder of soft cards", |stage| {
            let folder = stage.path("nowhere");
            let reason = json!({ "contains": "os error 2" });
            Act::new(
                args(["card", "show", "--soft-cards", &folder]),
                json!({ "folder": folder, "reason": reason }),
            )
        }),
        Row::new("reader.none", "the folder of soft cards is a file", |stage| {
            let folder = stage.path("root.pem");
            let reason = json!({ "contains": "os error 20" });
            Act::new(
                args(["readers", "--soft-cards", &folder]),
                json!({ "folder": folder, "reason": reason }),
            )
        }),
        Row::new("reader.unknown", "no reader has the name that was given", |stage| {
            amy(stage);
            let mut arguments = stage.view("amy");
            arguments.extend(args(["--reader", "Nobody's reader"]));
            Act::new(arguments, json!({ "name": "Nobody's reader", "names": ["Soft reader: amy"] }))
        }),
        Row::new("reader.failed", "the folder of soft cards is a link to itself", |stage| {
            let link = stage.path("loop");
            std::os::unix::fs::symlink(&link, &link).unwrap();
            let reason = json!({ "contains": "os error 40" });
            Act::new(args(["view", "--soft-cards", &link]), json!({ "folder": link, "reason": reason }))
        }),
        Row::new("reader.module", "the module is a text", |stage| {
            let module = stage.write("module.so", "not a library");
            Act::new(args(["view", "--module", &module]), json!({ "module": module }))
        }),
        Row::new("reader.module", "the module is missing", |stage| {
            let module = stage.path("missing.so");
            Act::new(args(["activate", "--module", &module]), json!({ "module": module }))
        }),
    ]
}

fn wrong_cards() -> Vec<Row> {
    vec![
        Row::new("card.absent", "no card is in the reader", |stage| Act::new(stage.view("amy"), json!({}))),
        Row::new("card.absent", "no card is in the reader, for issuing", |stage| {
            stage.serve(&[]);
            Act::new(stage.issue("amy"), json!({}))
        }),
        Row::new("card.unknown", "no card has the name of the holder", |stage| {
            amy(stage);
            Act::new(stage.view("nobody"), json!({ "name": "nobody", "names": ["amy"] }))
        }),
        Row::new("card.unknown", "no card has the name of the signer", |stage| {
            stage.add("boss", &fixed::primary());
            amy(stage);
            stage.serve(&[]);
            let mut arguments = stage.issue("amy");
            arguments.extend(args(["--signer", "nobody"]));
            Act::new(arguments, json!({ "name": "nobody", "names": ["amy", "boss"] }))
        }),
        Row::new("card.unknown", "no card has the name of the card whose records are wanted", |stage| {
            amy(stage);
            Act::new(stage.received("nobody"), json!({ "name": "nobody", "names": ["amy"] }))
        }),
        Row::new("card.absent", "the card does not come while it is waited for", |stage| {
            let mut arguments = stage.activate("amy");
            arguments.extend(args(["--wait", "1"]));
            Act::new(arguments, json!({}))
        }),
        Row::new("card.unreadable", "the certificate is damaged", |stage| {
            amy(stage);
            fs::write(stage.card("amy").join("certificate.pem"), "-----BEGIN CERT").unwrap();
            Act::new(stage.view("amy"), json!({}))
        }),
        Row::new("card.unreadable", "the key is damaged", |stage| {
            amy(stage);
            fs::write(stage.card("amy").join("key.pem"), "").unwrap();
            Act::new(stage.view("amy"), json!({}))
        })
        .and_then(|stage| tries(stage, 3)),
        Row::new("card.removed", "the card is taken out before it signs", |stage| {
            stage.add("boss", &fixed::primary());
            amy(stage);
            stage.serve_behind(once("GET /v1/nonce", stage.mover("cards", "drawer", "amy")), &[]);
            Act::new(stage.issue("amy"), json!({}))
        })
        .and_then(|stage| stage.put_in("amy")),
        Row::new("card.removed", "the card is taken out before it opens", |stage| {
            stage.add("bob", &fixed::other_secondary());
            stage.serve_behind(once("POST /v1/activations", stage.mover("cards", "drawer", "bob")), &[]);
            Act::new(stage.activate("bob"), json!({}))
        })
        .and_then(|stage| {
            stage.put_in("bob");
            // What was agreed is taken up where it stopped.
            stage.scap(&stage.activate("bob")).succeeded();
        }),
        Row::new("card.unsupported", "the card holds a CA's certificate", |stage| {
            amy(stage);
            let certificate = pem(fixed::ca().anchor_der());
            fs::write(stage.card("amy").join("certificate.pem"), certificate).unwrap();
            Act::new(stage.view("amy"), json!({}))
        }),
        Row::new("card.unsupported", "the card holds an encryption certificate alone", |stage| {
            stage.add("amy", &secondary(|request| request.usage = Usage::Encryption));
            Act::new(stage.activate("amy"), json!({}))
        }),
        Row::new("card.not_secondary", "a primary card is there to be viewed", |stage| {
            stage.add("boss", &fixed::primary());
            Act::new(stage.view("boss"), facts_of("boss", &fixed::primary(), json!({})))
        }),
        Row::new("card.not_secondary", "a primary card is there to be opened", |stage| {
            stage.add("boss", &fixed::primary());
            Act::new(stage.activate("boss"), facts_of("boss", &fixed::primary(), json!({})))
        }),
        Row::new("card.changed", "another card is there to be written", |stage| {
            stage.add("boss", &fixed::primary());
            amy(stage);
            stage.add_with("bob", &fixed::other_secondary(), |card| card.area = NewArea::Open);
            stage.take_out("bob");
            let swap = (stage.mover("cards", "drawer", "amy"), stage.mover("drawer", "cards", "bob"));
            let swap = move || {
                swap.0();
                swap.1();
            };
            stage.serve_behind(once("PUT ", swap), &[]);
            let mut arguments = stage.issue("amy");
            // Without a name any card may be the one to write, so the wrong one is told.
            arguments.retain(|argument| !["--holder", "amy"].contains(&argument.as_str()));
            let serials = json!({
                "expected": fixed::SECONDARY_SERIAL,
                "found": fixed::OTHER_SECONDARY_SERIAL,
            });
            Act::new(arguments, facts_of("bob", &fixed::other_secondary(), serials))
        })
        .and_then(|stage| assert!(!stage.card("bob").join("area/certificate.der").exists())),
        Row::new("card.ambiguous", "two secondary cards may be viewed", |stage| {
            amy(stage);
            stage.add_with("bob", &fixed::other_secondary(), |card| card.area = NewArea::Open);
            let view = args(["view", "--pin-file", &stage.path("secrets/pin")]);
            Act::new(view, json!({ "cards": ["amy", "bob"] }))
        }),
        Row::new("entity.mismatch", "the primary card is another entity's", |stage| {
            let mut request = fixed::request(CardRank::Primary, "4712");
            request.business_number = fixed::OTHER_BUSINESS_NUMBER.parse().unwrap();
            let boss = fixed::card(&request, 3);
            stage.add("boss", &boss);
            amy(stage);
            stage.serve(&[]);
            let numbers = json!({ "signer": fixed::OTHER_BUSINESS_NUMBER, "holder": fixed::BUSINESS_NUMBER });
            Act::new(stage.issue("amy"), facts_of("boss", &boss, numbers))
        }),
        Row::new("card.untrusted", "a forger made the card", |stage| {
            let request = fixed::request(CardRank::Secondary, fixed::OTHER_SECONDARY_SERIAL);
            stage.add("bob", &fixed::card_of(fixed::impostor_ca(), &request, 3));
            stage.serve(&[]);
            Act::new(stage.activate("bob"), json!({ "serial": fixed::OTHER_SECONDARY_SERIAL }))
        }),
        Row::new("card.not_registered", "the server does not know the card", |stage| {
            stage.add("bob", &secondary(|_| {}));
            stage.serve(&[]);
            Act::new(stage.activate("bob"), json!({}))
        }),
        Row::new("serial.too_large", "the primary card's serial leaves no room for a sequence", |stage| {
            let mut request = fixed::request(CardRank::Primary, "1");
            let serial = format!("1{}", "0".repeat(45));
            request.serial = Some(serial.parse::<SerialNumber>().unwrap());
            stage.add("boss", &fixed::card(&request, 3));
            amy(stage);
            stage.serve(&[]);
            Act::new(stage.issue("amy"), json!({}))
        }),
    ]
}

fn dates() -> Vec<Row> {
    const PAST: &str = "2024-06-30T23:59:59Z";
    const FUTURE: &str = "2033-01-01T00:00:00Z";

    vec![
        Row::new("card.certificate_expired", "the secondary card has expired", |stage| {
            let bob = secondary(|request| request.not_after = fixed::time(PAST));
            stage.add("bob", &bob);
            Act::new(stage.activate("bob"), facts_of("bob", &bob, json!({ "not_after": PAST })))
        }),
        Row::new("card.certificate_expired", "the primary card has expired", |stage| {
            let mut request = fixed::request(CardRank::Primary, "4713");
            request.not_after = fixed::time(PAST);
            let boss = fixed::card(&request, 3);
            stage.add("boss", &boss);
            amy(stage);
            stage.serve(&[]);
            Act::new(stage.issue("amy"), facts_of("boss", &boss, json!({ "not_after": PAST })))
        }),
        Row::new("card.certificate_not_yet_valid", "the secondary card is not valid yet", |stage| {
            let bob = secondary(|request| request.not_before = fixed::time(FUTURE));
            stage.add("bob", &bob);
            Act::new(stage.activate("bob"), facts_of("bob", &bob, json!({ "not_before": FUTURE })))
        }),
        Row::new("card.certificate_revoked", "the secondary card is revoked", |stage| {
            let card = fixed::other_secondary();
            stage.add("bob", &card);
            let crl = stage.write("list.pem", revoking(&card, "2025-01-01T00:00:00Z"));
            stage.serve(&["--crl", &crl]);
            Act::new(stage.activate("bob"), json!({ "serial": fixed::OTHER_SECONDARY_SERIAL }))
        }),
        Row::new("card.certificate_revoked", "the primary card is revoked", |stage| {
            let card = fixed::primary();
            stage.add("boss", &card);
            amy(stage);
            let crl = stage.write("list.pem", revoking(&card, "2025-01-01T00:00:00Z"));
            stage.serve(&["--crl", &crl]);
            Act::new(stage.issue("amy"), json!({ "serial": fixed::PRIMARY_SERIAL }))
        }),
    ]
}

fn pins() -> Vec<Row> {
    vec![
        Row::new("pin.length", "the PIN is blank", |stage| {
            amy(stage);
            Act::new(view_with_pin(stage, "  \n"), json!({}))
        })
        .and_then(|stage| tries(stage, 3)),
        Row::new("pin.length", "the PIN has nine characters", |stage| {
            amy(stage);
            Act::new(view_with_pin(stage, "123456789\n"), json!({}))
        })
        .and_then(|stage| tries(stage, 3)),
        Row::new("pin.incorrect", "the first wrong PIN", |stage| {
            amy(stage);
            Act::new(view_with_pin(stage, "12345678"), of_amy(json!({ "tries_left": 2 })))
        })
        .and_then(|stage| tries(stage, 2)),
        Row::new("pin.incorrect", "the second wrong PIN", |stage| {
            amy(stage);
            let view = view_with_pin(stage, "12345678");
            assert_eq!(stage.scap(&view).code, Some(1));
            Act::new(view, of_amy(json!({ "tries_left": 1 })))
        })
        .and_then(|stage| tries(stage, 1)),
        Row::new("pin.incorrect", "the primary card's PIN is wrong", |stage| {
            stage.add("boss", &fixed::primary());
            amy(stage);
            stage.serve(&[]);
            stage.write("secrets/signer-pin", "12345678");
            let details = facts_of("boss", &fixed::primary(), json!({ "tries_left": 2 }));
            Act::new(stage.issue("amy"), details)
        })
        .and_then(|stage| {
            tries(stage, 3);
            assert_eq!(stage.tries("boss"), 2);
        }),
        Row::new("pin.incorrect", "a token that does not tell its tries", |stage| {
            let card = fixed::secondary();
            let (folder, key) = (stage.folder().join("hsm"), &card.key);
            let token =
                softhsm::provision(&folder, "amy", "87654321", key, card.certificate.as_der()).unwrap();
            stage.set(softhsm::CONFIG_VARIABLE, token.config().to_str().unwrap());
            let mut arguments = stage.activate("amy");
            arguments.extend(args(["--module", softhsm::module().to_str().unwrap()]));
            stage.serve(&[]);
            Act::new(arguments, of_amy(json!({ "reader": { "contains": "SoftHSM" }, "tries_left": null })))
        }),
        Row::new("pin.locked", "the third wrong PIN", |stage| {
            amy(stage);
            let view = view_with_pin(stage, "12345678");
            for _ in 0..2 {
                assert_eq!(stage.scap(&view).code, Some(1));
            }
            Act::new(view, of_amy(json!({})))
        })
        .and_then(|stage| tries(stage, 0)),
        Row::new("pin.locked", "the right PIN after three wrong ones", |stage| {
            amy(stage);
            let view = view_with_pin(stage, "12345678");
            for _ in 0..3 {
                assert_eq!(stage.scap(&view).code, Some(1));
            }
            Act::new(view_with_pin(stage, crate::stage::PIN), of_amy(json!({})))
        }),
    ]
}

fn areas() -> Vec<Row> {
    vec![
        Row::new("area.not_open", "issuing before opening", |stage| {
            stage.add("boss", &fixed::primary());
            stage.add("bob", &fixed::other_secondary());
            stage.serve(&[]);
            Act::new(stage.issue("bob"), json!({}))
        })
        .and_then(|stage| assert_eq!(stage.tries("bob"), 3)),
        Row::new("area.not_open", "the card is open, but no server agreed to that", |stage| {
            stage.add("boss", &fixed::primary());
            stage.add_with("bob", &fixed::other_secondary(), |card| card.area = NewArea::Open);
            stage.serve(&[]);
            Act::new(stage.issue("bob"), json!({}))
        }),
        Row::new("area.already_open", "opening twice", |stage| {
            stage.add("bob", &fixed::other_secondary());
            stage.serve(&[]);
            stage.scap(&stage.activate("bob")).succeeded();
            Act::new(stage.activate("bob"), json!({}))
        }),
        Row::new("area.locked", "opening a locked area", |stage| {
            stage.add_with("bob", &fixed::other_secondary(), |card| card.area = NewArea::Locked);
            Act::new(stage.activate("bob"), json!({}))
        }),
        Row::new("area.locked", "issuing onto a locked area", |stage| {
            stage.add("boss", &fixed::primary());
            stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Locked);
            stage.serve(&[]);
            Act::new(stage.issue("amy"), json!({}))
        }),
        Row::new("area.full", "the certificate has one byte too many", |stage| {
            stage.add("boss", &fixed::primary());
            amy(stage);
            stage.serve(&[]);
            stage.scap(&stage.issue("amy")).succeeded();
            let area = stage.card("amy").join("area");
            let needed = fs::metadata(area.join("certificate.der")).unwrap().len();
            let state = json!({ "state": "open", "capacity": needed - 1 });
            fs::write(area.join("state.json"), state.to_string()).unwrap();
            Act::new(stage.issue("amy"), json!({ "needed": needed, "capacity": needed - 1 }))
        }),
        Row::new("area.corrupt", "what is in the area is no certificate", |stage| {
            amy(stage);
            fs::write(stage.card("amy").join("area/certificate.der"), [0x30, 0x03, 0x02, 0x01, 0x00])
                .unwrap();
            Act::new(stage.view("amy"), json!({ "reason": "ac.der" }))
        }),
        Row::new("area.none", "the area is open and empty", |stage| {
            amy(stage);
            Act::new(stage.view("amy"), json!({}))
        }),
        Row::new("area.none", "the area was never opened", |stage| {
            stage.add("amy", &fixed::secondary());
            Act::new(stage.view("amy"), json!({}))
        })
        .and_then(|stage| tries(stage, 3)),
    ]
}

fn user_codes() -> Vec<Row> {
    /// Opens with this code after so many wrong ones.
    fn open(stage: &mut Stage, wrong: usize, code: &str) -> Vec<String> {
        stage.add("bob", &fixed::other_secondary());
        stage.serve(&[]);
        stage.write("secrets/code", "not the code");
        for _ in 0..wrong {
            assert_eq!(stage.scap(&stage.activate("bob")).code, Some(1));
        }
        stage.write("secrets/code", code);
        stage.activate("bob")
    }

    /// The card's PIN was right each time, and the area stays closed.
    fn closed(stage: &Stage) {
        assert_eq!(stage.tries("bob"), 3);
        let state = fs::read_to_string(stage.card("bob").join("area/state.json")).unwrap();
        assert!(state.contains("closed"), "{state}");
    }

    vec![
        Row::new("user_code.incorrect", "the first wrong code", |stage| {
            Act::new(open(stage, 0, "not the code"), json!({ "tries_left": 2 }))
        })
        .and_then(closed),
        Row::new("user_code.incorrect", "the second wrong code", |stage| {
            Act::new(open(stage, 1, "not the code"), json!({ "tries_left": 1 }))
        })
        .and_then(closed),
        Row::new("user_code.locked", "the third wrong code", |stage| {
            Act::new(open(stage, 2, "not the code"), json!({}))
        })
        .and_then(closed),
        Row::new("user_code.locked", "the right code after three wrong ones", |stage| {
            Act::new(open(stage, 3, crate::stage::USER_CODE), json!({}))
        })
        .and_then(closed),
    ]
}
