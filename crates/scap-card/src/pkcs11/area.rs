//! The authorization area on a token: a marker object says that it is open, one more object holds the
//! certificate.
//!
//! Objects of class data are ours by their `CKA_APPLICATION`, whatever their label; a certificate has no
//! such attribute and is told by its label.
//!
//! All are public (`CKA_PRIVATE` false), so that reading needs no PIN. Tokens do not let objects be
//! changed: the new one is created before the old one is destroyed, and each carries a generation in its
//! label. Of several the newest counts; what an interrupted write left is destroyed by the next one.

use cryptoki::{
    error::{Error, RvError},
    object::{Attribute, AttributeType, CertificateType, ObjectClass, ObjectHandle},
    session::Session,
};
use der::{AnyRef, Decode, Encode, Reader, SliceReader};

use super::{
    failure::{card_error, is_removal},
    object,
};
use crate::error::CardError;

/// `CKA_APPLICATION` of the data objects.
const APPLICATION: &[u8] = b"SCAP";

/// Label of the marker object.
const MARKER: &str = "SCAP area";

/// Label of a certificate object, before its generation.
const CONTENT: &str = "SCAP authorization ";

/// What a marker object holds before the capacity: the version of what is told above.
const VERSION: &str = "1 ";

/// The capacity of a new area, in bytes.
const CAPACITY: usize = 4096;

/// A certificate object.
struct Stored {
    object: ObjectHandle,
    generation: u64,
}

/// The capacity of the area: `None` if it is not open.
pub(super) fn capacity(session: &Session) -> Result<Option<usize>, CardError> {
    for found in object::of_class(session, ObjectClass::DATA)? {
        if object::label(session, found)?.as_deref() == Some(MARKER) && is_ours(session, found)? {
            let value = object::bytes(session, found, AttributeType::Value)?.unwrap_or_default();
            let text = str::from_utf8(&value).unwrap_or_default();
            let capacity = text.strip_prefix(VERSION).and_then(|capacity| capacity.parse().ok());
            return capacity.map(Some).ok_or_else(|| CardError::Unreadable {
                operation: "reading the marker of the area",
                source: "not a marker of this version".into(),
            });
        }
    }
    Ok(None)
}

/// Opens the area.
pub(super) fn open(session: &Session) -> Result<(), CardError> {
    let value = format!("{VERSION}{CAPACITY}").into_bytes();
    session.create_object(&data_template(MARKER, value)).map(drop).map_err(card_error("opening the area"))
}

/// The newest certificate.
pub(super) fn read(session: &Session) -> Result<Option<Vec<u8>>, CardError> {
    match stored(session)?.last() {
        Some(newest) => object::bytes(session, newest.object, AttributeType::Value),
        None => Ok(None),
    }
}

/// Puts a certificate in the place of what is there. `free` is what the token says it has room for.
pub(super) fn write(session: &Session, certificate: &[u8], free: Option<usize>) -> Result<(), CardError> {
    let mut old = stored(session)?;
    let newest = old.pop();
    // What an interrupted write left goes first: there may be no room for one more.
    for leftover in old {
        session.destroy_object(leftover.object).map_err(card_error("clearing the area"))?;
    }
    let generation = newest.as_ref().map_or(0, |newest| newest.generation).checked_add(1);
    let generation = generation.ok_or_else(|| CardError::Unreadable {
        operation: "writing the area",
        source: "the generations are used up".into(),
    })?;
    create(session, &format!("{CONTENT}{generation}"), certificate).map_err(|error| match error {
        Error::Pkcs11(RvError::DeviceMemory, _) => {
            CardError::AreaFull { needed: certificate.len(), capacity: free.unwrap_or_default() }
        }
        error => card_error("writing the area")(error),
    })?;
    if let Some(newest) = newest {
        // The new certificate counts already. If the old one stays, the next write destroys it.
        let _ = session.destroy_object(newest.object);
    }
    Ok(())
}

