//! The operator's commands: import, audit, accounting, check. They may run beside a serving process.

use std::{
    fmt, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::SystemTime,
};

use scap_ac::{UnixTime, Validator};
use scap_registry::{CardFile, CatalogueFile, Registry};

use crate::{
    args::{Audit, Import},
    config::Config,
    error::ServerError,
    trust::{self, Use},
};

/// The present time.
pub(crate) fn now() -> Result<UnixTime, ServerError> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_err(|_| ServerError::Clock)?;
    UnixTime::from_secs(since.as_secs()).map_err(|_| ServerError::Clock)
}

/// A registry that trusts no card: it is only kept, not asked.
async fn open(config: &Config) -> Result<Registry, ServerError> {
    let validator = Validator::builder().build();
    Ok(Registry::open(&config.database(), validator, config.settings(config.listen)).await?)
}

/// The whole of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, ServerError> {
    fs::read(path).map_err(|source| ServerError::File { path: path.to_owned(), source })
}

/// Writes a line to stdout. A reader that has gone away is no failure: what is done is done all the same,
/// and the exit code tells what was found.
fn say(line: fmt::Arguments<'_>) -> Result<(), ServerError> {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(ServerError::Output(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

pub(crate) async fn import(config: &Config, what: Import) -> Result<ExitCode, ServerError> {
    match what {
        Import::Catalogue { file } => catalogue(config, file).await?,
        Import::Cards { file } => cards(config, file).await?,
        Import::Anchors { files } => trusted(config, Use::Anchor, &files)?,
        Import::Intermediates { files } => trusted(config, Use::Intermediate, &files)?,
        Import::Crls { files } => trusted(config, Use::Crl, &files)?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn catalogue(config: &Config, path: PathBuf) -> Result<(), ServerError> {
    let file =
        CatalogueFile::from_json(&read(&path)?).map_err(|source| ServerError::Catalogue { path, source })?;
    let registry = open(config).await?;
    let applications = registry.import_catalogue(&file, now()?).await?;
    registry.close().await;
    say(format_args!("{applications} applications are in the catalogue"))?;
    Ok(())
}

async fn cards(config: &Config, path: PathBuf) -> Result<(), ServerError> {
    let content = read(&path)?;
    let json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let file = if json { CardFile::from_json(&content) } else { CardFile::from_csv(&content) };
    let file = file.map_err(|source| ServerError::Cards { path, source })?;
    let registry = open(config).await?;
    let cards = registry.import_cards(file, now()?).await?;
    registry.close().await;
    say(format_args!("{cards} cards were entered into the register"))?;
    Ok(())
}

fn trusted(config: &Config, used: Use, files: &[PathBuf]) -> Result<(), ServerError> {
    for kept in trust::keep(config, used, files)? {
        say(format_args!("{} is used from the next start on", kept.display()))?;
    }
    Ok(())
}

pub(crate) async fn audit(config: &Config, what: Audit) -> Result<ExitCode, ServerError> {
    let Audit::Verify { heads } = what;
    let registry = open(config).await?;
    let sound = verify_audit(&registry, heads).await?;
    registry.close().await;
    Ok(exit_code(sound))
}

pub(crate) async fn accounting(config: &Config) -> Result<ExitCode, ServerError> {
    let registry = open(config).await?;
    let complete = account(&registry, true).await?;
    registry.close().await;
    Ok(exit_code(complete))
}

pub(crate) async fn check(config: &Config) -> Result<ExitCode, ServerError> {
    let registry = open(config).await?;
    let found = registry.integrity().await?;
    for line in &found {
        say(format_args!("database: {line}"))?;
    }
    if found.is_empty() {
        say(format_args!("database: sound"))?;
    }
    let audit = verify_audit(&registry, false).await?;
    let accounting = account(&registry, false).await?;
    registry.close().await;
    Ok(exit_code(found.is_empty() && audit && accounting))
}

async fn verify_audit(registry: &Registry, heads: bool) -> Result<bool, ServerError> {
    let report = registry.verify_audit().await?;
    if heads {
        for (entity, head) in &report.heads {
            let hash: String = head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
            say(format_args!("{entity} {} {hash}", head.position))?;
        }
    }
    if let Some(found) = &report.first_break {
        say(format_args!("audit: tampered with: {found}"))?;
    }
    for event in &report.unmatched {
        say(format_args!("audit: tampered with: {event} is not as often in the log as it happened"))?;
    }
    if report.is_sound() {
        say(format_args!("audit: {} entries, sound", report.entries))?;
    }
    Ok(report.is_sound())
}

async fn account(registry: &Registry, each: bool) -> Result<bool, ServerError> {
    let accounts = registry.accounting().await?;
    for account in accounts.iter().filter(|account| each || !account.complete) {
        let hole = if account.complete { "" } else { "  HOLE" };
        say(format_args!(
            "{}  {}  last {}  issued {}  reserved {}  abandoned {}{hole}",
            account.serial, account.issuer, account.last, account.issued, account.reserved, account.abandoned,
        ))?;
    }
    let complete = accounts.iter().all(|account| account.complete);
    let verdict = if complete { "every number is accounted for" } else { "numbers are missing" };
    say(format_args!("accounting: {} signers, {verdict}", accounts.len()))?;
    Ok(complete)
}

fn exit_code(sound: bool) -> ExitCode {
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
