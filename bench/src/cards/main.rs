//! What `cargo xtask bench cards` measures: what `scap-card` adds to the bare calls of PC/SC and PKCS#11.
//!
//! It prints `NAME MICROSECONDS` for each figure of each round, and `#NAME COUNT` once for each count. Its daemon, reader,
//! card and token are private: it starts itself again with the variables that say where they are.

mod area;
mod events;
mod module;

use std::{
    env,
    error::Error,
    ffi::OsString,
    path::Path,
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use scap_test_pki::{
    fixed,
    softhsm::{self, CONFIG_VARIABLE},
};
use scap_virtual_card::pcscd::{Pcscd, SOCKET_VARIABLE};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Tells the second process which folder it has.
const FOLDER: &str = "SCAP_BENCH_FOLDER";

fn main() -> ExitCode {
    let Some(rounds) = env::args().nth(1).and_then(|rounds| rounds.parse().ok()) else {
        eprintln!("scap-bench-cards ROUNDS");
        return ExitCode::FAILURE;
    };
    let outcome = match env::var_os(FOLDER) {
        None => start_again(),
        Some(folder) => measure(folder, rounds),
    };
    if let Err(error) = outcome {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// A process cannot change its own environment safely, and libraries read it once.
fn start_again() -> Outcome {
    let folder = tempfile::tempdir()?;
    let card = fixed::secondary();
    let softhsm =
        softhsm::provision(folder.path(), module::LABEL, module::PIN, &card.key, card.certificate.as_der())?;
    let status = Command::new(env::current_exe()?)
        .args(env::args_os().skip(1))
        .env(CONFIG_VARIABLE, softhsm.config())
        .env(SOCKET_VARIABLE, Pcscd::socket_in(folder.path()))
        .env(FOLDER, folder.path())
        .status()?;
    if status.success() { Ok(()) } else { Err(status.to_string().into()) }
}

fn measure(folder: OsString, rounds: u32) -> Outcome {
    let pcscd = Pcscd::start_in(Path::new(&folder), 1)?;
    let [first, second] = pcscd.readers() else { return Err("there are other readers".into()) };
    let mut area = area::Desk::new(first)?;
    let mut module = module::Module::load()?;
    let watch = events::Watch::start(second)?;
    for round in 0..rounds {
        area.round()?;
        module.round()?;
        watch.round(second, round)?;
    }
    area.counts();
    Ok(())
}

/// Runs something, and tells how long it took.
fn timed<T>(run: impl FnOnce() -> Outcome<T>) -> Outcome<(T, Duration)> {
    let start = Instant::now();
    let result = run()?;
    Ok((result, start.elapsed()))
}

/// Prints the median.
fn print(name: &str, times: &mut [Duration]) {
    times.sort_unstable();
    if let Some(median) = times.get(times.len() / 2) {
        println!("{name} {}", median.as_secs_f64() * 1e6);
    }
}