/// As an attribute certificate object (PKCS#11 v2.40 section 4.6.5) where the token takes it, else as data.
fn create(session: &Session, label: &str, certificate: &[u8]) -> Result<(), Error> {
    if let Some(owner) = holder(certificate) {
        match session.create_object(&certificate_template(label, owner, certificate.to_owned())) {
            Ok(_) => return Ok(()),
            Err(Error::Pkcs11(value, function)) if is_removal(value) || value == RvError::DeviceMemory => {
                return Err(Error::Pkcs11(value, function));
            }
            Err(_) => {}
        }
    }
    session.create_object(&data_template(label, certificate.to_owned())).map(drop)
}

/// The certificate objects, the newest last.
fn stored(session: &Session) -> Result<Vec<Stored>, CardError> {
    let mut found = Vec::new();
    for class in [ObjectClass::DATA, ObjectClass::CERTIFICATE] {
        for object in object::of_class(session, class)? {
            let label = object::label(session, object)?;
            let generation = label.as_deref().and_then(|label| label.strip_prefix(CONTENT)?.parse().ok());
            let Some(generation) = generation else { continue };
            if class == ObjectClass::CERTIFICATE || is_ours(session, object)? {
                found.push(Stored { object, generation });
            }
        }
    }
    found.sort_by_key(|stored| stored.generation);
    Ok(found)
}

/// Whether a data object is of our application.
fn is_ours(session: &Session, object: ObjectHandle) -> Result<bool, CardError> {
    let application = object::bytes(session, object, AttributeType::Application)?;
    Ok(application.as_deref() == Some(APPLICATION))
}

fn data_template(label: &str, value: Vec<u8>) -> [Attribute; 6] {
    [
        Attribute::Class(ObjectClass::DATA),
        Attribute::Token(true),
        Attribute::Private(false),
        Attribute::Application(APPLICATION.to_owned()),
        Attribute::Label(label.as_bytes().to_owned()),
        Attribute::Value(value),
    ]
}

fn certificate_template(label: &str, owner: Vec<u8>, value: Vec<u8>) -> [Attribute; 7] {
    [
        Attribute::Class(ObjectClass::CERTIFICATE),
        Attribute::CertificateType(CertificateType::X_509_ATTR),
        Attribute::Token(true),
        Attribute::Private(false),
        Attribute::Label(label.as_bytes().to_owned()),
        Attribute::Owner(owner),
        Attribute::Value(value),
    ]
}

/// The DER of the holder of an attribute certificate ([RFC 5755 Section 4.1]): `None` if `certificate` is
/// none.
///
/// [RFC 5755 Section 4.1]: https://www.rfc-editor.org/rfc/rfc5755#section-4.1
fn holder(certificate: &[u8]) -> Option<Vec<u8>> {
    let certificate = AnyRef::from_der(certificate).ok()?;
    let info = AnyRef::decode(&mut SliceReader::new(certificate.value()).ok()?).ok()?;
    let mut fields = SliceReader::new(info.value()).ok()?;
    let version = AnyRef::decode(&mut fields).ok()?;
    let holder = AnyRef::decode(&mut fields).ok()?;
    let fits =
        der::Tagged::tag(&version) == der::Tag::Integer && der::Tagged::tag(&holder) == der::Tag::Sequence;
    if fits && !fields.is_finished() { holder.to_der().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_holder_of_an_attribute_certificate_and_of_nothing_else() {
        let holder_der = [0x30, 0x02, 0x05, 0x00];
        let info = [&[0x02, 0x01, 0x01][..], &holder_der, &[0x05, 0x00]].concat();
        let info = [&[0x30, 9][..], &info].concat();
        let certificate = [&[0x30, 11][..], &info].concat();
        assert_eq!(holder(&certificate).as_deref(), Some(&holder_der[..]));
        for other in [&b""[..], b"text", &[0x30, 0x00], &info, &certificate[..9]] {
            assert_eq!(holder(other), None, "{other:?}");
        }
    }
}
