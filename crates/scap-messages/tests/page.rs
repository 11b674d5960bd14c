//! The pages of all failures, docs/failures.md and docs/failures.zh-TW.md, made from the texts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::{env, fmt::Write, fs, path::Path};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use scap_messages::{CODES, Language, Messages, original_screens};
use serde_json::Map;

/// With this variable set the pages are written; else they are compared.
const GENERATE: &str = "SCAP_GENERATE";

/// A file of a language.
fn locale(language: Language, name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language.tag());
    fs::read_to_string(folder.join(name)).unwrap().replace("\r\n", "\n")
}

/// What stands around the failures: texts by id, with their arguments.
fn words(language: Language) -> impl Fn(&str, &[(&str, &str)]) -> String {
    let mut words = FluentBundle::new_concurrent(vec![language.tag().parse().unwrap()]);
    words.set_use_isolating(false);
    words.add_resource(FluentResource::try_new(locale(language, "page.ftl")).unwrap()).unwrap();
    move |id, args| {
        let pattern = words.get_message(id).and_then(|message| message.value()).expect(id);
        let args = args.iter().copied().collect::<FluentArgs<'_>>();
        words.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }
}

/// The whole page. Groups and codes are in the order of the file with their texts.
fn page(language: Language) -> String {
    let (messages, words) = (Messages::new(language), words(language));
    let [title, other, intro] = ["title", "other-language", "intro"].map(|id| words(id, &[]));
    let mut page = format!(
        "<!-- Made by `cargo xtask generate` from crates/scap-messages/locales. -->\n\n\
         # {title}\n\n{other}\n\n{intro}\n"
    );
    for line in locale(language, "failures.ftl").lines() {
        if let Some(group) = line.strip_prefix("## ") {
            write!(page, "\n## {group}\n").unwrap();
        }
        let id = line.split_once(" =").map(|(id, _)| id);
        let code = CODES.iter().find(|code| id == Some(&code.replace(['.', '_'], "-")));
        if let Some(code) = code {
            page.push_str(&entry(code, &messages, &words));
        }
    }
    page
}

fn entry(code: &str, messages: &Messages, words: &impl Fn(&str, &[(&str, &str)]) -> String) -> String {
    let text = messages.failure(code, &Map::new());
    let in_window = messages.failure_in_window(code, &Map::new()).advice;
    let differs = in_window != text.advice;
    let mut lines = vec![("why", text.why), ("advice", text.advice)];
    lines.extend(differs.then_some(("in-window", in_window)));
    let screens = original_screens(code);
    if !screens.is_empty() {
        lines.push(("screens", screens.join(" · ")));
    }
    match code {
        "usage" => lines.push(("exit-code", "2".to_owned())),
        "cancelled" => lines.push(("exit-code", "130".to_owned())),
        _ if code.starts_with("ac.") || code.starts_with("login.") => {
            lines.push(("exit-code", words("exit-code-verify", &[])))
        }
        _ => {}
    }
    let mut entry = format!("\n### <a id=\"{code}\"></a>`{code}`\n\n{}\n\n", text.message);
    for (label, text) in lines {
        writeln!(entry, "{}", words("line", &[("label", &words(label, &[])), ("text", &text)])).unwrap();
    }
    entry
}

#[test]
fn the_pages_of_failures_say_what_the_texts_say() {
    for (language, name) in
        [(Language::English, "failures.md"), (Language::TraditionalChinese, "failures.zh-TW.md")]
    {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
        let page = page(language);
        if env::var_os(GENERATE).is_some() {
            fs::write(&path, &page).unwrap();
        }
        let there = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(there == page, "docs/{name} is out of date: run `cargo xtask generate`");
        for code in CODES {
            assert_eq!(page.matches(&format!("<a id=\"{code}\">")).count(), 1, "{code}");
        }
    }
}
