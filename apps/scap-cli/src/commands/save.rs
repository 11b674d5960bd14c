//! F7: `--save`.

use scap_ac::AuthorizationCertificate;
use scap_desk::SaveTo;

use crate::{error::CliError, terminal::Terminal};

/// Saves the certificate if that was asked for, and tells where.
pub(super) fn save(
    to: Option<&SaveTo>,
    certificate: &AuthorizationCertificate,
    terminal: &Terminal,
) -> Result<(), CliError> {
    let Some(to) = to else { return Ok(()) };
    to.save(certificate, terminal.messages().language())?;
    terminal.say("view-saved", &[("file", to.file().display().to_string().into())]);
    Ok(())
}
