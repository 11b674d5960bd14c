//! Readers of PC/SC: virtual cards in the virtual readers of a daemon of each test's own.

use std::{
    io::{BufRead, BufReader, Lines},
    process::{Child, ChildStdout},
    sync::mpsc::Sender,
};

use scap_ac::AuthorizationCertificate;
use scap_test_pki::{
    fixed::{self, Card},
    softhsm,
};
use scap_virtual_card::{
    AREA_FILE, Counters, Fault, InsertedCard, Profile, VirtualCard,
    pcscd::{Pcscd, SOCKET_VARIABLE},
};
use serde_json::{Value, json};

use crate::stage::{PIN, Stage, args, watch};

/// How the area of the virtual card is found.
const AREA: &str = "3F00/5343/4150;size=8192;pin=81";

/// A stage with this card in a SoftHSM token, and a daemon with two readers.
fn stage(label: &str, card: &Card) -> (Stage, Pcscd) {
    let mut stage = Stage::new();
    let folder = stage.folder().join("hsm");
    let token = softhsm::provision(&folder, label, PIN, &card.key, card.certificate.as_der()).unwrap();
    let pcscd = Pcscd::start(1).unwrap();
    stage.set(softhsm::CONFIG_VARIABLE, token.config().to_str().unwrap());
    stage.set("SCAP_PKCS11_MODULE", softhsm::module().to_str().unwrap());
    stage.set(SOCKET_VARIABLE, pcscd.socket().to_str().unwrap());
    (stage, pcscd)
}

/// A card with the PIN of secondary cards.
fn virtual_card() -> VirtualCard {
    let mut profile = Profile::default();
    profile.pin.value = PIN.into();
    VirtualCard::new(profile)
}

/// `scap readers --watch --json`, line by line.
struct Watcher {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    _watch: Sender<()>,
}

