//! RSA by `aws-lc-rs`.

use aws_lc_rs::{
    digest::{self, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest},
    signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256},
};

use super::SignatureAlgorithm;

pub(crate) struct PublicKey {
    key: ParsedPublicKey,
    hash: &'static digest::Algorithm,
}

impl PublicKey {
    pub(super) fn new(public_key: &[u8], algorithm: SignatureAlgorithm) -> Option<Self> {
        let (algorithm, hash) = match algorithm {
            SignatureAlgorithm::Sha256WithRsa => (&RSA_PKCS1_2048_8192_SHA256, &SHA256),
            SignatureAlgorithm::Sha1WithRsa => {
                (&RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, &SHA1_FOR_LEGACY_USE_ONLY)
            }
        };
        Some(Self { key: ParsedPublicKey::new(algorithm, public_key).ok()?, hash })
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        // `verify_sig` does the same, with more contexts on the heap.
        self.key.verify_digest_sig(&digest(self.hash, message), signature).is_ok()
    }
}

pub(super) fn is_sha256(expected: &[u8], data: &[u8]) -> bool {
    digest(&SHA256, data).as_ref() == expected
}
