//! The area of a real card in a real reader, as far as both are virtual: written, and cut at every command.

use scap_card::{
    CardError, Pin,
    iso7816::{FileArea, FileProfile, card_number},
    pcsc::{ReaderEvent, ReaderMonitor, with_card},
};
use scap_virtual_card::{
    AREA_FILE, Ef, Exchange, Fault, InsertedCard, NUMBER_FILE, Profile, VirtualCard, VirtualReader,
    pcscd::with_pcscd,
};

const OLD: &[u8] = &[0x0A; 400];
const NEW: &[u8] = &[0x0B; 400];

/// A card with an area of 500 bytes, and how to find it.
fn card() -> (VirtualCard, FileProfile) {
    let profile = Profile::default().with_file(AREA_FILE, Ef::pin_to_write(vec![0xFF; 1020]));
    (VirtualCard::new(profile), "3F00/5343/4150;size=1020;pin=81".parse().unwrap())
}

fn pin() -> Pin {
    Pin::new("123456".into()).unwrap()
}

/// Puts a card in and waits until PC/SC sees it.
fn insert(monitor: &mut ReaderMonitor, reader: &VirtualReader, card: VirtualCard) -> InsertedCard {
    let card = reader.insert(card).unwrap();
    wait_for(monitor, |event| matches!(event, ReaderEvent::CardInserted { .. }));
    card
}

fn wait_for(monitor: &mut ReaderMonitor, wanted: impl Fn(&ReaderEvent) -> bool) {
    while !wanted(&monitor.next(Some(std::time::Duration::from_secs(20))).unwrap().unwrap()) {}
}

fn write(reader: &str, profile: &FileProfile, certificate: &[u8]) -> Result<(), CardError> {
    with_card(reader, |card| FileArea::new(card, profile).write(certificate, Some(&pin())))
}

fn read(reader: &str, profile: &FileProfile) -> Result<Option<Vec<u8>>, CardError> {
    with_card(reader, |card| FileArea::new(card, profile).read())
}

#[test]
fn a_card_that_vanishes_at_any_command_holds_the_old_certificate_or_the_new_one() {
    with_pcscd(
        "area::a_card_that_vanishes_at_any_command_holds_the_old_certificate_or_the_new_one",
        1,
        |pcscd| {
            let reader = &pcscd.readers()[0];
            let mut monitor = ReaderMonitor::new();
            let (card, profile) = card();
            let inserted = insert(&mut monitor, reader, card);
            with_card(reader.name(), |card| FileArea::new(card, &profile).open(Some(&pin()))).unwrap();
            write(reader.name(), &profile, OLD).unwrap();
            inserted.card().reset();
            let before = inserted.card().log().len();
            write(reader.name(), &profile, NEW).unwrap();
            let commands = inserted.card().log().len() - before;
            assert!(commands > 10, "{commands}");

            let updates =
                |log: &[Exchange]| log.iter().map(|sent| sent.command[1] == 0xD6).collect::<Vec<_>>();
            let log = inserted.card().take_log();
            let updates = updates(&log[log.len() - commands..]);
            let mut card = inserted.pull();
            wait_for(&mut monitor, |event| matches!(event, ReaderEvent::CardRemoved { .. }));
            for (number, is_update) in (1..).zip(updates) {
                // Only an UPDATE leaves something behind, so only there the two differ.
                let faults = if is_update {
                    &[Fault::VanishBefore, Fault::VanishAfter][..]
                } else {
                    &[Fault::VanishBefore]
                };
                for fault in faults {
                    let inserted = insert(&mut monitor, reader, card);
                    let held = read(reader.name(), &profile).unwrap().unwrap();
                    let (old, new) = if held == OLD { (OLD, NEW) } else { (NEW, OLD) };
                    assert_eq!(held, old, "{number} {fault:?}: whole, the one or the other");
                    inserted.card().fail_at(number, fault.clone());
                    let error = write(reader.name(), &profile, new).unwrap_err();
                    assert_eq!(error.code(), "card.removed", "{number} {fault:?}: {error:?}");
                    card = inserted.wait_until_vanished();
                    wait_for(&mut monitor, |event| matches!(event, ReaderEvent::CardRemoved { .. }));
                }
            }
            let _inserted = insert(&mut monitor, reader, card);
            write(reader.name(), &profile, OLD).unwrap();
            assert_eq!(read(reader.name(), &profile).unwrap().as_deref(), Some(OLD));
        },
    );
}

