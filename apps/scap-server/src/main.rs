//! `scap-server`: the registry over HTTP, and the commands of its operator.
//!
//! Exit codes: 0 done; 1 failed, or a check found something; 2 usage.

mod args;
mod commands;
mod config;
mod error;
mod reply;
mod request;
mod routes;
mod serve;
mod trust;
mod watch;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;

use crate::{
    args::{Args, Command},
    config::Config,
    error::ServerError,
};

fn main() -> ExitCode {
    let args = Args::parse();
    match run(args) {
        Ok(code) => code,
        Err(error) => {
            // Without stderr, the exit code alone tells.
            let _ = writeln!(io::stderr(), "scap-server: {}", error::chain(&error));
            ExitCode::from(if error.is_usage() { 2 } else { 1 })
        }
    }
}

fn run(args: Args) -> Result<ExitCode, ServerError> {
    let config = Config::new(args.options)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(ServerError::Runtime)?;
    runtime.block_on(async {
        match args.command.unwrap_or(Command::Serve) {
            Command::Serve => serve::serve(config).await,
            Command::Import { what } => commands::import(&config, what).await,
            Command::Audit { what } => commands::audit(&config, what).await,
            Command::Accounting => commands::accounting(&config).await,
            Command::Check => commands::check(&config).await,
        }
    })
}
