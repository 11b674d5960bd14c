//! The configuration file: what is in it, who may read it, what wins over it.

pub(crate) mod proxy;

use std::{fs, os::unix::fs::PermissionsExt};

use serde_json::json;

use crate::stage::{Stage, args};

#[test]
fn settings_are_kept_and_told() {
    let stage = Stage::new();
    let path = stage.scap(&args(["config", "path"])).succeeded();
    let file = stage.path("home/config/scap/config.toml");
    assert_eq!(path.stdout(), format!("{file}\n"));
    assert_eq!(stage.scap(&args(["config", "path", "--json"])).json(), json!({ "path": file }));

    let set = |key: &str, value: &str| stage.scap(&args(["config", "set", key, value])).succeeded();
    let get = |key: &str| stage.scap(&args(["config", "get", key])).succeeded().stdout().to_owned();
    let settings = [
        ("server", "https://scap.example"),
        ("proxy", "http://proxy.example:3128"),
        ("proxy_account", "me"),
        ("module", "/usr/lib/module.so"),
        ("reader", "Reader 1"),
        ("soft_cards", "/home/me/cards"),
        ("lang", "en"),
    ];
    for (key, value) in settings {
        assert_eq!(get(key), "");
        assert_eq!(set(key, value).stdout(), "");
    }
    for (key, value) in settings {
        assert_eq!(get(key), format!("{value}\n"));
        let json = stage.scap(&args(["config", "get", key, "--json"])).succeeded().json();
        assert_eq!(json, json!({ "key": key, "value": value }));
    }
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    set("proxy", "");
    assert_eq!(get("proxy"), "");
    assert_eq!(get("server"), "https://scap.example\n");
    let json = stage.scap(&args(["config", "get", "proxy", "--json"])).succeeded().json();
    assert_eq!(json, json!({ "key": "proxy", "value": null }));
}

