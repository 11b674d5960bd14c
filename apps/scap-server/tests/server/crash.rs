//! Power loss in the middle of issuing: what was answered is there, and nothing twice.

use std::{
    collections::BTreeSet,
    sync::{Mutex, mpsc},
    thread,
};

use scap_ac::AuthorizationCertificate;
use scap_proto::wire::{CertificateReply, Direction, RecordsQuery, RecordsReply};
use scap_test_pki::fixed;
use uuid::Uuid;

use crate::{
    client::{Client, consent, upload},
    process::{CODE, Data},
};

const KILLS: usize = 10;
const CLIENTS: usize = 4;

struct Acknowledged {
    id: Uuid,
    certificate: AuthorizationCertificate,
    reply: CertificateReply,
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let data = Data::new();
    let server = data.start();
    assert_eq!(Client::new(&server.url).activate(&fixed::secondary(), CODE).status, 200);
    server.kill();

    let reserved = Mutex::new(Vec::new());
    let acknowledged = Mutex::new(Vec::new());
    for round in 0..KILLS {
        let server = data.start();
        let url = server.url.clone();
        let (told, heard) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..CLIENTS {
                let told = told.clone();
                scope.spawn(|| issue_until_cut(&Client::new(&url), &reserved, &acknowledged, told));
            }
            // Another number of acknowledgements in every round, so that the kill falls elsewhere.
            for _ in 0..=round {
                heard.recv().unwrap();
            }
            server.kill();
        });
    }

    let server = data.start();
    let client = Client::new(&server.url);
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= KILLS * (KILLS + 1) / 2);
    for Acknowledged { id, certificate, reply } in &acknowledged {
        let path = format!("/v1/issuances/{id}/certificate");
        let again: CertificateReply = client.put(&path, &upload(certificate)).ok();
        assert_eq!(again, *reply);
    }
    let recorded = recorded(&client);
    let expected = acknowledged.iter().map(|acknowledged| acknowledged.certificate.as_der().to_vec());
    assert!(expected.collect::<BTreeSet<_>>().is_subset(&recorded));

    let mut serials = reserved.into_inner().unwrap();
    let count = serials.len();
    serials.sort();
    serials.dedup();
    assert_eq!(serials.len(), count, "a serial was given twice");
    assert!(server.stop().0.success());
    let check = data.run(&["check"]);
    assert!(check.status.success(), "{check:?}");
}

fn issue_until_cut(
    client: &Client,
    reserved: &Mutex<Vec<String>>,
    acknowledged: &Mutex<Vec<Acknowledged>>,
    told: mpsc::Sender<()>,
) {
    loop {
        let consent = consent();
        let Ok(reservation) = client.try_reserve(&consent) else { return };
        reserved.lock().unwrap().push(reservation.serial.clone());
        let certificate = client.signed(&consent, &reservation);
        let Ok(reply) = client.try_upload(consent.id, &certificate) else { return };
        acknowledged.lock().unwrap().push(Acknowledged { id: consent.id, certificate, reply });
        // Nobody listens once the server is killed.
        let _ = told.send(());
    }
}

/// Every certificate in the records of the signer, page by page.
fn recorded(client: &Client) -> BTreeSet<Vec<u8>> {
    let mut all = BTreeSet::new();
    let mut query = RecordsQuery {
        from: fixed::NOT_BEFORE.to_owned(),
        to: fixed::NOT_AFTER.to_owned(),
        direction: Direction::Granted,
        kind: None,
        cursor: None,
    };
    loop {
        let request = client.sign(&client.primary, "/v1/records/query", &query);
        let reply: RecordsReply = client.post("/v1/records/query", &request).ok();
        all.extend(reply.records.iter().map(|record| record.certificate.as_bytes().to_vec()));
        query.cursor = reply.next;
        if query.cursor.is_none() {
            return all;
        }
    }
}
