//! What no order of events may lead past, whatever the function: looked at before each step is carried out.

use std::collections::HashSet;

use base64ct::{Base64UrlUnpadded, Encoding};
use proptest::test_runner::TestCaseError;
use scap_ac::{AcKind, AuthorizationCertificate, CardCertificate, CardRank, json::GrantJson};
use scap_flow::{CardRequest, CardRole, Event, Step};
use scap_proto::wire::{Consent, Deactivation};

use crate::{
    desk::{Desk, DeskCard},
    names::name,
    server::{Issuance, Ledger},
};

/// The rules, for one run of a function.
#[derive(Debug)]
pub(crate) struct Rules {
    /// What the server had issued before.
    issued_before: usize,
    /// The keys of the cards that took their PIN.
    verified: HashSet<[u8; 20]>,
    /// Whose PIN is asked.
    asked: Option<[u8; 20]>,
}

impl Rules {
    pub(crate) fn new(desk: &Desk) -> Self {
        let issued_before = desk.server.ledger().issuances.len();
        Self { issued_before, verified: HashSet::new(), asked: None }
    }

    /// Looks at a step, before it is carried out and once its event is known.
    pub(crate) fn check(
        &mut self,
        desk: &Desk,
        step: &Step,
        event: Option<&Event>,
    ) -> Result<(), TestCaseError> {
        self.broken(desk, step, event).map_or(Ok(()), |why| Err(fail(why, step)))
    }

    fn broken(&mut self, desk: &Desk, step: &Step, event: Option<&Event>) -> Option<&'static str> {
        let ledger = desk.server.ledger();
        if ledger.issuances.len() > self.issued_before + 1 {
            return Some("a second issuance");
        }
        match (step, event) {
            (Step::VerifyPin(request), None) => {
                self.asked = Some(*request.card.certificate.key_identifier());
                let card = desk.with_key(request.card.certificate.key_identifier());
                if card.is_some_and(|card| desk.cards[card].verified) {
                    return Some("a PIN for a card that has it");
                }
                (request.card.pin.tries_left == Some(0)).then_some("a PIN for a card that is locked")
            }
            (Step::VerifyPin(_), Some(Event::PinAccepted)) => {
                self.verified.extend(self.asked);
                None
            }
            (Step::Card { role, key, request }, None) => {
                let of_key = |card: &&DeskCard| card.card.certificate.key_identifier() == key;
                let Some(card) = desk.cards.iter().find(of_key) else { return Some("no such card") };
                let card = &card.card.certificate;
                if !self.verified.contains(key) {
                    return Some("no PIN");
                }
                match request {
                    CardRequest::ReadArea => None,
                    CardRequest::OpenArea => {
                        let agreed = ledger.activated.contains(card.serial());
                        (!agreed).then_some("the server did not agree to open it")
                    }
                    CardRequest::WriteArea(der) => write(&ledger, *role, card, der),
                    CardRequest::Sign(message) => signature(&ledger, *role, card, message),
                }
            }
            _ => None,
        }
    }
}

pub(crate) fn fail(why: &str, step: &Step) -> TestCaseError {
    TestCaseError::fail(format!("{why}: {}", name(step)))
}

/// Only the holder's card is written, and only what the server recorded with this card's consent.
fn write(ledger: &Ledger, role: CardRole, card: &CardCertificate, der: &[u8]) -> Option<&'static str> {
    let Ok(certificate) = AuthorizationCertificate::from_der(der) else { return Some("no certificate") };
    if role != CardRole::Holder || !certificate.is_for(card) {
        return Some("another card is written");
    }
    // The server verified the consent of this very card.
    let recorded = ledger.issuances.values().any(|issuance| {
        let known = issuance.certificate.as_ref().is_some_and(|known| known.as_der() == der);
        known && issuance.kind == AcKind::Application && issuance.holder == *card
    });
    (!recorded).then_some("nothing was agreed or recorded")
}

/// A holder or subject signs requests; a signer signs what was agreed.
fn signature(
    ledger: &Ledger,
    role: CardRole,
    card: &CardCertificate,
    message: &[u8],
) -> Option<&'static str> {
    if matches!(role, CardRole::Holder | CardRole::Subject) {
        return request(message).is_none().then_some("a holder's card signs something else than a request");
    }
    let Some(issuance) = ledger.issuances.values().find(|known| known.to_be_signed() == message) else {
        let ends = role == CardRole::Primary && ends_delegation(ledger, card, message);
        return (!ends).then_some("a signature over what was not agreed");
    };
    let kind = if role == CardRole::Primary { AcKind::Delegation } else { AcKind::Application };
    if issuance.signer != *card || issuance.kind != kind {
        return Some("a signature over what another card has to sign");
    }
    if issuance.holder == *card {
        return Some("a card signs for itself");
    }
    if issuance.holder.business_number() != card.business_number() {
        return Some("a card signs for another entity");
    }
    if card.rank() == CardRank::Secondary && !may_sign(ledger, card, issuance) {
        return Some("a secondary card signs without a delegation");
    }
    (!is_within_slots(&issuance.consent)).then_some("a sixth slot, or one twice")
}

fn may_sign(ledger: &Ledger, card: &CardCertificate, issuance: &Issuance) -> bool {
    let newest = ledger.newest(card, AcKind::Delegation);
    issuance.kind == AcKind::Application && newest.is_some_and(|newest| !newest.deactivated)
}

fn is_within_slots(consent: &Consent) -> bool {
    let GrantJson::Application { slots } = &consent.grant else { return true };
    let numbers: HashSet<_> = slots.iter().map(|slot| slot.slot).collect();
    let applications: HashSet<_> = slots.iter().map(|slot| &slot.application.code).collect();
    let known = numbers.iter().all(|slot| (1..=5).contains(slot));
    known && numbers.len() == slots.len() && applications.len() == slots.len()
}

/// The header and payload of a request that is to be signed.
fn request(message: &[u8]) -> Option<(serde_json::Value, Vec<u8>)> {
    let (header, payload) = std::str::from_utf8(message).ok()?.split_once('.')?;
    let header = Base64UrlUnpadded::decode_vec(header).ok()?;
    Some((serde_json::from_slice(&header).ok()?, Base64UrlUnpadded::decode_vec(payload).ok()?))
}

/// Whether the message asks to end a delegation of the primary card's entity.
fn ends_delegation(ledger: &Ledger, card: &CardCertificate, message: &[u8]) -> bool {
    let Some((header, payload)) = request(message) else { return false };
    let Ok(Deactivation { serial }) = serde_json::from_slice(&payload) else { return false };
    let known = ledger.issuances.values().any(|known| {
        known.kind == AcKind::Delegation
            && known.holder.business_number() == card.business_number()
            && known.certificate.as_ref().is_some_and(|known| known.serial().to_string() == serial)
    });
    known
        && card.rank() == CardRank::Primary
        && header["url"].as_str().is_some_and(|url| url.ends_with(&format!("/{serial}/deactivation")))
}
