//! The form alone, by its labels in Traditional Chinese: what a person does, and what the flow is given.
#![allow(clippy::indexing_slicing, reason = "tests")]

mod cancelling;
mod filling;
mod looks;

use egui::{Frame, Key, Margin, accesskit};
use egui_kittest::{
    Harness, Node,
    kittest::{NodeT, Queryable},
};
use scap_ac::{
    Grant, HolderId, HolderIdKind, Language,
    json::{ApplicationJson, GrantJson, SlotJson},
};
use scap_card::{AreaState, PinState};
use scap_flow::{CardFacts, Review};
use scap_proto::wire::{ApplicationDetail, Catalogue, Unit};
use scap_test_pki::fixed;

use super::*;
use crate::{
    look,
    testing::{Tested, window},
};

const CHINESE: Language = Language::TraditionalChinese;
const ROOMY: [f32; 2] = [1024.0, 600.0];

const NATIONAL: &str = "請輸入國民身分證字號或居留證號";
const SEARCH: &str = "搜尋應用系統的名稱或代碼，按上下鍵與 Enter 選擇";
const SEARCH_UNIT: &str = "搜尋使用單位，按上下鍵與 Enter 選擇，左右鍵收合或展開";
const NEXT: &str = "下一步：確認內容";
const INVOICE: &str = "財政部電子發票整合服務平台";
const HELPER: &str = "G2B商工公文訊息交易整合服務計畫(企業e幫手)";

/// The form, and what the flow asked and was answered.
struct Filling {
    asked: Form,
    form: Option<ContentForm>,
    reply: Option<Reply>,
}

type Page = Harness<'static, Tested<Filling>>;

fn application(code: &str, name: &str) -> ApplicationJson {
    ApplicationJson { code: code.to_owned(), name: name.to_owned() }
}

fn catalogue() -> Catalogue {
    Catalogue { applications: vec![application("EINVOICE", INVOICE), application("G2B-EHELPER", HELPER)] }
}

fn unit(name: &str, code: &str, units: Vec<Unit>) -> Unit {
    Unit { name: name.to_owned(), code: code.to_owned(), units }
}

/// Units and roles as in the manual's figures.
fn detail(code: &str) -> ApplicationDetail {
    let telecom =
        |code, factory, number| unit("中華電信股份有限公司", code, vec![unit(factory, number, Vec::new())]);
    let (name, units, roles) = match code {
        "EINVOICE" => (INVOICE, Vec::new(), vec!["開立發票", "查詢發票", "下載發票", "管理帳號"]),
        _ => (
            HELPER,
            vec![telecom("005", "高雄第一廠", "78842193"), telecom("028", "宜蘭第六廠", "78616600")],
            vec!["接收公文", "發送函轉公文", "發送專屬訊息"],
        ),
    };
    let roles = roles.into_iter().map(str::to_owned).collect();
    ApplicationDetail { code: code.to_owned(), name: name.to_owned(), units, roles }
}

fn slot(number: u8, code: &str, name: &str) -> SlotJson {
    SlotJson {
        slot: number,
        application: application(code, name),
        unit_name: None,
        unit_code: None,
        role: None,
    }
}

fn content(slots: Vec<SlotJson>) -> Content {
    let holder_id = HolderId::new(HolderIdKind::NationalId, "A123456789").unwrap();
    Content { holder_id, grant: Grant::try_from(&GrantJson::Application { slots }).unwrap() }
}

fn asked(draft: Option<Content>) -> Form {
    Form { kind: AcKind::Application, catalogue: catalogue(), detail: None, draft, problem: None }
}

/// What two slots say on a card.
fn on_card() -> Content {
    let used = SlotJson {
        unit_name: Some("中華電信股份有限公司》宜蘭第六廠".to_owned()),
        unit_code: Some("028》78616600".to_owned()),
        role: Some("接收公文、自訂角色".to_owned()),
        ..slot(4, "G2B-EHELPER", HELPER)
    };
    content(vec![slot(2, "EINVOICE", INVOICE), used])
}

