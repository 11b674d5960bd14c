//! `cargo xtask fuzz`: runs fuzz targets for a while each, from their seeds and the catalogue of variants.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    error::Failed,
    process::{self, cargo, succeeds},
    workspace::Workspace,
};

/// Seconds for each target, unless said otherwise.
const SECONDS: u32 = 60;

/// Targets that read certificates, and so start from the catalogue of variants too.
const OF_CERTIFICATES: [&str; 2] = ["decode", "validate"];

/// What libFuzzer says at the end of a run.
const EXECUTIONS: &str = "stat::number_of_executed_units:";

/// `[TARGET] [--seconds N]`, in any order.
pub(crate) struct Arguments<'a> {
    target: Option<&'a str>,
    seconds: u32,
}

impl<'a> Arguments<'a> {
    /// Reads them; `None` if they are something else.
    pub(crate) fn read(mut words: &[&'a str]) -> Option<Self> {
        let mut arguments = Self { target: None, seconds: SECONDS };
        loop {
            words = match words {
                [] => return Some(arguments),
                ["--seconds", seconds, rest @ ..] => {
                    arguments.seconds = seconds.parse().ok()?;
                    rest
                }
                [target, rest @ ..] if arguments.target.is_none() && !target.starts_with('-') => {
                    arguments.target = Some(target);
                    rest
                }
                _ => return None,
            };
        }
    }
}

/// Builds and runs, and prints how many inputs each target was given. A finding stops it.
pub(crate) fn run(arguments: &Arguments<'_>) -> Result<(), Failed> {
    let workspace = Workspace::read()?;
    let folder = workspace.root.join("fuzz");
    let mut targets = targets(&folder.join("fuzz_targets"))?;
    if let Some(wanted) = arguments.target {
        targets.retain(|target| target == wanted);
        if targets.is_empty() {
            return Err(Failed::new(format!("there is no fuzz target {wanted}")));
        }
    }
    if !succeeds(&mut cargo(&["fuzz", "--version"])) {
        process::run(&mut cargo(&["install", "--locked", "cargo-fuzz"]))?;
    }
    let built = workspace.target.join("fuzz");
    let fuzz = |words: &[&str]| {
        let mut command = cargo(&[&["fuzz"], words].concat());
        // The stable compiler does what cargo-fuzz asks of a nightly one.
        command.current_dir(&folder).env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", &built);
        command
    };
    let mut executions = Vec::new();
    for target in &targets {
        process::run(&mut fuzz(&["build", target]))?;
        let corpus = format!("corpus/{target}");
        fs::create_dir_all(folder.join(&corpus)).map_err(Failed::file(&folder))?;
        if OF_CERTIFICATES.contains(&&**target) {
            let example = ["run", "--quiet", "--package", "scap-hostile", "--example", "seeds", "--"];
            process::run(cargo(&example).current_dir(&workspace.root).arg(folder.join(&corpus)))?;
        }
        let seeds = format!("seeds/{target}");
        let seconds = format!("-max_total_time={}", arguments.seconds);
        let words = ["run", target, &corpus, &seeds, "--", &seconds, "-print_final_stats=1", "-timeout=10"];
        executions.push((target, counted(&mut fuzz(&words))?));
    }
    println!("\n| Target | Executions in {} s |\n| --- | ---: |", arguments.seconds);
    for (target, count) in executions {
        println!("| `{target}` | {count} |");
    }
    Ok(())
}

/// The names of the targets, in order.
fn targets(folder: &Path) -> Result<Vec<String>, Failed> {
    let files = fs::read_dir(folder).map_err(Failed::file(folder))?;
    let files = files.filter_map(|file| Some(PathBuf::from(file.ok()?.file_name())));
    let mut targets: Vec<String> =
        files.filter_map(|file| Some(file.file_stem()?.to_string_lossy().into_owned())).collect();
    targets.sort();
    Ok(targets)
}

/// Runs the command, shows what it says, and returns the number of executions in it.
fn counted(command: &mut Command) -> Result<String, Failed> {
    let line = process::line(command);
    println!("$ {line}");
    let failed = |error| Failed::new(format!("{line}: {error}"));
    let mut child = command.stderr(Stdio::piped()).spawn().map_err(failed)?;
    let mut count = None;
    for said in child.stderr.take().into_iter().flat_map(|stderr| BufReader::new(stderr).lines()) {
        let said = said.map_err(failed)?;
        // Each input that reaches something new is a line or more: too many to show.
        if !said.starts_with('#') && !said.starts_with("\tNEW_FUNC") {
            eprintln!("{said}");
        }
        if let Some(number) = said.strip_prefix(EXECUTIONS) {
            count = Some(number.trim().to_owned());
        }
    }
    let status = child.wait().map_err(failed)?;
    match count {
        Some(count) if status.success() => Ok(count),
        _ => Err(Failed::new(format!("`{line}` failed: {status}; what it found lies in fuzz/artifacts"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_read_in_any_order() {
        let read = |words: &[&str]| {
            Arguments::read(words).map(|read| (read.target.map(ToOwned::to_owned), read.seconds))
        };
        assert_eq!(read(&[]), Some((None, SECONDS)));
        assert_eq!(read(&["decode"]), Some((Some("decode".to_owned()), SECONDS)));
        assert_eq!(read(&["--seconds", "600", "pem"]), Some((Some("pem".to_owned()), 600)));
        for wrong in [&["--seconds"][..], &["--seconds", "x"], &["pem", "json"], &["--other"]] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }
}
