//! `scap config` (F11).

use std::path::Path;

use scap_desk::{Key, Place, SettingsFile, read_secret};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    args::{ConfigCommand, Global},
    error::CliError,
    json,
    terminal::Terminal,
};

/// The setting that is a secret.
const PASSWORD: &str = Key::ProxyPassword.as_str();

/// Reads and changes the configuration file.
pub(super) fn run(command: &ConfigCommand, global: &Global, terminal: &Terminal) -> Result<(), CliError> {
    let file = SettingsFile::at(global.overrides().path()?);
    match command {
        ConfigCommand::Get { key } => {
            let value = file.get(key.parse()?)?;
            terminal.answer(&json::Setting { key, value: value.as_deref() }, || {
                value.as_ref().map(|value| format!("{value}\n")).unwrap_or_default()
            })
        }
        ConfigCommand::Set { key, value, value_file } => {
            let given = given(value.as_deref(), value_file.as_deref())?;
            if key == PASSWORD {
                return set_password(&file, given, value.is_some(), terminal);
            }
            let given = given.ok_or_else(|| CliError::Usage(format!("no value for {key}")))?;
            file.set(key.parse()?, given.expose_secret())?;
            terminal.answer(&json::Setting { key, value: Some(given.expose_secret()) }, String::new)
        }
        ConfigCommand::Path => {
            let path = file.path().display().to_string();
            terminal.answer(&json::SettingsFile { path: &path }, || format!("{path}\n"))
        }
    }
}

/// The value that a script gives, which may be a secret.
fn given(value: Option<&str>, file: Option<&Path>) -> Result<Option<SecretString>, CliError> {
    match (value, file) {
        (Some(value), _) => Ok(Some(value.into())),
        (None, Some(file)) => Ok(Some(read_secret(file)?)),
        (None, None) => Ok(None),
    }
}

/// Keeps the proxy's password, which is asked for if no file holds it, and tells where it is kept.
fn set_password(
    settings: &SettingsFile,
    given: Option<SecretString>,
    is_argument: bool,
    terminal: &Terminal,
) -> Result<(), CliError> {
    let password = match given {
        // An empty one removes what is there, and is no secret.
        Some(given) if is_argument && !given.expose_secret().is_empty() => {
            let reason = "a password is no argument, as other programs can read it there: leave it out and you are \
                          asked for it, or give --value-file";
            return Err(CliError::Usage(reason.to_owned()));
        }
        Some(given) => given,
        None => terminal.secret(&terminal.text("config-password-question", &[]), "--value-file")?,
    };
    let place = settings.set_password(&password)?;
    let value = place.map(Place::as_str);
    terminal.answer(&json::Setting { key: PASSWORD, value }, String::new)?;
    match place {
        Some(Place::Keyring) => terminal.say("config-password-keyring", &[]),
        Some(Place::File) => {
            let file = settings.password_file().display().to_string();
            terminal.say("config-password-file", &[("file", file.into())]);
        }
        None => {}
    }
    Ok(())
}
