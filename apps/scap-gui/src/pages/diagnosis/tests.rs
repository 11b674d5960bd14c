//! What is shown is what is copied, and it is nobody's.

use std::fs;

use egui::OutputCommand;
use egui_kittest::Harness;
use scap_test_stage::Stage as Cards;

use crate::{
    Window,
    staged::{self, Stage, press, until, until_said},
};

fn open(stage: &Stage) -> Harness<'static, Window> {
    let mut harness = stage.open([1024.0, 3000.0]);
    until(&mut harness, "the readers", |harness| harness.state().shell().seats.is_some());
    press(&mut harness, "關於與診斷");
    press(&mut harness, "診斷");
    until_said(&mut harness, "作業系統");
    harness
}

fn copied(harness: &mut Harness<'static, Window>) -> String {
    until_said(harness, "不含姓名");
    press_once(harness, "複製全部內容");
    let mut text = None;
    for _ in 0..4 {
        let commands = harness.output().platform_output.commands.iter();
        text = text.or_else(|| {
            commands.cloned().find_map(|command| match command {
                OutputCommand::CopyText(text) => Some(text),
                _ => None,
            })
        });
        harness.step();
    }
    text.expect("something is copied")
}

/// Presses it, and goes on for one frame alone: what is copied is told in that frame.
fn press_once(harness: &mut Harness<'static, Window>, label: &str) {
    staged::control(harness, label).iter().for_each(|button| button.click_accesskit());
    harness.step();
}

#[test]
fn what_is_copied_is_what_is_shown() {
    let stage = Stage::new();
    let mut harness = open(&stage);
    until(&mut harness, "the server", |harness| staged::says(harness, "狀態: net.connect"));
    let text = copied(&mut harness);
    let shown = staged::labels(&harness);
    let mut facts = 0;
    for line in text.lines().filter(|line| !line.is_empty()) {
        let title = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
        facts += usize::from(title.is_none());
        assert!(shown.iter().any(|label| label == title.unwrap_or(line)), "{line} is not in {shown:#?}");
    }
    assert!(facts > 15, "{text}");
    let version = format!("版本: {}", env!("CARGO_PKG_VERSION"));
    for part in [&*version, "HiCOS: ", "已設定的項目: server, lang", "這次執行另外指定的項目: soft_cards"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn nobody_is_named() {
    let cards = Cards::new();
    cards.add_example();
    let mut stage = Stage::new();
    stage.opening.overrides.soft_cards = Some(cards.folder().join("cards"));
    stage.write(
        "proxy = \"http://proxy.example:3128\"\nproxy_account = \"ming\"\nproxy_password = \"file\"\n",
    );
    fs::write(stage.path("scap/config.proxy-password"), "hunter2").unwrap();
    let mut harness = open(&stage);
    until_said(&mut harness, "*****");
    let text = copied(&mut harness);
    let shell = harness.state().shell();
    let mut secrets = vec!["hunter2".to_owned(), "ming".to_owned(), "amy".to_owned(), "boss".to_owned()];
    for seat in shell.seats.as_ref().unwrap().as_ref().unwrap() {
        let crate::desk::Occupant::Card(card) = &seat.occupant else { panic!("a card that cannot be read") };
        let certificate = &card.facts.certificate;
        secrets.push(certificate.subject().to_string());
        secrets.push(certificate.serial().to_string());
        secrets.push(certificate.business_number().to_string());
        let number = certificate.business_number().to_string();
        assert!(text.contains(&format!("*****{}", &number[5..])), "{text}");
    }
    assert_eq!(secrets.len(), 4 + 2 * 3);
    for secret in secrets {
        assert!(!text.contains(&secret), "{secret} is in {text}");
    }
    assert!(text.contains("代理伺服器: http://proxy.example:3128"), "{text}");
    assert!(text.contains("proxy_password"), "that one is set is told: {text}");
}

#[test]
fn it_is_gathered_again() {
    let stage = Stage::new();
    let mut harness = open(&stage);
    until_said(&mut harness, "已設定的項目: server, lang");
    stage.write("lang = \"zh-TW\"\n");
    press(&mut harness, "重新整理");
    until(&mut harness, "what is set now", |harness| staged::says(harness, "已設定的項目: lang"));
}

#[test]
fn licences_of_what_it_is_made_of_are_told() {
    let stage = Stage::new();
    let mut harness = stage.open([1024.0, 1200.0]);
    press(&mut harness, "關於與診斷");
    until_said(&mut harness, &format!("版本: {}", crate::VERSION));
    assert!(!staged::says(&harness, "egui "));
    press(&mut harness, "名稱、版本與授權條款");
    for part in ["egui ", "OFL-1.1", "Apache-2.0"] {
        assert!(staged::says(&harness, part), "{part}");
    }
}
