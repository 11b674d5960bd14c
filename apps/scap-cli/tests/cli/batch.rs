//! Many cards from one file: what is checked first, what goes on, what stops, and what a later run makes up for.

use std::{
    fs,
    process::Command,
    sync::{Arc, Mutex},
    thread,
};

use scap_ac::{CardCertificate, CardRank, SerialNumber};
use scap_test_pki::{
    CardRequest,
    fixed::{self, Card},
    generate_card_key, softhsm,
};
use scap_test_stage::{Answer, Gate, import};
use serde_json::{Value, json};

use crate::{
    paper::authorization,
    screen::ENTER,
    stage::{PIN, Run, SIGNER_PIN, Stage, USER_CODE, args, watch},
};

const HEADER: &str = "card,holder_kind,holder_number,slot,application,unit_name,unit_code,role\n";
/// The result file of `list.csv`.
const RESULTS: &str = "list.results.csv";

/// What the card of this number is called.
fn name(number: usize) -> String {
    format!("card-{number:02}")
}

/// The serial of its certificate.
fn card_serial(number: usize) -> String {
    format!("7000000000000000000000000000000000{number:04}")
}

/// The serial of the authorization that was the primary card's `number`th.
fn serial(number: usize) -> String {
    format!("{}{number:06}", fixed::PRIMARY_SERIAL)
}

/// One application for the card of this number.
fn row(number: usize) -> String {
    format!("{},national_id,A123456789,1,EINVOICE,,,\n", name(number))
}

/// A file with one application for each of these cards.
fn list(numbers: impl IntoIterator<Item = usize>) -> String {
    numbers.into_iter().fold(HEADER.to_owned(), |list, number| list + &row(number))
}

/// So many secondary cards, each with a key of its own.
fn cards(count: usize) -> Vec<Card> {
    let card = |number: usize| {
        let serial: SerialNumber = card_serial(number).parse().unwrap();
        let request = fixed::request(CardRank::Secondary, &card_serial(number));
        if number < fixed::CARD_KEYS {
            return fixed::card(&request, number);
        }
        let key = generate_card_key().unwrap();
        let request = CardRequest { serial: Some(serial), ..request };
        let der = fixed::ca().issue(&request, key.as_public_key()).unwrap();
        Card { certificate: CardCertificate::from_der(&der).unwrap(), key }
    };
    thread::scope(|scope| {
        let making: Vec<_> = (1..=count).map(|number| scope.spawn(move || card(number))).collect();
        making.into_iter().map(|card| card.join().unwrap()).collect()
    })
}

/// A stage with the primary card and so many secondary cards that are open.
fn company(count: usize) -> Stage {
    let mut stage = Stage::new();
    stage.serve(&[]);
    hire(&stage, count);
    stage
}

/// The same, with a door in front of the server.
fn company_behind(gate: Gate, count: usize) -> Stage {
    let mut stage = Stage::new();
    stage.serve_behind(gate, &[]);
    hire(&stage, count);
    stage
}

fn hire(stage: &Stage, count: usize) {
    stage.add("boss", &fixed::primary());
    let mut register = "serial,business_number,user_code\n".to_owned();
    for (number, card) in (1..).zip(cards(count)) {
        stage.add(&name(number), &card);
        register.push_str(&format!("{},{},{USER_CODE}\n", card_serial(number), fixed::BUSINESS_NUMBER));
    }
    import(stage.folder(), ["cards", &stage.write("register.csv", register)]);
    for number in 1..=count {
        stage.scap(&stage.activate(&name(number))).succeeded();
    }
}

/// The command with the PINs that a script gives.
fn batch(more: &[&str]) -> Vec<String> {
    let pins = ["--pin-file", "secrets/pin", "--signer-pin-file", "secrets/signer-pin"];
    args(["batch", "list.csv", "--json", "--lang", "en"].into_iter().chain(pins).chain(more.iter().copied()))
}

/// How many cards are issued, failed, skipped and left.
fn counts(run: &Run) -> [u64; 4] {
    let document = run.json();
    ["issued", "failed", "skipped", "left"].map(|count| document[count].as_u64().unwrap())
}

