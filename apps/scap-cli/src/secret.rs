//! Secrets do not stand where other programs can see them.

use crate::error::CliError;

/// Where a secret must not stand, as every program of the user can read it there.
const VARIABLES: [&str; 3] = ["SCAP_PIN", "SCAP_SIGNER_PIN", "SCAP_USER_CODE"];

/// Refuses to run with a secret in the environment.
pub(crate) fn refuse_environment() -> Result<(), CliError> {
    match VARIABLES
        .into_iter()
        .find(|variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty()))
    {
        Some(variable) => Err(CliError::SecretInEnvironment { variable }),
        None => Ok(()),
    }
}
