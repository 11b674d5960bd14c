//! Settings as a person meets them: by what the fields say.

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use egui::{Key, Theme};
use egui_kittest::Harness;
use scap_ac::Language;

use crate::{
    Window,
    look::Colours,
    memory::Memory,
    staged::{self, Stage, enter, nobody, press, says, until, until_said},
};

const SIZE: [f32; 2] = [1024.0, 2000.0];

fn open(stage: &Stage) -> Harness<'static, Window> {
    let mut harness = stage.open(SIZE);
    press(&mut harness, "設定");
    until_said(&mut harness, "代理伺服器（Proxy）");
    harness
}

/// The page without what it is about: a settings file that nobody can make sense of.
fn open_broken(stage: &Stage) -> Harness<'static, Window> {
    let mut harness = stage.open(SIZE);
    press(&mut harness, "設定");
    harness
}

#[test]
fn the_language_changes_at_once_and_is_kept() {
    let stage = Stage::new();
    let mut harness = open(&stage);
    press(&mut harness, "English");
    until_said(&mut harness, "Server address");
    assert!(stage.settings().contains("lang = \"en\""));
    assert!(!says(&harness, "伺服器位址"));
    press(&mut harness, "中文（臺灣）");
    until_said(&mut harness, "伺服器位址");
    assert_eq!(staged::language(&harness), Language::TraditionalChinese);
    assert!(stage.settings().contains("lang = \"zh-TW\""));
}

#[test]
fn size_and_colours_change_at_once_and_are_remembered() {
    let stage = Stage::new();
    let mut harness = open(&stage);
    press(&mut harness, "150%");
    assert!((harness.ctx.zoom_factor() - 1.5).abs() < 0.01);
    for (label, colours, theme) in [
        ("深色", Colours::Dark, Theme::Dark),
        ("淺色", Colours::Light, Theme::Light),
        ("高對比", Colours::HighContrast, Theme::Dark),
    ] {
        press(&mut harness, label);
        assert_eq!(harness.ctx.theme(), theme, "{label}");
        let remembered = Memory::read(stage.path("scap/window.toml"));
        assert_eq!((remembered.colours, remembered.text_size), (colours, 150));
    }
}

#[test]
fn a_wrong_address_is_told_and_nothing_is_written() {
    let stage = Stage::new();
    let before = stage.settings();
    for (field, value, told) in [
        ("伺服器位址", "scap.example", "設定的網址「scap.example」不正確。"),
        ("伺服器位址", "http://scap.example", "設定的網址「http://scap.example」不正確。"),
    ] {
        let mut harness = open(&stage);
        enter(&mut harness, field, value);
        press(&mut harness, "儲存");
        until_said(&mut harness, told);
        assert!(says(&harness, "還沒有儲存"));
        assert_eq!(stage.settings(), before);
        // It is told no more once it is mended.
        enter(&mut harness, field, "https://scap.example");
        assert!(!says(&harness, told), "{:?}", staged::labels(&harness));
    }
}

#[test]
fn what_is_folded_is_shown_where_it_is_wrong() {
    let stage = Stage::new();
    stage.write("area_file = \"nonsense\"");
    let mut harness = open(&stage);
    enter(&mut harness, "伺服器位址", "https://scap.example");
    press(&mut harness, "儲存");
    until_said(&mut harness, "授權區檔案的設定「area_file」不正確");
    assert!(staged::control(&harness, "授權區檔案（area_file）").is_some());
}

#[test]
fn a_proxy_needs_an_address_and_its_account_has_fields_of_its_own() {
    let stage = Stage::new();
    let mut harness = open(&stage);
    press(&mut harness, "使用下列代理伺服器");
    press(&mut harness, "儲存");
    until_said(&mut harness, "請輸入代理伺服器的位址。");
    enter(&mut harness, "代理伺服器位址", "http://me:hunter2@proxy.example:3128");
    press(&mut harness, "儲存");
    until_said(&mut harness, "設定的網址「http://***@proxy.example:3128」不正確。");
    enter(&mut harness, "代理伺服器位址", "http://proxy.example:3128");
    enter(&mut harness, "代理伺服器帳號（不需要時留白）", "me");
    press(&mut harness, "儲存");
    until_said(&mut harness, "已儲存。");
    let saved = stage.settings();
    assert!(
        saved.contains("proxy = \"http://proxy.example:3128\"") && saved.contains("proxy_account = \"me\"")
    );

    press(&mut harness, "沿用系統設定");
    press(&mut harness, "儲存");
    until(&mut harness, "without a proxy", |_| !stage.settings().contains("proxy ="));
}

#[test]
fn only_what_changed_is_written_and_it_holds_at_once() {
    let stage = Stage::new();
    let mut harness = open(&stage);
    assert!(staged::is_disabled(&harness, "儲存"), "nothing is to be saved");
    // Somebody else changes another setting meanwhile.
    stage.write("reader = \"ACS 0\"\nlang = \"zh-TW\"\n");
    let server = nobody();
    enter(&mut harness, "伺服器位址", &server);
    press(&mut harness, "儲存");
    until_said(&mut harness, "已儲存。");
    assert!(stage.settings().contains(&server) && stage.settings().contains("reader = \"ACS 0\""));
    let used = harness.state().shell().settings.as_ref().unwrap().server().unwrap();
    assert_eq!(used.as_str().trim_end_matches('/'), server);
}

