//! What the thread does: looks at the readers, and runs one function after the other.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use scap_card::{
    Readers,
    pcsc::{Canceller, ReaderMonitor},
};
use scap_desk::{DeskError, Settings};
use scap_flow::{Answer, Ask, CardRole, CardSelection, Driver, Failure, Server, WrongCard};

use super::{
    Left, News, Order, Post, Seat, Trouble, Unwritten,
    calls::{Abandonable, Calls},
    seats,
};
use crate::function::Function;

/// The longest wait for something that nothing announces.
const HOUR: Duration = Duration::from_secs(3600);

/// The thread's own.
pub(super) struct Worker {
    orders: Receiver<Order>,
    /// For whoever announces that something came or went at the readers.
    announce: Sender<Order>,
    post: Post,
    calls: Arc<Calls>,
    /// What was ordered while something else was awaited.
    later: VecDeque<Order>,
    settings: Option<Settings>,
    readers: Option<Box<dyn Readers>>,
    /// Why there are no readers.
    trouble: Option<Trouble>,
    seats: Vec<Seat>,
    left: Option<Left>,
    monitor: Option<Canceller>,
}

/// How often is looked between functions, when nobody waits for a card, at readers that nothing announces.
const GLANCE: Duration = Duration::from_millis(500);

/// How often it is tried whether readers that could not be had are there.
const RETRY: Duration = Duration::from_secs(2);

/// What is awaited at the readers.
type Awaited = (CardRole, Option<WrongCard>);

impl Worker {
    pub(super) fn new(
        orders: Receiver<Order>,
        announce: Sender<Order>,
        post: Post,
        calls: Arc<Calls>,
    ) -> Self {
        Self {
            orders,
            announce,
            post,
            calls,
            later: VecDeque::new(),
            settings: None,
            readers: None,
            trouble: None,
            seats: Vec::new(),
            left: None,
            monitor: None,
        }
    }

    /// Works until the window is gone.
    pub(super) fn run(mut self) {
        loop {
            match self.next_order() {
                Some(Order::Use(settings)) => self.use_settings(*settings),
                Some(Order::Begin(function)) => self.carry_out(function),
                Some(Order::Left) => self.tell_left(),
                Some(Order::Quit) => break,
                Some(Order::Look) | None => self.look(),
                // What it answers has ended.
                Some(Order::Answer(_)) => {}
            }
        }
        self.watch_no_more();
    }