fn page(asked: Form, cancelling: bool) -> Page {
    page_in(CHINESE, ROOMY, 100, asked, cancelling)
}

fn page_in(language: Language, size: [f32; 2], percent: u16, asked: Form, cancelling: bool) -> Page {
    let form = Some(ContentForm::new(&asked, cancelling));
    let begun = Filling { asked, form, reply: None };
    let mut page = window(
        language,
        size,
        percent,
        |_| begun,
        |filling, ui, shell| {
            let fill = look::palette(ui.style()).background;
            Frame::new().fill(fill).inner_margin(Margin::same(16)).show(ui, |ui| {
                widgets::title(ui, &shell.t("gui-issue"));
                let steps = ["附卡", "內容", "確認", "正卡", "寫入"].map(str::to_owned);
                widgets::steps(ui, shell, &steps, 1);
                let Filling { asked, form, reply } = filling;
                let answered = form.as_mut().and_then(|form| form.ui(ui, shell, asked));
                *reply = answered.or(reply.take());
            });
        },
    );
    page.run();
    page
}

/// What the page replied.
fn reply(page: &mut Page) -> Option<Reply> {
    page.state_mut().page.reply.take()
}

/// The content that the flow was given.
fn filled(page: &mut Page) -> Content {
    match reply(page) {
        Some(Reply::Answer(Answer::Filled(content))) => content,
        other => panic!("{other:?}"),
    }
}

fn slots(content: &Content) -> Vec<SlotJson> {
    match GrantJson::from(&content.grant) {
        GrantJson::Application { slots } => slots,
        GrantJson::Delegation { .. } => panic!("a delegation"),
    }
}

/// The flow goes on with what the server told, as it does after each look-up.
fn look_up(page: &mut Page) -> String {
    let Some(Reply::Answer(Answer::LookUp(code))) = reply(page) else { panic!("nothing is looked up") };
    let filling = &mut page.state_mut().page;
    filling.asked.detail = Some(detail(&code));
    filling.form = filling.form.take().map(|form| form.resume(&filling.asked));
    widgets::begin_page(&page.ctx);
    page.run();
    code
}

fn field<'a>(page: &'a Page, label: &'a str) -> Node<'a> {
    page.get_by_role_and_label(accesskit::Role::TextInput, label)
}

/// Puts a text in place of the one that is there.
fn type_into(page: &mut Page, label: &str, text: &str) {
    field(page, label).focus();
    page.run();
    page.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    page.key_press(Key::Delete);
    field(page, label).type_text(text);
    page.run();
}

fn press(page: &mut Page, label: &str) {
    let button = page.get_by_label(label);
    button.scroll_to_me();
    button.click_accesskit();
    page.run();
}

fn key(page: &mut Page, key: Key) {
    page.key_press(key);
    page.run();
}

/// Goes to what is labelled so, as the tabulator key does.
fn tab_to(page: &mut Page, label: &str) {
    for _ in 0..60 {
        if focused(page) == label {
            return;
        }
        key(page, Key::Tab);
    }
    panic!("the tabulator key does not come by {label}");
}

/// What is said to be wrong.
fn alerts(page: &Page) -> Vec<String> {
    let alerts = page.query_all_by_role(accesskit::Role::Alert);
    alerts.filter_map(|alert| alert.accesskit_node().label()).collect()
}

/// What has the keyboard.
fn focused(page: &Page) -> String {
    let node = page.query_all_by(|node| node.is_focused()).next();
    node.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
}

fn says(page: &Page, text: &str) -> bool {
    page.query_all_by_label_contains(text).next().is_some()
}

fn card() -> CardFacts {
    CardFacts {
        reader: "讀卡機".to_owned(),
        label: "TESTCARD00000002".to_owned(),
        certificate: fixed::secondary().certificate,
        pin: PinState::new(Some(3)),
        area: AreaState::Open { capacity: 4096 },
        verified: true,
    }
}
