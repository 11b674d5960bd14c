//! F2 with the area in a file of a card in a reader of PC/SC: the card vanishes at any UPDATE BINARY and is inserted
//! again, and holds the old certificate or the new one in between.

use std::time::Duration;

use scap_ac::UnixTime;
use scap_card::{
    AllReaders, CardError, CardSlot, Readers, Token,
    iso7816::{FileArea, FileProfile},
    pcsc::{FileAreas, ReaderEvent, ReaderMonitor, with_card},
};
use scap_flow::{Activate, Issue, QueryRecords, RecordsFilter, View};
use scap_proto::wire::Direction;
use scap_virtual_card::{
    AREA_FILE, Ef, Fault, InsertedCard, Profile, VirtualCard, VirtualReader, pcscd::with_pcscd,
};
use uuid::Uuid;

use crate::{
    cards::{HOLDER, now},
    lab::{ALICE, Lab, run},
    server::FakeServer,
};

const TEST: &str = "file_area::issuing_to_a_card_that_vanishes_at_any_update";
const SIZE: u16 = 8212;
const UPDATE_BINARY: u8 = 0xD6;

struct Desk<'a> {
    reader: &'a VirtualReader,
    monitor: ReaderMonitor,
    profile: FileProfile,
}

impl Desk<'_> {
    /// Waits until PC/SC tells it.
    fn wait_for(&mut self, wanted: impl Fn(&ReaderEvent) -> bool) {
        while !wanted(&self.monitor.next(Some(Duration::from_secs(20))).unwrap().unwrap()) {}
    }

    fn insert(&mut self, card: VirtualCard) -> InsertedCard {
        let card = self.reader.insert(card).unwrap();
        self.wait_for(|event| matches!(event, ReaderEvent::CardInserted { .. }));
        card
    }

    fn area(&self) -> Result<Option<Vec<u8>>, CardError> {
        with_card(self.reader.name(), |card| FileArea::new(card, &self.profile).read())
    }

    /// The holder's token with its area in the file, and the others.
    fn readers(&self) -> Box<AllReaders> {
        let only = |holder| Box::new(Tokens { module: Lab::readers(), holder });
        let holder = FileAreas::new(only(true), self.profile.clone());
        Box::new(AllReaders::new(vec![Box::new(holder), only(false)]))
    }
}

/// The holder's token of a module alone, or all but that: a module with two tokens and names of its own for readers leaves
/// open which token has the card.
#[derive(Debug)]
struct Tokens {
    module: Box<dyn Readers>,
    holder: bool,
}

impl Readers for Tokens {
    fn slots(&mut self) -> Result<Vec<CardSlot>, CardError> {
        let mut slots = self.module.slots()?;
        slots.retain(|slot| slot.is_named(ALICE) == self.holder);
        Ok(slots)
    }

    fn open(&mut self, slot: &CardSlot) -> Result<Box<dyn Token>, CardError> {
        self.module.open(slot)
    }

    fn wait(&mut self, timeout: Duration) -> Result<bool, CardError> {
        self.module.wait(timeout)
    }

    fn interval(&self) -> Duration {
        self.module.interval()
    }
}

/// The numbers of the commands that write, from 1.
fn updates(card: &mut VirtualCard) -> (usize, Vec<u64>) {
    let log = card.take_log();
    let numbered = (1..).zip(&log);
    let writes = numbered.filter(|(_, sent)| sent.command.get(1) == Some(&UPDATE_BINARY));
    (log.len(), writes.map(|(number, _)| number).collect())
}

#[test]
fn issuing_to_a_card_that_vanishes_at_any_update() {
    run(TEST, |lab| {
        with_pcscd(TEST, 1, |pcscd| {
            let profile = format!("3F00/5343/4150;size={SIZE};pin=81").parse().unwrap();
            let reader = &pcscd.readers()[0];
            let mut desk = Desk { reader, monitor: ReaderMonitor::new(), profile };
            let file = Ef::pin_to_write(vec![0xFF; usize::from(SIZE)]);
            let card = VirtualCard::new(Profile::default().with_file(AREA_FILE, file));
            let mut inserted = Some(desk.insert(card));
            let server = FakeServer::default();
            let issue = |id| Issue::new(FakeServer::url(), Uuid::from_u128(id), now());
            let mut counted = Vec::new();
            let mut count = |name, end: String, inserted: &Option<InsertedCard>| {
                assert_eq!(end, "done", "{name}");
                let counts = updates(&mut inserted.as_ref().unwrap().card());
                counted.push((name, counts.0));
                counts.1
            };
            let activate = Activate::new(FakeServer::url(), now());
            count("F1", lab.run_with(activate, &server, desk.readers(), || {}), &inserted);
            count("F2, first", lab.run_with(issue(1), &server, desk.readers(), || {}), &inserted);
            let end = lab.run_with(issue(2), &server, desk.readers(), || {});
            let writes = count("F2, next", end, &inserted);
            let view = View::new(now());
            count("F6", lab.run_with(view, &server, desk.readers(), || {}), &inserted);
            let filter = RecordsFilter {
                direction: Direction::Received,
                range: (UnixTime::EPOCH, now()),
                kind: None,
                serial: None,
                cursor: None,
            };
            let records = QueryRecords::new(FakeServer::url(), filter, now());
            count("F8", lab.run_with(records, &server, desk.readers(), || {}), &inserted);
            counted.push(("F2, next: UPDATE BINARY", writes.len()));
            let page = [
                ("F1", 18),
                ("F2, first", 38),
                ("F2, next", 43),
                ("F6", 14),
                ("F8", 5),
                ("F2, next: UPDATE BINARY", 5),
            ];
            assert_eq!(counted, page, "APDUs, as on the page on performance");

            let mut id: u128 = 2;
            for at in writes {
                for fault in [Fault::VanishBefore, Fault::VanishAfter, Fault::TearUpdate { written: 1 }] {
                    let case = format!("command {at}, {fault:?}");
                    id += 1;
                    let old = desk.area().unwrap();
                    let held = inserted.take().unwrap();
                    held.card().reset();
                    held.card().fail_at(at, fault);
                    inserted = Some(held);
                    let (readers, mut then) = (desk.readers(), None);
                    let end = lab.run_with(issue(id), &server, readers, || {
                        let Some(vanished) = inserted.take() else { return };
                        let card = vanished.wait_until_vanished();
                        desk.wait_for(|event| matches!(event, ReaderEvent::CardRemoved { .. }));
                        inserted = Some(desk.insert(card));
                        then = Some(desk.area().unwrap());
                    });
                    assert_eq!(end, "done", "{case}");
                    let new = desk.area().unwrap();
                    let then = then.unwrap_or_else(|| panic!("{case}: it did not vanish"));
                    assert!(then == old || then == new, "{case}: half written");
                    let ledger = server.ledger();
                    let newest = ledger.newest(&HOLDER.certificate, scap_ac::AcKind::Application).unwrap();
                    assert!(newest.written, "{case}");
                    assert_eq!(new.as_deref(), newest.certificate.as_ref().map(|ac| ac.as_der()), "{case}");
                    assert_eq!(ledger.issuances.len(), usize::try_from(id).unwrap(), "{case}");
                }
            }
        });
    });
}
