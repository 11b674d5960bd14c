//! A proxy on the way to the server, and what its refusals mean.

use std::{fmt, io};

use secrecy::{ExposeSecret, SecretString};
use ureq::ProxyProtocol;

use super::{
    error::ProxyFailure,
    url::{UrlError, has_host_and_port, without_account},
};

/// A proxy on the way to the server: one that takes `CONNECT` ([RFC 9110 Section 9.3.6]), by `http` or `https`, or
/// SOCKS 5 ([RFC 1928]). It resolves the server's name itself.
///
/// [RFC 9110 Section 9.3.6]: https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6
/// [RFC 1928]: https://www.rfc-editor.org/rfc/rfc1928
#[derive(Clone)]
pub struct Proxy(ureq::Proxy);

impl Proxy {
    /// The proxy at `url`, such as `http://user:password@proxy.example:3128`. Without a scheme it is `http`, and needs
    /// a port. What is no letter or digit in user and password is percent-encoded.
    ///
    /// # Errors
    ///
    /// [`UrlError::NotAnUrl`]; it does not repeat the account.
    pub fn new(url: &str) -> Result<Self, UrlError> {
        let not_an_url = || UrlError::NotAnUrl { url: without_account(url) };
        let parsed = ureq::Proxy::new(url).map_err(|_| not_an_url())?;
        let known = match parsed.protocol() {
            ProxyProtocol::Socks5h => ProxyProtocol::Socks5,
            known @ (ProxyProtocol::Http | ProxyProtocol::Https | ProxyProtocol::Socks5) => known,
            _ => return Err(not_an_url()),
        };
        // A word alone is rather a slip than a host.
        let is_word = !url.contains("://") && parsed.uri().port_u16().is_none();
        let path = parsed.uri().path_and_query().map_or("", |path| path.as_str());
        if is_word || !has_host_and_port(parsed.uri()) || !matches!(path, "" | "/") {
            return Err(not_an_url());
        }
        build(known, &parsed, parsed.username(), parsed.password()).ok_or_else(not_an_url)
    }

    /// The proxy at `url`, which holds no account.
    ///
    /// # Errors
    ///
    /// [`UrlError::Account`] and those of [`Self::new`].
    pub fn without_account(url: &str) -> Result<Self, UrlError> {
        let proxy = Self::new(url)?;
        if proxy.has_account() { Err(UrlError::Account { url: proxy.masked() }) } else { Ok(proxy) }
    }

    /// The same with this account, sent as Basic authentication ([RFC 7617]) or as [RFC 1929] says.
    ///
    /// # Errors
    ///
    /// [`UrlError::NotAnUrl`] if it cannot be part of an address.
    ///
    /// [RFC 1929]: https://www.rfc-editor.org/rfc/rfc1929
    /// [RFC 7617]: https://www.rfc-editor.org/rfc/rfc7617
    pub fn with_account(&self, account: &str, password: Option<&SecretString>) -> Result<Self, UrlError> {
        let password = password.map(ExposeSecret::expose_secret);
        build(self.0.protocol(), &self.0, Some(account), password)
            .ok_or_else(|| UrlError::NotAnUrl { url: self.address() })
    }

    /// Whether it is told an account.
    #[must_use]
    pub fn has_account(&self) -> bool {
        self.0.username().is_some()
    }

    /// Its address, without the account.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}://{}:{}", self.scheme(), self.0.host(), self.0.port())
    }

    fn masked(&self) -> String {
        format!("{}://***@{}:{}", self.scheme(), self.0.host(), self.0.port())
    }

    fn scheme(&self) -> &'static str {
        match self.0.protocol() {
            ProxyProtocol::Https => "https",
            ProxyProtocol::Http => "http",
            _ => "socks5",
        }
    }

    /// The proxy as the agent takes it.
    pub(super) fn into_inner(self) -> ureq::Proxy {
        self.0
    }

    /// What this failure says about the proxy; none if it is about the way behind it.
    pub(super) fn failure(&self, error: &ureq::Error) -> Option<ProxyFailure> {
        match error {
            ureq::Error::ConnectProxyFailed(reason) => Some(self.refusal(reason)),
            // The proxy's own name: that of the server is the proxy's to resolve.
            ureq::Error::HostNotFound => Some(ProxyFailure::Unreachable),
            ureq::Error::Io(error) if self.0.protocol() == ProxyProtocol::Socks5 => {
                self.socks_failure(error).or_else(|| reaching(error))
            }
            ureq::Error::Io(error) => reaching(error),
            _ => None,
        }
    }

    /// What the proxy's answer to `CONNECT` means. `ureq` tells its status in words only.
    fn refusal(&self, reason: &str) -> ProxyFailure {
        let status = reason.rsplit(['/', ' ']).next().and_then(|status| status.parse().ok());
        match status {
            Some(407) => self.account(),
            status => ProxyFailure::Refused { status },
        }
    }

    /// What `ureq` makes of the answers of a SOCKS proxy: errors that are not the system's.
    fn socks_failure(&self, error: &io::Error) -> Option<ProxyFailure> {
        let said = error.get_ref().filter(|said| !said.is::<rustls::Error>())?.to_string();
        match error.kind() {
            io::ErrorKind::PermissionDenied => Some(ProxyFailure::AccountRefused),
            io::ErrorKind::Other if said.contains("auth method") => Some(self.account()),
            io::ErrorKind::Other | io::ErrorKind::InvalidData => Some(ProxyFailure::Refused { status: None }),
            _ => None,
        }
    }

    fn account(&self) -> ProxyFailure {
        if self.has_account() { ProxyFailure::AccountRefused } else { ProxyFailure::AccountNeeded }
    }
}

