//! F3, F4, F5: giving a delegation, ending it, signing by it.

use std::sync::Arc;

use scap_ac::{CardRank, Evidence, json::GrantJson};
use scap_proto::wire::{CertificateUpload, Consent, Deactivation, Direction, RecordState};
use scap_registry::RegistryError;
use scap_test_pki::fixed::{self, Card};
use serde_json::{Value, json};
use tokio::sync::Barrier;
use uuid::Uuid;

use crate::lab::{self, Lab, URL, after, code, consent, delegation, now, query};

/// The certificates that a card signed, each with its state and when it ended.
async fn granted(lab: &Lab, card: &Card) -> Vec<(String, RecordState, Option<String>)> {
    let reply = lab.records(card, &query(Direction::Granted), after(60)).await.unwrap();
    reply.records.into_iter().map(|record| (record.serial, record.state, record.ended_at)).collect()
}

async fn execute(lab: &Lab, sql: &'static str) {
    sqlx::raw_sql(sql).execute(&mut lab.database().await).await.unwrap();
}

fn details(error: &RegistryError) -> Value {
    Value::Object(error.details())
}

#[tokio::test]
async fn a_primary_card_gives_a_delegation_to_a_card_whose_area_was_never_opened() {
    let lab = Lab::new().await;
    let (consent, holder) = (delegation(), &lab.secondary);
    let request = lab.request(&consent).await;
    let reply = lab.registry.reserve(&request, now()).await.unwrap();
    assert_eq!((reply.not_after.as_str(), &reply.delegation), (fixed::NOT_AFTER, &None));
    assert_eq!(lab.registry.reserve(&request, after(2000)).await.unwrap(), reply);

    let certificate = lab.signed(&consent, &reply);
    let fresh = lab.registry.nonce(now()).await.unwrap().nonce;
    let written = lab.write_record(holder, consent.id, &fresh, certificate.as_der());
    assert_eq!(code(lab.registry.record_write(consent.id, &written, now()).await), "issuance.not_issued");
    let upload = lab::upload(&certificate);
    let recorded = lab.registry.record_certificate(consent.id, &upload, now()).await.unwrap();
    assert_eq!((&recorded.serial, &recorded.write_nonce), (&reply.serial, &None));
    assert_eq!(lab.registry.record_certificate(consent.id, &upload, after(9)).await.unwrap(), recorded);
    assert_eq!(code(lab.registry.record_write(consent.id, &written, now()).await), "issuance.conflict");

    let signers = [lab.primary.certificate.clone()];
    let validator = lab::validator(lab::REVOKED_SERIAL, "2026-01-01T00:00:00Z");
    validator.validate(&certificate, &Evidence::new(&holder.certificate, &signers), after(10)).unwrap();
    assert_eq!(granted(&lab, &lab.primary).await, [(reply.serial, RecordState::Active, None)]);
}

#[tokio::test]
async fn a_delegation_that_was_held_back_does_not_undo_a_deactivation() {
    let lab = Lab::new().await;
    let (first, second) = (delegation(), delegation());
    let agreed = lab.reserve(&first).await.unwrap();
    let kept_back = lab.reserve(&second).await.unwrap();
    let kept_back = lab.signed(&second, &kept_back);
    let certificate = lab.signed(&first, &agreed);
    lab.registry.record_certificate(first.id, &lab::upload(&certificate), now()).await.unwrap();
    lab.deactivate(&lab.primary, certificate.serial(), after(5)).await.unwrap();

    let late = lab.registry.record_certificate(second.id, &lab::upload(&kept_back), after(10)).await;
    assert_eq!(code(late), "issuance.abandoned");
    let states: Vec<_> = granted(&lab, &lab.primary).await.into_iter().map(|(_, state, _)| state).collect();
    assert_eq!(states, [RecordState::Deactivated]);
    assert!(lab.registry.accounting().await.unwrap().iter().all(|signer| signer.complete));
    assert!(lab.registry.verify_audit().await.unwrap().is_sound());
}

type Change = fn(&mut Consent);

