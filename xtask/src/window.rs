//! `cargo xtask window`: the real window on a screen in memory, through F2 by the keyboard alone.

pub(crate) mod f2;
mod screen;

use crate::{
    demo::{stage::Stage, window::prepare},
    error::Failed,
    process::{self, cargo},
    setup::{self, For},
    workspace::{Profile, Workspace},
};
pub(crate) use screen::{Screen, Window};

/// Builds the programs, and issues an authorization in the window.
pub(crate) fn run() -> Result<(), Failed> {
    setup::install_for(&[For::Window, For::Test])?;
    build(Profile::Debug)?;
    play()
}

/// The same with the programs as they are, as after the tests.
pub(crate) fn play() -> Result<(), Failed> {
    let workspace = Workspace::read()?;
    let mut stage = Stage::at(&workspace, "window", Profile::Debug)?;
    let server = prepare(&mut stage, &workspace)?;
    f2::activate(&mut stage)?;
    stage.chapter("F2 in the window, on a screen in memory, by the keyboard alone");
    let screen = Screen::start()?;
    let mut window = Window::open(&stage, &screen)?;
    f2::issue(&stage, &mut window)?;
    window.close()?;
    f2::check(&stage)?;
    server.stop(&mut stage)
}

/// Builds the programs.
pub(crate) fn build(profile: Profile) -> Result<(), Failed> {
    let packages = ["scap-cli", "scap-server", "scap-gui"].map(|package| ["--package", package]);
    let profile: &[&str] = match profile {
        Profile::Debug => &[],
        Profile::Release => &["--release"],
    };
    process::run(&mut cargo(&[&["build"], packages.as_flattened(), profile].concat()))
}
