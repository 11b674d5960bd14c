//! What holds for every request: media types, limits, headers, and a clean stop.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
};

use serde_json::json;

use crate::{client::Client, process::Data};

#[test]
fn every_answer_is_json_or_a_problem_and_is_not_stored() {
    let data = Data::new();
    let server = data.start();
    let client = Client::new(&server.url);
    let jws = json!({ "protected": "", "payload": "" });
    let table = [
        ("health", client.get("/healthz"), 200, None, None),
        ("no such address", client.get("/v2/nonce"), 404, Some("server.not_found"), None),
        ("the root", client.get("/"), 404, Some("server.not_found"), None),
        ("a path that is no UTF-8", client.get("/v1/applications/%ff"), 404, Some("server.not_found"), None),
        ("wrong method", client.get("/v1/activations"), 405, Some("request.method"), None),
        ("wrong method", client.post("/v1/nonce", &json!({})), 405, Some("request.method"), None),
        ("no JSON", client.post_bytes("/v1/activations", b"{"), 400, Some("request.malformed"), None),
        (
            "a field is missing",
            client.post("/v1/activations", &jws),
            400,
            Some("request.malformed"),
            Some("signature"),
        ),
        (
            "a field below is missing",
            client.post("/v1/issuances", &json!({ "consent": jws, "signer_certificate": "AAAA" })),
            400,
            Some("request.malformed"),
            Some("consent.signature"),
        ),
        (
            "a field is none of ours",
            client.put("/v1/issuances/1/certificate", &json!({ "certificate": "AAAA", "force": true })),
            400,
            Some("request.malformed"),
            Some("force"),
        ),
        (
            "no base64",
            client.put("/v1/issuances/1/certificate", &json!({ "certificate": "!" })),
            400,
            Some("request.malformed"),
            Some("certificate"),
        ),
        (
            "no id",
            client.put("/v1/issuances/1/certificate", &json!({ "certificate": "AAAA" })),
            404,
            Some("issuance.unknown"),
            None,
        ),
        (
            "64 KiB",
            client.post_bytes("/v1/activations", &[b' '; 64 * 1024]),
            400,
            Some("request.malformed"),
            None,
        ),
    ];
    for (name, answer, status, code, field) in table {
        assert_eq!(answer.status, status, "{name}");
        assert_eq!(answer.cache_control, "no-store", "{name}");
        match code {
            Some(code) => assert_eq!(answer.code(), code, "{name}"),
            None => assert_eq!(answer.media_type, "application/json", "{name}"),
        }
        assert_eq!(answer.body["details"]["field"].as_str(), field, "{name}");
    }
}

#[test]
fn a_body_that_is_too_large_is_refused_without_reading_all_of_it() {
    let data = Data::new();
    let server = data.start();
    let address = server.url.strip_prefix("http://").unwrap();
    let announced = format!("content-length: {}\r\n\r\n", 64 * 1024 + 1);
    // Not a byte more than makes it too large: what the server leaves unread resets the connection.
    let in_pieces = format!("transfer-encoding: chunked\r\n\r\n10001\r\n{}", " ".repeat(0x10001));
    for rest in [announced, in_pieces] {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "POST /v1/activations HTTP/1.1\r\nhost: {address}\r\n{rest}").unwrap();
        let mut status = String::new();
        BufReader::new(stream).read_line(&mut status).unwrap();
        assert!(status.starts_with("HTTP/1.1 413"), "{status}");
    }
}

#[test]
fn sigterm_finishes_the_running_request_and_exits_0() {
    let data = Data::new();
    let server = data.start();
    let address = server.url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let body = br#"{"protected":"","payload":"","signature":""}"#;
    write!(
        stream,
        "POST /v1/activations HTTP/1.1\r\nhost: {address}\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    // The server reads the body: the request is running.
    reader.read_line(&mut line).unwrap();
    assert!(line.starts_with("HTTP/1.1 100"), "{line}");
    server.terminate();
    stream.write_all(body).unwrap();
    let mut answer = String::new();
    reader.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("HTTP/1.1 400") && answer.contains("request.malformed"), "{answer}");
    let (status, log) = server.wait();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(log.contains("stopped"), "{log}");
}
