//! The protocol from activation to the records, its refusals, its repetitions.

use std::{collections::BTreeSet, thread};

use scap_ac::CardRank;
use scap_proto::wire::{
    Activation, ActivationReply, ApplicationDetail, Catalogue, CertificateReply, Direction, IssuanceReply,
    RecordsQuery, RecordsReply, Terms, VersionReply, WriteReply,
};
use scap_test_pki::fixed;
use serde_json::{Value, json};

use crate::{
    client::{Client, consent, sign, upload},
    process::{CODE, Data, holder},
};

#[test]
fn everything_from_activation_to_records_and_every_call_twice() {
    let data = Data::new();
    let server = data.start();
    let client = Client::new(&server.url);
    let activated: ActivationReply = client.activate(&client.secondary, CODE).ok();
    assert_eq!(client.activate(&client.secondary, CODE).ok::<ActivationReply>(), activated);

    assert_eq!(client.get("/v1/terms").ok::<Terms>().version, "2026-11");
    assert_eq!(client.get("/v1/applications").ok::<Catalogue>().applications.len(), 2);
    let detail: ApplicationDetail = client.get("/v1/applications/G2B-EHELPER").ok();
    assert_eq!(detail.units[1].units[0].name, "宜蘭第六廠");

    let consent = consent();
    let request = client.issuance_request(&consent, &client.nonce());
    let reply: IssuanceReply = client.post("/v1/issuances", &request).ok();
    assert_eq!(client.post("/v1/issuances", &request).ok::<IssuanceReply>(), reply);
    assert_eq!(reply.serial, format!("{}000001", fixed::PRIMARY_SERIAL));

    let certificate = client.signed(&consent, &reply);
    let path = format!("/v1/issuances/{}/certificate", consent.id);
    let recorded: CertificateReply = client.put(&path, &upload(&certificate)).ok();
    assert_eq!(client.put(&path, &upload(&certificate)).ok::<CertificateReply>(), recorded);

    let (path, written) =
        client.write_record(consent.id, recorded.write_nonce.as_deref().unwrap(), &certificate);
    let first: WriteReply = client.post(&path, &written).ok();
    assert_eq!(client.post(&path, &written).ok::<WriteReply>(), first);

    let query = RecordsQuery {
        from: reply.not_before.clone(),
        to: "2033-12-31T23:59:59Z".to_owned(),
        direction: Direction::Received,
        kind: None,
        serial: None,
        cursor: None,
    };
    let signed = client.sign(&client.secondary, "/v1/records/query", &query);
    let records: RecordsReply = client.post("/v1/records/query", &signed).ok();
    assert_eq!(records.records.len(), 1);
    assert_eq!(records.records[0].certificate.as_bytes(), certificate.as_der());
    assert_eq!(records.records[0].written_at, Some(first.written_at));
    assert_eq!(client.post("/v1/records/query", &signed).code(), "request.nonce");

    let (status, log) = server.stop();
    assert!(status.success());
    for secret in [CODE, "A123456789", fixed::BUSINESS_NUMBER] {
        assert!(!log.contains(secret), "the log tells {secret}");
    }
    let check = data.run(&["check"]);
    assert!(check.status.success(), "{check:?}");
}

