//! RSA by `aws-lc-rs`.

use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256,
};

use super::SignatureAlgorithm;

/// The key is bound to a digest where it is parsed, so there are two.
pub(crate) struct PublicKey {
    sha256: ParsedPublicKey,
    sha1: ParsedPublicKey,
}

impl PublicKey {
    pub(super) fn new(public_key: &[u8]) -> Option<Self> {
        Some(Self {
            sha256: ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public_key).ok()?,
            sha1: ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, public_key).ok()?,
        })
    }

    pub(super) fn verifies(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        let key = match algorithm {
            SignatureAlgorithm::Sha256WithRsa => &self.sha256,
            SignatureAlgorithm::Sha1WithRsa => &self.sha1,
        };
        key.verify_sig(message, signature).is_ok()
    }
}
