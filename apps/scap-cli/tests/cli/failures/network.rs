//! What goes wrong on the way to the server and in it.

use std::{
    fs,
    io::{Read, Write},
    net::{Shutdown, TcpListener},
    os::unix::fs::FileExt,
    process::Command,
    thread,
};

use scap_card::soft::NewArea;
use scap_test_pki::fixed;
use scap_test_stage::{Answer, Gate};
use serde_json::json;

use super::{Act, Row};
use crate::stage::{Stage, args};

/// Where nobody listens: the port is reserved.
const NOBODY: &str = "http://127.0.0.1:1";

fn cards(stage: &Stage) {
    stage.add("boss", &fixed::primary());
    stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
}

/// F2 with the server at this address.
fn issue(stage: &mut Stage, url: &str) -> Vec<String> {
    cards(stage);
    let mut arguments = stage.issue("amy");
    arguments.extend(args(["--server", url]));
    arguments
}

/// A service that is no TLS: answers what it reads with a line of plain text.
fn plain() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            // What the client makes of it is what the test is about. The rest is read so that the answer arrives.
            let _ = client.write_all(b"220 mail.example ESMTP ready\r\n");
            let _ = client.shutdown(Shutdown::Write);
            let _ = client.read_to_end(&mut Vec::new());
        }
    });
    address
}

/// The slow ones come first, so that the others run meanwhile.
pub(super) fn rows() -> Vec<Row> {
    [way(), answers(), server()].into_iter().flatten().collect()
}

fn way() -> Vec<Row> {
    vec![
        Row::new("net.timeout", "the server takes connections and never answers", |stage| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("http://{}", listener.local_addr().unwrap());
            // Open for as long as the process lives.
            std::mem::forget(listener);
            Act::new(issue(stage, &url), json!({ "url": url }))
        }),
        Row::new("net.connect", "nobody listens", |stage| {
            Act::new(issue(stage, NOBODY), json!({ "url": NOBODY }))
        })
        .and_then(|stage| assert_eq!(stage.tries("boss"), 3)),
        Row::new("net.connect", "nobody listens, for opening", |stage| {
            stage.add("bob", &fixed::other_secondary());
            let mut arguments = stage.activate("bob");
            arguments.extend(args(["--server", NOBODY]));
            Act::new(arguments, json!({ "url": NOBODY }))
        }),
        Row::new("net.proxy", "the proxy does not connect", |stage| {
            let proxy = Gate::saying(403, "text/plain", "not there");
            let mut arguments = issue(stage, "https://scap.invalid");
            arguments.extend(args(["--proxy", &proxy.url]));
            Act::new(arguments, json!({ "proxy": proxy.url, "reason": "refused" }))
        }),
        Row::new("net.proxy", "the proxy asks for an account", |stage| {
            let proxy = Gate::saying(407, "text/plain", "who are you");
            stage.set("SCAP_PROXY", &proxy.url);
            let arguments = issue(stage, "https://scap.invalid");
            Act::new(arguments, json!({ "proxy": proxy.url, "reason": "account_needed" }))
        }),
        Row::new("net.proxy", "the proxy refuses the account", |stage| {
            let proxy = Gate::saying(407, "text/plain", "not you");
            stage.set("HTTPS_PROXY", proxy.url.replace("://", "://me:secret@"));
            let arguments = issue(stage, "https://scap.invalid");
            Act::new(arguments, json!({ "proxy": proxy.url, "reason": "account_refused" }))
        }),
        Row::new("net.proxy", "nobody listens where the proxy should be", |stage| {
            stage.scap(&args(["config", "set", "proxy", NOBODY])).succeeded();
            let arguments = issue(stage, "https://scap.invalid");
            Act::new(arguments, json!({ "proxy": NOBODY, "reason": "unreachable" }))
        }),
        Row::new("keyring.failed", "the keyring with the proxy's password is gone", |stage| {
            stage.set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
            stage.set("SCAP_CONFIG", stage.path("settings.toml"));
            let settings = "proxy_account = \"me\"\nproxy_password = \"keyring\"\n";
            stage.write("settings.toml", format!("proxy = \"{NOBODY}\"\n{settings}"));
            Act::new(issue(stage, "https://scap.invalid"), json!({ "reason": { "contains": "" } }))
        }),
        Row::new("net.tls", "the server speaks no TLS", |stage| {
            let url = format!("https://{}", plain());
            Act::new(issue(stage, &url), json!({ "url": url }))
        }),
    ]
}

