//! RSA by `aws-lc-rs`.

use aws_lc_rs::{
    digest::{self, Digest},
    signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256},
};

use super::SignatureAlgorithm;

#[cfg(not(feature = "rsa"))]
pub(super) fn sha256(data: &[u8]) -> [u8; 32] {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, data);
    digest.as_ref().try_into().unwrap_or_default()
}

pub(crate) struct PublicKey(ParsedPublicKey);

impl PublicKey {
    pub(super) fn new(public_key: &[u8], algorithm: SignatureAlgorithm) -> Option<Self> {
        let algorithm = match algorithm {
            SignatureAlgorithm::Sha256WithRsa => &RSA_PKCS1_2048_8192_SHA256,
            SignatureAlgorithm::Sha1WithRsa => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
        };
        ParsedPublicKey::new(algorithm, public_key).ok().map(Self)
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify_sig(message, signature).is_ok()
    }
}

pub(super) fn sha256(message: &[u8]) -> Digest {
    digest::digest(&digest::SHA256, message)
}
