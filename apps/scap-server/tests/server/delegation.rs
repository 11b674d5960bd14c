//! F3, F4 and F5 over HTTP: each call twice, refusals with their status, and a clean bill at the end.

use scap_ac::{Evidence, Validator, json::GrantJson};
use scap_proto::wire::{
    CertificateReply, Consent, Deactivation, DeactivationReply, Direction, IssuanceReply, Kind, RecordState,
    RecordsQuery, RecordsReply,
};
use scap_test_pki::fixed;

use crate::{
    client::{Client, consent, upload},
    process::{CODE, Data, holder},
};

#[test]
fn a_delegation_is_given_used_and_ended() {
    let data = Data::new();
    let server = data.start();
    let client = Client::new(&server.url);
    let grant = GrantJson::Delegation { unit_name: Some("資訊處".to_owned()), role: None };
    let consent_to_delegate = Consent { grant, ..consent() };
    let request = client.issuance_request(&consent_to_delegate, &client.nonce());
    let reply: IssuanceReply = client.post("/v1/issuances", &request).ok();
    assert_eq!(reply.delegation, None);
    let delegation = client.signed(&consent_to_delegate, &reply);
    let path = format!("/v1/issuances/{}/certificate", consent_to_delegate.id);
    let answer = client.put(&path, &upload(&delegation));
    assert!(answer.body.get("write_nonce").is_none(), "{answer:?}");
    let recorded: CertificateReply = answer.ok();
    assert_eq!(client.put(&path, &upload(&delegation)).ok::<CertificateReply>(), recorded);

    // The card that has it signs for another one.
    let mut delegate = Client::new(&server.url);
    (delegate.primary, delegate.secondary) = (fixed::secondary(), holder(1));
    assert_eq!(delegate.activate(&delegate.secondary, CODE).status, 200);
    let (used, held_back) = (consent(), consent());
    let reply = delegate.try_reserve(&used).unwrap();
    assert_eq!(reply.delegation.as_ref().unwrap().as_bytes(), delegation.as_der());
    let application = delegate.signed(&used, &reply);
    delegate.try_upload(used.id, &application).unwrap();
    let late = delegate.signed(&held_back, &delegate.try_reserve(&held_back).unwrap());
    let ca = fixed::ca();
    let validator = Validator::builder().anchor(ca.anchor_der()).unwrap();
    let validator = validator.intermediate(ca.intermediate_der()).unwrap().build();
    let signers = [fixed::primary(), fixed::secondary()].map(|card| card.certificate);
    let evidence = Evidence::new(&delegate.secondary.certificate, &signers).delegation(&delegation);
    assert!(validator.validate(&application, &evidence, application.not_before()).unwrap().is_delegated());

    let serial = delegation.serial().to_string();
    let path = format!("/v1/delegations/{serial}/deactivation");
    let payload = Deactivation { serial: serial.clone() };
    let by_its_holder = client.post(&path, &client.sign(&client.secondary, &path, &payload));
    assert_eq!((by_its_holder.status, by_its_holder.code()), (403, "card.not_primary"));
    for other in ["4711", "x"] {
        let path = format!("/v1/delegations/{other}/deactivation");
        let payload = Deactivation { serial: other.to_owned() };
        let answer = client.post(&path, &client.sign(&client.primary, &path, &payload));
        assert_eq!((answer.status, answer.code()), (403, "delegation.none"), "{other}");
    }
    let request = client.sign(&client.primary, &path, &payload);
    let ended: DeactivationReply = client.post(&path, &request).ok();
    assert_eq!(ended.serial, serial);
    assert_eq!(client.post(&path, &request).ok::<DeactivationReply>(), ended);
    let again = client.post(&path, &client.sign(&client.primary, &path, &payload));
    assert_eq!((again.status, again.code()), (403, "delegation.inactive"));
    assert_eq!(again.body["details"]["deactivated_at"], ended.deactivated_at);

    let path = format!("/v1/issuances/{}/certificate", held_back.id);
    let answer = client.put(&path, &upload(&late));
    assert_eq!((answer.status, answer.code()), (403, "delegation.inactive"));
    assert_eq!(answer.body["details"]["serial"], serial);
    let refused = delegate.post("/v1/issuances", &delegate.issuance_request(&consent(), &delegate.nonce()));
    assert_eq!((refused.status, refused.code()), (403, "delegation.inactive"));
    delegate.secondary = delegate.primary.clone();
    let itself = delegate.post("/v1/issuances", &delegate.issuance_request(&consent(), &delegate.nonce()));
    assert_eq!((itself.status, itself.code()), (403, "delegation.self"));

    let query = RecordsQuery {
        from: fixed::NOT_BEFORE.to_owned(),
        to: fixed::NOT_AFTER.to_owned(),
        direction: Direction::Received,
        kind: Some(Kind::Delegation),
        serial: Some(serial),
        cursor: None,
    };
    let signed = client.sign(&client.secondary, "/v1/records/query", &query);
    let records = client.post("/v1/records/query", &signed).ok::<RecordsReply>().records;
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].state, RecordState::Deactivated);
    assert_eq!(records[0].ended_at, Some(ended.deactivated_at));
    assert!(server.stop().0.success());
    let check = data.run(&["check"]);
    assert!(check.status.success(), "{check:?}");
}
