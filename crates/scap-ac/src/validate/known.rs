//! Cards that are known beforehand: keys parsed and paths followed once.

use alloc::{collections::BTreeMap, vec::Vec};
use core::fmt;

use super::Sha1Policy;
use crate::{
    card_certificate::CardCertificate,
    crypto::{Backend, PublicKey, SignatureAlgorithm},
    path::{Trust, TrustedSpan},
};

/// The known cards by key identifier.
#[derive(Default)]
pub(super) struct KnownCards(BTreeMap<[u8; 20], Vec<KnownCard>>);

pub(super) struct KnownCard {
    pub(super) card: CardCertificate,
    sha256: Option<PublicKey>,
    sha1: Option<PublicKey>,
    trusted: Option<TrustedSpan>,
}

impl KnownCards {
    pub(super) fn new(
        cards: Vec<CardCertificate>,
        trust: &Trust,
        sha1: Sha1Policy,
        backend: Backend,
    ) -> Self {
        let mut known = Self::default();
        for card in cards {
            let of_key = known.0.entry(*card.key_identifier()).or_default();
            if of_key.iter().any(|other| other.card == card) {
                continue;
            }
            let key = |algorithm| backend.prepare(card.public_key(), algorithm);
            of_key.push(KnownCard {
                sha256: key(SignatureAlgorithm::Sha256WithRsa),
                sha1: if sha1 == Sha1Policy::Refuse { None } else { key(SignatureAlgorithm::Sha1WithRsa) },
                trusted: trust.span(&card, backend, sha1.allows(card.not_before())),
                card,
            });
        }
        known
    }

    /// The cards with this key identifier.
    pub(super) fn with_key(&self, identifier: &[u8]) -> &[KnownCard] {
        self.0.get(identifier).map_or(&[], Vec::as_slice)
    }

    /// What is known of this card.
    pub(super) fn find(&self, card: &CardCertificate) -> Option<&KnownCard> {
        self.with_key(card.key_identifier()).iter().find(|known| known.card == *card)
    }
}

impl KnownCard {
    pub(super) const fn key(&self, algorithm: SignatureAlgorithm) -> Option<&PublicKey> {
        match algorithm {
            SignatureAlgorithm::Sha256WithRsa => self.sha256.as_ref(),
            SignatureAlgorithm::Sha1WithRsa => self.sha1.as_ref(),
        }
    }

    /// When its path is known to hold; at other instants it is to be followed.
    pub(super) const fn trusted(&self) -> Option<&TrustedSpan> {
        self.trusted.as_ref()
    }
}

impl fmt::Debug for KnownCards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.values().flatten().map(|known| &known.card)).finish()
    }
}
