//! Both languages say everything, with the same facts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use scap_ac::Check;
use scap_messages::{CODES, Language, Messages};
use serde_json::{Map, Value, json};

/// The arguments of the texts of one file by id, those of an attribute by `id.attribute`.
type Texts = BTreeMap<String, BTreeSet<String>>;

/// The texts of one file as they stand there.
fn raw(language: Language, name: &str) -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language.tag()).join(name);
    let mut texts = BTreeMap::<String, String>::new();
    let (mut id, mut key) = (String::new(), String::new());
    for line in fs::read_to_string(path).unwrap().lines().filter(|line| !line.starts_with('#')) {
        let attribute = line.trim_start().strip_prefix('.').and_then(|rest| rest.split_once(" ="));
        let text = if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            let (name, text) = line.split_once(" =").unwrap();
            id = name.to_owned();
            key.clone_from(&id);
            text
        } else if let Some((name, text)) = attribute {
            key = format!("{id}.{name}");
            text
        } else {
            line
        };
        if !key.is_empty() {
            let whole = texts.entry(key.clone()).or_default();
            whole.push_str(text);
            whole.push('\n');
        }
    }
    texts
}

fn file(language: Language, name: &str) -> Texts {
    let arguments = |text: String| {
        let after = text.split('$').skip(1).map(|rest| {
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).collect()
        });
        after.collect()
    };
    raw(language, name).into_iter().map(|(id, text)| (id, arguments(text))).collect()
}

fn ids(code: &str) -> [String; 3] {
    let id = code.replace(['.', '_'], "-");
    [id.clone(), format!("{id}.why"), format!("{id}.advice")]
}

/// What a window says of a code in place of what a command says, where it does: why, and what to do.
fn window_ids(code: &str) -> [String; 2] {
    let [_, why, advice] = ids(code);
    [format!("{why}-window"), format!("{advice}-window")]
}

