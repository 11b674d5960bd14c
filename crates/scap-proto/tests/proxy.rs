//! The client behind real proxies: which failures are the proxy's, and what it is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use scap_proto::{Client, Proxy, ProxyFailure, ServerError};

/// `me:se cret`, as Basic authentication has it.
const BASIC: &str = "Basic bWU6c2UgY3JldA==";

/// Takes connections until the test ends; returns the address.
fn listen(serve: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = Arc::clone(&serve);
            // A client that goes away early is what some tests are about.
            thread::spawn(move || drop(serve(stream)));
        }
    });
    address
}

/// The lines of a request up to the empty one.
fn head(stream: &TcpStream) -> io::Result<Vec<String>> {
    let lines = BufReader::new(stream).lines();
    lines.take_while(|line| line.as_ref().map_or(true, |line| !line.is_empty())).collect()
}

/// A server that tells versions.
fn server() -> String {
    listen(|mut stream| {
        head(&stream)?;
        let body = r#"{"server":"1.0.0","minimum_client":"1.0.0","newest_client":"1.0.0","download":null}"#;
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
    })
}

/// Carries bytes both ways until both ends are done.
fn tunnel(client: TcpStream, server: TcpStream) -> io::Result<()> {
    let (mut upload, mut server_in) = (client.try_clone()?, server.try_clone()?);
    let up = thread::spawn(move || {
        io::copy(&mut upload, &mut server_in)?;
        server_in.shutdown(Shutdown::Write)
    });
    io::copy(&mut &server, &mut &client)?;
    client.shutdown(Shutdown::Write)?;
    up.join().map_err(|_| io::Error::other("the upload panicked"))?
}

/// A proxy that takes `CONNECT`, from this account alone if there is one. What it was asked is told.
fn connect_proxy(account: Option<&'static str>) -> (String, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    let address = listen(move |mut stream| {
        let head = head(&stream)?;
        seen.lock().unwrap().push(head[0].clone());
        let given = head.iter().find_map(|line| line.strip_prefix("Proxy-Authorization: "));
        if account.is_some() && given != account {
            return stream.write_all(
                b"HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=\"p\"\r\n\r\n",
            );
        }
        match head[0].strip_prefix("CONNECT ").and_then(|rest| rest.split(' ').next()).map(TcpStream::connect)
        {
            Some(Ok(server)) => {
                stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
                tunnel(stream, server)
            }
            _ => stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n"),
        }
    });
    (address, asked)
}

/// A SOCKS 5 proxy, for `me` and `se cret` alone if it asks for an account.
fn socks_proxy(asks: bool) -> String {
    listen(move |mut stream| {
        let mut take = |count: usize| {
            let mut bytes = vec![0; count];
            stream.read_exact(&mut bytes).map(|()| bytes)
        };
        let methods = take(2)?[1];
        let methods = take(methods.into())?;
        if asks {
            if !methods.contains(&2) {
                return stream.write_all(&[5, 0xff]);
            }
            stream.write_all(&[5, 2])?;
            let mut given = [0; 12];
            stream.read_exact(&mut given)?;
            let right = given == *b"\x01\x02me\x07se cret";
            stream.write_all(&[1, u8::from(!right)])?;
            if !right {
                return Ok(());
            }
        } else {
            stream.write_all(&[5, 0])?;
        }
        let mut request = [0; 10];
        stream.read_exact(&mut request)?;
        assert_eq!(request[..4], [5, 1, 0, 1]);
        let address = Ipv4Addr::new(request[4], request[5], request[6], request[7]);
        match TcpStream::connect((address, u16::from_be_bytes([request[8], request[9]]))) {
            Ok(server) => {
                stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
                tunnel(stream, server)
            }
            Err(_) => stream.write_all(&[5, 5, 0, 1, 0, 0, 0, 0, 0, 0]),
        }
    })
}

/// Where nobody listens: the port is reserved.
const NOBODY: &str = "127.0.0.1:1";

