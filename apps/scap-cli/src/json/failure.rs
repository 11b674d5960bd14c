//! Failures.

use serde::Serialize;
use serde_json::{Map, Value};

/// A command failed. Every command may answer with this.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Failed {
    pub(crate) error: Failure,
}

/// What went wrong.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Failure {
    /// The stable code: see docs/failures.md.
    pub(crate) code: String,
    /// What happened, in the language of the run.
    pub(crate) message: String,
    /// What to do, in the language of the run.
    pub(crate) advice: String,
    /// The facts that belong to the code, by name.
    pub(crate) details: Map<String, Value>,
}
