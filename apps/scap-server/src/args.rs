//! The command line.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args as ClapArgs, Parser, Subcommand};

/// The SCAP server: gives serials, records certificates, keeps the audit log.
///
/// Without arguments it serves on 127.0.0.1:8461 with its data in the user's data folder.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) options: Options,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What may also stand in the environment or in the configuration file; the command line wins, then the
/// environment.
#[derive(ClapArgs, Debug)]
pub(crate) struct Options {
    /// Configuration file (TOML)
    #[arg(long, global = true, env = "SCAP_SERVER_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Folder of the database and of trusted certificates [default: in the user's data folder]
    #[arg(long, global = true, env = "SCAP_SERVER_DATA", value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Address to listen on [default: 127.0.0.1:8461]
    #[arg(long, global = true, env = "SCAP_SERVER_LISTEN", value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    /// Address that clients use and name in what they sign [default: http:// and the listen address]
    #[arg(long, global = true, env = "SCAP_SERVER_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Trusted root of the cards' certificates; may be repeated [also: DATA/anchors/*.pem]
    #[arg(long, global = true, env = "SCAP_SERVER_ANCHOR", value_name = "PEM", value_delimiter = ',')]
    pub(crate) anchor: Vec<PathBuf>,
    /// CA between root and cards; may be repeated [also: DATA/intermediates/*.pem]
    #[arg(long, global = true, env = "SCAP_SERVER_INTERMEDIATE", value_name = "PEM", value_delimiter = ',')]
    pub(crate) intermediate: Vec<PathBuf>,
    /// Revocation list of the cards' CA (PEM); may be repeated [also: DATA/crls/*.pem]
    #[arg(long, global = true, env = "SCAP_SERVER_CRL", value_name = "PEM", value_delimiter = ',')]
    pub(crate) crl: Vec<PathBuf>,
    /// File that gets the bound address once the server listens, such as with port 0
    #[arg(long, global = true, env = "SCAP_SERVER_PORT_FILE", value_name = "FILE")]
    pub(crate) port_file: Option<PathBuf>,
    /// Listen without TLS on another address than loopback, such as behind a proxy that does TLS
    #[arg(long, global = true, env = "SCAP_SERVER_INSECURE_HTTP")]
    pub(crate) insecure_http: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve (the default)
    Serve,
    /// Import the catalogue, cards or trusted certificates
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// The audit log
    Audit {
        #[command(subcommand)]
        what: Audit,
    },
    /// What became of the serial numbers of each signer
    Accounting,
    /// Check everything: database, audit log, accounting
    Check,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Replace the catalogue: applications, units, roles and terms (JSON)
    Catalogue {
        /// Catalogue file
        file: PathBuf,
    },
    /// Enter secondary cards with their user codes (CSV, or JSON if the name ends in .json)
    Cards {
        /// Card file: serial, business_number, user_code
        file: PathBuf,
    },
    /// Trust these roots from the next start on
    Anchors {
        /// Certificates (PEM)
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Use these CAs between roots and cards from the next start on
    Intermediates {
        /// Certificates (PEM)
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Use these revocation lists from the next start on
    Crls {
        /// Revocation lists (PEM)
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Walk every hash chain and name the first entry that was tampered with
    Verify {
        /// Print the last link of each chain, to keep elsewhere and compare later
        #[arg(long)]
        heads: bool,
    },
}
