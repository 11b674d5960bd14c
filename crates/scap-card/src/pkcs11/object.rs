//! Reading single attributes of objects.

use cryptoki::{
    error::{Error, RvError},
    object::{Attribute, AttributeType, ObjectClass, ObjectHandle},
    session::Session,
};

use super::failure::card_error;
use crate::error::CardError;

/// Longest attribute that is looked at, in bytes.
const MAX_LENGTH: usize = 64 * 1024;

/// The objects of a class.
pub(super) fn of_class(session: &Session, class: ObjectClass) -> Result<Vec<ObjectHandle>, CardError> {
    session.find_objects(&[Attribute::Class(class)]).map_err(card_error("listing objects"))
}

/// An attribute's bytes: `None` if the object has none, or more than any object of ours.
pub(super) fn bytes(
    session: &Session,
    object: ObjectHandle,
    kind: AttributeType,
) -> Result<Option<Vec<u8>>, CardError> {
    Ok(match attribute(session, object, kind)? {
        Some(
            Attribute::Application(bytes)
            | Attribute::Id(bytes)
            | Attribute::Label(bytes)
            | Attribute::Value(bytes),
        ) if bytes.len() <= MAX_LENGTH => Some(bytes),
        _ => None,
    })
}

/// A label as text: `None` if the object has none in UTF-8.
pub(super) fn label(session: &Session, object: ObjectHandle) -> Result<Option<String>, CardError> {
    Ok(bytes(session, object, AttributeType::Label)?.and_then(|label| String::from_utf8(label).ok()))
}

/// Whether a key asks for the PIN before every use (`CKA_ALWAYS_AUTHENTICATE`).
pub(super) fn always_authenticates(session: &Session, key: ObjectHandle) -> Result<bool, CardError> {
    let attribute = attribute(session, key, AttributeType::AlwaysAuthenticate)?;
    Ok(matches!(attribute, Some(Attribute::AlwaysAuthenticate(true))))
}

/// Asked one by one, since modules fail whole requests over one attribute that they do not know.
fn attribute(
    session: &Session,
    object: ObjectHandle,
    kind: AttributeType,
) -> Result<Option<Attribute>, CardError> {
    match session.get_attributes(object, &[kind]) {
        Ok(attributes) => Ok(attributes.into_iter().next()),
        Err(Error::Pkcs11(RvError::AttributeTypeInvalid | RvError::ObjectHandleInvalid, _)) => Ok(None),
        Err(error) => Err(card_error("reading an object")(error)),
    }
}
