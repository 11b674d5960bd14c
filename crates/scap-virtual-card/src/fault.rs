//! What can go wrong with a card.

use std::time::Duration;

/// What goes wrong at one command.
#[expect(clippy::exhaustive_enums, reason = "a test names what it wants")]
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fault {
    /// The card is gone before the command is executed.
    VanishBefore,
    /// The command is executed, and the card is gone before it answers.
    VanishAfter,
    /// The card is gone in the middle of an UPDATE BINARY, when so many bytes of its data are written. At any
    /// other command this is [`Fault::VanishBefore`].
    TearUpdate {
        /// How many bytes are written.
        written: usize,
    },
    /// The command is executed, and the answer comes late.
    Slow(Duration),
    /// The command is not executed, and these bytes are the answer, whatever they are.
    Garbage(Vec<u8>),
    /// The command is not executed, and this status word is the answer.
    Status(u16),
}

/// The card is not there any more: it gave no answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the card is gone")]
pub struct Vanished;
