//! Bytes in hexadecimal.

use alloc::string::String;

/// Two lower-case digits for each byte, as key identifiers, signatures and digests are shown.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}