#[tokio::test]
async fn refuses_a_delegation_that_breaks_a_rule() {
    let lab = Lab::new().await;
    lab.delegate(&fixed::other_secondary(), now()).await;
    let mut other = fixed::request(CardRank::Primary, "55");
    other.business_number = fixed::OTHER_BUSINESS_NUMBER.parse().unwrap();
    let revoked = lab::card(CardRank::Primary, lab::REVOKED_SERIAL, 3);
    let (primary, secondary) = (&lab.primary, &lab.secondary);
    let as_agreed = |_: &mut Consent| {};
    let table: [(&str, &Card, &Card, Change, &str); 9] = [
        ("a primary holder", primary, primary, as_agreed, "card.not_secondary"),
        ("a signer who has one", secondary, &fixed::other_secondary(), as_agreed, "card.not_primary"),
        ("the holder itself", secondary, secondary, as_agreed, "card.not_primary"),
        ("another entity", secondary, &fixed::card(&other, 3), as_agreed, "entity.mismatch"),
        ("a revoked signer", secondary, &revoked, as_agreed, "card.certificate_revoked"),
        ("old terms", secondary, primary, |consent| consent.terms = "1".to_owned(), "terms.outdated"),
        (
            "no holder id",
            secondary,
            primary,
            |consent| consent.holder_id.number = String::new(),
            "holder_id.missing",
        ),
        (
            "a blank unit",
            secondary,
            primary,
            |consent| consent.grant = GrantJson::Delegation { unit_name: Some(" ".to_owned()), role: None },
            "content.text",
        ),
        (
            "a role of two lines",
            secondary,
            primary,
            |consent| {
                consent.grant = GrantJson::Delegation { unit_name: None, role: Some("a\nb".to_owned()) }
            },
            "content.text",
        ),
    ];
    for (name, holder, signer, change, expected) in table {
        let mut consent = delegation();
        change(&mut consent);
        let request = lab.request_of(holder, signer, &consent).await;
        assert_eq!(code(lab.registry.reserve(&request, now()).await), expected, "{name}");
    }
    let mut bare = delegation();
    bare.grant = GrantJson::Delegation { unit_name: None, role: None };
    assert!(lab.reserve(&bare).await.unwrap().serial.ends_with("000002"), "none of them took a number");
}

#[tokio::test]
async fn a_delegate_signs_for_others_until_the_earliest_of_three_ends() {
    let mut early = fixed::request(CardRank::Secondary, "77");
    early.not_after = fixed::time("2028-06-30T00:00:00Z");
    let table = [
        ("the holder's card", lab::card(CardRank::Secondary, "66", 5), fixed::card(&early, 3), true, "2028"),
        (
            "the delegate's card",
            fixed::card(&early, 3),
            lab::card(CardRank::Secondary, "66", 5),
            true,
            "2028",
        ),
        ("the delegation", lab::card(CardRank::Secondary, "66", 5), fixed::secondary(), false, "2027"),
    ];
    let validator = lab::validator(lab::REVOKED_SERIAL, "2026-01-01T00:00:00Z");
    for (name, delegate, holder, whole, year) in table {
        let lab = Lab::new().await;
        lab.register(&holder).await;
        let granted = lab.delegate(&delegate, now()).await;
        if !whole {
            execute(&lab, "UPDATE issuance SET not_after = 1814400000 WHERE kind = 'delegation'").await;
        }
        let consent = consent();
        let request = lab.request_of(&holder, &delegate, &consent).await;
        let reply = lab.registry.reserve(&request, after(5)).await.unwrap();
        assert!(reply.not_after.starts_with(year), "{name}: {}", reply.not_after);
        assert_eq!(reply.delegation.as_ref().unwrap().as_bytes(), granted.as_der(), "{name}");
        assert_eq!(reply.serial, format!("{}000001", delegate.certificate.serial()), "{name}");
        assert_eq!(lab.registry.reserve(&request, after(2000)).await.unwrap(), reply, "{name}");

        let certificate = lab::signed(&delegate, &holder.certificate, &consent, &reply);
        let upload = lab::upload(&certificate);
        let recorded = lab.registry.record_certificate(consent.id, &upload, after(6)).await.unwrap();
        let nonce = recorded.write_nonce.unwrap();
        let written = lab.write_record(&holder, consent.id, &nonce, certificate.as_der());
        lab.registry.record_write(consent.id, &written, after(7)).await.unwrap();

        let signers = [lab.primary.certificate.clone(), delegate.certificate.clone()];
        let evidence = Evidence::new(&holder.certificate, &signers).delegation(&granted);
        let authorization = validator.validate(&certificate, &evidence, after(8)).unwrap();
        assert!(authorization.is_delegated() && authorization.permits("EINVOICE"), "{name}");
    }
}

