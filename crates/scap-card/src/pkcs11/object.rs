//! Reading single attributes of objects.

use cryptoki::{
    error::{Error, RvError},
    object::{Attribute, AttributeType, ObjectClass, ObjectHandle},
};

use super::{
    failure::card_error,
    session::{CardSession, with_room},
};
use crate::error::CardError;

/// Longest attribute that is looked at, in bytes.
const MAX_LENGTH: usize = 64 * 1024;

/// The objects of a class.
pub(super) fn of_class(card: &mut CardSession, class: ObjectClass) -> Result<Vec<ObjectHandle>, CardError> {
    card.find(&[Attribute::Class(class)])
}

/// An attribute's bytes: `None` if the object has none, or more than any object of ours.
pub(super) fn bytes(
    card: &CardSession,
    object: ObjectHandle,
    kind: AttributeType,
) -> Result<Option<Vec<u8>>, CardError> {
    Ok(attributes(card, object, &[kind])?.into_iter().find_map(into_bytes))
}

/// The id and the value of an object that has both, as every certificate of a card has.
pub(super) fn id_and_value(
    card: &CardSession,
    object: ObjectHandle,
) -> Result<Option<[Vec<u8>; 2]>, CardError> {
    let mut found = attributes(card, object, &[AttributeType::Id, AttributeType::Value])?.into_iter();
    let (Some(id @ Attribute::Id(_)), Some(value @ Attribute::Value(_))) = (found.next(), found.next())
    else {
        return Ok(None);
    };
    Ok(into_bytes(id).zip(into_bytes(value)).map(Into::into))
}

/// A label as text: `None` if the object has none in UTF-8.
pub(super) fn label(card: &CardSession, object: ObjectHandle) -> Result<Option<String>, CardError> {
    Ok(bytes(card, object, AttributeType::Label)?.and_then(|label| String::from_utf8(label).ok()))
}

/// Whether a key asks for the PIN before every use (`CKA_ALWAYS_AUTHENTICATE`).
pub(super) fn always_authenticates(card: &CardSession, key: ObjectHandle) -> Result<bool, CardError> {
    let attributes = attributes(card, key, &[AttributeType::AlwaysAuthenticate])?;
    Ok(matches!(attributes[..], [Attribute::AlwaysAuthenticate(true)]))
}

/// Those of these attributes that the object has. What it may lack is asked for by itself, since modules fail whole
/// requests over one attribute that they do not know.
fn attributes(
    card: &CardSession,
    object: ObjectHandle,
    kinds: &[AttributeType],
) -> Result<Vec<Attribute>, CardError> {
    match with_room(|| card.session().get_attributes(object, kinds)) {
        Err(Error::Pkcs11(RvError::AttributeTypeInvalid | RvError::ObjectHandleInvalid, _)) => Ok(Vec::new()),
        found => found.map_err(card_error("reading an object")),
    }
}

fn into_bytes(attribute: Attribute) -> Option<Vec<u8>> {
    match attribute {
        Attribute::Application(bytes)
        | Attribute::Id(bytes)
        | Attribute::Label(bytes)
        | Attribute::Value(bytes) => (bytes.len() <= MAX_LENGTH).then_some(bytes),
        _ => None,
    }
}
