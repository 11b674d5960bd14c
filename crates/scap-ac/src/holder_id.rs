//! The holder identification number (持卡者證號).

use alloc::string::String;
use core::fmt;

use crate::text::{TextError, check_text, is_plain_text};

/// Letters of a national identification number in the order of their two-digit codes 10 to 35.
const LETTERS: &[u8; 26] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";

/// Who holds the secondary card: the number that the authorization certificate names.
///
/// It is personal data: `Debug` prints it masked, as [`HolderId::masked`] does; only
/// [`HolderId::number`] gives the whole.
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct HolderId {
    kind: HolderIdKind,
    number: String,
}

/// Which rules a holder identification number follows.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the manual knows these two and the ASN.1 ENUMERATED is closed")]
pub enum HolderIdKind {
    /// 國民身分證字號, or the number of a resident certificate in its present or older form.
    NationalId,
    /// 其他證號: any printable text.
    Other,
}

/// Why a text is no holder identification number; each names the failed rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum HolderIdError {
    /// Nothing was entered.
    #[error("no holder identification number was entered")]
    Missing,
    /// A national number is a letter and nine digits, or two letters and eight digits.
    #[error("a national number is one letter and nine digits, or two letters and eight digits")]
    Form,
    /// The digit after the letter is 1 or 2 (nationals), 8 or 9 (residents).
    #[error("the digit after the letter is 1, 2, 8 or 9; a second letter is A to D")]
    Gender,
    /// The last digit does not fit the others.
    #[error("the check digit does not fit")]
    Checksum,
    /// The other number is not printable or too long.
    #[error("the number is not usable")]
    Text(#[from] TextError),
}

impl HolderIdError {
    /// The stable code: `holder_id.missing` or `holder_id.invalid`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "holder_id.missing",
            Self::Form | Self::Gender | Self::Checksum | Self::Text(_) => "holder_id.invalid",
        }
    }

    /// The failed rule in one word, stable, for machines and message catalogues.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Form => "form",
            Self::Gender => "gender",
            Self::Checksum => "checksum",
            Self::Text(_) => "text",
        }
    }
}

impl HolderIdKind {
    /// The name in JSON and on the wire: `national_id` or `other`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NationalId => "national_id",
            Self::Other => "other",
        }
    }
}

impl HolderId {
    /// The longest number, in characters.
    pub const MAX_CHARS: usize = 64;

    /// Checks `number` by the rules of `kind`. Letters of a national number are taken in either case.
    ///
    /// # Errors
    ///
    /// The rule that fails.
    ///
    /// # Examples
    ///
    /// ```
    /// use scap_ac::{HolderId, HolderIdError, HolderIdKind};
    ///
    /// assert!(HolderId::new(HolderIdKind::NationalId, "A123456789").is_ok());
    /// let wrong = HolderId::new(HolderIdKind::NationalId, "A123456788");
    /// assert_eq!(wrong.unwrap_err(), HolderIdError::Checksum);
    /// ```
    pub fn new(kind: HolderIdKind, number: &str) -> Result<Self, HolderIdError> {
        Self::check(kind, number)?;
        let number = match kind {
            HolderIdKind::NationalId => number.to_ascii_uppercase(),
            HolderIdKind::Other => String::from(number),
        };
        Ok(Self { kind, number })
    }

    /// A number that was checked before: UTF-8 that follows the rules.
    pub(crate) fn from_checked(kind: HolderIdKind, number: &[u8]) -> Self {
        Self { kind, number: String::from_utf8_lossy(number).into_owned() }
    }

    /// Checks `number` where it lies.
    pub(crate) fn check(kind: HolderIdKind, number: &str) -> Result<(), HolderIdError> {
        match kind {
            _ if number.trim_start().is_empty() => Err(HolderIdError::Missing),
            HolderIdKind::NationalId => check_national(number.as_bytes()),
            HolderIdKind::Other if is_plain_text(number.as_bytes()) => Ok(()),
            HolderIdKind::Other => Ok(check_text(number, Self::MAX_CHARS)?),
        }
    }

    /// Which rules it follows.
    #[must_use]
    pub const fn kind(&self) -> HolderIdKind {
        self.kind
    }

    /// The whole number: personal data.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The number for logs and lists: its ends, and `*` for each character between; of four characters
    /// or fewer, nothing.
    #[must_use]
    pub fn masked(&self) -> String {
        let length = self.number.chars().count();
        let (front, back) = if length > 4 { (2, length - 2) } else { (0, length) };
        let mask = |(at, c)| if (front..back).contains(&at) { '*' } else { c };
        self.number.chars().enumerate().map(mask).collect()
    }
}

impl fmt::Debug for HolderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HolderId({:?}, {})", self.kind, self.masked())
    }
}