fn details(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_arguments() {
    for name in ["failures.ftl", "checks.ftl", "cli.ftl", "gui.ftl", "page.ftl"] {
        let [chinese, english] = Language::ALL.map(|language| file(language, name));
        assert!(!chinese.is_empty(), "{name}");
        assert_eq!(chinese, english, "{name}");
    }
}

#[test]
fn every_code_has_what_happened_why_and_what_to_do_and_nothing_else_has() {
    assert!(CODES.is_sorted_by(|a, b| a < b), "sorted, each once");
    let expected: BTreeSet<_> = CODES.iter().flat_map(|code| ids(code)).collect();
    let of_windows: BTreeSet<_> = CODES.iter().flat_map(|code| window_ids(code)).collect();
    for language in Language::ALL {
        let found = file(language, "failures.ftl").into_keys();
        let found: BTreeSet<_> = found.filter(|id| !of_windows.contains(id)).collect();
        assert_eq!(found, expected, "{}", language.tag());
    }
}

#[test]
fn a_failure_is_told_whole_without_and_with_its_facts() {
    for language in Language::ALL {
        let messages = Messages::new(language);
        let texts = file(language, "failures.ftl");
        for code in CODES {
            let [message, why, advice] = ids(code);
            let [window_why, window_advice] = window_ids(code);
            for (why, advice, in_window) in [(&why, &advice, false), (&window_why, &window_advice, true)] {
                if in_window && !texts.contains_key(why) && !texts.contains_key(advice) {
                    continue;
                }
                let tell = |facts: &Map<String, Value>| match in_window {
                    true => messages.failure_in_window(code, facts),
                    false => messages.failure(code, facts),
                };
                let arguments = |id: &String| texts.get(id).cloned().unwrap_or_default();
                assert!(arguments(why).is_empty(), "{code}: why it happens does not depend on the facts");
                let facts = &arguments(&message) | &arguments(advice);
                let facts = facts.into_iter().map(|name| (name, Value::from("FACT"))).collect();
                let (bare, full) = (tell(&Map::new()), tell(&facts));
                for text in [&bare.message, &bare.why, &bare.advice, &full.message, &full.advice] {
                    assert!(text.chars().count() > 3, "{code}: {text}");
                    assert!(!text.contains("absent") && !text.contains(['{', '}', '\n']), "{code}: {text}");
                }
                assert!(!bare.message.contains("FACT") && !bare.advice.contains("FACT"));
                let told = full.message.contains("FACT") || full.advice.contains("FACT");
                // The rule of a holder identification number is told in words, and so is what is wrong with a card.
                let in_words = ["holder_id.invalid", "login.signer"].contains(code);
                assert_eq!(told, !facts.is_empty() && !in_words, "{code}: {full:?}");
            }
        }
    }
}

/// Codes that nobody meets at a window: those of batches, of verifying at the command line, and of its arguments.
fn is_of_commands(code: &str) -> bool {
    const OTHERS: [&str; 5] = ["content.file", "file.content", "input.needed", "soft_card.name", "usage"];
    ["ac.", "batch.", "login."].iter().any(|start| code.starts_with(start)) || OTHERS.contains(&code)
}

#[test]
fn a_window_speaks_of_its_pages_and_never_of_commands() {
    const OF_COMMANDS: [&str; 10] = [
        "--",
        "SCAP_",
        "HTTPS_PROXY",
        "scap ",
        "指令",
        "command",
        "docs/",
        "area_file",
        "Ctrl+C",
        "terminal",
    ];
    for language in Language::ALL {
        let texts = raw(language, "failures.ftl");
        let names: BTreeSet<_> =
            raw(language, "gui.ftl").into_values().map(|text| text.trim().to_owned()).collect();
        for code in CODES.iter().filter(|code| !is_of_commands(code)) {
            let [_, why, advice] = ids(code);
            for (id, in_window) in [why, advice].into_iter().zip(window_ids(code)) {
                let own = texts.get(&in_window);
                let text = own.unwrap_or(&texts[&id]);
                for word in OF_COMMANDS {
                    assert!(!text.contains(word), "{}: {code}: {word}: {text}", language.tag());
                }
                // What is quoted is the name of a page or a button.
                let quoted: Vec<_> = match language {
                    Language::English => own.iter().flat_map(|own| literals(own)).collect(),
                    _ => own.iter().flat_map(|own| own.split('「').skip(1)).collect(),
                };
                for name in quoted {
                    let name = name.split('」').next().unwrap();
                    assert!(names.contains(name), "{}: {code}: {name}", language.tag());
                }
            }
        }
    }
}

#[test]
fn the_facts_of_a_failure_are_told() {
    let [chinese, english] = Language::ALL.map(Messages::new);
    let table = [
        ("pin.incorrect", json!({"tries_left": 2}), "還可以再試 2 次", "You have 2 tries left"),
        ("pin.incorrect", json!({"tries_left": 1}), "還可以再試 1 次", "You have 1 try left"),
        ("pin.incorrect", json!({"tries_left": 0}), "已沒有剩餘的嘗試次數", "No tries are left"),
        ("pin.incorrect", json!({"tries_left": null}), "PIN 碼錯誤。", "The PIN is wrong."),
        ("area.full", json!({"needed": 5000, "capacity": 4096}), "5000 位元組", "has 5000 bytes"),
        (
            "entity.mismatch",
            json!({"signer": "12345675", "holder": "04595257"}),
            "統一編號 04595257",
            "entity 12345675, the secondary card to entity 04595257",
        ),
        (
            "card.not_primary",
            json!({"card": "王小明", "reader": "ACS 0", "rank": "secondary", "business_number": "12345675"}),
            "讀卡機「ACS 0」中的是統一編號 12345675 的附卡「王小明」",
            "this is secondary card \"王小明\" of entity 12345675",
        ),
        ("holder_id.invalid", json!({"rule": "checksum"}), "檢查碼不正確", "check digit"),
        (
            "content.text",
            json!({"field": "role", "rule": "too_long", "max": 256}),
            "「role」欄超過 256 個字元",
            "\"role\" is longer than 256 characters",
        ),
        (
            "content.text",
            json!({"field": "role", "rule": "invisible"}),
            "看不見的字元",
            "invisible character",
        ),
        ("card.ambiguous", json!({"cards": ["甲", "乙"]}), "：甲、乙。", ": 甲, 乙."),
        ("server.status", json!({"call": "version", "status": 418}), "HTTP 418", "HTTP 418"),
    ];
    for (code, facts, in_chinese, in_english) in table {
        let facts = details(facts);
        let (chinese, english) = (chinese.failure(code, &facts), english.failure(code, &facts));
        assert!(chinese.message.contains(in_chinese), "{code}: {}", chinese.message);
        assert!(english.message.contains(in_english), "{code}: {}", english.message);
    }
}

#[test]
fn a_code_of_a_newer_server_is_named_as_its_refusal() {
    for language in Language::ALL {
        let messages = Messages::new(language);
        let unknown = messages.failure("quota.reached", &details(json!({"rule": "x", "limit": 3})));
        assert!(unknown.message.contains("quota.reached"), "{}", unknown.message);
        let known = messages.failure("server.refused", &details(json!({"rule": "quota.reached"})));
        assert_eq!(unknown, known);
    }
}

#[test]
fn every_check_has_a_label() {
    for language in Language::ALL {
        let checks = Check::ALL.iter().map(|check| check.as_str()).chain(["login"]);
        let expected: BTreeSet<_> =
            checks.map(|check| format!("check-{}", check.replace('_', "-"))).collect();
        let found: BTreeSet<_> = file(language, "checks.ftl").into_keys().collect();
        assert_eq!(found, expected);
    }
}

/// Every source file below `folder` of the workspace, without the unit tests at its foot.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder)];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("tests") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).unwrap();
                let source = source.split("#[cfg(test)]").next().unwrap().to_owned();
                sources.push((path, source));
            }
        }
    }
    sources
}

