//! Every way an authorization certificate fails, one stable code each.

use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    business_number::UnifiedBusinessNumber,
    card_certificate::CardRank,
    content::SlotError,
    holder_id::HolderIdError,
    oid::Oid,
    path::PathError,
    reader::DerError,
    revocation::{RevocationReason, StatusError},
    serial::{SerialError, SerialNumber},
    text::TextError,
    time::UnixTime,
};

/// Why an authorization certificate cannot be read or is not valid.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AcError {
    /// Longer than can be a certificate.
    #[error("the certificate is longer than {max} bytes")]
    TooLarge {
        /// The most bytes that are read.
        max: usize,
    },
    /// Not the DER of an attribute certificate.
    #[error("not an attribute certificate in DER")]
    Der(#[source] DerError),
    /// An attribute certificate in BER that is no DER: a set that is not in order, or a default that is written out.
    #[error("the encoding is not the one that DER prescribes")]
    NotCanonical(#[source] DerError),
    /// Neither DER nor PEM, base64 or saved text with an attribute certificate in it.
    #[error("the input holds no attribute certificate")]
    Encoding,
    /// Not version 2 ([RFC 5755 Section 4.2.1](https://www.rfc-editor.org/rfc/rfc5755#section-4.2.1)).
    #[error("not a version 2 attribute certificate")]
    Version,
    /// The serial number breaks [RFC 5755 Section 4.2.5](https://www.rfc-editor.org/rfc/rfc5755#section-4.2.5).
    #[error("the serial number is not usable")]
    Serial(#[source] SerialError),
    /// The algorithms inside and outside the signed part differ.
    #[error("the signature algorithms inside and outside the signed part differ")]
    AlgorithmMismatch,
    /// The end of validity comes before its start.
    #[error("the end of validity comes before its start")]
    ValidityReversed,
    /// No attribute, one without a value, or a type twice.
    #[error("the attributes break RFC 5755")]
    Attributes,
    /// An empty list of extensions, one extension twice, or one whose form or criticality breaks RFC 5755.
    #[error("the extensions break RFC 5755")]
    Extensions,
    /// The holder is not named by the issuer and serial of exactly one card certificate.
    #[error("the holder is not named by the issuer and serial of a card certificate")]
    HolderForm,
    /// The issuer is not exactly one directory name in the v2 form.
    #[error("the issuer is not one directory name in the v2 form")]
    IssuerForm,
    /// The signature algorithm is none of the profile.
    #[error("the signature algorithm is not one of the profile")]
    UnknownAlgorithm,
    /// SHA-1, which the policy does not allow.
    #[error("the policy does not allow signatures with SHA-1")]
    Sha1,
    /// No authorityKeyIdentifier with a key identifier.
    #[error("no authority key identifier names the signer's key")]
    AuthorityKeyIdentifier,
    /// No holder identification number, or both an application authorization and a delegation.
    #[error("the attributes are none of an authorization certificate")]
    Profile,
    /// A holder identification number that breaks its rules.
    #[error("the holder identification number is not usable")]
    HolderId(#[source] HolderIdError),
    /// Slots that cannot be in one certificate.
    #[error("the slots are not usable")]
    Slots(#[source] SlotError),
    /// A text that no field takes.
    #[error("a text is not usable")]
    Text(#[source] TextError),
    /// A critical extension that is not understood
    /// ([RFC 5755 Section 5](https://www.rfc-editor.org/rfc/rfc5755#section-5)).
    #[error("the critical extension {oid} is not understood")]
    CriticalExtension {
        /// Which.
        oid: Oid,
    },
    /// The instant is before the validity.
    #[error("not valid before {not_before}, asked for {at}")]
    NotYetValid {
        /// The instant asked about.
        at: UnixTime,
        /// The first second of the validity.
        not_before: UnixTime,
    },
    /// The instant is after the validity.
    #[error("not valid after {not_after}, asked for {at}")]
    Expired {
        /// The instant asked about.
        at: UnixTime,
        /// The last second of the validity.
        not_after: UnixTime,
    },
    /// Made for another card.
    #[error("made for the card with serial {named}, not {given}")]
    HolderMismatch {
        /// The card that the certificate names.
        named: Box<SerialNumber>,
        /// The card that was given.
        given: Box<SerialNumber>,
    },
    /// The evidence does not say who holds the certificate.
    #[error("no holder's card was given")]
    HolderMissing,
    /// The holder's card is no secondary card.
    #[error("the holder's card is no secondary card")]
    HolderRank,
    /// The holder's certificate is not one for signatures, but the one for encryption beside it.
    #[error("the holder's certificate is not one for signatures")]
    HolderKeyUsage,
    /// The validity lies outside that of the holder's card.
    #[error("the validity lies outside that of the holder's card")]
    OutsideHolderValidity,
    /// None of the given cards is the signer.
    #[error("none of the given cards is the signer")]
    SignerUnknown,
    /// The signer's certificate is not one for signatures.
    #[error("the signer's certificate is not one for signatures")]
    SignerKeyUsage,
    /// Signer and holder belong to different entities.
    #[error("the signer belongs to entity {signer}, the holder to {holder}")]
    EntityMismatch {
        /// The signer's entity.
        signer: UnifiedBusinessNumber,
        /// The holder's entity.
        holder: UnifiedBusinessNumber,
    },
    /// A delegation that is not signed by a primary card.
    #[error("a delegation is signed by a primary card, not by a {rank} card")]
    DelegationSigner {
        /// The signer's rank.
        rank: CardRank,
    },
    /// A secondary card signed for itself.
    #[error("a secondary card cannot authorize itself")]
    DelegationSelf,
    /// A secondary card signed, but no delegation was given.
    #[error("a secondary card signed, but no delegation was given")]
    DelegationMissing,
    /// The delegation is not valid.
    #[error("the delegation is not valid")]
    DelegationInvalid(#[source] Box<Self>),
    /// The given delegation is an application authorization.
    #[error("what was given as delegation is none")]
    DelegationKind,
    /// The validity ends after that of the delegation.
    #[error("the validity ends after that of the delegation")]
    OutlivesDelegation,
    /// The signature does not hold.
    #[error("the signature does not hold")]
    Signature,
    /// The signer's certificate leads to no trust anchor, or was not valid when it signed.
    #[error("the signer's certificate is not to be trusted")]
    SignerPath(#[source] PathError),
    /// The holder's certificate leads to no trust anchor, or is not valid.
    #[error("the holder's certificate is not to be trusted")]
    HolderPath(#[source] PathError),
    /// It is revoked.
    #[error("revoked since {since} ({reason})")]
    Revoked {
        /// Since when.
        since: UnixTime,
        /// Why.
        reason: RevocationReason,
    },
    /// No authority says that it is not revoked, or one says that it does not know the certificate.
    #[error("no authority says that it is not revoked")]
    StatusUnknown,
    /// An OCSP response was given that cannot be used.
    #[error("an OCSP response that was given cannot be used")]
    StatusUnusable(#[source] StatusError),
    /// Made for other verifiers ([RFC 5755 Section 4.3.2](https://www.rfc-editor.org/rfc/rfc5755#section-4.3.2)).
    #[error("made for other verifiers than this one")]
    Target,
    /// The application is not in any slot.
    #[error("the application {code} is not authorized")]
    Application {
        /// The application asked about.
        code: String,
    },
}

impl AcError {
    /// The stable code: never translated, never reused.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "ac.too_large",
            Self::Der(_) => "ac.der",
            Self::NotCanonical(_) => "ac.not_canonical",
            Self::Encoding => "ac.encoding",
            Self::Version => "ac.version",
            Self::Serial(_) => "ac.serial",
            Self::AlgorithmMismatch => "ac.algorithm_mismatch",
            Self::ValidityReversed => "ac.validity_reversed",
            Self::Attributes => "ac.attributes",
            Self::Extensions => "ac.extensions",
            Self::HolderForm => "ac.holder_form",
            Self::IssuerForm => "ac.issuer_form",
            Self::UnknownAlgorithm => "ac.algorithm_unknown",
            Self::Sha1 => "ac.sha1",
            Self::AuthorityKeyIdentifier => "ac.authority_key_identifier",
            Self::Profile => "ac.profile",
            Self::HolderId(_) => "ac.holder_id",
            Self::Slots(_) => "ac.slots",
            Self::Text(_) => "ac.text",
            Self::CriticalExtension { .. } => "ac.critical_extension",
            Self::NotYetValid { .. } => "ac.not_yet_valid",
            Self::Expired { .. } => "ac.expired",
            Self::HolderMismatch { .. } => "ac.holder_mismatch",
            Self::HolderMissing => "ac.holder_missing",
            Self::HolderRank => "ac.holder_rank",
            Self::HolderKeyUsage => "ac.holder_key_usage",
            Self::OutsideHolderValidity => "ac.outside_holder_validity",
            Self::SignerUnknown => "ac.signer_unknown",
            Self::SignerKeyUsage => "ac.signer_key_usage",
            Self::EntityMismatch { .. } => "ac.entity_mismatch",
            Self::DelegationSigner { .. } => "ac.delegation_signer",
            Self::DelegationSelf => "ac.delegation_self",
            Self::DelegationMissing => "ac.delegation_missing",
            Self::DelegationInvalid(_) => "ac.delegation_invalid",
            Self::DelegationKind => "ac.delegation_kind",
            Self::OutlivesDelegation => "ac.outlives_delegation",
            Self::Signature => "ac.signature",
            Self::SignerPath(error) => match error {
                PathError::Expired { .. } => "ac.signer_expired",
                PathError::NotYetValid { .. } => "ac.signer_not_yet_valid",
                PathError::Revoked => "ac.signer_revoked",
                PathError::Untrusted(_) => "ac.signer_untrusted",
            },
            Self::HolderPath(error) => match error {
                PathError::Expired { .. } => "ac.holder_expired",
                PathError::NotYetValid { .. } => "ac.holder_not_yet_valid",
                PathError::Revoked => "ac.holder_revoked",
                PathError::Untrusted(_) => "ac.holder_untrusted",
            },
            Self::Revoked { .. } => "ac.revoked",
            Self::StatusUnknown => "ac.status_unknown",
            Self::StatusUnusable(_) => "ac.status_unusable",
            Self::Target => "ac.target",
            Self::Application { .. } => "ac.application",
        }
    }

    /// The facts of the error by name, for machines and message catalogues.
    #[must_use]
    pub fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLarge { max } => Vec::from([("max", max.to_string())]),
            Self::CriticalExtension { oid } => Vec::from([("oid", oid.to_string())]),
            Self::NotYetValid { at, not_before } => {
                Vec::from([("at", at.to_string()), ("not_before", not_before.to_string())])
            }
            Self::Expired { at, not_after } => {
                Vec::from([("at", at.to_string()), ("not_after", not_after.to_string())])
            }
            Self::HolderMismatch { named, given } => {
                Vec::from([("named", named.to_string()), ("given", given.to_string())])
            }
            Self::EntityMismatch { signer, holder } => {
                Vec::from([("signer", signer.to_string()), ("holder", holder.to_string())])
            }
            Self::DelegationInvalid(error) => Vec::from([("reason", error.code().to_string())]),
            Self::Revoked { since, reason } => {
                Vec::from([("since", since.to_string()), ("reason", reason.to_string())])
            }
            Self::StatusUnusable(error) => Vec::from([("reason", error.as_str().to_string())]),
            Self::Application { code } => Vec::from([("application", code.clone())]),
            _ => Vec::new(),
        }
    }
}

impl AcError {
    /// Positions as offsets into the input that was read.
    pub(crate) fn within(self, input: &[u8]) -> Self {
        match self {
            Self::Der(error) => Self::Der(error.within(input)),
            Self::NotCanonical(error) => Self::NotCanonical(error.within(input)),
            error => error,
        }
    }
}

impl From<DerError> for AcError {
    fn from(error: DerError) -> Self {
        if error.is_ber { Self::NotCanonical(error) } else { Self::Der(error) }
    }
}
