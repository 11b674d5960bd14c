//! Readers without a module are listed, and their cards seen.

use std::time::Duration;

use scap_card::{AllReaders, CardSlot, Readers, pcsc::PcscReaders};
use scap_virtual_card::{VirtualCard, pcscd::with_pcscd};

const LONG: Duration = Duration::from_secs(20);

/// Waits until the readers are as they should be.
fn until(readers: &mut dyn Readers, mut fits: impl FnMut(&[CardSlot]) -> bool) -> Vec<CardSlot> {
    loop {
        let slots = readers.slots().unwrap_or_default();
        if fits(&slots) {
            return slots;
        }
        assert!(readers.wait(LONG).unwrap(), "{slots:?}");
    }
}

#[test]
fn a_card_that_no_module_serves_is_seen_and_not_opened() {
    with_pcscd("readers::a_card_that_no_module_serves_is_seen_and_not_opened", 1, |pcscd| {
        let mut readers = AllReaders::new(Vec::new()).beside(Box::new(PcscReaders::new()));
        let names: Vec<_> = pcscd.readers().iter().map(|reader| reader.name().to_owned()).collect();
        let empty = until(&mut readers, |slots| slots.len() == 2);
        assert_eq!(empty.iter().map(|slot| slot.reader.clone()).collect::<Vec<_>>(), names);
        assert!(empty.iter().all(|slot| slot.card.is_none()));
        assert_eq!(readers.open(&empty[0]).unwrap_err().code(), "card.absent");
        assert!(!readers.wait(Duration::ZERO).unwrap());

        let card = pcscd.readers()[1].insert(VirtualCard::default()).unwrap();
        let seen = until(&mut readers, |slots| slots.iter().any(|slot| slot.card.is_some()));
        assert_eq!((seen[0].card.as_deref(), seen[1].card.as_deref()), (None, Some("?")));
        assert_eq!(seen[1].contact.as_ref().unwrap().atr, VirtualCard::default().atr());
        assert_eq!(readers.open(&seen[1]).unwrap_err().code(), "card.no_module");

        // Out and in again: what was seen before is not there any more.
        let card = card.pull();
        until(&mut readers, |slots| slots[1].card.is_none());
        let card = pcscd.readers()[1].insert(card).unwrap();
        let again = until(&mut readers, |slots| slots[1].card.is_some());
        assert_eq!(readers.open(&seen[1]).unwrap_err().code(), "card.removed");
        assert_eq!(readers.open(&again[1]).unwrap_err().code(), "card.no_module");
        assert_eq!(card.card().counters().commands, 0, "nothing was sent to the card");
    });
}

#[test]
fn a_service_that_is_not_running_is_a_failure_and_waited_for() {
    with_pcscd("readers::a_service_that_is_not_running_is_a_failure_and_waited_for", 1, |pcscd| {
        let mut readers = AllReaders::new(Vec::new()).beside(Box::new(PcscReaders::new()));
        until(&mut readers, |slots| slots.len() == 2);
        pcscd.stop();
        until(&mut readers, <[CardSlot]>::is_empty);
        assert_eq!(readers.slots().unwrap_err().code(), "reader.failed");
        assert!(!readers.wait(Duration::ZERO).unwrap());
        pcscd.start_again().unwrap();
        until(&mut readers, |slots| slots.len() == 2);
    });
}

#[test]
fn a_machine_without_readers_has_none() {
    with_pcscd("readers::a_machine_without_readers_has_none", 0, |_| {
        assert_eq!(PcscReaders::new().slots().unwrap_err().code(), "reader.none");
    });
}
