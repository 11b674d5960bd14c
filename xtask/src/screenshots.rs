//! `cargo xtask screenshots`: pictures of every page of the window, in both languages and two sizes of text.

use std::{env, fs, path::Path};

use crate::{
    error::Failed,
    process::{self, cargo},
    setup::{self, For},
    workspace::Workspace,
};

/// Writes them into this folder, else into one of cargo's.
pub(crate) fn run(folder: Option<&str>) -> Result<(), Failed> {
    setup::install_for(&[For::Window, For::Test])?;
    let workspace = Workspace::read()?;
    let folder = match folder {
        Some(folder) => env::current_dir().map_err(Failed::file(Path::new(".")))?.join(folder),
        None => workspace.target.join("screenshots"),
    };
    fs::create_dir_all(&folder).map_err(Failed::file(&folder))?;
    process::run(&mut cargo(&["build", "--package", "scap-server"]))?;
    let test = ["test", "--package", "scap-gui", "--test", "gui", "screenshots", "--", "--ignored"];
    process::run(cargo(&test).env("SCAP_SCREENSHOTS", &folder))?;
    println!("The pictures are in {}", folder.display());
    Ok(())
}
