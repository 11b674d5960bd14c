//! The command line: what every command takes, and the tree of commands.

mod evaluation;
mod offline;
mod queries;
mod signing;

use std::path::PathBuf;

use clap::{
    Args as ClapArgs, Parser, Subcommand,
    builder::{OsStringValueParser, TypedValueParser},
};
use scap_ac::Language;
use scap_desk::{Overrides, environment_language};
use scap_messages::language_of_tag;
use secrecy::SecretString;

pub(crate) use self::{
    evaluation::{NewSoftCard, SoftCardCommand, TestCaCommand},
    offline::{AcCommand, Form, Verify},
    queries::{CardCommand, Records, View},
    signing::{Activate, Batch, Cancel, Delegate, Issue, Modify, Signing, Undelegate},
};

/// Secondary-card authorization (工商憑證附卡授權): open, issue, view and verify authorization certificates.
///
/// PINs and user codes are prompted for without echo. For scripts there are --pin-file, --signer-pin-file and
/// --user-code-file; /dev/fd/N names an open file descriptor.
///
/// Exit codes: 0 done; 1 failed for a reason with a code; 2 usage; 3 a certificate is not valid; 130 cancelled.
#[derive(Debug, Parser)]
#[command(name = "scap", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes. The command line wins over the environment, that over the configuration file. What is
/// empty counts as not given.
#[derive(ClapArgs, Debug)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// Print one JSON document on stdout, also for failures
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Address of the server
    #[arg(long, global = true, env = "SCAP_SERVER", value_name = "URL")]
    pub(crate) server: Option<String>,
    /// Proxy on the way to the server, such as http://host:3128 or socks5://host, or off for none
    #[arg(long, global = true, env = "SCAP_PROXY", value_name = "URL", hide_env_values = true)]
    pub(crate) proxy: Option<SecretString>,
    /// PKCS#11 module: its path, or hicos, open-gpki, opensc, softhsm2 or p11-kit for the one in its usual place [default:
    /// the first three, as far as they are installed]
    #[arg(long, global = true, env = "SCAP_PKCS11_MODULE", value_name = "PATH", value_parser = place())]
    pub(crate) module: Option<PathBuf>,
    /// Use this reader alone
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) reader: Option<String>,
    /// Folder of soft cards, for evaluation
    #[arg(long, global = true, env = "SCAP_SOFT_CARDS", value_name = "DIR", value_parser = place())]
    pub(crate) soft_cards: Option<PathBuf>,
    /// File of a card that holds its authorization area, such as '3F00/0900/0A01;size=8212;pin=81', for cards whose
    /// module keeps no objects
    #[arg(long, global = true, env = "SCAP_AREA_FILE", value_name = "PROFILE")]
    pub(crate) area_file: Option<String>,
    /// Configuration file [default: see `scap config path`]
    #[arg(long, global = true, env = "SCAP_CONFIG", value_name = "FILE", value_parser = place())]
    pub(crate) config: Option<PathBuf>,
    /// Language of messages [default: from LC_ALL, LC_MESSAGES or LANG, then the configuration file, else zh-TW]
    #[arg(long, global = true, value_name = "TAG", value_parser = parse_language)]
    pub(crate) lang: Option<Language>,
    /// Tell more: -v what is done, -vv each call, -vvv everything; never a PIN
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

impl Global {
    /// The language that the command line or the environment asks for.
    pub(crate) fn language(&self) -> Option<Language> {
        self.lang.or_else(environment_language)
    }

    /// What is said over the configuration file. Of the language the environment's locale does so, too.
    pub(crate) fn overrides(&self) -> Overrides {
        Overrides {
            config: self.config.clone(),
            server: self.server.clone(),
            proxy: self.proxy.clone(),
            module: self.module.clone(),
            reader: self.reader.clone(),
            soft_cards: self.soft_cards.clone(),
            area_file: self.area_file.clone(),
            language: self.language(),
            journal: None,
        }
    }
}

/// How long to wait for a card.
#[derive(ClapArgs, Debug)]
pub(crate) struct Waiting {
    /// Seconds to wait for a card [default: 60 at a terminal, else 0]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) wait: Option<u64>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the readers and the cards in them
    Readers {
        /// Follow insertions and removals until interrupted
        #[arg(long)]
        watch: bool,
    },
    /// Show cards
    #[command(subcommand)]
    Card(CardCommand),
    /// Open the authorization area of a secondary card, once for each card (manual § 7.1)
    Activate(Activate),
    /// Issue an application authorization and write it onto the secondary card (manual § 7.2.3.1, § 7.2.3.3)
    Issue(Issue),
    /// Change slots of the authorization on a secondary card (manual § 7.5)
    Modify(Modify),
    /// Cancel slots of the authorization on a secondary card, or all of it (manual § 7.6)
    Cancel(Cancel),
    /// Issue application authorizations to many secondary cards, as a file says
    Batch(Batch),
    /// Give a secondary card a delegation: it may authorize others then (manual § 7.2.3.2)
    Delegate(Delegate),
    /// End the delegation of a secondary card (manual § 7.2.3.2 step 7)
    Undelegate(Undelegate),
    /// View the authorization on a secondary card (manual § 7.3)
    View(View),
    /// Query the authorization records of a card (manual § 7.4)
    Records(Records),
    /// Show, verify and convert authorization certificates, offline
    #[command(subcommand)]
    Ac(AcCommand),
    /// Make soft cards, for evaluation
    #[command(subcommand)]
    SoftCard(SoftCardCommand),
    /// Make a CA for soft cards, for evaluation
    #[command(subcommand)]
    TestCa(TestCaCommand),
    /// Read and change the configuration file
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Tell the version
    Version {
        /// Ask the server whether there is a newer one
        #[arg(long)]
        check: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print the value of a setting; of proxy_password, where it is kept
    Get {
        /// server, proxy, proxy_account, proxy_password, module, reader, soft_cards, area_file or lang
        key: String,
    },
    /// Set a setting; an empty value removes it
    #[command(after_help = "Examples:
  scap config set proxy http://proxy.example:3128
  scap config set proxy off
  scap config set proxy_account me
  scap config set proxy_password
  scap config set proxy_password --value-file password.txt

The password is asked for without echo or read from a file, and goes into the keyring of the system;
where there is none, into a file that you alone can read.")]
    Set {
        /// server, proxy, proxy_account, proxy_password, module, reader, soft_cards, area_file or lang
        key: String,
        /// The value; that of proxy_password is never an argument
        #[arg(conflicts_with = "value_file")]
        value: Option<String>,
        /// File with the value in its first line
        #[arg(long, value_name = "FILE")]
        value_file: Option<PathBuf>,
    },
    /// Print where the configuration file is
    Path,
}

/// A path that may be empty, as an empty variable counts as none.
fn place() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

fn parse_language(tag: &str) -> Result<Language, String> {
    language_of_tag(tag).ok_or_else(|| "zh-TW or en".to_owned())
}
