//! A primary card is replaced: the new one acts on what the former granted, and that stays valid.

use scap_ac::{CardRank, Evidence, json::GrantJson};
use scap_proto::wire::{Direction, RecordState};
use scap_test_pki::fixed::{self, Card};

use crate::lab::{self, Lab, after, code, consent, now, query};

/// The card that replaces the primary card: another certificate for another key.
fn replacement() -> Card {
    lab::card(CardRank::Primary, "400", 6)
}

#[tokio::test]
async fn a_new_primary_card_issues_over_cancels_and_deactivates_what_the_former_granted() {
    let lab = Lab::activated().await;
    let new = replacement();
    let delegate = lab::card(CardRank::Secondary, "66", 5);
    let (_, granted, _) = lab.issue(now()).await;
    let delegation = lab.delegate(&delegate, now()).await;

    let (over, _) = lab.issue_to(&lab.secondary, &new, &consent(), after(1)).await;
    let mut nothing = consent();
    nothing.grant = GrantJson::Application { slots: Vec::new() };
    let (cancellation, _) = lab.issue_to(&lab.secondary, &new, &nothing, after(2)).await;
    assert_eq!(cancellation.serial().to_string(), "400000002", "with numbers of its own");
    lab.deactivate(&new, delegation.serial(), after(3)).await.unwrap();
    let request = lab.request_of(&lab.secondary, &delegate, &consent()).await;
    assert_eq!(code(lab.registry.reserve(&request, after(4)).await), "delegation.inactive");

    let records = lab.records(&lab.secondary, &query(Direction::Received), after(5)).await.unwrap().records;
    let told: Vec<_> = records.iter().map(|record| (record.serial.as_str(), record.state)).collect();
    let [first, second, third] =
        [&granted, &over, &cancellation].map(|certificate| certificate.serial().to_string());
    let expected = [
        (third.as_str(), RecordState::Active),
        (&second, RecordState::Superseded),
        (&first, RecordState::Superseded),
    ];
    assert_eq!(told, expected);
    // What the former card granted is still its record, with what became of it.
    let records = lab.records(&lab.primary, &query(Direction::Granted), after(5)).await.unwrap().records;
    let states: Vec<_> = records.iter().map(|record| record.state).collect();
    assert_eq!(states, [RecordState::Deactivated, RecordState::Superseded]);
    assert!(lab.registry.accounting().await.unwrap().iter().all(|signer| signer.complete));
    assert!(lab.registry.verify_audit().await.unwrap().is_sound());
}

#[tokio::test]
async fn what_the_former_card_signed_stays_valid_after_it_has_expired_or_was_revoked() {
    let mut lab = Lab::activated().await;
    let mut former = fixed::request(CardRank::Primary, fixed::PRIMARY_SERIAL);
    former.not_after = fixed::time("2027-01-01T00:00:00Z");
    lab.primary = fixed::card(&former, 0);
    let delegate = lab::card(CardRank::Secondary, "66", 5);
    let (_, application, _) = lab.issue(now()).await;
    let delegation = lab.delegate(&delegate, now()).await;
    let holder = lab.holder("67", 4).await;
    let (by_delegate, _) = lab.issue_to(&holder, &delegate, &consent(), after(60)).await;

    let signers = [replacement(), lab.primary.clone(), delegate].map(|card| card.certificate);
    let never = (lab::REVOKED_SERIAL, "2026-01-01T00:00:00Z");
    let replaced = (fixed::PRIMARY_SERIAL, "2026-12-01T00:00:00Z");
    let before = (fixed::PRIMARY_SERIAL, "2026-11-01T00:00:00Z");
    let table = [
        ("while it was valid", never, "2026-12-31T00:00:00Z", true),
        ("after it has expired", never, "2031-05-01T00:00:00Z", true),
        ("after it was revoked", replaced, "2026-12-24T00:00:00Z", true),
        ("after both", replaced, "2033-12-31T00:00:00Z", true),
        ("revoked before it signed", before, "2026-12-24T00:00:00Z", false),
    ];
    for (name, (serial, since), at, valid) in table {
        let (validator, at) = (lab::validator(serial, since), fixed::time(at));
        let evidence = Evidence::new(&lab.secondary.certificate, &signers);
        assert_eq!(validator.validate(&application, &evidence, at).is_ok(), valid, "{name}");
        let evidence = Evidence::new(&holder.certificate, &signers).delegation(&delegation);
        assert_eq!(validator.validate(&by_delegate, &evidence, at).is_ok(), valid, "{name}, by a delegate");
    }

    // By a delegation of the former card its delegate signs on, but the former card itself signs nothing more.
    let late = fixed::time("2027-06-01T00:00:00Z");
    let nonce = lab.registry.nonce(late).await.unwrap().nonce;
    let url = format!("{}/v1/issuances", lab::URL);
    let jws = lab::sign(&holder, &nonce, &url, &consent());
    let by_former = lab::request(jws.clone(), &lab.primary.certificate);
    assert_eq!(code(lab.registry.reserve(&by_former, late).await), "card.certificate_expired");
    let by_delegate = lab::request(jws, &signers[2]);
    assert_eq!(
        lab.registry.reserve(&by_delegate, late).await.unwrap().delegation.unwrap().as_bytes(),
        delegation.as_der()
    );
}
