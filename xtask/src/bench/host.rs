//! On what and with what it was measured.

use std::process::Command;

use super::Options;
use crate::{error::Failed, process::output};

/// How many programs run or wait to, as a mean over a minute.
pub(super) fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or("?").to_owned()
}

/// A paragraph of Markdown above the table; `load` is that from before the run.
pub(super) fn describe(
    options: &Options,
    load: &str,
    lock: &str,
    java: &str,
    [five_slots, one_slot]: [u64; 2],
) -> Result<String, Failed> {
    let openssl = two_words(&first_line(Command::new("openssl").arg("version"))?);
    let rustc = two_words(&first_line(Command::new("rustc").arg("--version"))?);
    let (java, bouncy_castle) = java.split_once(' ').unwrap_or((java, "?"));
    let libraries = ["aws-lc-rs", "rsa", "structured-cms"];
    let libraries = libraries.map(|name| format!("{name} {}", version(lock, name)));
    let Options { rounds, seconds, .. } = options;
    Ok(format!(
        "{}{openssl}, {}, Bouncy Castle {bouncy_castle} on Java {java}, {rustc}.\n\
         A certificate of {five_slots} bytes with five slots (with one slot, where it says so: {one_slot} bytes), RSA-2048\n\
         with SHA-256; one thread unless it says otherwise; medians of {rounds} rounds of {seconds} s.\n",
        machine(load)?,
        libraries.join(", "),
    ))
}

/// The same for the figures of cards.
pub(super) fn describe_cards(rounds: u32, load: &str) -> Result<String, Failed> {
    let pcscd = first_line(Command::new("/usr/sbin/pcscd").arg("--version"))?;
    let pcscd = pcscd.trim_start_matches("pcsc-lite version ").trim_end_matches('.');
    let softhsm = first_line(Command::new("softhsm2-util").arg("--version"))?;
    let rustc = two_words(&first_line(Command::new("rustc").arg("--version"))?);
    Ok(format!("{}pcscd {pcscd}, SoftHSM {softhsm}, {rustc}; medians of {rounds} rounds.", machine(load)?))
}

/// The date and the machine, as a line.
pub(super) fn machine(load: &str) -> Result<String, Failed> {
    let date = first_line(Command::new("date").args(["-u", "+%Y-%m-%d"]))?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let (system, architecture) = (std::env::consts::OS, std::env::consts::ARCH);
    let processor = processor();
    Ok(format!("{date}, {processor} ({cores} cores, {system}-{architecture}, load {load} before the run).\n"))
}

fn first_line(command: &mut Command) -> Result<String, Failed> {
    let printed = output(command)?.stdout;
    Ok(String::from_utf8_lossy(&printed).lines().next().unwrap_or_default().to_owned())
}

/// A name and a version, without the dates behind.
fn two_words(line: &str) -> String {
    line.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

fn processor() -> String {
    let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = information.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or_else(|| "a processor without a name".to_owned(), |(_, name)| name.trim().to_owned())
}

/// The version of a package in a lock file.
fn version(lock: &str, package: &str) -> String {
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{package}\""));
    let version = lines.nth(1).and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.unwrap_or("?").to_owned()
}
