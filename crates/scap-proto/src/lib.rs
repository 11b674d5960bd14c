//! The protocol between client and server.
//!
//! [`wire`] holds the JSON bodies, [`jws`] the signed requests in the manner of ACME ([RFC 8555 Section
//! 6]), [`Problem`] the answers that refuse ([RFC 9457]), and, behind the feature `client`, `Client` the
//! blocking client. Storage and rules are elsewhere.
//!
//! [RFC 8555 Section 6]: https://www.rfc-editor.org/rfc/rfc8555#section-6
//! [RFC 9457]: https://www.rfc-editor.org/rfc/rfc9457

mod base64;
#[cfg(feature = "client")]
mod client;
pub mod jws;
mod problem;
#[cfg(feature = "client")]
mod version;
pub mod wire;

pub use crate::{base64::Base64, problem::Problem};
#[cfg(feature = "client")]
pub use crate::{
    client::{Client, Proxy, ProxyFailure, ServerError, ServerUrl, UrlError},
    version::ClientStanding,
};
