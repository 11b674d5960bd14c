//! Where on a card the area is, and how its commands have to be: a line of text, as it stands in settings.

use std::{fmt, str::FromStr};

use super::area::{HEADER, LENGTH};

/// Longest chunk of a file that is read or written at once: business-certificate cards want no more.
const MAX_CHUNK: u8 = 200;

/// Largest file, in bytes: what an offset of 15 bits reaches.
const MAX_SIZE: u16 = 0x7FFF;

/// Most files on the way to the area.
const MAX_DEPTH: usize = 8;

/// Which file of a card is its authorization area, and how commands for it have to be.
///
/// As text: the path from the master file, then what differs from the defaults, such as
/// `3F00/0900/0A01;size=8212;class=80;pin=81;pad=FF;chunk=200`.
///
/// | Part | Means | Default |
/// | --- | --- | --- |
/// | path | identifiers of the files, 4 hex digits each, selected one after the other | |
/// | `size` | bytes of the file, 64 to 32767; a certificate may have half of that less 10 | |
/// | `class` | class byte of the commands, hex | `00` |
/// | `pin` | reference of the PIN that lets the file be written, hex (P2 of VERIFY) | the file is written without VERIFY |
/// | `pad` | byte that fills a PIN up to 8 bytes, hex | PINs are sent as long as they are |
/// | `chunk` | most bytes of the file in one command, 1 to 200 | 200 |
///
/// # Examples
///
/// ```
/// use scap_card::iso7816::FileProfile;
///
/// let profile: FileProfile = "3F00/0900/0A01;size=8212;pin=81".parse()?;
/// assert_eq!(profile.capacity(), 4096);
/// assert!("3F00/0900/0A01;size=8212;chunk=201".parse::<FileProfile>().is_err());
/// # Ok::<(), scap_card::iso7816::ProfileError>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FileProfile {
    pub(super) path: Vec<u16>,
    pub(super) size: u16,
    pub(super) class: u8,
    pub(super) pin_reference: Option<u8>,
    pub(super) padding: Option<u8>,
    pub(super) chunk: u8,
}

/// A profile cannot be understood.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// The path is not made of 1 to 8 file identifiers of 4 hex digits, with `/` between them.
    #[error("the path {0:?} is not like 3F00/0900/0A01")]
    Path(String),
    /// There is no such part.
    #[error("there is no {0:?}: there are size, class, pin, pad and chunk, as NAME=VALUE")]
    Part(String),
    /// A part stands there twice.
    #[error("{0} stands there twice")]
    Twice(String),
    /// A value is not what this part takes.
    #[error("{name} is {expected}, not {value:?}")]
    Value {
        /// The part.
        name: &'static str,
        /// What it takes.
        expected: &'static str,
        /// What stands there.
        value: String,
    },
    /// The size is missing.
    #[error("size is missing: the bytes of the file")]
    Size,
}

impl FileProfile {
    /// Whether a PIN lets the file be written.
    pub(crate) const fn has_pin(&self) -> bool {
        self.pin_reference.is_some()
    }

    /// The most bytes that a certificate in the area may have: two of them fit into the file, beside what tells which
    /// one counts.
    #[must_use]
    pub fn capacity(&self) -> usize {
        (usize::from(self.size).saturating_sub(HEADER) / 2).saturating_sub(LENGTH)
    }
}

impl FromStr for FileProfile {
    type Err = ProfileError;

    fn from_str(text: &str) -> Result<Self, ProfileError> {
        let mut parts = text.split(';').map(str::trim);
        let path = path(parts.next().unwrap_or_default())?;
        let (mut size, mut class, mut pin_reference, mut padding, mut chunk) = (None, None, None, None, None);
        for part in parts {
            let (name, value) = part.split_once('=').ok_or_else(|| ProfileError::Part(part.to_owned()))?;
            let twice = match (name.trim(), value.trim()) {
                ("size", value) => {
                    size.replace(number("size", value, 64..=MAX_SIZE, "64 to 32767")?).is_some()
                }
                ("class", value) => class.replace(byte("class", value)?).is_some(),
                ("pin", value) => pin_reference.replace(byte("pin", value)?).is_some(),
                ("pad", value) => padding.replace(byte("pad", value)?).is_some(),
                ("chunk", value) => {
                    let value = number("chunk", value, 1..=u16::from(MAX_CHUNK), "1 to 200")?;
                    chunk.replace(u8::try_from(value).unwrap_or(MAX_CHUNK)).is_some()
                }
                (name, _) => return Err(ProfileError::Part(name.to_owned())),
            };
            if twice {
                return Err(ProfileError::Twice(name.trim().to_owned()));
            }
        }
        Ok(Self {
            path,
            size: size.ok_or(ProfileError::Size)?,
            class: class.unwrap_or_default(),
            pin_reference,
            padding,
            chunk: chunk.unwrap_or(MAX_CHUNK),
        })
    }
}

