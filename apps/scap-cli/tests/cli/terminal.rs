//! A person at a terminal: forms, reviews, mistakes and changes of mind.

use serde_json::{Value, json};

use crate::{
    screen::{CTRL_C, DOWN, ENTER, ESC, LEFT, SPACE, Screen, UP},
    stage::{PIN, Run, SIGNER_PIN, Stage, args},
};

/// The same command in JSON and English.
fn in_json(command: impl IntoIterator<Item = &'static str>) -> Vec<String> {
    args(command.into_iter().chain(["--json", "--lang", "en"]))
}

fn in_chinese(command: impl IntoIterator<Item = &'static str>) -> Vec<String> {
    args(command.into_iter().chain(["--json", "--lang", "zh-TW"]))
}

impl Screen<'_> {
    /// Enters a PIN and agrees to the terms.
    fn pass_terms(&mut self) -> &mut Self {
        self.see(&["PIN of"]).press(&[PIN, ENTER]).see(&["Do you agree"]).press(&["y"]).see(&["> Yes"]);
        self.press(&[ENTER])
    }

    /// Fills in the usual number.
    fn enter_number(&mut self) -> &mut Self {
        self.see(&["? Holder identification number", "> national"]).press(&[ENTER]);
        self.see(&["for example A123456789"]).press(&["A123456789"]);
        self.see(&["Form and check digit are right."]).press(&[ENTER]).see(&["choose what to fill in"])
    }

    /// Fills in the electronic invoices, without unit and role.
    fn enter_invoices(&mut self, slot: u8) -> &mut Self {
        self.press(&[&slot.to_string()]).see(&[&format!("> {slot}  (none)")]).press(&[ENTER]);
        self.see(&["Filter:"]).press(&["invoice"]).see_gone("G2B").press(&[ENTER]);
        self.see(&["? Name of the unit"]).press(&[ENTER]).see(&["tick the roles"]).press(&[ENTER]);
        self.see(&[&format!("{slot}  財政部電子發票整合服務平台"), "> Done, review it"])
    }

    /// Signs what is reviewed.
    fn sign(&mut self) -> &mut Self {
        self.see(&["shall it be issued?"]).press(&[DOWN]).see(&["> It is right"]).press(&[ENTER]);
        self.see(&["PIN of primary"]).press(&[SIGNER_PIN, ENTER])
    }
}

