//! Which proxy is asked, what it is told, and where its password is kept.

use std::{
    fs,
    io::{self, BufRead, BufReader, Write},
    net::{Shutdown, TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    sync::{Arc, Mutex},
    thread,
};

use scap_proto::Base64;
use scap_test_stage::Gate;
use serde_json::{Value, json};

use crate::stage::{Run, Stage, args};

/// The password that the proxy takes from `me`.
pub(crate) const PROXY_PASSWORD: &str = "Kx3_mLq8";

/// A proxy that takes `CONNECT`.
pub(crate) struct TestProxy {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// What a proxy was asked.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Asked {
    /// Where to connect to.
    target: String,
    /// As Basic authentication has it.
    account: Option<String>,
}

impl TestProxy {
    /// One that wants `me` with the password.
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        // Ends with the process.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                // A client that goes away is none of our business.
                let _ = serve(client, |asked| log.lock().unwrap().push(asked));
            }
        });
        Self { url, asked }
    }

    /// What it was asked since the last time.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    /// Its address with an account.
    fn with(&self, account: &str) -> String {
        self.url.replace("://", &format!("://{account}@"))
    }
}

fn serve(mut client: TcpStream, log: impl Fn(Asked)) -> io::Result<()> {
    let lines = BufReader::new(client.try_clone()?).lines();
    let head: Vec<_> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let target = head.first().and_then(|line| line.strip_prefix("CONNECT ")?.split(' ').next());
    let target = target.unwrap_or_default().to_owned();
    let account = head.iter().find_map(|line| line.strip_prefix("Proxy-Authorization: Basic "));
    let right = account.is_some_and(|account| account == basic(&format!("me:{PROXY_PASSWORD}")));
    log(Asked { target: target.clone(), account: account.map(str::to_owned) });
    if !right {
        return client.write_all(b"HTTP/1.1 407 Who are you\r\n\r\n");
    }
    let Ok(server) = TcpStream::connect(target) else {
        return client.write_all(b"HTTP/1.1 502 Nobody is there\r\n\r\n");
    };
    client.write_all(b"HTTP/1.1 200 Go on\r\n\r\n")?;
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || io::copy(&mut from, &mut to));
    io::copy(&mut &server, &mut &client)?;
    client.shutdown(Shutdown::Both)
}

/// An account as the proxy is told it.
fn basic(account: &str) -> String {
    serde_json::from_value(json!(Base64::from(account.as_bytes()))).unwrap()
}

/// A server that tells versions.
fn server() -> Gate {
    let versions =
        json!({ "server": "1", "minimum_client": "0.0.1", "newest_client": "0.0.1", "download": null });
    Gate::saying(200, "application/json", &versions.to_string())
}

/// A stage on a machine without a keyring, whatever this one has.
pub(crate) fn without_keyring() -> Stage {
    let mut stage = Stage::new();
    stage.set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    stage
}

/// Changes a setting.
#[track_caller]
pub(crate) fn set(stage: &Stage, setting: &[&str]) -> Run {
    stage.scap(&args(["config", "set"].iter().chain(setting).copied())).succeeded()
}

/// Asks this server for its versions: the failure, if there is one.
fn check(stage: &Stage, server: &str, flags: &[&str]) -> Option<Value> {
    let command = ["version", "--check", "--json", "--server", server];
    let run = stage.scap(&args(command.iter().chain(flags).copied()));
    run.json().get("error").cloned()
}

fn proxy_failure(failure: &Value) -> (&str, &str) {
    assert_eq!(failure["code"], "net.proxy", "{failure}");
    (failure["details"]["proxy"].as_str().unwrap(), failure["details"]["reason"].as_str().unwrap())
}

