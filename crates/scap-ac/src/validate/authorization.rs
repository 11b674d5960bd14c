//! What a valid certificate authorizes.

use crate::{
    business_number::UnifiedBusinessNumber,
    certificate::AuthorizationCertificate,
    content::{AuthorizedApplication, Grant},
    holder_id::HolderId,
    serial::SerialNumber,
    time::UnixTime,
};

/// What a valid certificate authorizes. Only [`Validator`](crate::Validator) makes one, so holding it is the proof.
///
/// It is cheap to make and to clone: what it tells is copied out of the certificate when it is asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Authorization {
    pub(super) certificate: AuthorizationCertificate,
    pub(super) business_number: UnifiedBusinessNumber,
    pub(super) delegated: bool,
}

impl Authorization {
    /// The slot that authorizes this application.
    #[must_use]
    pub fn application(&self, code: &str) -> Option<AuthorizedApplication> {
        self.certificate.application(code)
    }

    /// Whether this application may be used.
    #[must_use]
    pub fn permits(&self, code: &str) -> bool {
        self.certificate.names(code)
    }

    /// What is granted.
    #[must_use]
    pub fn grant(&self) -> Grant {
        self.certificate.grant()
    }

    /// Who holds the card: personal data.
    #[must_use]
    pub fn holder_id(&self) -> HolderId {
        self.certificate.holder_id()
    }

    /// The entity.
    #[must_use]
    pub const fn business_number(&self) -> UnifiedBusinessNumber {
        self.business_number
    }

    /// The serial of the certificate.
    #[must_use]
    pub const fn serial(&self) -> &SerialNumber {
        self.certificate.serial()
    }

    /// The last second of its validity.
    #[must_use]
    pub const fn not_after(&self) -> UnixTime {
        self.certificate.not_after()
    }

    /// Whether a secondary card signed, by a delegation.
    #[must_use]
    pub const fn is_delegated(&self) -> bool {
        self.delegated
    }

    /// The certificate that says so.
    #[must_use]
    pub const fn certificate(&self) -> &AuthorizationCertificate {
        &self.certificate
    }
}