#[tokio::test]
async fn refuses_a_secondary_signer_whose_delegation_does_not_count() {
    let lab = Lab::activated().await;
    let delegate = fixed::other_secondary();
    let reserve = async |signer: &Card| {
        let request = lab.request_of(&lab.secondary, signer, &consent()).await;
        lab.registry.reserve(&request, after(60)).await
    };
    let renewed = lab::card(CardRank::Secondary, "88", 1);
    for (name, signer) in [("the same certificate", &lab.secondary), ("the same key", &renewed)] {
        lab.delegate(signer, now()).await;
        assert_eq!(code(reserve(signer).await), "delegation.self", "{name}");
    }
    let mut foreign = fixed::request(CardRank::Secondary, "89");
    foreign.business_number = fixed::OTHER_BUSINESS_NUMBER.parse().unwrap();
    assert_eq!(code(reserve(&fixed::card(&foreign, 4)).await), "entity.mismatch");

    assert_eq!(code(reserve(&delegate).await), "delegation.none");
    lab.registry.reserve(&lab.request_of(&delegate, &lab.primary, &delegation()).await, now()).await.unwrap();
    assert_eq!(code(reserve(&delegate).await), "delegation.none", "agreed, not recorded");
    lab.register(&delegate).await;
    lab.issue_to(&delegate, &lab.primary, &consent(), now()).await;
    assert_eq!(code(reserve(&delegate).await), "delegation.none", "it has an application");

    let first = lab.delegate(&delegate, now()).await;
    reserve(&delegate).await.unwrap();
    lab.deactivate(&lab.primary, first.serial(), after(30)).await.unwrap();
    let error = reserve(&delegate).await.unwrap_err();
    assert_eq!(error.code(), "delegation.inactive");
    let expected = json!({ "deactivated_at": after(30).to_string(), "serial": first.serial().to_string() });
    assert_eq!(details(&error), expected);

    let second = lab.delegate(&delegate, after(40)).await;
    let reply = reserve(&delegate).await.unwrap();
    assert_eq!(reply.delegation.unwrap().as_bytes(), second.as_der(), "the newest counts");
    execute(&lab, "UPDATE issuance SET not_after = reserved_at + 10 WHERE kind = 'delegation'").await;
    let error = reserve(&delegate).await.unwrap_err();
    assert_eq!(error.code(), "delegation.expired");
    let expected = json!({ "not_after": after(50).to_string(), "serial": second.serial().to_string() });
    assert_eq!(details(&error), expected);
}

#[tokio::test]
async fn what_was_agreed_by_a_delegation_is_not_recorded_once_that_has_ended() {
    let table = [
        ("deactivated", "delegation.inactive"),
        ("superseded", "delegation.inactive"),
        ("expired", "delegation.expired"),
    ];
    for (how, expected) in table {
        let lab = Lab::activated().await;
        let delegate = fixed::other_secondary();
        let serial = *lab.delegate(&delegate, now()).await.serial();
        let consent = consent();
        let request = lab.request_of(&lab.secondary, &delegate, &consent).await;
        let reply = lab.registry.reserve(&request, after(1)).await.unwrap();
        let certificate = lab::signed(&delegate, &lab.secondary.certificate, &consent, &reply);
        match how {
            "deactivated" => drop(lab.deactivate(&lab.primary, &serial, after(2)).await.unwrap()),
            "superseded" => drop(lab.delegate(&delegate, after(2)).await),
            _ => {
                execute(&lab, "UPDATE issuance SET not_after = not_before + 2 WHERE kind = 'delegation'")
                    .await
            }
        }
        let upload = lab::upload(&certificate);
        let error = lab.registry.record_certificate(consent.id, &upload, after(3)).await.unwrap_err();
        assert_eq!(
            (error.code(), error.details()["serial"].as_str()),
            (expected, Some(&*serial.to_string()))
        );
        assert_eq!(granted(&lab, &delegate).await, [], "{how}");
        assert_eq!(lab.registry.reserve(&request, after(4)).await.unwrap(), reply, "{how}: as before");
        assert!(lab.registry.verify_audit().await.unwrap().is_sound(), "{how}");
    }
}

