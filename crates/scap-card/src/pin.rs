//! Secrets that people enter: checked for length at the edge, never printed, wiped on drop.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// Characters that a PIN or user code may have.
const MAX_CHARS: usize = 8;

/// A PIN of 1 to 8 characters. It has no `Display`, its `Debug` prints `Pin(..)`, it is wiped on drop.
#[derive(Clone)]
pub struct Pin(SecretString);

/// A user code (用戶代碼), asked when the authorization area is opened. As secret as a [`Pin`].
pub struct UserCode(SecretString);

/// A PIN is blank or longer than 8 characters. Such a PIN never reaches a card.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a PIN has 1 to 8 characters")]
pub struct PinLengthError(());

impl PinLengthError {
    /// The stable code: `pin.length`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "pin.length"
    }
}

impl Pin {
    /// Takes the characters of a PIN.
    ///
    /// # Errors
    ///
    /// [`PinLengthError`] if they are blank or more than 8.
    pub fn new(secret: SecretString) -> Result<Self, PinLengthError> {
        let text = secret.expose_secret();
        if text.trim().is_empty() || text.chars().count() > MAX_CHARS {
            Err(PinLengthError(()))
        } else {
            Ok(Self(secret))
        }
    }

    /// The characters, for the card alone.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The PIN for a layer that takes a `SecretString`.
    #[must_use]
    pub const fn as_secret(&self) -> &SecretString {
        &self.0
    }
}

impl UserCode {
    /// Takes a user code, of any length: the server judges it.
    #[must_use]
    pub const fn new(secret: SecretString) -> Self {
        Self(secret)
    }

    /// The characters, for the request to the server alone.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(..)")
    }
}

impl fmt::Debug for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_one_to_eight_characters_and_prints_none() {
        for (text, fits) in
            [("1", true), ("12345678", true), ("", false), ("   ", false), ("123456789", false)]
        {
            let pin = Pin::new(text.into());
            assert_eq!(pin.is_ok(), fits, "{text:?}");
            assert!(!format!("{pin:?}").contains('1'));
        }
    }
}
