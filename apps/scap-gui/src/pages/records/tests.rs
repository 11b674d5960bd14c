//! The page and what was found, by the labels that people see.
#![allow(clippy::indexing_slicing, reason = "tests")]

use egui::{Key, Modifiers};
use egui_kittest::{Harness, kittest::Queryable};
use scap_ac::{
    AuthorizationCertificate, Draft, Grant, HolderId, Language, Profile, SerialNumber,
    json::{ApplicationJson, GrantJson, SlotJson},
};
use scap_card::{AreaState, PinState};
use scap_flow::CardFacts;
use scap_proto::wire::{Record, RecordState, RecordsReply};
use scap_test_pki::fixed;

use super::*;
use crate::testing::{Tested, window};

const CHINESE: Language = Language::TraditionalChinese;
const ROOMY: [f32; 2] = [1024.0, 600.0];

/// A page with the place that it wants to go to.
struct Went<P> {
    page: P,
    to: Option<Go>,
}

fn search(language: Language, size: [f32; 2], percent: u16) -> Harness<'static, Tested<Went<Search>>> {
    window(
        language,
        size,
        percent,
        |shell| Went { page: Search::new(shell), to: None },
        |went, ui, shell| {
            went.page.ui(ui, shell);
            went.to = shell.take_go().or(went.to.take());
        },
    )
}

/// What the page begins to look for.
fn begun(harness: &Harness<'_, Tested<Went<Search>>>) -> Option<RecordsFilter> {
    match &harness.state().page.to {
        Some(Go::Begin(Function::Records(filter))) => Some(filter.clone()),
        _ => None,
    }
}

fn days(harness: &Harness<'_, Tested<Went<Search>>>) -> Option<[String; 2]> {
    begun(harness).map(|filter| [filter.range.0.to_string(), filter.range.1.to_string()])
}

/// Types a day in place of the one that is there.
fn type_day(harness: &mut Harness<'_, Tested<Went<Search>>>, field: &str, day: &str) {
    harness.get_by_label(field).focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.get_by_label(field).type_text(day);
    harness.run();
}

const BEGIN: &str = "下一步：插入卡片";
const FROM: &str = "起始日";
const TO: &str = "結束日";

#[test]
fn typed_days_of_taiwan_are_looked_for_with_what_is_chosen() {
    let mut harness = search(CHINESE, ROOMY, 100);
    harness.get_by_label("最近一個月").click();
    type_day(&mut harness, FROM, "民國 113/2/29");
    type_day(&mut harness, TO, "2024/3/1");
    harness.get_by_label("2024 年 2 月 29 日（週四）");
    harness.get_by_label("2024 年 3 月 1 日（週五）");
    harness.get_by_label("簽發給這張卡片的授權").click();
    harness.get_by_label("分層授權").click();
    harness.run();
    harness.get_by_label(BEGIN).click();
    harness.run();

    let filter = begun(&harness).unwrap();
    assert_eq!((filter.direction, filter.kind), (Direction::Received, Some(Kind::Delegation)));
    assert_eq!(filter.cursor, None);
    assert_eq!(days(&harness).unwrap(), ["2024-02-28T16:00:00Z", "2024-03-01T15:59:59Z"]);

    // The next search begins with the same.
    let shell = &harness.state().shell;
    let next = Search::new(shell);
    assert_eq!((next.direction, next.kind), (Direction::Received, Some(Kind::Delegation)));
    let words = "簽發給這張卡片的授權；2024 年 2 月 29 日至 2024 年 3 月 1 日；分層授權";
    assert_eq!(looked_for(shell, shell.records.as_ref().unwrap()), words);
}

#[test]
fn all_time_has_no_limits_and_enter_goes_on() {
    let mut harness = search(CHINESE, ROOMY, 100);
    harness.get_by_label("全部時間").click();
    harness.run();
    assert_eq!(harness.get_all_by_label("不限").count(), 2);
    harness.get_by_label(FROM).focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let filter = begun(&harness).unwrap();
    assert_eq!(filter.range, (scap_ac::UnixTime::EPOCH, scap_ac::UnixTime::MAX));
    assert_eq!((filter.direction, filter.kind), (Direction::Granted, None));
    let again = Range::of(filter.range).in_words(&harness.state().shell);
    assert_eq!(again, "全部時間");
}

