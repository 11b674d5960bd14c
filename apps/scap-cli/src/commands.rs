//! The commands.

mod ac;
mod batch;
mod card;
mod config;
mod delegation;
mod evaluation;
mod flows;
mod readers;
mod records;
mod save;
mod version;

use std::{fs, io, path::Path};

use scap_desk::{DeskError, Settings};

use crate::{
    args::{AcCommand, Args, CardCommand, Command, SoftCardCommand, TestCaCommand},
    error::CliError,
    terminal::Terminal,
};

/// Runs a command; returns the exit code.
pub(crate) fn run(args: Args, settings: &Settings, terminal: &Terminal) -> Result<u8, CliError> {
    match args.command {
        Command::Readers { watch: false } => readers::list(settings, terminal)?,
        Command::Readers { watch: true } => readers::watch(settings, terminal)?,
        Command::Card(CardCommand::Show) => card::show(settings, terminal)?,
        Command::Activate(activate) => flows::activate(activate, settings, terminal)?,
        Command::Issue(issue) => flows::issue(issue, settings, terminal)?,
        Command::Modify(modify) => flows::modify(modify, settings, terminal)?,
        Command::Cancel(cancel) => flows::cancel(cancel, settings, terminal)?,
        Command::Batch(batch) => return batch::run(batch, settings, terminal),
        Command::Delegate(delegate) => delegation::delegate(delegate, settings, terminal)?,
        Command::Undelegate(undelegate) => delegation::undelegate(undelegate, settings, terminal)?,
        Command::View(view) => flows::view(view, settings, terminal)?,
        Command::Records(records) => records::run(records, settings, terminal)?,
        Command::Ac(AcCommand::Show { file }) => ac::show(&file, terminal)?,
        Command::Ac(AcCommand::Verify(verify)) => return ac::verify(&verify, terminal),
        Command::Ac(AcCommand::Convert { file, to }) => ac::convert(&file, to, terminal)?,
        Command::SoftCard(SoftCardCommand::New(new)) => evaluation::new_soft_card(&new, terminal)?,
        Command::TestCa(TestCaCommand::New { dir }) => evaluation::new_test_ca(&dir, terminal)?,
        Command::Config(config) => config::run(&config, &args.global, terminal)?,
        Command::Version { check } => version::run(check, settings, terminal)?,
    }
    Ok(0)
}

/// Reads a file, or standard input for `-`, up to a limit that no honest certificate reaches.
fn read(file: &Path) -> Result<Vec<u8>, CliError> {
    const MAX_BYTES: u64 = 16 * 1024 * 1024;
    let failed = |source| DeskError::Read { file: file.to_owned(), source };
    let mut bytes = Vec::new();
    let mut source: Box<dyn io::Read> = if file == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(fs::File::open(file).map_err(failed)?)
    };
    io::Read::read_to_end(&mut io::Read::take(&mut source, MAX_BYTES), &mut bytes).map_err(failed)?;
    Ok(bytes)
}
