//! Bytes that stand in JSON as base64.

use base64ct::{Base64 as Standard, Encoding};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// Bytes, in JSON as padded base64 ([RFC 4648 Section 4]).
///
/// [RFC 4648 Section 4]: https://www.rfc-editor.org/rfc/rfc4648#section-4
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Base64(Vec<u8>);

impl Base64 {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Standard::encode_string(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Standard::decode_vec(&text).map(Self).map_err(|_| D::Error::custom("not base64"))
    }
}
