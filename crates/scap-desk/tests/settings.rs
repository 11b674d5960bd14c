//! The settings file as a form reads and writes it, and what wins over it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::{fs, path::PathBuf};

use scap_ac::Language;
use scap_desk::{DeskError, Key, Overrides, Settings, SettingsFile, StoredSettings};
use scap_flow::Failure;
use tempfile::TempDir;

/// A folder, a settings file in a folder of it that is not there yet, and what names that file.
fn place() -> (TempDir, SettingsFile, Overrides) {
    let folder = tempfile::tempdir().unwrap();
    let overrides =
        Overrides { config: Some(folder.path().join("scap/config.toml")), ..Overrides::default() };
    let file = SettingsFile::at(overrides.path().unwrap());
    (folder, file, overrides)
}

#[test]
fn every_setting_is_known_by_its_name() {
    for key in Key::ALL {
        assert_eq!(key.to_string().parse::<Key>().unwrap(), key);
    }
    let unknown = "sever".parse::<Key>().unwrap_err();
    assert_eq!(unknown.code(), "usage");
    let reason = unknown.details()["reason"].to_string();
    assert!(["sever", "server", "soft_cards", "lang"].iter().all(|name| reason.contains(name)), "{reason}");
}

#[test]
fn what_is_set_is_read_by_name_and_as_a_whole() {
    let (_folder, file, _) = place();
    let settings = [
        (Key::Server, "https://scap.example"),
        (Key::Proxy, "http://proxy.example:3128"),
        (Key::ProxyAccount, "me"),
        (Key::Module, "hicos"),
        (Key::Reader, "Reader 1"),
        (Key::SoftCards, "/home/me/cards"),
        (Key::AreaFile, "3F00/0900/0A01;size=8212;pin=81"),
        (Key::Lang, "en"),
    ];
    assert_eq!(file.read().unwrap(), StoredSettings::default());
    for (key, value) in settings {
        assert_eq!(file.get(key).unwrap(), None, "{key}");
        file.set(key, value).unwrap();
        assert_eq!(file.get(key).unwrap().as_deref(), Some(value), "{key}");
    }
    let stored = file.read().unwrap();
    let texts = [
        &stored.server,
        &stored.proxy,
        &stored.proxy_account,
        &stored.reader,
        &stored.area_file,
        &stored.lang,
    ];
    let keys = [Key::Server, Key::Proxy, Key::ProxyAccount, Key::Reader, Key::AreaFile, Key::Lang];
    for (text, key) in texts.into_iter().zip(keys) {
        assert_eq!(text, &file.get(key).unwrap(), "{key}");
    }
    assert_eq!(stored.module, Some(PathBuf::from("hicos")));
    assert_eq!(stored.soft_cards, Some(PathBuf::from("/home/me/cards")));
    assert_eq!(stored.proxy_password, None);
    for key in Key::ALL {
        file.set(key, "").unwrap();
    }
    assert_eq!(file.read().unwrap(), StoredSettings::default());
}

#[test]
fn a_value_is_refused_beside_its_field_as_it_is_when_it_is_set() {
    let (_folder, file, _) = place();
    let table = [
        (Key::Server, "scap.example", "config.url"),
        (Key::Server, "http://scap.example", "config.url"),
        (Key::Proxy, "nonsense://proxy.example", "config.url"),
        (Key::Proxy, "http://me:secret@proxy.example", "config.url"),
        (Key::AreaFile, "0900", "config.area_file"),
        (Key::Lang, "fr", "usage"),
    ];
    for (key, value, code) in table {
        for outcome in [key.check(value), file.set(key, value)] {
            let error = outcome.unwrap_err();
            assert_eq!(error.code(), code, "{key} {value}");
            assert!(!format!("{error:?} {error} {:?}", error.details()).contains("secret"), "{key} {value}");
        }
    }
    assert!(!file.path().exists());
    Key::Proxy.check("off").unwrap();
}

