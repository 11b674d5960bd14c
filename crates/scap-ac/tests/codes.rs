//! Every code that a certificate or a login is refused with is expected by a test of this crate.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The codes that a source gives to its errors.
fn codes(source: &str) -> impl Iterator<Item = &str> {
    let is_code = |text: &&str| text.starts_with("ac.") || text.starts_with("login.");
    source.split('"').filter(is_code)
}

/// What is written in the files of a folder and of those in it.
fn written(folder: &Path, all: &mut String) {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files {
        if file.is_dir() {
            written(&file, all);
        } else {
            all.push_str(&fs::read_to_string(file).unwrap());
        }
    }
}

#[test]
fn every_code_is_expected_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = String::new();
    written(&root.join("tests"), &mut tests);
    // The catalogue that `variants.rs` goes through, in the tests of this crate.
    written(&root.join("../scap-hostile/src/variants"), &mut tests);
    let sources = [include_str!("../src/error.rs"), include_str!("../src/login/error.rs")];
    let codes: Vec<&str> = sources.into_iter().flat_map(codes).collect();
    assert!(codes.len() > 50, "the codes are found: {codes:?}");
    // What follows a code in an expectation is its reason.
    let is_expected =
        |code: &str| ["\"", "/", " "].iter().any(|end| tests.contains(&format!("\"{code}{end}")));
    let missing: Vec<&str> = codes.into_iter().filter(|code| !is_expected(code)).collect();
    assert!(missing.is_empty(), "no test expects {missing:?}");
}
