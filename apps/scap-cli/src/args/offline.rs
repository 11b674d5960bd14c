//! The commands for certificates in files, which need no card and no server.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use scap_ac::UnixTime;

#[derive(Debug, Subcommand)]
pub(crate) enum AcCommand {
    /// Show every field of an attribute certificate
    Show {
        /// DER, PEM, base64 or saved text; - for standard input
        file: PathBuf,
    },
    /// Tell whether a certificate is valid, and what it authorizes
    Verify(Verify),
    /// Write a certificate in another form to standard output
    Convert {
        /// DER, PEM, base64 or saved text; - for standard input
        file: PathBuf,
        /// The form to write
        #[arg(long, value_enum)]
        to: Form,
    },
}

/// The forms of a certificate.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Form {
    /// The DER alone
    Der,
    /// PEM with the label ATTRIBUTE CERTIFICATE
    Pem,
    /// Every field, then the PEM
    Text,
}

/// Verify a certificate.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Example:
  scap ac verify saved.txt --anchors root.pem ca.pem --signer primary.pem --holder secondary.pem \\
    --application G2B-EHELPER --explain

Exit code 3 if the certificate is not valid. Without --holder nothing about the holder's card is
checked: never decide on access that way.")]
pub(crate) struct Verify {
    /// DER, PEM, base64 or saved text; - for standard input
    pub(crate) file: PathBuf,
    /// Certificates of CAs to trust (PEM or DER)
    #[arg(long, value_name = "PEM", num_args = 1.., required = true)]
    pub(crate) anchors: Vec<PathBuf>,
    /// Certificates of CAs between an anchor and the cards (PEM or DER)
    #[arg(long, value_name = "PEM", num_args = 1..)]
    pub(crate) intermediates: Vec<PathBuf>,
    /// Certificate of a card that may be the signer or its delegator (PEM or DER); may be repeated
    #[arg(long, value_name = "PEM")]
    pub(crate) signer: Vec<PathBuf>,
    /// Certificate of the card that the certificate is used with (PEM or DER)
    #[arg(long, value_name = "PEM")]
    pub(crate) holder: Option<PathBuf>,
    /// Delegation of a secondary card that signed
    #[arg(long, value_name = "FILE")]
    pub(crate) delegation: Option<PathBuf>,
    /// Revocation lists of the cards' CA (PEM or DER)
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) crl: Vec<PathBuf>,
    /// The instant to judge by (RFC 3339 in UTC) [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = parse_time)]
    pub(crate) at: Option<UnixTime>,
    /// The application that is to be used
    #[arg(long, value_name = "CODE")]
    pub(crate) application: Option<String>,
    /// Let signatures with SHA-1 count
    #[arg(long)]
    pub(crate) allow_sha1: bool,
    /// Tell every check
    #[arg(long)]
    pub(crate) explain: bool,
}

fn parse_time(text: &str) -> Result<UnixTime, String> {
    text.parse().map_err(|error: scap_ac::ParseTimeError| error.to_string())
}
