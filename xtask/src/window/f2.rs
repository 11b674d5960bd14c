//! F2 in the window by the keyboard: from the first page to the record of the write.

use std::fs;

use super::Window;
use crate::{
    demo::{
        cards::{ON_FOLDER, PIN, PRIMARY},
        stage::{Stage, expect},
    },
    error::Failed,
};

/// Opens the card that is authorized, by the command line.
pub(crate) fn activate(stage: &mut Stage) -> Result<(), Failed> {
    stage.chapter("amy's card is opened");
    let words =
        ["--soft-cards", "cards", "activate", "--holder", ON_FOLDER, "--user-code-file", "user-code.txt"];
    stage.scap(&[&words[..], &["--pin-file", "pin.txt", "--yes"]].concat())?.done().map(drop)
}

/// Issues an authorization for the application whose name has "發票" in it. The card that signs is inserted when it is
/// asked for.
pub(crate) fn issue(stage: &Stage, window: &mut Window<'_>) -> Result<(), Failed> {
    window.shows("首頁")?;
    window.press(&["Tab", "Return"])?;
    window.shows("簽發授權")?;
    window.press(&["Return"])?;
    pin(window)?;
    window.shows("同意事項")?;
    window.press(&["space", "Tab", "Return"])?;
    window.shows("填寫內容")?;
    window.types("A123456789")?;
    window.press(TO_SEARCH)?;
    window.types("EINVOICE")?;
    window.press(&["Return"])?;
    // Its units and roles are looked up; what is pressed meanwhile is pressed nowhere.
    window.logs("answered call=\"GET /v1/applications/")?;
    window.shows("填寫內容")?;
    window.press(&["ctrl+Return"])?;
    window.shows("確認內容")?;
    window.press(&["Return"])?;
    window.shows("等候插卡")?;
    let (drawn, inserted) = (stage.path("drawer").join(PRIMARY), stage.path("cards").join(PRIMARY));
    fs::rename(&drawn, &inserted).map_err(Failed::file(&drawn))?;
    pin(window)?;
    window.shows("已簽發")?;
    window.press(&["Return"])?;
    window.shows("完成")?;
    window.press(&["Return"])
}

/// From the number of the holder past the five slots to the search among the applications.
const TO_SEARCH: &[&str] = &["Tab"; 6];

fn pin(window: &mut Window<'_>) -> Result<(), Failed> {
    window.shows("輸入 PIN 碼")?;
    window.types(PIN)?;
    window.press(&["Return"])
}

/// What is on the card is what was typed.
pub(crate) fn check(stage: &Stage) -> Result<(), Failed> {
    let shown =
        stage.look_up(&["--soft-cards", "cards", "view", "--holder", ON_FOLDER, "--pin-file", "pin.txt"])?;
    expect(&shown, "/holder_id/number", "A123456789")?;
    expect(&shown, "/slots/0/application/code", "EINVOICE")
}