#[test]
fn a_password_is_seen_by_nobody() {
    let stage = Stage::new();
    stage.write(&format!(
        "server = \"{}\"\nproxy = \"http://proxy.example:3128\"\nproxy_account = \"me\"\nproxy_password = \"file\"\n",
        nobody()
    ));
    fs::write(stage.path("scap/config.proxy-password"), "hunter2-kept").unwrap();
    let mut harness = open(&stage);
    until_said(&mut harness, "已設定");
    assert!(says(&harness, "config.proxy-password"), "where it is kept is told");
    press(&mut harness, "更換密碼");
    enter(&mut harness, "代理伺服器密碼", "hunter2-typed");
    let seen = staged::labels(&harness);
    assert!(seen.iter().any(|text| text.contains("••••")), "{seen:?}");
    assert!(!seen.iter().any(|text| text.contains("hunter2")), "{seen:?}");

    press(&mut harness, "保留原來的密碼");
    press(&mut harness, "移除密碼");
    until_said(&mut harness, "儲存後將移除密碼。");
    assert!(stage.path("scap/config.proxy-password").exists());
    press(&mut harness, "儲存");
    until_said(&mut harness, "已儲存。");
    assert!(!stage.path("scap/config.proxy-password").exists());
    assert!(!stage.settings().contains("proxy_password"));
}

#[test]
fn a_connection_is_tried_with_what_is_typed() {
    let stage = Stage::new();
    let before = stage.settings();
    let mut harness = open(&stage);
    press(&mut harness, "測試連線");
    until_said(&mut harness, "代碼：net.connect");
    assert!(staged::control(&harness, "開啟設定").is_none(), "this is where settings are");
    assert!(!says(&harness, "開啟設定"));

    enter(&mut harness, "伺服器位址", &server_of_version("9.8.7"));
    assert!(!says(&harness, "代碼：net.connect"), "what was found out is of another address");
    press(&mut harness, "測試連線");
    until_said(&mut harness, "連線成功，伺服器版本 9.8.7。");
    assert_eq!(stage.settings(), before);
}

/// A server that answers once, with its version.
fn server_of_version(version: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let reply = format!(
        r#"{{"server":"{version}","minimum_client":"0.0.1","newest_client":"0.0.1","download":null}}"#
    );
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
            let _ = write!(stream, "{head}Content-Length: {}\r\n\r\n{reply}", reply.len());
        }
    });
    url
}

#[test]
fn a_trial_tells_how_long_it_takes_and_need_not_be_awaited() {
    let stage = Stage::new();
    // It takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut harness = open(&stage);
    enter(&mut harness, "伺服器位址", &format!("http://{}", silent.local_addr().unwrap()));
    press(&mut harness, "測試連線");
    until_said(&mut harness, "已等候 0 秒");
    press(&mut harness, "停止等候");
    assert!(!says(&harness, "正在測試連線"));
}

#[test]
fn what_holds_for_this_run_is_told_and_cannot_be_changed() {
    let mut stage = Stage::new();
    let server = nobody();
    stage.opening.overrides.server = Some(server.clone());
    let harness = open(&stage);
    assert!(staged::control(&harness, "伺服器位址").is_none());
    assert!(staged::is_disabled(&harness, &server));
    assert!(says(&harness, "這次執行已由命令列或環境變數指定"));
}

#[test]
fn unsaved_changes_are_asked_about() {
    let stage = Stage::new();
    let before = stage.settings();
    let server = nobody();
    for (answer, stays, saves) in
        [("繼續編輯", true, false), ("不儲存", false, false), ("儲存並離開", false, true)]
    {
        let mut harness = open(&stage);
        enter(&mut harness, "伺服器位址", &server);
        press(&mut harness, "返回");
        until_said(&mut harness, "變更還沒有儲存");
        press(&mut harness, answer);
        until_said(&mut harness, if stays { "測試連線" } else { "目前狀態" });
        assert!(!says(&harness, "變更還沒有儲存"));
        assert_eq!(stage.settings() != before, saves, "{answer}");
    }
    // Without changes nothing is asked.
    let mut harness = open(&stage);
    harness.key_press(Key::Escape);
    harness.run_ok();
    press(&mut harness, "返回");
    until_said(&mut harness, "目前狀態");
}

#[test]
fn a_file_that_nobody_can_make_sense_of_is_replaced_after_a_question() {
    let stage = Stage::new();
    let broken = "sever = \"https://scap.example\"\n";
    stage.write(broken);
    let mut harness = open_broken(&stage);
    until_said(&mut harness, &format!("設定檔：{}", stage.path("scap/config.toml").display()));
    press(&mut harness, "改用全新的設定");
    press(&mut harness, "不變更");
    assert_eq!(stage.settings(), broken);
    press(&mut harness, "改用全新的設定");
    press(&mut harness, "改用全新的設定檔");
    until_said(&mut harness, "伺服器位址");
    assert_eq!(stage.settings(), "");
    assert_eq!(fs::read_to_string(stage.path("scap/config.toml.old")).unwrap(), broken);
    assert!(harness.state().shell().settings.is_ok());
}
