//! Puts a virtual card into a virtual reader.

mod args;

use std::{error::Error, process::ExitCode};

use clap::Parser;
use scap_virtual_card::{VirtualCard, VirtualReader};

use crate::args::Args;

fn main() -> ExitCode {
    run(&Args::parse()).unwrap_or_else(|error| {
        eprint!("scap-virtual-card: {error}");
        let mut source = error.source();
        while let Some(cause) = source {
            eprint!(": {cause}");
            source = cause.source();
        }
        eprintln!();
        ExitCode::FAILURE
    })
}

fn run(args: &Args) -> Result<ExitCode, Box<dyn Error>> {
    let mut card = VirtualCard::new(args.profile());
    for at in &args.faults {
        card.fail_at(at.nth, at.fault.clone());
    }
    if !args.command.is_empty() {
        return run_beside(card, args);
    }
    let reader = VirtualReader::new(format!("port {}", args.port), args.port);
    let inserted = reader
        .insert(card)
        .map_err(|error| format!("no driver of virtual readers waits on port {}: {error}", args.port))?;
    println!("The card is in the reader on port {}. Ending this program pulls it.", args.port);
    let card = inserted.wait_until_vanished();
    println!("The card vanished at its command {}.", card.counters().commands);
    Ok(ExitCode::SUCCESS)
}

/// Runs a program that finds the card in a private daemon, and passes on how it ended.
#[cfg(target_os = "linux")]
fn run_beside(card: VirtualCard, args: &Args) -> Result<ExitCode, Box<dyn Error>> {
    use std::{process::Command, time::Duration};

    use scap_virtual_card::pcscd::{Pcscd, SOCKET_VARIABLE};

    let Some((program, arguments)) = args.command.split_first() else {
        return Ok(ExitCode::SUCCESS);
    };
    let pcscd = Pcscd::start(1)?;
    let inserted = pcscd.readers().first().map(|reader| reader.insert(card)).transpose()?;
    if !inserted.as_ref().is_some_and(|inserted| inserted.has_power_within(Duration::from_secs(10))) {
        return Err("the private PC/SC daemon did not find the card".into());
    }
    let status = Command::new(program).args(arguments).env(SOCKET_VARIABLE, pcscd.socket()).status();
    let status = status.map_err(|error| format!("{} cannot be run: {error}", program.display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

#[cfg(not(target_os = "linux"))]
fn run_beside(_: VirtualCard, _: &Args) -> Result<ExitCode, Box<dyn Error>> {
    Err("a private PC/SC daemon is to be had on Linux only".into())
}
