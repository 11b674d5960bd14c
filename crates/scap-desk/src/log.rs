//! Logs, for whoever looks for a fault.

use std::io::{self, IsTerminal};

use tracing_subscriber::{EnvFilter, fmt::Subscriber};

/// Has what this project logs written to stderr, from now on: of the program of this crate and of what it is made of.
/// Other crates are left out, as they might print what passes through them. `verbose` is how often a person asked for
/// it: not at all, or for `info`, `debug` or `trace`. Only the first call counts.
pub fn log_to_stderr(program: &str, verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => "info",
        2 => "debug",
        _ => "trace",
    };
    let own = [program, "scap_ac", "scap_card", "scap_desk", "scap_flow", "scap_proto"];
    let filter = own.map(|name| format!("{name}={level}")).join(",");
    let subscriber = Subscriber::builder()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .without_time()
        .finish();
    // Where there is one already, it stays.
    let _set = tracing::subscriber::set_global_default(subscriber);
}
