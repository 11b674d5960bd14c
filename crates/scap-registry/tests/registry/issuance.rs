//! F2: every refusal, idempotence, the numbers, and the write record.

use std::{collections::BTreeSet, sync::Arc};

use scap_ac::{CardRank, Evidence, UnixTime, json::GrantJson};
use scap_proto::wire::{Consent, IssuanceReply};
use scap_registry::Settings;
use scap_test_pki::fixed;

use crate::lab::{self, CODE, Lab, URL, after, code, consent, now, slot};

#[tokio::test]
async fn issues_what_a_verifier_accepts() {
    let lab = Lab::activated().await;
    let consent = consent();
    let reply = lab.reserve(&consent).await.unwrap();
    assert_eq!(reply.serial, format!("{}000001", fixed::PRIMARY_SERIAL));
    assert_eq!(reply.not_before, now().to_string());
    assert_eq!(reply.not_after, fixed::NOT_AFTER);

    let certificate = lab.signed(&consent, &reply);
    lab.registry.record_certificate(consent.id, &lab::upload(&certificate), after(5)).await.unwrap();
    let validator = lab::validator(lab::REVOKED_SERIAL, "2026-01-01T00:00:00Z");
    let signers = [lab.primary.certificate.clone()];
    let evidence = Evidence::new(&lab.secondary.certificate, &signers);
    let authorization = validator.validate(&certificate, &evidence, after(10)).unwrap();
    assert!(authorization.application("EINVOICE").is_some());
}

#[tokio::test]
async fn the_validity_ends_with_the_holders_card_even_when_the_signers_ends_earlier() {
    let mut lab = Lab::activated().await;
    let mut short = fixed::request(CardRank::Primary, fixed::PRIMARY_SERIAL);
    short.not_after = fixed::time("2027-01-01T00:00:00Z");
    lab.primary = fixed::card(&short, 0);
    assert_eq!(lab.reserve(&consent()).await.unwrap().not_after, fixed::NOT_AFTER);
}

type Change = fn(&mut Consent);

#[tokio::test]
async fn refuses_content_that_breaks_a_rule() {
    let lab = Lab::activated().await;
    let invoice = "財政部電子發票整合服務平台";
    let table: [(&str, Change, &str); 10] = [
        ("old terms", |consent| consent.terms = "2019-01".to_owned(), "terms.outdated"),
        ("no holder id", |consent| consent.holder_id.number = " ".to_owned(), "holder_id.missing"),
        ("check digit", |consent| consent.holder_id.number = "A123456788".to_owned(), "holder_id.invalid"),
        (
            "six slots",
            |consent| {
                let six = (1..=6).map(|n| slot(n.min(5), &format!("A{n}"), "name")).collect();
                consent.grant = GrantJson::Application { slots: six };
            },
            "slot.limit",
        ),
        (
            "a slot twice",
            |consent| {
                let two = vec![slot(1, "A", "name"), slot(1, "B", "name")];
                consent.grant = GrantJson::Application { slots: two };
            },
            "slot.duplicate",
        ),
        (
            "slot 6",
            |consent| consent.grant = GrantJson::Application { slots: vec![slot(6, "A", "name")] },
            "slot.range",
        ),
        (
            "a blank role",
            |consent| {
                let mut used = slot(1, "A", "name");
                used.role = Some(" ".to_owned());
                consent.grant = GrantJson::Application { slots: vec![used] };
            },
            "content.text",
        ),
        (
            "no such application",
            |consent| consent.grant = GrantJson::Application { slots: vec![slot(1, "A", "name")] },
            "application.unknown",
        ),
        (
            "another name",
            |consent| consent.grant = GrantJson::Application { slots: vec![slot(1, "EINVOICE", "name")] },
            "application.unknown",
        ),
        (
            "one known, one unknown",
            |consent| {
                if let GrantJson::Application { slots } = &mut consent.grant {
                    slots.push(slot(5, "A", "name"));
                }
            },
            "application.unknown",
        ),
    ];
    for (name, change, expected) in table {
        let mut consent = consent();
        change(&mut consent);
        assert_eq!(code(lab.reserve(&consent).await), expected, "{name}");
    }
    // None of them took a number; no application at all is a cancellation and goes.
    let mut cancelled = consent();
    cancelled.grant = GrantJson::Application { slots: Vec::new() };
    assert!(lab.reserve(&cancelled).await.unwrap().serial.ends_with("000001"));
    let mut known = consent();
    known.grant = GrantJson::Application { slots: vec![slot(3, "EINVOICE", invoice)] };
    assert!(lab.reserve(&known).await.unwrap().serial.ends_with("000002"));
}

