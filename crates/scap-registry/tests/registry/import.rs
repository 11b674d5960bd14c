//! Catalogue and card files: what is taken, and that errors name the field.

use std::error::Error;

use scap_registry::{CardFile, CatalogueFile};
use serde_json::{Value, json};

use crate::lab::{CATALOGUE, CODE, Lab, code, consent, now};

fn catalogue() -> Value {
    serde_json::from_slice(CATALOGUE).unwrap()
}

fn message(error: &dyn Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", message(source)),
        None => error.to_string(),
    }
}

#[test]
fn a_catalogue_that_is_wrong_is_refused_with_the_field() {
    type Change = fn(&mut Value);
    let table: [(&str, Change, &str); 9] = [
        ("unknown at the top", |file| file["extra"] = json!(1), "extra"),
        ("unknown in an application", |file| file["applications"][1]["unit"] = json!([]), "unit"),
        (
            "unknown in a unit below",
            |file| file["applications"][1]["units"][0]["units"][0]["role"] = json!("x"),
            "applications[1].units[0].units[0].role",
        ),
        ("no terms", |file| file["terms"] = json!({ "version": "1", "text": {} }), "no text"),
        ("a missing name", |file| file["applications"][0] = json!({ "code": "A" }), "name"),
        ("a code that is none", |file| file["applications"][0]["code"] = json!("發票"), "發票"),
        ("a code twice", |file| file["applications"][0]["code"] = json!("G2B-EHELPER"), "twice"),
        ("a blank role", |file| file["applications"][1]["roles"][0] = json!(" "), "role"),
        (
            "unit codes too long when joined",
            |file| {
                let long = "9".repeat(100);
                file["applications"][1]["units"][0] = json!({ "name": "a", "code": long,
                    "units": [{ "name": "b", "code": long }] });
            },
            "unit code",
        ),
    ];
    for (name, change, expected) in table {
        let mut file = catalogue();
        change(&mut file);
        let error = CatalogueFile::from_json(file.to_string().as_bytes()).unwrap_err();
        let message = message(&error);
        assert!(message.contains(expected), "{name}: {message}");
    }
}

#[tokio::test]
async fn importing_replaces_the_whole_catalogue() {
    let lab = Lab::activated().await;
    assert_eq!(lab.registry.applications().await.unwrap().applications.len(), 2);
    let helper = lab.registry.application("G2B-EHELPER").await.unwrap();
    assert_eq!(helper.units[1].units[0].code, "78616600");
    assert_eq!(helper.roles.len(), 3);
    assert!(lab.registry.terms().await.unwrap().text["zh-TW"].contains("同意"));

    let file = json!({ "terms": { "version": "2", "text": { "en": "x" } },
                       "applications": [{ "code": "NEW", "name": "new" }] });
    let file = CatalogueFile::from_json(file.to_string().as_bytes()).unwrap();
    assert_eq!(lab.registry.import_catalogue(&file, now()).await.unwrap(), 1);
    assert_eq!(code(lab.registry.application("G2B-EHELPER").await), "application.unknown");
    assert_eq!(lab.registry.terms().await.unwrap().version, "2");
    assert_eq!(code(lab.reserve(&consent()).await), "terms.outdated");
}

#[test]
fn a_card_file_that_is_wrong_is_refused_with_the_place_and_without_the_code() {
    let header = "serial,business_number,user_code\n";
    let table = [
        (
            "an unknown column",
            "serial,business_number,user_code,pin\n1,12345675,sesame,1\n".to_owned(),
            "pin",
        ),
        ("a missing column", "serial,user_code\n1,sesame\n".to_owned(), "business_number"),
        ("a short row", format!("{header}1,12345675\n"), "card 1"),
        ("a serial in hex", format!("{header}1,12345675,sesame\n0xff,12345675,sesame\n"), "card 2: serial"),
        ("a number that is none", format!("{header}1,12345672,sesame\n"), "card 1: business_number"),
        ("no code", format!("{header}1,12345675,\n"), "card 1: user_code"),
        ("a card twice", format!("{header}1,12345675,sesame\n1,12345675,sesame\n"), "card 2 is there twice"),
    ];
    for (name, csv, expected) in table {
        let message = message(&CardFile::from_csv(csv.as_bytes()).unwrap_err());
        assert!(message.contains(expected), "{name}: {message}");
        assert!(!message.contains("sesame"), "{name}: {message}");
    }
    let unknown = json!([{ "serial": "1", "business_number": "12345675", "user_code": "sesame", "pin": 1 }]);
    let number = json!([{ "serial": "1", "business_number": "12345675", "user_code": 987_654 }]);
    for (json, field) in [(unknown, "[0].pin"), (number, "[0].user_code")] {
        let message = message(&CardFile::from_json(json.to_string().as_bytes()).unwrap_err());
        assert!(message.contains(field) && !message.contains("987654"), "{message}");
    }
}

#[tokio::test]
async fn user_codes_are_kept_as_hashes_only() {
    let lab = Lab::new().await;
    let hashes: Vec<String> = sqlx::query_scalar("SELECT user_code_hash FROM registered_card")
        .fetch_all(&mut lab.database().await)
        .await
        .unwrap();
    assert_eq!(hashes.len(), 2);
    assert_ne!(hashes[0], hashes[1], "salted");
    for hash in hashes {
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$") && !hash.contains(CODE), "{hash}");
    }
    let cards = CardFile::from_csv(b"serial,business_number,user_code\n1,12345675,sesame\n").unwrap();
    assert!(!format!("{cards:?}").contains("sesame"));
}
