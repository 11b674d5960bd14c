//! Virtual cards in virtual readers of a private daemon, as a PC/SC client sees them.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::{
    ffi::CString,
    time::{Duration, Instant},
};

use pcsc::{Card, Context, Disposition, Error, Protocols, ReaderState, Scope, ShareMode, State};
use scap_virtual_card::{
    AREA_FILE, Fault, VirtualCard, VirtualReader,
    pcscd::{Pcscd, with_pcscd},
};

const SELECT_AREA: &[u8] = &[0x00, 0xA4, 0x08, 0x0C, 0x04, 0x53, 0x43, 0x41, 0x50];
const VERIFY: &[u8] = b"\x00\x20\x00\x81\x06123456";
const VERIFY_WRONG: &[u8] = b"\x00\x20\x00\x81\x06000000";
const TRIES: &[u8] = &[0x00, 0x20, 0x00, 0x81];
const UPDATE: &[u8] = &[0x00, 0xD6, 0x00, 0x00, 0x04, 0xF0, 0xF1, 0xF2, 0xF3];
const READ: &[u8] = &[0x00, 0xB0, 0x00, 0x00, 0x04];

fn context() -> Context {
    Context::establish(Scope::System).unwrap()
}

fn name(reader: &VirtualReader) -> CString {
    CString::new(reader.name()).unwrap()
}

/// Waits until `reader` is in a state that has `wanted`, by events alone.
fn wait_for(context: &Context, reader: &VirtualReader, wanted: State) {
    let deadline = Instant::now() + Duration::from_secs(10);
    let mut states = [ReaderState::new(name(reader), State::UNAWARE)];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        context.get_status_change(left, &mut states).unwrap();
        if states[0].event_state().contains(wanted) {
            return;
        }
        states[0].sync_current_state();
    }
}

fn connect(context: &Context, reader: &VirtualReader) -> Card {
    wait_for(context, reader, State::PRESENT);
    context.connect(&name(reader), ShareMode::Shared, Protocols::T1).unwrap()
}

fn transmit(card: &Card, command: &[u8]) -> Result<Vec<u8>, Error> {
    let mut buffer = [0; pcsc::MAX_BUFFER_SIZE_EXTENDED];
    card.transmit(command, &mut buffer).map(<[u8]>::to_vec)
}

fn status(card: &Card, command: &[u8]) -> u16 {
    u16::from_be_bytes(*transmit(card, command).unwrap().last_chunk().unwrap())
}

#[test]
fn readers_are_listed_by_the_names_they_are_known_by() {
    with_pcscd("readers_are_listed_by_the_names_they_are_known_by", 2, |pcscd| {
        let listed = context().list_readers_owned().unwrap();
        let known: Vec<_> = pcscd.readers().iter().map(name).collect();
        assert_eq!(listed, known);
        assert_eq!(known.len(), 4);
        // Each has a card of its own, also in another pair.
        let context = context();
        let cards: Vec<_> =
            pcscd.readers().iter().map(|reader| reader.insert(VirtualCard::default()).unwrap()).collect();
        for (number, (reader, inserted)) in pcscd.readers().iter().zip(&cards).enumerate() {
            let tag = u8::try_from(number).unwrap();
            inserted.card().contents_mut(AREA_FILE).unwrap()[0] = tag;
            let card = connect(&context, reader);
            assert_eq!(status(&card, SELECT_AREA), 0x9000);
            assert_eq!(transmit(&card, READ).unwrap()[0], tag);
        }
    });
}

#[test]
fn readers_come_and_go_when_the_daemon_starts_again() {
    with_pcscd("readers_come_and_go_when_the_daemon_starts_again", 0, |pcscd| {
        for pairs in [0, 1, 2, 1] {
            let before = pcscd.readers().to_vec();
            pcscd.set_pairs(pairs).unwrap();
            pcscd.start_again().unwrap();
            let known: Vec<_> = pcscd.readers().iter().map(name).collect();
            assert_eq!(known.len(), 2 * usize::from(pairs));
            assert_eq!(context().list_readers_owned(), Ok(known));
            assert!(pcscd.readers().iter().zip(&before).all(|(new, old)| new == old));
        }
    });
}

