//! The blocking client: the only file that knows `ureq`.

use std::{
    error::Error as StdError,
    fmt,
    net::{IpAddr, Ipv4Addr},
    str::FromStr,
    sync::Arc,
    thread,
    time::Duration,
};

use scap_ac::SerialNumber;
use serde::{Serialize, de::DeserializeOwned};
use ureq::{
    Agent, Body,
    http::{self, Uri},
    tls::{RootCerts, TlsConfig},
};
use uuid::Uuid;

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

/// The address of a server: `https`, or `http` on the loopback interface only.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ServerUrl(String);

/// A setting that is no address of a server or proxy.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlError {
    /// Not a URL with `http` or `https` and a host.
    #[error("{url:?} is not an http or https address")]
    NotAnUrl {
        /// What was set.
        url: String,
    },
    /// Plain HTTP to another machine.
    #[error("{url:?} is not encrypted: plain http is for this machine only")]
    Insecure {
        /// What was set.
        url: String,
    },
}

impl UrlError {
    /// The stable code: `config.url`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "config.url"
    }

    /// What was set.
    #[must_use]
    pub fn url(&self) -> &str {
        match self {
            Self::NotAnUrl { url } | Self::Insecure { url } => url,
        }
    }
}

impl ServerUrl {
    /// Takes plain HTTP to any machine, and no account: it would be in every error and signed request.
    fn unchecked(url: &str) -> Result<Self, UrlError> {
        let not_an_url = || UrlError::NotAnUrl { url: without_account(url) };
        let uri: Uri = url.parse().map_err(|_| not_an_url())?;
        match (uri.scheme_str(), uri.host(), uri.query()) {
            (Some("http" | "https"), Some(host), None) if !host.is_empty() && !url.contains('@') => {
                Ok(Self(url.trim_end_matches('/').to_owned()))
            }
            _ => Err(not_an_url()),
        }
    }

    /// The address of a call, as signed requests state it.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ServerUrl {
    type Err = UrlError;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        let parsed = Self::unchecked(url)?;
        if parsed.0.starts_with("https://") || is_loopback(url) {
            Ok(parsed)
        } else {
            Err(UrlError::Insecure { url: without_account(url) })
        }
    }
}

/// What was set, without what may be a password: everything between the scheme and the last `@`.
fn without_account(url: &str) -> String {
    match (url.rsplit_once('@'), url.split_once("://")) {
        (Some((account, host)), Some((scheme, _))) if account.contains("://") => format!("{scheme}://{host}"),
        (Some((_, host)), _) => host.to_owned(),
        (None, _) => url.to_owned(),
    }
}

fn is_loopback(url: &str) -> bool {
    let host = url.parse::<Uri>().ok().and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost"
        || address.is_ok_and(|address| address.is_loopback() || address == IpAddr::V4(Ipv4Addr::LOCALHOST))
}

/// A proxy on the way to the server.
#[derive(Clone)]
pub struct Proxy(ureq::Proxy);

impl Proxy {
    /// The proxy at `url`, such as `http://user:password@proxy.example:3128`.
    ///
    /// # Errors
    ///
    /// [`UrlError::NotAnUrl`]; it does not repeat the password.
    pub fn new(url: &str) -> Result<Self, UrlError> {
        let not_an_url = |_| UrlError::NotAnUrl { url: without_account(url) };
        ureq::Proxy::new(url).map(Self).map_err(not_an_url)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({}:{})", self.0.host(), self.0.port())
    }
}

/// Why a call to the server failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// No connection.
    #[error("no connection to the server {url}")]
    Connect {
        /// The server.
        url: String,
        /// What the layer below said.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// No answer in time.
    #[error("the server {url} did not answer in time")]
    Timeout {
        /// The server.
        url: String,
    },
    /// The proxy refused or cannot be reached.
    #[error("no connection through the proxy")]
    Proxy {
        /// What the layer below said.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// The server's certificate is not to be trusted, or TLS failed otherwise.
    #[error("no trusted connection to the server {url}")]
    Tls {
        /// The server.
        url: String,
        /// What the layer below said.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// An answer with a status that no rule of the protocol explains.
    #[error("the server answered {call} with HTTP status {status}")]
    Status {
        /// The call, such as `POST /v1/issuances`.
        call: String,
        /// The status.
        status: u16,
    },
    /// The address is none of such a server.
    #[error("no such service at {url}")]
    NotFound {
        /// The address.
        url: String,
    },
    /// A rule of the server refused.
    #[error("the server refused: {}", .0.title)]
    Refused(Problem),
    /// An answer that is not as agreed.
    #[error("the answer of the server to {call} is not as agreed")]
    Answer {
        /// The call.
        call: String,
        /// What is wrong with it.
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl ServerError {
    /// The stable code; that of the rule if the server's rule refused.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Connect { .. } => "net.connect",
            Self::Timeout { .. } => "net.timeout",
            Self::Proxy { .. } => "net.proxy",
            Self::Tls { .. } => "net.tls",
            Self::Status { .. } => "server.status",
            Self::NotFound { .. } => "server.not_found",
            Self::Refused(problem) => &problem.code,
            Self::Answer { .. } => "server.answer",
        }
    }

    /// Whether the same call may succeed later: the network or the server's database was away.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Refused(problem) => matches!(&*problem.code, "server.database" | "server.timeout"),
            Self::Status { status, .. } => *status >= 500,
            Self::NotFound { .. } | Self::Answer { .. } => false,
            Self::Connect { .. } | Self::Timeout { .. } | Self::Proxy { .. } | Self::Tls { .. } => true,
        }
    }
}

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
    /// Whether calls go through a proxy.
    proxied: bool,
}

