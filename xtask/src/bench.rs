//! `cargo xtask bench`: how fast `scap-ac` is beside others, in one run on one machine.
//!
//! One thing is measured at a time, and everything once in each round: what slows the machine down for a while slows
//! down all of them. The unit is the RSA-2048 verification of `openssl speed` in the same round.

pub(crate) mod cards;
mod host;
mod rows;
mod table;
pub(crate) mod window;
mod worker;

use std::path::Path;

use crate::{
    bench::{
        rows::{By, ROWS},
        table::Table,
        worker::{Pinned, Worker},
    },
    error::Failed,
    process::{self, cargo},
    setup::{self, For},
    workspace::Workspace,
};

/// Where Debian puts Bouncy Castle.
const JARS: [&str; 3] =
    ["/usr/share/java/bcprov.jar", "/usr/share/java/bcpkix.jar", "/usr/share/java/bcutil.jar"];
const JAVA: &str = "BenchAttributeCertificate";

/// How long to measure.
pub(crate) struct Options {
    rounds: usize,
    /// How many seconds each measurement takes.
    seconds: f64,
    memory: bool,
}

impl Options {
    /// Reads the flags; `None` if they are none.
    pub(crate) fn read(flags: &[&str]) -> Option<Self> {
        let mut options = Self { rounds: 7, seconds: 0.5, memory: false };
        let mut flags = flags.iter();
        while let Some(flag) = flags.next() {
            match *flag {
                "--rounds" => options.rounds = flags.next()?.parse().ok().filter(|rounds| *rounds > 0)?,
                "--seconds" => {
                    let seconds = flags.next()?.parse().ok();
                    options.seconds = seconds.filter(|seconds| (0.01..=600.0).contains(seconds))?;
                }
                "--memory" => options.memory = true,
                _ => return None,
            }
        }
        Some(options)
    }
}

/// Builds, measures and prints the table as Markdown.
pub(crate) fn run(options: &Options) -> Result<(), Failed> {
    setup::install_for(&[For::Bench])?;
    let load = host::load();
    let workspace = Workspace::read()?;
    let folder = workspace.target.join("bench");
    let manifest = workspace.root.join("bench/Cargo.toml");
    process::run(
        cargo(&["build", "--quiet", "--release", "--manifest-path"])
            .arg(&manifest)
            .arg("--target-dir")
            .arg(&folder),
    )?;
    let program = folder.join("release/scap-bench");
    if options.memory {
        return process::run(std::process::Command::new(&program).args(["memory", "10000000"]));
    }
    let files = folder.join("files");
    process::run(std::process::Command::new(&program).arg("files").arg(&files))?;
    let classes = folder.join("classes");
    let jars = JARS.join(":");
    let source = workspace.root.join(format!("fixtures/interop/{JAVA}.java"));
    process::run(std::process::Command::new("javac").args(["-cp", &jars, "-d"]).arg(&classes).arg(&source))?;

    let pinned = Pinned::new();
    let mut rust = Worker::start(pinned.command(&program).arg("serve"))?;
    let mut cores = Worker::start(std::process::Command::new(&program).arg("serve"))?;
    let class_path = format!("{}:{jars}", classes.display());
    let java = Path::new("java");
    println!("Warming up Java.");
    let mut java = Worker::start(
        pinned
            .command(java)
            .args(["-cp", &class_path, JAVA])
            .arg(files.join("ac.der"))
            .arg(files.join("signer.der")),
    )?;
    let java_version = java.greeting()?;

    let mut table = Table::new(options.rounds);
    for round in 1..=options.rounds {
        println!("Round {round} of {}.", options.rounds);
        for (at, row) in ROWS.iter().enumerate() {
            let rate = match row.by {
                By::OpenSsl => worker::openssl_verify(&pinned, options.seconds)?,
                By::Rust => rust.rate(row.name, options.seconds)?,
                By::Java => java.rate(row.name, options.seconds)?,
                By::AllCores => cores.rate(row.name, options.seconds)?,
            };
            table.add(at, rate);
        }
    }
    let size = |name: &str| Ok(std::fs::metadata(files.join(name)).map_err(Failed::file(&files))?.len());
    let sizes = [size("ac.der")?, size("one-slot.der")?];
    let lock = workspace.root.join("bench/Cargo.lock");
    let lock = std::fs::read_to_string(&lock).map_err(Failed::file(&lock))?;
    println!("\n{}\n{table}", host::describe(options, &load, &lock, &java_version, sizes)?);
    Ok(())
}