#[test]
fn refusals_have_their_code_and_status() {
    let data = Data::new();
    let server = data.start();
    let client = Client::new(&server.url);
    let path = "/v1/activations";
    let payload = Activation { user_code: CODE.to_owned() };
    let good = client.sign(&client.secondary, path, &payload);
    let request = fixed::request(CardRank::Secondary, fixed::SECONDARY_SERIAL);
    let foreign = fixed::card_of(fixed::other_ca(), &request, 1);
    let impostor = fixed::card_of(fixed::impostor_ca(), &request, 1);

    let mut tampered = serde_json::to_value(&good).unwrap();
    let other = client.sign(&client.secondary, path, &Activation { user_code: "guess".to_owned() });
    tampered["payload"] = serde_json::to_value(&other).unwrap()["payload"].clone();
    let mut algorithm = serde_json::to_value(&good).unwrap();
    algorithm["protected"] = json!("eyJhbGciOiJub25lIiwieDVjIjpbXSwibm9uY2UiOiIiLCJ1cmwiOiIifQ");
    let mut extra = serde_json::to_value(&good).unwrap();
    extra["header"] = json!({});
    let elsewhere = sign(&client.secondary, &client.nonce(), "http://127.0.0.1:1/v1/activations", &payload);
    let value = |jws| serde_json::to_value(jws).unwrap();
    let table: [(&str, Value, u16, &str); 9] = [
        ("tampered payload", tampered, 400, "request.signature"),
        ("no algorithm", algorithm, 400, "request.malformed"),
        ("an unknown field", extra, 400, "request.malformed"),
        ("another address", value(&elsewhere), 400, "request.url"),
        ("another CA", value(&client.sign(&foreign, path, &payload)), 403, "card.untrusted"),
        ("a CA of the same name", value(&client.sign(&impostor, path, &payload)), 403, "card.untrusted"),
        ("a primary card", value(&client.sign(&client.primary, path, &payload)), 403, "card.not_secondary"),
        ("no JWS", json!([]), 400, "request.malformed"),
        ("a wrong code", value(&other), 403, "user_code.incorrect"),
    ];
    for (name, body, status, code) in table {
        let answer = client.post(path, &body);
        assert_eq!((answer.status, answer.code()), (status, code), "{name}");
    }
    assert_eq!(client.post(path, &good).status, 200, "the good request is still good");
    assert_eq!(client.post(path, &good).code(), "request.nonce", "and good once");

    assert_eq!(client.get("/v1/applications/NONE").code(), "application.unknown");
    let unknown = client.put(
        "/v1/issuances/00000000-0000-4000-8000-000000000000/certificate",
        &json!({ "certificate": "AAAA" }),
    );
    assert_eq!((unknown.status, unknown.code()), (400, "ac.der"));
    let first = consent();
    client.try_reserve(&first).unwrap();
    let mut changed = first.clone();
    changed.holder_id.number = "F229290915".to_owned();
    let answer = client.post("/v1/issuances", &client.issuance_request(&changed, &client.nonce()));
    assert_eq!((answer.status, answer.code()), (409, "issuance.conflict"));
    let mut primary = fixed::request(CardRank::Primary, "55");
    primary.business_number = fixed::OTHER_BUSINESS_NUMBER.parse().unwrap();
    let mut stranger = client.issuance_request(&consent(), &client.nonce());
    stranger.signer_certificate = fixed::card(&primary, 3).certificate.as_der().into();
    let answer = client.post("/v1/issuances", &stranger);
    assert_eq!((answer.status, answer.code()), (403, "entity.mismatch"));
    assert_eq!(answer.body["details"]["signer"], fixed::OTHER_BUSINESS_NUMBER);
}

#[test]
fn three_wrong_user_codes_lock_across_restarts() {
    let data = Data::new();
    for tries_left in [2, 1] {
        let server = data.start();
        let client = Client::new(&server.url);
        let answer = client.activate(&client.secondary, "wrong");
        assert_eq!((answer.status, answer.code()), (403, "user_code.incorrect"));
        assert_eq!(answer.body["details"]["tries_left"], tries_left);
        server.kill();
    }
    let server = data.start();
    let client = Client::new(&server.url);
    for user_code in ["wrong", CODE] {
        assert_eq!(client.activate(&client.secondary, user_code).code(), "user_code.locked");
    }
    assert_eq!(client.activate(&fixed::other_secondary(), CODE).status, 200);
}

#[test]
fn eight_clients_of_one_signer_get_every_number_once() {
    const CLIENTS: usize = 8;
    const EACH: usize = 5;
    let data = Data::new();
    let server = data.start();
    let url = &server.url;
    let serials: Vec<Vec<u32>> = thread::scope(|scope| {
        let issue = |number| {
            let mut client = Client::new(url);
            client.secondary = holder(number);
            assert_eq!(client.activate(&client.secondary, CODE).status, 200);
            let one = |_| {
                let consent = consent();
                let reply = client.try_reserve(&consent).unwrap();
                let certificate = client.signed(&consent, &reply);
                client.try_upload(consent.id, &certificate).unwrap();
                certificate.serial().split_authorization().unwrap().1.number()
            };
            (0..EACH).map(one).collect()
        };
        let clients: Vec<_> = (0..CLIENTS).map(|number| scope.spawn(move || issue(number))).collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    assert!(serials.iter().all(|serials: &Vec<u32>| serials.is_sorted()));
    let all: BTreeSet<u32> = serials.into_iter().flatten().collect();
    assert_eq!(all, (1..=40).collect());
    assert!(server.stop().0.success());
    let accounting = String::from_utf8(data.run(&["accounting"]).stdout).unwrap();
    assert!(accounting.contains("last 40  issued 40  reserved 0  abandoned 0\n"), "{accounting}");
}

#[test]
fn tells_its_version() {
    let data = Data::new();
    let server = data.start();
    let version: VersionReply = Client::new(&server.url).get("/v1/version").ok();
    assert_eq!(version.server, env!("CARGO_PKG_VERSION"));
    assert_eq!((version.minimum_client.as_str(), version.newest_client), ("0.1.0", version.server));
    assert_eq!(version.download, None);

    let config =
        "newest_client = \"1.10.0\"\nminimum_client = \"1.9.0-rc.1\"\ndownload = \"https://a.test\"\n";
    let server = data.start_with(&["--config", &data.write("versions.toml", config)]);
    let version: VersionReply = Client::new(&server.url).get("/v1/version").ok();
    assert_eq!((version.minimum_client.as_str(), version.newest_client.as_str()), ("1.9.0-rc.1", "1.10.0"));
    assert_eq!(version.download.as_deref(), Some("https://a.test"));
}
