//! Attribute certificates for secondary-card authorization (工商憑證附卡授權).
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
mod name;
pub mod oid;
mod path;
mod serial;
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
    holder_id::{HolderId, HolderIdError, HolderIdKind},
    name::DistinguishedName,
    oid::{Oid, Profile},
    path::{PathError, PathFailure, TrustError},
    serial::{Sequence, SerialError, SerialNumber},
    text::{ApplicationCode, ApplicationName, Role, TextError, UnitCode, UnitName},
    text_form::{Field, Language},
    time::{ParseTimeError, UnixTime},
    validate::{Authorization, Check, Evidence, Report, Sha1Policy, Validator, ValidatorBuilder},
};
