//! Power loss in the middle of issuing: what was answered is there, and nothing twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, mpsc},
    thread,
};

use scap_ac::AuthorizationCertificate;
use scap_proto::wire::{CertificateReply, Direction, RecordState, RecordsQuery, RecordsReply};
use scap_test_pki::fixed;
use uuid::Uuid;

use crate::{
    client::{Client, consent, upload},
    process::{CODE, Data, holder},
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
    for number in 0..CLIENTS {
        assert_eq!(Client::new(&server.url).activate(&holder(number), CODE).status, 200);
    }
    server.kill();

    let reserved = Mutex::new(Vec::new());
    let acknowledged = Mutex::new(Vec::new());
    for round in 0..KILLS {
        let server = data.start();
        let url = server.url.clone();
        let (told, heard) = mpsc::channel();
        thread::scope(|scope| {
            for number in 0..CLIENTS {
                let told = told.clone();
                let mut client = Client::new(&url);
                client.secondary = holder(number);
                let (reserved, acknowledged) = (&reserved, &acknowledged);
                scope.spawn(move || issue_until_cut(&client, reserved, acknowledged, told));
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
    let recorded = recorded(&client);
    for Acknowledged { id, certificate, reply } in &acknowledged {
        let again = client.put(&format!("/v1/issuances/{id}/certificate"), &upload(certificate));
        match recorded[certificate.as_der()] {
            RecordState::Active => assert_eq!(again.ok::<CertificateReply>(), *reply),
            state => assert_eq!((state, again.code()), (RecordState::Superseded, "issuance.superseded")),
        }
    }
    // One that counts for each card that got any.
    let holders: BTreeSet<_> = recorded.keys().map(|der| holder_of(der)).collect();
    let active = recorded.iter().filter(|(_, state)| **state == RecordState::Active);
    let active: Vec<_> = active.map(|(der, _)| holder_of(der)).collect();
    assert_eq!((active.len(), BTreeSet::from_iter(active)), (holders.len(), holders));

    let mut serials = reserved.into_inner().unwrap();
    let count = serials.len();
    serials.sort();
    serials.dedup();
    assert_eq!(serials.len(), count, "a serial was given twice");
    assert!(server.stop().0.success());
    let check = data.run(&["check"]);
    assert!(check.status.success(), "{check:?}");
}

/// The serial of the card that a certificate is for.
fn holder_of(der: &[u8]) -> String {
    AuthorizationCertificate::from_der(der).unwrap().holder().serial.to_string()
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

/// Every certificate in the records of the signer with its state, page by page.
fn recorded(client: &Client) -> BTreeMap<Vec<u8>, RecordState> {
    let mut all = BTreeMap::new();
    let mut query = RecordsQuery {
        from: fixed::NOT_BEFORE.to_owned(),
        to: fixed::NOT_AFTER.to_owned(),
        direction: Direction::Granted,
        kind: None,
        serial: None,
        cursor: None,
    };
    loop {
        let request = client.sign(&client.primary, "/v1/records/query", &query);
        let reply: RecordsReply = client.post("/v1/records/query", &request).ok();
        all.extend(reply.records.iter().map(|record| (record.certificate.as_bytes().to_vec(), record.state)));
        query.cursor = reply.next;
        if query.cursor.is_none() {
            return all;
        }
    }
}
