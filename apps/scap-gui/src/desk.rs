//! The thread that works with cards and the server, so that the window never waits.
//!
//! The window sends an [`Order`] and goes on drawing; what comes of it arrives as [`News`], and the window is woken
//! for each. Between functions the thread looks what is in the readers. In a function it runs the [`Driver`].

mod background;
mod calls;
mod seats;
mod trouble;
mod work;

use std::{
    cell::Cell,
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::Duration,
};

use scap_ac::SerialNumber;
use scap_desk::Settings;
use scap_flow::{Answer, Ask};
use scap_proto::{ClientStanding, wire::VersionReply};

use self::{background::Background, calls::Calls, work::Worker};
pub(crate) use self::{
    calls::Call,
    seats::{Occupant, Seat, SeenCard},
    trouble::Trouble,
};
use crate::function::Function;

/// How long a window that is closed waits for what a card is doing. What is cut off then is finished at the next start.
const FAREWELL: Duration = Duration::from_secs(5);

/// Functions are counted as they begin, so that no answer and no question is taken for one of another function.
type Run = u64;

/// What the window wants.
pub(crate) enum Order {
    /// Readers and server are those of these settings from now on.
    Use(Box<Settings>),
    /// Look what earlier runs left, as some of it may be done.
    Left,
    /// Look at the readers, as something came or went.
    Look,
    /// Begin a function, as the run of this number.
    Begin(Run, Function),
    /// The answer to what was asked last in this run.
    Answer(Run, Answer),
    /// There is no more window.
    Quit,
}

/// What the window is told.
pub(crate) enum News {
    /// What is in the readers, between functions.
    Seats(Result<Vec<Seat>, Trouble>),
    /// What earlier runs left to be finished.
    Left(Left),
    /// The server is asked something, or has answered.
    Calling(Option<Call>),
    /// People are asked something.
    Asked(Box<Ask>),
    /// The function has ended; the serial is that of a certificate that was signed and is not on its card yet.
    Ended { how: Box<Ask>, unwritten: Option<SerialNumber> },
    /// The function could not begin.
    NotBegun(Trouble),
    /// The server was met, or not.
    Met(Result<Met, Trouble>),
    /// The server of other settings was met, or not: they are only tried.
    Tried(Result<Met, Trouble>),
    /// Something happened beside the function.
    Told(scap_flow::News),
}

/// What a server said of itself and of this program.
#[derive(Clone, Debug)]
pub(crate) struct Met {
    pub(crate) versions: VersionReply,
    pub(crate) standing: Option<ClientStanding>,
}

/// What earlier runs left.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Left {
    /// Certificates that were signed and are on no card yet, the newest first.
    pub(crate) unwritten: Vec<Unwritten>,
    /// Write records that the server does not have yet.
    pub(crate) records: usize,
}

/// A certificate that waits for its card.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Unwritten {
    pub(crate) serial: String,
    /// The serial of the secondary card's certificate.
    pub(crate) card: String,
}

/// Wakes the window, as something has arrived for it.
pub(crate) type Wake = Arc<dyn Fn() + Send + Sync>;

/// Where news go.
#[derive(Clone)]
struct Post {
    news: Sender<(Option<Run>, News)>,
    wake: Wake,
    /// The run that the news are of, if they are of one.
    run: Option<Run>,
}

impl Post {
    /// The same for news of this run.
    fn of(&self, run: Run) -> Self {
        Self { run: Some(run), ..self.clone() }
    }

    fn send(&self, news: News) {
        // A window that is gone needs no news.
        if self.news.send((self.run, news)).is_ok() {
            (self.wake)();
        }
    }
}

/// The window's end of the thread.
pub(crate) struct Desk {
    orders: Sender<Order>,
    news: Receiver<(Option<Run>, News)>,
    /// The run that is shown.
    run: Cell<Run>,
    calls: Arc<Calls>,
    background: Background,
    /// Disconnected when the thread has ended.
    ended: Receiver<()>,
}