/// What became of each card that was tried: its name, and the code if it failed.
fn outcomes(run: &Run) -> Vec<(String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let document = run.json();
    let results = document["results"].as_array().unwrap().iter();
    results.map(|result| (text(&result["card"]).unwrap(), text(&result["code"]))).collect()
}

/// What would have failed every card.
fn cause(run: &Run) -> Value {
    run.json()["error"]["details"]["cause"]["code"].clone()
}

/// Locks the PIN of a card; returns its state before.
fn lock(stage: &Stage, card: &str) -> String {
    let state = stage.card(card).join("state.json");
    let sound = fs::read_to_string(&state).unwrap();
    let mut locked: Value = serde_json::from_str(&sound).unwrap();
    locked["pin_tries_left"] = json!(0);
    fs::write(&state, locked.to_string()).unwrap();
    sound
}

/// What the server has of a card: the serial of each certificate and its state, newest first.
fn records(stage: &Stage, card: &str) -> Vec<(String, String)> {
    let reply = stage.scap(&[stage.received(card), args(["--json"])].concat()).succeeded().json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let records = reply["records"].as_array().unwrap().iter();
    records
        .map(|record| {
            assert!(record["written_at"].is_string() || record["state"] != "active", "{record}");
            (text(&record["serial"]), text(&record["state"]))
        })
        .collect()
}

/// Each of these cards has the certificate that is active, and no other.
#[track_caller]
fn each_was_issued_once(stage: &Stage, count: usize) {
    for number in 1..=count {
        let records = records(stage, &name(number));
        let [(serial, state)] = records.as_slice() else { panic!("{}: {records:?}", name(number)) };
        assert_eq!(state, "active");
        let viewed = stage.scap(&[stage.view(&name(number)), args(["--json"])].concat()).succeeded();
        assert_eq!(viewed.json()["serial"], **serial);
    }
}

