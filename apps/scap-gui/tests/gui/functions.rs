//! Every function of the manual, clicked through from its start to its end.

use std::fs;

use egui::Key;
use scap_ac::AuthorizationCertificate;
use scap_test_pki::fixed;
use scap_test_stage::{PIN, SIGNER_PIN, Stage, USER_CODE, operate};

use crate::person::Person;

const SEARCH: &str = "搜尋應用系統的名稱或代碼，按上下鍵與 Enter 選擇";
/// There once the server told the roles of the application that the form begins with.
const ROLES: &str = "勾選使用者角色，可以不只一個";
const HOLDER: &str = "請輸入國民身分證字號或居留證號";

/// What the person does with the card that is asked for.
pub(crate) fn enter_pin(person: &mut Person, pin: &str) {
    person.type_into("PIN 碼", pin);
    person.press("下一步");
}

pub(crate) fn agree(person: &mut Person) {
    person.press("我同意以上內容");
    person.press("下一步");
}

/// Fills in one application.
pub(crate) fn fill_in(person: &mut Person, application: &str) {
    person.type_into(HOLDER, "A123456789");
    person.type_into(SEARCH, application);
    person.key(Key::Enter);
    person.sees("清除授權內容1");
    person.press("下一步：確認內容");
}

/// F2 with both cards in readers, from the first page to the end.
fn issue(person: &mut Person) {
    person.press("簽發授權");
    person.press("簽發新的授權");
    enter_pin(person, PIN);
    agree(person);
    fill_in(person, "發票");
    person.press("內容正確，簽發");
    enter_pin(person, SIGNER_PIN);
    person.sees("授權證已簽發。最後一步是把它寫入附卡。");
    person.press("下一步：寫入附卡");
    person.sees("已寫入附卡「amy」，並完成登錄");
}

/// A primary card of another entity.
pub(crate) fn rival() -> fixed::Card {
    let request = fixed::request(scap_ac::CardRank::Primary, "4711");
    fixed::card(&scap_test_pki::CardRequest { business_number: "04595257".parse().unwrap(), ..request }, 3)
}

fn on_card(stage: &Stage, name: &str) -> AuthorizationCertificate {
    let bytes = fs::read(stage.card(name).join("area/certificate.der")).unwrap();
    AuthorizationCertificate::from_der(&bytes).unwrap()
}

#[test]
fn f1_opens_a_card_once() {
    let mut stage = Stage::new();
    stage.serve(&[]);
    let mut person = Person::at(stage);
    person.sees("沒有卡片");
    person.press("啟用附卡授權");
    person.sees("請插入附卡");
    person.stage.add("bob", &fixed::other_secondary());
    person.press("啟用");
    person.type_into("用戶代碼", "wrong");
    person.press("下一步");
    enter_pin(&mut person, PIN);
    person.sees("還可以再試 2 次");
    person.type_into("用戶代碼", USER_CODE);
    person.press("下一步");
    person.sees("附卡「bob」已啟用附卡授權");
    person.press("回首頁");

    person.press("啟用附卡授權");
    person.sees("area.already_open");
    person.press("回首頁");
    person.sees("已啟用，尚無授權證");
}

#[test]
fn f2_issues_with_two_readers_and_no_swap() {
    let mut person = Person::at(Stage::with_cards_and_server());
    issue(&mut person);
    let certificate = on_card(&person.stage, "amy");
    person.sees("此附卡可代表");
    assert_eq!(certificate.holder_id().number(), "A123456789");
    person.press("回首頁");
    person.sees("可使用：財政部電子發票整合服務平台");
    operate(person.stage.folder(), &["audit", "verify"]);
}

#[test]
fn f2_issues_with_one_reader_and_names_the_wrong_card() {
    let stage = Stage::with_cards_and_server();
    stage.take_out("boss");
    let mut person = Person::at(stage);
    person.press("簽發授權");
    person.press("簽發新的授權");
    enter_pin(&mut person, PIN);
    agree(&mut person);
    fill_in(&mut person, "發票");
    person.press("返回修改");
    person.press("下一步：確認內容");
    person.press("內容正確，簽發");
    person.sees("請插入簽發用的卡片");
    person.stage.take_out("amy");
    person.stage.add("rival", &rival());
    person.sees("entity.mismatch");
    person.stage.take_out("rival");
    person.stage.put_in("boss");
    enter_pin(&mut person, SIGNER_PIN);
    person.press("下一步：寫入附卡");
    person.sees("請插回附卡「amy」");
    person.stage.take_out("boss");
    person.stage.add("bob", &fixed::other_secondary());
    person.sees("card.changed");
    person.stage.take_out("bob");
    person.stage.put_in("amy");
    enter_pin(&mut person, PIN);
    person.sees("已寫入附卡「amy」，並完成登錄");
}

#[test]
fn f2_asks_before_it_issues_again_and_goes_on_where_it_was_cut_off() {
    let mut person = Person::at(Stage::with_cards_and_server());
    issue(&mut person);
    let first = on_card(&person.stage, "amy");
    person.press("回首頁");
    person.press("簽發授權");
    person.press("簽發新的授權");
    enter_pin(&mut person, PIN);
    person.sees("這張附卡上已有授權證");
    person.press("否");
    person.sees("沒有任何變動");
    person.press("回首頁");

    person.press("簽發授權");
    person.press("簽發新的授權");
    enter_pin(&mut person, PIN);
    person.press("重新簽發");
    person.sees(ROLES);
    person.press("下一步：確認內容");
    person.press("內容正確，簽發");
    enter_pin(&mut person, SIGNER_PIN);
    person.sees("授權證已簽發。最後一步是把它寫入附卡。");
    // The person leaves before the write; it is offered on the first page, also by a window that is opened anew.
    person.press("放棄並離開");
    person.press("離開");
    person.sees("有 1 張授權證已簽發，但還沒有寫入附卡");
    let mut person = person.opens_anew();
    person.sees("有 1 張授權證已簽發，但還沒有寫入附卡");
    person.press("繼續寫入附卡");
    enter_pin(&mut person, PIN);
    person.press("寫入附卡");
    person.sees("已寫入附卡「amy」，並完成登錄");
    assert_ne!(on_card(&person.stage, "amy").serial(), first.serial());
    person.press("回首頁");
    person.sees("可使用：");
    assert!(!person.has("還沒有寫入附卡"));
}

