//! Issuances that were cut off: what is left, and how the next run finishes or replaces it.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Child, Command},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
};

use scap_card::soft::NewArea;
use scap_messages::{Language, Messages};
use scap_test_pki::fixed;
use scap_test_stage::{Answer, Gate, operate};
use serde_json::{Value, json};

use crate::{
    runs::serial,
    screen::ENTER,
    stage::{Run, Stage, args, content},
};

/// The command that finishes what is left for this card.
pub(crate) fn resume(stage: &Stage, holder: &str) -> Vec<String> {
    args(["issue", "--resume", "--holder", holder, "--pin-file", &stage.pin_of(holder)])
}

/// The files of the journal.
pub(crate) fn journal(stage: &Stage) -> Vec<PathBuf> {
    let folder = fs::read_dir(stage.folder().join("home/data/scap/pending"));
    folder.map_or_else(|_| Vec::new(), |entries| entries.map(|entry| entry.unwrap().path()).collect())
}

/// boss and amy, both in their readers, and a server behind this door.
fn office(gate: Gate) -> Stage {
    let mut stage = Stage::new();
    stage.add("boss", &fixed::primary());
    stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
    stage.serve_behind(gate, &[]);
    stage
}

fn kill(process: u32) {
    assert!(Command::new("kill").args(["-KILL", &process.to_string()]).status().unwrap().success());
}

/// Issues to amy with one reader; where her card is asked for the second time, the server has the certificate and the
/// card does not.
fn with_one_reader(stage: &Stage, mut second: impl FnMut(&Child)) -> Run {
    let messages = Messages::new(Language::English);
    let prompts = ["insert-card-holder", "insert-card-signer"].map(|id| messages.text(id, &[]));
    let mut issue = stage.issue("amy");
    issue.retain(|argument| !["--holder", "amy"].contains(&argument.as_str()));
    issue.extend(args(["--wait", "30", "--lang", "en"]));
    for card in ["boss", "amy"] {
        stage.take_out(card);
    }
    let mut asked = 0;
    stage.play(&issue, |program, line| {
        if line == prompts[1] {
            stage.take_out("amy");
            stage.put_in("boss");
        } else if line == prompts[0] {
            asked += 1;
            match asked {
                1 => stage.put_in("amy"),
                _ => second(program),
            }
        }
    })
}

/// Cuts an issuance to amy off by killing the program there. Then amy's card is in the reader, and boss is away.
#[track_caller]
fn cut(stage: &Stage) {
    let run = with_one_reader(stage, |program| kill(program.id()));
    assert_eq!(run.code, None, "{run:?}");
    stage.take_out("boss");
    stage.put_in("amy");
}

/// What is in amy's area.
fn area(stage: &Stage) -> Option<Vec<u8>> {
    fs::read(stage.card("amy").join("area/certificate.der")).ok()
}

/// The records of what amy was granted, newest first: serial, state, and whether its write is recorded.
fn granted(stage: &Stage) -> Vec<(String, String, bool)> {
    let records = stage.done(stage.received("amy"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let records = records["records"].as_array().unwrap().iter();
    records
        .map(|record| (text(&record["serial"]), text(&record["state"]), record["written_at"].is_string()))
        .collect()
}

/// A record as [`granted`] tells it.
fn record(number: u32, state: &str, written: bool) -> (String, String, bool) {
    (serial(fixed::PRIMARY_SERIAL, number), state.to_owned(), written)
}

/// The certificate of this number is on amy's card and its write is recorded, as the answer says.
#[track_caller]
fn check_written(stage: &Stage, issued: &Value, number: u32) {
    assert_eq!(issued["issued"], true);
    assert_eq!(issued["certificate"]["serial"], serial(fixed::PRIMARY_SERIAL, number));
    assert_eq!(stage.done(stage.view("amy")), issued["certificate"]);
    let newest = stage.done(stage.received("amy"))["records"][0].clone();
    assert_eq!((&newest["certificate"], &newest["state"]), (&issued["certificate"], &json!("active")));
    assert_eq!(newest["written_at"], issued["written_at"]);
    assert_eq!(journal(stage), Vec::<PathBuf>::new());
}

/// The log of the server is whole, and every serial is accounted for.
fn check_server(mut stage: Stage) {
    stage.stop();
    operate(stage.folder(), &["audit", "verify"]);
    operate(stage.folder(), &["accounting"]);
}

#[test]
fn what_was_cut_off_before_the_write_is_written_by_the_secondary_card_alone() {
    for earlier in [0, 1] {
        let stage = office(Gate::new(|_| Answer::Pass));
        for _ in 0..earlier {
            stage.done(stage.issue_by("amy", "boss"));
        }
        let (before, number) = (area(&stage), earlier + 1);
        cut(&stage);
        assert_eq!(area(&stage), before, "the card is as it was");
        assert_eq!(granted(&stage)[0], record(number, "active", false), "the server has it");

        // It says who holds the card, so it is for nobody else.
        let files = journal(&stage);
        assert_eq!(files.len(), 1);
        let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&files[0]), mode(files[0].parent().unwrap())), (0o600, 0o700));

        let issued = stage.done(resume(&stage, "amy"));
        check_written(&stage, &issued, number);
        assert_eq!(granted(&stage).len(), usize::try_from(number).unwrap());
        assert_eq!(stage.refused(resume(&stage, "amy")), "resume.none", "it is done once");
        check_server(stage);
    }
}

