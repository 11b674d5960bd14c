//! What `cargo xtask bench` measures in Rust: it asks for one measurement a line, so that those of several programs can
//! take turns.

mod cores;
mod material;
mod measure;
mod memory;
mod raw;
mod scap;
mod structured;

use std::{
    env,
    io::{self, BufRead as _, Write as _},
    path::Path,
    process::ExitCode,
    time::Duration,
};

use crate::{material::Material, measure::Measurement};

const USAGE: &str = "\
scap-bench files FOLDER       write the certificates that are measured with, for other programs
scap-bench serve              for each line `NAME SECONDS` of the standard input: count and seconds
scap-bench memory COUNT       validate so often, and tell how much memory is used on the way
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["files", folder] => Material::new().write(Path::new(folder)),
        ["serve"] => serve(),
        ["memory", count] => match count.parse() {
            Ok(count) => memory::run(count),
            Err(_) => Err(io::Error::other(USAGE)),
        },
        _ => Err(io::Error::other(USAGE)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Answers `COUNT SECONDS` to each request.
fn serve() -> io::Result<()> {
    let material = Material::new();
    let mut stdout = io::stdout();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let unknown = || io::Error::other(format!("no measurement: {line}"));
        let (name, seconds) = line.split_once(' ').ok_or_else(unknown)?;
        let time = Duration::from_secs_f64(seconds.parse().map_err(|_| unknown())?);
        let Measurement { count, seconds } = measure(name, &material, time).ok_or_else(unknown)?;
        writeln!(stdout, "{count} {seconds}")?;
        stdout.flush()?;
    }
    Ok(())
}

fn measure(name: &str, material: &Material, time: Duration) -> Option<Measurement> {
    raw::measure(name, material, time)
        .or_else(|| scap::measure(name, material, time))
        .or_else(|| structured::measure(name, material, time))
        .or_else(|| cores::measure(name, material, time))
}
