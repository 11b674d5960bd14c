//! The commands that show cards and what is recorded of them.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use scap_ac::SerialNumber;
use scap_proto::wire::{Direction, Kind};

use super::Waiting;

#[derive(Debug, Subcommand)]
pub(crate) enum CardCommand {
    /// Show certificate, rank, entity and the state of the authorization area; asks for no PIN
    Show,
}

/// View an authorization.
#[derive(ClapArgs, Debug)]
pub(crate) struct View {
    /// The secondary card: a reader's name, a token's label or a soft card's name
    #[arg(long, value_name = "CARD")]
    pub(crate) holder: Option<String>,
    /// File with the card's PIN
    #[arg(long, value_name = "FILE")]
    pub(crate) pin_file: Option<PathBuf>,
    /// Save the certificate as text; the name ends in .txt
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) waiting: Waiting,
}

/// Query records.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Examples:
  scap records --direction granted --kind delegation
  scap records --direction received --from 2026-01-01 --to 2026-12-31
  scap records --direction granted --serial 311026782832146287338320846168273272094000020

Dates without a time are whole days of Taiwan (UTC+8). The newest 40 are listed; --serial shows the
content of one.")]
pub(crate) struct Records {
    /// First day, or instant (RFC 3339 in UTC) [default: the first record]
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Last day, or instant (RFC 3339 in UTC) [default: the last record]
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// What the card granted, or what was granted to it
    #[arg(long, value_parser = parse_direction, value_name = "granted|received")]
    pub(crate) direction: Direction,
    /// Only this kind
    #[arg(long, value_parser = parse_kind, value_name = "application|delegation")]
    pub(crate) kind: Option<Kind>,
    /// Only this certificate, and its content
    #[arg(long)]
    pub(crate) serial: Option<SerialNumber>,
    /// Save the certificate of --serial as text; the name ends in .txt
    #[arg(long, value_name = "FILE", requires = "serial")]
    pub(crate) save: Option<PathBuf>,
    /// Go on after an earlier answer: its `next` in --json
    #[arg(long)]
    pub(crate) cursor: Option<String>,
    /// The card: a reader's name, a token's label or a soft card's name
    #[arg(long, value_name = "CARD")]
    pub(crate) card: Option<String>,
    /// File with the card's PIN
    #[arg(long, value_name = "FILE")]
    pub(crate) pin_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) waiting: Waiting,
}

fn parse_direction(text: &str) -> Result<Direction, String> {
    match text {
        "granted" => Ok(Direction::Granted),
        "received" => Ok(Direction::Received),
        _ => Err("granted or received".to_owned()),
    }
}

fn parse_kind(text: &str) -> Result<Kind, String> {
    match text {
        "application" => Ok(Kind::Application),
        "delegation" => Ok(Kind::Delegation),
        _ => Err("application or delegation".to_owned()),
    }
}
