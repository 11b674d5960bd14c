//! `cargo xtask test`: every test of the workspace, and every feature of the libraries by itself.

use crate::{
    error::Failed,
    process::{self, cargo},
    setup::{self, For},
    window,
    workspace::Workspace,
};

/// Sets up, then builds and tests. The environment is passed on: `SCAP_FOREIGN_ACS` may name a folder of
/// attribute certificates of other programs, which one more test then reads.
pub(crate) fn run() -> Result<(), Failed> {
    setup::install_for(&[For::Test])?;
    let nextest = setup::has_nextest();
    let tests = |selection: &[&str]| {
        let start: &[&str] = if nextest { &["nextest", "run"] } else { &["test"] };
        process::run(&mut cargo(&[start, selection].concat()))
    };
    tests(&["--workspace", "--all-features"])?;
    if nextest {
        process::run(&mut cargo(&["test", "--workspace", "--all-features", "--doc"]))?;
    }
    println!("\nscap-ac with the pure Rust back end alone:");
    tests(&["--package", "scap-ac", "--features", "json"])?;
    println!("\nscap-ac without std:");
    check_no_std()?;
    println!("\nEach feature of each library by itself:");
    check_features()?;
    println!("\nThe real window:");
    window::play()
}

/// Builds a library that does not link if anything below it has `std`.
fn check_no_std() -> Result<(), Failed> {
    let workspace = Workspace::read()?;
    let target = workspace.target.join("no-std");
    let manifest = workspace.root.join("fixtures/no-std/Cargo.toml");
    process::run(
        cargo(&["build", "--quiet", "--manifest-path"]).arg(manifest).arg("--target-dir").arg(target),
    )
}

fn check_features() -> Result<(), Failed> {
    for (package, features) in Workspace::read()?.features() {
        let check = |features: &str| {
            let features = ["--no-default-features", "--features", features];
            process::run(&mut cargo(&[&["check", "--quiet", "--package", package], &features[..]].concat()))
        };
        if package == "scap-ac" {
            // It needs one of its RSA back ends and says so at compile time.
            for feature in features.iter().filter(|feature| !BACK_ENDS.contains(feature)) {
                check(&format!("rsa,{feature}"))?;
            }
            for back_end in BACK_ENDS {
                check(back_end)?;
            }
        } else {
            check("")?;
            for feature in features {
                check(feature)?;
            }
        }
    }
    Ok(())
}

const BACK_ENDS: [&str; 2] = ["rsa", "aws-lc-rs"];
