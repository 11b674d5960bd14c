//! What goes wrong, as a person at the window meets it: told with its code and what to do, and the window goes on.

use std::fs;

use scap_ac::{CardRank, Language};
use scap_card::soft::NewArea;
use scap_desk::Overrides;
use scap_messages::Messages;
use scap_test_pki::{CardRequest, fixed};
use scap_test_stage::{Answer, Gate, PIN, SIGNER_PIN, Stage, USER_CODE};
use serde_json::{Map, json};

use crate::{
    functions::{agree, enter_pin, fill_in, rival},
    person::Person,
};

/// Nobody listens at this port: it is reserved.
const NOBODY: &str = "http://127.0.0.1:1";

/// A failure, how it comes about, and what is pressed until it is there.
struct Row(&'static str, fn() -> Person, fn(&mut Person));

fn rows() -> Vec<Row> {
    [readers_and_cards(), pins_and_codes(), areas(), delegations(), network()].into_iter().flatten().collect()
}

fn readers_and_cards() -> Vec<Row> {
    vec![
        Row(
            "reader.none",
            || with(stage(), |overrides| overrides.soft_cards = Some("/nowhere".into())),
            |_| {},
        ),
        Row("card.not_secondary", || at(&[("boss", fixed::primary())]), view),
        Row(
            "card.not_primary",
            || at(&[("amy", fixed::secondary()), ("bob", fixed::other_secondary())]),
            |person| {
                person.press("簽發授權");
                person.press("簽發分層授權");
                // Which of the two it is given to.
                person.press("下一步");
                person.wait("the PIN", |window| {
                    use egui_kittest::kittest::Queryable;
                    window.query_by_role(egui::accesskit::Role::PasswordInput).map(drop)
                });
                enter_pin(person, PIN);
                agree(person);
                person.type_into("請輸入國民身分證字號或居留證號", "A123456789");
                person.press("下一步：確認內容");
                person.press("內容正確，簽發");
            },
        ),
        Row(
            "card.removed",
            || served(&[]),
            |person| {
                person.stage.take_out("boss");
                person.press("檢視授權");
                person.type_into("PIN 碼", PIN);
                person.stage.take_out("amy");
                person.press("下一步");
            },
        ),
        Row(
            "card.certificate_expired",
            || at(&[("amy", dated("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"))]),
            |person| {
                person.press("啟用附卡授權");
            },
        ),
        Row(
            "card.certificate_not_yet_valid",
            || at(&[("amy", dated("2039-01-01T00:00:00Z", "2040-01-01T00:00:00Z"))]),
            |person| {
                person.press("啟用附卡授權");
            },
        ),
        Row(
            "entity.mismatch",
            || served(&[]),
            |person| {
                person.stage.take_out("boss");
                person.stage.add("rival", &rival());
                begin_to_issue(person);
                fill_in(person, "發票");
                person.press("內容正確，簽發");
            },
        ),
    ]
}

fn pins_and_codes() -> Vec<Row> {
    vec![
        Row(
            "pin.locked",
            || served(&[]),
            |person| {
                person.press("檢視授權");
                for left in ["還可以再試 2 次", "只剩 1 次機會"] {
                    enter_pin(person, "0000");
                    person.sees(left);
                }
                enter_pin(person, "0000");
            },
        ),
        Row(
            "user_code.locked",
            || served(&[]),
            |person| {
                person.stage.take_out("amy");
                person.stage.take_out("boss");
                person.stage.add("bob", &fixed::other_secondary());
                person.press("啟用附卡授權");
                person.press("啟用");
                person.type_into("用戶代碼", "wrong");
                person.press("下一步");
                enter_pin(person, PIN);
                for left in ["還可以再試 2 次", "只剩 1 次機會"] {
                    person.sees(left);
                    person.type_into("用戶代碼", "wrong");
                    person.press("下一步");
                }
            },
        ),
    ]
}

fn areas() -> Vec<Row> {
    vec![
        Row(
            "area.not_open",
            || at(&[("amy", fixed::secondary())]),
            |person| {
                person.press("簽發授權");
                person.press("簽發新的授權");
            },
        ),
        Row(
            "area.corrupt",
            || at(&[]),
            |person| {
                person.stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
                fs::write(person.stage.card("amy").join("area/certificate.der"), b"no certificate").unwrap();
                view(person);
                enter_pin(person, PIN);
            },
        ),
    ]
}

fn delegations() -> Vec<Row> {
    vec![
        Row(
            "delegation.none",
            || served(&[]),
            |person| {
                person.press("簽發授權");
                person.press("停用分層授權");
                enter_pin(person, PIN);
            },
        ),
        Row(
            "delegation.self",
            || served(&[]),
            |person| {
                person.stage.take_out("boss");
                begin_to_issue(person);
                fill_in(person, "發票");
                person.press("內容正確，簽發");
                person.sees("請插入簽發用的卡片");
                person.stage.take_out("amy");
                // That it left is noticed by then.
                person.stage.add("rival", &rival());
                person.sees("entity.mismatch");
                person.stage.take_out("rival");
                person.stage.put_in("amy");
            },
        ),
    ]
}

fn network() -> Vec<Row> {
    vec![
        Row("net.connect", || away(|overrides| overrides.server = Some(NOBODY.to_owned())), begin_with_amy),
        Row("net.proxy", || away(|overrides| overrides.proxy = Some(NOBODY.into())), begin_with_amy),
        Row(
            "config.url",
            || away(|overrides| overrides.server = Some("ftp://example".to_owned())),
            |person| {
                person.press("簽發授權");
                person.press("簽發新的授權");
            },
        ),
        Row("server.status", || behind(Gate::saying(500, "text/html", "<p>")), begin_with_amy),
        Row("server.not_found", || behind(Gate::saying(404, "text/html", "<p>")), begin_with_amy),
        Row("server.answer", || behind(Gate::saying(200, "application/json", "[]")), begin_with_amy),
        Row(
            "audit.pending",
            || {
                served_behind(Gate::new(|request| match request.ends_with("/written") {
                    true => Answer::Hang,
                    false => Answer::Pass,
                }))
            },
            |person| {
                begin_to_issue(person);
                fill_in(person, "發票");
                person.press("內容正確，簽發");
                enter_pin(person, SIGNER_PIN);
                person.press("下一步：寫入附卡");
            },
        ),
    ]
}

fn stage() -> Stage {
    Stage::new()
}

fn with(stage: Stage, change: impl FnOnce(&mut Overrides)) -> Person {
    Person::with(stage, 1.0, change)
}

/// These cards in readers, and no server.
fn at(cards: &[(&str, fixed::Card)]) -> Person {
    let stage = stage();
    cards.iter().for_each(|(name, card)| stage.add(name, card));
    let mut stage = stage;
    stage.serve(&[]);
    Person::at(stage)
}

/// The cards of the example, and a server.
fn served(arguments: &[&str]) -> Person {
    let mut stage = stage();
    stage.add_example();
    stage.serve(arguments);
    Person::at(stage)
}

fn served_behind(gate: Gate) -> Person {
    let mut stage = stage();
    stage.add_example();
    stage.serve_behind(gate, &[]);
    Person::at(stage)
}

/// The cards of the example, and what answers in place of a server.
fn behind(gate: Gate) -> Person {
    let stage = stage();
    stage.add_example();
    with(stage, |overrides| overrides.server = Some(gate.url))
}

fn away(change: impl FnOnce(&mut Overrides)) -> Person {
    let stage = stage();
    stage.add_example();
    with(stage, |overrides| {
        overrides.server = Some("http://127.0.0.1:2".to_owned());
        change(overrides);
    })
}

/// A secondary card whose certificate has these dates.
fn dated(not_before: &str, not_after: &str) -> fixed::Card {
    let request = fixed::request(CardRank::Secondary, "4712");
    let (not_before, not_after) = (fixed::time(not_before), fixed::time(not_after));
    fixed::card(&CardRequest { not_before, not_after, ..request }, 1)
}

fn view(person: &mut Person) {
    person.press("檢視授權");
}

fn begin_with_amy(person: &mut Person) {
    person.press("簽發授權");
    person.press("簽發新的授權");
    enter_pin(person, PIN);
}

fn begin_to_issue(person: &mut Person) {
    begin_with_amy(person);
    agree(person);
}

#[test]
fn each_is_told_with_its_code_and_the_window_goes_on() {
    for Row(code, begin, act) in rows() {
        let mut person = begin();
        act(&mut person);
        person.sees(&format!("代碼：{code}"));
        // What was in the way is left, and the first page is there.
        for name in ["放棄並離開", "離開", "回首頁"] {
            if person.has_button(name) && !person.has_button("設定") {
                person.press(name);
            }
        }
        person.sees("目前狀態");
    }
}

#[test]
fn each_can_be_read_about_without_a_network() {
    let mut person = away(|_| {});
    begin_with_amy(&mut person);
    person.sees("代碼：net.connect");
    let text = Messages::new(Language::TraditionalChinese).failure_in_window("net.connect", &Map::new());
    person.press("詳細資料");
    person.sees(&text.why);
    person.press("這個代碼的說明");
    person.sees("說明：net.connect");
    person.press("關閉");
    person.press("再試一次");
    enter_pin(&mut person, PIN);
    person.sees("代碼：net.connect");
}

#[test]
fn a_person_need_not_wait_for_the_server() {
    let (enter, entered) = std::sync::mpsc::channel::<()>();
    let entered = std::sync::Mutex::new(entered);
    // The answer does not come until the test is over.
    let mut person = behind(Gate::new(move |request| {
        if request.ends_with("/terms") {
            let _ = entered.lock().unwrap().recv();
        }
        match request.ends_with("/version") {
            true => Answer::Say(
                200,
                "application/json",
                json!({ "server": "0.1.0", "minimum_client": "0.1.0", "newest_client": "0.1.0", "download": null }).to_string(),
            ),
            false => Answer::Hang,
        }
    }));
    begin_with_amy(&mut person);
    person.sees("等候伺服器提供資料");
    person.sees("已等候 1 秒");
    person.press("停止等候");
    person.sees("目前狀態");
    drop(enter);
}

#[test]
fn what_the_server_may_have_done_unseen_is_told() {
    let mut stage = stage();
    stage.add("bob", &fixed::other_secondary());
    let (enter, entered) = std::sync::mpsc::channel::<()>();
    let entered = std::sync::Mutex::new(entered);
    let gate = Gate::new(move |request| {
        if request.ends_with("/activations") {
            // Until the test is over.
            let _ = entered.lock().unwrap().recv();
        }
        Answer::Pass
    });
    stage.serve_behind(gate, &[]);
    let mut person = Person::at(stage);
    person.press("啟用附卡授權");
    person.press("啟用");
    person.type_into("用戶代碼", USER_CODE);
    person.press("下一步");
    enter_pin(&mut person, PIN);
    person.press("停止等候");
    person.sees("伺服器可能已經完成這次的要求");
    person.press("回首頁");
    drop(enter);
}

#[test]
fn what_was_filled_in_for_one_card_is_not_offered_for_another() {
    let mut person = served_behind(Gate::new(|request| match request.starts_with("POST /v1/issuances") {
        true => Answer::Hang,
        false => Answer::Pass,
    }));
    begin_to_issue(&mut person);
    fill_in(&mut person, "發票");
    person.press("內容正確，簽發");
    person.sees("再試一次");
    person.stage.take_out("amy");
    person.stage.add_with("bob", &fixed::other_secondary(), |card| card.area = NewArea::Open);
    person.press("再試一次");
    enter_pin(&mut person, PIN);
    agree(&mut person);
    person.sees("1（未使用）");
    assert!(!person.screen().contains("居留證號 A123456789"));
}

#[test]
fn a_newer_version_is_told() {
    let mut person = behind(Gate::saying(
        200,
        "application/json",
        &json!({ "server": "9.0.0", "minimum_client": "0.1.0", "newest_client": "9.0.0", "download": "https://scap.example" })
            .to_string(),
    ));
    person.sees("有新版本 9.0.0");
    person.sees("下載：https://scap.example");
}