#[test]
fn account_and_password_are_kept_apart_from_the_address_and_told_to_this_proxy_alone() {
    let stage = without_keyring();
    let (server, proxy, other) = (server(), TestProxy::new(), TestProxy::new());
    set(&stage, &["proxy", &proxy.url]);
    let failure = check(&stage, &server.url, &[]).unwrap();
    assert_eq!(proxy_failure(&failure), (&*proxy.url, "account_needed"));

    set(&stage, &["proxy_account", "me"]);
    let failure = check(&stage, &server.url, &[]).unwrap();
    assert_eq!(proxy_failure(&failure), (&*proxy.url, "account_refused"));

    stage.write("secrets/password", format!("{PROXY_PASSWORD}\n"));
    set(&stage, &["proxy_password", "--value-file", "secrets/password"]);
    assert_eq!(check(&stage, &server.url, &[]), None);
    // Another proxy is not told the account.
    let failure = check(&stage, &server.url, &["--proxy", &other.url]).unwrap();
    assert_eq!(proxy_failure(&failure), (&*other.url, "account_needed"));
    assert_eq!(other.asked()[0].account, None);
    // One for this run alone may bring its own.
    let with_account = other.with(&format!("me:{PROXY_PASSWORD}"));
    assert_eq!(check(&stage, &server.url, &["--proxy", &with_account]), None);

    let asked: Vec<_> = proxy.asked().into_iter().map(|asked| asked.account).collect();
    let right = basic(&format!("me:{PROXY_PASSWORD}"));
    assert_eq!(asked, [None, Some(basic("me:")), Some(right)]);
}

#[test]
fn the_proxy_that_is_set_wins_over_the_environment_and_off_over_both() {
    const SERVER: &str = "https://scap.invalid";
    let (proxy, file) = (TestProxy::new(), TestProxy::new());
    let asked = |proxy: &TestProxy| proxy.asked().into_iter().map(|asked| asked.target).collect::<Vec<_>>();
    let stage = |variables: &[(&str, &str)]| {
        let mut stage = without_keyring();
        variables.iter().for_each(|(name, value)| stage.set(name, *value));
        stage
    };
    // Through the proxy it ends there; without one there is no such host.
    let through = |stage: &Stage, flags: &[&str]| {
        let failure = check(stage, SERVER, flags).unwrap();
        let code = failure["code"].as_str().unwrap();
        assert!(["net.proxy", "net.connect"].contains(&code), "{failure}");
        code == "net.proxy"
    };
    let url = &*proxy.url;
    let table = [
        (vec![], vec![], false),
        (vec![("HTTPS_PROXY", url)], vec![], true),
        (vec![("https_proxy", url)], vec![], true),
        (vec![("ALL_PROXY", url)], vec![], true),
        (vec![("HTTPS_PROXY", url), ("NO_PROXY", ".invalid")], vec![], false),
        (vec![("HTTPS_PROXY", url), ("no_proxy", "scap.invalid")], vec![], false),
        (vec![("HTTPS_PROXY", url), ("NO_PROXY", "other.invalid")], vec![], true),
        (vec![("HTTPS_PROXY", url)], vec!["--proxy", "off"], false),
        (vec![("HTTPS_PROXY", url), ("SCAP_PROXY", "off")], vec![], false),
        // What is set for this program is meant, whatever others should do.
        (vec![("NO_PROXY", "*"), ("SCAP_PROXY", url)], vec![], true),
        (vec![("NO_PROXY", "*")], vec!["--proxy", url], true),
    ];
    for (variables, flags, expected) in table {
        assert_eq!(through(&stage(&variables), &flags), expected, "{variables:?} {flags:?}");
        let targets = if expected { vec!["scap.invalid:443".to_owned()] } else { vec![] };
        assert_eq!(asked(&proxy), targets, "{variables:?} {flags:?}");
    }

    let stage = stage(&[("HTTPS_PROXY", url), ("NO_PROXY", "*")]);
    set(&stage, &["proxy", &file.url]);
    assert!(through(&stage, &[]));
    set(&stage, &["proxy", "off"]);
    assert!(!through(&stage, &[]));
    set(&stage, &["proxy", ""]);
    assert!(!through(&stage, &[]), "NO_PROXY counts again");
    assert_eq!((asked(&proxy).len(), asked(&file).len()), (0, 1));
}

