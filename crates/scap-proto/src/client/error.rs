//! Why a call to the server failed.

use std::{error::Error as StdError, fmt};

use crate::problem::Problem;

/// Why there is no way through a proxy.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ProxyFailure {
    /// Nobody answers at its address.
    Unreachable,
    /// It asks for an account, and none was given.
    AccountNeeded,
    /// It refuses the account that was given.
    AccountRefused,
    /// It does not connect to the server.
    Refused {
        /// Its HTTP status, if it said one.
        status: Option<u16>,
    },
}

impl ProxyFailure {
    /// The stable name, a fact that belongs to `net.proxy`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::AccountNeeded => "account_needed",
            Self::AccountRefused => "account_refused",
            Self::Refused { .. } => "refused",
        }
    }
}

impl fmt::Display for ProxyFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable => f.write_str("nobody answers there"),
            Self::AccountNeeded => f.write_str("it asks for an account"),
            Self::AccountRefused => f.write_str("it refuses the account"),
            Self::Refused { status: Some(status) } => write!(f, "it refuses with HTTP status {status}"),
            Self::Refused { status: None } => f.write_str("it refuses"),
        }
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
    #[error("no connection through the proxy {proxy}: {failure}")]
    Proxy {
        /// The proxy, without its account.
        proxy: String,
        /// What is wrong with it.
        failure: ProxyFailure,
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
    /// The person did not wait for the answer: what was asked may have been done.
    #[error("the answer of the server was not awaited")]
    Abandoned,
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
            Self::Abandoned => "cancelled",
        }
    }

    /// Whether the same call may succeed later: the network or the server's database was away.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Refused(problem) => matches!(&*problem.code, "server.database" | "server.timeout"),
            Self::Status { status, .. } => *status >= 500,
            // A wrong password that is sent again and again may lock the account.
            Self::Proxy { failure, .. } => {
                !matches!(failure, ProxyFailure::AccountNeeded | ProxyFailure::AccountRefused)
            }
            Self::NotFound { .. } | Self::Answer { .. } => false,
            Self::Connect { .. } | Self::Timeout { .. } | Self::Tls { .. } | Self::Abandoned => true,
        }
    }
}
