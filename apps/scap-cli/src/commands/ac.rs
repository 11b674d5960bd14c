//! `scap ac`: authorization certificates in files, offline.

mod login;

use std::path::Path;

use rustls_pki_types::{CertificateDer, CertificateRevocationListDer, pem::PemObject};
use scap_ac::{
    AcError, AttributeCertificate, Authorization, AuthorizationCertificate, CardCertificate, Check, Evidence,
    Login, LoginError, Profile, Report, RevocationPolicy, Sha1Policy, Target, TargetName, TrustError,
    Validator, ValidatorBuilder,
    json::{CertificateJson, GrantJson},
};
use scap_desk::now;
use serde_json::{Map, Value};

use super::read;
use crate::{
    args::{Form, Verify},
    error::{CliError, Contents},
    json, show,
    terminal::Terminal,
};

/// The exit code of a certificate that is not valid.
const NOT_VALID: u8 = 3;

/// The check that a certificate can be read.
const DECODE: &str = "decode";

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
    let login = login::judge(args, holder.as_ref(), &validator, at)?;
    let holder = holder.as_ref().or_else(|| login.as_ref()?.card());
    let responses = args.ocsp.iter().map(|file| read(file)).collect::<Result<Vec<_>, _>>()?;
    let responses: Vec<_> = responses.iter().map(Vec::as_slice).collect();
    let verdict = AuthorizationCertificate::from_any(&read(&args.file)?).map_err(|error| (DECODE, error));
    let delegation = args.delegation.as_deref().map(read).transpose()?;
    let delegation = delegation.as_deref().map(AuthorizationCertificate::from_any).transpose();
    let report = verdict.and_then(|certificate| {
        let delegation = delegation.map_err(|error| (Check::Delegation.as_str(), error))?;
        let mut evidence = match holder {
            Some(holder) => Evidence::new(holder, &signers),
            None => Evidence::without_holder(&signers),
        };
        if let Some(delegation) = &delegation {
            evidence = evidence.delegation(delegation);
        }
        if let Some(code) = &args.application {
            evidence = evidence.application(code);
        }
        evidence = evidence.ocsp(&responses);
        Ok(validator.explain(&certificate, &evidence, at))
    });
    let not_checked = if holder.is_some() { &[][..] } else { &OF_THE_HOLDER[..] };
    let outcomes = outcomes(login.as_ref(), &report);
    let holds = login.as_ref().is_none_or(|login| login.outcome.is_ok());
    let status_not_asked = report.as_ref().is_ok_and(is_status_not_asked).then_some(Check::Revocation);
    let authorization = report.as_ref().ok().and_then(|report| report.authorization.as_ref());
    let authorization = authorization.filter(|_| holds);
    let logged_in = login.as_ref().and_then(login::Judged::holding);
    let verdict = json::Verdict {
        valid: authorization.is_some(),
        code: outcomes.iter().find_map(|(_, fault)| fault.as_ref()).map(|fault| fault.code),
        checks: outcomes.iter().map(|(check, fault)| checked(terminal, check, fault.as_ref())).collect(),
        not_checked: not_checked.iter().chain(&status_not_asked).map(|check| check.as_str()).collect(),
        login: logged_in.map(json::LoggedIn::from),
        authorization: authorization.map(json::Authorization::from),
    };
    terminal.answer(&verdict, || {
        let mut text = verdict_text(terminal, &outcomes, args.explain);
        text.push_str(&logged_in.map(|login| login_text(terminal, login)).unwrap_or_default());
        if report.is_ok() {
            text.push_str(&rest_text(terminal, not_checked, status_not_asked.is_some(), authorization));
        }
        text
    })?;
    Ok(if verdict.valid { 0 } else { NOT_VALID })
}

/// What is wrong: the code of a failure, with its facts.
struct Fault {
    code: &'static str,
    details: Map<String, Value>,
}

impl Fault {
    fn new(code: &'static str, details: Vec<(&'static str, String)>) -> Self {
        let details = details.into_iter().map(|(name, fact)| (name.to_owned(), fact.into()));
        Self { code, details: details.collect() }
    }
}

impl From<&AcError> for Fault {
    fn from(error: &AcError) -> Self {
        Self::new(error.code(), error.details())
    }
}

impl From<&LoginError> for Fault {
    fn from(error: &LoginError) -> Self {
        Self::new(error.code(), error.details())
    }
}

