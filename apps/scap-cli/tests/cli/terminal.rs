//! A person at a terminal who mistypes.

use crate::stage::{PIN, Stage, args};

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
