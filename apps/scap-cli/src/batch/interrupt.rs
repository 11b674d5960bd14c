//! Ctrl+C: the card that is being worked on is finished, then the batch ends. While a person is asked, and the second
//! time, the program ends at once.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use signal_hook::{consts::SIGINT, flag};

/// What the shell expects of a program that Ctrl+C ended.
const EXIT_CODE: i32 = 130;

/// Whether the person wants the batch to end.
#[derive(Debug)]
pub(crate) struct Interrupt {
    wanted: Arc<AtomicBool>,
    /// Ctrl+C ends the program at once.
    at_once: Arc<AtomicBool>,
}

impl Interrupt {
    /// Takes note of Ctrl+C from now on. Where the system does not allow it, Ctrl+C ends the program at once.
    pub(crate) fn new() -> Self {
        let interrupt = Self { wanted: Arc::default(), at_once: Arc::default() };
        if let Err(error) = interrupt.register() {
            tracing::warn!(%error, "Ctrl+C ends the program at once");
        }
        interrupt
    }

    /// In this order: the first Ctrl+C must not see what it sets itself.
    fn register(&self) -> io::Result<()> {
        for ends in [&self.at_once, &self.wanted] {
            flag::register_conditional_shutdown(SIGINT, EXIT_CODE, Arc::clone(ends))?;
        }
        flag::register(SIGINT, Arc::clone(&self.wanted)).map(drop)
    }

    /// Whether Ctrl+C was pressed.
    pub(crate) fn is_wanted(&self) -> bool {
        self.wanted.load(Ordering::SeqCst)
    }

    /// Asks a person something: nothing is half done meanwhile, so Ctrl+C ends the program at once.
    pub(crate) fn while_asking<T>(&self, ask: impl FnOnce() -> T) -> T {
        self.at_once.store(true, Ordering::SeqCst);
        let answer = ask();
        self.at_once.store(false, Ordering::SeqCst);
        answer
    }
}