#[tokio::test]
async fn a_primary_card_of_the_entity_ends_a_delegation_once() {
    let lab = Lab::activated().await;
    let (_, application, _) = lab.issue(now()).await;
    let ended = lab.delegate(&lab.secondary, now()).await;
    let active = lab.delegate(&lab.secondary, after(5)).await;
    let request = lab.request_of(&fixed::other_secondary(), &lab.primary, &delegation()).await;
    let agreed = lab.registry.reserve(&request, now()).await.unwrap().serial.parse().unwrap();
    let mut stranger = fixed::request(CardRank::Primary, "55");
    stranger.business_number = fixed::OTHER_BUSINESS_NUMBER.parse().unwrap();
    let stranger = fixed::card(&stranger, 3);
    let untrusted = fixed::card_of(fixed::other_ca(), &fixed::request(CardRank::Primary, "56"), 3);
    let (primary, serial) = (&lab.primary, active.serial());
    let table = [
        ("its holder", &lab.secondary, serial, "card.not_primary"),
        ("a card of another CA", &untrusted, serial, "card.untrusted"),
        ("another entity", &stranger, serial, "delegation.none"),
        ("no such serial", primary, &"4711".parse().unwrap(), "delegation.none"),
        ("an application", primary, application.serial(), "delegation.none"),
        ("agreed, not recorded", primary, &agreed, "delegation.none"),
        ("superseded", primary, ended.serial(), "delegation.inactive"),
    ];
    for (name, card, serial, expected) in table {
        let error = lab.deactivate(card, serial, after(6)).await.unwrap_err();
        assert_eq!(error.code(), expected, "{name}");
        if name == "superseded" {
            assert_eq!(error.details()["deactivated_at"], after(5).to_string());
        }
    }
    let path = format!("/v1/delegations/{serial}/deactivation");
    let inside = lab.sign(primary, &path, &Deactivation { serial: ended.serial().to_string() }).await;
    let error = lab.registry.deactivate(serial, &inside, now()).await.unwrap_err();
    assert_eq!((error.code(), error.details()["field"].as_str()), ("request.malformed", Some("serial")));
    let elsewhere = lab.deactivation(primary, ended.serial()).await;
    assert_eq!(code(lab.registry.deactivate(serial, &elsewhere, now()).await), "request.url");
    let payload = Deactivation { serial: serial.to_string() };
    let made_up = lab::sign(primary, "made-up", &format!("{URL}{path}"), &payload);
    assert_eq!(code(lab.registry.deactivate(serial, &made_up, now()).await), "request.nonce");

    let request = lab.deactivation(primary, serial).await;
    let reply = lab.registry.deactivate(serial, &request, after(7)).await.unwrap();
    assert_eq!((&reply.serial, reply.deactivated_at), (&serial.to_string(), after(7).to_string()));
    let lab = lab.restart().await;
    let again = lab.registry.deactivate(serial, &request, after(5000)).await.unwrap();
    assert_eq!(again.deactivated_at, after(7).to_string(), "identical, nonce spent");
    let error = lab.deactivate(&lab.primary, serial, after(9)).await.unwrap_err();
    let expected = json!({ "deactivated_at": after(7).to_string(), "serial": serial.to_string() });
    assert_eq!((error.code(), details(&error)), ("delegation.inactive", expected));

    let past = lab.delegate(&lab.secondary, after(10)).await;
    execute(&lab, "UPDATE issuance SET not_after = reserved_at + 2 WHERE superseded_at IS NULL").await;
    let error = lab.deactivate(&lab.primary, past.serial(), after(13)).await.unwrap_err();
    let expected = json!({ "not_after": after(12).to_string(), "serial": past.serial().to_string() });
    assert_eq!((error.code(), details(&error)), ("delegation.expired", expected));
}

