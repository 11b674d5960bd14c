//! Addresses that are set: of the server, and what is wrong with one.

use std::{net::IpAddr, str::FromStr};

use ureq::http::Uri;

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
    /// An account where none belongs.
    #[error("{url:?} holds an account")]
    Account {
        /// What was set, the account as `***`.
        url: String,
    },
}

impl UrlError {
    /// The stable code: `config.url`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "config.url"
    }

    /// What was set, never with its account.
    #[must_use]
    pub fn url(&self) -> &str {
        match self {
            Self::NotAnUrl { url } | Self::Insecure { url } | Self::Account { url } => url,
        }
    }
}

impl ServerUrl {
    /// Takes plain HTTP to any machine, and no account: it would be in every error and signed request.
    fn unchecked(url: &str) -> Result<Self, UrlError> {
        let not_an_url = || UrlError::NotAnUrl { url: without_account(url) };
        let uri: Uri = url.parse().map_err(|_| not_an_url())?;
        match (uri.scheme_str(), uri.query()) {
            (Some("http" | "https"), None) if has_host_and_port(&uri) && !url.contains('@') => {
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

    /// Host and port, the host of an IPv6 address without its brackets.
    pub(super) fn host_and_port(&self) -> (String, u16) {
        let uri = self.0.parse::<Uri>().unwrap_or_default();
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_ascii_lowercase();
        let default = if self.0.starts_with("http://") { 80 } else { 443 };
        (host, uri.port_u16().unwrap_or(default))
    }

    /// Whether the server is on this machine.
    pub(super) fn is_loopback(&self) -> bool {
        let (host, _) = self.host_and_port();
        let address = host.parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }
}

impl FromStr for ServerUrl {
    type Err = UrlError;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        let parsed = Self::unchecked(url)?;
        if parsed.0.starts_with("https://") || parsed.is_loopback() {
            Ok(parsed)
        } else {
            Err(UrlError::Insecure { url: without_account(url) })
        }
    }
}

/// Whether there is a host, and what follows it is a port if there is anything: a number that is none is passed over
/// by `Uri`.
pub(super) fn has_host_and_port(uri: &Uri) -> bool {
    let Some(authority) = uri.authority() else { return false };
    let place = authority.as_str().rsplit('@').next().unwrap_or_default();
    let port = place.strip_prefix(authority.host()).and_then(|rest| rest.strip_prefix(':'));
    !authority.host().is_empty() && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// What was set, without what may be a password: everything between the scheme and the last `@`.
pub(super) fn without_account(url: &str) -> String {
    match (url.rsplit_once('@'), url.split_once("://")) {
        (Some((account, host)), Some((scheme, _))) if account.contains("://") => format!("{scheme}://{host}"),
        (Some((_, host)), _) => host.to_owned(),
        (None, _) => url.to_owned(),
    }
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
        for url in [
            "",
            "scap.example",
            "ftp://scap.example",
            "http://",
            "https://a/?b=c",
            "not a url",
            "/v1",
            "https://a:99999",
        ] {
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
}