#[test]
fn a_server_on_this_machine_is_not_asked_by_a_proxy_of_the_environment() {
    let mut stage = without_keyring();
    let (server, proxy) = (server(), TestProxy::new());
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "http_proxy"] {
        stage.set(name, &proxy.url);
    }
    assert_eq!(check(&stage, &server.url, &[]), None);
    assert_eq!(proxy.asked(), []);
}

#[test]
fn without_a_keyring_the_password_is_in_a_file_for_its_owner() {
    let stage = without_keyring();
    let get = || {
        let run = stage.scap(&args(["config", "get", "proxy_password", "--json"])).succeeded();
        run.json()["value"].clone()
    };
    assert_eq!(get(), Value::Null);
    let first = stage.write("secrets/password", format!("{PROXY_PASSWORD}\r\nand more"));
    let run = set(&stage, &["proxy_password", "--value-file", &first, "--lang", "en"]);
    let file = stage.path("home/config/scap/config.proxy-password");
    assert!(run.stderr.contains(&file), "{run:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), PROXY_PASSWORD);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(get(), "file");
    let text = stage.scap(&args(["config", "get", "proxy_password"])).succeeded();
    assert_eq!(text.stdout(), "file\n");

    // Another configuration file has another password, and other settings leave it alone.
    let other = stage.path("other.toml");
    set(&stage, &["proxy_account", "me"]);
    set(&stage, &["proxy_password", "--value-file", &first, "--config", &other]);
    set(&stage, &["proxy_password", "", "--config", &other]);
    assert_eq!(get(), "file");
    assert!(!stage.folder().join("other.proxy-password").exists());

    // An empty value removes it, also from a script's file.
    let empty = stage.write("empty", "\n");
    set(&stage, &["proxy_password", "--value-file", &empty]);
    assert_eq!(get(), Value::Null);
    assert!(!fs::exists(&file).unwrap());
    set(&stage, &["proxy_password", ""]);
}

#[test]
fn the_password_is_asked_for_at_a_terminal() {
    let stage = without_keyring();
    let run = stage.at_terminal(
        &args(["config", "set", "proxy_password", "--lang", "en"]),
        &[("Password", PROXY_PASSWORD)],
    );
    let run = run.succeeded();
    assert!(!run.stderr.contains(PROXY_PASSWORD), "{run:?}");
    let file = stage.path("home/config/scap/config.proxy-password");
    assert_eq!(fs::read_to_string(file).unwrap(), PROXY_PASSWORD);
}

#[test]
fn a_password_where_it_does_not_belong_is_refused_and_not_repeated() {
    let stage = without_keyring();
    let long = stage.write("long", PROXY_PASSWORD.repeat(40));
    let settings = |text: &str| stage.write("settings.toml", text);
    let quoted = format!("proxy_password = \"{PROXY_PASSWORD}\"\n");
    let in_address = format!("proxy = \"http://me:{PROXY_PASSWORD}@proxy.example\"\n");
    let set = ["config", "set", "proxy_password"];
    let table = [
        ("as an argument", "", args([&set[..], &[PROXY_PASSWORD]].concat()), "usage"),
        ("with nobody to ask", "", args(set), "input.needed"),
        ("too long", "", args([&set[..], &["--value-file", &long]].concat()), "file.read"),
        ("in the file", &*quoted, args(["version"]), "config.invalid"),
        ("in the file, as a number", "proxy_password = 83174629\n", args(["version"]), "config.invalid"),
        ("in the address", &in_address, args(["version", "--check"]), "config.url"),
        ("without a value", "", args(["config", "set", "proxy_account"]), "usage"),
    ];
    for (name, text, arguments, code) in table {
        let file = settings(text);
        let run = stage.scap(&[arguments, args(["--config", &file, "--json", "-vvv"])].concat());
        assert_eq!(run.code, Some(if code == "usage" { 2 } else { 1 }), "{name}: {run:?}");
        assert_eq!(run.json()["error"]["code"], code, "{name}");
        assert!(!format!("{run:?}").contains(PROXY_PASSWORD), "{name}: {run:?}");
        assert!(!format!("{run:?}").contains("83174629"), "{name}: {run:?}");
        assert_eq!(fs::read_to_string(&file).unwrap(), text, "{name}");
    }
}
