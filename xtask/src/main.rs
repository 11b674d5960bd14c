//! `cargo xtask`: what a developer runs. It prints what it does and stops at the first thing that fails.

mod bench;
mod compare;
mod demo;
mod error;
mod fonts;
mod fuzz;
mod generate;
mod licences;
mod process;
mod screenshots;
mod setup;
mod test;
mod window;
mod workspace;

use std::{env, process::ExitCode};

use crate::{error::Failed, setup::For};

const USAGE: &str = "\
cargo xtask COMMAND

  setup [--demo|--test|--bench]
                         install what the demo, the tests or the comparison need (the first two, if none is named)
  test                   setup --test, then build and run every test
  generate               write the files that are made from others: schemas/, docs/failures.md
  fonts                  write apps/scap-gui/fonts: what the windows need of Noto Sans CJK
  licences [--check]     write apps/scap-gui/licences.txt, what the desktop application is made of; or only compare it
  fuzz [TARGET] [--seconds N]
                         run fuzz targets, each for a minute or N seconds
  compare                write fixtures/compare/verdicts.md: verdicts beside those of structured-cms
  demo                   setup --demo, then a story with a server, test cards and the real programs
  demo --gui             the same server and cards, and the window to work with them by hand
  window                 issue an authorization in the real window, on a screen in memory
  screenshots [FOLDER]   pictures of every page of the window, in both languages and two sizes of text
  bench [--rounds N] [--seconds S] [--memory]
                         setup --bench, then how fast scap-ac is, beside others on this machine; with --memory
                         how much memory ten million validations take
  bench cards [--rounds N]
                         install what that needs, then what scap-card adds to the bare calls of PC/SC and PKCS#11
  bench window           install what that needs, then how soon the window is there and what it costs
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["setup"] => setup::run(&[For::Demo, For::Test]),
        ["setup", "--demo"] => setup::run(&[For::Demo]),
        ["setup", "--test"] => setup::run(&[For::Test]),
        ["setup", "--bench"] => setup::run(&[For::Bench]),
        ["test"] => test::run(),
        ["bench", "window"] => bench::window::run(),
        ["bench", "cards", flags @ ..] => match bench::cards::rounds(flags) {
            Some(rounds) => bench::cards::run(rounds),
            None => return usage(),
        },
        ["bench", flags @ ..] => match bench::Options::read(flags) {
            Some(options) => bench::run(&options),
            None => return usage(),
        },
        ["demo"] => demo::run(),
        ["demo", "--gui"] => demo::window::run(),
        ["generate"] => generate::run(),
        ["window"] => window::run(),
        ["screenshots"] => screenshots::run(None),
        ["screenshots", folder] => screenshots::run(Some(folder)),
        ["fonts"] => fonts::run(),
        ["licences"] => licences::write(),
        ["licences", "--check"] => licences::check(),
        ["compare"] => compare::run(),
        ["fuzz", words @ ..] => match fuzz::Arguments::read(words) {
            Some(arguments) => fuzz::run(&arguments),
            None => return usage(),
        },
        ["--help" | "-h" | "help"] => {
            print!("{USAGE}");
            Ok(())
        }
        _ => return usage(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            report(&failed);
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprint!("{USAGE}");
    ExitCode::from(2)
}

fn report(failed: &Failed) {
    eprintln!("\nxtask: {failed}");
}
