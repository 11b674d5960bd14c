//! What a validator trusts, collected.

use alloc::vec::Vec;

use super::{Sha1Policy, Validator, known::KnownCards};
use crate::{
    card_certificate::CardCertificate,
    crypto::Backend,
    path::{Trust, TrustError},
};

/// Collects what a [`Validator`] trusts.
#[derive(Debug, Default)]
pub struct ValidatorBuilder {
    trust: Trust,
    sha1: Sha1Policy,
    backend: Backend,
    known: Vec<CardCertificate>,
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
        let Self { trust, sha1, backend, known } = self;
        let known = KnownCards::new(known, &trust, sha1, backend);
        Validator { trust, sha1, backend, known }
    }
}
