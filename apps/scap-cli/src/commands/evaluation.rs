//! `scap test-ca` and `scap soft-card`: a CA and cards for evaluation.

use std::{
    io,
    path::{Path, PathBuf},
};

use scap_ac::{CardCertificate, UnixTime};
use scap_card::{
    CardError, Pin,
    soft::{CreateSoftCard, SoftCard},
};
use scap_desk::{DeskError, now, read_secret};
use scap_test_pki::{CardRequest, PkiError, TestCa, generate_card_key};

use crate::{args::NewSoftCard, error::CliError, json, terminal::Terminal};

/// Seconds of a year, leap days aside.
const YEAR: u64 = 365 * 24 * 60 * 60;

/// Makes a root and an issuing CA.
pub(super) fn new_test_ca(dir: &Path, terminal: &Terminal) -> Result<(), CliError> {
    TestCa::generate()?.save(dir).map_err(|error| match error {
        PkiError::File { path, source } => unmade(path, source),
        error => error.into(),
    })?;
    let folder = dir.display().to_string();
    let file = |name: &str| dir.join(name).display().to_string();
    let document = json::NewTestCa { folder: folder.clone(), root: file("root.pem"), ca: file("ca.pem") };
    terminal
        .answer(&document, || format!("{}\n", terminal.text("test-ca-created", &[("folder", folder.into())])))
}

/// Makes a soft card.
pub(super) fn new_soft_card(args: &NewSoftCard, terminal: &Terminal) -> Result<(), CliError> {
    let ca = TestCa::load(&args.ca).map_err(|error| match error {
        PkiError::File { path, source } => CliError::from(DeskError::Read { file: path, source }),
        error => error.into(),
    })?;
    let pin = new_pin(args, terminal)?;
    let now = now()?;
    let instant = |secs| UnixTime::from_secs(secs).map_err(|_| DeskError::Clock);
    // An hour back, so that a server whose clock is a little behind takes the card.
    let not_before = instant(now.as_secs().saturating_sub(3600))?;
    let not_after = instant(now.as_secs() + u64::from(args.years) * YEAR)?;
    let request = CardRequest {
        organization: args.organization.clone(),
        locality: args.locality.clone(),
        serial: args.serial,
        ..CardRequest::new(args.rank, args.ubn, not_before, not_after)
    };
    let key = generate_card_key()?;
    let der = ca.issue(&request, key.as_public_key())?;
    let certificate = CardCertificate::from_der(&der)
        .map_err(|source| CliError::CardCertificate { file: args.ca.clone(), source: Some(source) })?;
    let new = CreateSoftCard::new(&certificate, &key, &pin);
    let folder = SoftCard::create(&args.dir, &args.name, &new).map_err(|error| match error {
        CardError::SoftCardName { name } => CliError::SoftCardName { name },
        CardError::SoftCardExists { path } => CliError::Exists { file: path },
        CardError::SoftCard { path, source } => unmade(path, source),
        error => error.into(),
    })?;
    let document = json::NewSoftCard {
        folder: folder.display().to_string(),
        certificate: folder.join("certificate.pem").display().to_string(),
        card: (&certificate).into(),
    };
    terminal.answer(&document, || {
        let rank = terminal.text(&format!("rank-{}", args.rank), &[]);
        let text = terminal.text(
            "soft-card-created",
            &[
                ("label", args.name.clone().into()),
                ("folder", folder.display().to_string().into()),
                ("rank", rank.into()),
                ("serial", certificate.serial().to_string().into()),
            ],
        );
        format!("{text}\n")
    })
}

/// Why a file or folder was not made.
fn unmade(file: PathBuf, source: io::Error) -> CliError {
    match source.kind() {
        io::ErrorKind::AlreadyExists => CliError::Exists { file },
        _ => DeskError::Write { file, source }.into(),
    }
}

fn new_pin(args: &NewSoftCard, terminal: &Terminal) -> Result<Pin, CliError> {
    let secret = match &args.pin_file {
        Some(file) => read_secret(file)?,
        None => {
            let rank = terminal.text(&format!("rank-{}", args.rank), &[]);
            let question = [("rank", rank.into()), ("label", args.name.clone().into())];
            terminal.secret(&terminal.text("pin-question", &question), "--pin-file")?
        }
    };
    Ok(Pin::new(secret)?)
}