/// The lines of the result file, without its header.
fn results(stage: &Stage) -> Vec<String> {
    let text = fs::read_to_string(stage.folder().join(RESULTS)).unwrap();
    let header = "\u{feff}card,card_serial,serial,status,code,message,written_at,content\n";
    text.strip_prefix(header).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn every_card_of_a_file_is_issued_and_the_results_are_told_twice() {
    let stage = company(12);
    // As a spreadsheet saves it: a mark, other line ends, an empty row; the rows of a card need not be together.
    let mut file = list(1..=11).replace("EINVOICE,,,", "EINVOICE,\"總公司, 會計\",,查詢發票");
    file.push_str("card-12,other,EMP-0042,,,,,\n,,,,,,,\ncard-01,,,4,G2B-EHELPER,,,\n");
    stage.write("list.csv", format!("\u{feff}{}", file.replace('\n', "\r\n")));

    let checked = stage.scap(&batch(&["--dry-run"])).succeeded();
    assert_eq!((counts(&checked), outcomes(&checked)), ([0, 0, 0, 12], vec![]));
    assert!(!stage.folder().join(RESULTS).exists());

    let run = stage.scap(&batch(&[])).succeeded();
    assert_eq!(counts(&run), [12, 0, 0, 0]);
    let document = run.json();
    let lines = results(&stage);
    assert_eq!(lines.len(), 12);
    for (number, (line, result)) in (1..).zip(lines.iter().zip(document["results"].as_array().unwrap())) {
        let written_at = result["written_at"].as_str().unwrap();
        let (card, card_serial, serial) = (name(number), card_serial(number), serial(number));
        let expected = json!({
            "card": card, "card_serial": card_serial, "serial": serial, "status": "issued",
            "code": null, "message": null, "written_at": written_at,
        });
        assert_eq!(*result, expected);
        let start = format!("{card},{card_serial},{serial},issued,,,{written_at},");
        assert!(line.starts_with(&start) && line.len() == start.len() + 21, "{line}");
    }
    for personal in ["A123456789", "EMP-0042"] {
        assert!(!lines.concat().contains(personal) && !run.stderr.contains(personal), "{personal}");
    }
    each_was_issued_once(&stage, 12);
    let view = |card: &str| stage.scap(&[stage.view(card), args(["--json"])].concat()).succeeded().json();
    let first = view("card-01");
    assert_eq!(first["slots"][0]["unit_name"], "總公司, 會計");
    assert_eq!(first["slots"][1]["application"]["code"], "G2B-EHELPER");
    assert_eq!(view("card-12")["slots"], json!([]));

    let again = stage.scap(&batch(&[]));
    assert_eq!((again.code, &again.json()["error"]["code"]), (Some(1), &json!("file.exists")));
    assert!(again.stderr.contains("--resume"), "{again:?}");
    assert_eq!(counts(&stage.scap(&batch(&["--resume"])).succeeded()), [0, 0, 12, 0]);
    assert_eq!(results(&stage), lines);
}

#[test]
fn a_person_is_asked_once_for_all_cards() {
    let stage = company(3);
    stage.write("list.csv", list(1..=3));
    stage.write("secrets/other-pin", PIN);
    let command = ["batch", "list.csv", "--pin-file", "secrets/other-pin", "--json", "--lang", "en"];
    let mut screen = stage.at_screen(&args(command));
    screen.see(&["Do you agree"]).press(&["y"]).see(&["> Yes"]).press(&[ENTER]);
    screen.see(&["Issue to 3 cards"]).press(&["y"]).see(&["cards now?\n> Yes"]).press(&[ENTER]);
    screen.see(&["PIN of primary card"]).press(&[SIGNER_PIN, ENTER]);
    // Were the PIN asked again, this would not end.
    let run = screen.end();
    assert_eq!((run.code, counts(&run)), (Some(0), [3, 0, 0, 0]), "{run:?}");
}

#[test]
fn a_file_with_a_wrong_row_begins_nothing() {
    let stage = company(2);
    let table = [
        ("card-02,national_id,A123456788,1,EINVOICE,,,\n", "line 3, holder_number"),
        ("card-02,other,E1,1,PAYROLL,,,\n", "line 3, application"),
        ("card-02,other,E1,6,EINVOICE,,,\n", "line 3, slot"),
        ("card-02,other,E1,1,EINVOICE,,\n", "line 3"),
        ("card-02,,,1,EINVOICE,,,\n", "line 3, holder_number"),
        ("card-01,,,1,G2B-EHELPER,,,\n", "line 3, slot"),
    ];
    for (wrong, place) in table {
        stage.write("list.csv", list([1]) + wrong);
        for more in [&[][..], &["--dry-run"]] {
            let run = stage.scap(&batch(more));
            assert_eq!((run.code, &run.json()["error"]["code"]), (Some(1), &json!("batch.file")), "{run:?}");
            assert!(run.stderr.contains(&format!("list.csv, {place}: ")), "{place}: {run:?}");
        }
    }
    assert!(!stage.folder().join(RESULTS).exists());
    // No number of the primary card was taken, and no try of any PIN.
    stage.write("list.csv", list([1]));
    assert_eq!(stage.scap(&batch(&[])).succeeded().json()["results"][0]["serial"], serial(1));
    assert_eq!(["boss", "card-01", "card-02"].map(|card| stage.tries(card)), [3, 3, 3].map(Value::from));
}

#[test]
fn a_pin_that_nobody_can_be_asked_for_is_missed_before_anything_begins() {
    let stage = company(1);
    stage.write("list.csv", list([1]));
    for (given, missing) in [
        (&["--pin-file", "secrets/pin"], "--signer-pin-file"),
        (&["--signer-pin-file", "secrets/signer-pin"], "--pin-file"),
    ] {
        let run = stage.scap(&args(["batch", "list.csv", "--json"].iter().chain(given).copied()));
        assert_eq!(run.json()["error"]["details"], json!({ "flag": missing }));
    }
    let own = list([1]).replace("role\n", "role,pin_file\n").replace(",,,\n", ",,,,secrets/pin\n");
    stage.write("list.csv", own);
    let command = ["batch", "list.csv", "--json", "--signer-pin-file", "secrets/signer-pin"];
    assert_eq!(counts(&stage.scap(&args(command)).succeeded()), [1, 0, 0, 0]);
}

#[test]
fn a_card_that_fails_does_not_stop_the_others_and_is_made_up_for() {
    let stage = company(4);
    stage.write("list.csv", list(1..=4));
    let sound = lock(&stage, "card-02");
    stage.take_out("card-03");

    let run = stage.scap(&batch(&[]));
    assert_eq!((run.code, counts(&run)), (Some(1), [2, 2, 0, 0]), "{run:?}");
    let codes = [None, Some("pin.locked"), Some("card.absent"), None].map(|code| code.map(str::to_owned));
    assert_eq!(outcomes(&run), (1..=4).map(name).zip(codes).collect::<Vec<_>>());
    let error = &run.json()["error"];
    assert_eq!(error["code"], "batch.failed");
    assert_eq!(error["details"], json!({ "issued": 2, "failed": 2, "skipped": 0, "left": 0 }));
    assert!(
        results(&stage)[1].starts_with("card-02,,,failed,pin.locked,\"The PIN of"),
        "{:?}",
        results(&stage)
    );

    fs::write(stage.card("card-02").join("state.json"), sound).unwrap();
    stage.put_in("card-03");
    let run = stage.scap(&batch(&["--resume"])).succeeded();
    assert_eq!(counts(&run), [2, 0, 2, 0]);
    assert_eq!(outcomes(&run), [(name(2), None), (name(3), None)]);
    each_was_issued_once(&stage, 4);
}

#[test]
fn what_would_fail_every_card_stops_at_the_first() {
    let stage = company(3);
    stage.write("list.csv", list(1..=3));
    let tries = || ["boss", "card-01", "card-02"].map(|card| stage.tries(card).as_u64().unwrap());

    stage.write("secrets/signer-pin", "wrong");
    let run = stage.scap(&batch(&[]));
    assert_eq!((run.code, counts(&run), tries()), (Some(1), [0, 0, 0, 3], [2, 3, 3]), "{run:?}");
    assert_eq!((outcomes(&run), cause(&run)), (vec![], json!("pin.incorrect")));
    stage.write("secrets/signer-pin", SIGNER_PIN);

    // The PIN for all is that of none, as far as is known.
    stage.write("secrets/pin", "wrong");
    let run = stage.scap(&batch(&["--resume"]));
    assert_eq!((run.code, counts(&run), tries()), (Some(1), [0, 1, 0, 2], [2, 2, 3]), "{run:?}");
    assert_eq!(outcomes(&run), [(name(1), Some("pin.incorrect".to_owned()))]);
    stage.write("secrets/pin", PIN);

    // Each of the other two might sign, by a delegation.
    stage.take_out("boss");
    let run = stage.scap(&batch(&["--resume"]));
    assert_eq!((run.code, counts(&run), cause(&run)), (Some(1), [0, 0, 0, 3], json!("card.ambiguous")));
    stage.put_in("boss");

    let sound = lock(&stage, "boss");
    let run = stage.scap(&batch(&["--resume"]));
    assert_eq!((run.code, counts(&run), cause(&run)), (Some(1), [0, 0, 0, 3], json!("pin.locked")));
    fs::write(stage.card("boss").join("state.json"), sound).unwrap();

    assert_eq!(counts(&stage.scap(&batch(&["--resume"])).succeeded()), [3, 0, 0, 0]);
    each_was_issued_once(&stage, 3);
}

#[test]
fn every_flaw_of_a_file_is_told_in_its_order_and_the_advice_once() {
    let stage = company(0);
    let flaws = ["card-01,other,E1,6,EINVOICE,,,", "card-02,other,,1,EINVOICE,,,", ",other,E3,,,,,"];
    stage.write("list.csv", format!("{HEADER}{}\n", flaws.join("\n")));
    let run = stage.scap(&batch(&[]));
    let [slot, number, card] = [(2, "slot", "slot"), (3, "holder_number", "missing"), (4, "card", "missing")]
        .map(|(line, field, reason)| json!({ "line": line, "field": field, "reason": reason }));
    let error = run.json()["error"].clone();
    assert_eq!(error["details"]["flaws"], json!([slot, number, card]));
    assert_eq!(
        error["details"],
        json!({
            "file": "list.csv", "line": 2, "field": "slot", "reason": "slot", "flaws": [slot, number, card],
        })
    );
    let lines: Vec<_> = run.stderr.lines().collect();
    assert_eq!(lines.len(), 5, "{run:?}");
    for (line, place) in lines.iter().zip(["line 2, slot: ", "line 3, holder_number: ", "line 4, card: "]) {
        assert!(line.contains(place), "{run:?}");
    }
    assert!(lines[3].contains("in this run") && lines[4].contains("batch.file"), "{run:?}");
}

#[test]
fn what_is_on_a_card_counts_if_it_is_for_that_card_and_by_the_card_that_signs() {
    let stage = company(5);
    let mut file = list([1]);
    let paper = row(1).replace("national_id,A123456789,1", "other,ABCDEFGH1234567890,2");
    (2..=5).for_each(|number| file += &paper.replace(&name(1), &name(number)));
    stage.write("list.csv", file);
    let secondary = |number: usize| {
        fixed::card(&fixed::request(CardRank::Secondary, &card_serial(number)), number % fixed::CARD_KEYS)
    };
    let boss = fixed::primary();
    let forger = Card { certificate: boss.certificate.clone(), ..fixed::secondary() };
    for (number, certificate) in [
        (2, authorization(&secondary(1), &boss)),
        (3, authorization(&secondary(3), &fixed::secondary())),
        (4, authorization(&secondary(4), &forger)),
        (5, authorization(&secondary(5), &boss)),
    ] {
        let area = stage.card(&name(number)).join("area/certificate.der");
        fs::write(area, certificate.as_der()).unwrap();
    }
    let run = stage.scap(&batch(&["--resume"])).succeeded();
    assert_eq!(counts(&run), [5, 0, 0, 0]);
    let document = run.json();
    let issued = [1, 2, 3, 4].map(serial);
    for (number, result) in (1..).zip(document["results"].as_array().unwrap()) {
        match issued.get(number - 1) {
            Some(serial) => assert_eq!(result["serial"], **serial, "{result}"),
            // Signed for this card, as ordered: it stays.
            None => {
                assert_eq!((&result["serial"], &result["written_at"]), (&json!(serial(19)), &Value::Null))
            }
        }
    }
}

#[test]
fn a_card_that_signs_and_is_refused_by_the_server_stops_a_batch() {
    let problem = |serial: &str| {
        json!({
            "type": "urn:scap:error:card.certificate_revoked", "title": "revoked", "status": 403,
            "code": "card.certificate_revoked", "details": { "serial": serial },
        })
        .to_string()
    };
    for (serial, expected) in
        [(fixed::PRIMARY_SERIAL.to_owned(), [0, 0, 0, 2]), (card_serial(1), [1, 1, 0, 0])]
    {
        let mut problem = Some(problem(&serial));
        let gate = Gate::new(move |request| match problem.take_if(|_| request == "POST /v1/issuances") {
            Some(problem) => Answer::Say(403, "application/problem+json", problem),
            None => Answer::Pass,
        });
        let stage = company_behind(gate, 2);
        stage.write("list.csv", list(1..=2));
        let run = stage.scap(&batch(&[]));
        assert_eq!((run.code, counts(&run)), (Some(1), expected), "{run:?}");
        assert!(run.stderr.contains("card.certificate_revoked"), "{run:?}");
        assert_eq!(
            counts(&stage.scap(&batch(&["--resume"])).succeeded()),
            [2 - expected[0], 0, expected[0], 0]
        );
        each_was_issued_once(&stage, 2);
    }
}

/// A door that does something from the `at`th request on that starts and ends so, while the program whose number is
/// there runs.
fn door(
    (start, end): (&'static str, &'static str),
    mut at: usize,
    act: impl Fn(u32) -> Answer + Send + 'static,
) -> (Gate, Arc<Mutex<Option<u32>>>) {
    let program = Arc::new(Mutex::new(None));
    let known = Arc::clone(&program);
    let gate = Gate::new(move |request| match *known.lock().unwrap() {
        Some(program) if request.starts_with(start) && request.ends_with(end) => {
            at = at.saturating_sub(1);
            if at == 0 { act(program) } else { Answer::Pass }
        }
        _ => Answer::Pass,
    });
    (gate, program)
}

fn send(signal: &str, program: u32) {
    assert!(Command::new("kill").args([signal, &program.to_string()]).status().unwrap().success());
}

/// Runs a batch whose number the door gets to know; returns its exit code and document.
fn run_past(stage: &Stage, program: &Mutex<Option<u32>>) -> (Option<i32>, Value) {
    let mut known = program.lock().unwrap();
    let child = stage.command(&batch(&[])).spawn().unwrap();
    *known = Some(child.id());
    drop(known);
    let _watch = watch(&child);
    let output = child.wait_with_output().unwrap();
    *program.lock().unwrap() = None;
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or_default())
}

