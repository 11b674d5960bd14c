//! What an application system does: verify, without the server.

use crate::{
    demo::{
        cards::{ON_TOKEN, PRIMARY},
        stage::{Stage, expect},
    },
    error::Failed,
};

pub(crate) fn play(stage: &mut Stage) -> Result<(), Failed> {
    stage.chapter("An application system verifies what ben's card shows it, without the server");
    let (file, signer) = (format!("saved/{ON_TOKEN}.txt"), format!("certificates/{PRIMARY}.pem"));
    let holder = format!("certificates/{ON_TOKEN}.pem");
    // An address where nobody listens: were the server asked, this would fail.
    let verify = ["--server", "http://127.0.0.1:1", "ac", "verify", &file, "--anchors", "ca/root.pem"];
    let cards = ["--intermediates", "ca/ca.pem", "--signer", &signer, "--holder", &holder];
    let verify = [&verify[..], &cards].concat();
    let granted = [&verify[..], &["--application", "G2B-EHELPER", "--explain"]].concat();
    stage.scap(&granted)?.done()?;
    let answer = stage.look_up(&granted)?;
    expect(&answer, "/valid", true)?;
    expect(&answer, "/code", serde_json::Value::Null)?;

    stage.tell("Another application is not authorized: exit code 3.");
    let other = [&verify[..], &["--application", "TAX-FILING"]].concat();
    stage.scap(&other)?.ended(3)?.contains("ac.application")?;
    Ok(())
}
