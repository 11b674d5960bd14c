//! Which of a card's certificates is the signing certificate.

use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use scap_ac::{CardCertificate, CardCertificateError};

use super::{object, session::CardSession};
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
pub(super) fn find(card: &mut CardSession) -> Result<(CardCertificate, Vec<u8>), CardError> {
    let mut candidates = Vec::new();
    let mut refused = None;
    for certificate in object::of_class(card, ObjectClass::CERTIFICATE)? {
        match read(card, certificate)? {
            Some(Ok((certificate, id))) if certificate.may_sign() => candidates.push((certificate, id)),
            Some(Err(error)) => refused = Some(error),
            Some(Ok(_)) | None => {}
        }
    }
    // Many modules show private keys only after the PIN: then the key is looked for later.
    let keys = ids(card, ObjectClass::PRIVATE_KEY)?;
    if !keys.is_empty() {
        candidates.retain(|(_, id)| keys.contains(id));
    }
    candidates.sort_by_key(|(_, id)| id != SIGNING_ID);
    candidates.into_iter().next().ok_or(CardError::Unsupported(refused))
}

/// The private key of this id: `None` if there is none, or if it is not shown without the PIN.
pub(super) fn find_key(card: &mut CardSession, id: &[u8]) -> Result<Option<ObjectHandle>, CardError> {
    let keys = card.find(&[Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Id(id.to_owned())])?;
    Ok(keys.into_iter().next())
}

type Candidate = Result<(CardCertificate, Vec<u8>), CardCertificateError>;

/// A certificate with its id: `None` if it has no id or no value.
fn read(card: &CardSession, certificate: ObjectHandle) -> Result<Option<Candidate>, CardError> {
    let Some([id, value]) = object::id_and_value(card, certificate)? else { return Ok(None) };
    Ok(Some(CardCertificate::from_der(&value).map(|certificate| (certificate, id))))
}

fn ids(card: &mut CardSession, class: ObjectClass) -> Result<Vec<Vec<u8>>, CardError> {
    let mut ids = Vec::new();
    for found in object::of_class(card, class)? {
        ids.extend(object::bytes(card, found, AttributeType::Id)?);
    }
    Ok(ids)
}