    /// The next order; nothing when it is time to look at the readers.
    fn next_order(&mut self) -> Option<Order> {
        if let Some(order) = self.later.pop_front() {
            return Some(order);
        }
        match self.orders.recv_timeout(self.interval()) {
            Ok(order) => Some(order),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Order::Quit),
        }
    }

    fn interval(&self) -> Duration {
        match (&self.readers, &self.settings) {
            (Some(readers), _) => readers.interval().clamp(GLANCE, HOUR),
            (None, Some(_)) => RETRY,
            (None, None) => HOUR,
        }
    }

    fn use_settings(&mut self, settings: Settings) {
        self.watch_no_more();
        self.seats.clear();
        // The cards of the readers before are closed first: a module may be the same.
        self.readers = None;
        self.trouble = None;
        if settings.has_pcsc() {
            self.watch();
        }
        self.settings = Some(settings);
        self.tell_left();
        self.look_anew();
    }

    /// Has PC/SC announce what comes and goes.
    fn watch(&mut self) {
        let events = match ReaderMonitor::new().into_channel() {
            Ok(events) => events,
            Err(error) => return tracing::warn!(%error, "readers are not watched"),
        };
        self.monitor = Some(events.canceller());
        let announce = self.announce.clone();
        thread::spawn(move || {
            for _ in events.receiver() {
                if announce.send(Order::Look).is_err() {
                    break;
                }
            }
        });
    }

    fn watch_no_more(&mut self) {
        if let Some(monitor) = self.monitor.take() {
            monitor.cancel();
        }
    }

    /// Has the readers of the settings, as soon as there are some. What is in the way is told when it changes.
    fn find_readers(&mut self) {
        let Some(settings) = self.settings.as_ref().filter(|_| self.readers.is_none()) else { return };
        match settings.readers() {
            Ok(readers) => {
                self.readers = Some(readers);
                self.trouble = None;
            }
            Err(error) => {
                let trouble = Trouble::from(&error);
                if self.trouble.as_ref() != Some(&trouble) {
                    self.trouble = Some(trouble.clone());
                    self.post.send(News::Seats(Err(trouble)));
                }
            }
        }
    }

    /// Tells what is in the readers, if it changed.
    fn look(&mut self) {
        self.find_readers();
        let Some(readers) = &mut self.readers else { return };
        match seats::look(&mut **readers, &self.seats) {
            Ok(seats) => {
                let slots = |seats: &[Seat]| seats.iter().map(|seat| seat.slot.clone()).collect::<Vec<_>>();
                let is_news = slots(&seats) != slots(&self.seats);
                self.seats = seats;
                if is_news {
                    self.post.send(News::Seats(Ok(self.seats.clone())));
                }
            }
            Err(error) => {
                self.seats.clear();
                self.post.send(News::Seats(Err((&Failure::from(error)).into())));
            }
        }
    }

    /// Tells what is in the readers, whatever was told before: a function may have changed what is on a card.
    fn look_anew(&mut self) {
        self.find_readers();
        let Some(readers) = &mut self.readers else { return };
        self.seats.clear();
        let seats = seats::look(&mut **readers, &[]).map_err(|error| Trouble::from(&Failure::from(error)));
        self.seats = seats.clone().unwrap_or_default();
        self.post.send(News::Seats(seats));
    }

    /// Tells what earlier runs left, if it changed.
    fn tell_left(&mut self) {
        let left = self.settings.as_ref().map(left).unwrap_or_default();
        if self.left.as_ref() != Some(&left) {
            self.left = Some(left.clone());
            self.post.send(News::Left(left));
        }
    }

    /// Runs a function to its end.
    fn carry_out(&mut self, function: Function) {
        let readers = match self.take_readers() {
            Ok(readers) => readers,
            Err(error) => return self.post.send(News::NotBegun((&error).into())),
        };
        let interval = readers.interval().min(HOUR);
        let mut driver = match self.driver(&function, readers) {
            Ok(driver) => driver,
            Err((error, readers)) => {
                self.readers = Some(readers);
                return self.post.send(News::NotBegun((&error).into()));
            }
        };
        let mut told = None;
        let mut ask = driver.start();
        loop {
            driver.take_news().into_iter().for_each(|news| self.post.send(News::Told(news)));
            let answer = match ask {
                Ask::Done(_) | Ask::Refused(_) | Ask::Cancelled => break,
                Ask::InsertCard { role, problem } => self.await_card((role, problem), &mut told, interval),
                ask => {
                    told = None;
                    self.post.send(News::Asked(Box::new(ask)));
                    self.await_answer()
                }
            };
            ask = driver.answer(answer);
        }
        let unwritten = driver.left_unwritten().copied();
        self.readers = Some(driver.into_readers());
        self.post.send(News::Ended { how: Box::new(ask), unwritten });
        self.tell_left();
        self.look_anew();
    }

    /// The readers: they may not have been there when the settings came.
    fn take_readers(&mut self) -> Result<Box<dyn Readers>, DeskError> {
        match (self.readers.take(), &self.settings) {
            (Some(readers), _) => Ok(readers),
            (None, Some(settings)) => settings.readers(),
            (None, None) => Err(scap_card::CardError::NoReader.into()),
        }
    }

    fn driver(
        &self,
        function: &Function,
        readers: Box<dyn Readers>,
    ) -> Result<Driver, (DeskError, Box<dyn Readers>)> {
        let Some(settings) = &self.settings else {
            return Err((scap_card::CardError::NoReader.into(), readers));
        };
        let made = || {
            let server: Option<Box<dyn Server>> = if function.needs_server() {
                let client = settings.client()?;
                Some(Box::new(Abandonable::new(client, Arc::clone(&self.calls), self.post.clone())))
            } else {
                None
            };
            Ok((function.flow(settings)?, server, settings.journal()?))
        };
        match made() {
            Ok((flow, server, journal)) => {
                Ok(Driver::new(flow, readers, CardSelection::default(), server, journal))
            }
            Err(error) => Err((error, readers)),
        }
    }

    /// Waits for something at the readers, or for the person to leave. What is asked is told when it changes.
    fn await_card(&mut self, awaited: Awaited, told: &mut Option<Awaited>, interval: Duration) -> Answer {
        if told.as_ref() != Some(&awaited) {
            let (role, problem) = awaited.clone();
            self.post.send(News::Asked(Box::new(Ask::InsertCard { role, problem })));
            *told = Some(awaited);
        }
        match self.orders.recv_timeout(interval) {
            Ok(Order::Answer(answer)) => answer,
            Ok(Order::Look | Order::Left) | Err(RecvTimeoutError::Timeout) => Answer::Wait(Duration::ZERO),
            Ok(order) => self.put_off(order),
            Err(RecvTimeoutError::Disconnected) => Answer::Cancel,
        }
    }

    fn await_answer(&mut self) -> Answer {
        loop {
            match self.orders.recv() {
                Ok(Order::Answer(answer)) => return answer,
                // It is looked for when a card is needed.
                Ok(Order::Look | Order::Left) => {}
                Ok(order) => return self.put_off(order),
                Err(_) => return Answer::Cancel,
            }
        }
    }

    /// Another order ends the function, and is carried out then.
    fn put_off(&mut self, order: Order) -> Answer {
        self.later.push_back(order);
        Answer::Cancel
    }
}

/// What the journal has for the server of these settings.
fn left(settings: &Settings) -> Left {
    let (Ok(server), Ok(journal)) = (settings.server(), settings.journal()) else { return Left::default() };
    let unwritten = journal.unwritten(server.as_str()).unwrap_or_default();
    let unwritten = unwritten.into_iter().map(|left| Unwritten {
        serial: left.certificate.serial().to_string(),
        card: left.certificate.holder().serial.to_string(),
    });
    let records = journal.pending(server.as_str()).map_or(0, |records| records.len());
    Left { unwritten: unwritten.collect(), records }
}