#[tokio::test]
async fn refuses_parties_that_may_not() {
    let lab = Lab::activated().await;
    let mut other = fixed::request(CardRank::Primary, "55");
    other.business_number = fixed::OTHER_BUSINESS_NUMBER.parse().unwrap();
    let own = fixed::request(CardRank::Primary, "56");
    let table = [
        ("a secondary signer without a delegation", fixed::other_secondary(), "delegation.none"),
        ("the holder itself", lab.secondary.clone(), "delegation.self"),
        ("another entity", fixed::card(&other, 3), "entity.mismatch"),
        ("another CA", fixed::card_of(fixed::other_ca(), &own, 3), "card.untrusted"),
        ("revoked", lab::card(CardRank::Primary, lab::REVOKED_SERIAL, 3), "card.certificate_revoked"),
    ];
    let jws = lab.sign(&lab.secondary, "/v1/issuances", &consent()).await;
    for (name, signer, expected) in table {
        let request = lab::request(jws.clone(), &signer.certificate);
        let error = lab.registry.reserve(&request, now()).await.unwrap_err();
        assert_eq!(error.code(), expected, "{name}");
        if expected == "entity.mismatch" {
            assert_eq!(error.details()["signer"], fixed::OTHER_BUSINESS_NUMBER);
            assert_eq!(error.details()["holder"], fixed::BUSINESS_NUMBER);
        }
    }
    // The same consent is still good for the right signer.
    lab.registry.reserve(&lab::request(jws, &lab.primary.certificate), now()).await.unwrap();

    let by_primary = lab.sign(&lab.primary, "/v1/issuances", &consent()).await;
    let by_primary = lab::request(by_primary, &lab.primary.certificate);
    assert_eq!(code(lab.registry.reserve(&by_primary, now()).await), "card.not_secondary");
    let closed = lab.sign(&fixed::other_secondary(), "/v1/issuances", &consent()).await;
    let closed = lab::request(closed, &lab.primary.certificate);
    assert_eq!(code(lab.registry.reserve(&closed, now()).await), "area.not_open");
    let mut garbage = lab.request(&consent()).await;
    garbage.signer_certificate = vec![0x30, 0x00].into();
    assert_eq!(code(lab.registry.reserve(&garbage, now()).await), "card.unsupported");
}

#[tokio::test]
async fn refuses_numbers_that_cannot_be() {
    let lab = Lab::activated().await;
    lab.reserve(&consent()).await.unwrap();
    sqlx::query("UPDATE card_certificate SET last_sequence = 999999 WHERE last_sequence = 1")
        .execute(&mut lab.database().await)
        .await
        .unwrap();
    assert_eq!(code(lab.reserve(&consent()).await), "serial.exhausted");
    // 2^159 - 1, with six more digits.
    let large = lab::card(CardRank::Primary, "730750818665451459101842416358141509827966271487", 3);
    let jws = lab.sign(&lab.secondary, "/v1/issuances", &consent()).await;
    let request = lab::request(jws, &large.certificate);
    assert_eq!(code(lab.registry.reserve(&request, now()).await), "serial.too_large");
}

#[tokio::test]
async fn the_same_request_has_the_same_answer() {
    let lab = Lab::activated().await;
    let consent = consent();
    let request = lab.request(&consent).await;
    let first = lab.registry.reserve(&request, now()).await.unwrap();
    assert_eq!(lab.registry.reserve(&request, after(2000)).await.unwrap(), first, "identical, nonce spent");
    assert_eq!(lab.reserve(&consent).await.unwrap(), first, "signed again with a new nonce");

    let mut changed = consent.clone();
    changed.holder_id.number = "F229290915".to_owned();
    assert_eq!(code(lab.reserve(&changed).await), "issuance.conflict");
    let jws = lab.sign(&lab.secondary, "/v1/issuances", &consent).await;
    let signer = lab::card(CardRank::Primary, "57", 4);
    let request = lab::request(jws, &signer.certificate);
    assert_eq!(code(lab.registry.reserve(&request, now()).await), "issuance.conflict");

    // Another consent with a spent nonce is a replay.
    let spent = lab.registry.nonce(now()).await.unwrap().nonce;
    let url = format!("{URL}/v1/issuances");
    let one =
        lab::request(lab::sign(&lab.secondary, &spent, &url, &lab::consent()), &lab.primary.certificate);
    let two =
        lab::request(lab::sign(&lab.secondary, &spent, &url, &lab::consent()), &lab.primary.certificate);
    lab.registry.reserve(&one, now()).await.unwrap();
    assert_eq!(code(lab.registry.reserve(&two, now()).await), "request.nonce");
}

