//! The checks by name, and a report of all of them.

use alloc::vec::Vec;
use core::fmt;

use super::Authorization;
use crate::error::AcError;

/// One check, in the order that it is made.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Check {
    /// The signature algorithm is one that the policy allows.
    Algorithm,
    /// No critical extension is unknown.
    Extensions,
    /// The instant lies in the validity.
    Validity,
    /// The certificate is for the holder's card, a secondary card.
    Holder,
    /// The validity lies inside that of the holder's card.
    HolderValidity,
    /// One of the given cards is the signer, told by key identifier and name.
    Signer,
    /// Signer and holder belong to one entity.
    Entity,
    /// The application asked about is in a slot.
    Application,
    /// The certificate is for any verifier, or for this one.
    Target,
    /// The signature holds.
    Signature,
    /// It is not revoked, as far as the policy wants to know.
    Revocation,
    /// The signer's certificate was valid and led to an anchor when it signed.
    SignerPath,
    /// A primary card signed, or a secondary card with a delegation that was valid then.
    Delegation,
    /// The holder's certificate is valid and leads to an anchor.
    HolderPath,
}

/// Every check and how it ended, for people.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// The checks that could be made, in order.
    pub checks: Vec<(Check, Result<(), AcError>)>,
    /// What is authorized, if no check failed.
    pub authorization: Option<Authorization>,
}

impl Check {
    /// All of them, in order.
    pub const ALL: &'static [Self] = &[
        Self::Algorithm,
        Self::Extensions,
        Self::Validity,
        Self::Holder,
        Self::HolderValidity,
        Self::Signer,
        Self::Entity,
        Self::Application,
        Self::Target,
        Self::Signature,
        Self::Revocation,
        Self::SignerPath,
        Self::Delegation,
        Self::HolderPath,
    ];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Algorithm => "algorithm",
            Self::Extensions => "extensions",
            Self::Validity => "validity",
            Self::Holder => "holder",
            Self::HolderValidity => "holder_validity",
            Self::Signer => "signer",
            Self::Entity => "entity",
            Self::Application => "application",
            Self::Target => "target",
            Self::Signature => "signature",
            Self::Revocation => "revocation",
            Self::SignerPath => "signer_path",
            Self::Delegation => "delegation",
            Self::HolderPath => "holder_path",
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Report {
    /// The first failure.
    #[must_use]
    pub fn failure(&self) -> Option<&AcError> {
        self.checks.iter().find_map(|(_, outcome)| outcome.as_ref().err())
    }
}