#[test]
fn a_file_that_others_can_read_is_closed_to_them_when_it_is_written() {
    let stage = Stage::new();
    let file = stage.write("open.toml", "lang = \"en\"\n");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    stage.scap(&args(["config", "set", "proxy_account", "me", "--config", &file])).succeeded();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_wrong_setting_is_refused_and_changes_nothing() {
    let stage = Stage::new();
    stage.scap(&args(["config", "set", "server", "https://scap.example"])).succeeded();
    let file = stage.path("home/config/scap/config.toml");
    let before = fs::read_to_string(&file).unwrap();
    let table = [
        ("sever", "https://scap.example", 2, "usage", "sever"),
        ("lang", "fr", 2, "usage", "lang"),
        ("server", "scap.example", 1, "config.url", "scap.example"),
        ("server", "http://scap.example", 1, "config.url", "http://scap.example"),
        ("proxy", "nonsense://proxy.example", 1, "config.url", "proxy"),
        ("proxy", "on", 1, "config.url", "on"),
        ("proxy", "http://me:secret@proxy.example:3128", 1, "config.url", "http://***@proxy.example:3128"),
    ];
    for (key, value, code, name, told) in table {
        let run = stage.scap(&args(["config", "set", key, value, "--json"]));
        assert_eq!(run.code, Some(code), "{run:?}");
        let error = run.json()["error"].clone();
        assert_eq!(error["code"], name);
        assert!(error["details"].to_string().contains(told), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
        assert_eq!(fs::read_to_string(&file).unwrap(), before, "{key}");
    }
    let unknown = stage.scap(&args(["config", "get", "sever"]));
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.stderr.contains("sever") && unknown.stderr.contains("soft_cards"), "{unknown:?}");
}

#[test]
fn the_command_line_wins_over_the_environment_and_that_over_the_file() {
    let mut stage = Stage::new();
    let refused = |stage: &Stage, more: &[&str]| {
        let run = stage.scap(&[args(["version", "--check", "--json"]), args(more.to_vec())].concat());
        run.json()["error"]["details"]["url"].as_str().unwrap().to_owned()
    };
    let [file, variable, flag] =
        ["file", "variable", "flag"].map(|name| format!("http://127.0.0.1:1/{name}"));
    assert_eq!(refused(&stage, &["--server", "http://127.0.0.1:1"]), "http://127.0.0.1:1");
    stage.scap(&args(["config", "set", "server", &file])).succeeded();
    assert_eq!(refused(&stage, &[]), file);
    stage.set("SCAP_SERVER", &variable);
    assert_eq!(refused(&stage, &[]), variable);
    assert_eq!(refused(&stage, &["--server", &flag]), flag);
    // Another file, by flag and by variable.
    let other = stage.write("other.toml", "lang = \"en\"\n");
    let path = |stage: &Stage, more: &[&str]| {
        let run = stage.scap(&[args(["config", "path"]), args(more.to_vec())].concat());
        run.succeeded().stdout().trim().to_owned()
    };
    assert_eq!(path(&stage, &["--config", &other]), other);
    stage.set("SCAP_CONFIG", &other);
    assert_eq!(path(&stage, &[]), other);
    assert_eq!(path(&stage, &["--config", "third.toml"]), "third.toml");
}

#[test]
fn the_language_comes_from_flag_locale_and_file() {
    let mut stage = Stage::new();
    let language = |stage: &Stage, more: &[&str]| {
        let run = stage.scap(&[args(["view", "--json"]), args(more.to_vec())].concat());
        let message = run.json()["error"]["message"].as_str().unwrap().to_owned();
        if message.is_ascii() { "en" } else { "zh-TW" }
    };
    assert_eq!(language(&stage, &[]), "zh-TW");
    stage.set("LANG", "en_US.UTF-8");
    assert_eq!(language(&stage, &[]), "en");
    stage.set("LC_ALL", "zh_TW.UTF-8");
    assert_eq!(language(&stage, &[]), "zh-TW");
    // The file decides if the locale is none of ours.
    stage.scap(&args(["config", "set", "lang", "en"])).succeeded();
    assert_eq!(language(&stage, &[]), "zh-TW");
    assert_eq!(language(&stage, &["--lang", "en"]), "en");
    for other in ["C.UTF-8", "ja_JP.UTF-8", ""] {
        stage.set("LC_ALL", other);
        stage.set("LANG", other);
        assert_eq!(language(&stage, &[]), "en", "{other:?}");
    }
}

#[test]
fn an_empty_variable_counts_as_none() {
    let mut stage = Stage::new();
    for name in ["SCAP_SERVER", "SCAP_PROXY", "SCAP_PKCS11_MODULE", "SCAP_CONFIG", "SCAP_PIN"] {
        stage.set(name, "");
    }
    assert!(stage.scap(&args(["readers"])).succeeded().stdout().starts_with("Soft reader\t"));
    let run = stage.scap(&args(["config", "path"])).succeeded();
    assert_eq!(run.stdout(), format!("{}\n", stage.path("home/config/scap/config.toml")));
    stage.scap(&args(["config", "set", "server", "http://127.0.0.1:1"])).succeeded();
    let run = stage.scap(&args(["version", "--check", "--json"]));
    assert_eq!(run.json()["error"]["details"]["url"], "http://127.0.0.1:1");
    // Without a folder of soft cards there is no reader, unless this machine has one.
    stage.set("SCAP_SOFT_CARDS", "");
    let run = stage.scap(&args(["readers", "--json"]));
    assert!(!run.output.is_empty() && !run.stderr.contains("usage"), "{run:?}");
}

#[test]
fn a_broken_file_does_not_hide_where_it_is() {
    let mut stage = Stage::new();
    for (name, text) in [("broken.toml", "sever ="), ("lang.toml", "lang = \"fr\"\n")] {
        let file = stage.write(name, text);
        stage.set("SCAP_CONFIG", &file);
        assert_eq!(stage.scap(&args(["config", "path"])).succeeded().stdout(), format!("{file}\n"));
        let other = stage.scap(&args(["version", "--json"]));
        assert_eq!((other.code, &other.json()["error"]["code"]), (Some(1), &json!("config.invalid")));
    }
}
