//! Why a certificate is revoked.

use core::fmt;

use super::StatusError;
use crate::reader::{Reader, tag};

/// Why a certificate is revoked ([RFC 5280 Section 5.3.1]).
///
/// [RFC 5280 Section 5.3.1]: https://www.rfc-editor.org/rfc/rfc5280#section-5.3.1
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum RevocationReason {
    /// No reason is given.
    Unspecified,
    /// The key is or may be in wrong hands.
    KeyCompromise,
    /// The key of the CA is or may be in wrong hands.
    CaCompromise,
    /// The name or other data of the holder changed.
    AffiliationChanged,
    /// Another certificate took its place.
    Superseded,
    /// It is not needed any more.
    CessationOfOperation,
    /// It is on hold.
    CertificateHold,
    /// It is not on hold any more: in lists of changes alone.
    RemoveFromCrl,
    /// What it grants is withdrawn.
    PrivilegeWithdrawn,
    /// The key of the authority that issued it is or may be in wrong hands.
    AaCompromise,
}

impl RevocationReason {
    /// Reads a `CRLReason`.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, StatusError> {
        Ok(match reader.content(tag::ENUMERATED)? {
            [0] => Self::Unspecified,
            [1] => Self::KeyCompromise,
            [2] => Self::CaCompromise,
            [3] => Self::AffiliationChanged,
            [4] => Self::Superseded,
            [5] => Self::CessationOfOperation,
            [6] => Self::CertificateHold,
            [8] => Self::RemoveFromCrl,
            [9] => Self::PrivilegeWithdrawn,
            [10] => Self::AaCompromise,
            _ => return Err(StatusError::Form),
        })
    }

    /// Whether what was signed earlier may be forged: see [`counts_from`](super::counts_from).
    pub(super) const fn is_compromise(self) -> bool {
        matches!(self, Self::KeyCompromise | Self::CaCompromise | Self::AaCompromise)
    }

    /// The stable name, such as `key_compromise`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "key_compromise",
            Self::CaCompromise => "ca_compromise",
            Self::AffiliationChanged => "affiliation_changed",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessation_of_operation",
            Self::CertificateHold => "certificate_hold",
            Self::RemoveFromCrl => "remove_from_crl",
            Self::PrivilegeWithdrawn => "privilege_withdrawn",
            Self::AaCompromise => "aa_compromise",
        }
    }
}

impl fmt::Display for RevocationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
