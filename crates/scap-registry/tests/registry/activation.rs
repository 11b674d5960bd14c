//! F1: who may activate, and how tries are counted.

use scap_ac::CardRank;
use scap_proto::{
    jws::Unsigned,
    wire::{Activation, Consent},
};
use scap_registry::{CardFile, RegistryError};
use scap_test_pki::fixed::{self, Card};
use serde_json::json;

use crate::lab::{self, CODE, Lab, URL, after, code, now};

#[tokio::test]
async fn answers_the_first_time_again_and_again() {
    let lab = Lab::new().await;
    let first = lab.activate(&lab.secondary, CODE, now()).await.unwrap();
    assert_eq!(first, now().to_string());
    assert_eq!(
        lab.activate(&lab.secondary, CODE, after(3600 - 1)).await.unwrap_err().code(),
        "request.nonce"
    );
    let lab = lab.restart().await;
    assert_eq!(lab.activate(&lab.secondary, CODE, after(60)).await.unwrap(), first);
}

#[tokio::test]
async fn counts_three_wrong_tries_across_restarts_and_locks() {
    let mut lab = Lab::new().await;
    for expected in [2, 1] {
        match lab.activate(&lab.secondary, "wrong", now()).await {
            Err(RegistryError::UserCodeIncorrect { tries_left }) => assert_eq!(tries_left, expected),
            other => panic!("{other:?}"),
        }
        lab = lab.restart().await;
    }
    for user_code in ["wrong", CODE] {
        assert_eq!(code(lab.activate(&lab.secondary, user_code, now()).await), "user_code.locked");
    }
    lab.activate(&fixed::other_secondary(), CODE, now()).await.unwrap();

    // A new user code unlocks; the old one is wrong from then on.
    let cards = json!([{ "serial": fixed::SECONDARY_SERIAL, "business_number": fixed::BUSINESS_NUMBER,
                         "user_code": "new" }]);
    let cards = CardFile::from_json(cards.to_string().as_bytes()).unwrap();
    lab.registry.import_cards(cards, now()).await.unwrap();
    assert_eq!(code(lab.activate(&lab.secondary, CODE, now()).await), "user_code.incorrect");
    lab.activate(&lab.secondary, "new", now()).await.unwrap();
}

#[tokio::test]
async fn success_gives_the_tries_back() {
    let lab = Lab::new().await;
    for _ in 0..2 {
        for _ in 0..2 {
            assert_eq!(code(lab.activate(&lab.secondary, "wrong", now()).await), "user_code.incorrect");
        }
        lab.activate(&lab.secondary, CODE, now()).await.unwrap();
    }
}

#[tokio::test]
async fn refuses_cards_that_may_not() {
    let lab = Lab::new().await;
    let request = fixed::request(CardRank::Secondary, fixed::SECONDARY_SERIAL);
    let mut expired = request.clone();
    expired.not_after = fixed::time("2025-12-31T23:59:59Z");
    let mut early = request.clone();
    early.not_before = fixed::time("2027-01-01T00:00:00Z");
    let mut encryption = request.clone();
    encryption.usage = scap_test_pki::Usage::Encryption;
    let table: [(&str, Card, &str); 8] = [
        ("primary", lab.primary.clone(), "card.not_secondary"),
        ("not in the register", lab::card(CardRank::Secondary, "77", 1), "card.not_registered"),
        ("another CA", fixed::card_of(fixed::other_ca(), &request, 1), "card.untrusted"),
        ("a CA of the same name", fixed::card_of(fixed::impostor_ca(), &request, 1), "card.untrusted"),
        ("expired", fixed::card(&expired, 1), "card.certificate_expired"),
        ("not yet valid", fixed::card(&early, 1), "card.certificate_not_yet_valid"),
        ("revoked", lab::card(CardRank::Secondary, lab::REVOKED_SERIAL, 1), "card.certificate_revoked"),
        ("encryption certificate", fixed::card(&encryption, 1), "card.unsupported"),
    ];
    for (name, card, expected) in table {
        let error = lab.activate(&card, CODE, now()).await.unwrap_err();
        assert_eq!(error.code(), expected, "{name}");
        let end = match expected {
            "card.certificate_expired" => Some(("not_after", "2025-12-31T23:59:59Z")),
            "card.certificate_not_yet_valid" => Some(("not_before", "2027-01-01T00:00:00Z")),
            _ => continue,
        };
        for (fact, value) in end.into_iter().chain([("serial", fixed::SECONDARY_SERIAL)]) {
            assert_eq!(error.details()[fact], value, "{name}");
        }
    }
}

#[tokio::test]
async fn refuses_requests_that_are_not_for_here_and_now() {
    let lab = Lab::new().await;
    let payload = Activation { user_code: CODE.to_owned() };
    let nonce = lab.registry.nonce(now()).await.unwrap().nonce;
    let here = format!("{URL}/v1/activations");

    let elsewhere = lab::sign(&lab.secondary, &nonce, "http://elsewhere.test/v1/activations", &payload);
    assert_eq!(code(lab.registry.activate(&elsewhere, now()).await), "request.url");
    let route = lab::sign(&lab.secondary, &nonce, &format!("{URL}/v1/issuances"), &payload);
    assert_eq!(code(lab.registry.activate(&route, now()).await), "request.url");

    let made_up = lab::sign(&lab.secondary, "00000000000000000000000000000000", &here, &payload);
    assert_eq!(code(lab.registry.activate(&made_up, now()).await), "request.nonce");
    let good = lab::sign(&lab.secondary, &nonce, &here, &payload);
    assert_eq!(code(lab.registry.activate(&good, after(901)).await), "request.nonce", "expired");
    lab.registry.activate(&good, after(900)).await.unwrap();
    assert_eq!(code(lab.registry.activate(&good, now()).await), "request.nonce", "replayed");

    let unsigned = Unsigned::new(&lab.secondary.certificate, &nonce, &here, &payload).unwrap();
    let signature = lab.primary.sign_sha256(unsigned.signing_input());
    assert_eq!(code(lab.registry.activate(&unsigned.assemble(&signature), now()).await), "request.signature");
}

#[tokio::test]
async fn names_the_field_of_a_payload_that_is_not_as_agreed() {
    let lab = Lab::new().await;
    let table = [
        (json!({}), "user_code"),
        (json!({ "user_code": CODE, "pin": "1" }), "pin"),
        (json!({ "user_code": 123_456 }), "user_code"),
    ];
    for (payload, expected) in table {
        let request = lab.sign(&lab.secondary, "/v1/activations", &payload).await;
        let error = lab.registry.activate(&request, now()).await.unwrap_err();
        assert_eq!(error.code(), "request.malformed");
        assert_eq!(error.details()["field"], expected);
        assert!(!format!("{error} {error:?}").contains("123456"));
    }
    let mut consent: serde_json::Value = serde_json::to_value::<Consent>(lab::consent()).unwrap();
    consent["holder_id"]["number"] = json!(7);
    let consent = lab.sign(&lab.secondary, "/v1/issuances", &consent).await;
    let request = lab::request(consent, &lab.primary.certificate);
    let error = lab.registry.reserve(&request, now()).await.unwrap_err();
    assert_eq!(error.details()["field"], "holder_id.number");
}