/// The one field of the certificate that was issued.
#[track_caller]
fn issued(run: &Run, field: &str) -> Value {
    assert_eq!(run.code, Some(0), "{run:?}");
    run.json()["certificate"][field].clone()
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
fn two_slots_are_filled_in_with_a_unit_two_levels_deep_and_two_roles() {
    let stage = Stage::with_cards_and_server();
    let mut screen = stage.at_screen(&in_chinese(["issue", "--holder", "amy"]));
    screen.see(&["PIN"]).press(&[PIN, ENTER]);
    screen.see(&["您同意以上內容嗎？"]).press(&["y"]).see(&["> 是"]).press(&[ENTER]);
    screen.see(&["> 國民身分證字號"]).press(&[ENTER]).see(&["例如"]).press(&["a123456789"]);
    screen.see(&["格式與檢查碼正確"]).press(&[ENTER]);

    screen.see(&["A1******89（國民身分證字號或居留證號）", "> 1  （無）"]).press(&[ENTER]);
    screen.see(&["選擇應用系統", "> 財政部電子發票"]).press(&[DOWN]).see(&["> G2B商工公文"]).press(&[ENTER]);
    // Two units have the same name.
    screen.see(&["中華電信股份有限公司（005）"]).press(&[DOWN]).see(&["> 中華電信股份有限公司（028）"]);
    screen.press(&[ENTER]).see(&["使用這一層：中華電信股份有限公司（028）", "> 宜蘭第六廠（78616600）"]);
    screen.press(&[ENTER]).see(&["> [ ] 接收公文", "不指定使用者角色"]).press(&[SPACE]);
    screen.see(&["> [x] 接收公文"]).press(&[DOWN, DOWN, SPACE]);
    screen.see(&["> [x] 發送專屬訊息", "使用者角色：接收公文、發送專屬訊息"]).press(&[ENTER]);

    let unit = "使用單位：中華電信股份有限公司》宜蘭第六廠（028》78616600）";
    screen.see(&["1  G2B商工公文", unit, "> 填寫完成"]).press(&["4"]).see(&["> 4"]).press(&[ENTER]);
    screen.see(&["已用於授權內容1"]).press(&["發票"]).see_gone("G2B").press(&[ENTER]);
    screen.see(&["? 使用單位名稱", "可以空白"]).press(&["總公司", ENTER]);
    screen.see(&["? 使用單位代碼"]).press(&[ENTER]);
    screen.see(&["[ ] 開立發票"]).press(&[UP]).see(&[">   + 自行輸入"]).press(&[ENTER]);
    screen.see(&["? 使用者角色"]).see_gone("開立發票").press(&["會計", ENTER]);
    screen.see(&["[x] 會計", "使用者角色：會計"]).press(&[ENTER]);

    screen.see(&["4  財政部電子發票", "使用單位：總公司", "使用者角色：會計", "> 填寫完成"]).press(&[ENTER]);
    // Whole, and every field.
    screen.see(&["A123456789（", "應用系統：財政部電子發票整合服務平台（EINVOICE）", unit, "附卡：amy"]);
    screen.press(&[DOWN]).see(&["> 內容正確，簽發"]).press(&[ENTER]);
    screen.see(&["請輸入正卡"]).press(&[SIGNER_PIN, ENTER]);

    let run = screen.end();
    assert!(![PIN, SIGNER_PIN].iter().any(|secret| run.stderr.contains(secret)), "{run:?}");
    assert_eq!(issued(&run, "holder_id"), json!({ "kind": "national_id", "number": "A123456789" }));
    let slots = json!([
        {
            "slot": 1,
            "application":
                { "code": "G2B-EHELPER", "name": "G2B商工公文訊息交易整合服務計畫(企業e幫手)" },
            "unit_name": "中華電信股份有限公司》宜蘭第六廠",
            "unit_code": "028》78616600",
            "role": "接收公文、發送專屬訊息",
        },
        {
            "slot": 4,
            "application": { "code": "EINVOICE", "name": "財政部電子發票整合服務平台" },
            "unit_name": "總公司", "unit_code": null, "role": "會計",
        },
    ]);
    assert_eq!(issued(&run, "slots"), slots);
}

#[test]
fn a_wrong_number_is_told_as_it_is_typed_and_every_step_can_be_taken_back() {
    let stage = Stage::with_cards_and_server();
    let mut screen = stage.at_screen(&in_json(["issue", "--holder", "amy"]));
    screen.pass_terms().see(&["> national"]).press(&[ENTER]).see(&["for example"]);
    for (typed, told) in [
        ("1", "Character 1 must be a letter."),
        ("\x15a3", "1, 2, 8 or 9"),
        ("\x15a1x", "Character 3 must be a digit."),
        ("\x15a1234", "5 more to go."),
        ("\x15a1234567890", "1 character too many."),
        ("\x15a123456788", "check digit"),
    ] {
        screen.press(&[typed]).see(&[told]);
    }
    // What is wrong is not taken.
    screen.press(&[ENTER, "\x7f", "9"]).see(&["Form and check digit are right."]);
    // Back to the kind, and from there to the menu, where nothing is filled in yet.
    screen
        .press(&[ESC])
        .see(&["> national"])
        .press(&[LEFT])
        .see(&["> Holder identification number: (not filled"]);
    screen
        .press(&[UP])
        .see(&["> Done"])
        .press(&[ENTER])
        .see(&["! No holder identification number was entered."]);
    screen.press(&[ENTER]).enter_number();

    // Down to the roles and back up: each step begins where it was left, and the slot stays as it was.
    screen.press(&["2"]).see(&["> 2  (none)"]).press(&[ENTER]).see(&["Filter:"]).press(&["g2b"]);
    screen.see_gone("EINVOICE").press(&[ENTER]).see(&["choose the unit"]).press(&[DOWN, ENTER]);
    screen.see(&["Use this level: 中華電信股份有限公司 (028)", "> 宜蘭第六廠"]).press(&[ESC]);
    screen.see(&["> 中華電信股份有限公司 (028)"]).press(&[ENTER]).see(&["> 宜蘭第六廠"]).press(&[UP, ENTER]);
    screen.see(&["tick the roles"]).press(&[SPACE]).see(&["[x]"]).press(&[LEFT]);
    screen
        .see(&["> Keep: 中華電信股份有限公司 (028)"])
        .press(&[ESC])
        .see(&["Filter:", "> G2B"])
        .press(&[ESC]);
    screen.see(&["> 2  (none)"]);
    // Leaving is asked about first.
    screen.press(&[ESC]).see(&["? Nothing is issued yet", "> Go on"]).press(&[ENTER]).see(&["A1******89"]);
    screen.press(&[ESC]).see(&["> Go on"]).press(&[DOWN]).see(&["> Leave"]).press(&[ENTER]);
    let run = screen.end();
    assert_eq!((run.code, &run.json()["error"]["code"]), (Some(130), &json!("cancelled")), "{run:?}");
}

#[test]
fn what_is_reviewed_can_be_changed_and_a_slot_cleared_before_it_is_signed() {
    let stage = Stage::with_cards_and_server();
    let mut screen = stage.at_screen(&in_json(["issue", "--holder", "amy"]));
    screen.pass_terms().enter_number().enter_invoices(2);
    // The same application in another slot is refused where it is chosen.
    screen.press(&["3"]).see(&["> 3  (none)"]).press(&[ENTER]).see(&["used in slot 2"]).press(&[ENTER]);
    screen.see(&["! "]).see(&["EINVOICE"]).press(&[DOWN]).see(&["> G2B"]).press(&[ENTER]);
    screen.see(&["No unit"]).press(&[UP, UP]).see(&["> No unit"]).press(&[ENTER]);
    screen.see(&["tick the roles"]).press(&[ENTER]).see(&["3  G2B", "> Done"]).press(&[ENTER]);
    // Enter alone decides nothing.
    screen
        .see(&["shall it be issued?", "Slot 3"])
        .press(&[ENTER, DOWN, DOWN])
        .see(&["> Go back"])
        .press(&[ENTER]);
    screen.see(&["choose what to fill in", "3  G2B", "2  財政部"]).press(&["2", ENTER]).see(&["Filter:"]);
    screen.press(&[UP]).see(&["> (leave slot 2 unused)"]).press(&[ENTER]);
    screen.see(&["2  (none)", "3  G2B", "> Done"]).press(&[ENTER]).sign();
    let run = screen.end();
    let slots = issued(&run, "slots");
    assert_eq!((slots.as_array().unwrap().len(), &slots[0]["slot"]), (1, &json!(3)), "{slots}");
    assert_eq!(slots[0]["unit_name"], Value::Null);
}

#[test]
fn what_is_on_the_card_is_modified_and_what_is_kept_stays_the_same() {
    let stage = Stage::with_cards_and_server();
    let before = stage.scap(&[stage.issue("amy"), args(["--json"])].concat()).succeeded().json();
    let mut screen = stage.at_screen(&in_json(["modify", "--holder", "amy"]));
    screen.see(&["PIN of"]).press(&[PIN, ENTER]);
    // The form begins with it.
    screen.see(&["A1******89", "1  G2B", "Role: 接收公文、發送專屬訊息", "4  財政部", "> Done"]);
    // The number is kept; of slot 1 the unit is kept and a role is added.
    screen.press(&[DOWN, ENTER]).see(&["> Keep: A1******89"]).press(&[ENTER]).see(&["> Done"]);
    screen.press(&["1", ENTER]).see(&["Filter:", "> G2B"]).press(&[ENTER]);
    screen.see(&["> Keep: 中華電信股份有限公司》宜蘭第六廠"]).press(&[ENTER]);
    screen.see(&["> [x] 接收公文", "[ ] 發送函轉公文"]).press(&[DOWN, SPACE]).see(&["> [x] 發送函轉公文"]);
    screen.press(&[ENTER]).see(&["> Done"]).press(&[ENTER]).sign();
    let run = screen.end();
    let mut expected = before["certificate"]["slots"].clone();
    expected[0]["role"] = json!("接收公文、發送函轉公文、發送專屬訊息");
    assert_eq!(issued(&run, "slots"), expected);
    assert_eq!(issued(&run, "holder_id"), before["certificate"]["holder_id"]);
}

#[test]
fn ctrl_c_ends_it_at_any_question_and_nothing_has_changed() {
    let stage = Stage::with_cards_and_server();
    let before = stage.scap(&[stage.issue("amy"), args(["--json"])].concat()).succeeded().json();
    let start = || {
        let mut screen = stage.at_screen(&in_json(["issue", "--holder", "amy"]));
        screen.see(&["PIN of"]);
        screen
    };
    let reissue = || {
        let mut screen = start();
        screen.press(&[PIN, ENTER]).see(&["Issue a new one in its place?"]);
        screen
    };
    let form = || {
        let mut screen = reissue();
        screen.press(&["y", ENTER]).see(&["> Done"]);
        screen
    };
    let typing = || {
        let mut screen = form();
        screen.press(&[DOWN, ENTER]).see(&["> Keep"]).press(&[DOWN, ENTER]).see(&["for example"]);
        screen
    };
    let review = || {
        let mut screen = form();
        screen.press(&[ENTER]).see(&["shall it be issued?"]);
        screen
    };
    let signer = || {
        let mut screen = review();
        screen.press(&[DOWN, ENTER]).see(&["PIN of primary"]);
        screen
    };
    let places: [(&str, Screen<'_>); 6] = [
        ("PIN", start()),
        ("reissue", reissue()),
        ("form", form()),
        ("typing", typing()),
        ("review", review()),
        ("signer", signer()),
    ];
    for (place, mut screen) in places {
        screen.press(&[CTRL_C]);
        let run = screen.end();
        assert_eq!(
            (run.code, &run.json()["error"]["code"]),
            (Some(130), &json!("cancelled")),
            "{place}: {run:?}"
        );
    }
    let after = stage.scap(&[stage.view("amy"), args(["--json"])].concat()).succeeded().json();
    assert_eq!(after, before["certificate"]);
    let records = stage.scap(&[stage.received("amy"), args(["--json"])].concat()).succeeded().json();
    assert_eq!(records["records"].as_array().unwrap().len(), 1, "{records}");
    assert_eq!((stage.tries("amy"), stage.tries("boss")), (json!(3), json!(3)));
}

#[test]
fn a_delegation_is_filled_in() {
    let stage = Stage::with_cards_and_server();
    let mut screen = stage.at_screen(&in_json(["delegate", "--holder", "amy"]));
    screen.pass_terms().see(&["> national"]).press(&[DOWN]).see(&["> other"]).press(&[ENTER]);
    screen.see(&["? Other number"]).press(&["EMP-007", ENTER]);
    screen.see(&["> Unit of the delegation: (none)"]).press(&[ENTER]).see(&["? Name of the unit"]);
    screen.press(&["總公司", ENTER]).see(&["Unit of the delegation: 總公司"]).press(&[DOWN, ENTER]);
    screen.see(&["? Role"]).press(&["主管", ENTER]).see(&["Role of the delegation: 主管"]).press(&[DOWN]);
    screen.see(&["> Done"]).press(&[ENTER]).sign();
    let run = screen.end();
    assert_eq!(issued(&run, "delegation"), json!({ "unit_name": "總公司", "role": "主管" }));
    assert_eq!(issued(&run, "holder_id"), json!({ "kind": "other", "number": "EMP-007" }));
}

#[test]
fn a_narrow_screen_shows_everything_and_colours_only_if_they_are_wanted() {
    let mut stage = Stage::with_cards_and_server();
    for colours in [true, false] {
        let mut screen = stage.at_screen_of(&in_json(["issue", "--holder", "amy"]), 40, 12);
        screen.pass_terms().enter_number();
        screen.press(&["1", ENTER]).see(&["choose the application", "> 財政部電子發票整合服務平台"]);
        // Longer than a row, so on two of them.
        screen.press(&[DOWN]).see(&["> G2B商工公文訊息交易整合服務計畫(企業e幫手) (G2B-EHELPER)"]);
        assert_eq!(screen.has_colour(), colours, "{}", screen.contents());
        screen.press(&[CTRL_C]);
        assert_eq!(screen.end().code, Some(130));
        stage.set("NO_COLOR", "1");
    }
}

#[test]
fn a_terminal_without_a_cursor_is_told_what_to_give_instead() {
    let stage = Stage::with_cards_and_server();
    let answers = [("PIN of", PIN), ("(y/n)", "y")];
    let run = stage.at_terminal(&in_json(["issue", "--holder", "amy"]), &answers);
    let error = &run.json()["error"];
    assert_eq!((run.code, &error["code"]), (Some(1), &json!("input.needed")), "{run:?}");
    assert_eq!(error["details"]["flag"], "--content");
}
