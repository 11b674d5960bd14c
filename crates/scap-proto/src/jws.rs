//! Signed requests: flattened JSON Web Signatures ([RFC 7515 Section 7.2.2]) with `alg` RS256 and the
//! card's certificate in `x5c`.
//!
//! [RFC 7515 Section 7.2.2]: https://www.rfc-editor.org/rfc/rfc7515#section-7.2.2

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use scap_ac::{CardCertificate, CardCertificateError};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::base64::Base64;

/// Longest payload that is read, in bytes.
const MAX_PAYLOAD: usize = 64 * 1024;
/// Longest protected header that is read, in bytes.
const MAX_HEADER: usize = 32 * 1024;

/// A signed request as it travels. `Debug` prints nothing of it, as its payload may hold a user code.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Jws {
    protected: String,
    payload: String,
    signature: String,
}

/// The protected header.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    x5c: Vec<Base64>,
    nonce: String,
    url: String,
}

/// A request that waits for its signature: the card signs [`Unsigned::signing_input`]. `Debug` prints nothing
/// of it.
#[derive(Clone)]
pub struct Unsigned {
    input: String,
}

/// A signed request whose signature holds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Verified<T> {
    /// The card that signed. Whether it may is for the caller to judge.
    pub card: CardCertificate,
    /// The nonce, to be spent by the caller.
    pub nonce: String,
    /// The address that the signer meant, to be compared by the caller.
    pub url: String,
    /// What was signed.
    pub payload: T,
}

/// Why a signed request cannot be read or is not signed by the card that it names.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JwsError {
    /// Larger than any honest request.
    #[error("the signed request is too large")]
    TooLarge,
    /// A part is not base64url.
    #[error("the {part} of the signed request is not base64url")]
    Base64 {
        /// The part.
        part: &'static str,
    },
    /// The protected header is not as agreed.
    #[error("the protected header of the signed request is not as agreed")]
    Header(#[source] serde_json::Error),
    /// The algorithm is not RS256.
    #[error("the signed request does not use RS256")]
    Algorithm,
    /// `x5c` does not hold exactly one certificate of a card.
    #[error("the signed request does not carry one certificate of a card")]
    Certificate(#[source] Option<CardCertificateError>),
    /// The signature does not hold.
    #[error("the signature of the request does not hold")]
    Signature,
    /// The payload is not what this address takes.
    #[error("the payload of the signed request is not as agreed")]
    Payload(#[source] serde_json::Error),
}

impl JwsError {
    /// The stable code: `request.malformed`, `request.signature` or `card.unsupported`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Signature => "request.signature",
            Self::Certificate(_) => "card.unsupported",
            _ => "request.malformed",
        }
    }
}

impl fmt::Debug for Jws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Jws(..)")
    }
}

impl fmt::Debug for Unsigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unsigned(..)")
    }
}

impl Unsigned {
    /// A request of `card` with this `payload`, for this `url`, with a nonce of the server.
    ///
    /// # Errors
    ///
    /// If `payload` has no JSON form.
    pub fn new(
        card: &CardCertificate,
        nonce: &str,
        url: &str,
        payload: &impl Serialize,
    ) -> Result<Self, serde_json::Error> {
        let header = Header {
            alg: "RS256".to_owned(),
            x5c: vec![Base64::from(card.as_der())],
            nonce: nonce.to_owned(),
            url: url.to_owned(),
        };
        let header = Base64UrlUnpadded::encode_string(&serde_json::to_vec(&header)?);
        let payload = Base64UrlUnpadded::encode_string(&serde_json::to_vec(payload)?);
        Ok(Self { input: format!("{header}.{payload}") })
    }

    /// What the card signs, with RSASSA-PKCS1-v1_5 and SHA-256.
    #[must_use]
    pub fn signing_input(&self) -> &[u8] {
        self.input.as_bytes()
    }

    /// The request with the signature that the card made.
    #[must_use]
    pub fn assemble(self, signature: &[u8]) -> Jws {
        let (protected, payload) = self.input.split_once('.').unwrap_or_default();
        Jws {
            protected: protected.to_owned(),
            payload: payload.to_owned(),
            signature: Base64UrlUnpadded::encode_string(signature),
        }
    }
}

impl Jws {
    /// Reads the request and checks its signature with the key of the certificate that it carries.
    ///
    /// That this certificate is one of the CA, that the nonce is fresh and the address is ours, is for
    /// the caller to check.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong.
    pub fn verify<T: DeserializeOwned>(&self) -> Result<Verified<T>, JwsError> {
        let header = decode("header", &self.protected, MAX_HEADER)?;
        let header: Header = serde_json::from_slice(&header).map_err(JwsError::Header)?;
        if header.alg != "RS256" {
            return Err(JwsError::Algorithm);
        }
        let [certificate] = header.x5c.as_slice() else { return Err(JwsError::Certificate(None)) };
        let card = CardCertificate::from_der(certificate.as_bytes())
            .map_err(|error| JwsError::Certificate(Some(error)))?;
        let payload = decode("payload", &self.payload, MAX_PAYLOAD)?;
        let signature = decode("signature", &self.signature, 1024)?;
        let input = format!("{}.{}", self.protected, self.payload);
        if !card.verifies(input.as_bytes(), &signature) {
            return Err(JwsError::Signature);
        }
        let payload = serde_json::from_slice(&payload).map_err(JwsError::Payload)?;
        Ok(Verified { card, nonce: header.nonce, url: header.url, payload })
    }
}

fn decode(part: &'static str, text: &str, max: usize) -> Result<Vec<u8>, JwsError> {
    if text.len() > max.div_ceil(3) * 4 {
        return Err(JwsError::TooLarge);
    }
    Base64UrlUnpadded::decode_vec(text).map_err(|_| JwsError::Base64 { part })
}
