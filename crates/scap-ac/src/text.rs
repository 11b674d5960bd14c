//! Texts that people choose: bounded, printable, never blank.

mod plain;

use alloc::string::String;
use core::{fmt, str::FromStr};

pub(crate) use self::plain::is_plain_text;

/// Why a text cannot be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// Nothing but white space.
    #[error("the text is blank")]
    Blank,
    /// A control character, such as a line break.
    #[error("the text holds a control character")]
    Control,
    /// A character that is not seen, or that changes how others are seen: people would agree to another text than
    /// they read.
    #[error("the text holds an invisible character")]
    Invisible,
    /// More characters than the field takes.
    #[error("the text is longer than {max} characters")]
    TooLong {
        /// The most characters that fit.
        max: usize,
    },
    /// An application code holds something else than visible ASCII.
    #[error("a code holds visible ASCII characters only")]
    NotVisibleAscii,
}

impl TextError {
    /// The failed rule in one word, stable, for machines and message catalogues.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Control => "control",
            Self::Invisible => "invisible",
            Self::TooLong { .. } => "too_long",
            Self::NotVisibleAscii => "not_visible_ascii",
        }
    }
}

/// Checks a text of at most `max` characters.
pub(crate) fn check_text(text: &str, max: usize) -> Result<(), TextError> {
    if text.trim().is_empty() {
        Err(TextError::Blank)
    } else if text.chars().any(char::is_control) {
        Err(TextError::Control)
    } else if text.chars().any(is_invisible) {
        Err(TextError::Invisible)
    } else if text.chars().count() > max {
        Err(TextError::TooLong { max })
    } else {
        Ok(())
    }
}

/// Characters that Unicode gives no sight of their own: separators of lines, marks of direction, zero widths, tags.
/// Variation selectors are no such: rare characters of names need them.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e00ff}')
}

fn check_code(text: &str, max: usize) -> Result<(), TextError> {
    check_text(text, max)?;
    if text.bytes().all(|byte| byte.is_ascii_graphic()) { Ok(()) } else { Err(TextError::NotVisibleAscii) }
}

/// A kind of text, so that one can be checked where it lies.
pub(crate) trait Text: FromStr<Err = TextError> {
    /// Whether the octets need no closer look: most texts are of letters that nothing is wrong with.
    fn is_plain(octets: &[u8]) -> bool;

    /// Checks any text.
    fn check(text: &str) -> Result<(), TextError>;

    /// A text that was checked before: UTF-8 that follows the rules.
    fn from_checked(octets: &[u8]) -> Self;
}

fn is_plain_code(octets: &[u8]) -> bool {
    is_plain_text(octets) && octets.is_ascii()
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident, $max:literal, $check:ident, $is_plain:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name(String);

        impl $name {
            /// The most characters.
            pub const MAX_CHARS: usize = $max;

            /// Takes `text` if it follows the rules of this type.
            ///
            /// # Errors
            ///
            /// The rule that fails.
            pub fn new(text: impl Into<String>) -> Result<Self, TextError> {
                let text = text.into();
                <Self as Text>::check(&text)?;
                Ok(Self(text))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Text for $name {
            fn is_plain(octets: &[u8]) -> bool {
                $is_plain(octets)
            }

            fn check(text: &str) -> Result<(), TextError> {
                $check(text, $max)
            }

            fn from_checked(octets: &[u8]) -> Self {
                Self(String::from_utf8_lossy(octets).into_owned())
            }
        }

        impl FromStr for $name {
            type Err = TextError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

texts! {
    /// The code of an application service (應用系統服務) in the catalogue, such as `G2B-EHELPER`:
    /// visible ASCII.
    ApplicationCode, 64, check_code, is_plain_code;
    /// The name of an application service (應用系統服務名稱).
    ApplicationName, 128, check_text, is_plain_text;
    /// The name of the unit that uses the application (使用單位名稱); levels are joined with `》`.
    UnitName, 256, check_text, is_plain_text;
    /// The code of the unit that uses the application (使用單位代碼); levels are joined with `》`.
    UnitCode, 128, check_text, is_plain_text;
    /// The role of the user (使用者角色); several are joined with `、`.
    Role, 256, check_text, is_plain_text;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_printable_text_up_to_its_length() {
        let name = "中華電信股份有限公司》宜蘭第六廠";
        assert_eq!(UnitName::new(name).unwrap().as_str(), name);
        assert!(Role::new("字".repeat(Role::MAX_CHARS)).is_ok());
        assert!(ApplicationCode::new("G2B-EHELPER").is_ok());
        assert!(UnitName::new("葛\u{e0100}飾").is_ok(), "an ideographic variation");

        let table = [
            (UnitName::new("").map(|_| ()), TextError::Blank),
            (UnitName::new(" \u{3000}").map(|_| ()), TextError::Blank),
            (UnitName::new("a\tb").map(|_| ()), TextError::Control),
            (UnitName::new("\u{200b}").map(|_| ()), TextError::Invisible),
            (Role::new("admin\u{202e}nimda").map(|_| ()), TextError::Invisible),
            (Role::new("a\u{2028}b").map(|_| ()), TextError::Invisible),
            (Role::new("字".repeat(257)).map(|_| ()), TextError::TooLong { max: 256 }),
            (ApplicationCode::new("G2B EHELPER").map(|_| ()), TextError::NotVisibleAscii),
            (ApplicationCode::new("企業").map(|_| ()), TextError::NotVisibleAscii),
        ];
        for (result, expected) in table {
            assert_eq!(result, Err(expected));
        }
    }
}
