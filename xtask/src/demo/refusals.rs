//! Three things that must not work, and what the user is told.

use std::fs;

use crate::{
    demo::{
        cards::{ENTITY, NEVER_OPENED, OF_ANOTHER_ENTITY, ON_FOLDER, OTHER_ENTITY, PRIMARY},
        stage::{Said, Stage, expect},
    },
    error::Failed,
};

pub(crate) fn play(stage: &mut Stage) -> Result<(), Failed> {
    stage.chapter("Three refusals");
    stage.tell("rival's primary card belongs to another entity than amy's card:");
    let details = issue(stage, ON_FOLDER, OF_ANOTHER_ENTITY)?.refused("entity.mismatch")?;
    expect(&details, "/signer", OTHER_ENTITY)?;
    expect(&details, "/holder", ENTITY)?;

    stage.tell("dan's card was never activated:");
    issue(stage, NEVER_OPENED, PRIMARY)?.refused("area.not_open")?;

    stage.tell("amy mistypes the PIN:");
    stage.write("wrong-pin.txt", "1357")?;
    let wrong = ["view", "--holder", ON_FOLDER, "--pin-file", "wrong-pin.txt"];
    let details = stage.scap_json(&wrong)?.refused("pin.incorrect")?;
    expect(&details, "/tries_left", 2)?;
    let wrong = stage.path("wrong-pin.txt");
    fs::remove_file(&wrong).map_err(Failed::file(&wrong))?;
    stage.tell("The right PIN still works, and the card still holds what it held:");
    let right = ["view", "--holder", ON_FOLDER, "--pin-file", "pin.txt"];
    stage.scap(&right)?.done()?;
    let shown = stage.look_up(&right)?;
    expect(&shown, "/slots/0/application/code", "G2B-EHELPER")
}

fn issue(stage: &Stage, holder: &str, signer: &str) -> Result<Said, Failed> {
    let issue = ["issue", "--content", "content.json", "--holder", holder, "--signer", signer];
    stage.scap_json(
        &[&issue[..], &["--pin-file", "pin.txt", "--signer-pin-file", "pin.txt", "--yes"]].concat(),
    )
}
