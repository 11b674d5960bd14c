//! The blocking client: one method for each call.

mod environment;
mod error;
mod proxy;
mod url;

use std::{sync::Arc, thread, time::Duration};

use scap_ac::SerialNumber;
use serde::{Serialize, de::DeserializeOwned};
use ureq::{
    Agent, Body, http,
    tls::{RootCerts, TlsConfig},
};
use uuid::Uuid;

pub use self::{
    error::{ProxyFailure, ServerError},
    proxy::Proxy,
    url::{ServerUrl, UrlError},
};
use crate::{
    jws::Jws,
    problem::Problem,
    wire::{
        ACTIVATIONS, ActivationReply, ApplicationDetail, Catalogue, CertificateReply, CertificateUpload,
        DeactivationReply, ISSUANCES, IssuanceReply, IssuanceRequest, NonceReply, RECORDS_QUERY,
        RecordsReply, Terms, VersionReply, WriteReply, certificate_path, deactivation_path, written_path,
    },
};

/// Longest wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest wait for a whole call.
const CALL_TIMEOUT: Duration = Duration::from_secs(7);
/// How often a call is tried that the server answers alike when it comes twice.
const ATTEMPTS: u32 = 2;
/// The wait between two tries.
const PAUSE: Duration = Duration::from_millis(300);
/// Longest answer that is read, in bytes.
const MAX_ANSWER: u64 = 4 * 1024 * 1024;

/// Whether a call may be sent twice.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Repeat {
    /// The server answers it alike.
    AnsweredAlike,
    /// Its nonce is spent the first time: the caller signs anew.
    Never,
}

/// A client of one server. Calls block for at most 15 seconds each.
///
/// # Examples
///
/// ```no_run
/// use scap_proto::Client;
///
/// let client = Client::new("https://scap.example".parse()?, None);
/// println!("server {}", client.version()?.server);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    url: ServerUrl,
    agent: Agent,
    proxy: Option<Proxy>,
}