/// The rules of a letter's code, nine weights and a check digit; in the older resident form the second
/// letter stands for the last digit of its code.
fn check_national(number: &[u8]) -> Result<(), HolderIdError> {
    let [first, second, rest @ ..] = number else { return Err(HolderIdError::Form) };
    let (first, second) = (first.to_ascii_uppercase(), second.to_ascii_uppercase());
    let first = letter_code(first).ok_or(HolderIdError::Form)?;
    if rest.len() != 8 || !rest.iter().all(u8::is_ascii_digit) {
        return Err(HolderIdError::Form);
    }
    let second = match second {
        b'1' | b'2' | b'8' | b'9' => u32::from(second - b'0'),
        b'A'..=b'D' => letter_code(second).ok_or(HolderIdError::Form)? % 10,
        b'0'..=b'9' | b'E'..=b'Z' => return Err(HolderIdError::Gender),
        _ => return Err(HolderIdError::Form),
    };
    let digits = rest.iter().map(|digit| u32::from(digit - b'0'));
    let weighted: u32 = digits.zip([7, 6, 5, 4, 3, 2, 1, 1]).map(|(digit, weight)| digit * weight).sum();
    let sum = first / 10 + first % 10 * 9 + second * 8 + weighted;
    if sum.is_multiple_of(10) { Ok(()) } else { Err(HolderIdError::Checksum) }
}

fn letter_code(letter: u8) -> Option<u32> {
    let position = LETTERS.iter().position(|candidate| *candidate == letter)?;
    u32::try_from(position).ok().map(|position| position + 10)
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn checks_national_numbers() {
        use HolderIdError::{Checksum, Form, Gender, Missing};

        let table = [
            ("national", "A123456789", Ok(())),
            ("national, lower case", "a123456789", Ok(())),
            ("national, female", "F229290915", Ok(())),
            ("resident since 2021", "A800000014", Ok(())),
            ("resident before 2021", "AC01234567", Ok(())),
            ("check digit off by one", "A123456788", Err(Checksum)),
            ("two digits swapped", "A132456789", Err(Checksum)),
            ("gender digit 3", "A323456789", Err(Gender)),
            ("second letter E", "AE01234567", Err(Gender)),
            ("too short", "A12345678", Err(Form)),
            ("too long", "A1234567890", Err(Form)),
            ("no letter", "1123456789", Err(Form)),
            ("a letter inside", "A12345B789", Err(Form)),
            ("full-width", "Ａ123456789", Err(Form)),
            ("blank", " ", Err(Missing)),
            ("empty", "", Err(Missing)),
        ];
        for (name, number, expected) in table {
            let checked = HolderId::new(HolderIdKind::NationalId, number).map(|_| ());
            assert_eq!(checked, expected, "{name}");
        }
    }

    /// Numbers that validators of these numbers publish as examples, and what becomes of them with another check digit.
    #[test]
    fn agrees_with_published_numbers_of_all_three_forms() {
        let national =
            "A123456789 B176944193 K101189797 F112866121 A219758834 Q170219004 Z277018381 X231071923";
        let resident = "A800000014 A870000015 A900207177";
        let older_resident = "AA00000009 AB00207171 AC01234567 AC03095424 BD01300667 CC00151114 HD02717288";
        for number in [national, resident, older_resident].into_iter().flat_map(str::split_whitespace) {
            assert!(HolderId::new(HolderIdKind::NationalId, number).is_ok(), "{number}");
            let (front, check) = number.split_at(9);
            for other in ('0'..='9').filter(|digit| *digit != check.chars().next().unwrap()) {
                let checked = HolderId::new(HolderIdKind::NationalId, &format!("{front}{other}"));
                assert_eq!(checked.unwrap_err(), HolderIdError::Checksum, "{front}{other}");
            }
        }
        for number in ["A185034995", "X431071923", "123456789", "A123456700", "A800000015", "A800000009"] {
            assert!(HolderId::new(HolderIdKind::NationalId, number).is_err(), "{number}");
        }
    }

    #[test]
    fn takes_any_printable_other_number_and_masks_it() {
        let id = HolderId::new(HolderIdKind::Other, "ABCDEFGH1234567890").unwrap();
        assert_eq!(id.masked(), "AB**************90");
        assert!(!format!("{id:?}").contains("CDEF"));
        assert_eq!(HolderId::new(HolderIdKind::Other, "\u{3000}").unwrap_err(), HolderIdError::Missing);
        assert!(HolderId::new(HolderIdKind::Other, "a\nb").is_err());
        assert!(HolderId::new(HolderIdKind::Other, &"x".repeat(65)).is_err());
        assert_eq!(HolderId::new(HolderIdKind::Other, "1234").unwrap().masked(), "****");
    }
}
