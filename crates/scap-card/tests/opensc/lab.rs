//! What the tests here stand on: a PC/SC service of their own with two readers, cards in them, and OpenSC.

use std::{ffi::CString, fmt::Debug, path::Path, time::Duration};

use pcsc::{Context, ReaderState, Scope, State};
use scap_card::{CardError, Pin, Readers, Token, pkcs11::Pkcs11Readers};
use scap_test_pki::{
    fixed,
    rsa::{Pkcs1v15Sign, PublicKey, pkcs1::DecodeRsaPublicKey},
};
use scap_virtual_card::pcscd::{Pcscd, with_pcscd};
use sha2::{Digest, Sha256};

use crate::piv_card::PivCard;

/// OpenSC, where the loader finds it.
const MODULE: &str = "opensc-pkcs11.so";

/// The longest that PC/SC takes to notice a card.
const DEADLINE: Duration = Duration::from_secs(20);

/// A PC/SC service with two readers.
pub(crate) struct Lab<'a> {
    pub(crate) pcscd: &'a mut Pcscd,
}

/// Runs `case` in a process that sees the readers of the lab and no others.
pub(crate) fn run(test: &str, case: impl FnOnce(&mut Lab<'_>)) {
    with_pcscd(test, 1, |pcscd| case(&mut Lab { pcscd }));
}

impl Lab<'_> {
    /// A card in the first reader.
    pub(crate) fn inserted(&self, card: &fixed::Card) -> PivCard {
        let mut card = PivCard::new(card);
        self.insert(&mut card, 0);
        card
    }

    /// Puts a card into a reader and waits until PC/SC knows.
    pub(crate) fn insert(&self, card: &mut PivCard, reader: usize) {
        card.insert(self.pcscd.readers()[reader].port());
        self.wait_until_there(reader);
    }

    /// Waits until PC/SC knows that there is a card.
    pub(crate) fn wait_until_there(&self, reader: usize) {
        self.wait_for(reader, |_, is_present| is_present);
    }

    /// Pulls a card out of a reader and waits until PC/SC knows.
    ///
    /// OpenSC 0.23 does not return from most calls that find the card gone before PC/SC does: it waits for a lock, as
    /// in [#2707](https://github.com/OpenSC/OpenSC/issues/2707).
    pub(crate) fn remove(&self, card: &mut PivCard, reader: usize) {
        card.remove();
        self.wait_until_gone(reader);
    }

    /// Waits until PC/SC knows that a card was pulled out.
    pub(crate) fn wait_until_gone(&self, reader: usize) {
        self.wait_for(reader, |_, is_present| !is_present);
    }

    /// Has a card wait at the reader while another is pulled out of it, so that it follows at once, and waits until
    /// PC/SC knows. It only does if the card was in use.
    pub(crate) fn swap(&self, old: &mut PivCard, new: &mut PivCard, reader: usize) {
        let before = self.wait_for(reader, |_, is_present| is_present);
        new.insert(self.pcscd.readers()[reader].port());
        old.remove();
        self.wait_for(reader, |count, is_present| count > before && is_present);
    }

    /// Waits until a reader is as it should be, by how many changes PC/SC counted there and whether a card is in it.
    /// Returns that count.
    fn wait_for(&self, reader: usize, is_reached: impl Fn(u32, bool) -> bool) -> u32 {
        let context = Context::establish(Scope::User).unwrap();
        let name = CString::new(self.pcscd.readers()[reader].name()).unwrap();
        let mut states = [ReaderState::new(name, State::UNAWARE)];
        loop {
            context.get_status_change(DEADLINE, &mut states).unwrap();
            let state = &mut states[0];
            let is_present = state.event_state().contains(State::PRESENT);
            if is_reached(state.event_count(), is_present) {
                return state.event_count();
            }
            state.sync_current_state();
        }
    }
}

pub(crate) fn readers() -> Pkcs11Readers {
    Pkcs11Readers::load(Path::new(MODULE)).unwrap()
}

/// Opens the one card that there is.
pub(crate) fn open(readers: &mut Pkcs11Readers) -> Box<dyn Token> {
    let slots: Vec<_> = readers.slots().unwrap().into_iter().filter(|slot| slot.card.is_some()).collect();
    assert_eq!(slots.len(), 1, "{slots:?}");
    readers.open(&slots[0]).unwrap()
}

pub(crate) fn pin(text: &str) -> Pin {
    Pin::new(text.into()).unwrap()
}

pub(crate) fn code<T: Debug>(result: Result<T, CardError>) -> &'static str {
    result.unwrap_err().code()
}

/// Asserts that `token` is `card` and signs with its key.
#[track_caller]
pub(crate) fn assert_signs(token: &mut dyn Token, card: &fixed::Card) {
    assert_eq!(token.certificate(), &card.certificate);
    let signature = token.sign(b"text").unwrap();
    let key = PublicKey::from_pkcs1_der(card.certificate.public_key()).unwrap();
    key.verify(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(b"text"), &signature).unwrap();
}
