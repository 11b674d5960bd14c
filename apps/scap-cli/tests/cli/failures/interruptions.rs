//! What goes wrong when an issuance that was cut off is to be finished.

use std::fs;

use scap_card::soft::NewArea;
use scap_test_pki::fixed;
use scap_test_stage::{Answer, Gate, copy_database};
use serde_json::json;

use super::{Act, Row};
use crate::{
    resume::{journal, resume},
    runs::serial,
    stage::{Stage, args},
};

/// A server behind a door at which amy's card is taken out when her certificate is handed in, so many times.
fn office(stage: &mut Stage, mut times: usize) {
    stage.add("boss", &fixed::primary());
    for (name, card) in [("amy", fixed::secondary()), ("bob", fixed::other_secondary())] {
        stage.add_with(name, &card, |card| card.area = NewArea::Open);
    }
    let pull = stage.mover("cards", "drawer", "amy");
    let gate = Gate::new(move |request| {
        if request.starts_with("PUT ") && times > 0 {
            times -= 1;
            pull();
        }
        Answer::Pass
    });
    stage.serve_behind(gate, &[]);
}

/// Issues to amy up to where her card is taken out.
fn cut(stage: &Stage) {
    assert_eq!(stage.refused(stage.issue_by("amy", "boss")), "card.absent");
    stage.put_in("amy");
    assert_eq!(journal(stage).len(), 1);
}

fn nothing_is_written(stage: &Stage) {
    assert!(!stage.card("amy").join("area/certificate.der").exists());
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::new("resume.none", "nothing was cut off", |stage| {
            office(stage, 0);
            stage.done(stage.issue_by("amy", "boss"));
            Act::new(resume(stage, "amy"), json!({}))
        }),
        Row::new("resume.none", "another card's issuance was cut off", |stage| {
            office(stage, 1);
            cut(stage);
            Act::new(resume(stage, "bob"), json!({}))
        })
        .and_then(|stage| assert_eq!(journal(stage).len(), 1)),
        Row::new("issuance.superseded", "another computer has issued a newer one", |stage| {
            office(stage, 2);
            cut(stage);
            let here = stage.path("home/data");
            stage.set("XDG_DATA_HOME", stage.path("home/elsewhere"));
            assert_eq!(stage.refused(stage.issue_by("amy", "boss")), "card.absent");
            stage.put_in("amy");
            stage.set("XDG_DATA_HOME", here);
            Act::new(resume(stage, "amy"), json!({}))
        })
        .and_then(|stage| {
            nothing_is_written(stage);
            assert_eq!(journal(stage).len(), 0);
        }),
        Row::new("issuance.outdated", "what is to be changed was replaced on another computer", |stage| {
            office(stage, 0);
            stage.done(stage.issue_by("amy", "boss"));
            let on_card = stage.card("amy").join("area/certificate.der");
            let old = fs::read(&on_card).unwrap();
            stage.done(stage.issue_by("amy", "boss"));
            fs::write(on_card, old).unwrap();
            let [replaces, current] = [1, 2].map(|number| serial(fixed::PRIMARY_SERIAL, number));
            let details = json!({ "replaces": replaces, "current": current });
            Act::new(stage.between(&["modify", "--set", "4="], "amy", "boss"), details)
        }),
        Row::new("issuance.unknown", "the server has forgotten it, after a backup was restored", |stage| {
            office(stage, 1);
            cut(stage);
            stage.stop();
            copy_database(stage.folder());
            stage.start(&[]);
            Act::new(resume(stage, "amy"), json!({}))
        })
        .and_then(nothing_is_written),
        Row::new("input.needed", "no PIN file of the card that is to be written", |stage| {
            office(stage, 1);
            cut(stage);
            Act::new(args(["issue", "--resume", "--holder", "amy"]), json!({ "flag": "--pin-file" }))
        })
        .and_then(|stage| assert_eq!(journal(stage).len(), 1)),
    ]
}
