//! The whole job with both cards present, and every form that its result comes in.

use std::{collections::BTreeSet, fs};

use scap_messages::{Language, Messages};
use scap_test_pki::fixed;
use scap_test_stage::{copy_database, import, pem};
use serde_json::{Value, json};

use crate::stage::{Stage, USER_CODE, args, content};

/// The fields of a JSON object.
#[track_caller]
fn fields(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The fields of a certificate, as the contract has them.
const CERTIFICATE: [&str; 15] = [
    "version",
    "kind",
    "serial",
    "holder",
    "issuer",
    "signature_algorithm",
    "not_before",
    "not_after",
    "holder_id",
    "slots",
    "delegation",
    "authority_key_identifier",
    "signature",
    "other_attributes",
    "extensions",
];

/// Whether this is the certificate of the usual content for amy, issued by boss as number so and so.
#[track_caller]
fn check_certificate(certificate: &Value, number: u32) {
    assert_eq!(fields(certificate), CERTIFICATE.into());
    let expected = json!({
        "version": 2,
        "kind": "application",
        "serial": format!("{}{number:06}", fixed::PRIMARY_SERIAL),
        "holder": { "issuer": "OU=政府測試憑證管理中心,O=行政院,C=TW", "serial": fixed::SECONDARY_SERIAL },
        "issuer": "O=測試公司2,L=臺中市,C=TW",
        "signature_algorithm": "SHA256withRSA",
        "not_after": fixed::NOT_AFTER,
        "holder_id": { "kind": "national_id", "number": "A123456789" },
        "slots": [
            {
                "slot": 1,
                "application":
                    { "code": "G2B-EHELPER", "name": "G2B商工公文訊息交易整合服務計畫(企業e幫手)" },
                "unit_name": "中華電信股份有限公司》宜蘭第六廠",
                "unit_code": "028》78616600",
                "role": "接收公文、發送專屬訊息",
            },
            {
                "slot": 4,
                "application": { "code": "EINVOICE", "name": "財政部電子發票整合服務平台" },
                "unit_name": null, "unit_code": null, "role": null,
            },
        ],
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(certificate[field], *value, "{field}");
    }
    assert_eq!(certificate["signature"].as_str().unwrap().len(), 512);
    assert_eq!(certificate["authority_key_identifier"].as_str().unwrap().len(), 40);
}

#[test]
fn with_both_cards_present_nobody_is_asked_for_a_card() {
    let mut stage = Stage::new();
    stage.add("boss", &fixed::primary());
    stage.add("amy", &fixed::secondary());
    stage.serve(&[]);
    let prompt = Messages::new(Language::TraditionalChinese).text("insert-card-waiting", &[]);

    let activated = stage.scap(&stage.activate("amy")).succeeded();
    assert!(activated.stdout().contains("amy"), "{activated:?}");

    // The cards are found by what they are: neither is named.
    let mut issue = stage.issue("amy");
    issue.retain(|argument| !["--holder", "amy"].contains(&argument.as_str()));
    issue.extend(args(["--save", "issued.txt"]));
    let issued = stage.scap(&issue).succeeded();
    for shown in ["A123456789", "028》78616600", fixed::SECONDARY_SERIAL] {
        assert!(issued.stdout().contains(shown), "{shown}: {issued:?}");
    }

    let mut view = stage.view("amy");
    view.extend(args(["--save", "viewed.txt"]));
    // A file that is there is written over, and nothing stays beside it.
    stage.write("viewed.txt", "old");
    let viewed = stage.scap(&view).succeeded();
    for run in [&activated, &issued, &viewed] {
        assert!(!run.stderr.contains(&prompt), "{run:?}");
    }
    let saved = fs::read_to_string(stage.path("viewed.txt")).unwrap();
    assert_eq!(saved, fs::read_to_string(stage.path("issued.txt")).unwrap());
    let mut names = fs::read_dir(stage.folder()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.all(|name| !name.to_str().unwrap().starts_with('.')));
    assert!(viewed.stdout().lines().skip(2).all(|line| saved.contains(line)), "{viewed:?}");

    let records = stage.scap(&stage.received("amy")).succeeded();
    let text = Messages::new(Language::TraditionalChinese).text("records-written", &[]);
    assert!(records.stdout().contains(&text), "{records:?}");

    let primary = stage.write("boss.pem", pem(fixed::primary().certificate.as_der()));
    let secondary = stage.write("amy.pem", pem(fixed::secondary().certificate.as_der()));
    let verify = ["ac", "verify", "viewed.txt", "--anchors", "root.pem", "ca.pem", "--signer", &primary];
    let holder = ["--holder", &secondary, "--application", "EINVOICE"];
    stage.scap(&args(verify.into_iter().chain(holder))).succeeded();
}

#[test]
fn json_has_the_fields_of_the_contract() {
    let mut stage = Stage::new();
    stage.add("boss", &fixed::primary());
    stage.add("amy", &fixed::secondary());
    stage.serve(&[]);
    let json = |mut arguments: Vec<String>| {
        arguments.push("--json".to_owned());
        stage.scap(&arguments).succeeded().json()
    };
    let card_fields = [
        "rank",
        "business_number",
        "subject",
        "issuer",
        "serial",
        "key_identifier",
        "not_before",
        "not_after",
    ];

    let activated = json(stage.activate("amy"));
    assert_eq!(fields(&activated), ["activated", "card", "activated_at"].into());
    assert_eq!(activated["activated"], true);
    assert_eq!(fields(&activated["card"]), card_fields.into());
    assert_eq!(activated["card"]["serial"], fixed::SECONDARY_SERIAL);

    let issued = json(stage.issue("amy"));
    assert_eq!(fields(&issued), ["issued", "certificate", "written_at"].into());
    assert_eq!(issued["issued"], true);
    check_certificate(&issued["certificate"], 1);

    assert_eq!(json(stage.view("amy")), issued["certificate"]);

    // A script that gives --content has decided: the card is issued again.
    let again = json(stage.issue("amy"));
    check_certificate(&again["certificate"], 2);
    assert_eq!(json(stage.view("amy")), again["certificate"]);

    let received = json(stage.received("amy"));
    assert_eq!(fields(&received), ["records", "next"].into());
    assert_eq!(received["next"], Value::Null);
    let records = received["records"].as_array().unwrap();
    let certificates = [&again, &issued].map(|run| &run["certificate"]);
    assert_eq!(records.iter().map(|record| &record["certificate"]).collect::<Vec<_>>(), certificates);
    for record in records {
        let expected = ["serial", "kind", "issued_at", "state", "written_at", "ended_at", "certificate"];
        assert_eq!(fields(record), expected.into());
        assert_eq!(record["kind"], "application");
        assert!(record["written_at"].is_string(), "{record}");
    }
    assert_eq!(records[0]["written_at"], again["written_at"]);
    assert_eq!((&records[0]["state"], &records[0]["ended_at"]), (&json!("active"), &Value::Null));
    assert_eq!(
        (&records[1]["state"], &records[1]["ended_at"]),
        (&json!("superseded"), &records[0]["issued_at"])
    );

    let mut granted = stage.received("boss");
    granted.retain(|argument| argument != "received");
    granted.insert(granted.len() - 4, "granted".to_owned());
    granted.pop();
    granted.push(stage.path("secrets/signer-pin"));
    assert_eq!(json(granted), received);

    let cards = json(args(["card", "show"]));
    let cards = cards["cards"].as_array().unwrap();
    for card in cards {
        let more = ["label", "reader", "card_number", "tries_left", "tries_low", "pin_at_reader", "area"];
        assert_eq!(fields(card), card_fields.into_iter().chain(more).collect());
        assert_eq!(fields(&card["area"]), ["state", "capacity", "certificate_serial"].into());
    }
    let area = json!({
        "state": "open", "capacity": 4096, "certificate_serial": again["certificate"]["serial"],
    });
    assert_eq!((&cards[0]["area"], &cards[0]["label"]), (&area, &json!("amy")));
    let none = json!({ "state": "none", "capacity": null, "certificate_serial": null });
    assert_eq!((&cards[1]["area"], &cards[1]["rank"]), (&none, &json!("primary")));

    let readers = json!({ "readers": [
        { "name": "Soft reader: amy", "card": "amy", "atr": null },
        { "name": "Soft reader: boss", "card": "boss", "atr": null },
    ] });
    assert_eq!(json(args(["readers"])), readers);
    assert_eq!(
        fields(&json(args(["version", "--check"]))),
        ["version", "server", "minimum_client", "newest_client", "update_available", "download"].into()
    );
    assert_eq!(fields(&json(args(["version"]))), ["version"].into());
}

#[test]
fn every_form_of_a_certificate_shows_the_same() {
    let stage = Stage::with_cards_and_server();
    let mut issue = stage.issue("amy");
    issue.extend(args(["--save", "saved.txt", "--json"]));
    let certificate = stage.scap(&issue).succeeded().json()["certificate"].clone();

    let show = |file: &str| stage.scap(&args(["ac", "show", file, "--json"])).succeeded().json();
    assert_eq!(show("saved.txt"), certificate);
    let convert = |file: &str, to: &str| {
        stage.scap(&args(["ac", "convert", file, "--to", to, "--lang", "zh-TW"])).succeeded().output
    };
    let (der, pem) = (convert("saved.txt", "der"), convert("saved.txt", "pem"));
    assert_eq!(der, fs::read(stage.card("amy").join("area/certificate.der")).unwrap());
    let base64: String =
        std::str::from_utf8(&pem).unwrap().lines().filter(|line| !line.starts_with('-')).collect();
    stage.write("saved.der", &der);
    stage.write("saved.pem", &pem);
    stage.write("saved.b64", &base64);
    for file in ["saved.der", "saved.pem", "saved.b64", "saved.txt"] {
        assert_eq!(show(file), certificate, "{file}");
        assert_eq!(convert(file, "der"), der, "{file}");
        assert_eq!(convert(file, "pem"), pem, "{file}");
        assert_eq!(convert(file, "text"), fs::read(stage.path("saved.txt")).unwrap(), "{file}");
        let input = fs::read(stage.path(file)).unwrap();
        let piped = stage.scap_reading(&args(["ac", "show", "-", "--json"]), &input).succeeded().json();
        assert_eq!(piped, certificate, "{file} on stdin");
    }
    // What people read differs by language only.
    let texts = ["en", "zh-TW"].map(|language| {
        let run = stage.scap(&args(["ac", "show", "saved.der", "--lang", language])).succeeded();
        run.stdout().to_owned()
    });
    assert_ne!(texts[0], texts[1]);
    assert!(texts.iter().all(|text| text.contains(certificate["serial"].as_str().unwrap())));
}

#[test]
fn cards_and_a_ca_made_by_the_program_do_the_whole_job() {
    const NUMBER: &str = "04595257";

    let mut stage = Stage::new();
    stage.scap(&args(["test-ca", "new", "ca"])).succeeded();
    let serials =
        [("chief", "primary", "signer-pin"), ("dora", "secondary", "pin")].map(|(name, rank, pin)| {
            let card = ["soft-card", "new", "cards", "--name", name, "--rank", rank, "--ubn", NUMBER];
            let pin = stage.path(&format!("secrets/{pin}"));
            let more = ["--ca", "ca", "--pin-file", &pin, "--json"];
            let made = stage.scap(&args(card.into_iter().chain(more))).succeeded().json();
            assert_eq!(fields(&made), ["folder", "certificate", "card"].into());
            made["card"]["serial"].as_str().unwrap().to_owned()
        });
    let cards = format!("serial,business_number,user_code\n{},{NUMBER},{USER_CODE}\n", serials[1]);
    let cards = stage.write("cards.csv", cards);
    copy_database(stage.folder());
    import(stage.folder(), ["cards", &cards]);
    let (root, ca) = (stage.path("ca/root.pem"), stage.path("ca/ca.pem"));
    stage.start(&["--anchor", &root, "--intermediate", &ca]);

    stage.scap(&stage.activate("dora")).succeeded();
    stage.scap(&[stage.issue("dora"), args(["--save", "dora.txt"])].concat()).succeeded();
    let verify = ["ac", "verify", "dora.txt", "--anchors", "ca/root.pem", "ca/ca.pem"];
    let cards =
        ["--signer", "cards/chief/certificate.pem", "--holder", "cards/dora/certificate.pem", "--json"];
    let verdict = stage.scap(&args(verify.into_iter().chain(cards))).succeeded().json();
    assert_eq!(verdict["authorization"]["business_number"], NUMBER);
    assert_eq!(verdict["authorization"]["serial"], format!("{}000001", serials[0]));
}

#[test]
fn records_are_of_all_time_or_of_the_range_that_the_header_tells() {
    let stage = Stage::with_cards_and_server();
    stage.done(stage.issue("amy"));
    let (day, instant) = ("2026-01-01", "2038-12-31T15:59:59Z");
    let table: [(&[&str], &str, &str); 5] = [
        (&[], "Authorizations granted to this card", "簽發給這張卡片的授權"),
        (
            &["--from", day],
            "Authorizations granted to this card from 2026-01-01",
            "簽發給這張卡片的授權（自 2026-01-01 起）",
        ),
        (
            &["--to", instant],
            "Authorizations granted to this card until 2038-12-31T15:59:59Z",
            "簽發給這張卡片的授權（至 2038-12-31T15:59:59Z 為止）",
        ),
        (
            &["--from", day, "--to", instant],
            "Authorizations granted to this card from 2026-01-01 until 2038-12-31T15:59:59Z",
            "簽發給這張卡片的授權（2026-01-01 至 2038-12-31T15:59:59Z）",
        ),
        (&["--to", day], "There are no such records.", "沒有符合條件的紀錄。"),
    ];
    let pin = stage.path("secrets/pin");
    let records = ["records", "--direction", "received", "--card", "amy", "--pin-file", &pin, "--lang"];
    for (range, english, chinese) in table {
        for (language, header) in [("en", english), ("zh-TW", chinese)] {
            let range = [language].into_iter().chain(range.iter().copied());
            let run = stage.scap(&args(records.into_iter().chain(range))).succeeded();
            assert_eq!(run.stdout().lines().next(), Some(header), "{run:?}");
        }
    }
}

#[test]
fn a_content_file_may_begin_with_a_byte_order_mark() {
    let stage = Stage::with_cards_and_server();
    stage.write("content.json", format!("\u{feff}{}", content()));
    check_certificate(&stage.done(stage.issue("amy"))["certificate"], 1);
}

#[test]
fn a_corrupt_area_is_mended_by_issuing() {
    let stage = Stage::with_cards_and_server();
    fs::write(stage.card("amy").join("area/certificate.der"), "junk").unwrap();
    stage.scap(&stage.issue("amy")).succeeded();
    check_certificate(&stage.scap(&[stage.view("amy"), args(["--json"])].concat()).succeeded().json(), 1);
}
