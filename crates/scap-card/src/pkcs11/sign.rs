//! Signing with RSASSA-PKCS1-v1_5 and SHA-256, with what the card offers for it.

use cryptoki::{
    mechanism::{Mechanism, MechanismType},
    object::ObjectHandle,
    session::UserType,
};
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use super::{
    failure::{card_error, pin_error},
    session::{CardSession, with_room},
};
use crate::error::CardError;

/// The DER of a `DigestInfo` ([RFC 8017 Section 9.2]) up to the 32 bytes of a SHA-256 digest.
///
/// [RFC 8017 Section 9.2]: https://www.rfc-editor.org/rfc/rfc8017#section-9.2
const DIGEST_INFO_SHA256: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

/// What a key asks for before it is used.
pub(super) enum Reauthentication {
    /// Nothing more than the PIN once.
    None,
    /// This PIN, every time.
    Pin(SecretString),
    /// The PIN at the reader's own PIN pad, every time.
    AtReader,
}

/// How a card signs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Scheme {
    /// The module hashes: `CKM_SHA256_RSA_PKCS`.
    Hashing,
    /// This crate hashes: `CKM_RSA_PKCS` of a `DigestInfo`.
    Hashed,
}

impl Scheme {
    /// What the slot offers for signing.
    pub(super) fn of(card: &CardSession) -> Result<Self, CardError> {
        const HASHING: MechanismType = MechanismType::SHA256_RSA_PKCS;
        let offered = card.of_slot(|module, slot| module.get_mechanism_list(slot));
        let hashes = offered.map_err(card_error("listing mechanisms"))?.contains(&HASHING)
            && card
                .of_slot(|module, slot| module.get_mechanism_info(slot, HASHING))
                .is_ok_and(|info| info.sign());
        Ok(if hashes { Self::Hashing } else { Self::Hashed })
    }

    /// Signs `message`, giving the key what it asks for (PKCS#11 `C_Login` with `CKU_CONTEXT_SPECIFIC`).
    pub(super) fn sign(
        self,
        card: &mut CardSession,
        key: ObjectHandle,
        message: &[u8],
        reauthentication: &Reauthentication,
    ) -> Result<Vec<u8>, CardError> {
        const OPERATION: &str = "signing";
        let hashed;
        let (mechanism, data) = match self {
            Self::Hashing => (Mechanism::Sha256RsaPkcs, message),
            Self::Hashed => {
                hashed = digest_info(message);
                (Mechanism::RsaPkcs, &*hashed)
            }
        };
        let pin = match reauthentication {
            Reauthentication::None => {
                return card
                    .start(|session| session.sign(&mechanism, key, data))
                    .map_err(card_error(OPERATION));
            }
            Reauthentication::Pin(pin) => Some(pin),
            Reauthentication::AtReader => None,
        };
        // The PIN belongs between C_SignInit and the rest, so this cannot be done in one call.
        card.start(|session| session.sign_init(&mechanism, key)).map_err(card_error(OPERATION))?;
        let session = card.session();
        session.login(UserType::ContextSpecific, pin).map_err(pin_error(OPERATION))?;
        session.sign_update(data).map_err(card_error(OPERATION))?;
        with_room(|| session.sign_final()).map_err(card_error(OPERATION))
    }
}

fn digest_info(message: &[u8]) -> Vec<u8> {
    [&DIGEST_INFO_SHA256[..], &Sha256::digest(message)].concat()
}

#[cfg(test)]
mod tests {
    use rsa::Pkcs1v15Sign;
    use scap_test_pki::{fixed, rsa};

    use super::*;

    #[test]
    fn a_signed_digest_info_is_the_signature_of_the_message() {
        let card = fixed::primary();
        let signature = card.key.sign(Pkcs1v15Sign::new_unprefixed(), &digest_info(b"text")).unwrap();
        assert_eq!(signature, card.sign_sha256(b"text"));
    }
}
