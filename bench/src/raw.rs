//! The signature alone, hash and all, with a key that was parsed before: what is left when everything else costs nothing.

use std::time::Duration;

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use rsa::{
    pkcs1::DecodeRsaPublicKey as _,
    pkcs1v15::{Signature, VerifyingKey},
    signature::Verifier as _,
};
use sha2::Sha256;

use crate::{
    material::Material,
    measure::{Measurement, repeat},
};

/// The key of `aws-lc-rs`.
pub fn aws_lc_key(material: &Material) -> ParsedPublicKey {
    let key = material.signer.certificate.public_key();
    ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key).expect("a key")
}

/// The key of the `rsa` crate.
pub fn rust_crypto_key(material: &Material) -> VerifyingKey<Sha256> {
    let key = rsa::PublicKey::from_pkcs1_der(material.signer.certificate.public_key());
    VerifyingKey::new(key.expect("a key"))
}

/// Whether the signature of a certificate is one of this key.
pub fn rust_crypto_verifies(key: &VerifyingKey<Sha256>, message: &[u8], signature: &[u8]) -> Option<()> {
    key.verify(message, &Signature::try_from(signature).ok()?).ok()
}

pub fn measure(name: &str, material: &Material, time: Duration) -> Option<Measurement> {
    let (message, signature) = (material.certificate.to_be_signed(), material.certificate.signature());
    match name {
        "raw-aws-lc-rs" => {
            let key = aws_lc_key(material);
            Some(repeat(time, || key.verify_sig(message, signature).ok()))
        }
        "raw-rsa" => {
            let key = rust_crypto_key(material);
            Some(repeat(time, || rust_crypto_verifies(&key, message, signature)))
        }
        _ => None,
    }
}
