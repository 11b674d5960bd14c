//! `cargo xtask demo --gui`: the window with a server behind it and a panel of evaluation cards.

use std::fs;

use crate::{
    demo::{
        cards::{self, Cards, NEVER_OPENED, OF_ANOTHER_ENTITY, ON_FOLDER, ON_TOKEN, PRIMARY},
        server::{Server, USER_CODE},
        stage::Stage,
    },
    error::Failed,
    process::{self, cargo},
    setup::{self, For},
    workspace::Workspace,
};

/// Opens the window, and waits until it is closed.
pub(crate) fn run() -> Result<(), Failed> {
    setup::install_for(&[For::Demo, For::Window])?;
    let packages = ["scap-cli", "scap-server", "scap-gui"].map(|package| ["--package", package]);
    process::run(&mut cargo(&[&["build"], packages.as_flattened()].concat()))?;
    let workspace = Workspace::read()?;
    let mut stage = Stage::new(&workspace)?;
    let server = prepare(&mut stage, &workspace)?;
    stage.chapter("The window: each card can be inserted and pulled in the panel at its right");
    let mut window = stage.command("scap-gui", &["--evaluation", "."]);
    // The person who looks at it decides, not the story.
    window.env_remove("LANG").envs(std::env::var_os("LANG").map(|lang| ("LANG", lang)));
    process::run(&mut window)?;
    server.stop(&mut stage)
}

/// A server, and evaluation cards: one in a reader, the others in the drawer.
pub(crate) fn prepare(stage: &mut Stage, workspace: &Workspace) -> Result<Server, Failed> {
    let cards = Cards::soft(stage)?;
    let server = Server::start(stage, workspace, &cards)?;
    stage.set("SCAP_SERVER", server.url());
    stage.unset("SCAP_PKCS11_MODULE");
    stage.unset("SCAP_SOFT_CARDS");
    let hints = format!("pin = {:?}\nuser_code = {USER_CODE:?}\n", cards::PIN);
    stage.write("evaluation.toml", &hints)?;
    let drawer = stage.path("drawer");
    fs::create_dir_all(&drawer).map_err(Failed::file(&drawer))?;
    for name in [PRIMARY, ON_TOKEN, NEVER_OPENED, OF_ANOTHER_ENTITY] {
        let (card, drawn) = (stage.path("cards").join(name), drawer.join(name));
        fs::rename(&card, &drawn).map_err(Failed::file(&card))?;
    }
    stage.tell(&format!(
        "{ON_FOLDER}'s card is in a reader; it has to be opened before anything is issued to it."
    ));
    Ok(server)
}
