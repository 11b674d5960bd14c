//! Serial numbers of certificates, and the rule that makes an authorization certificate's from its signer's.

use alloc::{string::String, vec::Vec};
use core::{fmt, str::FromStr};

/// Octets that the content of a serial number may take ([RFC 5755 Section 4.2.5]).
///
/// [RFC 5755 Section 4.2.5]: https://www.rfc-editor.org/rfc/rfc5755#section-4.2.5
const MAX_OCTETS: usize = 20;

/// Digits of the sequence number at the end of an authorization certificate's serial.
const SEQUENCE_DIGITS: usize = 6;

/// The serial number of an X.509 certificate or attribute certificate: positive, at most 20 octets in DER.
///
/// Written and read in decimal, as people see it.
///
/// # Examples
///
/// The serial of an authorization certificate is its signer's certificate serial followed by six digits:
///
/// ```
/// use scap_ac::{Sequence, SerialNumber};
///
/// let signer: SerialNumber = "311026782832146287338320846168273272094".parse()?;
/// let serial = SerialNumber::for_authorization(&signer, Sequence::new(20)?)?;
/// assert_eq!(serial.to_string(), "311026782832146287338320846168273272094000020");
/// assert_eq!(serial.split_authorization(), Some((signer, Sequence::new(20)?)));
/// # Ok::<(), scap_ac::SerialError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct SerialNumber {
    /// Big endian, zeros in front.
    octets: [u8; MAX_OCTETS],
}

/// The number between 1 and 999,999 that the server gives to each certificate of one signer.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Sequence(u32);

/// Why a serial number cannot be.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SerialError {
    /// Not a decimal number without sign, spaces or leading zeros.
    #[error("a serial number is written in decimal digits")]
    Format,
    /// Zero or negative.
    #[error("a serial number is positive")]
    NotPositive,
    /// More than 20 octets in DER.
    #[error("a serial number has at most 20 octets")]
    TooLarge,
    /// The sequence number is not between 1 and 999,999.
    #[error("the signer's sequence numbers are used up")]
    Exhausted,
}

impl SerialError {
    /// The stable code: `serial.exhausted`, `serial.too_large` or `serial.invalid`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exhausted => "serial.exhausted",
            Self::TooLarge => "serial.too_large",
            Self::Format | Self::NotPositive => "serial.invalid",
        }
    }
}

impl Sequence {
    /// The largest sequence number.
    pub const MAX: u32 = 999_999;

    /// A sequence number.
    ///
    /// # Errors
    ///
    /// [`SerialError::Exhausted`] unless `number` is between 1 and [`Sequence::MAX`].
    pub const fn new(number: u32) -> Result<Self, SerialError> {
        if number == 0 || number > Self::MAX { Err(SerialError::Exhausted) } else { Ok(Self(number)) }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl SerialNumber {
    /// Reads the content octets of a DER INTEGER.
    ///
    /// # Errors
    ///
    /// [`SerialError::NotPositive`] or [`SerialError::TooLarge`].
    pub fn from_der_content(content: &[u8]) -> Result<Self, SerialError> {
        match content.first() {
            None => return Err(SerialError::Format),
            Some(first) if first & 0x80 != 0 => return Err(SerialError::NotPositive),
            Some(_) => {}
        }
        if content.len() > MAX_OCTETS {
            return Err(SerialError::TooLarge);
        }
        let mut octets = [0; MAX_OCTETS];
        octets.iter_mut().rev().zip(content.iter().rev()).for_each(|(to, from)| *to = *from);
        Self::from_octets(octets)
    }

    /// The content octets of this number as a DER INTEGER: big endian, shortest, with a zero in front
    /// where the first bit is set.
    #[must_use]
    pub fn der_content(&self) -> &[u8] {
        let zeros = self.octets.iter().take_while(|octet| **octet == 0).count();
        let signed = self.octets.get(zeros).is_some_and(|octet| octet & 0x80 != 0);
        self.octets.get(zeros.saturating_sub(usize::from(signed))..).unwrap_or_default()
    }

    /// The serial of an authorization certificate: the decimal digits of `signer`, then six digits.
    ///
    /// # Errors
    ///
    /// [`SerialError::TooLarge`] if the result takes more than 20 octets.
    pub fn for_authorization(signer: &Self, sequence: Sequence) -> Result<Self, SerialError> {
        let mut octets = signer.octets;
        multiply_add(&mut octets, Sequence::MAX + 1, sequence.0)?;
        Self::from_octets(octets)
    }

    /// The signer's certificate serial and the sequence number, if this serial follows the rule of
    /// [`SerialNumber::for_authorization`].
    #[must_use]
    pub fn split_authorization(&self) -> Option<(Self, Sequence)> {
        let mut octets = self.octets;
        let sequence = divide(&mut octets, Sequence::MAX + 1);
        Some((Self::from_octets(octets).ok()?, Sequence::new(sequence).ok()?))
    }

    /// `octets` with its rules checked: above zero, and the first bit free so that DER needs no 21st octet.
    fn from_octets(octets: [u8; MAX_OCTETS]) -> Result<Self, SerialError> {
        match octets {
            [first, ..] if first & 0x80 != 0 => Err(SerialError::TooLarge),
            _ if octets.iter().all(|octet| *octet == 0) => Err(SerialError::NotPositive),
            _ => Ok(Self { octets }),
        }
    }
}

impl FromStr for SerialNumber {
    type Err = SerialError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty()
            || !text.bytes().all(|byte| byte.is_ascii_digit())
            || (text.starts_with('0') && text.len() > 1)
        {
            return Err(SerialError::Format);
        }
        let mut octets = [0; MAX_OCTETS];
        for digit in text.bytes() {
            multiply_add(&mut octets, 10, u32::from(digit - b'0'))?;
        }
        Self::from_octets(octets)
    }
}

impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&decimal(&self.octets))
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.0, width = SEQUENCE_DIGITS)
    }
}