#[test]
fn a_card_keeps_its_state_when_it_is_pulled_and_inserted_elsewhere() {
    with_pcscd("a_card_keeps_its_state_when_it_is_pulled_and_inserted_elsewhere", 1, |pcscd| {
        let [first, second] = pcscd.readers() else { panic!("two readers") };
        let context = context();
        let inserted = first.insert(VirtualCard::default()).unwrap();
        let card = connect(&context, first);
        wait_for(&context, second, State::EMPTY);
        for (command, answer) in [(VERIFY_WRONG, 0x63C2), (VERIFY, 0x9000), (VERIFY_WRONG, 0x63C2)] {
            assert_eq!(status(&card, command), answer);
        }
        assert_eq!(inserted.card().counters().pins, 3);

        let pulled = inserted.pull();
        wait_for(&context, first, State::EMPTY);
        assert!(transmit(&card, TRIES).is_err());
        drop(card);

        let inserted = second.insert(pulled).unwrap();
        let card = connect(&context, second);
        assert_eq!(status(&card, TRIES), 0x63C2);
        assert_eq!(status(&card, VERIFY_WRONG), 0x63C1);
        assert_eq!(status(&card, VERIFY_WRONG), 0x6983);
        assert_eq!(inserted.pull().tries_left(), 0);
    });
}

#[test]
fn a_reset_by_the_client_forgets_the_pin() {
    with_pcscd("a_reset_by_the_client_forgets_the_pin", 1, |pcscd| {
        let context = context();
        let inserted = pcscd.readers()[0].insert(VirtualCard::default()).unwrap();
        let mut card = connect(&context, &pcscd.readers()[0]);
        assert_eq!(status(&card, VERIFY), 0x9000);
        assert!(inserted.card().is_verified());
        card.reconnect(ShareMode::Shared, Protocols::T1, Disposition::ResetCard).unwrap();
        assert_eq!(status(&card, TRIES), 0x63C3);
    });
}

#[test]
fn a_card_vanishes_at_the_command_it_was_told() {
    with_pcscd("a_card_vanishes_at_the_command_it_was_told", 1, |pcscd| {
        let reader = &pcscd.readers()[0];
        let context = context();
        let mut virtual_card = VirtualCard::default();
        let table = [
            (Fault::VanishBefore, [0, 0, 0, 0]),
            (Fault::TearUpdate { written: 2 }, [0xF0, 0xF1, 0, 0]),
            (Fault::VanishAfter, [0xF0, 0xF1, 0xF2, 0xF3]),
        ];
        for (fault, contents) in table {
            virtual_card.contents_mut(AREA_FILE).unwrap().fill(0);
            let inserted = reader.insert(virtual_card).unwrap();
            let card = connect(&context, reader);
            inserted.card().fail_at(3, fault.clone());
            assert_eq!(status(&card, VERIFY), 0x9000);
            assert_eq!(status(&card, SELECT_AREA), 0x9000);
            assert_eq!(transmit(&card, UPDATE), Ok(vec![]), "{fault:?}: vpcd has no answer");
            assert!(transmit(&card, UPDATE).is_err(), "{fault:?}");
            wait_for(&context, reader, State::EMPTY);
            virtual_card = inserted.wait_until_vanished();
            assert!(virtual_card.has_vanished());
            assert_eq!(virtual_card.contents(AREA_FILE).unwrap()[..4], contents, "{fault:?}");
        }
        assert_eq!(virtual_card.counters().updates, 3);
    });
}

