//! `scap ac`: authorization certificates in files, offline.

use std::path::Path;

use rustls_pki_types::{CertificateDer, CertificateRevocationListDer, pem::PemObject};
use scap_ac::{
    AttributeCertificate, AuthorizationCertificate, CardCertificate, Check, Evidence, Profile, Report,
    Sha1Policy, TrustError, Validator, ValidatorBuilder,
    json::{CertificateJson, GrantJson},
};
use serde_json::{Map, Value};

use super::{now, read};
use crate::{
    args::{Form, Verify},
    error::{CliError, Contents},
    json, show,
    terminal::Terminal,
};

/// The exit code of a certificate that is not valid.
const NOT_VALID: u8 = 3;

/// What cannot be checked without the certificate of the holder's card.
const OF_THE_HOLDER: [Check; 4] = [Check::Holder, Check::HolderValidity, Check::Entity, Check::HolderPath];

/// Shows every field of any attribute certificate.
pub(super) fn show(file: &Path, terminal: &Terminal) -> Result<(), CliError> {
    let certificate = AttributeCertificate::from_any(&read(file)?)?;
    let document = CertificateJson::read(&certificate, &Profile::default());
    terminal.answer(&document, || show::any_certificate_text(terminal, &certificate))
}

/// Writes a certificate in another form.
pub(super) fn convert(file: &Path, to: Form, terminal: &Terminal) -> Result<(), CliError> {
    let certificate = AttributeCertificate::from_any(&read(file)?)?;
    let bytes = match to {
        Form::Der => certificate.as_der().to_vec(),
        Form::Pem => certificate.to_pem().into_bytes(),
        Form::Text => {
            let ours = AuthorizationCertificate::new(certificate, &Profile::default())?;
            ours.to_text(terminal.messages().language()).into_bytes()
        }
    };
    terminal.print(&bytes).map(drop)
}

/// F16: tells whether a certificate is valid.
pub(super) fn verify(args: &Verify, terminal: &Terminal) -> Result<u8, CliError> {
    let (validator, signers) = trust(args)?;
    let holder = args.holder.as_deref().map(card).transpose()?;
    let at = match args.at {
        Some(at) => at,
        None => now()?,
    };
    let verdict = AuthorizationCertificate::from_any(&read(&args.file)?).map_err(|error| ("decode", error));
    let delegation = args.delegation.as_deref().map(read).transpose()?;
    let delegation = delegation.as_deref().map(AuthorizationCertificate::from_any).transpose();
    let report = verdict.and_then(|certificate| {
        let delegation = delegation.map_err(|error| (Check::Delegation.as_str(), error))?;
        let mut evidence = match &holder {
            Some(holder) => Evidence::new(holder, &signers),
            None => Evidence::without_holder(&signers),
        };
        if let Some(delegation) = &delegation {
            evidence = evidence.delegation(delegation);
        }
        if let Some(code) = &args.application {
            evidence = evidence.application(code);
        }
        Ok(validator.explain(&certificate, &evidence, at))
    });
    let not_checked = if holder.is_some() { &[][..] } else { &OF_THE_HOLDER[..] };
    let (code, checks) = match &report {
        Ok(report) => (
            report.failure().map(scap_ac::AcError::code),
            report.checks.iter().map(|(check, outcome)| checked(terminal, *check, outcome)).collect(),
        ),
        Err((check, error)) => {
            let detail = reason(terminal, error);
            (Some(error.code()), vec![json::Checked { check, passed: false, detail }])
        }
    };
    let authorization = report.as_ref().ok().and_then(|report| report.authorization.as_ref());
    let verdict = json::Verdict {
        valid: authorization.is_some(),
        code,
        checks,
        not_checked: not_checked.iter().map(|check| check.as_str()).collect(),
        authorization: authorization.map(json::Authorization::from),
    };
    terminal.answer(&verdict, || match &report {
        Ok(report) => report_text(terminal, report, not_checked, args.explain),
        Err((_, error)) => format!("{}\n{}\n", terminal.text("ac-invalid", &[]), told(terminal, error)),
    })?;
    Ok(if verdict.valid { 0 } else { NOT_VALID })
}

/// What to trust, and the cards that may have signed.
fn trust(args: &Verify) -> Result<(Validator, Vec<CardCertificate>), CliError> {
    let mut builder = Validator::builder();
    if args.allow_sha1 {
        builder = builder.sha1(Sha1Policy::Allow);
    }
    for file in &args.anchors {
        builder = add(builder, file, &certificates(file)?, Contents::Certificate, ValidatorBuilder::anchor)?;
    }
    for file in &args.intermediates {
        builder =
            add(builder, file, &certificates(file)?, Contents::Certificate, ValidatorBuilder::intermediate)?;
    }
    for file in &args.crl {
        builder = add(builder, file, &crls(file)?, Contents::RevocationList, ValidatorBuilder::crl)?;
    }
    let mut signers = Vec::new();
    for file in &args.signer {
        // A file may hold the signer's certificate with those of its CAs.
        for der in certificates(file)? {
            match CardCertificate::from_der(&der) {
                Ok(card) => signers.push(card),
                Err(_) => {
                    builder =
                        add(builder, file, &[der], Contents::Certificate, ValidatorBuilder::intermediate)?
                }
            }
        }
    }
    Ok((builder.build(), signers))
}

