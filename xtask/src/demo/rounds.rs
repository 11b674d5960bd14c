//! Two rounds of opening, issuing, writing, viewing, saving and querying: in the first a token is authorized,
//! in the second a token signs.

use serde_json::Value;

use crate::{
    demo::{
        cards::{Cards, ON_FOLDER, ON_TOKEN, PRIMARY, move_to_token},
        stage::{Stage, expect, text},
    },
    error::Failed,
};

/// What is granted, in the form of the command line contract.
const CONTENT: &str = r#"{
  "holder_id": {"kind": "national_id", "number": "A123456789"},
  "slots": [
    {"slot": 1, "application": "G2B-EHELPER", "unit_name": "中華電信股份有限公司》宜蘭第六廠",
     "unit_code": "028》78616600", "role": "接收公文、發送專屬訊息"},
    {"slot": 4, "application": "EINVOICE"}
  ]
}
"#;

/// The whole of time that this demo may have issued in.
const ALWAYS: [&str; 4] = ["--from", "2020-01-01", "--to", "2099-12-31"];

pub(crate) fn play(stage: &mut Stage, cards: &Cards) -> Result<(), Failed> {
    stage.write("content.json", CONTENT)?;
    stage.chapter("First round: chief's soft card authorizes ben's token");
    stage.scap(&["readers"])?.done()?.contains(ON_TOKEN)?;
    let first = authorize(stage, cards, ON_TOKEN)?;
    stage.tell("The same in Chinese:");
    let view = ["--lang", "zh-TW", "view", "--holder", ON_TOKEN, "--pin-file", "pin.txt"];
    stage.scap(&view)?.done()?.contains("授權內容1")?;

    stage.chapter("Second round: chief's card moves to a token, which authorizes amy's soft card");
    move_to_token(stage, PRIMARY)?;
    let second = authorize(stage, cards, ON_FOLDER)?;

    stage.tell("The server tells chief's card what it has granted: both, numbered one after the other.");
    let records = records(stage, PRIMARY, "granted")?;
    let serials: Vec<&str> = records.iter().filter_map(|record| record.get("serial")?.as_str()).collect();
    if serials != [&second, &first] || !first.ends_with("000001") || !second.ends_with("000002") {
        return Err(Failed::new(format!("{second} and {first} were expected, not {serials:?}")));
    }
    Ok(())
}

/// Opens the area of a secondary card, has the primary card authorize it, looks at the result; its serial.
fn authorize(stage: &Stage, cards: &Cards, holder: &str) -> Result<String, Failed> {
    stage
        .tell("The area for the authorization is opened once, with the user code that the holder was given:");
    let activate = ["activate", "--holder", holder, "--user-code-file", "user-code.txt"];
    stage.scap(&[&activate[..], &["--pin-file", "pin.txt", "--yes"]].concat())?.done()?;

    stage.tell("The holder agrees to the content, the primary card signs it, it is written onto the card:");
    let saved = format!("saved/{holder}.txt");
    let issue = ["issue", "--content", "content.json", "--holder", holder, "--signer", PRIMARY];
    let pins = ["--pin-file", "pin.txt", "--signer-pin-file", "pin.txt", "--yes"];
    stage.scap(&[&issue[..], &pins].concat())?.done()?;

    stage.tell("What is on the card now, also saved as text:");
    let view = ["view", "--holder", holder, "--pin-file", "pin.txt"];
    stage.scap(&[&view[..], &["--save", &saved]].concat())?.done()?;
    let shown = stage.look_up(&view)?;
    let card_serial =
        cards.secondaries.iter().find(|(name, _)| *name == holder).map(|(_, serial)| serial.as_str());
    expect(&shown, "/kind", "application")?;
    expect(&shown, "/holder/serial", card_serial)?;
    expect(&shown, "/holder_id/number", "A123456789")?;
    expect(&shown, "/slots/0/application/code", "G2B-EHELPER")?;
    expect(&shown, "/slots/0/unit_code", "028》78616600")?;
    expect(&shown, "/slots/1/slot", 4)?;
    let serial = text(&shown, "/serial")?.to_owned();
    let saved = stage.look_up(&["ac", "show", &saved])?;
    expect(&saved, "/signature", text(&shown, "/signature")?)?;

    stage.tell("The server's record of it, asked for by that card:");
    match records(stage, holder, "received")?.as_slice() {
        [record] => expect(record, "/serial", serial.as_str())?,
        records => return Err(Failed::new(format!("one record was expected, not {records:?}"))),
    }
    Ok(serial)
}

fn records(stage: &Stage, card: &str, direction: &str) -> Result<Vec<Value>, Failed> {
    let query = ["records", "--card", card, "--direction", direction, "--pin-file", "pin.txt"];
    let query = [&query[..], &ALWAYS].concat();
    stage.scap(&query)?.done()?;
    let answer = stage.look_up(&query)?;
    let records = answer.get("records").and_then(Value::as_array).cloned();
    records.ok_or_else(|| Failed::new(format!("no records in {answer}")))
}
