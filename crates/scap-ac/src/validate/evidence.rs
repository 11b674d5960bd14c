//! What is known beside the certificate itself.

use crate::{card_certificate::CardCertificate, certificate::AuthorizationCertificate, time::UnixTime};

/// What a [`Validator`](crate::Validator) is told beside the certificate itself.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    pub(crate) holder: Option<&'a CardCertificate>,
    pub(super) signers: &'a [CardCertificate],
    pub(super) delegation: Option<&'a AuthorizationCertificate>,
    pub(super) application: Option<&'a str>,
    pub(super) ocsp: &'a [&'a [u8]],
    /// When the status of a delegation is asked, which is judged by an earlier instant.
    pub(super) now: Option<UnixTime>,
}

impl<'a> Evidence<'a> {
    /// The card of the holder, and cards that may be the signer: the right one is found among them.
    #[must_use]
    pub const fn new(holder: &'a CardCertificate, signers: &'a [CardCertificate]) -> Self {
        Self { holder: Some(holder), ..Self::without_holder(signers) }
    }

    /// For the question whether a certificate is a good one, whoever holds it: nothing about the holder's
    /// card is checked. Never decide on access with it, unless by
    /// [`validate_login`](crate::Validator::validate_login), which knows the holder.
    #[must_use]
    pub const fn without_holder(signers: &'a [CardCertificate]) -> Self {
        Self { holder: None, signers, delegation: None, application: None, ocsp: &[], now: None }
    }

    /// The delegation of a secondary card that signed. Its own signer is looked for among the signers.
    #[must_use]
    pub const fn delegation(mut self, delegation: &'a AuthorizationCertificate) -> Self {
        self.delegation = Some(delegation);
        self
    }

    /// OCSP responses, DER, that came with the certificate: about it and, if there is one, its delegation. What they
    /// say counts; one that cannot be used refuses the certificate, and so does one about another, if no delegation is given.
    ///
    /// A nonce in them is the caller's to compare with that of its request.
    #[must_use]
    pub const fn ocsp(mut self, responses: &'a [&'a [u8]]) -> Self {
        self.ocsp = responses;
        self
    }

    /// Refuses a certificate that does not authorize this application.
    #[must_use]
    pub const fn application(mut self, code: &'a str) -> Self {
        self.application = Some(code);
        self
    }
}