#[test]
fn what_the_server_did_and_could_not_answer_is_finished() {
    // The answer to the certificate is lost, or the certificate itself.
    let answers: [fn() -> Answer; 2] = [|| Answer::Lose, || Answer::Hang];
    for lost in answers {
        let away = Arc::new(AtomicBool::new(true));
        let is_away = Arc::clone(&away);
        let gate = Gate::new(move |request| {
            if request.starts_with("PUT ") && is_away.load(Ordering::Relaxed) { lost() } else { Answer::Pass }
        });
        let stage = office(gate);
        // Each run tells what is left and how to finish it; the second time the server is still away.
        let commands = [stage.issue_by("amy", "boss"), resume(&stage, "amy")];
        for (command, language) in commands.into_iter().zip(Language::ALL) {
            let run = stage.scap(&[command, args(["--json", "--lang", language.tag()])].concat());
            assert_eq!((run.code, &run.json()["error"]["code"]), (Some(1), &json!("net.connect")));
            let left = [("serial", serial(fixed::PRIMARY_SERIAL, 1).into())];
            let note = Messages::new(language).text("issue-unwritten", &left);
            assert!(run.stderr.lines().any(|line| line == note), "{run:?}");
            assert_eq!((area(&stage), journal(&stage).len()), (None, 1));
        }

        away.store(false, Ordering::Relaxed);
        let issued = stage.done(resume(&stage, "amy"));
        check_written(&stage, &issued, 1);
        assert_eq!(granted(&stage), [record(1, "active", true)]);
        check_server(stage);
    }
}

#[test]
fn a_script_that_issues_again_replaces_what_was_not_written() {
    for language in Language::ALL {
        let stage = office(Gate::new(|_| Answer::Pass));
        cut(&stage);
        stage.put_in("boss");
        let run = stage
            .scap(&[stage.issue_by("amy", "boss"), args(["--json", "--lang", language.tag()])].concat())
            .succeeded();
        let first = serial(fixed::PRIMARY_SERIAL, 1);
        let note = Messages::new(language).text("issue-finish-skipped", &[("serial", first.into())]);
        assert!(run.stderr.lines().any(|line| line == note), "{run:?}");
        check_written(&stage, &run.json(), 2);
        assert_eq!(granted(&stage), [record(2, "active", true), record(1, "superseded", false)]);
        assert_eq!(stage.refused(resume(&stage, "amy")), "resume.none");
        check_server(stage);
    }
}

#[test]
fn a_change_is_one_of_what_was_issued_last() {
    let stage = office(Gate::new(|_| Answer::Pass));
    stage.done(stage.issue_by("amy", "boss"));
    let mut content = content();
    content["slots"].as_array_mut().unwrap().pop();
    stage.write("content.json", content.to_string());
    cut(&stage);
    stage.put_in("boss");

    let changed = stage.done(stage.between(&["modify", "--set", "5=EINVOICE"], "amy", "boss"));
    check_written(&stage, &changed, 3);
    let slots = changed["certificate"]["slots"].as_array().unwrap();
    let codes = slots.iter().map(|slot| (&slot["slot"], &slot["application"]["code"]));
    assert_eq!(
        codes.collect::<Vec<_>>(),
        [(&json!(1), &json!("G2B-EHELPER")), (&json!(5), &json!("EINVOICE"))]
    );
    let all = [record(3, "active", true), record(2, "superseded", true), record(1, "superseded", true)];
    assert_eq!(granted(&stage), all);
    check_server(stage);
}

