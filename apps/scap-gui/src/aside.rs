//! Work beside the window: on a thread of its own, so that the window never waits, and is woken when it is done.

use std::{
    sync::mpsc::{Receiver, TryRecvError, channel},
    thread,
};

use egui::Context;

/// Work that is being done, and what comes of it.
pub(crate) struct Aside<T>(Receiver<T>);

impl<T: Send + 'static> Aside<T> {
    /// Begins.
    pub(crate) fn begin(ctx: &Context, work: impl FnOnce() -> T + Send + 'static) -> Self {
        let (done, outcome) = channel();
        let ctx = ctx.clone();
        thread::spawn(move || {
            // The page may have gone.
            let _ = done.send(work());
            ctx.request_repaint();
        });
        Self(outcome)
    }

    /// What came of the work that is here, once it is done: then there is none any more.
    pub(crate) fn poll(here: &mut Option<Self>) -> Option<T> {
        match here.as_ref()?.0.try_recv() {
            Ok(outcome) => {
                *here = None;
                Some(outcome)
            }
            Err(TryRecvError::Disconnected) => {
                *here = None;
                None
            }
            Err(TryRecvError::Empty) => None,
        }
    }
}
