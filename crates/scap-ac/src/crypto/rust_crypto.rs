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

pub(crate) struct PublicKey(rsa::PublicKey);

impl PublicKey {
    pub(super) fn new(public_key: &[u8]) -> Option<Self> {
        rsa::PublicKey::from_pkcs1_der(public_key).ok().map(Self)
    }

    pub(super) fn verifies(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        match algorithm {
            SignatureAlgorithm::Sha256WithRsa => verifies::<Sha256>(&self.0, message, signature),
            SignatureAlgorithm::Sha1WithRsa => verifies::<Sha1>(&self.0, message, signature),
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