#[test]
fn a_start_after_the_end_is_told_before_any_card_is_asked() {
    let mut harness = search(CHINESE, ROOMY, 100);
    type_day(&mut harness, FROM, "2026-11-25");
    type_day(&mut harness, TO, "2026-11-24");
    harness.get_by_label(BEGIN).click();
    harness.run();
    assert_eq!(harness.state().page.to, None);
    let told = "查詢的起始時間 2026 年 11 月 25 日 晚於結束時間 2026 年 11 月 24 日。";
    harness.get_by_label_contains(told);
    assert!(harness.get_by_label(FROM).is_focused(), "it is mended there");

    type_day(&mut harness, FROM, "2026-11-24");
    assert!(harness.query_by_label_contains(told).is_none(), "it is right now");
    harness.get_by_label(BEGIN).click();
    harness.run();
    assert_eq!(days(&harness).unwrap(), ["2026-11-23T16:00:00Z", "2026-11-24T15:59:59Z"]);
}

#[test]
fn what_is_no_day_is_told_when_it_is_whole() {
    let mut harness = search(CHINESE, ROOMY, 100);
    type_day(&mut harness, TO, "2026-02-");
    assert!(harness.query_by_label_contains("無法辨識").is_none(), "it is being typed");
    harness.get_by_label(BEGIN).click();
    harness.run();
    harness.get_by_label_contains("無法辨識這個日期");
    assert!(harness.get_by_label(TO).is_focused());
    assert_eq!(harness.state().page.to, None);
}

#[test]
fn a_day_is_picked_by_keyboard_alone() {
    let mut harness = search(CHINESE, ROOMY, 100);
    type_day(&mut harness, FROM, "2024-02-28");
    type_day(&mut harness, TO, "2024-06-01");
    harness.get_by_label("選擇起始日").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness.get_by_label("2024 年 2 月（民國 113 年）");
    assert!(harness.get_by_label("2024 年 2 月 28 日").is_focused());
    for (key, expected) in [
        (Key::ArrowRight, "2024 年 2 月 29 日"),
        (Key::ArrowDown, "2024 年 3 月 7 日"),
        (Key::ArrowLeft, "2024 年 3 月 6 日"),
        (Key::PageDown, "2024 年 4 月 6 日"),
        (Key::Home, "2024 年 3 月 31 日"),
        (Key::PageUp, "2024 年 2 月 29 日"),
        (Key::End, "2024 年 3 月 2 日"),
        (Key::ArrowUp, "2024 年 2 月 24 日"),
    ] {
        harness.key_press(key);
        harness.run();
        assert!(harness.get_by_label(expected).is_focused(), "{key:?} {expected}");
    }
    harness.key_press_modifiers(Modifiers::SHIFT, Key::PageDown);
    harness.run();
    assert!(harness.get_by_label("2025 年 2 月 24 日").is_focused());
    harness.key_press(Key::Enter);
    harness.run();
    harness.run();
    assert_eq!(harness.get_by_label(FROM).value().as_deref(), Some("2025-02-24"));
    assert!(harness.query_by_label_contains("民國 114 年").is_none(), "it is closed");
    assert!(harness.get_by_label("選擇起始日").is_focused());
    // That the day chosen is after the end is told at once.
    harness.get_by_label_contains("晚於結束時間");
    assert_eq!(harness.state().page.to, None, "Enter has chosen a day and nothing else");
}

#[test]
fn escape_closes_the_calendar_and_then_leaves_the_page() {
    let mut harness = search(CHINESE, ROOMY, 100);
    harness.get_by_label("選擇結束日").click();
    harness.run();
    harness.get_by_label("上個月");
    harness.key_press(Key::Escape);
    harness.run();
    harness.run();
    assert!(harness.query_by_label("上個月").is_none());
    assert_eq!(harness.state().page.to, None);
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(harness.state().page.to, Some(Go::Start));
}

