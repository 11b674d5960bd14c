use std::fmt::Write;

use scap_ac::{AuthorizationCertificate, Evidence, LoginError, UnixTime, Validator};

/// What to log of a refusal: it has no personal data.
pub fn log_line(error: &LoginError) -> String {
    let mut line = format!("refused [{}] {error}", error.code());
    for (name, fact) in error.details() {
        let _ = write!(line, " {name}={fact}");
    }
    line
}

/// Every check and how it ended, for support.
pub fn explanation(
    validator: &Validator,
    certificate: &AuthorizationCertificate,
    evidence: &Evidence<'_>,
    at: UnixTime,
) -> String {
    let report = validator.explain(certificate, evidence, at);
    let line = |(check, outcome): &(_, Result<(), scap_ac::AcError>)| match outcome {
        Ok(()) => format!("{check}: passed\n"),
        Err(error) => format!("{check}: {error} [{}]\n", error.code()),
    };
    report.checks.iter().map(line).collect()
}
