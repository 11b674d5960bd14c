//! Attribute certificates for secondary-card authorization (工商憑證附卡授權).
#![no_std]

extern crate alloc;

mod business_number;
mod card_certificate;
mod content;
mod crypto;
mod holder_id;
#[cfg(feature = "json")]
pub mod json;
mod name;
pub mod oid;
mod serial;
mod text;
mod time;

pub use crate::{
    crypto::{Backend, SignatureAlgorithm},
    business_number::{ParseBusinessNumberError, UnifiedBusinessNumber},
    card_certificate::{CardCertificate, CardCertificateError, CardRank},
    content::{AcKind, Application, AuthorizedApplication, Delegation, Grant, Slot, SlotError, Slots},
    holder_id::{HolderId, HolderIdError, HolderIdKind},
    name::DistinguishedName,
    oid::{Oid, Profile},
    serial::{Sequence, SerialError, SerialNumber},
    text::{ApplicationCode, ApplicationName, Role, TextError, UnitCode, UnitName},
    time::{ParseTimeError, UnixTime},
};