/// A client of this server by this proxy.
#[track_caller]
fn client(server: &str, proxy: &str) -> Client {
    Client::new(format!("http://{server}").parse().unwrap(), Some(Proxy::new(proxy).unwrap()))
}

/// The failure of the proxy, if there is one.
#[track_caller]
fn failure(server: &str, proxy: &str) -> Option<ProxyFailure> {
    match client(server, proxy).version() {
        Ok(_) => None,
        Err(ServerError::Proxy { failure, .. }) => Some(failure),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn a_failure_of_the_proxy_tells_what_to_change() {
    let server = server();
    let (open, asked) = connect_proxy(None);
    let (closed, _) = connect_proxy(Some(BASIC));
    let (open_socks, closed_socks) = (socks_proxy(false), socks_proxy(true));
    let refused = |status| Some(ProxyFailure::Refused { status });
    let (needed, wrong) = (Some(ProxyFailure::AccountNeeded), Some(ProxyFailure::AccountRefused));
    let table = [
        ("no account", &*server, format!("http://{open}"), None),
        ("an account that nobody asked for", &server, format!("http://me:x@{open}"), None),
        ("the right account", &server, format!("http://me:se%20cret@{closed}"), None),
        ("an account is missing", &server, format!("http://{closed}"), needed),
        ("a wrong password", &server, format!("http://me:x@{closed}"), wrong),
        ("no password", &server, format!("http://me@{closed}"), wrong),
        ("nobody listens", &server, format!("http://{NOBODY}"), Some(ProxyFailure::Unreachable)),
        ("no such host", &server, "http://proxy.invalid:3128".to_owned(), Some(ProxyFailure::Unreachable)),
        ("no server behind it", NOBODY, format!("http://{open}"), refused(Some(502))),
        ("SOCKS, no account", &server, format!("socks5://{open_socks}"), None),
        ("SOCKS, the right account", &server, format!("socks5://me:se%20cret@{closed_socks}"), None),
        ("SOCKS, an account is missing", &server, format!("socks5://{closed_socks}"), needed),
        ("SOCKS, a wrong password", &server, format!("socks5://me:no%20such@{closed_socks}"), wrong),
        ("SOCKS, nobody listens", &server, format!("socks5://{NOBODY}"), Some(ProxyFailure::Unreachable)),
        ("SOCKS, no server behind it", NOBODY, format!("socks5://{open_socks}"), refused(None)),
    ];
    for (name, server, proxy, expected) in table {
        assert_eq!(failure(server, &proxy), expected, "{name}");
    }
    // Plain HTTP goes through a tunnel, too: the proxy sees nothing but the address.
    assert_eq!(asked.lock().unwrap()[0], format!("CONNECT {server} HTTP/1.1"));
}

#[test]
fn a_wrong_password_is_sent_once() {
    let (proxy, asked) = connect_proxy(Some(BASIC));
    let error = client(&server(), &format!("http://me:wrong@{proxy}")).version().unwrap_err();
    assert!(!error.is_passing());
    assert_eq!(asked.lock().unwrap().len(), 1);
    assert!(!format!("{error:?} {error}").contains("wrong"), "{error:?}");
}

#[test]
fn what_goes_wrong_behind_the_proxy_is_not_the_proxys() {
    let silent = listen(|stream| {
        head(&stream)?;
        stream.shutdown(Shutdown::Both)
    });
    let (proxy, _) = connect_proxy(None);
    let error = client(&silent, &format!("http://{proxy}")).version().unwrap_err();
    assert_eq!(error.code(), "net.connect");
}

#[test]
fn a_client_does_not_show_the_account_of_its_proxy() {
    let proxy = Proxy::new("http://proxy.example:3128").unwrap();
    let proxy = proxy.with_account("me", Some(&"secret".into())).unwrap();
    let client = Client::new("https://scap.example".parse().unwrap(), Some(proxy));
    assert!(!format!("{client:?}").contains("secret"));
}
