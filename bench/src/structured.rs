//! `structured-cms`, another Rust library that checks RFC 5755, on the same bytes. The one other that decodes attribute
//! certificates, `rasn-pkix` 0.30, refuses these, as their object identifiers have arcs of more than 32 bits.

use std::{convert::Infallible, sync::Arc, time::Duration};

use aws_lc_rs::signature::ParsedPublicKey;
use structured_asn1::{
    Parser,
    digest::Resolution,
    memory::{Memory, MemoryAccount, Work},
};
use structured_cms::attribute_certificate::{
    AttributeCertificate,
    validation::{
        Check,
        authentication::{AlgorithmAgreement, Outcome},
    },
};
use structured_pkix::{
    AlgorithmIdentifier, Certificate,
    path::{Interval, Verified, Verify, WorkingKey},
    signature::SignatureValue,
};

use crate::{
    material::Material,
    measure::{Measurement, repeat},
    raw,
};

/// The most memory of one reading, in bytes.
const CAPACITY: usize = 1 << 20;
/// The most steps of one reading.
const WORK: usize = 1 << 24;

pub fn measure(name: &str, material: &Material, time: Duration) -> Option<Measurement> {
    let der = material.der.as_slice();
    match name {
        "structured-parse" => Some(repeat(time, || {
            let parser = parser();
            read(&parser, der).map(drop)
        })),
        "structured-profile" => Some(repeat(time, || {
            let parser = parser();
            let certificate = read(&parser, der)?;
            accepted(certificate.profile(parser.memory()).ok()?).map(drop)
        })),
        "structured-verify" => Some(verify(material, time)),
        _ => None,
    }
}

/// Each reading is charged to an account of its own, which bounds it.
fn parser() -> Parser {
    Parser::der(Memory::new(Arc::new(MemoryAccount::new(CAPACITY, WORK))))
}

fn read<'a>(parser: &'a Parser, der: &'a [u8]) -> Option<AttributeCertificate<'a>> {
    AttributeCertificate::read(&mut parser.read(der, 0).ok()?).ok()
}

fn accepted<T>(check: Check<T>) -> Option<T> {
    match check {
        Check::Accepted(value) => Some(value),
        Check::Rejected(_) => None,
    }
}

/// Profile, the signer's name and purpose, validity and signature. The signer's certificate was read before.
fn verify(material: &Material, time: Duration) -> Measurement {
    let signer_parser = Parser::der(Memory::new(Arc::new(MemoryAccount::new(CAPACITY, usize::MAX))));
    let signer = material.signer.certificate.as_der();
    let signer = Certificate::read(&signer_parser, signer, 0).expect("a certificate");
    let key = WorkingKey::standing(signer.tbs().public_key());
    let engine = Engine(raw::aws_lc_key(material));
    let at = Interval::at(i64::try_from(material.now.as_secs()).expect("an instant"));
    repeat(time, || {
        let parser = parser();
        let certificate = read(&parser, &material.der)?;
        match certificate.authenticate(&signer, key, at, &engine, parser.memory()).ok()? {
            Outcome::Authenticated(_) => Some(()),
            _ => None,
        }
    })
}

/// The one key and algorithm that there is.
struct Engine(ParsedPublicKey);

impl AlgorithmAgreement for Engine {
    type Error = Infallible;

    fn algorithms<W: Work>(
        &self,
        signed: AlgorithmIdentifier<'_>,
        outer: AlgorithmIdentifier<'_>,
        _: &W,
    ) -> Result<Resolution<bool>, Infallible> {
        Ok(Resolution::Supported(signed.as_bytes() == outer.as_bytes()))
    }
}

impl<W: Work> Verify<W> for Engine {
    type Error = Infallible;

    fn verify(
        &self,
        _: &AlgorithmIdentifier<'_>,
        _: WorkingKey<'_>,
        signed: &[u8],
        signature: SignatureValue<'_>,
        _: &W,
    ) -> Result<Verified, Infallible> {
        let octets = signature.octets().unwrap_or_default();
        Ok(if self.0.verify_sig(signed, octets).is_ok() { Verified::Yes } else { Verified::No })
    }
}
