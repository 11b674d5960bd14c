//! A test CA and its cards: folders at first; some move onto SoftHSM tokens, to be used through PKCS#11.

use std::fs;

use crate::{
    demo::stage::{Stage, text},
    error::Failed,
    setup::softhsm_module,
};

/// The PIN of every card here.
pub(crate) const PIN: &str = "2468";

/// The entity of the story, and another one.
pub(crate) const ENTITY: &str = "12345675";
pub(crate) const OTHER_ENTITY: &str = "04595257";

/// The cards' names, in the order that they appear.
pub(crate) const PRIMARY: &str = "chief";
pub(crate) const ON_TOKEN: &str = "ben";
pub(crate) const ON_FOLDER: &str = "amy";
pub(crate) const NEVER_OPENED: &str = "dan";
pub(crate) const OF_ANOTHER_ENTITY: &str = "rival";

/// The id that real cards give their signing pair: `SIGN`.
const SIGNING_ID: &str = "5349474e";

/// The serials of the certificates, which the server's register wants.
pub(crate) struct Cards {
    pub(crate) secondaries: Vec<(&'static str, String)>,
}

impl Cards {
    /// Soft cards, one of which becomes a token.
    pub(crate) fn make(stage: &mut Stage) -> Result<Self, Failed> {
        let cards = Self::soft(stage)?;
        stage.tell("ben's card becomes a SoftHSM token: from now on it is used through PKCS#11.");
        move_to_token(stage, ON_TOKEN)?;
        Ok(cards)
    }

    /// Soft cards alone.
    pub(crate) fn soft(stage: &mut Stage) -> Result<Self, Failed> {
        stage.chapter("A test CA: a root and an issuing CA in the shape of the government's");
        stage.scap(&["test-ca", "new", "ca"])?.done()?;

        stage.chapter(
            "Cards: a primary card and three secondary cards of one entity, a primary card of another",
        );
        stage.write("pin.txt", PIN)?;
        for (name, rank, entity) in [
            (PRIMARY, "primary", ENTITY),
            (ON_TOKEN, "secondary", ENTITY),
            (ON_FOLDER, "secondary", ENTITY),
            (NEVER_OPENED, "secondary", ENTITY),
            (OF_ANOTHER_ENTITY, "primary", OTHER_ENTITY),
        ] {
            let card =
                ["--name", name, "--rank", rank, "--ubn", entity, "--ca", "ca", "--pin-file", "pin.txt"];
            stage.scap(&[&["soft-card", "new", "cards"], &card[..]].concat())?.done()?;
            let certificate = stage.path(&format!("certificates/{name}.pem"));
            fs::copy(stage.path(&format!("cards/{name}/certificate.pem")), &certificate)
                .map_err(Failed::file(&certificate))?;
        }
        let secondaries = [ON_TOKEN, ON_FOLDER, NEVER_OPENED].map(|name| {
            let shown = stage.look_up(&["card", "show", "--reader", name])?;
            Ok((name, text(&shown, "/cards/0/serial")?.to_owned()))
        });
        Ok(Self { secondaries: secondaries.into_iter().collect::<Result<_, Failed>>()? })
    }
}

/// Moves a soft card, key and certificate, onto a token of its own.
pub(crate) fn move_to_token(stage: &Stage, name: &str) -> Result<(), Failed> {
    let (key, certificate) = (format!("cards/{name}/key.pem"), format!("certificates/{name}.pem"));
    let token = ["--init-token", "--free", "--label", name, "--so-pin", "87654321", "--pin", PIN];
    stage.program("softhsm2-util", &token)?.done()?;
    let import = ["--import", &key, "--file-pin", PIN, "--token", name, "--pin", PIN];
    let object = ["--id", SIGNING_ID, "--label", "cert1"];
    stage.program("softhsm2-util", &[&import[..], &object].concat())?.done()?;
    let module = softhsm_module();
    let module = module.to_string_lossy();
    let login = ["--module", &module, "--token-label", name, "--login", "--pin", PIN];
    let write = ["--write-object", &certificate, "--type", "cert"];
    stage.program("pkcs11-tool", &[&login[..], &write, &object].concat())?.done()?;
    let folder = stage.path(&format!("cards/{name}"));
    fs::remove_dir_all(&folder).map_err(Failed::file(&folder))
}
