//! Questions that are drawn at a terminal and answered key by key.
//!
//! A [`Prompt`] is a value: what it looks like and what a key does to it. It does no I/O, so its tests press keys;
//! [`ask`] alone draws and reads. Nothing that is drawn is ambiguous in width, as many terminals of Taiwan show such
//! characters two columns wide.

mod checks;
mod drawing;
mod key;
mod line;
mod list;
mod screen;
mod secret;

pub(crate) use self::{
    checks::{Checked, Checks},
    line::{Line, Verdict},
    list::{Item, List},
    screen::ask,
    secret::secret,
};
use self::{
    drawing::{Drawing, Size},
    key::Key,
};

/// What a person does with a question.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Reply<T> {
    Answer(T),
    /// One step back.
    Back,
}

/// What judges an answer while it is made.
type Judge<'a, I, T> = Box<dyn Fn(&I) -> Verdict<T> + 'a>;

/// A question.
pub(crate) trait Prompt {
    type Answer;

    /// What it looks like on a screen of this size.
    fn draw(&self, size: Size) -> Drawing;

    /// What a key does; nothing if the question is still open.
    fn press(&mut self, key: Key) -> Option<Reply<Self::Answer>>;
}
