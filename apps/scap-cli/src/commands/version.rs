//! `scap version` (F12, F13).

use scap_desk::Settings;
use scap_proto::{ClientStanding, ServerError};

use crate::{error::CliError, json, terminal::Terminal};

/// This version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Tells this version and what the program is; with `check`, whether the server knows a newer one and serves this one.
pub(super) fn run(check: bool, settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    if !check {
        let about = || format!("scap {VERSION}\n{}\n", terminal.text("about", &[]));
        return terminal.answer(&json::Version { version: VERSION }, about);
    }
    let reply = settings.client()?.version()?;
    let newer = match reply.judge(VERSION)? {
        ClientStanding::Refused(problem) => return Err(ServerError::Refused(problem).into()),
        ClientStanding::Outdated { newest, download } => Some((newest, download)),
        ClientStanding::Current => None,
    };
    let document = json::VersionCheck {
        version: VERSION,
        server: reply.server,
        minimum_client: reply.minimum_client,
        newest_client: reply.newest_client,
        update_available: newer.is_some(),
        download: reply.download,
    };
    terminal.answer(&document, || format!("scap {VERSION}\n"))?;
    if let Some((newest, download)) = newer {
        terminal.tell_update(&newest, download.as_deref());
    }
    Ok(())
}
