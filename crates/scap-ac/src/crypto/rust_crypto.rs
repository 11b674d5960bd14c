//! RSA by the `rsa` crate.

use rsa::{
    pkcs1::DecodeRsaPublicKey,
    pkcs1v15::{Signature, VerifyingKey},
    signature::Verifier,
};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::SignatureAlgorithm;

pub(crate) enum PublicKey {
    Sha256(VerifyingKey<Sha256>),
    Sha1(VerifyingKey<Sha1>),
}

impl PublicKey {
    pub(super) fn new(public_key: &[u8], algorithm: SignatureAlgorithm) -> Option<Self> {
        let key = rsa::PublicKey::from_pkcs1_der(public_key).ok()?;
        Some(match algorithm {
            SignatureAlgorithm::Sha256WithRsa => Self::Sha256(VerifyingKey::new(key)),
            SignatureAlgorithm::Sha1WithRsa => Self::Sha1(VerifyingKey::new(key)),
        })
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(signature) = Signature::try_from(signature) else { return false };
        match self {
            Self::Sha256(key) => key.verify(message, &signature).is_ok(),
            Self::Sha1(key) => key.verify(message, &signature).is_ok(),
        }
    }
}

pub(super) fn is_sha256(digest: &[u8], data: &[u8]) -> bool {
    *Sha256::digest(data) == *digest
}
