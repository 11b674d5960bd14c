//! Stdout that is full, or that nobody reads.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Lines},
    process::{ChildStdout, Command, Output},
};

use scap_test_pki::fixed;
use serde_json::{Value, json};

use crate::{
    paper::authorization,
    stage::{Stage, args, watch},
};

fn outcome(mut command: Command) -> Output {
    let child = command.spawn().unwrap();
    let _watch = watch(&child);
    child.wait_with_output().unwrap()
}

/// Commands that answer without a card's PIN or a server.
fn commands(stage: &Stage) -> Vec<Vec<String>> {
    stage.add("amy", &fixed::secondary());
    stage.write("good.der", authorization(&fixed::secondary(), &fixed::primary()).as_der());
    let commands: [&[&str]; 8] = [
        &["readers"],
        &["readers", "--watch"],
        &["card", "show"],
        &["ac", "show", "good.der"],
        &["ac", "convert", "good.der", "--to", "der"],
        &["config", "path"],
        &["version"],
        &["--help"],
    ];
    commands.map(|command| args(command.iter().copied())).into()
}

#[test]
fn what_cannot_be_written_to_stdout_is_a_failure() {
    let stage = Stage::new();
    for command in commands(&stage) {
        let mut run = stage.command(&command);
        let output = outcome({
            run.stdout(File::options().write(true).open("/dev/full").unwrap());
            run
        });
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{command:?}: {stderr}");
        assert!(stderr.contains("file.write"), "{command:?}: {stderr}");
    }
}

#[test]
fn a_reader_that_left_ends_the_run_quietly_but_makes_nothing_valid() {
    let stage = Stage::new();
    let mut commands = commands(&stage).into_iter().map(|command| (command, 0)).collect::<Vec<_>>();
    let bad = ["ac", "verify", "good.der", "--anchors", "root.pem", "--at", "2027-06-01T12:00:00Z"];
    commands.push((args(bad), 3));
    for (command, code) in commands {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let mut run = stage.command(&command);
        run.stdout(writer);
        let output = outcome(run);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), &*stderr), (Some(code), ""), "{command:?}");
    }
}

#[test]
fn readers_are_watched_until_nobody_reads_a_document_on_each_line() {
    let stage = Stage::new();
    stage.add("amy", &fixed::secondary());
    let mut child = stage.command(&args(["readers", "--watch", "--json"])).spawn().unwrap();
    let _watch = watch(&child);
    let next = |lines: &mut Lines<BufReader<ChildStdout>>| -> Value {
        serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap()
    };
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let event = |event: &str| json!({ "event": event, "reader": "Soft reader: amy", "card": "amy" });
    assert_eq!(next(&mut lines), event("inserted"));
    stage.take_out("amy");
    assert_eq!(next(&mut lines), event("removed"));
    drop(lines);
    stage.put_in("amy");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
