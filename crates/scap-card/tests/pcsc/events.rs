//! What comes and goes is told once, in order, by both interfaces; a wait can be cancelled at once.

use std::{
    sync::mpsc::RecvTimeoutError,
    thread,
    time::{Duration, Instant},
};

use scap_card::pcsc::{Cancelled, ReaderEvent, ReaderMonitor};
use scap_virtual_card::{
    VirtualCard,
    pcscd::{Pcscd, with_pcscd},
};

/// Far longer than any of this takes.
const LONG: Duration = Duration::from_secs(20);

/// The next events, as `+reader`, `-reader`, `in reader`, `out reader`, `started` and `stopped`.
fn next(monitor: &mut ReaderMonitor, count: usize) -> Vec<String> {
    (0..count).map(|_| told(&monitor.next(Some(LONG)).unwrap().unwrap())).collect()
}

fn told(event: &ReaderEvent) -> String {
    match event {
        ReaderEvent::ServiceStarted => "started".to_owned(),
        ReaderEvent::ServiceStopped => "stopped".to_owned(),
        ReaderEvent::ReaderAdded { reader } => format!("+{reader}"),
        ReaderEvent::ReaderRemoved { reader } => format!("-{reader}"),
        ReaderEvent::CardInserted { reader, atr } => {
            assert_eq!(atr, VirtualCard::default().atr());
            format!("in {reader}")
        }
        ReaderEvent::CardRemoved { reader } => format!("out {reader}"),
        other => panic!("{other:?}"),
    }
}

fn quiet(monitor: &mut ReaderMonitor) {
    assert_eq!(monitor.next(Some(Duration::from_millis(600))), Ok(None));
}

fn names(pcscd: &Pcscd) -> [String; 2] {
    [0, 1].map(|reader: usize| pcscd.readers()[reader].name().to_owned())
}

#[test]
fn insertions_removals_and_swaps_are_told_for_each_reader() {
    with_pcscd("events::insertions_removals_and_swaps_are_told_for_each_reader", 1, |pcscd| {
        let [a, b] = names(pcscd);
        let mut monitor = ReaderMonitor::new();
        assert_eq!(next(&mut monitor, 3), ["started".to_owned(), format!("+{a}"), format!("+{b}")]);
        quiet(&mut monitor);

        let first = pcscd.readers()[0].insert(VirtualCard::default()).unwrap();
        assert_eq!(next(&mut monitor, 1), [format!("in {a}")]);
        let second = pcscd.readers()[1].insert(VirtualCard::default()).unwrap();
        assert_eq!(next(&mut monitor, 1), [format!("in {b}")]);
        assert!(monitor.readers().iter().all(|reader| reader.card.is_some()), "two cards at once");

        let card = first.pull();
        assert_eq!(next(&mut monitor, 1), [format!("out {a}")]);
        drop(second);
        assert_eq!(next(&mut monitor, 1), [format!("out {b}")]);
        let moved = pcscd.readers()[1].insert(card).unwrap();
        assert_eq!(next(&mut monitor, 1), [format!("in {b}")]);

        // Out and in while nobody looks.
        let changes = monitor.readers()[1].changes;
        let mut other = ReaderMonitor::new();
        next(&mut other, 4);
        let card = moved.pull();
        assert_eq!(next(&mut other, 1), [format!("out {b}")]);
        let _back = pcscd.readers()[1].insert(card).unwrap();
        assert_eq!(next(&mut other, 1), [format!("in {b}")]);
        assert_eq!(next(&mut monitor, 2), [format!("out {b}"), format!("in {b}")]);
        assert_eq!(monitor.readers()[1].changes, changes + 2);
        quiet(&mut monitor);
    });
}

#[test]
fn a_service_that_stops_and_starts_is_told_and_waited_for() {
    with_pcscd("events::a_service_that_stops_and_starts_is_told_and_waited_for", 1, |pcscd| {
        let [a, b] = names(pcscd);
        let _card = pcscd.readers()[0].insert(VirtualCard::default()).unwrap();
        let mut monitor = ReaderMonitor::new();
        let mut start = next(&mut monitor, 4);
        start[1..].sort_unstable();
        assert_eq!(start, ["started".to_owned(), format!("+{a}"), format!("+{b}"), format!("in {a}")]);

        for _ in 0..2 {
            // While it waits for ever.
            let stopper = thread::scope(|scope| {
                let stop = scope.spawn(|| pcscd.stop());
                let events = next(&mut monitor, 4);
                stop.join().unwrap();
                events
            });
            assert_eq!(stopper.last().unwrap(), "stopped");
            assert!(
                stopper.contains(&format!("out {a}")) && stopper.contains(&format!("-{b}")),
                "{stopper:?}"
            );
            assert!(!monitor.service_runs() && monitor.readers().is_empty());
            quiet(&mut monitor);

            pcscd.start_again().unwrap();
            let mut events = next(&mut monitor, 4);
            assert_eq!(events.remove(0), "started");
            events.sort_unstable();
            assert_eq!(events, [format!("+{a}"), format!("+{b}"), format!("in {a}")]);
        }
    });
}

#[test]
fn without_a_service_that_is_told_first() {
    with_pcscd("events::without_a_service_that_is_told_first", 0, |pcscd| {
        pcscd.stop();
        let mut monitor = ReaderMonitor::new();
        assert_eq!(next(&mut monitor, 1), ["stopped"]);
        quiet(&mut monitor);
        pcscd.start_again().unwrap();
        assert_eq!(next(&mut monitor, 1), ["started"]);
        quiet(&mut monitor);
    });
}

#[test]
fn a_wait_is_cancelled_at_once_whatever_it_waits_for() {
    with_pcscd("events::a_wait_is_cancelled_at_once_whatever_it_waits_for", 1, |pcscd| {
        for service in [true, false] {
            if !service {
                pcscd.stop();
            }
            // Often, as a wait may be just about to begin.
            for _ in 0..50 {
                let mut monitor = ReaderMonitor::new();
                let canceller = monitor.canceller();
                let waits = thread::spawn(move || {
                    while let Ok(event) = monitor.next(None) {
                        assert!(event.is_some());
                    }
                    (Instant::now(), monitor.next(Some(Duration::ZERO)), monitor.next(None))
                });
                let cancelled = Instant::now();
                canceller.cancel();
                let (ended, again, for_ever) = waits.join().unwrap();
                assert_eq!((again, for_ever), (Err(Cancelled), Err(Cancelled)));
                assert!(
                    ended.saturating_duration_since(cancelled) < LONG,
                    "it did not wait for anything else"
                );
            }
        }
    });
}

#[test]
fn the_channel_tells_the_same_and_closes_when_it_is_cancelled() {
    with_pcscd("events::the_channel_tells_the_same_and_closes_when_it_is_cancelled", 1, |pcscd| {
        let [a, b] = names(pcscd);
        let events = ReaderMonitor::new().into_channel().unwrap();
        let next = || told(&events.receiver().recv_timeout(LONG).unwrap());
        assert_eq!([next(), next(), next()], ["started".to_owned(), format!("+{a}"), format!("+{b}")]);
        let card = pcscd.readers()[0].insert(VirtualCard::default()).unwrap();
        assert_eq!(next(), format!("in {a}"));
        drop(card);
        assert_eq!(next(), format!("out {a}"));
        events.canceller().cancel();
        assert_eq!(events.receiver().recv_timeout(LONG), Err(RecvTimeoutError::Disconnected));
        drop(events);
        // One that nobody listens to ends as well.
        drop(ReaderMonitor::new().into_channel().unwrap());
    });
}
