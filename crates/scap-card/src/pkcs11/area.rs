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
};
use der::{AnyRef, Decode, Encode, Reader, SliceReader};

use super::{
    failure::{card_error, is_removal},
    object,
    session::CardSession,
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
pub(super) fn capacity(card: &mut CardSession) -> Result<Option<usize>, CardError> {
    let label = Attribute::Label(MARKER.as_bytes().to_owned());
    let marker = card.find(&[&ours()[..], &[label]].concat())?.into_iter().next();
    let Some(marker) = marker else { return Ok(None) };
    let value = object::bytes(card, marker, AttributeType::Value)?.unwrap_or_default();
    let text = str::from_utf8(&value).unwrap_or_default();
    let capacity = text.strip_prefix(VERSION).and_then(|capacity| capacity.parse().ok());
    capacity
        .map(Some)
        .ok_or_else(|| unreadable("reading the marker of the area", "not a marker of this version"))
}

/// Opens the area.
pub(super) fn open(card: &CardSession) -> Result<(), CardError> {
    let marker = data_template(MARKER, format!("{VERSION}{CAPACITY}").into_bytes());
    card.session().create_object(&marker).map(drop).map_err(|error| match error {
        Error::Pkcs11(value, _) if is_refusal(value) => CardError::AreaUnsupported { source: error.into() },
        error => card_error("opening the area")(error),
    })
}

/// The newest certificate.
pub(super) fn read(card: &mut CardSession) -> Result<Option<Vec<u8>>, CardError> {
    let Some(newest) = stored(card)?.pop() else { return Ok(None) };
    let value = object::bytes(card, newest.object, AttributeType::Value)?;
    value.map(Some).ok_or_else(|| unreadable("reading the area", "the certificate has no value"))
}

/// Puts a certificate in the place of what is there. `free` is what the token says it has room for.
pub(super) fn write(
    card: &mut CardSession,
    certificate: &[u8],
    free: Option<usize>,
) -> Result<(), CardError> {
    let mut old = stored(card)?;
    let newest = old.pop();
    // What an interrupted write left goes first: there may be no room for one more.
    for leftover in old {
        destroy(card, leftover.object)?;
    }
    let generation = newest.as_ref().map_or(0, |newest| newest.generation).checked_add(1);
    let generation =
        generation.ok_or_else(|| unreadable("writing the area", "the generations are used up"))?;
    let created = create(card, &format!("{CONTENT}{generation}"), certificate);
    let created = created.map_err(|error| match error {
        Error::Pkcs11(RvError::DeviceMemory, _) => {
            CardError::AreaFull { needed: certificate.len(), capacity: free.unwrap_or_default() }
        }
        error => card_error("writing the area")(error),
    })?;
    if object::bytes(card, created, AttributeType::Value)?.as_deref() != Some(certificate) {
        destroy(card, created)?;
        return Err(unreadable("writing the area", "what is kept is not what was written"));
    }
    if let Some(newest) = newest {
        // The new certificate counts already. If the old one stays, the next write destroys it.
        let _ = destroy(card, newest.object);
    }
    Ok(())
}

/// As an attribute certificate object (PKCS#11 v2.40 section 4.6.5) where the token takes it, else as data.
fn create(card: &CardSession, label: &str, certificate: &[u8]) -> Result<ObjectHandle, Error> {
    if let Some(owner) = holder(certificate) {
        match card.session().create_object(&certificate_template(label, owner, certificate.to_owned())) {
            Err(Error::Pkcs11(value, _)) if !is_about_more_than_kind(value) => {}
            created => return created,
        }
    }
    card.session().create_object(&data_template(label, certificate.to_owned()))
}

/// Whether a module says by this that it keeps no data objects on this card.
const fn is_refusal(value: RvError) -> bool {
    matches!(
        value,
        RvError::ActionProhibited
            | RvError::AttributeTypeInvalid
            | RvError::AttributeValueInvalid
            | RvError::FunctionNotSupported
            | RvError::SessionReadOnly
            | RvError::TemplateIncomplete
            | RvError::TemplateInconsistent
            | RvError::TokenWriteProtected
    )
}

/// Whether a module that does not create an object for this reason would create none of another kind.
const fn is_about_more_than_kind(value: RvError) -> bool {
    is_removal(value)
        || matches!(
            value,
            RvError::DeviceError
                | RvError::DeviceMemory
                | RvError::HostMemory
                | RvError::SessionReadOnly
                | RvError::TokenWriteProtected
                | RvError::UserNotLoggedIn
        )
}

fn destroy(card: &CardSession, object: ObjectHandle) -> Result<(), CardError> {
    card.session().destroy_object(object).map_err(card_error("clearing the area"))
}

/// The certificate objects, the newest last.
fn stored(card: &mut CardSession) -> Result<Vec<Stored>, CardError> {
    let certificates =
        [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::CertificateType(CertificateType::X_509_ATTR)];
    let mut found = Vec::new();
    for template in [&ours(), &certificates] {
        for object in card.find(template)? {
            let label = object::label(card, object)?;
            let generation = label.as_deref().and_then(|label| label.strip_prefix(CONTENT)?.parse().ok());
            found.extend(generation.map(|generation| Stored { object, generation }));
        }
    }
    found.sort_by_key(|stored| stored.generation);
    Ok(found)
}

/// What data objects of our application have.
fn ours() -> [Attribute; 2] {
    [Attribute::Class(ObjectClass::DATA), Attribute::Application(APPLICATION.to_owned())]
}

fn unreadable(operation: &'static str, why: &'static str) -> CardError {
    CardError::Unreadable { operation, source: why.into() }
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
