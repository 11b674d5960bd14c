//! `cargo xtask generate`: the files that are made from others. The tests that compare them write them when asked.

use crate::{
    error::Failed,
    process::{self, cargo},
};

/// The tests, each by its package, target and name.
const TESTS: [[&str; 5]; 2] = [
    ["--package", "scap-messages", "--test", "page", "pages"],
    ["--package", "scap-cli", "--bin", "scap", "json::schemas"],
];

/// Writes docs/failures.md in both languages, and schemas/.
pub(crate) fn run() -> Result<(), Failed> {
    for test in TESTS {
        process::run(cargo(&[&["test", "--quiet"], &test[..]].concat()).env("SCAP_GENERATE", "1"))?;
    }
    Ok(())
}
