//! Authorization certificates for secondary cards (工商憑證附卡授權): X.509 attribute certificates that say
//! which applications the holder of a secondary card may use.
//!
//! Bytes in, verdict out: this crate has no I/O, no clock, no card and no thread, and builds without `std`.
//!
//! | you have | and want | call |
//! | --- | --- | --- |
//! | a certificate from the wire or a file | to read it | [`AuthorizationCertificate::from_any`] |
//! | a certificate, and the signature of a login | to decide on access | [`Validator::validate_login`] |
//! | a certificate, and the card that logged in | to decide on access | [`Validator::validate`] |
//! | a certificate that is refused | to tell a person why | [`Validator::explain`] |
//! | a certificate of some other profile | to look at it | [`AttributeCertificate::from_any`] |
//! | an authorization to sign | the bytes for the card | [`Draft::to_be_signed`], then [`ToBeSigned::assemble`] |
//! | a certificate | a text for people that reads back | [`AuthorizationCertificate::to_text`] |
//!
//! # From bytes to a decision
//!
//! ```
//! use scap_ac::{AuthorizationCertificate, CardCertificate, Evidence, UnixTime, Validator};
//!
//! /// Whether the card that logged in may use this application.
//! fn may_use(
//!     validator: &Validator,
//!     certificate_from_the_wire: &[u8],
//!     holder: &CardCertificate,
//!     signers: &[CardCertificate],
//!     application: &str,
//!     now: UnixTime,
//! ) -> Result<bool, scap_ac::AcError> {
//!     let certificate = AuthorizationCertificate::from_any(certificate_from_the_wire)?;
//!     let authorization = validator.validate(&certificate, &Evidence::new(holder, signers), now)?;
//!     Ok(authorization.permits(application))
//! }
//! ```
//!
//! That the card itself logged in is for the caller to prove: [`Validator::validate_login`] takes the PKCS#7
//! signature over a challenge that web pages get from cards, [`CardCertificate::verifies`] a bare one. An [`Authorization`] is made by [`Validator`]
//! alone, so holding one is the proof that every [`Check`] passed.
//!
//! # Features
//!
//! - `rsa` (default): RSA in pure Rust.
//! - `aws-lc-rs`: RSA in `aws-lc-rs`, about three times as fast; preferred when both are on.
//! - `json`: the JSON forms that the command line and the protocol share, in the module `json`.
//!
//! # What is not checked
//!
//! - Revocation of an authorization certificate or a delegation, unless a list or an OCSP response of a
//!   [`ValidatorBuilder::revocation_authority`] tells it or [`RevocationPolicy::Required`] asks for one; the nonce of
//!   such a response; revocation of the authority itself.
//! - Revocation of cards beyond the lists given to [`ValidatorBuilder::crl`], and whether these are recent.
//! - The validity of a trust anchor's own certificate.
//! - Whether a login was used before: the application gives each challenge once, and forgets it.
//! - The moment of signing: a certificate counts as signed when its validity starts.
#![no_std]

extern crate alloc;

mod asn1;
mod attribute_certificate;
mod business_number;
mod card_certificate;
mod certificate;
mod content;
mod crypto;
mod draft;
mod encoding;
mod error;
mod hex;
mod holder_id;
#[cfg(feature = "json")]
pub mod json;
mod login;
mod name;
pub mod oid;
mod path;
mod reader;
mod revocation;
mod serial;
mod target;
mod text;
mod text_form;
mod time;
mod validate;

pub use crate::{
    attribute_certificate::{Attribute, AttributeCertificate, BaseCertificateId, Extension},
    business_number::{ParseBusinessNumberError, UnifiedBusinessNumber},
    card_certificate::{CardCertificate, CardCertificateError, CardRank},
    certificate::{AuthorizationCertificate, HolderReference},
    content::{AcKind, Application, AuthorizedApplication, Delegation, Grant, Slot, SlotError, Slots},
    crypto::{Backend, SignatureAlgorithm},
    draft::{Draft, ToBeSigned},
    error::AcError,
    hex::hex,
    holder_id::{HolderId, HolderIdError, HolderIdKind},
    login::{Challenge, Login, LoginError, LoginPart, SignerFlaw},
    name::DistinguishedName,
    oid::{Oid, Profile},
    path::{PathError, PathFailure, TrustError},
    reader::DerError,
    revocation::{RevocationPolicy, RevocationReason, StatusError},
    serial::{Sequence, SerialError, SerialNumber},
    target::{Target, TargetName},
    text::{ApplicationCode, ApplicationName, Role, TextError, UnitCode, UnitName},
    text_form::{Field, FieldRole, Language},
    time::{ParseTimeError, UnixTime},
    validate::{Authorization, Check, Evidence, Report, Sha1Policy, Validator, ValidatorBuilder},
};
