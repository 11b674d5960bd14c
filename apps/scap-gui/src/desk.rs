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

/// What the window wants.
pub(crate) enum Order {
    /// Readers and server are those of these settings from now on.
    Use(Box<Settings>),
    /// Look what earlier runs left, as some of it may be done.
    Left,
    /// Look at the readers, as something came or went.
    Look,
    /// Begin a function.
    Begin(Function),
    /// The answer to what was asked last.
    Answer(Answer),
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
    news: Sender<News>,
    wake: Wake,
}

impl Post {
    fn send(&self, news: News) {
        // A window that is gone needs no news.
        if self.news.send(news).is_ok() {
            (self.wake)();
        }
    }
}

/// The window's end of the thread.
pub(crate) struct Desk {
    orders: Sender<Order>,
    news: Receiver<News>,
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
        let post = Post { news: outgoing, wake };
        let calls = Arc::new(Calls::default());
        let worker = Worker::new(incoming, orders.clone(), post.clone(), Arc::clone(&calls));
        thread::Builder::new().name("desk".to_owned()).spawn(move || {
            worker.run();
            drop(ending);
        })?;
        Ok(Self { orders, news, calls, background: Background::new(post), ended })
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
        self.order(Order::Begin(function));
    }

    /// Answers what was asked.
    pub(crate) fn answer(&self, answer: Answer) {
        self.order(Order::Answer(answer));
    }

    /// Leaves the function, also while the server is awaited.
    pub(crate) fn leave(&self) {
        self.calls.abandon();
        self.order(Order::Answer(Answer::Cancel));
    }

    /// What has arrived.
    pub(crate) fn news(&self) -> impl Iterator<Item = News> {
        self.news.try_iter()
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