#[test]
fn f3_f5_f4_a_delegate_signs_until_the_delegation_is_ended() {
    let mut stage = Stage::new();
    stage.add("boss", &fixed::primary());
    stage.add_with("bob", &fixed::other_secondary(), |card| card.area = scap_card::soft::NewArea::Open);
    stage.serve(&[]);
    let mut person = Person::at(stage);
    person.press("簽發授權");
    person.press("簽發分層授權");
    enter_pin(&mut person, PIN);
    agree(&mut person);
    person.type_into(HOLDER, "A123456789");
    person.press("下一步：確認內容");
    person.press("內容正確，簽發");
    enter_pin(&mut person, SIGNER_PIN);
    person.sees("分層授權證已簽發，不必寫入附卡");
    person.press("下一步");
    person.sees("已簽發給附卡「bob」");
    person.press("回首頁");

    // The delegate signs for amy.
    person.stage.take_out("boss");
    person.stage.take_out("bob");
    person.stage.add_with("amy", &fixed::secondary(), |card| card.area = scap_card::soft::NewArea::Open);
    person.press("簽發授權");
    person.press("簽發新的授權");
    enter_pin(&mut person, PIN);
    agree(&mut person);
    fill_in(&mut person, "G2B");
    person.press("內容正確，簽發");
    person.sees("請插入簽發用的卡片");
    person.stage.put_in("bob");
    enter_pin(&mut person, PIN);
    person.press("下一步：寫入附卡");
    person.sees("已寫入附卡「amy」，並完成登錄");
    person.press("回首頁");

    person.stage.take_out("amy");
    person.stage.put_in("boss");
    person.press("簽發授權");
    person.press("停用分層授權");
    enter_pin(&mut person, PIN);
    person.press("停用");
    enter_pin(&mut person, SIGNER_PIN);
    person.sees("已停用");
    person.press("回首頁");
    person.press("簽發授權");
    person.press("停用分層授權");
    enter_pin(&mut person, PIN);
    person.sees("delegation.inactive");
}

#[test]
fn f6_f7_shows_what_is_on_a_card_and_saves_it() {
    let mut person = Person::at(Stage::with_cards_and_server());
    person.press("檢視授權");
    enter_pin(&mut person, PIN);
    person.sees("area.none");
    person.press("回首頁");
    issue(&mut person);
    person.press("回首頁");

    person.press("檢視授權");
    enter_pin(&mut person, PIN);
    let certificate = on_card(&person.stage, "amy");
    person.sees("持卡者證號: A123456789");
    let file = person.stage.folder().join("amy.txt");
    person.type_into("檔案名稱（.txt）", &file.with_extension("doc").display().to_string());
    person.press("儲存");
    person.sees("file.extension");
    person.type_into("檔案名稱（.txt）", &file.display().to_string());
    person.press("儲存");
    person.sees("已儲存到");
    let saved = AuthorizationCertificate::from_any(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(saved.as_der(), certificate.as_der());
}

#[test]
fn f8_lists_what_a_card_signed_and_shows_one_of_it() {
    let mut person = Person::at(Stage::with_cards_and_server());
    issue(&mut person);
    person.press("回首頁");
    person.stage.take_out("amy");
    person.press("查詢紀錄");
    person.press("下一步：插入卡片");
    enter_pin(&mut person, SIGNER_PIN);
    person.sees("有效");
    person.sees("已寫卡");
}

#[test]
fn f9_modifies_and_f10_cancels_what_is_on_a_card() {
    let mut person = Person::at(Stage::with_cards_and_server());
    issue(&mut person);
    person.press("回首頁");
    person.press("簽發授權");
    person.press("修改授權");
    enter_pin(&mut person, PIN);
    person.sees(ROLES);
    person.press("2（未使用）");
    person.type_into(SEARCH, "G2B");
    person.key(Key::Enter);
    person.sees("清除授權內容2");
    person.press("下一步：確認內容");
    person.press("內容正確，簽發");
    enter_pin(&mut person, SIGNER_PIN);
    person.press("下一步：寫入附卡");
    person.sees("並完成登錄");
    let slots = |person: &Person| match on_card(&person.stage, "amy").grant() {
        scap_ac::Grant::Application(slots) => {
            slots.iter().map(|used| used.application.code.as_str().to_owned()).collect::<Vec<_>>()
        }
        grant => panic!("{grant:?}"),
    };
    assert_eq!(slots(&person), ["EINVOICE", "G2B-EHELPER"]);
    person.press("回首頁");

    person.press("簽發授權");
    person.press("取消授權");
    enter_pin(&mut person, PIN);
    person.press("取消這一項：1 財政部電子發票整合服務平台");
    person.press("下一步：確認內容");
    person.press("內容正確，簽發");
    enter_pin(&mut person, SIGNER_PIN);
    person.press("下一步：寫入附卡");
    person.sees("並完成登錄");
    assert_eq!(slots(&person), ["G2B-EHELPER"]);
}
