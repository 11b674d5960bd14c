//! The unified business number (統一編號) of a business entity.

use core::{fmt, str::FromStr};

/// A unified business number (統一編號): eight digits for which the check rule of 2023 holds.
///
/// The digits are weighted 1 2 1 2 1 2 4 1 and the digits of the products are added; the sum, or one
/// more if the seventh digit is 7, must be divisible by five.
///
/// # Examples
///
/// ```
/// use scap_ac::UnifiedBusinessNumber;
///
/// let number: UnifiedBusinessNumber = "12345675".parse()?;
/// assert_eq!(number.as_str(), "12345675");
/// # Ok::<(), scap_ac::ParseBusinessNumberError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct UnifiedBusinessNumber([u8; 8]);

/// Why a text is no [`UnifiedBusinessNumber`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseBusinessNumberError {
    /// Not exactly eight ASCII digits.
    #[error("a unified business number has exactly eight digits")]
    Format,
    /// The check rule does not hold.
    #[error("the check rule of unified business numbers does not hold")]
    Checksum,
}

impl UnifiedBusinessNumber {
    /// The eight digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only ASCII digits get in, so this never takes the empty branch.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for UnifiedBusinessNumber {
    type Err = ParseBusinessNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match <[u8; 8]>::try_from(text.as_bytes()) {
            Ok(digits) if !digits.iter().all(u8::is_ascii_digit) => Err(ParseBusinessNumberError::Format),
            Ok(digits) if !check_rule_holds(digits) => Err(ParseBusinessNumberError::Checksum),
            Ok(digits) => Ok(Self(digits)),
            Err(_) => Err(ParseBusinessNumberError::Format),
        }
    }
}

impl fmt::Display for UnifiedBusinessNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn check_rule_holds(digits: [u8; 8]) -> bool {
    let sum: u8 = digits
        .into_iter()
        .zip([1, 2, 1, 2, 1, 2, 4, 1])
        .map(|(digit, weight)| (digit - b'0') * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    sum.is_multiple_of(5) || (digits[6] == b'7' && (sum + 1).is_multiple_of(5))
}

#[cfg(test)]
mod tests {
    use alloc::{borrow::ToOwned, string::ToString};

    use super::*;

    #[test]
    fn parses_only_numbers_that_pass_the_check_rule() {
        use ParseBusinessNumberError::{Checksum, Format};

        let table = [
            ("sum 30", "12345606", Ok(())),
            ("sum 25, no multiple of ten", "12345601", Ok(())),
            ("sum 39, seventh digit 7", "12345675", Ok(())),
            ("sum 26", "12345602", Err(Checksum)),
            ("too short", "1234560", Err(Format)),
            ("too long", "123456060", Err(Format)),
            ("empty", "", Err(Format)),
            ("letters", "1234560A", Err(Format)),
            ("full-width digits", "１２３４５６０６", Err(Format)),
        ];
        for (name, input, expected) in table {
            let parsed = input.parse::<UnifiedBusinessNumber>();
            let printed = parsed.map(|number| number.to_string());
            assert_eq!(printed, expected.map(|()| input.to_owned()), "{name}");
        }
    }
}
