//! `scap version` (F12, F13).

use crate::{error::CliError, json, settings::Settings, terminal::Terminal};

/// This version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Tells this version; with `check`, whether the server knows a newer one.
pub(super) fn run(check: bool, settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    if !check {
        return terminal.answer(&json::Version { version: VERSION }, || format!("scap {VERSION}\n"));
    }
    let reply = settings.client()?.version()?;
    let update_available = reply.newest_client != VERSION;
    let document = json::VersionCheck {
        version: VERSION,
        server: reply.server,
        minimum_client: reply.minimum_client,
        newest_client: reply.newest_client.clone(),
        update_available,
        download: reply.download.clone(),
    };
    terminal.answer(&document, || format!("scap {VERSION}\n"))?;
    if update_available {
        let args = [("newest", reply.newest_client.into()), ("current", VERSION.into())];
        terminal.say("update-available", &args);
        if let Some(url) = reply.download {
            terminal.say("update-download", &[("url", url.into())]);
        }
    }
    Ok(())
}