impl Desk {
    /// Starts the thread.
    pub(crate) fn start(wake: Wake) -> std::io::Result<Self> {
        let (orders, incoming) = channel();
        let (outgoing, news) = channel();
        let (ending, ended) = channel::<()>();
        let post = Post { news: outgoing, wake, run: None };
        let calls = Arc::new(Calls::default());
        let worker = Worker::new(incoming, orders.clone(), post.clone(), Arc::clone(&calls));
        thread::Builder::new().name("desk".to_owned()).spawn(move || {
            worker.run();
            drop(ending);
        })?;
        Ok(Self { orders, news, run: Cell::new(0), calls, background: Background::new(post), ended })
    }

    /// Uses the readers and the server of these settings from now on.
    pub(crate) fn use_settings(&self, settings: &Settings) {
        self.order(Order::Use(Box::new(settings.clone())));
        self.meet(settings);
    }

    /// Asks the server whether it serves this version; earlier write records are sent to it on that occasion.
    pub(crate) fn meet(&self, settings: &Settings) {
        self.background.meet(settings.clone());
    }

    /// Has it looked what earlier runs left.
    pub(crate) fn look_for_left(&self) {
        self.order(Order::Left);
    }

    /// Tries whether the server of these settings can be met.
    pub(crate) fn try_settings(&self, settings: &Settings) {
        self.background.try_settings(settings.clone());
    }

    /// Begins a function.
    pub(crate) fn begin(&self, function: Function) {
        self.calls.begin();
        self.run.set(self.run.get() + 1);
        self.order(Order::Begin(self.run.get(), function));
    }

    /// Answers what was asked.
    pub(crate) fn answer(&self, answer: Answer) {
        self.order(Order::Answer(self.run.get(), answer));
    }

    /// Leaves the function, also while the server is awaited.
    pub(crate) fn leave(&self) {
        self.calls.abandon();
        self.order(Order::Answer(self.run.get(), Answer::Cancel));
    }

    /// What has arrived; news of a function that was left are none.
    pub(crate) fn news(&self) -> impl Iterator<Item = News> {
        let shown = self.run.get();
        let is_shown = move |run: Option<Run>| run.is_none_or(|run| run == shown);
        self.news.try_iter().filter(move |(run, _)| is_shown(*run)).map(|(_, news)| news)
    }

    fn order(&self, order: Order) {
        // The thread ends after its window only.
        let _ = self.orders.send(order);
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.leave();
        self.order(Order::Quit);
        let _ = self.ended.recv_timeout(FAREWELL);
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use scap_card::{Pin, soft::NewArea};
    use scap_desk::Overrides;
    use scap_test_pki::fixed;
    use scap_test_stage::{PIN, Stage};

    use super::*;

    /// The next that is asked; that a function ended would be told before.
    fn asked(desk: &Desk, woken: &Receiver<()>) -> Ask {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            for news in desk.news() {
                match news {
                    News::Asked(ask) => return *ask,
                    News::Ended { how, .. } => return *how,
                    _ => {}
                }
            }
            let left = until.saturating_duration_since(Instant::now());
            woken.recv_timeout(left).expect("something is asked");
        }
    }

    #[test]
    fn what_belongs_to_a_function_that_was_left_is_no_news_and_no_answer() {
        let stage = Stage::new();
        stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
        let overrides = Overrides {
            config: Some(stage.folder().join("config.toml")),
            soft_cards: Some(stage.folder().join("cards")),
            journal: Some(stage.folder().join("pending")),
            ..Overrides::default()
        };
        let (wake, woken) = channel();
        let desk = Desk::start(Arc::new(move || wake.send(()).unwrap_or_default())).unwrap();
        desk.use_settings(&Settings::read(&overrides).unwrap());
        desk.begin(Function::View);
        assert!(matches!(asked(&desk, &woken), Ask::Pin(_)));

        // The end of the first is told while the second is shown.
        desk.begin(Function::View);
        assert!(matches!(asked(&desk, &woken), Ask::Pin(_)));
        // Answers to the first: a PIN would reach the card of the second.
        desk.order(Order::Answer(1, Answer::Pin(Pin::new("0000".into()).unwrap())));
        desk.order(Order::Answer(1, Answer::Cancel));
        desk.answer(Answer::Pin(Pin::new(PIN.into()).unwrap()));
        let how = asked(&desk, &woken);
        assert!(matches!(&how, Ask::Refused(failure) if failure.code() == "area.none"), "{how:?}");
        assert_eq!(stage.tries("amy"), 3);
    }
}
