//! `scap-ac`: reading a certificate, verifying its signature, and every check of a validation, from the bytes.

use std::time::Duration;

use scap_ac::{
    AcError, Authorization, AuthorizationCertificate, Backend, CardCertificate, Evidence, UnixTime, Validator,
};

use crate::{
    material::Material,
    measure::{Measurement, repeat},
    raw,
};

pub fn measure(name: &str, material: &Material, time: Duration) -> Option<Measurement> {
    let der = material.der.as_slice();
    match name {
        "scap-parse" => Some(repeat(time, || AuthorizationCertificate::from_der(der).ok())),
        "scap-verify-aws-lc-rs" => {
            let key = raw::aws_lc_key(material);
            Some(repeat(time, || {
                let read = AuthorizationCertificate::from_der(der).ok()?;
                key.verify_sig(read.to_be_signed(), read.signature()).ok()
            }))
        }
        "scap-verify-rsa" => {
            let key = raw::rust_crypto_key(material);
            Some(repeat(time, || {
                let read = AuthorizationCertificate::from_der(der).ok()?;
                raw::rust_crypto_verifies(&key, read.to_be_signed(), read.signature())
            }))
        }
        "scap-known-aws-lc-rs" => Some(known(material, der, Backend::AwsLc, time)),
        "scap-known-one-slot" => Some(known(material, &material.one_slot, Backend::AwsLc, time)),
        "scap-known-rsa" => Some(known(material, der, Backend::RustCrypto, time)),
        "scap-new-aws-lc-rs" => Some(first_seen(material, Backend::AwsLc, time)),
        "scap-new-rsa" => Some(first_seen(material, Backend::RustCrypto, time)),
        "scap-other-holder" => Some(refused(material, &material.stranger.certificate, material.now, time)),
        "scap-expired" => Some(refused(material, &material.holder.certificate, material.later, time)),
        _ => None,
    }
}

/// A validator that has the cards of the holder and of the signer prepared.
pub fn knowing(material: &Material, backend: Backend) -> Validator {
    let cards = [&material.holder, &material.signer, &material.stranger].map(|card| card.certificate.clone());
    cards.into_iter().fold(Material::trust().backend(backend), |trust, card| trust.known_card(card)).build()
}

/// The whole way of a certificate: its bytes, the cards that the application system has, the decision.
pub fn decide(
    validator: &Validator,
    der: &[u8],
    holder: &CardCertificate,
    signers: &[CardCertificate],
    at: UnixTime,
) -> Result<Authorization, AcError> {
    let read = AuthorizationCertificate::from_der(der)?;
    validator.validate(&read, &Evidence::new(holder, signers), at)
}

fn known(material: &Material, der: &[u8], backend: Backend, time: Duration) -> Measurement {
    let validator = knowing(material, backend);
    let signers = [material.signer.certificate.clone()];
    let holder = &material.holder.certificate;
    repeat(time, || decide(&validator, der, holder, &signers, material.now).ok())
}

/// The cards come as bytes, too: their certificates are read and led to the anchor each time.
fn first_seen(material: &Material, backend: Backend, time: Duration) -> Measurement {
    let validator = Material::trust().backend(backend).build();
    let (holder, signer) = (material.holder.certificate.as_der(), material.signer.certificate.as_der());
    repeat(time, || {
        let signers = [CardCertificate::from_der(signer).ok()?];
        let holder = CardCertificate::from_der(holder).ok()?;
        decide(&validator, &material.der, &holder, &signers, material.now).ok()
    })
}

fn refused(material: &Material, holder: &CardCertificate, at: UnixTime, time: Duration) -> Measurement {
    let validator = knowing(material, Backend::AwsLc);
    let signers = [material.signer.certificate.clone()];
    repeat(time, || decide(&validator, &material.der, holder, &signers, at).err())
}