impl Client {
    /// A client of the server at `url`; through `proxy` if there is one, else through the one that the
    /// environment names (`HTTPS_PROXY`, `NO_PROXY`). A server on this machine is never asked by a proxy of
    /// the environment.
    #[must_use]
    pub fn new(url: ServerUrl, proxy: Option<Proxy>) -> Self {
        let proxy = match proxy {
            Some(Proxy(proxy)) => Some(proxy),
            None if is_loopback(url.as_str()) => None,
            None => ureq::Proxy::try_from_env(),
        };
        let proxied = match (&proxy, url.join("").parse()) {
            (Some(proxy), Ok(uri)) => !proxy.is_no_proxy(&uri),
            _ => false,
        };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(provider)
            .build();
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(proxy)
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_global(Some(CALL_TIMEOUT))
            .tls_config(tls)
            .user_agent(concat!("scap/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { url, agent: agent.into(), proxied }
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
            Err(_) if status == 407 => {
                Err(ServerError::Proxy { source: "the proxy asks for an account".into() })
            }
            Err(_) => Err(ServerError::Status { call: call.to_owned(), status }),
        }
    }

    fn transport(&self, error: ureq::Error) -> ServerError {
        let url = self.url.as_str().to_owned();
        match error {
            ureq::Error::Timeout(_) => ServerError::Timeout { url },
            ureq::Error::ConnectProxyFailed(_) | ureq::Error::InvalidProxyUrl => {
                ServerError::Proxy { source: error.into() }
            }
            ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::Pem(_) | ureq::Error::TlsRequired => {
                ServerError::Tls { url, source: error.into() }
            }
            ureq::Error::Io(source) if source.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) => {
                ServerError::Tls { url, source: source.into() }
            }
            // A proxy that was reached says so itself: this is about the proxy.
            error if self.proxied => ServerError::Proxy { source: error.into() },
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
    fn takes_https_and_loopback_only() {
        for url in ["https://scap.example", "http://127.0.0.1:8461", "http://localhost/x/", "http://[::1]:1"]
        {
            assert!(url.parse::<ServerUrl>().is_ok(), "{url}");
        }
        for url in ["", "scap.example", "ftp://scap.example", "http://", "https://a/?b=c", "not a url", "/v1"]
        {
            let error = url.parse::<ServerUrl>().unwrap_err();
            assert_eq!((error.code(), error.url()), ("config.url", url));
        }
        for url in ["http://scap.example", "http://10.0.0.1", "http://localhost.example"] {
            assert!(matches!(url.parse::<ServerUrl>(), Err(UrlError::Insecure { .. })), "{url}");
        }
        assert_eq!("http://localhost/x/".parse::<ServerUrl>().unwrap().join("/v1"), "http://localhost/x/v1");
    }

    #[test]
    fn an_account_is_refused_and_never_shown() {
        let table = [
            ("https://me:secret@scap.example", "https://scap.example"),
            ("https://me:secret@127.0.0.1:1/x", "https://127.0.0.1:1/x"),
            ("https://me@scap.example", "https://scap.example"),
            ("https://me:se/cret@scap.example", "https://scap.example"),
            ("ftp://me:secret@scap.example", "ftp://scap.example"),
            ("me:secret@scap.example", "scap.example"),
            ("https://me:sec ret@scap.example", "https://scap.example"),
        ];
        for (url, told) in table {
            let error = url.parse::<ServerUrl>().unwrap_err();
            assert_eq!(error.url(), told, "{url}");
        }
    }

    #[test]
    fn a_proxys_password_is_never_shown() {
        let proxy = Proxy::new("http://user:secret@proxy.example:3128").unwrap();
        assert!(!format!("{proxy:?}").contains("secret"));
        let error = Proxy::new("nonsense://user:secret@").unwrap_err();
        assert!(!format!("{error:?} {error}").contains("secret"));
    }

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

        // So is a proxy that nobody is behind, but it is the proxy's.
        let proxy = Proxy::new(&format!("http://{address}")).unwrap();
        let client = Client::new("http://127.0.0.1:1".parse().unwrap(), Some(proxy));
        assert_eq!(client.version().unwrap_err().code(), "net.proxy");
    }
}