fn add(
    mut builder: ValidatorBuilder,
    file: &Path,
    all: &[Vec<u8>],
    what: Contents,
    to: fn(ValidatorBuilder, &[u8]) -> Result<ValidatorBuilder, TrustError>,
) -> Result<ValidatorBuilder, CliError> {
    for der in all {
        let failed = |source| CliError::Holds { file: file.to_owned(), what, source: Some(source) };
        builder = to(builder, der).map_err(failed)?;
    }
    Ok(builder)
}

/// The certificates in a file: DER, or PEM with any number of them.
fn certificates(file: &Path) -> Result<Vec<Vec<u8>>, CliError> {
    let bytes = read(file)?;
    let pem = CertificateDer::pem_slice_iter(&bytes).map(|der| der.map(|der| der.to_vec()).ok());
    blocks(file, &bytes, Contents::Certificate, pem)
}

fn crls(file: &Path) -> Result<Vec<Vec<u8>>, CliError> {
    let bytes = read(file)?;
    let pem =
        CertificateRevocationListDer::pem_slice_iter(&bytes).map(|der| der.map(|der| der.to_vec()).ok());
    blocks(file, &bytes, Contents::RevocationList, pem)
}

fn blocks(
    file: &Path,
    bytes: &[u8],
    what: Contents,
    pem: impl Iterator<Item = Option<Vec<u8>>>,
) -> Result<Vec<Vec<u8>>, CliError> {
    if let [0x30, 0x80..=0xff, ..] = bytes {
        return Ok(vec![bytes.to_vec()]);
    }
    let none = || CliError::Holds { file: file.to_owned(), what, source: None };
    let all = pem.collect::<Option<Vec<_>>>().ok_or_else(none)?;
    if all.is_empty() { Err(none()) } else { Ok(all) }
}

fn card(file: &Path) -> Result<CardCertificate, CliError> {
    let der = certificates(file)?;
    let first = der.first().map(Vec::as_slice).unwrap_or_default();
    CardCertificate::from_der(first)
        .map_err(|source| CliError::CardCertificate { file: file.to_owned(), source: Some(source) })
}

fn checked(terminal: &Terminal, check: Check, outcome: &Result<(), scap_ac::AcError>) -> json::Checked {
    let detail = match outcome {
        Ok(()) => label(terminal, check),
        Err(error) => reason(terminal, error),
    };
    json::Checked { check: check.as_str(), passed: outcome.is_ok(), detail }
}

/// What a check makes sure of, in the language of the run.
fn label(terminal: &Terminal, check: Check) -> String {
    terminal.text(&format!("check-{}", check.as_str().replace('_', "-")), &[])
}

/// What happened, in the language of the run.
fn reason(terminal: &Terminal, error: &scap_ac::AcError) -> String {
    terminal.messages().failure(error.code(), &details(error)).message
}

fn told(terminal: &Terminal, error: &scap_ac::AcError) -> String {
    let text = terminal.messages().failure(error.code(), &details(error));
    format!("{} [{}]\n{}", text.message, error.code(), text.advice)
}

fn details(error: &scap_ac::AcError) -> Map<String, Value> {
    error.details().into_iter().map(|(name, fact)| (name.to_owned(), fact.into())).collect()
}

fn report_text(terminal: &Terminal, report: &Report, not_checked: &[Check], explain: bool) -> String {
    let valid = if report.authorization.is_some() { "ac-valid" } else { "ac-invalid" };
    let mut text = format!("{}\n", terminal.text(valid, &[]));
    if let Some(failure) = report.failure() {
        text.push_str(&format!("{}\n", told(terminal, failure)));
    }
    if explain {
        for (check, outcome) in &report.checks {
            let mark = if outcome.is_ok() { "ac-check-passed" } else { "ac-check-failed" };
            let label = label(terminal, *check);
            text.push_str(&format!("  [{}] {label}", terminal.text(mark, &[])));
            if let Err(error) = outcome {
                text.push_str(&format!(" — {}", reason(terminal, error)));
            }
            text.push('\n');
        }
    }
    if !not_checked.is_empty() {
        let checks = not_checked.iter().map(|check| label(terminal, *check)).collect::<Vec<_>>();
        text.push_str(&format!("{}\n", terminal.text("ac-not-checked", &[("checks", checks.into())])));
    }
    let granted = report.authorization.as_ref().map(|authorization| GrantJson::from(&authorization.grant()));
    if let Some(GrantJson::Application { slots }) = granted {
        for slot in slots {
            text.push_str(&format!(
                "  {} {} ({})\n",
                slot.slot, slot.application.name, slot.application.code
            ));
        }
    }
    text
}
