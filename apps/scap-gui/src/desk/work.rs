//! What the thread does: looks at the readers, and runs one function after the other.

use std::{
    collections::VecDeque,
    io,
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
    Left, News, Order, Post, Run, Seat, Trouble, Unwritten,
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
    /// What is in the way of seeing the readers, as it was told.
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
                Some(Order::Begin(run, function)) => self.carry_out(run, &function),
                Some(Order::Left) => self.tell_left(),
                Some(Order::Quit) => break,
                Some(Order::Look) | None => self.look(),
                // What it answers has ended.
                Some(Order::Answer(..)) => {}
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
            Ok(readers) => self.readers = Some(readers),
            Err(error) => self.tell_trouble((&error).into()),
        }
    }

    /// Tells what is in the way of seeing the readers, if it was not told before.
    fn tell_trouble(&mut self, trouble: Trouble) {
        if self.trouble.as_ref() != Some(&trouble) {
            self.trouble = Some(trouble.clone());
            self.post.send(News::Seats(Err(trouble)));
        }
    }

    /// Tells what is in the readers, if it changed.
    fn look(&mut self) {
        self.find_readers();
        let Some(readers) = &mut self.readers else { return };
        match seats::look(&mut **readers, &self.seats) {
            Ok(seats) => {
                // Also that nothing is in the way any more is news.
                let was_in_trouble = self.trouble.take().is_some();
                let slots = |seats: &[Seat]| seats.iter().map(|seat| seat.slot.clone()).collect::<Vec<_>>();
                let is_news = was_in_trouble || slots(&seats) != slots(&self.seats);
                self.seats = seats;
                if is_news {
                    self.post.send(News::Seats(Ok(self.seats.clone())));
                }
            }
            Err(error) => {
                self.seats.clear();
                self.tell_trouble((&Failure::from(error)).into());
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
        self.trouble = seats.as_ref().err().cloned();
        self.post.send(News::Seats(seats));
    }

    /// Tells what earlier runs left, if it changed.
    fn tell_left(&mut self) {
        let left = match self.settings.as_ref().map(left) {
            Some(Ok(left)) => left,
            Some(Err(error)) => {
                let reason = error.to_string();
                return self.post.send(News::Told(scap_flow::News::NoJournal { reason }));
            }
            None => Left::default(),
        };
        if self.left.as_ref() != Some(&left) {
            self.left = Some(left.clone());
            self.post.send(News::Left(left));
        }
    }

    /// Runs a function to its end.
    fn carry_out(&mut self, run: Run, function: &Function) {
        let post = self.post.of(run);
        let readers = match self.take_readers() {
            Ok(readers) => readers,
            Err(error) => return post.send(News::NotBegun((&error).into())),
        };
        let interval = readers.interval().min(HOUR);
        let mut driver = match self.driver(function, readers, &post) {
            Ok(driver) => driver,
            Err((error, readers)) => {
                self.readers = Some(readers);
                return post.send(News::NotBegun((&error).into()));
            }
        };
        let mut told: Option<Awaited> = None;
        let mut ask = driver.start();
        loop {
            driver.take_news().into_iter().for_each(|news| self.post.send(News::Told(news)));
            let answer = match ask {
                Ask::Done(_) | Ask::Refused(_) | Ask::Cancelled => break,
                Ask::InsertCard { role, problem } => {
                    let awaited = (role, problem);
                    if told.as_ref() != Some(&awaited) {
                        let (role, problem) = awaited.clone();
                        post.send(News::Asked(Box::new(Ask::InsertCard { role, problem })));
                        told = Some(awaited);
                    }
                    self.await_card(run, interval)
                }
                ask => {
                    told = None;
                    post.send(News::Asked(Box::new(ask)));
                    self.await_answer(run)
                }
            };
            ask = driver.answer(answer);
        }
        let unwritten = driver.left_unwritten().copied();
        self.readers = Some(driver.into_readers());
        // The first page, to which a person may go at once, offers nothing for finishing that is finished.
        self.tell_left();
        post.send(News::Ended { how: Box::new(ask), unwritten });
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
        post: &Post,
    ) -> Result<Driver, (DeskError, Box<dyn Readers>)> {
        let Some(settings) = &self.settings else {
            return Err((scap_card::CardError::NoReader.into(), readers));
        };
        let made = || {
            let server: Option<Box<dyn Server>> = if function.needs_server() {
                let client = settings.client()?;
                Some(Box::new(Abandonable::new(client, Arc::clone(&self.calls), post.clone())))
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

    /// Waits for something at the readers, or for the person to leave.
    fn await_card(&mut self, run: Run, interval: Duration) -> Answer {
        match self.orders.recv_timeout(interval) {
            Ok(Order::Answer(of, answer)) if of == run => answer,
            Ok(Order::Look | Order::Left | Order::Answer(..)) | Err(RecvTimeoutError::Timeout) => {
                Answer::Wait(Duration::ZERO)
            }
            Ok(order) => self.put_off(order),
            Err(RecvTimeoutError::Disconnected) => Answer::Cancel,
        }
    }

    fn await_answer(&mut self, run: Run) -> Answer {
        loop {
            match self.orders.recv() {
                Ok(Order::Answer(of, answer)) if of == run => return answer,
                // It is looked for when a card is needed; what answers another function answers nothing here.
                Ok(Order::Look | Order::Left | Order::Answer(..)) => {}
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
fn left(settings: &Settings) -> io::Result<Left> {
    // What is wrong with these is told where they are used.
    let (Ok(server), Ok(journal)) = (settings.server(), settings.journal()) else {
        return Ok(Left::default());
    };
    let unwritten = journal.unwritten(server.as_str())?;
    let unwritten = unwritten.into_iter().map(|left| Unwritten {
        serial: left.certificate.serial().to_string(),
        card: left.certificate.holder().serial.to_string(),
    });
    let records = journal.pending(server.as_str())?.len();
    Ok(Left { unwritten: unwritten.collect(), records })
}