/// Four cards; the program is killed at this request for the third. Returns what is there then.
fn killed_at(request: (&'static str, &'static str)) -> Stage {
    let (gate, program) = door(request, 3, |program| {
        send("-KILL", program);
        Answer::Hang
    });
    let stage = company_behind(gate, 4);
    stage.write("list.csv", list(1..=4));
    assert_eq!(run_past(&stage, &program), (None, Value::Null));
    assert_eq!(results(&stage).len(), 2);
    stage
}

fn nothing_waits(stage: &Stage) {
    let pending = fs::read_dir(stage.path("home/data/scap/pending")).unwrap();
    let pending: Vec<_> = pending.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(pending, Vec::<std::ffi::OsString>::new());
}

fn is_made_up_for(request: (&'static str, &'static str)) {
    let stage = killed_at(request);
    let run = stage.scap(&batch(&["--resume"])).succeeded();
    assert_eq!((counts(&run), outcomes(&run)), ([2, 0, 2, 0], vec![(name(3), None), (name(4), None)]));
    each_was_issued_once(&stage, 4);
    nothing_waits(&stage);
    let document = stage.scap(&batch(&["--resume"])).succeeded();
    assert_eq!(counts(&document), [0, 0, 4, 0]);
}

#[test]
fn killed_before_a_serial_is_given_it_goes_on_there() {
    is_made_up_for(("POST /v1/issuances", "/v1/issuances"));
}

