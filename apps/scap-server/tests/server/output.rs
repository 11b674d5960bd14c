//! Commands whose output cannot be written: no panic, and an exit code that tells.

use std::{io, process::Output};

use crate::process::Data;

/// Runs `case` with every command that prints something.
fn with_every_command(case: impl Fn(&Data, &[&str])) {
    let data = Data::new();
    let path = |name| data.folder.path().join(name).to_str().unwrap().to_owned();
    let (root, cards) = (path("root.pem"), path("cards.csv"));
    let catalogue = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/catalogue/catalogue.json");
    for arguments in [
        &["import", "catalogue", catalogue][..],
        &["import", "cards", &cards],
        &["import", "anchors", &root],
        &["audit", "verify", "--heads"],
        &["accounting"],
        &["check"],
        &["--help"],
    ] {
        case(&data, arguments);
    }
}

fn stderr(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

/// A pipe that nobody reads.
pub(crate) fn unread_pipe() -> io::PipeWriter {
    let (_, writer) = io::pipe().unwrap();
    writer
}

#[test]
fn a_reader_that_went_away_is_no_failure() {
    with_every_command(|data, arguments| {
        let output = data.run_into(unread_pipe(), arguments);
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{arguments:?}");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure_that_is_told() {
    with_every_command(|data, arguments| {
        if arguments == ["--help"] {
            return; // clap's own, which never tells.
        }
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = data.run_into(full, arguments);
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {told}");
        assert!(told.starts_with("scap-server: the output cannot be written: "), "{arguments:?}: {told}");
        assert_eq!(told.lines().count(), 1, "{arguments:?}: {told}");
    });
}