#[test]
fn a_slow_answer_comes_late_and_a_pull_does_not_wait_for_it() {
    with_pcscd("a_slow_answer_comes_late_and_a_pull_does_not_wait_for_it", 1, |pcscd| {
        let context = context();
        let inserted = pcscd.readers()[0].insert(VirtualCard::default()).unwrap();
        let card = connect(&context, &pcscd.readers()[0]);
        let slow = Duration::from_millis(700);
        inserted.card().fail_at(1, Fault::Slow(slow));
        let started = Instant::now();
        assert_eq!(status(&card, TRIES), 0x63C3);
        assert!(started.elapsed() >= slow);

        inserted.card().fail_at(1, Fault::Slow(Duration::from_secs(60)));
        let commands = inserted.card().counters().commands;
        let waiting = std::thread::spawn(move || transmit(&card, TRIES));
        while inserted.card().counters().commands == commands {
            std::thread::yield_now();
        }
        let started = Instant::now();
        drop(inserted);
        assert_eq!(waiting.join().unwrap(), Ok(vec![]), "vpcd has no answer");
        assert!(started.elapsed() < Duration::from_secs(10));
    });
}

#[test]
fn garbage_reaches_the_client_but_for_an_empty_answer() {
    with_pcscd("garbage_reaches_the_client_but_for_an_empty_answer", 1, |pcscd| {
        let context = context();
        let inserted = pcscd.readers()[0].insert(VirtualCard::default()).unwrap();
        let card = connect(&context, &pcscd.readers()[0]);
        for bytes in [vec![0x00], vec![0x12], vec![0x17, 0x2A, 0xC5], vec![0x55; 300]] {
            inserted.card().fail_at(1, Fault::Garbage(bytes.clone()));
            assert_eq!(transmit(&card, TRIES), Ok(bytes));
        }
        inserted.card().fail_at(1, Fault::Status(0x6F00));
        assert_eq!(status(&card, TRIES), 0x6F00);
        assert_eq!(status(&card, TRIES), 0x63C3);
        assert_eq!(status(&card, VERIFY), 0x9000);
        inserted.card().fail_at(1, Fault::Garbage(vec![]));
        assert_eq!(transmit(&card, TRIES), Ok(vec![]));
        assert!(transmit(&card, TRIES).is_err(), "contact is lost");
        let deadline = Instant::now() + Duration::from_secs(10);
        while transmit(&card, TRIES).is_err() {
            assert!(Instant::now() < deadline, "contact is not back");
        }
        assert_eq!(status(&card, TRIES), 0x63C3, "power was lost, too");
    });
}

#[test]
fn cards_stay_in_their_readers_while_the_daemon_is_away() {
    with_pcscd("cards_stay_in_their_readers_while_the_daemon_is_away", 1, |pcscd| {
        let reader = pcscd.readers()[0].clone();
        let inserted = reader.insert(VirtualCard::default()).unwrap();
        let context = context();
        let card = connect(&context, &reader);
        assert_eq!(status(&card, VERIFY), 0x9000);

        pcscd.stop();
        assert!(transmit(&card, TRIES).is_err());
        assert_eq!(Context::establish(Scope::System).err(), Some(Error::NoService));

        pcscd.start_again().unwrap();
        let context = self::context();
        let card = connect(&context, &reader);
        assert_eq!(status(&card, TRIES), 0x63C3);
        assert_eq!(inserted.card().counters().pins, 1);
    });
}

#[test]
fn daemons_stand_side_by_side_and_leave_nothing() {
    let first = Pcscd::start(1).unwrap();
    let second = Pcscd::start(1).unwrap();
    let sockets = [first.socket(), second.socket()];
    let ports: Vec<_> =
        [&first, &second].iter().flat_map(|pcscd| pcscd.readers()).map(VirtualReader::port).collect();
    for port in &ports {
        assert_eq!(ports.iter().filter(|other| *other == port).count(), 1);
    }
    let reader = first.readers()[0].clone();
    drop(first);
    assert!(reader.insert(VirtualCard::default()).is_err());
    assert!(second.readers()[1].insert(VirtualCard::default()).is_ok());
    drop(second);
    assert_eq!(sockets.map(|socket| socket.exists()), [false, false]);
}
