//! The forms that a certificate or a signature is stored in, told apart by what they hold.

use alloc::{borrow::Cow, format, string::String};

use der::pem;

use crate::error::AcError;

/// The label of the PEM ([RFC 7468 Section 12]).
///
/// [RFC 7468 Section 12]: https://www.rfc-editor.org/rfc/rfc7468#section-12
const LABEL: &str = "ATTRIBUTE CERTIFICATE";
/// The most bytes of text that are read: 64 KiB in base64, and the lines around it.
const MAX_TEXT: usize = 128 * 1024;

/// What `input` is not.
pub(crate) enum NoDer {
    /// Too long.
    TooLarge,
    /// DER, or text with the base64 of some in it.
    Encoding,
}

/// The DER in `input`: DER itself, PEM, base64, or a text with the PEM in it at the start of a line.
pub(crate) fn to_der(input: &[u8]) -> Result<Cow<'_, [u8]>, AcError> {
    labelled(input, &[LABEL]).map_err(|error| match error {
        NoDer::TooLarge => AcError::TooLarge { max: MAX_TEXT },
        NoDer::Encoding => AcError::Encoding,
    })
}

/// As [`to_der`], with one of these labels of the PEM.
pub(crate) fn labelled<'a>(input: &'a [u8], labels: &[&str]) -> Result<Cow<'a, [u8]>, NoDer> {
    // DER starts with a SEQUENCE of more than 127 bytes, and no text starts with "0" and such a length.
    if let [0x30, 0x80..=0xff, ..] = input {
        return Ok(Cow::Borrowed(input));
    }
    if input.len() > MAX_TEXT {
        return Err(NoDer::TooLarge);
    }
    let text = core::str::from_utf8(input).map_err(|_| NoDer::Encoding)?.trim_start_matches('\u{feff}');
    let base64 = labels.iter().find_map(|label| pem_block(text, label)).unwrap_or_else(|| rewrap(text));
    let block = format!("-----BEGIN {LABEL}-----\n{base64}\n-----END {LABEL}-----\n");
    match pem::decode_vec(block.as_bytes()) {
        Ok((_, der)) => Ok(Cow::Owned(der)),
        Err(_) => Err(NoDer::Encoding),
    }
}

/// The certificate as PEM.
pub(crate) fn to_pem(der: &[u8]) -> String {
    // The label is fixed and the length bounded, so this cannot fail.
    pem::encode_string(LABEL, pem::LineEnding::LF, der).unwrap_or_default()
}

/// The base64, wrapped anew, of the first PEM block whose first line stands alone.
fn pem_block(text: &str, label: &str) -> Option<String> {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let mut lines = text.lines().map(str::trim_ascii_end).skip_while(|line| *line != begin);
    lines.next()?;
    let mut body = String::new();
    for line in lines {
        if line == end {
            return Some(rewrap(&body));
        }
        body.push_str(line);
    }
    None
}

/// Base64 without white space, in lines of 64 characters.
fn rewrap(base64: &str) -> String {
    let mut wrapped = String::with_capacity(base64.len() + base64.len() / 64);
    for (at, c) in base64.chars().filter(|c| !c.is_ascii_whitespace()).enumerate() {
        if at > 0 && at.is_multiple_of(64) {
            wrapped.push('\n');
        }
        wrapped.push(c);
    }
    wrapped
}
