//! Every way a login fails, one stable code each.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use crate::{error::AcError, oid::Oid, time::UnixTime};

/// Why a login cannot be read or does not let its card in.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LoginError {
    /// Neither DER nor PEM or base64, or longer than 64 KiB.
    #[error("the input holds no login signature")]
    Encoding,
    /// A part that is not as [RFC 5652 Section 5](https://www.rfc-editor.org/rfc/rfc5652#section-5) and a login
    /// have it.
    #[error("the login signature is not of the form expected: {part}")]
    Form {
        /// Which part.
        part: LoginPart,
    },
    /// The card of the signature is not known, or not one that may log in.
    #[error("the login names no card that counts: {flaw}")]
    Signer {
        /// Why not.
        flaw: SignerFlaw,
    },
    /// An algorithm that is neither RSA with SHA-256 nor RSA with SHA-1, or one for another digest.
    #[error("the login is signed with the algorithm {algorithm}, which is not supported")]
    Algorithm {
        /// Which.
        algorithm: Oid,
    },
    /// SHA-1, which the policy does not allow.
    #[error("the policy does not allow logins with SHA-1")]
    Sha1,
    /// What was signed is not the challenge.
    #[error("the content of the login is not the challenge")]
    Challenge,
    /// The messageDigest is not that of the content, which is the challenge.
    #[error("the digest in the login is not that of its content")]
    Digest,
    /// No randomNonce, or another one than was asked for.
    #[error("the login does not have the nonce")]
    Nonce,
    /// No signingTime, where the challenge requires one.
    #[error("the login does not say when it was signed")]
    SigningTimeMissing,
    /// Signed too long before the instant asked about, or too long after it.
    #[error("signed at {signed_at}, more than {max_age} seconds from {at}")]
    SigningTime {
        /// When the client says that it signed.
        signed_at: UnixTime,
        /// The instant asked about.
        at: UnixTime,
        /// How far apart the two may be, in seconds.
        max_age: u64,
    },
    /// The signature does not hold.
    #[error("the signature of the login does not hold")]
    Signature,
    /// The authorization certificate does not let the card in.
    #[error(transparent)]
    Ac(#[from] AcError),
}

/// A part of a login signature.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum LoginPart {
    /// `ContentInfo` or `SignedData`: not DER, or something is missing or left over.
    Structure,
    /// `version`: not the one that follows from the other parts.
    Version,
    /// `digestAlgorithms`: not just the one of the signer.
    DigestAlgorithms,
    /// `contentType` or `eContentType`: not signed data with plain data in it.
    ContentType,
    /// `signerInfos`: not exactly one.
    SignerInfos,
    /// `signedAttrs`: none, not in the order of DER, one twice, or one of those that are read not as it should be.
    SignedAttributes,
}

/// Why the card of a login does not count.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SignerFlaw {
    /// The login has no card's certificate that its signer information names, or the given card is not the one.
    Certificate,
    /// The certificate is not one for signatures.
    KeyUsage,
    /// The evidence names another card as the holder.
    OtherCard,
}

impl LoginError {
    /// The stable code: never translated, never reused. [`LoginError::Ac`] has that of the [`AcError`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Encoding => "login.encoding",
            Self::Form { .. } => "login.form",
            Self::Signer { .. } => "login.signer",
            Self::Algorithm { .. } => "login.algorithm",
            Self::Sha1 => "login.sha1",
            Self::Challenge => "login.challenge",
            Self::Digest => "login.digest",
            Self::Nonce => "login.nonce",
            Self::SigningTimeMissing | Self::SigningTime { .. } => "login.signing_time",
            Self::Signature => "login.signature",
            Self::Ac(error) => error.code(),
        }
    }

    /// The facts of the error by name, for machines and message catalogues.
    #[must_use]
    pub fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Form { part } => Vec::from([("part", part.to_string())]),
            Self::Signer { flaw } => Vec::from([("reason", flaw.to_string())]),
            Self::Algorithm { algorithm } => Vec::from([("algorithm", algorithm.to_string())]),
            Self::SigningTime { signed_at, at, max_age } => Vec::from([
                ("signed_at", signed_at.to_string()),
                ("at", at.to_string()),
                ("max_age", max_age.to_string()),
            ]),
            Self::Ac(error) => error.details(),
            _ => Vec::new(),
        }
    }
}

impl LoginPart {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Version => "version",
            Self::DigestAlgorithms => "digest_algorithms",
            Self::ContentType => "content_type",
            Self::SignerInfos => "signer_infos",
            Self::SignedAttributes => "signed_attributes",
        }
    }
}

impl fmt::Display for LoginPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl SignerFlaw {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::KeyUsage => "key_usage",
            Self::OtherCard => "other_card",
        }
    }
}

impl fmt::Display for SignerFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<LoginPart> for LoginError {
    fn from(part: LoginPart) -> Self {
        Self::Form { part }
    }
}

impl From<SignerFlaw> for LoginError {
    fn from(flaw: SignerFlaw) -> Self {
        Self::Signer { flaw }
    }
}