/// `octets`, a big-endian number, in decimal.
pub(crate) fn decimal(octets: &[u8]) -> String {
    let mut rest = Vec::from(octets);
    let mut digits = Vec::new();
    loop {
        let digit = divide(&mut rest, 10);
        digits.push(char::from_digit(digit, 10).unwrap_or('0'));
        if rest.iter().all(|octet| *octet == 0) {
            break;
        }
    }
    digits.into_iter().rev().collect()
}

/// The content octets of a DER INTEGER, of any size and sign, in decimal.
pub(crate) fn decimal_signed(content: &[u8]) -> String {
    if content.first().is_none_or(|first| first & 0x80 == 0) {
        return decimal(content);
    }
    let mut negated: Vec<u8> = content.iter().map(|octet| !octet).collect();
    for octet in negated.iter_mut().rev() {
        let carry;
        (*octet, carry) = octet.overflowing_add(1);
        if !carry {
            break;
        }
    }
    alloc::format!("-{}", decimal(&negated))
}

/// `octets = octets * factor + summand`.
fn multiply_add(octets: &mut [u8], factor: u32, summand: u32) -> Result<(), SerialError> {
    let mut carry = u64::from(summand);
    for octet in octets.iter_mut().rev() {
        carry += u64::from(*octet) * u64::from(factor);
        let [.., low] = carry.to_be_bytes();
        *octet = low;
        carry >>= 8;
    }
    if carry == 0 { Ok(()) } else { Err(SerialError::TooLarge) }
}

/// `octets = octets / divisor`; returns the remainder.
fn divide(octets: &mut [u8], divisor: u32) -> u32 {
    let divisor = u64::from(divisor);
    let mut remainder = 0;
    for octet in octets {
        let value = (remainder << 8) | u64::from(*octet);
        let [.., low] = (value / divisor).to_be_bytes();
        *octet = low;
        remainder = value % divisor;
    }
    // The remainder is smaller than the divisor, which came from 32 bits.
    u32::try_from(remainder).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn follows_the_manuals_examples_to_the_last_digit() {
        let table = [
            ("311026782832146287338320846168273272094", 19, "311026782832146287338320846168273272094000019"),
            ("311026782832146287338320846168273272094", 20, "311026782832146287338320846168273272094000020"),
            ("178597702969994479800369301946715282992", 4, "178597702969994479800369301946715282992000004"),
            ("1", 999_999, "1999999"),
        ];
        for (signer, sequence, expected) in table {
            let signer: SerialNumber = signer.parse().unwrap();
            let sequence = Sequence::new(sequence).unwrap();
            let serial = SerialNumber::for_authorization(&signer, sequence).unwrap();
            assert_eq!(serial.to_string(), expected);
            assert_eq!(serial.split_authorization(), Some((signer, sequence)));
            assert_eq!(SerialNumber::from_der_content(serial.der_content()), Ok(serial));
        }
    }

    #[test]
    fn refuses_what_does_not_fit_and_never_wraps() {
        // 2^159 - 1 is the largest number of 20 octets whose first bit is free.
        let largest = "730750818665451459101842416358141509827966271487";
        assert_eq!(largest.parse::<SerialNumber>().unwrap().to_string(), largest);
        let table = [
            ("730750818665451459101842416358141509827966271488", SerialError::TooLarge),
            ("99999999999999999999999999999999999999999999999999999999999", SerialError::TooLarge),
            ("0", SerialError::NotPositive),
            ("", SerialError::Format),
            ("007", SerialError::Format),
            ("-1", SerialError::Format),
            ("12 3", SerialError::Format),
        ];
        for (text, expected) in table {
            assert_eq!(text.parse::<SerialNumber>(), Err(expected), "{text}");
        }
        let signer = largest.parse().unwrap();
        let sequence = Sequence::new(1).unwrap();
        assert_eq!(SerialNumber::for_authorization(&signer, sequence), Err(SerialError::TooLarge));
        assert_eq!(Sequence::new(1_000_000), Err(SerialError::Exhausted));
        assert_eq!(Sequence::new(0), Err(SerialError::Exhausted));
    }

    #[test]
    fn prints_integers_of_any_size_and_sign() {
        let table: [(&[u8], &str); 5] = [
            (&[0x00], "0"),
            (&[0x00, 0xff], "255"),
            (&[0xff], "-1"),
            (&[0x80, 0x00], "-32768"),
            (&[0x01; 21], "1467233016300828027686836537942621384438896984321"),
        ];
        for (content, expected) in table {
            assert_eq!(decimal_signed(content), expected);
        }
    }

    #[test]
    fn reads_der_content_strictly() {
        let table: [(&[u8], Result<&str, SerialError>); 5] = [
            (&[0x00, 0x80], Ok("128")),
            (&[0x7f], Ok("127")),
            (&[0x80], Err(SerialError::NotPositive)),
            (&[0x00], Err(SerialError::NotPositive)),
            (&[0x01; 21], Err(SerialError::TooLarge)),
        ];
        for (content, expected) in table {
            let serial = SerialNumber::from_der_content(content);
            assert_eq!(serial.map(|serial| serial.to_string()), expected.map(ToString::to_string));
        }
    }
}