fn answers() -> Vec<Row> {
    vec![
        Row::new("server.status", "a status that no rule explains", |stage| {
            let gate = Gate::saying(418, "text/html", "<h1>I'm a teapot</h1>");
            let arguments = issue(stage, &gate.url);
            Act::new(arguments, json!({ "call": "GET /v1/version", "status": 418 }))
        }),
        Row::new("server.status", "a failing proxy in front of the server", |stage| {
            let gate = Gate::saying(502, "text/html", "<h1>Bad Gateway</h1>");
            let arguments = issue(stage, &gate.url);
            Act::new(arguments, json!({ "call": "GET /v1/version", "status": 502 }))
        }),
        Row::new("server.not_found", "another service is there", |stage| {
            let gate = Gate::saying(404, "text/html", "<h1>Not Found</h1>");
            let arguments = issue(stage, &gate.url);
            Act::new(arguments, json!({ "url": format!("{}/v1/version", gate.url) }))
        }),
        Row::new("server.not_found", "the address leads past the service", |stage| {
            stage.serve(&[]);
            let mut arguments = args(["version", "--check", "--server"]);
            let address = fs::read_to_string(stage.path("port")).unwrap();
            let url = format!("http://{}/elsewhere", address.trim());
            arguments.push(url.clone());
            Act::new(arguments, json!({ "url": format!("{url}/v1/version") }))
        }),
        Row::new("version.outdated", "the server serves newer clients alone", |stage| {
            let clients = json!({ "minimum": "9.0.0", "newest": "9.1.0" });
            let download = "https://scap.example/download";
            let config = format!(
                "minimum_client = {}\nnewest_client = {}\ndownload = \"{download}\"\n",
                clients["minimum"], clients["newest"]
            );
            let config = stage.write("server.toml", config);
            cards(stage);
            stage.serve(&["--config", &config]);
            let mut details = clients;
            details["current"] = env!("CARGO_PKG_VERSION").into();
            details["download"] = download.into();
            Act::new(stage.issue("amy"), details)
        }),
        Row::new("version.outdated", "the same, when asked", |_| {
            let versions = json!({
                "server": "9.1.0", "minimum_client": "9.0.0", "newest_client": "9.1.0", "download": null,
            });
            let gate = Gate::saying(200, "application/json", &versions.to_string());
            let current = env!("CARGO_PKG_VERSION");
            let details =
                json!({ "current": current, "minimum": "9.0.0", "newest": "9.1.0", "download": null });
            Act::new(args(["version", "--check", "--server", &gate.url]), details)
        }),
        Row::new("server.answer", "versions that are none", |_| {
            let versions = json!({
                "server": "1.0.0", "minimum_client": "old", "newest_client": "new", "download": null,
            });
            let gate = Gate::saying(200, "application/json", &versions.to_string());
            Act::new(
                args(["version", "--check", "--server", &gate.url]),
                json!({ "call": "GET /v1/version" }),
            )
        }),
        Row::new("server.answer", "an answer that is not as agreed", |stage| {
            let gate = Gate::saying(200, "text/html", "<h1>Welcome to this hotel's network</h1>");
            let arguments = issue(stage, &gate.url);
            Act::new(arguments, json!({ "call": "GET /v1/version" }))
        }),
    ]
}

fn server() -> Vec<Row> {
    vec![
        Row::new("server.database", "the database is overwritten while the server runs", |stage| {
            cards(stage);
            stage.serve(&[]);
            let database = fs::File::options().write(true).open(stage.database()).unwrap();
            let size = usize::try_from(database.metadata().unwrap().len()).unwrap();
            database.write_all_at(&vec![0xa5; size], 0).unwrap();
            Act::new(stage.issue("amy"), json!({}))
        }),
        Row::new("catalogue.none", "the operator has imported nothing", |stage| {
            cards(stage);
            stage.start(&[]);
            Act::new(stage.issue("amy"), json!({}))
        }),
        Row::new("terms.outdated", "the terms change while the content is filled in", |stage| {
            cards(stage);
            let terms = json!({ "version": "1999-12", "text": { "en": "Old", "zh-TW": "舊" } }).to_string();
            let gate = Gate::new(move |request| match request {
                "GET /v1/terms" => Answer::Say(200, "application/json", terms.clone()),
                _ => Answer::Pass,
            });
            stage.serve_behind(gate, &[]);
            Act::new(stage.issue("amy"), json!({ "current": "2026-11" }))
        }),
        Row::new("audit.pending", "the server is killed when the card has been written", |stage| {
            cards(stage);
            let (tell, told) = std::sync::mpsc::channel::<u32>();
            let mut server = None;
            let gate = Gate::new(move |request| {
                let written = request.starts_with("POST ") && request.ends_with("/written");
                if !written {
                    return Answer::Pass;
                }
                let server = *server.get_or_insert_with(|| told.recv().unwrap());
                // The second time there is none left.
                let _ = Command::new("kill").args(["-KILL", &server.to_string()]).status().unwrap();
                Answer::Hang
            });
            stage.serve_behind(gate, &[]);
            tell.send(stage.server()).unwrap();
            let serial = format!("{}000001", fixed::PRIMARY_SERIAL);
            Act::new(stage.issue("amy"), json!({ "serial": serial, "reason": "net.connect" }))
        })
        .and_then(|stage| {
            assert!(stage.card("amy").join("area/certificate.der").exists());
            assert_eq!(fs::read_dir(stage.path("home/data/scap/pending")).unwrap().count(), 1);
        }),
    ]
}