#[tokio::test]
async fn records_only_the_certificate_that_was_agreed() {
    let lab = Lab::activated().await;
    let consent = consent();
    let reply = lab.reserve(&consent).await.unwrap();
    let certificate = lab.signed(&consent, &reply);

    let mut longer = reply.clone();
    longer.not_after = "2034-01-01T00:00:00Z".to_owned();
    let mut serial = reply.clone();
    serial.serial = format!("{}000009", fixed::PRIMARY_SERIAL);
    let mut person = consent.clone();
    person.holder_id.number = "F229290915".to_owned();
    let forged = fixed::card(&fixed::request(CardRank::Primary, fixed::PRIMARY_SERIAL), 5);
    let mut signature = certificate.as_der().to_vec();
    *signature.last_mut().unwrap() ^= 1;
    let der = |consent: &Consent, reply: &IssuanceReply| lab.signed(consent, reply).as_der().to_vec();
    let table = [
        ("a longer validity", der(&consent, &longer), "ac.not_as_agreed"),
        ("another serial", der(&consent, &serial), "ac.not_as_agreed"),
        ("another person", der(&person, &reply), "ac.not_as_agreed"),
        (
            "another key of the signer",
            lab::signed(&forged, &lab.secondary.certificate, &consent, &reply).as_der().to_vec(),
            "ac.not_as_agreed",
        ),
        ("a broken signature", signature.clone(), "ac.signature"),
        ("no certificate", vec![0x30, 0x03, 0x02, 0x01, 0x00], "ac.der"),
    ];
    for (name, der, expected) in table {
        let upload = scap_proto::wire::CertificateUpload { certificate: der.into() };
        assert_eq!(
            code(lab.registry.record_certificate(consent.id, &upload, now()).await),
            expected,
            "{name}"
        );
    }
    let upload = lab::upload(&certificate);
    let unknown = lab.registry.record_certificate(uuid::Uuid::new_v4(), &upload, now()).await;
    assert_eq!(code(unknown), "issuance.unknown");

    let first = lab.registry.record_certificate(consent.id, &upload, now()).await.unwrap();
    let lab = lab.restart().await;
    assert_eq!(lab.registry.record_certificate(consent.id, &upload, after(90_000)).await.unwrap(), first);
    let upload = scap_proto::wire::CertificateUpload { certificate: signature.into() };
    assert_eq!(code(lab.registry.record_certificate(consent.id, &upload, now()).await), "issuance.conflict");
    assert_eq!(lab.reserve(&consent).await.unwrap(), reply, "the reservation is answered as before");
}

#[tokio::test]
async fn abandons_reservations_whose_certificate_does_not_come() {
    let lab = Lab::activated().await;
    let (late, in_time) = (consent(), consent());
    let reply = lab.reserve(&late).await.unwrap();
    let day = 24 * 60 * 60;
    let request = lab.request(&in_time).await;
    lab.registry.reserve(&request, after(60)).await.unwrap();
    assert_eq!(lab.registry.sweep(after(day)).await.unwrap().abandoned, 0);
    assert_eq!(lab.registry.sweep(after(day + 1)).await.unwrap().abandoned, 1);
    let upload = lab::upload(&lab.signed(&late, &reply));
    let refused = lab.registry.record_certificate(late.id, &upload, after(day + 2)).await;
    assert_eq!(code(refused), "issuance.abandoned");
    assert_eq!(code(lab.reserve(&late).await), "issuance.abandoned");
    let account = &lab.registry.accounting().await.unwrap()[0];
    assert_eq!((account.last, account.reserved, account.abandoned), (2, 1, 1));
    assert!(account.complete);
}