#[test]
fn killed_before_a_certificate_is_recorded_it_finishes_that_one() {
    is_made_up_for(("PUT /v1/issuances/", "/certificate"));
}

#[test]
fn killed_before_a_write_is_recorded_it_makes_up_for_the_record() {
    is_made_up_for(("POST /v1/issuances/", "/written"));
}

#[test]
fn what_was_signed_for_a_row_that_has_changed_is_not_written() {
    let stage = killed_at(("PUT /v1/issuances/", "/certificate"));
    let changed = list(1..=4).replace("card-03,national_id,A123456789,1", "card-03,national_id,A123456789,2");
    stage.write("list.csv", changed.replace("card-01,national_id,A123456789", "card-01,other,EMP-0042"));
    let run = stage.scap(&batch(&["--resume"])).succeeded();
    assert_eq!((counts(&run), outcomes(&run)[0].clone()), ([3, 0, 1, 0], (name(1), None)));
    let view = |card: &str| stage.scap(&[stage.view(card), args(["--json"])].concat()).succeeded().json();
    assert_eq!(view("card-03")["slots"][0]["slot"], 2);
    assert_eq!(view("card-01")["holder_id"]["number"], "EMP-0042");
    assert_eq!((records(&stage, "card-01").len(), records(&stage, "card-03").len()), (2, 1));
    nothing_waits(&stage);
}