/// The name of a check, and what is wrong if it failed.
type Outcome = (&'static str, Option<Fault>);

/// Every check that was made, in order.
fn outcomes(login: Option<&login::Judged>, report: &Result<Report, (&'static str, AcError)>) -> Vec<Outcome> {
    let login = login.map(|login| (login::CHECK, login.outcome.as_ref().err().map(Fault::from)));
    let certificate: Vec<Outcome> = match report {
        Ok(report) => report
            .checks
            .iter()
            .map(|(check, outcome)| (check.as_str(), outcome.as_ref().err().map(Fault::from)))
            .collect(),
        Err((check, error)) => vec![(*check, Some(Fault::from(error)))],
    };
    login.into_iter().chain(certificate).collect()
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
    if args.require_status {
        builder = builder.revocation(RevocationPolicy::Required);
    }
    for name in &args.target {
        let name = if name.contains(':') { TargetName::Uri } else { TargetName::Dns }(name.clone());
        builder = builder.target(Target::Name(name));
    }
    // Who signed a list has to be known before it.
    for file in &args.revocation_authority {
        let (all, to) = (certificates(file)?, ValidatorBuilder::revocation_authority);
        builder = add(builder, file, &all, Contents::Certificate, to)?;
    }
    for file in &args.ac_crl {
        let (all, to) = (crls(file)?, ValidatorBuilder::authorization_crl);
        builder = add(builder, file, &all, Contents::RevocationList, to)?;
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

fn checked(terminal: &Terminal, check: &'static str, fault: Option<&Fault>) -> json::Checked {
    let detail = match fault {
        None => label(terminal, check),
        Some(fault) => reason(terminal, fault),
    };
    json::Checked { check, passed: fault.is_none(), detail }
}

/// Whether nothing was there that could tell about the revocation of the certificate.
fn is_status_not_asked(report: &Report) -> bool {
    let is_made = |check| report.checks.iter().any(|(made, _)| *made == check);
    // Without a signer it is not asked either, for another reason.
    is_made(Check::Signature) && !is_made(Check::Revocation)
}

/// What a check makes sure of, in the language of the run.
fn label(terminal: &Terminal, check: &str) -> String {
    terminal.text(&format!("check-{}", check.replace('_', "-")), &[])
}

/// What happened, in the language of the run.
fn reason(terminal: &Terminal, fault: &Fault) -> String {
    terminal.messages().failure(fault.code, &fault.details).message
}

/// The verdict, what is wrong, and every check if that is asked for.
fn verdict_text(terminal: &Terminal, outcomes: &[Outcome], explain: bool) -> String {
    let failure = outcomes.iter().find_map(|(_, fault)| fault.as_ref());
    let valid = if failure.is_none() { "ac-valid" } else { "ac-invalid" };
    let mut text = format!("{}\n", terminal.text(valid, &[]));
    if let Some(fault) = failure {
        let told = terminal.messages().failure(fault.code, &fault.details);
        text.push_str(&format!("{} [{}]\n{}\n", told.message, fault.code, told.advice));
    }
    if !explain {
        return text;
    }
    // That a certificate can be read has no label: it is told only if it cannot.
    for (check, fault) in outcomes.iter().filter(|(check, _)| *check != DECODE) {
        let mark = if fault.is_none() { "ac-check-passed" } else { "ac-check-failed" };
        text.push_str(&format!("  [{}] {}", terminal.text(mark, &[]), label(terminal, check)));
        if let Some(fault) = fault {
            text.push_str(&format!(" — {}", reason(terminal, fault)));
        }
        text.push('\n');
    }
    text
}

/// Who logged in, and when.
fn login_text(terminal: &Terminal, login: &Login) -> String {
    let card = login.card();
    let facts = [
        ("rank", terminal.text(&format!("rank-{}", card.rank()), &[]).into()),
        ("serial", card.serial().to_string().into()),
        ("business_number", card.business_number().to_string().into()),
        ("signed_at", login.signing_time().map(|time| time.to_string()).into()),
    ];
    format!("{}\n", terminal.text("ac-logged-in", &facts))
}

/// What was not checked, and what is authorized.
fn rest_text(
    terminal: &Terminal,
    not_checked: &[Check],
    status_not_asked: bool,
    authorization: Option<&Authorization>,
) -> String {
    let mut text = String::new();
    if !not_checked.is_empty() {
        let checks = not_checked.iter().map(|check| label(terminal, check.as_str())).collect::<Vec<_>>();
        text.push_str(&format!("{}\n", terminal.text("ac-not-checked", &[("checks", checks.into())])));
    }
    if status_not_asked {
        text.push_str(&format!("{}\n", terminal.text("ac-status-not-asked", &[])));
    }
    let granted = authorization.map(|authorization| GrantJson::from(&authorization.grant()));
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
