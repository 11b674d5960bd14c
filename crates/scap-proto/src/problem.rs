//! Answers that refuse.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The body of an answer that refuses: `application/problem+json` ([RFC 9457]) with a stable code.
///
/// [RFC 9457]: https://www.rfc-editor.org/rfc/rfc9457
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// `urn:scap:error:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// What happened, in English, for logs; users are told in their language by the code.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code, such as `entity.mismatch`.
    pub code: String,
    /// The facts that belong to the code, such as `tries_left`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub details: Map<String, Value>,
}

impl Problem {
    /// The media type.
    pub const MEDIA_TYPE: &'static str = "application/problem+json";

    /// A problem of this code.
    #[must_use]
    pub fn new(status: u16, code: impl Into<String>, title: impl Into<String>) -> Self {
        let code = code.into();
        let kind = format!("urn:scap:error:{code}");
        Self { kind, title: title.into(), status, code, details: Map::new() }
    }

    /// The same with one more fact.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.details.insert(name.into(), value.into());
        self
    }
}