#[test]
fn a_result_that_was_not_written_to_its_end_is_found_on_the_card() {
    let stage = company(2);
    stage.write("list.csv", list(1..=2));
    stage.scap(&batch(&[])).succeeded();
    let path = stage.folder().join(RESULTS);
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 30]).unwrap();
    let run = stage.scap(&batch(&["--resume"])).succeeded();
    assert_eq!(counts(&run), [1, 0, 1, 0]);
    assert_eq!(run.json()["results"][0]["serial"], serial(2));
    each_was_issued_once(&stage, 2);
}

#[test]
fn a_server_that_goes_away_stops_a_batch_and_one_that_comes_back_ends_it() {
    let (gate, program) = door(("PUT /v1/issuances/", "/certificate"), 2, |_| Answer::Hang);
    let stage = company_behind(gate, 4);
    stage.write("list.csv", list(1..=4));
    let (code, document) = run_past(&stage, &program);
    let counted = ["issued", "failed", "skipped", "left"].map(|count| document[count].as_u64().unwrap());
    assert_eq!((code, counted), (Some(1), [1, 1, 0, 2]), "{document}");
    let failed = document["results"][1]["code"].as_str().unwrap();
    assert!(failed.starts_with("net."), "{document}");
    assert_eq!(counts(&stage.scap(&batch(&["--resume"])).succeeded()), [3, 0, 1, 0]);
    each_was_issued_once(&stage, 4);
    nothing_waits(&stage);
}