#[tokio::test]
async fn records_the_write_once() {
    let lab = Lab::activated().await;
    let pending = consent();
    lab.reserve(&pending).await.unwrap();
    let (consent, certificate, recorded) = lab.issue(now()).await;
    let (id, nonce, der) = (consent.id, recorded.write_nonce.as_deref().unwrap(), certificate.as_der());

    let fresh = lab.registry.nonce(now()).await.unwrap().nonce;
    let url = format!("{URL}/v1/issuances/{id}/written");
    let other_id = scap_proto::wire::WriteRecord { id: pending.id, certificate_sha256: lab::sha256(der) };
    let unknown = uuid::Uuid::new_v4();
    let table = [
        ("another card", id, lab.write_record(&fixed::other_secondary(), id, nonce, der), "card.changed"),
        ("the signer's card", id, lab.write_record(&lab.primary, id, nonce, der), "card.changed"),
        ("another nonce", id, lab.write_record(&lab.secondary, id, &fresh, der), "request.nonce"),
        ("another certificate", id, lab.write_record(&lab.secondary, id, nonce, b"x"), "issuance.conflict"),
        ("another id inside", id, lab::sign(&lab.secondary, nonce, &url, &other_id), "request.malformed"),
        ("another address", pending.id, lab.write_record(&lab.secondary, id, nonce, der), "request.url"),
        (
            "no certificate yet",
            pending.id,
            lab.write_record(&lab.secondary, pending.id, nonce, der),
            "issuance.not_issued",
        ),
        (
            "no such issuance",
            unknown,
            lab.write_record(&lab.secondary, unknown, nonce, der),
            "issuance.unknown",
        ),
    ];
    for (name, id, request, expected) in table {
        assert_eq!(code(lab.registry.record_write(id, &request, now()).await), expected, "{name}");
    }

    // Weeks later, and even after the card's own certificate has ended.
    let request = lab.write_record(&lab.secondary, id, nonce, der);
    let late: UnixTime = fixed::time("2034-06-01T00:00:00Z");
    let first = lab.registry.record_write(id, &request, late).await.unwrap();
    assert_eq!(first.written_at, late.to_string());
    assert_eq!(lab.registry.record_write(id, &request, after(1)).await.unwrap(), first);
    let records: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM audit WHERE event = 'write.recorded'")
        .fetch_one(&mut lab.database().await)
        .await
        .unwrap();
    assert_eq!(records, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_clients_at_once_leave_no_hole_and_no_number_twice() {
    const CLIENTS: usize = 8;
    const EACH: usize = 6;
    let lab = Arc::new(Lab::activated().await);
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let lab = Arc::clone(&lab);
            tokio::spawn(async move {
                let holder = lab.holder(&format!("1000{client}"), 1 + client % 7).await;
                let mut serials = Vec::new();
                for _ in 0..EACH {
                    let (certificate, _) = lab.issue_to(&holder, &lab.primary, &consent(), now()).await;
                    serials.push(certificate.serial().split_authorization().unwrap().1.number());
                }
                serials
            })
        })
        .collect();
    let mut all = BTreeSet::new();
    for client in clients {
        let serials = client.await.unwrap();
        assert!(serials.is_sorted(), "each client sees them grow");
        all.extend(serials);
    }
    let last = u32::try_from(CLIENTS * EACH).unwrap();
    assert_eq!(all, (1..=last).collect());
    let account = &lab.registry.accounting().await.unwrap()[0];
    assert_eq!((account.serial.as_str(), account.last, account.issued), (fixed::PRIMARY_SERIAL, last, last));
    assert!(account.complete);
    assert!(lab.registry.verify_audit().await.unwrap().is_sound());
}

#[tokio::test]
async fn accounting_finds_a_number_that_is_missing() {
    let lab = Lab::activated().await;
    for _ in 0..3 {
        lab.issue(now()).await;
    }
    sqlx::query("DELETE FROM issuance WHERE sequence = 2").execute(&mut lab.database().await).await.unwrap();
    assert!(!lab.registry.accounting().await.unwrap()[0].complete);
}

#[tokio::test]
async fn a_failing_database_is_no_refusal_and_asking_again_works() {
    let lab = Lab::new().await;
    let mut database = lab.database().await;
    sqlx::raw_sql("ALTER TABLE nonce RENAME TO hidden").execute(&mut database).await.unwrap();
    let error = lab.registry.nonce(now()).await.unwrap_err();
    assert_eq!((error.code(), error.is_refusal()), ("server.database", false));
    sqlx::raw_sql("ALTER TABLE hidden RENAME TO nonce").execute(&mut database).await.unwrap();
    lab.activate(&lab.secondary, CODE, now()).await.unwrap();
}

#[test]
fn the_public_url_has_no_slash_at_its_end() {
    assert_eq!(Settings::new("https://a.test//").public_url, "https://a.test");
}

#[tokio::test]
async fn one_card_cannot_use_up_the_numbers_of_another() {
    let lab = Lab::activated().await;
    let other = lab.holder("66", 5).await;
    for _ in 0..50 {
        lab.reserve(&consent()).await.unwrap();
    }
    assert_eq!(code(lab.reserve(&consent()).await), "issuance.limit");
    lab.issue_to(&other, &lab.primary, &consent(), now()).await;
    // A day later they are abandoned.
    lab.registry.sweep(after(24 * 60 * 60 + 1)).await.unwrap();
    lab.reserve(&consent()).await.unwrap();
}
