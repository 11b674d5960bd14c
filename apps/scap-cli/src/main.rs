//! The command line of secondary-card authorization: parses arguments, runs a flow, tells the outcome.

mod args;
mod batch;
mod change;
mod commands;
mod content;
mod error;
mod fill_in;
mod json;
mod person;
mod prompt;
mod secret;
mod show;
mod terminal;

use std::{io, process::ExitCode};

use clap::{Parser, error::ErrorKind};
use scap_desk::{DEFAULT_LANGUAGE, DeskError, Settings, environment_language};
use scap_messages::{Language, Messages, language_of_tag};

use crate::{
    args::{Args, Command, ConfigCommand},
    error::CliError,
    terminal::Terminal,
};

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return refuse(&error),
    };
    scap_desk::log_to_stderr("scap", args.global.verbose);
    let (json, verbose) = (args.global.json, args.global.verbose > 0);
    let asked = args.global.language().unwrap_or(DEFAULT_LANGUAGE);
    let mut terminal = Terminal::new(Messages::new(asked), json, verbose);
    let outcome = secret::refuse_environment().and_then(|()| settings(&args)).and_then(|settings| {
        terminal =
            Terminal::new(Messages::new(settings.language().unwrap_or(DEFAULT_LANGUAGE)), json, verbose);
        commands::run(args, &settings, &terminal)
    });
    match outcome {
        Ok(code) => code.into(),
        Err(error) => {
            terminal.fail(&error);
            error.exit_code().into()
        }
    }
}

/// The settings. Where the configuration file is can be told whatever is in it.
fn settings(args: &Args) -> Result<Settings, CliError> {
    let overrides = args.global.overrides();
    let settings = match (Settings::read(&overrides), &args.command) {
        (Err(DeskError::Config { .. } | DeskError::Read { .. }), Command::Config(ConfigCommand::Path)) => {
            Settings::without_file(&overrides)
        }
        (settings, _) => settings,
    };
    Ok(settings?)
}

/// Tells what is wrong with the arguments, as JSON too if that was asked for.
fn refuse(error: &clap::Error) -> ExitCode {
    let is_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if !is_help && std::env::args_os().any(|argument| argument == "--json") {
        let text = error.to_string();
        let reason = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        let language = language_of_arguments().or_else(environment_language).unwrap_or(DEFAULT_LANGUAGE);
        Terminal::new(Messages::new(language), true, false).fail(&CliError::Usage(reason));
        return ExitCode::from(2);
    }
    match error.print() {
        Err(source) if is_help && source.kind() != io::ErrorKind::BrokenPipe => {
            let unwritten = CliError::from(DeskError::Write { file: "stdout".into(), source });
            Terminal::new(Messages::new(environment_language().unwrap_or(DEFAULT_LANGUAGE)), false, false)
                .fail(&unwritten);
            unwritten.exit_code().into()
        }
        _ if is_help => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    }
}

/// The language that the arguments ask for, though they cannot be used.
fn language_of_arguments() -> Option<Language> {
    let arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let mut arguments = arguments.skip_while(|argument| !argument.starts_with("--lang"));
    let tag = match arguments.next()?.split_once('=') {
        Some((_, tag)) => tag.to_owned(),
        None => arguments.next()?,
    };
    language_of_tag(&tag)
}