#[test]
fn a_pin_stays_verified_and_other_programs_are_not_disturbed() {
    with_pcscd("area::a_pin_stays_verified_and_other_programs_are_not_disturbed", 1, |pcscd| {
        let reader = &pcscd.readers()[0];
        let (card, profile) = card();
        let inserted = insert(&mut ReaderMonitor::new(), reader, card);
        let context = pcsc::Context::establish(pcsc::Scope::User).unwrap();
        let name = std::ffi::CString::new(reader.name()).unwrap();
        let other = context.connect(&name, pcsc::ShareMode::Shared, pcsc::Protocols::ANY).unwrap();
        with_card(reader.name(), |card| FileArea::new(card, &profile).open(Some(&pin()))).unwrap();
        for certificate in [OLD, NEW] {
            write(reader.name(), &profile, certificate).unwrap();
        }
        assert_eq!(inserted.card().counters().pins, 1, "the PIN was sent once");
        // A card that was reset would be told here.
        other.status2_owned().unwrap();
        let mut buffer = [0; 256];
        assert_eq!(other.transmit(&[0, 0x20, 0, 0x81], &mut buffer).unwrap(), [0x90, 0x00]);
    });
}

#[test]
fn a_reader_without_a_card_and_one_that_is_not_there_are_told() {
    with_pcscd("area::a_reader_without_a_card_and_one_that_is_not_there_are_told", 1, |pcscd| {
        let (_, profile) = card();
        for reader in [pcscd.readers()[0].name(), "no reader", "no\0name"] {
            assert_eq!(read(reader, &profile).unwrap_err().code(), "card.removed", "{reader:?}");
        }
        pcscd.stop();
        assert_eq!(read("no reader", &profile).unwrap_err().code(), "reader.failed");
    });
}

#[test]
fn a_slow_card_is_waited_for_and_garbage_is_told() {
    with_pcscd("area::a_slow_card_is_waited_for_and_garbage_is_told", 1, |pcscd| {
        let reader = &pcscd.readers()[0];
        let mut monitor = ReaderMonitor::new();
        let (card, profile) = card();
        let inserted = insert(&mut monitor, reader, card);
        inserted.card().fail_at(2, Fault::Slow(std::time::Duration::from_millis(300)));
        with_card(reader.name(), |card| FileArea::new(card, &profile).open(Some(&pin()))).unwrap();
        for garbage in [&[0x90][..], &[1, 2, 3], &[0; 300]] {
            inserted.card().fail_at(4, Fault::Garbage(garbage.to_vec()));
            assert_eq!(read(reader.name(), &profile).unwrap_err().code(), "card.unreadable", "{garbage:?}");
            assert_eq!(read(reader.name(), &profile).unwrap(), None);
        }
    });
}

#[test]
fn the_number_of_a_first_generation_card_is_read() {
    with_pcscd("area::the_number_of_a_first_generation_card_is_read", 1, |pcscd| {
        let reader = &pcscd.readers()[1];
        let mut profile =
            Profile::empty().with_file(NUMBER_FILE, Ef::read_only(b"TP00001234567890".to_vec()));
        profile.classes = vec![0x80];
        profile.t0 = true;
        let _card = insert(&mut ReaderMonitor::new(), reader, VirtualCard::new(profile));
        let number = with_card(reader.name(), card_number).unwrap().unwrap();
        assert_eq!(number.as_str(), "TP00001234567890");
    });
}
