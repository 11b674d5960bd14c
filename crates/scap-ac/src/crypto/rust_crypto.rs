//! RSA by the `rsa` crate.

use const_oid::AssociatedOid;
use rsa::{
    pkcs1::DecodeRsaPublicKey,
    pkcs1v15::{Signature, VerifyingKey},
    signature::Verifier,
};
use sha1::Sha1;
use sha2::Sha256;

use super::SignatureAlgorithm;

pub(crate) struct PublicKey {
    key: rsa::PublicKey,
    algorithm: SignatureAlgorithm,
}

impl PublicKey {
    pub(super) fn new(public_key: &[u8], algorithm: SignatureAlgorithm) -> Option<Self> {
        let key = rsa::PublicKey::from_pkcs1_der(public_key).ok()?;
        Some(Self { key, algorithm })
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self.algorithm {
            SignatureAlgorithm::Sha256WithRsa => verifies::<Sha256>(&self.key, message, signature),
            SignatureAlgorithm::Sha1WithRsa => verifies::<Sha1>(&self.key, message, signature),
        }
    }
}

fn verifies<D>(key: &rsa::PublicKey, message: &[u8], signature: &[u8]) -> bool
where
    D: AssociatedOid + sha1::Digest,
    VerifyingKey<D>: Verifier<Signature>,
{
    let Ok(signature) = Signature::try_from(signature) else { return false };
    VerifyingKey::<D>::new(key.clone()).verify(message, &signature).is_ok()
}
