//! Secrets from files: the password at the proxy, and what scripts give.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use secrecy::SecretString;

use crate::error::DeskError;

/// Longest secret that is read, in bytes.
const MAX_BYTES: u64 = 256;

/// The first line of a file, without its end and without the byte order mark that editors may put before it, which
/// would cost a try of a PIN. Nothing of it is in an error.
///
/// # Errors
///
/// [`DeskError::Read`] if the file cannot be read, is no text, or its first line is longer than any secret.
pub fn read_secret(file: &Path) -> Result<SecretString, DeskError> {
    let failed = |source| DeskError::Read { file: file.to_owned(), source };
    let no_secret = |reason: &str| failed(io::Error::new(io::ErrorKind::InvalidData, reason));
    let mut text = String::with_capacity(258);
    File::open(file).map_err(failed)?.take(MAX_BYTES + 1).read_to_string(&mut text).map_err(|error| {
        match error.kind() {
            io::ErrorKind::InvalidData => no_secret("not a text"),
            _ => failed(error),
        }
    })?;
    let line = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    // One that was cut would be another secret.
    let is_whole = u64::try_from(line.len()).is_ok_and(|length| length <= MAX_BYTES);
    let secret = SecretString::from(line);
    // What was read before the secret was copied out is wiped as well.
    drop(SecretString::from(text));
    if is_whole { Ok(secret) } else { Err(no_secret("the first line is too long")) }
}