/// Whether the proxy was not reached. A connection that ends or says what makes no sense may do so behind it.
fn reaching(error: &io::Error) -> Option<ProxyFailure> {
    use io::ErrorKind::{
        BrokenPipe, ConnectionAborted, ConnectionReset, InvalidData, Other, TimedOut, UnexpectedEof,
    };

    match error.kind() {
        BrokenPipe | ConnectionAborted | ConnectionReset | InvalidData | Other | TimedOut | UnexpectedEof => {
            None
        }
        _ => Some(ProxyFailure::Unreachable),
    }
}

fn build(
    protocol: ProxyProtocol,
    at: &ureq::Proxy,
    account: Option<&str>,
    password: Option<&str>,
) -> Option<Proxy> {
    let mut builder = ureq::Proxy::builder(protocol).host(at.host()).port(at.port()).resolve_target(false);
    if let Some(account) = account {
        builder = builder.username(account).password(password.unwrap_or_default());
    }
    builder.build().ok().map(Proxy)
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({})", self.address())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_with_and_without_what_can_be_left_out() {
        let table = [
            ("http://proxy.example:3128", "http://proxy.example:3128", false),
            ("http://proxy.example:3128/", "http://proxy.example:3128", false),
            ("http://proxy.example", "http://proxy.example:80", false),
            ("https://proxy.example", "https://proxy.example:443", false),
            ("proxy.example:3128", "http://proxy.example:3128", false),
            ("me:secret@proxy.example:3128", "http://proxy.example:3128", true),
            ("http://me@[::1]:3128", "http://[::1]:3128", true),
            ("socks5://me:secret@proxy.example", "socks5://proxy.example:1080", true),
            ("socks5h://proxy.example", "socks5://proxy.example:1080", false),
        ];
        for (url, address, has_account) in table {
            let proxy = Proxy::new(url).unwrap();
            assert_eq!((proxy.address(), proxy.has_account()), (address.to_owned(), has_account), "{url}");
        }
        for url in [
            "",
            "off",
            "http://",
            "http://:3128",
            "socks4://proxy.example",
            "ftp://proxy.example",
            "http://proxy.example/path",
            "http://proxy.example:99999",
            "http://pro xy.example",
        ] {
            let error = Proxy::new(url).map(|proxy| proxy.address()).unwrap_err();
            assert_eq!((error.code(), error.url()), ("config.url", url));
        }
    }

    #[test]
    fn an_account_may_hold_every_character() {
        let proxy = Proxy::new("http://proxy.example:3128").unwrap();
        let password = "p@ss:wörd/ %2F?#密碼";
        let proxy = proxy.with_account("DOMAIN\\me@example", Some(&password.into())).unwrap();
        assert_eq!((proxy.0.username(), proxy.0.password()), (Some("DOMAIN\\me@example"), Some(password)));
        let without = proxy.with_account("me", None).unwrap();
        assert_eq!((without.0.username(), without.0.password()), (Some("me"), Some("")));
    }

    #[test]
    fn an_account_is_never_shown() {
        let proxy = Proxy::new("http://user:secret@proxy.example:3128").unwrap();
        let told = format!("{proxy:?} {}", proxy.address());
        let error = Proxy::new("nonsense://user:secret@").map(|_| ()).unwrap_err();
        let refused =
            Proxy::without_account("http://user:secret@proxy.example:3128").map(|_| ()).unwrap_err();
        assert_eq!(refused.url(), "http://***@proxy.example:3128");
        for text in [told, format!("{error:?} {error}"), format!("{refused:?} {refused}")] {
            assert!(!text.contains("secret") && !text.contains("user"), "{text}");
        }
    }
}