#[test]
fn what_another_computer_writes_while_the_card_is_away_is_not_overwritten() {
    let stage = office(Gate::new(|_| Answer::Pass));
    let mut elsewhere = None;
    let run = with_one_reader(&stage, |_| {
        // amy's card is in her drawer, where there is a reader, too.
        stage.take_out("boss");
        let issue = [stage.issue_by("amy", "boss"), args(["--json"])].concat();
        let mut command = stage.command(&issue);
        command.env("XDG_DATA_HOME", stage.path("home/elsewhere"));
        let done = command.env("SCAP_SOFT_CARDS", stage.path("drawer")).output().unwrap();
        assert!(done.status.success(), "{done:?}");
        elsewhere = Some(serde_json::from_slice::<Value>(&done.stdout).unwrap());
        stage.put_in("amy");
    });
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("issuance.superseded"), "{run:?}");
    assert!(!run.stderr.contains("--resume"), "it cannot be finished: {run:?}");
    check_written(&stage, &elsewhere.unwrap(), 2);
    check_server(stage);
}

/// Cuts an issuance off where the card holds the certificate and has not signed the record of it. Nobody outside can
/// tell that instant, so the write is done here, as the program does it.
fn cut_after_write(stage: &Stage) {
    cut(stage);
    let file: Value = serde_json::from_slice(&fs::read(&journal(stage)[0]).unwrap()).unwrap();
    let base64 = file["certificate"].as_str().unwrap();
    let certificate =
        stage.scap_reading(&args(["ac", "convert", "-", "--to", "der"]), base64.as_bytes()).succeeded();
    fs::write(stage.card("amy").join("area/certificate.der"), certificate.output).unwrap();
}

#[test]
fn a_write_that_was_not_recorded_is_recorded_without_another_write() {
    let stage = office(Gate::new(|_| Answer::Pass));
    cut_after_write(&stage);
    assert_eq!(granted(&stage), [record(1, "active", false)]);
    let issued = stage.done(resume(&stage, "amy"));
    check_written(&stage, &issued, 1);
    assert_eq!(granted(&stage), [record(1, "active", true)]);
    check_server(stage);

    // A script that issues again has it recorded first.
    let stage = office(Gate::new(|_| Answer::Pass));
    cut_after_write(&stage);
    stage.put_in("boss");
    let issued = stage.done(stage.issue_by("amy", "boss"));
    check_written(&stage, &issued, 2);
    assert_eq!(granted(&stage), [record(2, "active", true), record(1, "superseded", true)]);
    check_server(stage);
}

#[test]
fn a_record_that_was_signed_is_sent_by_the_next_run_that_meets_the_server() {
    // The program is killed before the server has the record, or after.
    let answers: [fn() -> Answer; 2] = [|| Answer::Hang, || Answer::Lose];
    for answer in answers {
        let (tell, told) = mpsc::channel();
        let mut killed = false;
        let gate = Gate::new(move |request| {
            if !request.ends_with("/written") || std::mem::replace(&mut killed, true) {
                return Answer::Pass;
            }
            kill(told.recv().unwrap());
            answer()
        });
        let stage = office(gate);
        let run = tell_id(&stage, &stage.issue_by("amy", "boss"), &tell);
        assert_eq!(run.code, None, "{run:?}");
        let written = area(&stage).unwrap();
        assert_eq!(journal(&stage).len(), 1);

        assert_eq!(granted(&stage), [record(1, "active", true)]);
        assert_eq!(journal(&stage), Vec::<PathBuf>::new());
        assert_eq!(area(&stage).unwrap(), written);
        assert_eq!(stage.refused(resume(&stage, "amy")), "resume.none");
        check_server(stage);
    }
}

/// Runs a command that says something before it is killed; tells which process it is.
fn tell_id(stage: &Stage, arguments: &[String], tell: &mpsc::Sender<u32>) -> Run {
    stage.play(arguments, |program: &Child, _| {
        // Every line tells it; the first is enough.
        let _ = tell.send(program.id());
    })
}

#[test]
fn a_person_is_offered_to_finish_it() {
    for language in Language::ALL {
        let stage = office(Gate::new(|_| Answer::Pass));
        cut(&stage);
        let messages = Messages::new(language);
        let mut issue = args(["issue", "--holder", "amy", "--pin-file", &stage.pin_of("amy")]);
        issue.extend(args(["--lang", language.tag(), "--json"]));
        let mut screen = stage.at_screen(&issue);
        screen.see(&[&messages.text("issue-finish-question", &[])]);
        let seen = screen.contents();
        for shown in [serial(fixed::PRIMARY_SERIAL, 1), "G2B-EHELPER".to_owned()] {
            assert!(seen.replace('\n', "").contains(&shown), "{shown}: {seen}");
        }
        screen.press(&["y", ENTER]);
        let run = screen.end().succeeded();
        check_written(&stage, &run.json(), 1);
    }
}
