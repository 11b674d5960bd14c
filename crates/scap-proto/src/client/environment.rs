//! The proxy that the environment names, as `curl` and others read it.

use super::{
    proxy::Proxy,
    url::{ServerUrl, UrlError},
};

impl Proxy {
    /// The proxy to `server` that the environment names: `https_proxy`, else `all_proxy`, and not if `no_proxy` lists
    /// the server. Each name may be written in capitals; the one in small letters wins. What is empty counts as unset.
    ///
    /// `no_proxy` is `*` or a list, by commas or blanks, of addresses and of domains with all below them, each with a
    /// port if only that one is meant. A server on this machine is never asked by such a proxy.
    ///
    /// # Errors
    ///
    /// [`UrlError::NotAnUrl`].
    pub fn of_environment(
        server: &ServerUrl,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Self>, UrlError> {
        let read = |name: &str| {
            let names = [name.to_owned(), name.to_ascii_uppercase()];
            names.iter().filter_map(|name| variable(name)).find(|value| !value.is_empty())
        };
        let listed = || read("no_proxy").is_some_and(|list| lists(&list, server));
        match read("https_proxy").or_else(|| read("all_proxy")) {
            Some(url) if !server.is_loopback() && !listed() => Self::new(&url).map(Some),
            _ => Ok(None),
        }
    }
}

/// Whether a list of `no_proxy` has this server.
fn lists(list: &str, server: &ServerUrl) -> bool {
    let (host, port) = server.host_and_port();
    list.split([',', ' ']).map(str::trim).filter(|entry| !entry.is_empty()).any(|entry| {
        let (name, only) = split_port(entry);
        let name = name.trim_matches(['[', ']']).to_ascii_lowercase();
        let name = name.trim_start_matches('*').trim_start_matches('.');
        let is_below = || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
        only.is_none_or(|only| only == port)
            && (entry == "*" || !name.is_empty() && (host == name || is_below()))
    })
}

/// Splits an entry into its name and the port after it. An IPv6 address has more than one colon.
fn split_port(entry: &str) -> (&str, Option<u16>) {
    match entry.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') || name.ends_with(']') => match port.parse() {
            Ok(port) => (name, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy(server: &str, variables: &[(&str, &str)]) -> Option<String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Proxy::of_environment(&server.parse().unwrap(), variable).unwrap().map(|proxy| proxy.address())
    }

    #[test]
    fn the_usual_variables_name_a_proxy() {
        let (https, all) = ("http://https.example:1", "http://all.example:2");
        let table = [
            ("nothing is set", vec![], None),
            ("small letters", vec![("https_proxy", https)], Some(https)),
            ("capitals", vec![("HTTPS_PROXY", https)], Some(https)),
            ("small letters win", vec![("HTTPS_PROXY", all), ("https_proxy", https)], Some(https)),
            ("one for everything", vec![("ALL_PROXY", all)], Some(all)),
            ("the one for https wins", vec![("all_proxy", all), ("HTTPS_PROXY", https)], Some(https)),
            ("an empty one is none", vec![("https_proxy", ""), ("ALL_PROXY", all)], Some(all)),
            ("no server is asked by plain http", vec![("HTTP_PROXY", all), ("http_proxy", all)], None),
        ];
        for (name, variables, expected) in table {
            assert_eq!(proxy("https://scap.example", &variables).as_deref(), expected, "{name}");
        }
        for server in ["http://127.0.0.1:8461", "https://localhost", "https://[::1]"] {
            assert_eq!(proxy(server, &[("https_proxy", https), ("all_proxy", all)]), None, "{server}");
        }
        let broken = |name: &str| (name == "https_proxy").then(|| "http://".to_owned());
        let error = Proxy::of_environment(&"https://scap.example".parse().unwrap(), broken).unwrap_err();
        assert_eq!(error.code(), "config.url");
    }

    #[test]
    fn no_proxy_lists_domains_and_addresses() {
        let table = [
            ("*", "https://scap.example", true),
            ("scap.example", "https://scap.example", true),
            ("SCAP.example", "https://scap.EXAMPLE", true),
            ("example", "https://scap.example", true),
            (".example", "https://scap.example", true),
            ("*.example", "https://scap.example", true),
            ("other.test, scap.example", "https://scap.example", true),
            ("other.test scap.example", "https://scap.example", true),
            ("scap.example:443", "https://scap.example", true),
            ("scap.example:8443", "https://scap.example:8443", true),
            ("192.0.2.1", "https://192.0.2.1", true),
            ("2001:db8::1", "https://[2001:db8::1]", true),
            ("[2001:db8::1]:443", "https://[2001:db8::1]", true),
            ("scap.example:8443", "https://scap.example", false),
            ("ample", "https://scap.example", false),
            ("scap.example", "https://other.example", false),
            ("scap.example.test", "https://scap.example", false),
            ("192.0.2.1", "https://192.0.2.10", false),
            (",. ,", "https://scap.example", false),
        ];
        for (list, server, listed) in table {
            let variables = [("https_proxy", "http://proxy.example:1"), ("no_proxy", list)];
            assert_eq!(proxy(server, &variables).is_none(), listed, "{list:?} {server}");
        }
    }
}
