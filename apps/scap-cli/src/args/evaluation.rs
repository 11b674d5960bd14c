//! The commands that make soft cards and a CA for them.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use scap_ac::{CardRank, SerialNumber, UnifiedBusinessNumber};

#[derive(Debug, Subcommand)]
pub(crate) enum SoftCardCommand {
    /// Make a soft card in the folder DIR
    New(NewSoftCard),
}

/// A new soft card.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Example:
  scap soft-card new cards --name amy --rank secondary --ubn 12345675 --ca ca --pin-file pin.txt")]
pub(crate) struct NewSoftCard {
    /// Folder of the soft cards
    pub(crate) dir: PathBuf,
    /// Name of the card
    #[arg(long)]
    pub(crate) name: String,
    /// primary or secondary
    #[arg(long, value_parser = parse_rank, value_name = "primary|secondary")]
    pub(crate) rank: CardRank,
    /// Unified business number of the entity
    #[arg(long)]
    pub(crate) ubn: UnifiedBusinessNumber,
    /// Folder of the CA (`scap test-ca new`)
    #[arg(long, value_name = "DIR")]
    pub(crate) ca: PathBuf,
    /// Name of the entity
    #[arg(long, default_value = "測試公司2")]
    pub(crate) organization: String,
    /// Place of the entity
    #[arg(long, default_value = "臺中市")]
    pub(crate) locality: String,
    /// Serial number of the certificate, decimal [default: random]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) serial: Option<SerialNumber>,
    /// Years that the certificate is valid for
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=15))]
    pub(crate) years: u32,
    /// File with the PIN that the card gets
    #[arg(long, value_name = "FILE")]
    pub(crate) pin_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TestCaCommand {
    /// Make a root and an issuing CA in the folder DIR
    New {
        /// Folder of the CA
        dir: PathBuf,
    },
}

fn parse_rank(text: &str) -> Result<CardRank, String> {
    match text {
        "primary" => Ok(CardRank::Primary),
        "secondary" => Ok(CardRank::Secondary),
        _ => Err("primary or secondary".to_owned()),
    }
}