impl Watcher {
    fn new(stage: &Stage, options: &[&str]) -> Self {
        let command = ["readers", "--watch", "--json"].into_iter().chain(options.iter().copied());
        let mut child = stage.command(&args(command)).spawn().unwrap();
        let _watch = watch(&child);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines, _watch }
    }

    /// The next event, as `event reader card`.
    fn next(&mut self) -> String {
        let event: Value = serde_json::from_str(&self.lines.next().unwrap().unwrap()).unwrap();
        let words = ["event", "reader", "card"].map(|field| event[field].as_str().unwrap_or("-"));
        words.join(" ")
    }

    /// Reads on to this event.
    fn wait_for(&mut self, event: &str) {
        while self.next() != event {}
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Puts a card into the first reader and waits until PC/SC sees it.
fn insert(stage: &Stage, pcscd: &Pcscd, card: VirtualCard) -> InsertedCard {
    let mut watcher = Watcher::new(stage, &[]);
    let card = pcscd.readers()[0].insert(card).unwrap();
    watcher.wait_for(&format!("inserted {} ?", pcscd.readers()[0].name()));
    card
}

#[test]
fn readers_cards_and_the_service_are_watched_as_they_come_and_go() {
    let (stage, mut pcscd) = stage("token", &fixed::secondary());
    let [a, b] = [0, 1].map(|reader: usize| pcscd.readers()[reader].name().to_owned());
    let mut watcher = Watcher::new(&stage, &[]);
    let mut only_b = Watcher::new(&stage, &["--reader", &b]);
    let mut start = [(); 4].map(|()| watcher.next());
    start.sort();
    assert!(start[0].starts_with("inserted SoftHSM") && start[0].ends_with(" token"), "{start:?}");
    let expected =
        [format!("reader_added {a} -"), format!("reader_added {b} -"), "service_started - -".to_owned()];
    assert_eq!(start[1..], expected);

    let in_a = pcscd.readers()[0].insert(virtual_card()).unwrap();
    assert_eq!(watcher.next(), format!("inserted {a} ?"));
    let in_b = pcscd.readers()[1].insert(virtual_card()).unwrap();
    assert_eq!(watcher.next(), format!("inserted {b} ?"));
    assert_eq!(in_a.pull().counters(), Counters::default(), "nothing was sent to a card");
    assert_eq!(watcher.next(), format!("removed {a} -"));
    pcscd.stop();
    let mut stopped = [(); 4].map(|()| watcher.next());
    stopped[..3].sort();
    let expected = [
        format!("reader_removed {a} -"),
        format!("reader_removed {b} -"),
        format!("removed {b} -"),
        "service_stopped - -".to_owned(),
    ];
    assert_eq!(stopped, expected);
    pcscd.start_again().unwrap();
    watcher.wait_for(&format!("inserted {b} ?"));
    drop(in_b);
    assert_eq!(watcher.next(), format!("removed {b} -"));

    let told = [(); 5].map(|()| only_b.next());
    let of_b =
        ["service_started - -", "inserted B ?", "removed B -", "reader_removed B -", "service_stopped - -"];
    assert_eq!(told[1], format!("reader_added {b} -"), "{told:?}");
    assert!(told.iter().all(|event| !event.contains(&a)), "{told:?}");
    assert_eq!((told[0].as_str(), told[2].clone()), (of_b[0], of_b[1].replace('B', &b)));
}

#[test]
fn a_card_that_no_module_serves_is_told_with_its_number() {
    let (stage, pcscd) = stage("token", &fixed::secondary());
    let card = insert(&stage, &pcscd, virtual_card());
    let name = pcscd.readers()[0].name();

    let readers = stage.scap(&args(["readers", "--json"])).succeeded().json();
    let readers = readers["readers"].as_array().unwrap();
    let seen = readers.iter().find(|reader| reader["name"] == name).unwrap();
    assert_eq!((&seen["card"], &seen["atr"]), (&json!("?"), &json!("3b80800101")));
    assert_eq!(card.card().counters(), Counters::default(), "listing readers asks cards for nothing");

    let shown = stage.scap(&args(["card", "show", "--json"])).succeeded().json();
    let shown = shown["cards"].as_array().unwrap();
    let failed = shown.iter().find(|card| card["reader"] == name).unwrap();
    assert_eq!(
        (&failed["error"]["code"], &failed["card_number"]),
        (&json!("card.no_module"), &json!("SC00000000000001"))
    );
    let text = stage.scap(&args(["card", "show", "--lang", "zh-TW"])).succeeded();
    assert!(
        text.stdout().contains("卡片號碼：SC00000000000001") && text.stdout().contains("[card.no_module]"),
        "{text:?}"
    );

    // Where it is the only one, the flow says the same.
    let only = stage.scap(&[stage.view("?"), args(["--reader", name, "--json"])].concat());
    assert_eq!((only.code, &only.json()["error"]["code"]), (Some(1), &json!("card.no_module")));
    assert_eq!(card.card().counters().pins, 0, "no PIN is sent to a card that is not known");
}

#[test]
fn what_needs_no_card_leaves_it_alone() {
    let (stage, pcscd) = stage("token", &fixed::secondary());
    let card = insert(&stage, &pcscd, virtual_card());
    stage.write("bad.json", "{");
    for command in [
        &["version"][..],
        &["config", "path"],
        &["ac", "show", "root.pem"],
        &["issue", "--content", "bad.json"],
        &["batch", "nothing.csv"],
        &["view", "--holder", "nobody"],
        &["issue", "--area-file", "3F00"],
    ] {
        stage.scap(&args(command.iter().copied()));
        assert_eq!(card.card().counters(), Counters::default(), "{command:?}");
    }
}

/// A server, the primary card as a soft card, and amy's card: SoftHSM signs, the virtual card has her area.
fn desk() -> (Stage, Pcscd, InsertedCard) {
    let (mut stage, pcscd) = stage("amy", &fixed::secondary());
    stage.add("boss", &fixed::primary());
    stage.set("SCAP_AREA_FILE", AREA);
    stage.serve(&[]);
    let card = insert(&stage, &pcscd, virtual_card());
    (stage, pcscd, card)
}

fn json(stage: &Stage, arguments: Vec<String>) -> Value {
    stage.scap(&[arguments, args(["--json"])].concat()).succeeded().json()
}

#[test]
fn an_area_in_a_file_of_the_card_is_opened_written_viewed_and_replaced() {
    let (stage, _pcscd, card) = desk();
    assert_eq!(json(&stage, stage.activate("amy"))["activated"], true);
    assert_eq!(stage.scap(&stage.activate("amy")).code, Some(1), "a second time");
    let issued = json(&stage, stage.issue("amy"));
    assert!(!card.card().is_verified(), "nobody writes without the PIN afterwards");
    assert_eq!(json(&stage, stage.view("amy")), issued["certificate"]);
    let shown = json(&stage, args(["card", "show"]));
    let amy = shown["cards"].as_array().unwrap().iter().find(|card| card["label"] == "amy").unwrap();
    let area =
        json!({ "state": "open", "capacity": 4086, "certificate_serial": issued["certificate"]["serial"] });
    assert_eq!(amy["area"], area);

    let again = json(&stage, stage.issue("amy"));
    assert_ne!(again["certificate"]["serial"], issued["certificate"]["serial"]);
    assert_eq!(json(&stage, stage.view("amy")), again["certificate"]);
    let card = card.pull();
    let file = card.contents(AREA_FILE).unwrap();
    assert_eq!(file[..6], *b"\xB2SCAP\x01");
    let length = usize::from(u16::from_be_bytes([file[16 + 2 + 4086], file[16 + 2 + 4086 + 1]]));
    let der = &file[16 + 2 + 4086 + 2..][..length];
    let held = AuthorizationCertificate::from_der(der).unwrap();
    assert_eq!(json!(held.serial().to_string()), again["certificate"]["serial"]);
    assert_eq!(card.tries_left(), 3);
}

#[test]
fn a_card_pulled_while_it_is_written_keeps_the_old_certificate_and_the_run_is_finished_later() {
    let (stage, pcscd, card) = desk();
    json(&stage, stage.activate("amy"));
    let before = card.card().counters().commands;
    let first = json(&stage, stage.issue("amy"));
    let commands = card.card().counters().commands - before;

    // The last commands of a run read back what was written; a few before that, it is being written.
    card.card().fail_at(commands - 20, Fault::VanishAfter);
    let cut = stage.scap(&[stage.issue("amy"), args(["--json"])].concat());
    assert_eq!((cut.code, &cut.json()["error"]["code"]), (Some(1), &json!("card.removed")), "{cut:?}");
    let mut card = card.wait_until_vanished();
    card.clear_faults();

    let _card = insert(&stage, &pcscd, card);
    assert_eq!(json(&stage, stage.view("amy")), first["certificate"]);
    let mut resume = args(["issue", "--holder", "amy", "--resume", "--pin-file"]);
    resume.extend(args([&stage.path("secrets/pin"), "--signer-pin-file", &stage.path("secrets/signer-pin")]));
    let resumed = json(&stage, resume);
    assert_ne!(resumed["certificate"]["serial"], first["certificate"]["serial"]);
    assert_eq!(json(&stage, stage.view("amy")), resumed["certificate"]);
}

#[test]
fn a_locked_area_is_told_before_anything_is_signed() {
    let (stage, _pcscd, card) = desk();
    json(&stage, stage.activate("amy"));
    {
        let mut card = card.card();
        for _ in 0..3 {
            card.transmit(b"\x00\x20\x00\x81\x0500000").unwrap();
        }
        assert_eq!(card.tries_left(), 0);
    }
    let locked = stage.scap(&[stage.issue("amy"), args(["--json"])].concat());
    assert_eq!((locked.code, &locked.json()["error"]["code"]), (Some(1), &json!("area.locked")));
    let records = json(&stage, stage.received("amy"));
    assert_eq!(records["records"], json!([]));
}

#[test]
fn a_card_without_a_place_for_an_area_is_told_before_anything_is_begun() {
    let (stage, _pcscd, card) = desk();
    for (what, change) in [("no such file", "3F00/5343/4151;size=8192"), ("another content", AREA)] {
        card.card().contents_mut(AREA_FILE).unwrap()[..6].copy_from_slice(b"vendor");
        let before = card.card().contents(AREA_FILE).unwrap().to_vec();
        for command in [stage.activate("amy"), stage.issue("amy"), stage.view("amy")] {
            let refused = stage.scap(&[command, args(["--area-file", change, "--json"])].concat());
            assert_eq!(
                (refused.code, &refused.json()["error"]["code"]),
                (Some(1), &json!("area.unsupported")),
                "{what}"
            );
        }
        assert_eq!(card.card().contents(AREA_FILE).unwrap(), before, "{what}");
    }
    // Nothing is recorded of an activation that could not be: the right file is opened afterwards.
    card.card().contents_mut(AREA_FILE).unwrap()[..6].fill(0);
    assert_eq!(json(&stage, stage.activate("amy"))["activated"], true);
}