impl Client {
    /// A client of the server at `url`, directly or through this proxy alone. See [`Proxy::of_environment`] for the
    /// one that the environment names.
    #[must_use]
    pub fn new(url: ServerUrl, proxy: Option<Proxy>) -> Self {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(provider)
            .build();
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(proxy.clone().map(Proxy::into_inner))
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_global(Some(CALL_TIMEOUT))
            .tls_config(tls)
            .user_agent(concat!("scap/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { url, agent: agent.into(), proxy }
    }

    /// The server's address.
    #[must_use]
    pub const fn url(&self) -> &ServerUrl {
        &self.url
    }

    /// Which versions the server knows.
    ///
    /// # Errors
    ///
    /// [`ServerError`].
    pub fn version(&self) -> Result<VersionReply, ServerError> {
        self.get("/v1/version")
    }

    /// A nonce for one signed request.
    ///
    /// # Errors
    ///
    /// [`ServerError`].
    pub fn nonce(&self) -> Result<NonceReply, ServerError> {
        self.get("/v1/nonce")
    }

    /// The terms.
    ///
    /// # Errors
    ///
    /// [`ServerError`].
    pub fn terms(&self) -> Result<Terms, ServerError> {
        self.get("/v1/terms")
    }

    /// The applications.
    ///
    /// # Errors
    ///
    /// [`ServerError`].
    pub fn applications(&self) -> Result<Catalogue, ServerError> {
        self.get("/v1/applications")
    }

    /// Units and roles of an application.
    ///
    /// # Errors
    ///
    /// [`ServerError`]; `application.unknown` if there is none of this code.
    pub fn application(&self, code: &str) -> Result<ApplicationDetail, ServerError> {
        self.get(&format!("/v1/applications/{}", encode_segment(code)))
    }

    /// F1.
    ///
    /// # Errors
    ///
    /// [`ServerError`].
    pub fn activate(&self, request: &Jws) -> Result<ActivationReply, ServerError> {
        self.send(http::Method::POST, ACTIVATIONS, request, Repeat::Never)
    }

    /// Asks for the serial of a new certificate.
    ///
    /// # Errors
    ///
    /// [`ServerError`].
    pub fn issue(&self, request: &IssuanceRequest) -> Result<IssuanceReply, ServerError> {
        self.send(http::Method::POST, ISSUANCES, request, Repeat::AnsweredAlike)
    }

    /// Hands in the signed certificate.
    ///
    /// # Errors
    ///
    /// [`ServerError`].
    pub fn record(&self, id: Uuid, certificate: &CertificateUpload) -> Result<CertificateReply, ServerError> {
        self.send(http::Method::PUT, &certificate_path(id), certificate, Repeat::AnsweredAlike)
    }

    /// Hands in the record of the write onto the card.
    ///
    /// # Errors
    ///
    /// [`ServerError`].
    pub fn written(&self, id: Uuid, record: &Jws) -> Result<WriteReply, ServerError> {
        self.send(http::Method::POST, &written_path(id), record, Repeat::AnsweredAlike)
    }

    /// F4: ends the delegation of this serial.
    ///
    /// # Errors
    ///
    /// [`ServerError`].
    pub fn deactivate(&self, serial: &SerialNumber, request: &Jws) -> Result<DeactivationReply, ServerError> {
        self.send(http::Method::POST, &deactivation_path(serial), request, Repeat::AnsweredAlike)
    }

    /// F8.
    ///
    /// # Errors
    ///
    /// [`ServerError`].
    pub fn records(&self, query: &Jws) -> Result<RecordsReply, ServerError> {
        self.send(http::Method::POST, RECORDS_QUERY, query, Repeat::Never)
    }

    fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ServerError> {
        let request = || self.agent.get(self.url.join(path)).call();
        self.attempt(&format!("GET {path}"), path, Repeat::AnsweredAlike, request)
    }

    fn send<T: DeserializeOwned>(
        &self,
        method: http::Method,
        path: &str,
        body: &impl Serialize,
        repeat: Repeat,
    ) -> Result<T, ServerError> {
        let call = format!("{method} {path}");
        let url = self.url.join(path);
        self.attempt(&call, path, repeat, || match method {
            http::Method::PUT => self.agent.put(&url).send_json(body),
            _ => self.agent.post(&url).send_json(body),
        })
    }

    fn attempt<T: DeserializeOwned>(
        &self,
        call: &str,
        path: &str,
        repeat: Repeat,
        request: impl Fn() -> Result<http::Response<Body>, ureq::Error>,
    ) -> Result<T, ServerError> {
        let mut attempt = 1;
        loop {
            let outcome = match request() {
                Ok(response) => self.answer(call, path, response),
                Err(error) => Err(self.transport(error)),
            };
            match outcome {
                Err(error) if repeat == Repeat::AnsweredAlike && attempt < ATTEMPTS && error.is_passing() => {
                    tracing::debug!(call, code = error.code(), "trying again");
                    attempt += 1;
                    thread::sleep(PAUSE);
                }
                outcome => {
                    match &outcome {
                        Ok(_) => tracing::debug!(call, "answered"),
                        Err(error) => tracing::debug!(call, code = error.code(), "failed"),
                    }
                    return outcome;
                }
            }
        }
    }

    fn answer<T: DeserializeOwned>(
        &self,
        call: &str,
        path: &str,
        mut response: http::Response<Body>,
    ) -> Result<T, ServerError> {
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(MAX_ANSWER).read_to_vec();
        let body = body.map_err(|error| self.transport(error))?;
        if response.status().is_success() {
            return serde_json::from_slice(&body)
                .map_err(|source| ServerError::Answer { call: call.to_owned(), source: source.into() });
        }
        match serde_json::from_slice::<Problem>(&body) {
            Ok(problem) if problem.code == "server.not_found" => {
                Err(ServerError::NotFound { url: self.url.join(path) })
            }
            Ok(problem) => Err(ServerError::Refused(problem)),
            Err(_) if status == 404 => Err(ServerError::NotFound { url: self.url.join(path) }),
            Err(_) => Err(ServerError::Status { call: call.to_owned(), status }),
        }
    }

    fn transport(&self, error: ureq::Error) -> ServerError {
        let url = self.url.as_str().to_owned();
        if let Some((proxy, failure)) =
            self.proxy.as_ref().and_then(|proxy| Some((proxy, proxy.failure(&error)?)))
        {
            return ServerError::Proxy { proxy: proxy.address(), failure, source: error.into() };
        }
        match error {
            ureq::Error::Timeout(_) => ServerError::Timeout { url },
            ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::Pem(_) | ureq::Error::TlsRequired => {
                ServerError::Tls { url, source: error.into() }
            }
            ureq::Error::Io(source) if source.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) => {
                ServerError::Tls { url, source: source.into() }
            }
            error => ServerError::Connect { url, source: error.into() },
        }
    }
}

/// A path segment with everything but unreserved characters in percent encoding
/// ([RFC 3986 Section 2](https://www.rfc-editor.org/rfc/rfc3986#section-2)).
fn encode_segment(text: &str) -> String {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let encode =
        |byte: u8| if unreserved(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_in_paths_whatever_they_hold() {
        assert_eq!(encode_segment("G2B-EHELPER"), "G2B-EHELPER");
        assert_eq!(encode_segment("A/B?C#D%"), "A%2FB%3FC%23D%25");
    }

    #[test]
    fn nobody_listening_is_a_connection_failure() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let client = Client::new(format!("http://{address}").parse().unwrap(), None);
        assert_eq!(client.version().unwrap_err().code(), "net.connect");
    }
}