#[test]
fn a_day_is_picked_with_the_mouse() {
    let mut harness = search(CHINESE, ROOMY, 100);
    type_day(&mut harness, TO, "115/11/24");
    harness.get_by_label("選擇結束日").click();
    harness.run();
    harness.get_by_label("上個月").click();
    harness.run();
    harness.get_by_label("2026 年 10 月 5 日").click();
    harness.run();
    assert_eq!(harness.get_by_label(TO).value().as_deref(), Some("2026-10-05"));
}

#[test]
fn everything_can_be_reached_in_the_smallest_window() {
    for language in Language::ALL {
        let mut harness = search(language, [640.0, 440.0], 200);
        harness.run();
        let window = harness.ctx.content_rect();
        let [begin, back] = match language {
            Language::English => ["Next: insert the card", "Back"],
            _ => [BEGIN, "返回"],
        };
        for label in [begin, back] {
            let rect = harness.get_by_label(label).rect();
            assert!(
                window.width() * 2.0 >= rect.right() && rect.left() >= 0.0,
                "{label}: {rect} in {window}"
            );
        }
    }
}

fn certificate() -> AuthorizationCertificate {
    let (signer, holder) = (fixed::primary(), fixed::secondary());
    let slot = SlotJson {
        slot: 1,
        application: ApplicationJson { code: "EINVOICE".to_owned(), name: "電子發票平台".to_owned() },
        unit_name: None,
        unit_code: None,
        role: None,
    };
    let grant = Grant::try_from(&GrantJson::Application { slots: vec![slot] }).unwrap();
    let draft = Draft {
        serial: SerialNumber::for_authorization(
            signer.certificate.serial(),
            scap_ac::Sequence::new(20).unwrap(),
        )
        .unwrap(),
        holder: &holder.certificate,
        signer: &signer.certificate,
        not_before: fixed::time("2026-01-01T00:00:00Z"),
        not_after: holder.certificate.not_after(),
        holder_id: &HolderId::new(scap_ac::HolderIdKind::Other, "EMP-0001").unwrap(),
        grant: &grant,
    };
    let unsigned = draft.to_be_signed(&Profile::default()).unwrap();
    let signature = signer.sign_sha256(unsigned.as_bytes());
    unsigned.assemble(&signature).unwrap()
}

/// So many records, the newest first: one a day until 2026-11-24.
fn reply(count: u64, next: Option<&str>) -> RecordsReply {
    let certificate = certificate();
    let newest = fixed::time("2026-11-24T04:00:00Z").as_secs();
    let record = |at: u64| Record {
        serial: certificate.serial().to_string(),
        kind: Kind::Application,
        issued_at: scap_ac::UnixTime::from_secs(newest - at * 86_400).unwrap().to_string(),
        state: if at == 0 { RecordState::Active } else { RecordState::Superseded },
        written_at: (at > 0).then(|| "2026-11-24T05:00:00Z".to_owned()),
        ended_at: (at > 0).then(|| "2026-11-24T04:00:00Z".to_owned()),
        certificate: certificate.as_der().to_vec().into(),
    };
    RecordsReply { records: (0..count).map(record).collect(), next: next.map(str::to_owned) }
}

fn filter() -> RecordsFilter {
    let range = (scap_ac::UnixTime::EPOCH, fixed::time("2026-11-24T15:59:59Z"));
    RecordsFilter { direction: Direction::Granted, range, kind: None, serial: None, cursor: None }
}

fn found(
    language: Language,
    size: [f32; 2],
    percent: u16,
    reply: RecordsReply,
) -> Harness<'static, Tested<Went<Found>>> {
    let card = CardFacts {
        reader: "ACS 0".to_owned(),
        label: "測試公司2".to_owned(),
        certificate: fixed::primary().certificate,
        pin: PinState::new(Some(3)),
        area: AreaState::None,
        verified: true,
    };
    let page = Found::new(card, reply, filter()).unwrap();
    window(
        language,
        size,
        percent,
        |_| Went { page, to: None },
        |went, ui, shell| went.to = went.page.ui(ui, shell).or(went.to.take()),
    )
}