/// What asks for texts: the apps, and what those at a desk share.
fn speakers() -> Vec<(PathBuf, String)> {
    sources("apps").into_iter().chain(sources("crates/scap-desk/src")).collect()
}

/// The string literals of `source`, roughly: what stands between every other pair of quotation marks.
fn literals(source: &str) -> impl Iterator<Item = &str> {
    source.split('"').skip(1).step_by(2)
}

#[test]
fn every_code_of_the_sources_has_texts() {
    let mut found = 0;
    for (path, source) in sources("crates").into_iter().chain(sources("apps")) {
        let functions = source.split("fn code(").skip(1).filter_map(|rest| rest.split("\n    }\n").next());
        let codes = functions.flat_map(literals);
        let problems = source.split("Problem::new(").skip(1).filter_map(|rest| literals(rest).next());
        for code in codes.chain(problems) {
            assert!(CODES.contains(&code), "{}: {code}", path.display());
            found += 1;
        }
    }
    assert!(found > 100, "only {found} codes were found");
}

#[test]
fn every_text_that_an_app_asks_for_is_there() {
    let messages = Messages::new(Language::English);
    let mut found = 0;
    for (path, source) in speakers() {
        for call in [".text(", ".say(", ".t("] {
            let arguments = source.split(call).skip(1).map(str::trim_start);
            for id in arguments.filter_map(|rest| rest.strip_prefix('"')?.split('"').next()) {
                assert!(messages.has(id), "{}: {id}", path.display());
                found += 1;
            }
        }
    }
    assert!(found > 20, "only {found} ids were found");
}

#[test]
fn every_text_of_the_apps_is_asked_for() {
    let sources = speakers();
    // Some ids are put together, such as "rank-{}" and "{id}-about".
    let starts: Vec<&str> = sources
        .iter()
        .flat_map(|(_, source)| source.match_indices("-{").map(|(end, _)| &source[..=end]))
        .filter_map(|before| before.rsplit('"').next())
        .filter(|start| !start.contains(char::is_whitespace))
        .collect();
    let is_whole = |id: &str| {
        let whole = format!("\"{id}\"");
        sources.iter().any(|(_, source)| source.contains(&whole))
    };
    for name in ["cli.ftl", "gui.ftl"] {
        for id in file(Language::English, name).into_keys() {
            let put_together = starts.iter().any(|start| id.starts_with(start));
            let is_about = id.strip_suffix("-about").is_some_and(is_whole);
            assert!(put_together || is_about || is_whole(&id), "{name}: {id}");
        }
    }
}
