//! `cargo xtask demo`: secondary-card authorization from an empty folder to refusals, by the programs that
//! people use, each told in a sentence, shown as typed, and checked.

pub(crate) mod cards;
mod offline;
mod refusals;
mod rounds;
mod server;
pub(crate) mod stage;
pub(crate) mod window;

use std::{fs, time::Instant};

use crate::{
    demo::{cards::Cards, server::Server, stage::Stage},
    error::Failed,
    process::{self, cargo},
    setup::{self, For},
    workspace::Workspace,
};

/// The whole story.
pub(crate) fn run() -> Result<(), Failed> {
    setup::install_for(&[For::Demo])?;
    process::run(&mut cargo(&["build", "--package", "scap-cli", "--package", "scap-server"]))?;
    let started = Instant::now();
    let workspace = Workspace::read()?;
    let mut stage = Stage::new(&workspace)?;

    let cards = Cards::make(&mut stage)?;
    let server = Server::start(&mut stage, &workspace, &cards)?;
    stage.set("SCAP_SERVER", server.url());
    rounds::play(&mut stage, &cards)?;
    offline::play(&mut stage)?;
    refusals::play(&mut stage)?;
    server.stop(&mut stage)?;

    println!("\nDone in {:.0} s: everything went as it should.", started.elapsed().as_secs_f32());
    go_on(&stage, server::address(&stage)?.as_str())
}

/// Says how to go on by hand.
fn go_on(stage: &Stage, address: &str) -> Result<(), Failed> {
    let variables = stage.exports();
    let file = stage.path("env.sh");
    fs::write(&file, variables).map_err(Failed::file(&file))?;
    println!(
        "
To go on by hand, in the folder {folder}:

    . ./env.sh                                # sets PATH, SCAP_SERVER, SCAP_SOFT_CARDS, …
    scap-server --data server --listen {address} &
    scap readers
    scap view --holder amy                    # every PIN is {pin}

The cards are in cards/ (soft cards) and tokens/ (SoftHSM), what was saved in saved/, the server's database
in server/, its log in server.log. The next demo starts anew and removes this folder.
The same in the desktop application, by hand: cargo xtask demo --gui",
        folder = stage.folder().display(),
        pin = cards::PIN,
    );
    Ok(())
}
