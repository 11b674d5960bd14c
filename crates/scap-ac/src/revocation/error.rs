//! Why nothing can be learnt from a revocation list, an OCSP response or a revocation authority.

use crate::{oid::Oid, reader::DerError, time::UnixTime};

/// Why a revocation list, an OCSP response or the certificate of a revocation authority cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StatusError {
    /// Longer than is read.
    #[error("it is longer than {max} bytes")]
    TooLarge {
        /// The most bytes that are read.
        max: usize,
    },
    /// Not the DER of what it is given as.
    #[error("it is not the DER of one")]
    Der(#[source] DerError),
    /// DER, but it breaks a rule of RFC 5280 or RFC 6960.
    #[error("it breaks a rule of its RFC")]
    Form,
    /// The responder answered with an error, or with another type of response than the basic one.
    #[error("the responder gives no answer in it")]
    NoAnswer,
    /// The key of the authority is not RSA of 2048 to 8192 bits.
    #[error("the key of the authority is not RSA of 2048 to 8192 bits")]
    KeyType,
    /// The signature algorithm is neither SHA-256 nor SHA-1 with RSA.
    #[error("the signature algorithm is not one of the profile")]
    Algorithm,
    /// Signed with SHA-1, which the policy does not allow.
    #[error("the policy does not allow signatures with SHA-1")]
    Sha1,
    /// It comes from none of the revocation authorities.
    #[error("it comes from none of the revocation authorities")]
    SignerUnknown,
    /// The certificate of its signer is not one for this.
    #[error("the certificate of its signer does not allow to sign it")]
    SignerUsage,
    /// The certificate of its signer was not valid when it was made.
    #[error("the certificate of its signer was not valid when it was made")]
    SignerValidity,
    /// The signature does not hold.
    #[error("its signature does not hold")]
    Signature,
    /// A critical extension that is not understood.
    #[error("its critical extension {oid} is not understood")]
    CriticalExtension {
        /// Which.
        oid: Oid,
    },
    /// A list of changes to another list ([RFC 5280 Section 5.2.4]).
    ///
    /// [RFC 5280 Section 5.2.4]: https://www.rfc-editor.org/rfc/rfc5280#section-5.2.4
    #[error("it lists changes alone")]
    Delta,
    /// It lists some reasons for a revocation, and says nothing of others.
    #[error("it lists some reasons for a revocation alone")]
    SomeReasons,
    /// It lists public-key certificates alone, or speaks for another certificate than the one asked about.
    #[error("it does not speak for the certificate")]
    Scope,
    /// It is made for an instant after the one asked about.
    #[error("it holds from {this_update} on")]
    TooNew {
        /// Since when it holds.
        this_update: UnixTime,
    },
    /// Something newer is to be had.
    #[error("it held no longer than {until}")]
    Stale {
        /// The last second that it held.
        until: UnixTime,
    },
}

impl StatusError {
    /// The position of what is no DER as an offset into the input that was read.
    pub(super) fn within(self, input: &[u8]) -> Self {
        match self {
            Self::Der(error) => Self::Der(error.within(input)),
            other => other,
        }
    }

    /// The stable name of the cause, for the details of an error.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too_large",
            Self::Der(_) => "der",
            Self::Form => "form",
            Self::NoAnswer => "no_answer",
            Self::KeyType => "key_type",
            Self::Algorithm => "algorithm",
            Self::Sha1 => "sha1",
            Self::SignerUnknown => "signer_unknown",
            Self::SignerUsage => "signer_usage",
            Self::SignerValidity => "signer_validity",
            Self::Signature => "signature",
            Self::CriticalExtension { .. } => "critical_extension",
            Self::Delta => "delta",
            Self::SomeReasons => "some_reasons",
            Self::Scope => "scope",
            Self::TooNew { .. } => "too_new",
            Self::Stale { .. } => "stale",
        }
    }
}

impl From<DerError> for StatusError {
    fn from(error: DerError) -> Self {
        Self::Der(error)
    }
}
