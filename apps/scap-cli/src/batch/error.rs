//! What goes wrong with a batch as a whole, and with a card in it that could not go wrong alone.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::flaw::{FlawError, Flaws};
use crate::error::CliError;

/// What goes wrong with a batch.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BatchError {
    /// The file, or that of the results, cannot be used.
    #[error(transparent)]
    File(#[from] Flaws),
    /// An earlier run left results, and is not to be resumed.
    #[error("{} is there already", file.display())]
    ResultsExist { file: PathBuf },
    /// Two names in the file are those of one card.
    #[error("{card:?} is the card that the file calls {earlier:?}, too")]
    CardTwice { card: String, earlier: String },
    /// The server has other terms than those that were agreed to.
    #[error("the terms have changed since they were agreed to")]
    TermsChanged,
    /// Not every card holds what the file says.
    #[error("{} of the cards failed, {} were not tried", counts.failed, counts.left)]
    Unfinished {
        counts: Counts,
        /// What would have failed every other card, too.
        cause: Option<Box<CliError>>,
    },
}

impl From<FlawError> for CliError {
    fn from(error: FlawError) -> Self {
        Self::Batch(Flaws::from(error).into())
    }
}

/// How many cards are in which state.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Counts {
    /// They hold what the file says, since this run.
    pub(crate) issued: usize,
    /// They do not, though they were tried.
    pub(crate) failed: usize,
    /// Earlier runs issued to them.
    pub(crate) skipped: usize,
    /// They were not tried.
    pub(crate) left: usize,
}

impl Counts {
    /// Each by its name.
    pub(crate) fn facts(self) -> [(&'static str, Value); 4] {
        let Self { issued, failed, skipped, left } = self;
        [("issued", issued), ("failed", failed), ("skipped", skipped), ("left", left)]
            .map(|(name, count)| (name, count.into()))
    }
}

impl BatchError {
    /// The stable code.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::File(_) => "batch.file",
            Self::ResultsExist { .. } => "file.exists",
            Self::CardTwice { .. } => "batch.card_twice",
            Self::TermsChanged => "terms.outdated",
            Self::Unfinished { .. } => "batch.failed",
        }
    }

    /// The facts that belong to the code.
    pub(crate) fn details(&self) -> Value {
        match self {
            Self::File(flaws) => Value::Object(flaws.details()),
            Self::ResultsExist { file } => {
                json!({ "file": file.display().to_string(), "resume": "--resume" })
            }
            Self::CardTwice { card, earlier } => json!({ "card": card, "earlier": earlier }),
            Self::TermsChanged => Value::Null,
            Self::Unfinished { counts, cause } => {
                let cause = cause
                    .as_ref()
                    .map(|cause| ("cause", json!({ "code": cause.code(), "details": cause.details() })));
                let facts = counts.facts().into_iter().chain(cause);
                Value::Object(facts.map(|(name, fact)| (name.to_owned(), fact)).collect())
            }
        }
    }

    /// The facts of what else is wrong, under the same code.
    pub(crate) fn others(&self) -> impl Iterator<Item = Map<String, Value>> {
        let flaws = match self {
            Self::File(flaws) => Some(flaws),
            _ => None,
        };
        flaws.into_iter().flat_map(Flaws::others)
    }
}