#[test]
fn what_is_said_for_a_run_wins_over_the_file_unless_it_is_empty() {
    let (_folder, file, overrides) = place();
    assert_eq!(Settings::read(&overrides).unwrap().language(), None);
    file.set(Key::Server, "https://file.example").unwrap();
    file.set(Key::Reader, "file").unwrap();
    file.set(Key::Lang, "en").unwrap();
    let facts = |settings: Settings| {
        let server = settings.server().unwrap().as_str().to_owned();
        (server, settings.reader().map(str::to_owned), settings.language())
    };
    let of_file = ("https://file.example".to_owned(), Some("file".to_owned()), Some(Language::English));
    let empty = Overrides { server: Some(String::new()), reader: Some(String::new()), ..overrides.clone() };
    for overrides in [&overrides, &empty] {
        assert_eq!(facts(Settings::read(overrides).unwrap()), of_file);
    }
    let run = Overrides {
        server: Some("https://run.example".to_owned()),
        reader: Some("run".to_owned()),
        language: Some(Language::TraditionalChinese),
        ..overrides
    };
    let of_run =
        ("https://run.example".to_owned(), Some("run".to_owned()), Some(Language::TraditionalChinese));
    assert_eq!(facts(Settings::read(&run).unwrap()), of_run);
}

#[test]
fn a_broken_file_is_named_and_can_be_left_out() {
    let (folder, _, _) = place();
    for (name, text) in [
        ("key.toml", "sever = \"\""),
        ("lang.toml", "lang = \"fr\""),
        ("secret.toml", "proxy_password = \"secret\""),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let overrides = Overrides { config: Some(path.clone()), ..Overrides::default() };
        let error = Settings::read(&overrides).unwrap_err();
        assert_eq!(error.code(), "config.invalid", "{name}");
        assert_eq!(error.details()["file"], path.display().to_string());
        assert!(!format!("{error:?} {error}").contains("\"secret\""), "{error:?}");
        assert_eq!(Settings::without_file(&overrides).unwrap().language(), None);
    }
}

#[test]
fn readers_that_cannot_be_had_are_told_with_their_facts() {
    let (folder, _, overrides) = place();
    let nowhere = folder.path().join("nowhere");
    let opened = |overrides: Overrides| Settings::read(&overrides).unwrap().readers().unwrap_err();

    let module = || opened(Overrides { module: Some(nowhere.clone()), ..overrides.clone() });
    assert_eq!(module().code(), "reader.module");
    assert_eq!(module().details()["module"], nowhere.display().to_string());
    // The facts are those that a flow tells of the same failure.
    let DeskError::Card(error) = module() else { panic!("no failure of a card") };
    assert_eq!(Failure::from(error).details(), module().details());

    let cards = opened(Overrides { soft_cards: Some(nowhere.clone()), ..overrides.clone() });
    assert_eq!(cards.code(), "reader.none");
    assert_eq!(cards.details()["folder"], nowhere.display().to_string());

    let soft_cards = Some(folder.path().to_owned());
    let reader = opened(Overrides { soft_cards, reader: Some("other".to_owned()), ..overrides });
    assert_eq!(reader.code(), "reader.unknown");
    assert_eq!(reader.details()["name"], "other");
    assert_eq!(reader.details()["names"].as_array().unwrap().len(), 1);
}

#[test]
fn a_form_tries_settings_before_it_saves_them() {
    let (_folder, file, overrides) = place();
    let mut stored = file.read().unwrap();
    stored.server = Some("https://typed.example".to_owned());
    stored.proxy = Some("http://proxy.example:3128".to_owned());
    stored.proxy_account = Some("me".to_owned());
    let tried = Settings::as_if(stored.clone(), Some("hunter2".into()), &overrides).unwrap();
    assert_eq!(tried.server().unwrap().as_str(), "https://typed.example");
    let proxy = tried.proxy().unwrap().unwrap();
    assert!(proxy.has_account());
    assert_eq!(proxy.address(), "http://proxy.example:3128");
    assert!(!format!("{tried:?} {proxy:?}").contains("hunter2"));
    assert!(!file.path().exists());
    // What is said for this run wins over what is typed, too.
    let run = Overrides { server: Some("https://run.example".to_owned()), ..overrides };
    let tried = Settings::as_if(stored, None, &run).unwrap();
    assert_eq!(tried.server().unwrap().as_str(), "https://run.example");
}

#[test]
fn a_file_that_is_put_aside_is_kept_under_another_name() {
    let (folder, file, overrides) = place();
    assert_eq!(file.put_aside().unwrap_err().code(), "file.write");
    fs::create_dir(folder.path().join("scap")).unwrap();
    fs::write(file.path(), "nonsense").unwrap();
    let kept = file.put_aside().unwrap();
    assert_eq!(kept, folder.path().join("scap/config.toml.old"));
    assert_eq!(fs::read_to_string(kept).unwrap(), "nonsense");
    assert_eq!(Settings::read(&overrides).unwrap().language(), None);
}
