//! The envelope of what authorities sign, and its extensions, times and flags.

use const_oid::ObjectIdentifier;

use super::StatusError;
use crate::{
    oid::Oid,
    reader::{DerError, Reader, tag},
    time::UnixTime,
};

/// `UTCTime`, in certificates and lists until 2049.
const UTC_TIME: u8 = 0x17;

/// `SIGNED { … }`: what a certificate, a revocation list and a basic OCSP response have in common.
pub(super) struct Signed<'a> {
    pub(super) content: &'a [u8],
    /// The `AlgorithmIdentifier`, whole.
    pub(super) algorithm: &'a [u8],
    pub(super) signature: &'a [u8],
    /// What follows the signature.
    pub(super) rest: Reader<'a>,
}

impl<'a> Signed<'a> {
    pub(super) fn read(der: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(der);
        let mut signed = reader.inside(tag::SEQUENCE)?;
        reader.end()?;
        let content = signed.element()?.whole;
        let algorithm = signed.element()?.whole;
        Ok(Self { content, algorithm, signature: signed.octets_in_bits()?, rest: signed })
    }
}

/// `Extension` of [RFC 5280 Section 4.1](https://www.rfc-editor.org/rfc/rfc5280#section-4.1).
pub(super) struct Extension<'a> {
    oid: &'a [u8],
    critical: bool,
    pub(super) value: &'a [u8],
}

impl<'a> Extension<'a> {
    fn read(extensions: &mut Reader<'a>) -> Result<Self, StatusError> {
        let mut inside = extensions.inside(tag::SEQUENCE)?;
        let oid = inside.oid()?;
        let critical = flag(inside.optional(tag::BOOLEAN)?)?;
        let value = inside.content(tag::OCTET_STRING)?;
        inside.end()?;
        Ok(Self { oid, critical, value })
    }

    pub(super) fn is(&self, id: &ObjectIdentifier) -> bool {
        self.oid == id.as_bytes()
    }

    /// Refuses an extension that means nothing here if it is critical.
    pub(super) fn refuse_if_critical(&self) -> Result<(), StatusError> {
        if self.critical {
            return Err(StatusError::CriticalExtension { oid: Oid::from_checked(self.oid) });
        }
        Ok(())
    }
}

/// Reads `Extensions`, the whole of `reader`, if there are any.
pub(super) fn each_extension<'a>(
    mut reader: Reader<'a>,
    mut each: impl FnMut(Extension<'a>) -> Result<(), StatusError>,
) -> Result<(), StatusError> {
    if reader.is_empty() {
        return Ok(());
    }
    let mut extensions = reader.inside(tag::SEQUENCE)?;
    reader.end()?;
    while !extensions.is_empty() {
        each(Extension::read(&mut extensions)?)?;
    }
    Ok(())
}

/// `BOOLEAN DEFAULT FALSE`.
pub(super) fn flag(content: Option<&[u8]>) -> Result<bool, StatusError> {
    match content {
        None => Ok(false),
        Some([0xff]) => Ok(true),
        Some(_) => Err(StatusError::Form),
    }
}

/// `GeneralizedTime`.
pub(super) fn generalized_time(reader: &mut Reader<'_>) -> Result<UnixTime, StatusError> {
    UnixTime::from_generalized(reader.content(tag::GENERALIZED_TIME)?).ok_or(StatusError::Form)
}

/// `Time`, if there is one: a `UTCTime` of two digits for the years from 1950 to 2049, or a `GeneralizedTime`.
pub(super) fn time(reader: &mut Reader<'_>) -> Result<Option<UnixTime>, StatusError> {
    match reader.peek() {
        Some(UTC_TIME) => {
            let short = reader.content(UTC_TIME)?;
            let century: &[u8] = if matches!(short, [b'5'..=b'9', ..]) { b"19" } else { b"20" };
            let mut full = [0; 15];
            full.iter_mut().zip(century.iter().chain(short)).for_each(|(to, from)| *to = *from);
            if short.len() + century.len() != full.len() {
                return Err(StatusError::Form);
            }
            UnixTime::from_generalized(&full).map(Some).ok_or(StatusError::Form)
        }
        Some(tag::GENERALIZED_TIME) => generalized_time(reader).map(Some),
        _ => Ok(None),
    }
}

/// The one value that the whole of an extension is.
pub(super) fn whole<'a, T>(
    value: &'a [u8],
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, StatusError>,
) -> Result<T, StatusError> {
    let mut reader = Reader::new(value);
    let whole = read(&mut reader)?;
    reader.end()?;
    Ok(whole)
}
