//! What the page says: the examples as they are compiled, a row for every code, and the same in both languages.

use scap_ac::Check;

const ENGLISH: &str = include_str!("../../../../docs/integrators.md");
const CHINESE: &str = include_str!("../../../../docs/integrators.zh-TW.md");

/// In the order of the page.
const EXAMPLES: [&str; 12] = [
    include_str!("page/login.rs"),
    include_str!("page/granted.rs"),
    include_str!("page/primary.rs"),
    include_str!("page/card.rs"),
    include_str!("page/known.rs"),
    include_str!("page/delegation.rs"),
    include_str!("page/status.rs"),
    include_str!("page/targets.rs"),
    include_str!("page/clock.rs"),
    include_str!("page/sha1.rs"),
    include_str!("page/batch.rs"),
    include_str!("page/explain.rs"),
];

/// Both pages, with line ends as they are written.
fn pages() -> [(&'static str, String); 2] {
    [("English", ENGLISH), ("Chinese", CHINESE)]
        .map(|(language, page)| (language, page.replace("\r\n", "\n")))
}

/// The blocks of code: the language after the fence, and the code.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let code =
                lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            blocks.push((language.to_owned(), code));
        }
    }
    blocks
}

/// The codes in the first column of tables, in order.
fn rows(page: &str) -> Vec<String> {
    let first = |line: &str| Some(line.strip_prefix("| `")?.split_once("` |")?.0.to_owned());
    let codes = page.lines().filter_map(first);
    codes.filter(|code| code.starts_with("ac.") || code.starts_with("login.")).collect()
}

/// The codes that `AcError` and `LoginError` have, from their sources: nothing else lists all of them.
fn codes() -> Vec<String> {
    let sources = [include_str!("../../src/error.rs"), include_str!("../../src/login/error.rs")];
    let texts = sources.into_iter().flat_map(|source| source.split('"'));
    let is_code = |text: &&str| {
        let name = text.strip_prefix("ac.").or_else(|| text.strip_prefix("login."));
        name.is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || b"_1".contains(&byte)))
    };
    let mut codes: Vec<_> = texts.filter(is_code).map(str::to_owned).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn the_examples_are_those_that_are_compiled() {
    for (language, page) in pages() {
        let rust = blocks(&page).into_iter().filter(|(language, _)| language == "rust").map(|(_, code)| code);
        let rust: Vec<_> = rust.collect();
        for (there, compiled) in rust.iter().zip(EXAMPLES) {
            assert_eq!(*there, compiled.replace("\r\n", "\n"), "{language}");
        }
        assert_eq!(rust.len(), EXAMPLES.len(), "{language}");
    }
}

#[test]
fn every_code_has_one_row() {
    let codes = codes();
    assert!(codes.len() > 50 && codes.contains(&"login.sha1".to_owned()), "{codes:?}");
    for (language, page) in pages() {
        let mut rows = rows(&page);
        rows.sort_unstable();
        assert_eq!(rows, codes, "{language}");
    }
}

#[test]
fn every_check_is_told_in_its_order() {
    for (language, page) in pages() {
        let mut rest = page.as_str();
        for check in Check::ALL {
            let place = rest.find(&format!("| `{check}` |"));
            rest = &rest[place.unwrap_or_else(|| panic!("{language}: {check} is missing or out of order"))..];
        }
    }
}

#[test]
fn both_languages_say_the_same() {
    let [english, chinese] = pages().map(|(_, page)| page);
    assert_eq!(blocks(&english), blocks(&chinese));
    assert_eq!(rows(&english), rows(&chinese));
    let levels = |page: &str| -> Vec<usize> {
        let outside = page.split("```").step_by(2).flat_map(str::lines);
        let level = |line: &str| line.bytes().take_while(|byte| *byte == b'#').count();
        outside.map(level).filter(|level| *level > 0).collect()
    };
    assert_eq!(levels(&english), levels(&chinese));
    let table_rows = |page: &str| page.lines().filter(|line| line.starts_with('|')).count();
    assert_eq!(table_rows(&english), table_rows(&chinese));
}
