//! A secret, which is not shown and leaves nothing in memory.

use std::{
    fs::File,
    io::{self, Read, Write},
};

use rpassword::ConfigBuilder;
use secrecy::SecretString;

use super::screen::RawMode;
use crate::error::CliError;

/// What Ctrl+C is where keys come one by one.
const CTRL_C: u8 = 3;

/// Asks for a secret. `rpassword` reads it, as it wipes what it reads; keys of drawn questions are kept in buffers
/// that nobody wipes.
///
/// # Errors
///
/// [`CliError::Cancelled`] after Ctrl+C, or if the terminal is gone.
pub(crate) fn secret(question: &str) -> Result<SecretString, CliError> {
    let secret = if cfg!(unix) { read(question) } else { rpassword::prompt_password(question) };
    secret.map(SecretString::from).map_err(|_| CliError::Cancelled)
}

/// Asks at the terminal itself, wherever stderr goes.
fn read(question: &str) -> io::Result<String> {
    let mut terminal = File::options().read(true).write(true).open("/dev/tty")?;
    let keyboard = Keyboard(terminal.try_clone()?);
    let raw = RawMode::enter()?;
    terminal.write_all(question.as_bytes())?;
    let config = ConfigBuilder::new().input_reader(keyboard).output_discard().build();
    let secret = rpassword::read_password_with_config(config);
    drop(raw);
    terminal.write_all(b"\n")?;
    secret
}

/// The terminal, on which Ctrl+C is an error: else `rpassword` ends the program and leaves the terminal without echo.
struct Keyboard(File);

impl Read for Keyboard {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        match buffer.get(..count) {
            Some(keys) if keys.contains(&CTRL_C) => Err(io::ErrorKind::ConnectionAborted.into()),
            _ => Ok(count),
        }
    }
}
