//! Where certificates are in their life: what supersedes what, what comes too late, what records tell of it.

use scap_ac::{AuthorizationCertificate, CardRank, UnixTime, json::GrantJson};
use scap_proto::wire::{Consent, Direction, Kind, RecordState, RecordsQuery};
use scap_test_pki::fixed::{self, Card};

use crate::lab::{self, Lab, after, code, consent, delegation, now, query};

/// What the records of a card tell at an instant: serial, state, end; newest first.
async fn told(
    lab: &Lab,
    card: &Card,
    direction: Direction,
    at: UnixTime,
) -> Vec<(String, RecordState, Option<String>)> {
    let reply = lab.records(card, &query(direction), at).await.unwrap();
    reply.records.into_iter().map(|record| (record.serial, record.state, record.ended_at)).collect()
}

#[tokio::test]
async fn a_newer_certificate_supersedes_the_one_before_of_its_kind_and_card() {
    use RecordState::{Active, Superseded};

    let lab = Lab::activated().await;
    let other = lab.holder("66", 5).await;
    let mut cancelled = consent();
    cancelled.grant = GrantJson::Application { slots: Vec::new() };
    let steps: [(&str, &Card, Consent); 6] = [
        ("an application", &lab.secondary, consent()),
        ("of another card", &other, consent()),
        ("a delegation", &lab.secondary, delegation()),
        ("modified", &lab.secondary, consent()),
        ("another delegation", &lab.secondary, delegation()),
        ("cancelled", &lab.secondary, cancelled),
    ];
    let mut serials = Vec::new();
    for (second, (_, holder, consent)) in (1..).zip(&steps) {
        let (certificate, _) = lab.issue_to(holder, &lab.primary, consent, after(second)).await;
        serials.insert(0, certificate.serial().to_string());
    }
    let told = told(&lab, &lab.primary, Direction::Granted, after(9)).await;
    let states = [
        (Active, None),
        (Active, None),
        (Superseded, Some(after(6).to_string())),
        (Superseded, Some(after(5).to_string())),
        (Active, None),
        (Superseded, Some(after(4).to_string())),
    ];
    let expected: Vec<_> =
        serials.into_iter().zip(states).map(|(serial, (state, end))| (serial, state, end)).collect();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn a_change_of_what_is_not_the_newest_any_more_is_refused() {
    let lab = Lab::activated().await;
    let (_, first, _) = lab.issue(now()).await;
    let serial = |certificate: &AuthorizationCertificate| Some(certificate.serial().to_string());
    let change = |replaces| Consent { replaces, ..consent() };
    let held_back = change(serial(&first));
    let reserved = lab.reserve(&held_back).await.unwrap();

    let (second, _) = lab.issue_to(&lab.secondary, &lab.primary, &change(serial(&first)), after(1)).await;
    let late = lab::upload(&lab.signed(&held_back, &reserved));
    let late = lab.registry.record_certificate(held_back.id, &late, after(2)).await;
    assert_eq!(code(late), "issuance.superseded");

    let refused = lab.reserve(&change(serial(&first))).await.unwrap_err();
    assert_eq!(refused.code(), "issuance.outdated");
    assert_eq!(refused.details()["current"], second.serial().to_string());
    // What was agreed while it was the newest, and comes in after another one was recorded that was agreed before.
    let between = lab.reserve(&consent()).await.unwrap();
    let (between_consent, change) = (consent(), change(serial(&second)));
    let between_consent = Consent { id: between.id, ..between_consent };
    let agreed = lab.reserve(&change).await.unwrap();
    let recorded = lab::upload(&lab.signed(&between_consent, &between));
    lab.registry.record_certificate(between.id, &recorded, after(3)).await.unwrap();
    let late = lab::upload(&lab.signed(&change, &agreed));
    assert_eq!(code(lab.registry.record_certificate(change.id, &late, after(4)).await), "issuance.outdated");
    assert!(lab.registry.accounting().await.unwrap().iter().all(|signer| signer.complete));
}

#[tokio::test]
async fn a_superseded_certificate_is_refused_again_but_its_write_is_a_fact() {
    let lab = Lab::activated().await;
    let (old, certificate, recorded) = lab.issue(now()).await;
    let (new, newer, again) = lab.issue(after(1)).await;
    let upload = lab::upload(&certificate);
    let refused = lab.registry.record_certificate(old.id, &upload, after(2)).await;
    assert_eq!(code(refused), "issuance.superseded");
    let alike = lab.registry.record_certificate(new.id, &lab::upload(&newer), after(2)).await.unwrap();
    assert_eq!(alike, again);

    let nonce = recorded.write_nonce.unwrap();
    let written = lab.write_record(&lab.secondary, old.id, &nonce, certificate.as_der());
    let reply = lab.registry.record_write(old.id, &written, after(3)).await.unwrap();
    assert_eq!(reply.written_at, after(3).to_string());
    let records = lab.records(&lab.secondary, &query(Direction::Received), after(4)).await.unwrap().records;
    assert_eq!(records[1].written_at, Some(after(3).to_string()));
    assert_eq!((records[0].state, records[1].state), (RecordState::Active, RecordState::Superseded));
}

#[tokio::test]
async fn a_certificate_that_was_held_back_cannot_undo_a_newer_one() {
    let lab = Lab::activated().await;
    for held in [consent(), delegation()] {
        let reply = lab.reserve(&held).await.unwrap();
        let certificate = lab.signed(&held, &reply);
        let newer = Consent { id: uuid::Uuid::new_v4(), ..held.clone() };
        let (counts, _) = lab.issue_to(&lab.secondary, &lab.primary, &newer, after(1)).await;

        let upload = lab::upload(&certificate);
        let refused = lab.registry.record_certificate(held.id, &upload, after(2)).await;
        assert_eq!(code(refused), "issuance.superseded");
        let told = told(&lab, &lab.secondary, Direction::Received, after(3)).await;
        assert_eq!(told[0], (counts.serial().to_string(), RecordState::Active, None));
        assert!(told.iter().all(|(serial, ..)| *serial != reply.serial), "nothing was recorded");
    }
    assert_eq!(lab.registry.sweep(after(90_000)).await.unwrap().abandoned, 2);
    assert!(lab.registry.verify_audit().await.unwrap().is_sound());
}

#[tokio::test]
async fn past_its_end_a_certificate_is_expired_unless_it_had_ended_before() {
    use RecordState::{Active, Deactivated, Expired, Superseded};

    let lab = Lab::new().await;
    let mut short = fixed::request(CardRank::Secondary, "66");
    short.not_after = fixed::time("2027-01-01T00:00:00Z");
    let holder = fixed::card(&short, 5);
    lab.register(&holder).await;
    let (replaced, _) = lab.issue_to(&holder, &lab.primary, &consent(), now()).await;
    let (last, _) = lab.issue_to(&holder, &lab.primary, &consent(), after(1)).await;
    let ended = lab.delegate(&holder, after(2)).await;
    lab.deactivate(&lab.primary, ended.serial(), after(3)).await.unwrap();
    let table = [
        ("2026-12-31T00:00:00Z", Active),
        ("2027-01-01T00:00:00Z", Active),
        ("2027-01-01T00:00:01Z", Expired),
        ("2033-12-31T00:00:00Z", Expired),
    ];
    for (at, state) in table {
        let told = told(&lab, &lab.primary, Direction::Granted, fixed::time(at)).await;
        let expected = [
            (ended.serial().to_string(), Deactivated, Some(after(3).to_string())),
            (last.serial().to_string(), state, None),
            (replaced.serial().to_string(), Superseded, Some(after(1).to_string())),
        ];
        assert_eq!(told, expected, "{at}");
    }
    // A deactivated delegation stays so, also when a newer one is given.
    lab.delegate(&holder, after(4)).await;
    let told = told(&lab, &lab.primary, Direction::Granted, after(5)).await;
    assert_eq!(told[0].1, Active);
    assert_eq!(told[1], (ended.serial().to_string(), Deactivated, Some(after(3).to_string())));
}

#[tokio::test]
async fn a_serial_leads_to_that_certificate_and_never_to_one_of_another_card() {
    let lab = Lab::activated().await;
    let other = lab.holder("66", 5).await;
    let mine = lab.issue(now()).await.1.serial().to_string();
    lab.issue(after(1)).await;
    let delegation = lab.delegate(&lab.secondary, after(2)).await.serial().to_string();
    let (theirs, _) = lab.issue_to(&other, &lab.primary, &consent(), after(3)).await;
    let theirs = theirs.serial().to_string();
    let (primary, secondary) = (&lab.primary, &lab.secondary);
    let (granted, received) = (Direction::Granted, Direction::Received);
    let table = [
        ("the holder's", secondary, received, None, &mine, true),
        (
            "the holder's, superseded since, of its kind",
            secondary,
            received,
            Some(Kind::Application),
            &mine,
            true,
        ),
        ("of the other kind", secondary, received, Some(Kind::Delegation), &mine, false),
        ("the holder's delegation", secondary, received, Some(Kind::Delegation), &delegation, true),
        ("in the other direction", secondary, granted, None, &mine, false),
        ("the signer's", primary, granted, None, &mine, true),
        ("the signer's, in the other direction", primary, received, None, &mine, false),
        ("another card's", secondary, received, None, &theirs, false),
        ("mine, asked by another card", &other, received, None, &mine, false),
        ("none", secondary, received, None, &"4711".to_owned(), false),
    ];
    for (name, card, direction, kind, serial, is_there) in table {
        let query = RecordsQuery { kind, serial: Some(serial.clone()), ..query(direction) };
        let records = lab.records(card, &query, after(9)).await.unwrap().records;
        let serials: Vec<_> = records.iter().map(|record| &record.serial).collect();
        assert_eq!(serials, if is_there { vec![serial] } else { Vec::new() }, "{name}");
    }
    let no_serial = RecordsQuery { serial: Some("x".to_owned()), ..query(received) };
    let error = lab.records(secondary, &no_serial, now()).await.unwrap_err();
    assert_eq!((error.code(), error.details()["field"].as_str()), ("request.malformed", Some("serial")));
}
