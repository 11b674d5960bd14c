//! A test that runs itself again as a child, whose PC/SC clients find the private daemon.
//!
//! A client looks for the daemon where the environment says, and a process cannot change its environment safely.

use std::{env, error::Error, path::Path, process::Command};

use super::{Pcscd, SOCKET_VARIABLE};

/// Tells the child which folder the daemon has.
const FOLDER: &str = "SCAP_TEST_PCSCD";

/// Runs `case` in a process of its own with a private daemon of so many pairs of virtual readers, which PC/SC clients
/// in that process find. `test` is the path of the test that calls this, as `cargo test -- --list` shows it.
///
/// # Panics
///
/// The daemon cannot be started, the child cannot be started or fails, or `test` is no test.
pub fn with_pcscd(test: &str, pairs: u8, case: impl FnOnce(&mut Pcscd)) {
    if let Some(folder) = env::var_os(FOLDER) {
        return case(&mut expect(Pcscd::start_in(Path::new(&folder), pairs)));
    }
    let folder = expect(tempfile::Builder::new().prefix("pcscd-").tempdir());
    let mut child = Command::new(expect(env::current_exe()));
    child
        .args(["--exact", test, "--nocapture"])
        .env(SOCKET_VARIABLE, Pcscd::socket_in(folder.path()))
        .env(FOLDER, folder.path());
    let output = expect(child.output());
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("1 passed"), "{test} is no test: {text}");
}

#[expect(clippy::panic, reason = "a test that cannot begin has failed")]
fn expect<T, E: Error>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| match error.source() {
        Some(source) => panic!("{error}: {source}"),
        None => panic!("{error}"),
    })
}
