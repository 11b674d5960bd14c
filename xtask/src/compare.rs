//! `cargo xtask compare`: verdicts on the catalogue of variants beside those of another library.

use crate::{
    error::Failed,
    process::{self, cargo},
    workspace::Workspace,
};

/// Builds `fixtures/compare` in a folder of its own and writes the table of verdicts.
pub(crate) fn run() -> Result<(), Failed> {
    let workspace = Workspace::read()?;
    let folder = workspace.root.join("fixtures/compare");
    let mut command = cargo(&["run", "--quiet", "--locked", "--", "verdicts.md"]);
    command.current_dir(&folder).env("CARGO_TARGET_DIR", workspace.target.join("compare"));
    process::run(&mut command)
}