impl fmt::Display for FileProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, file) in self.path.iter().enumerate() {
            write!(f, "{}{file:04X}", if number == 0 { "" } else { "/" })?;
        }
        write!(f, ";size={};class={:02X}", self.size, self.class)?;
        for (name, value) in [("pin", self.pin_reference), ("pad", self.padding)] {
            if let Some(value) = value {
                write!(f, ";{name}={value:02X}")?;
            }
        }
        write!(f, ";chunk={}", self.chunk)
    }
}

fn path(text: &str) -> Result<Vec<u16>, ProfileError> {
    let wrong = || ProfileError::Path(text.to_owned());
    let files = text.split('/').map(|file| hex(file, 4)).collect::<Option<Vec<_>>>().ok_or_else(wrong)?;
    if files.len() > MAX_DEPTH { Err(wrong()) } else { Ok(files) }
}

fn byte(name: &'static str, text: &str) -> Result<u8, ProfileError> {
    let value = hex(text, 2).and_then(|value| u8::try_from(value).ok());
    value.ok_or_else(|| ProfileError::Value { name, expected: "two hex digits", value: text.to_owned() })
}

/// Exactly so many hex digits.
fn hex(text: &str, digits: usize) -> Option<u16> {
    let fits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| u16::from_str_radix(text, 16).ok())?
}

fn number(
    name: &'static str,
    text: &str,
    range: std::ops::RangeInclusive<u16>,
    expected: &'static str,
) -> Result<u16, ProfileError> {
    let value = text.parse().ok().filter(|value| range.contains(value));
    value.ok_or_else(|| ProfileError::Value { name, expected, value: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_and_told_alike() {
        let table = [
            ("3F00/0900/0A01;size=8212", Ok("3F00/0900/0A01;size=8212;class=00;chunk=200")),
            (
                " 3f00/0a01 ; chunk=16; pin=81 ;class=80;pad=ff; size=64",
                Ok("3F00/0A01;size=64;class=80;pin=81;pad=FF;chunk=16"),
            ),
            ("", Err("path")),
            ("3F00/09", Err("path")),
            ("3F00/+900;size=64", Err("path")),
            ("1/2/3/4/5/6/7/8/9;size=64", Err("path")),
            ("3F00;chunk=1", Err("size is missing")),
            ("3F00;size=63", Err("size is 64 to 32767")),
            ("3F00;size=32768", Err("size is 64 to 32767")),
            ("3F00;size=99999", Err("size is 64 to 32767")),
            ("3F00;size=64;chunk=0", Err("chunk is 1 to 200")),
            ("3F00;size=64;chunk=201", Err("chunk is 1 to 200")),
            ("3F00;size=64;pin=8", Err("pin is two hex digits")),
            ("3F00;size=64;pin=+8", Err("pin is two hex digits")),
            ("3F00;size=64;size=65", Err("size stands there twice")),
            ("3F00;size=64;colour=red", Err("no \"colour\"")),
            ("3F00;size=64;", Err("no \"\"")),
        ];
        for (text, expected) in table {
            let read = text.parse::<FileProfile>();
            match expected {
                Ok(told) => {
                    let profile = read.unwrap();
                    assert_eq!(profile.to_string(), told);
                    assert_eq!(told.parse().as_ref(), Ok(&profile));
                }
                Err(reason) => {
                    let error = read.unwrap_err().to_string();
                    assert!(error.contains(reason), "{text:?}: {error}");
                }
            }
        }
    }
}
