//! A person at a terminal who mistypes.

use serde_json::json;

use crate::stage::{PIN, SIGNER_PIN, Stage, args};

/// The same command in JSON and English.
fn in_json(command: impl IntoIterator<Item = &'static str>) -> Vec<String> {
    args(command.into_iter().chain(["--json", "--lang", "en"]))
}

#[test]
fn a_pin_that_is_too_long_is_asked_again_and_the_answer_stays_one_document() {
    let stage = Stage::with_cards_and_server();
    stage.scap(&stage.issue("amy")).succeeded();
    let run =
        stage.at_terminal(&in_json(["view", "--holder", "amy"]), &[("PIN of", "123456789"), ("PIN of", PIN)]);
    let run = run.succeeded();
    assert_eq!(run.json()["version"], 2);
    assert!(run.stderr.contains("pin.length"), "{run:?}");
    assert_eq!(stage.tries("amy"), 3);
}

#[test]
fn what_is_mistyped_in_the_form_is_asked_again_and_the_answer_stays_one_document() {
    let stage = Stage::with_cards_and_server();
    let (kind, number, roles) = ("1 national", "Holder identification number:", "Numbers of the roles");
    let answers = [
        ("PIN of", PIN),
        ("(y/n)", "y"),
        // A wrong check digit.
        (kind, "1"),
        (number, "A123456788"),
        (kind, "1"),
        (number, "A123456789"),
        // The same application twice: the form starts over.
        ("Slot 1", "1"),
        (roles, ""),
        ("Slot 2", "1"),
        (roles, ""),
        ("Slot 3", ""),
        ("Slot 4", ""),
        ("Slot 5", ""),
        (kind, "1"),
        (number, "A123456789"),
        ("Slot 1", "1"),
        (roles, ""),
        ("Slot 2", ""),
        ("Slot 3", ""),
        ("Slot 4", ""),
        ("Slot 5", ""),
        // The number is whole where the person checks it.
        ("A123456789", "y"),
        ("PIN of", SIGNER_PIN),
    ];
    let run = stage.at_terminal(&in_json(["issue", "--holder", "amy"]), &answers).succeeded();
    let certificate = &run.json()["certificate"];
    assert_eq!(certificate["holder_id"], json!({ "kind": "national_id", "number": "A123456789" }));
    for told in ["holder_id.invalid", "slot.duplicate"] {
        assert!(run.stderr.contains(told), "{told}: {run:?}");
    }
}