#[test]
fn ctrl_c_lets_the_card_that_is_worked_on_be_finished() {
    let (gate, program) = door(("PUT /v1/issuances/", "/certificate"), 2, |program| {
        send("-INT", program);
        Answer::Pass
    });
    let stage = company_behind(gate, 4);
    stage.write("list.csv", list(1..=4));
    let (code, document) = run_past(&stage, &program);
    assert_eq!((code, &document["error"]["code"]), (Some(130), &json!("cancelled")), "{document}");
    assert_eq!(
        ["issued", "failed", "left"].map(|count| &document[count]),
        [2, 0, 2].map(Value::from).each_ref()
    );
    nothing_waits(&stage);
    assert_eq!(counts(&stage.scap(&batch(&["--resume"])).succeeded()), [2, 0, 2, 0]);
    each_was_issued_once(&stage, 4);
}

#[test]
fn one_card_under_two_names_is_issued_to_once() {
    let stage = company(1);
    let (label, serial) = (row(1), row(1).replace(&name(1), &card_serial(1)));
    stage.write("list.csv", format!("{HEADER}{label}{serial}"));
    let run = stage.scap(&batch(&[]));
    let twice = Some("batch.card_twice".to_owned());
    assert_eq!((run.code, counts(&run)), (Some(1), [1, 1, 0, 0]));
    assert_eq!(outcomes(&run), [(name(1), None), (card_serial(1), twice)]);
    each_was_issued_once(&stage, 1);

    // The advice is followed: one name is left, whichever it is.
    stage.write("list.csv", format!("{HEADER}{serial}"));
    let run = stage.scap(&batch(&["--resume"])).succeeded();
    assert_eq!((counts(&run), outcomes(&run)), ([1, 0, 0, 0], vec![(card_serial(1), None)]));
    each_was_issued_once(&stage, 1);
}

#[test]
fn with_one_reader_each_card_is_asked_for_by_its_name() {
    let stage = company(3);
    stage.write("list.csv", list([2, 3, 1]));
    (1..=3).for_each(|number| stage.take_out(&name(number)));
    let mut asked: Vec<String> = Vec::new();
    let run = stage.play(&batch(&["--wait", "30"]), |_, line| {
        let Some(wanted) = line.strip_prefix("Next: card ") else { return };
        let (card, holder) = wanted.split_once(", held by ").unwrap();
        assert_eq!(holder, "A1******89.");
        if let Some(present) = asked.last() {
            stage.take_out(present);
        }
        stage.put_in(card);
        asked.push(card.to_owned());
    });
    assert_eq!((asked, counts(&run.succeeded())), ([2, 3, 1].map(name).to_vec(), [3, 0, 0, 0]));
}

#[test]
fn tokens_of_one_module_are_told_apart_by_label_and_serial() {
    const TOKEN_PIN: &str = "Hz3_mQx8";
    let mut stage = Stage::new();
    let folder = stage.folder().join("hsm");
    for (label, card) in [("amy", fixed::secondary()), ("bob", fixed::other_secondary())] {
        softhsm::provision(&folder, label, TOKEN_PIN, &card.key, card.certificate.as_der()).unwrap();
    }
    stage.add("boss", &fixed::primary());
    stage.write("secrets/pin", TOKEN_PIN);
    stage.set(softhsm::CONFIG_VARIABLE, folder.join("softhsm2.conf").to_str().unwrap());
    stage.set("SCAP_PKCS11_MODULE", softhsm::module().to_str().unwrap());
    stage.serve(&[]);
    for card in ["amy", "bob"] {
        stage.scap(&stage.activate(card)).succeeded();
    }
    let rows = ["amy", fixed::OTHER_SECONDARY_SERIAL].map(|card| row(1).replace(&name(1), card));
    stage.write("list.csv", HEADER.to_owned() + &rows.concat());
    let run = stage.scap(&batch(&[])).succeeded();
    assert_eq!(counts(&run), [2, 0, 0, 0]);
    for card in ["amy", "bob"] {
        assert_eq!(records(&stage, card).len(), 1);
    }
}
