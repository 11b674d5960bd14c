//! How a batch went.

use serde::Serialize;

use super::Failure;
use crate::batch::{Counts, Line, Status};

/// How a batch went.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Batch {
    /// The cards that hold what the file says, since this run.
    pub(crate) issued: usize,
    /// The cards that do not, though they were tried.
    pub(crate) failed: usize,
    /// The cards that earlier runs issued to.
    pub(crate) skipped: usize,
    /// The cards that were not tried.
    pub(crate) left: usize,
    /// The cards that were tried, in order.
    pub(crate) results: Vec<BatchResult>,
    /// Why the exit code is not 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Failure>,
}

impl Batch {
    /// How these cards went.
    pub(crate) fn new(counts: Counts, lines: Vec<Line>, error: Option<Failure>) -> Self {
        let Counts { issued, failed, skipped, left } = counts;
        let results = lines.into_iter().map(BatchResult::from).collect();
        Self { issued, failed, skipped, left, results, error }
    }
}

/// How it went with one card.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct BatchResult {
    /// The card as the file names it.
    pub(crate) card: String,
    /// The serial number of the card's certificate, decimal; `null` if it was not seen.
    pub(crate) card_serial: Option<String>,
    /// The serial number of the authorization, decimal; `null` if none was given.
    pub(crate) serial: Option<String>,
    pub(crate) status: BatchStatus,
    /// The code of a failure: see docs/failures.md; `null` if there is none.
    pub(crate) code: Option<String>,
    /// What happened, in the language of the run; `null` if nothing failed.
    pub(crate) message: Option<String>,
    /// When the server recorded the write onto the card (RFC 3339 in UTC); `null` if it did not in this run.
    pub(crate) written_at: Option<String>,
}

/// Whether a card holds what the file says.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum BatchStatus {
    /// It does, and the server knows.
    Issued,
    /// It does not.
    Failed,
}

impl From<Line> for BatchResult {
    fn from(line: Line) -> Self {
        let Line { card, card_serial, serial, status, code, message, written_at, .. } = line;
        let status = match status {
            Status::Issued => BatchStatus::Issued,
            Status::Failed => BatchStatus::Failed,
        };
        Self { card, card_serial, serial, status, code, message, written_at }
    }
}
