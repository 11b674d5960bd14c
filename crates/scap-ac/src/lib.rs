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
//! # From a login to a decision
//!
//! What web applications get from a card is a PKCS#7 signature over their challenge, and the certificate:
//!
//! ```
//! use scap_ac::{AuthorizationCertificate, Challenge, Evidence, Login, LoginError, Validator};
//!
//! # use scap_hostile::good;
//! # use scap_test_pki::{fixed, login::LoginRequest};
//! # let (root_der, ca_der) = (fixed::ca().anchor_der(), fixed::ca().intermediate_der());
//! # let now = fixed::time(good::NOW);
//! # let asked = b"APP2 session 7f3a0c52";
//! # let (card, primary_cards) = (fixed::secondary(), [fixed::primary().certificate]);
//! # let certificates = [card.certificate.as_der()];
//! # let request = LoginRequest { certificates: &certificates, ..LoginRequest::new(asked, now) };
//! # let from_the_page = (request.sign(&card.certificate, &card.key)?, good::application().to_pem());
//! # let from_the_page = (from_the_page.0, from_the_page.1.as_bytes());
//! // Once: the cards' root and CA.
//! let validator = Validator::builder().anchor(root_der)?.intermediate(ca_der)?.build();
//!
//! // For each login.
//! let login = Login::from_any(&from_the_page.0)?;
//! let certificate = AuthorizationCertificate::from_any(from_the_page.1)?;
//! let challenge = Challenge::new(asked).require_signing_time();
//! let evidence = Evidence::without_holder(&primary_cards).application("APP2");
//! let authorization = validator.validate_login(&login, &challenge, &certificate, &evidence, now)?;
//! assert_eq!(authorization.application("APP2").unwrap().role.unwrap().to_string(), "接收公文、發送專屬訊息");
//!
//! // The same signature is none over another challenge.
//! let replayed = validator.validate_login(&login, &Challenge::new(b"another"), &certificate, &evidence, now);
//! assert_eq!(replayed, Err(LoginError::Challenge));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # From a card to a decision
//!
//! Where the card has proved by other means that it is there ([`CardCertificate::verifies`] checks a bare signature):
//!
//! ```
//! use scap_ac::{AcError, AuthorizationCertificate, CardCertificate, Evidence, Validator};
//!
//! # use scap_hostile::good;
//! # use scap_test_pki::fixed;
//! # let now = fixed::time(good::NOW);
//! # let (card, other) = (fixed::secondary().certificate, fixed::other_secondary().certificate);
//! # let (primary, from_the_page) = (fixed::primary().certificate, good::application().as_der());
//! # let (card_der, primary_der) = (card.as_der(), primary.as_der());
//! # let (root_der, ca_der) = (fixed::ca().anchor_der(), fixed::ca().intermediate_der());
//! // Cards that are known beforehand are checked faster, and found as signers.
//! let validator = Validator::builder()
//!     .anchor(root_der)?
//!     .intermediate(ca_der)?
//!     .known_card(CardCertificate::from_der(primary_der)?)
//!     .build();
//!
//! let certificate = AuthorizationCertificate::from_any(from_the_page)?;
//! let card = CardCertificate::from_der(card_der)?;
//! let authorization = validator.validate(&certificate, &Evidence::new(&card, &[]), now)?;
//! assert!(authorization.permits("APP2") && !authorization.permits("APP6"));
//!
//! let refused = validator.validate(&certificate, &Evidence::new(&other, &[]), now);
//! assert_eq!(refused.unwrap_err().code(), "ac.holder_mismatch");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! An [`Authorization`] is made by [`Validator`] alone, so holding one is the proof that every [`Check`] passed.
//! `docs/integrators.md` in the repository goes on from here: delegation, revocation, what to tell users.
//!
//! # Features
//!
//! | Feature | Gives | Needs |
//! | --- | --- | --- |
//! | `rsa` (default) | RSA in pure Rust | |
//! | `aws-lc-rs` | RSA in `aws-lc-rs`, about three times as fast; preferred when both are on | `std`, a C compiler |
//! | `rayon` | `Validator::validate_all`: many certificates on all cores | `std` |
//! | `json` | the module `json`: the JSON forms that the command line and the protocol share, for `serde` 1 | |
//! | `schema` | JSON Schemas of them, for `schemars` 1 | `std` |
//!
//! One of `rsa` and `aws-lc-rs` has to be on. With `rsa` and `json` the crate builds without `std`: it needs an
//! allocator, no clock, no random numbers and no threads. There is no `unsafe` in it.
//!
//! # Versions
//!
//! The minimum supported Rust version is 1.95; raising it is a minor change. What semantic versioning covers:
//!
//! - Codes ([`AcError::code`], [`LoginError::code`]), the names of [`Check`]s and of details never change their meaning.
//!   New ones may come in a minor version: the enums that will grow are `#[non_exhaustive]`.
//! - Refusing a certificate that broke the rules and was let through is a fix, not a breaking change.
//! - Of other crates the interface has `serde` and `schemars`, by their features, and of crates before 1.0 one type:
//!   [`oid::ObjectIdentifier`], which is exported here. A new major version of these is one of this crate.
//!
//! # What is not checked
//!
//! - Whether a login was used before: the application gives each challenge once, and forgets it.
//! - Revocation of an authorization certificate or a delegation, unless a list or an OCSP response of a
//!   [`ValidatorBuilder::revocation_authority`] tells it or [`RevocationPolicy::Required`] asks for one; the nonce of
//!   such a response; revocation of the authority itself.
//! - Revocation of cards beyond the lists given to [`ValidatorBuilder::crl`], and whether these are recent.
//! - The validity of a trust anchor's own certificate.
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

/// The example of the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
