//! Which of a card's certificates is the signing certificate.

use cryptoki::{
    object::{Attribute, AttributeType, ObjectClass, ObjectHandle},
    session::Session,
};
use scap_ac::{CardCertificate, CardCertificateError};

use super::{failure::card_error, object};
use crate::error::CardError;

/// The id of the signing pair on business-certificate cards.
const SIGNING_ID: &[u8] = b"SIGN";

/// The signing certificate and the id (`CKA_ID`) that it shares with its key.
///
/// Beside it a card holds one for encryption and those of the CA. It is told from them by what it says
/// (key usage, card holder rank) and by its key; the id `SIGN` decides between several, a label never.
///
/// # Errors
///
/// [`CardError::Unsupported`] without one.
pub(super) fn find(session: &Session) -> Result<(CardCertificate, Vec<u8>), CardError> {
    let mut candidates = Vec::new();
    let mut refused = None;
    for certificate in object::of_class(session, ObjectClass::CERTIFICATE)? {
        match read(session, certificate)? {
            Some(Ok((certificate, id))) if certificate.may_sign() => candidates.push((certificate, id)),
            Some(Err(error)) => refused = Some(error),
            Some(Ok(_)) | None => {}
        }
    }
    // Many modules show private keys only after the PIN: then the key is looked for later.
    let keys = ids(session, ObjectClass::PRIVATE_KEY)?;
    if !keys.is_empty() {
        candidates.retain(|(_, id)| keys.contains(id));
    }
    candidates.sort_by_key(|(_, id)| id != SIGNING_ID);
    candidates.into_iter().next().ok_or(CardError::Unsupported(refused))
}

/// The private key of this id: `None` if there is none, or if it is not shown without the PIN.
pub(super) fn find_key(session: &Session, id: &[u8]) -> Result<Option<ObjectHandle>, CardError> {
    let template = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Id(id.to_owned())];
    let keys = session.find_objects(&template).map_err(card_error("looking for the private key"))?;
    Ok(keys.into_iter().next())
}

type Candidate = Result<(CardCertificate, Vec<u8>), CardCertificateError>;

/// A certificate with its id: `None` if it has no id or no value.
fn read(session: &Session, certificate: ObjectHandle) -> Result<Option<Candidate>, CardError> {
    let Some(id) = object::bytes(session, certificate, AttributeType::Id)? else { return Ok(None) };
    let Some(value) = object::bytes(session, certificate, AttributeType::Value)? else { return Ok(None) };
    Ok(Some(CardCertificate::from_der(&value).map(|certificate| (certificate, id))))
}

fn ids(session: &Session, class: ObjectClass) -> Result<Vec<Vec<u8>>, CardError> {
    let mut ids = Vec::new();
    for found in object::of_class(session, class)? {
        ids.extend(object::bytes(session, found, AttributeType::Id)?);
    }
    Ok(ids)
}
