//! How far a batch is: a bar at a terminal, a line for each card elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::results::{Line, Status};
use crate::terminal::Terminal;

/// How far a batch is.
#[derive(Debug)]
pub(crate) struct Progress<'a> {
    terminal: &'a Terminal,
    /// Hidden where there is no terminal.
    bar: ProgressBar,
}

impl<'a> Progress<'a> {
    /// Of this many cards, of which some are done.
    pub(crate) fn new(terminal: &'a Terminal, cards: usize, done: usize) -> Self {
        let length = |count| u64::try_from(count).unwrap_or(u64::MAX);
        let bar = ProgressBar::with_draw_target(Some(length(cards)), ProgressDrawTarget::stderr());
        // The template is one that parses; if it were not, the bar would look otherwise.
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        bar.set_position(length(done));
        Self { terminal, bar }
    }

    /// A card is begun.
    pub(crate) fn begin(&self, card: &str) {
        self.bar.set_message(card.to_owned());
    }

    /// Does something at the terminal where the bar is in the way.
    pub(crate) fn aside<T>(&self, act: impl FnOnce() -> T) -> T {
        self.bar.suspend(act)
    }

    /// A card is done with.
    pub(crate) fn end(&self, line: &Line) {
        self.bar.inc(1);
        if line.status == Status::Issued && !self.bar.is_hidden() {
            return;
        }
        let card = ("card", line.card.clone().into());
        self.aside(|| match line.status {
            Status::Issued => {
                self.terminal.say("batch-card-issued", &[card, ("serial", line.serial.clone().into())]);
            }
            Status::Failed => {
                let facts =
                    [card, ("message", line.message.clone().into()), ("code", line.code.clone().into())];
                self.terminal.say("batch-card-failed", &facts);
            }
        });
    }

    /// Clears the bar.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