#[test]
fn nothing_found_says_what_was_looked_for_and_what_to_try() {
    let mut harness = found(CHINESE, ROOMY, 100, reply(0, None));
    harness.run();
    harness.get_by_label("正卡「測試公司2」");
    harness.get_by_label("由這張卡片簽發的授權；2026 年 11 月 24 日以前；全部種類");
    harness.get_by_label_contains("沒有符合條件的紀錄");
    harness.get_by_label_contains("選擇較長的時間範圍");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().page.to, Some(Go::Records), "another query is the default");
}

#[test]
fn one_record_is_opened_read_and_closed_by_keyboard() {
    let mut harness = found(CHINESE, ROOMY, 100, reply(1, None));
    harness.run();
    let name = "2026 年 11 月 24 日，應用授權、有效、未寫卡，序號";
    assert!(harness.get_by_label_contains(name).is_focused());
    harness.get_by_label("共 1 筆。");
    harness.key_press(Key::Enter);
    harness.run();
    harness.get_by_label_contains("目前狀態：有效");
    assert!(harness.query_by_label_contains("現在已經不適用").is_none());
    harness.get_by_label_contains("電子發票平台」");
    harness.get_by_label("檔案名稱（.txt）");
    assert_eq!(harness.state().page.to, None, "Enter has opened it and nothing else");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.get_by_label_contains(name).is_focused(), "the list is as it was left");
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(harness.state().page.to, Some(Go::Start));
}

#[test]
fn the_earlier_ones_of_many_are_a_query_of_their_own() {
    let mut harness = found(CHINESE, ROOMY, 100, reply(40, Some("cursor-1")));
    harness.run();
    harness.get_by_label("共 40 筆。");
    assert_eq!(harness.get_all_by_label_contains("已被取代、已寫卡，序號").count(), 39);
    harness.get_by_label_contains("只列出最新的 40 筆");
    harness.get_by_label_contains("須再輸入一次 PIN 碼");
    harness.get_by_label("更早的紀錄").scroll_to_me();
    harness.run();
    harness.get_by_label("更早的紀錄").click();
    harness.run();
    let earlier = RecordsFilter { cursor: Some("cursor-1".to_owned()), ..filter() };
    assert_eq!(harness.state().page.to, Some(Go::Begin(Function::Records(earlier))));
}

#[test]
fn what_was_superseded_is_told_to_hold_no_more() {
    let mut harness = found(CHINESE, ROOMY, 100, reply(2, None));
    harness.run();
    harness.get_by_label_contains("2026 年 11 月 23 日").click();
    harness.run();
    harness.get_by_label_contains("目前狀態：已被取代");
    harness.get_by_label("失效日期: 2026 年 11 月 24 日");
    harness.get_by_label("寫入附卡: 2026 年 11 月 24 日");
    harness.get_by_label_contains("現在已經不適用");
    harness.get_by_label("回到清單").click();
    harness.run();
    harness.get_by_label("共 2 筆。");
    harness.get_by_label("另一次查詢").click();
    harness.run();
    assert_eq!(harness.state().page.to, Some(Go::Records));
}

#[test]
fn an_answer_that_makes_no_sense_is_a_failure() {
    let card = || CardFacts {
        reader: String::new(),
        label: String::new(),
        certificate: fixed::primary().certificate,
        pin: PinState::new(None),
        area: AreaState::None,
        verified: true,
    };
    let mut no_time = reply(1, None);
    no_time.records[0].issued_at = "yesterday".to_owned();
    let mut no_certificate = reply(1, None);
    no_certificate.records[0].certificate = vec![0x30, 0x00].into();
    for reply in [no_time, no_certificate] {
        let refused = Found::new(card(), reply, filter()).err().unwrap();
        assert_eq!(refused.code, "server.answer");
    }
}
