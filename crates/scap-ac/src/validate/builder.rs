//! What a validator trusts, collected.

use alloc::vec::Vec;

use super::{Sha1Policy, Validator, known::KnownCards};
use crate::{
    card_certificate::CardCertificate,
    crypto::Backend,
    path::{Trust, TrustError},
    revocation::{RevocationPolicy, Sources, Verifier},
    target::Target,
};

/// Collects what a [`Validator`] trusts.
#[derive(Debug, Default)]
pub struct ValidatorBuilder {
    trust: Trust,
    sha1: Sha1Policy,
    backend: Backend,
    known: Vec<CardCertificate>,
    status: Sources,
    targets: Vec<Target>,
}

impl ValidatorBuilder {
    /// Trusts the CA of this X.509 certificate, DER. Its own validity is not checked.
    ///
    /// # Errors
    ///
    /// [`TrustError`] if it is no certificate.
    pub fn anchor(mut self, der: &[u8]) -> Result<Self, TrustError> {
        self.trust.add_anchor(der)?;
        Ok(self)
    }

    /// Uses this CA certificate, DER, on the way to an anchor.
    ///
    /// # Errors
    ///
    /// [`TrustError`] if it is no certificate.
    pub fn intermediate(mut self, der: &[u8]) -> Result<Self, TrustError> {
        self.trust.add_intermediate(der)?;
        Ok(self)
    }

    /// Asks this CRL, DER, whether a card's certificate, or that of a CA on its way, is revoked. What no CRL speaks
    /// for is taken as not revoked. Of several for the same certificates the newest is asked, also past its next
    /// update.
    ///
    /// # Errors
    ///
    /// [`TrustError`] if it is no CRL.
    pub fn crl(mut self, der: &[u8]) -> Result<Self, TrustError> {
        self.trust.add_crl(der)?;
        Ok(self)
    }

    /// Believes the holder of this X.509 certificate, DER, what it says of the status of authorization certificates
    /// and delegations: as trusted responder ([RFC 6960 Section 2.2]), as issuer of responders' certificates, and as
    /// issuer of lists, whatever card issued the certificates in them.
    ///
    /// Its key is RSA of 2048 to 8192 bits; with other algorithms nothing counts. Its key usage, if it has one, allows
    /// digitalSignature for OCSP responses and cRLSign for lists, and it must be valid when these are made. Whether it
    /// is revoked is not asked, nor who issued it.
    ///
    /// # Errors
    ///
    /// [`TrustError`] if it is no such certificate.
    ///
    /// [RFC 6960 Section 2.2]: https://www.rfc-editor.org/rfc/rfc6960#section-2.2
    pub fn revocation_authority(mut self, der: &[u8]) -> Result<Self, TrustError> {
        self.status
            .add_authority(der)
            .map_err(|error| TrustError::status("a revocation authority", error))?;
        Ok(self)
    }

    /// Asks this CRL, DER, whether an authorization certificate or a delegation is revoked. One of the authorities
    /// named before has signed it; with SHA-1 only by the policy set before.
    ///
    /// In an indirect list each entry names the issuer of its certificate, or means that of the entry before. In a list
    /// that is not indirect all certificates are issued in the authority's own name: cards have no such lists, as
    /// they may not sign any. Of several lists for the same certificates the newest is asked; one past its next update
    /// still tells what is revoked, but not that anything is good.
    ///
    /// # Errors
    ///
    /// [`TrustError`] if it is no such list, a list of changes, of some reasons or of public-key certificates alone,
    /// has a critical extension that is unknown, or is not signed by an authority.
    pub fn authorization_crl(mut self, der: &[u8]) -> Result<Self, TrustError> {
        let verifier = Verifier { backend: self.backend, sha1: self.sha1 };
        self.status
            .add_list(der, verifier)
            .map_err(|error| TrustError::status("a list of revoked authorization certificates", error))?;
        Ok(self)
    }

    /// What has to be known of the status of authorization certificates and delegations.
    #[must_use]
    pub const fn revocation(mut self, policy: RevocationPolicy) -> Self {
        self.status.set_policy(policy);
        self
    }

    /// A name that this verifier goes by, or a group that it belongs to. A certificate made for some verifiers alone
    /// counts only if it names one of these.
    #[must_use]
    pub fn target(mut self, target: Target) -> Self {
        self.targets.push(target);
        self
    }

    /// Whether signatures with SHA-1 count; they do not unless this says so.
    #[must_use]
    pub const fn sha1(mut self, policy: Sha1Policy) -> Self {
        self.sha1 = policy;
        self
    }

    /// Uses this implementation of RSA instead of the fastest.
    #[must_use]
    pub const fn backend(mut self, backend: Backend) -> Self {
        self.backend = backend;
        self
    }

    /// Knows this card beforehand: its key is parsed and its path to an anchor followed once, in
    /// [`build`](Self::build), and not again for each certificate that it signed or holds. Verdicts are the same.
    ///
    /// A known card is also found as the signer of a certificate without being among the [`Evidence`](crate::Evidence).
    #[must_use]
    pub fn known_card(mut self, card: CardCertificate) -> Self {
        self.known.push(card);
        self
    }

    /// The validator.
    #[must_use]
    pub fn build(self) -> Validator {
        let Self { trust, sha1, backend, known, status, targets } = self;
        let known = KnownCards::new(known, &trust, sha1, backend);
        Validator { trust, sha1, backend, known, status, targets }
    }
}