#[tokio::test]
async fn the_audit_log_has_what_became_of_a_delegation_and_misses_no_deactivation() {
    let lab = Lab::activated().await;
    let delegate = fixed::other_secondary();
    let serial = *lab.delegate(&delegate, now()).await.serial();
    lab.issue_to(&lab.secondary, &delegate, &consent(), now()).await;
    lab.deactivate(&lab.primary, &serial, now()).await.unwrap();
    assert_eq!(code(lab.deactivate(&lab.primary, &serial, now()).await), "delegation.inactive");
    let log: Vec<(String, String)> =
        sqlx::query_as("SELECT event, details FROM audit WHERE entity = ? ORDER BY position")
            .bind(fixed::BUSINESS_NUMBER)
            .fetch_all(&mut lab.database().await)
            .await
            .unwrap();
    let serial = format!(r#""serial":"{serial}""#);
    let by = format!(r#""delegation":"{}000001""#, fixed::PRIMARY_SERIAL);
    let card = format!(r#""card":"{}""#, fixed::PRIMARY_SERIAL);
    let table = [
        ("card.activated", [r#""act":"activation""#, ""]),
        ("serial.given", [r#""kind":"delegation""#, &serial]),
        ("certificate.recorded", [&serial, ""]),
        ("serial.given", [r#""kind":"application""#, &by]),
        ("certificate.recorded", [r#""sha256""#, ""]),
        ("delegation.deactivated", [&serial, &card]),
        ("refused", [r#""code":"delegation.inactive""#, &card]),
    ];
    assert_eq!(log.len(), table.len());
    for ((event, details), (expected, parts)) in log.iter().zip(table) {
        assert_eq!(event, expected);
        assert!(parts.iter().all(|part| details.contains(part)), "{event}: {details}");
    }
    assert!(lab.registry.verify_audit().await.unwrap().is_sound());
    assert!(lab.registry.accounting().await.unwrap().iter().all(|signer| signer.complete));

    execute(&lab, "UPDATE issuance SET deactivated_at = NULL, deactivation = NULL").await;
    assert_eq!(lab.registry.verify_audit().await.unwrap().unmatched, ["delegation.deactivated"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_recorded_by_a_delegation_after_its_end_was_acknowledged() {
    const HOLDERS: usize = 8;
    const ROUNDS: usize = 6;
    let lab = Arc::new(Lab::new().await);
    let delegate = lab::card(CardRank::Secondary, "66", 5);
    let mut holders = Vec::new();
    for number in 0..HOLDERS {
        holders.push(lab.holder(&format!("1000{number}"), 1 + number % 4).await);
    }
    for _ in 0..ROUNDS {
        let serial = *lab.delegate(&delegate, now()).await.serial();
        let mut signed = Vec::new();
        for holder in &holders {
            let consent = consent();
            let request = lab.request_of(holder, &delegate, &consent).await;
            let reply = lab.registry.reserve(&request, now()).await.unwrap();
            let certificate = lab::signed(&delegate, &holder.certificate, &consent, &reply);
            signed.push((consent.id, lab::upload(&certificate)));
        }
        let start = Arc::new(Barrier::new(HOLDERS + 1));
        let record = |(id, upload): (Uuid, CertificateUpload)| {
            let (lab, start) = (Arc::clone(&lab), Arc::clone(&start));
            tokio::spawn(async move {
                start.wait().await;
                lab.registry.record_certificate(id, &upload, now()).await.map_err(|error| error.code())
            })
        };
        let tasks: Vec<_> = signed.iter().cloned().map(record).collect();
        let request = lab.deactivation(&lab.primary, &serial).await;
        start.wait().await;
        lab.registry.deactivate(&serial, &request, now()).await.unwrap();
        // All of them again: those that are recorded are answered alike, no other one gets in.
        let mut recorded = Vec::new();
        for (id, upload) in &signed {
            let again = lab.registry.record_certificate(*id, upload, now()).await;
            recorded.push(again.map_err(|error| error.code()));
        }
        for (task, again) in tasks.into_iter().zip(recorded) {
            assert_eq!(task.await.unwrap(), again, "acknowledged once, acknowledged always");
            assert!(again.is_ok() || again == Err("delegation.inactive"), "{again:?}");
        }
        let last: String = sqlx::query_scalar(
            "SELECT event FROM audit WHERE event IN ('certificate.recorded', 'delegation.deactivated')
             ORDER BY number DESC LIMIT 1",
        )
        .fetch_one(&mut lab.database().await)
        .await
        .unwrap();
        assert_eq!(last, "delegation.deactivated");
    }
    assert!(lab.registry.verify_audit().await.unwrap().is_sound());
}
