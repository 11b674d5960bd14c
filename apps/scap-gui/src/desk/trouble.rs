//! What went wrong, as the window shows it: code and facts, without the error itself.

use std::error::Error;

use scap_desk::DeskError;
use scap_flow::Failure;
use serde_json::{Map, Value};

/// Something that went wrong.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Trouble {
    /// The stable code.
    pub(crate) code: String,
    /// The facts that belong to the code.
    pub(crate) details: Map<String, Value>,
    /// What each layer said, outermost first: for whoever looks for the cause.
    pub(crate) causes: Vec<String>,
}

impl Trouble {
    /// A code with its facts.
    pub(crate) fn new(code: &str, details: Map<String, Value>) -> Self {
        Self { code: code.to_owned(), details, causes: Vec::new() }
    }

    fn caused(mut self, error: &dyn Error) -> Self {
        let mut next = Some(error);
        while let Some(error) = next {
            let said = error.to_string();
            // A transparent layer says what the one below says.
            if self.causes.last() != Some(&said) {
                self.causes.push(said);
            }
            next = error.source();
        }
        self
    }
}

impl From<&Failure> for Trouble {
    fn from(failure: &Failure) -> Self {
        Self::new(failure.code(), failure.details()).caused(failure)
    }
}

impl From<&DeskError> for Trouble {
    fn from(error: &DeskError) -> Self {
        Self::new(error.code(), error.details()).caused(error)
    }
}
