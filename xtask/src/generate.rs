//! `cargo xtask generate`: the files that are made from others. The tests that compare them write them when asked.

use crate::{
    error::Failed,
    process::{self, cargo},
};

/// The tests, each by its target and name.
const TESTS: [&[&str]; 1] = [&["--package", "scap-messages", "--test", "page"]];

/// Writes docs/failures.md, in both languages.
pub(crate) fn run() -> Result<(), Failed> {
    for test in TESTS {
        process::run(cargo(&[&["test", "--quiet"], test].concat()).env("SCAP_GENERATE", "1"))?;
    }
    Ok(())
}
