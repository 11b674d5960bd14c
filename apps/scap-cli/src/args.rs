//! The command line.

use std::path::PathBuf;

use clap::{
    Args as ClapArgs, Parser, Subcommand, ValueEnum,
    builder::{OsStringValueParser, TypedValueParser},
};
use scap_ac::{CardRank, Language, SerialNumber, UnifiedBusinessNumber, UnixTime};
use scap_messages::language_of_tag;
use scap_proto::wire::{Direction, Kind};
use secrecy::SecretString;

use crate::change::SlotChange;

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
    /// PKCS#11 module [default: those in their known places]
    #[arg(long, global = true, env = "SCAP_PKCS11_MODULE", value_name = "PATH", value_parser = place())]
    pub(crate) module: Option<PathBuf>,
    /// Use this reader alone
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) reader: Option<String>,
    /// Folder of soft cards, for evaluation
    #[arg(long, global = true, env = "SCAP_SOFT_CARDS", value_name = "DIR", value_parser = place())]
    pub(crate) soft_cards: Option<PathBuf>,
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
pub(crate) enum CardCommand {
    /// Show certificate, rank, entity and the state of the authorization area; asks for no PIN
    Show,
}

/// Open the authorization area.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Example:\n  scap activate --user-code-file code.txt --pin-file pin.txt")]
pub(crate) struct Activate {
    /// The secondary card: a reader's name, a token's label or a soft card's name
    #[arg(long, value_name = "CARD")]
    pub(crate) holder: Option<String>,
    /// File with the user code
    #[arg(long, value_name = "FILE")]
    pub(crate) user_code_file: Option<PathBuf>,
    /// File with the card's PIN
    #[arg(long, value_name = "FILE")]
    pub(crate) pin_file: Option<PathBuf>,
    /// Answer every question with yes
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) waiting: Waiting,
}

/// Issue an authorization.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Examples:
  scap issue
  scap issue --content content.json --pin-file secondary.pin --signer-pin-file primary.pin
  scap issue --resume

The primary card of the entity signs, or another secondary card with a delegation.

A script that gives --content has decided: the card is issued again if it holds a certificate, and
the secondary card agrees to the server's terms. A certificate that an earlier run issued and could
not write is replaced; --resume writes it instead.")]
pub(crate) struct Issue {
    /// What to grant (JSON); without it a form is filled in at the terminal
    #[arg(long, value_name = "FILE")]
    pub(crate) content: Option<PathBuf>,
    /// Only write the certificate that an earlier run issued and could not write
    #[arg(long, conflicts_with = "content")]
    pub(crate) resume: bool,
    #[command(flatten)]
    pub(crate) signing: Signing,
}

/// Change slots.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Examples:
  scap modify
  scap modify --set 2=EINVOICE
  scap modify --set '1=G2B-EHELPER;unit-name=高雄第一廠;unit-code=78842193;role=接收公文' --set 3=

A new certificate with the changed content takes the place of the one on the card. What follows the
application is all that the slot will say; a slot that is set to nothing is cleared.")]
pub(crate) struct Modify {
    /// What a slot is to say; may be repeated. Without it what is on the card is changed at the terminal
    #[arg(long, value_name = "SLOT=[CODE[;unit-name=…][;unit-code=…][;role=…]]")]
    pub(crate) set: Vec<SlotChange>,
    #[command(flatten)]
    pub(crate) signing: Signing,
}

/// Cancel slots.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Examples:
  scap cancel --slot 2 5
  scap cancel --all

A new certificate without the slots takes the place of the one on the card. One without any slot is
valid and authorizes nothing.")]
pub(crate) struct Cancel {
    /// The slots to cancel
    #[arg(long, required_unless_present = "all", value_name = "N", num_args = 1.., value_delimiter = ',')]
    pub(crate) slot: Vec<u8>,
    /// Cancel every slot
    #[arg(long, conflicts_with = "slot")]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) signing: Signing,
}

/// Issue to many cards.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Examples:
  scap batch cards.csv --dry-run
  scap batch cards.csv --pin-file secondary.pin --signer-pin-file primary.pin
  scap batch cards.csv --resume

The file is CSV in UTF-8, a row for each slot, with the columns card, holder_kind, holder_number, slot
and application, and, if wanted, unit_name, unit_code, role and pin_file. A card is named by the serial
of its certificate, its label or its reader; its holder (national_id or other, and the number) is the
same in all of its rows, or said once. A card without any slot is authorized for nothing. pin_file
names a file with the card's own PIN, from the folder of the CSV file on.

The whole file is checked before a card is touched. A card that fails does not stop the others; --resume
goes on with those that are not issued yet, or whose rows have changed.")]
pub(crate) struct Batch {
    /// What each card is to get (CSV)
    pub(crate) file: PathBuf,
    /// Go on after an earlier run: cards that its result file says are issued are skipped
    #[arg(long)]
    pub(crate) resume: bool,
    /// Where the results go, a line for each card [default: beside FILE, as NAME.results.csv]
    #[arg(long, value_name = "FILE")]
    pub(crate) results: Option<PathBuf>,
    /// Only check the file: nothing is issued
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The card that signs
    #[arg(long, value_name = "CARD")]
    pub(crate) signer: Option<String>,
    /// File with the PIN of the secondary cards that have no pin_file of their own
    #[arg(long, value_name = "FILE")]
    pub(crate) pin_file: Option<PathBuf>,
    /// File with the signing card's PIN
    #[arg(long, value_name = "FILE")]
    pub(crate) signer_pin_file: Option<PathBuf>,
    /// Answer every question with yes
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) waiting: Waiting,
}

/// Give a delegation.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Examples:
  scap delegate
  scap delegate --content delegation.json --pin-file secondary.pin --signer-pin-file primary.pin

The server keeps the delegation; nothing is written onto the card. The file says who holds the card,
and, if wanted, a unit and a role: {\"holder_id\": {\"kind\": \"national_id\", \"number\": \"A123456789\"},
\"unit_name\": \"總公司\", \"role\": \"主管\"}.")]
pub(crate) struct Delegate {
    /// Who gets the delegation (JSON); without it a form is filled in at the terminal
    #[arg(long, value_name = "FILE")]
    pub(crate) content: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) signing: Signing,
}

/// End a delegation.
#[derive(ClapArgs, Debug)]
#[command(after_help = "Examples:
  scap undelegate
  scap undelegate --serial 311026782832146287338320846168273272094000020 --signer-pin-file primary.pin

The secondary card tells which delegation it has. With --serial it is not needed, as when it is lost:
scap records --direction granted --kind delegation lists the serials.")]
pub(crate) struct Undelegate {
    /// The delegation, if the secondary card is not at hand
    #[arg(long, conflicts_with_all = ["holder", "pin_file"])]
    pub(crate) serial: Option<SerialNumber>,
    /// The secondary card: a reader's name, a token's label or a soft card's name
    #[arg(long, value_name = "CARD")]
    pub(crate) holder: Option<String>,
    /// The primary card
    #[arg(long, value_name = "CARD")]
    pub(crate) signer: Option<String>,
    /// File with the secondary card's PIN
    #[arg(long, value_name = "FILE")]
    pub(crate) pin_file: Option<PathBuf>,
    /// File with the primary card's PIN
    #[arg(long, value_name = "FILE")]
    pub(crate) signer_pin_file: Option<PathBuf>,
    /// Answer every question with yes
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) waiting: Waiting,
}

/// The cards of a signature, and what a script gives.
#[derive(ClapArgs, Debug)]
pub(crate) struct Signing {
    /// The secondary card: a reader's name, a token's label or a soft card's name
    #[arg(long, value_name = "CARD")]
    pub(crate) holder: Option<String>,
    /// The card that signs
    #[arg(long, value_name = "CARD")]
    pub(crate) signer: Option<String>,
    /// File with the secondary card's PIN
    #[arg(long, value_name = "FILE")]
    pub(crate) pin_file: Option<PathBuf>,
    /// File with the signing card's PIN
    #[arg(long, value_name = "FILE")]
    pub(crate) signer_pin_file: Option<PathBuf>,
    /// Save the certificate as text; the name ends in .txt
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// Answer every question with yes
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) waiting: Waiting,
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
#[command(after_help = "Example:
  scap records --from 2026-01-01 --to 2026-12-31 --direction received
  scap records --direction granted --serial 311026782832146287338320846168273272094000020

Dates without a time are whole days of Taiwan (UTC+8). The newest 40 are listed; --serial shows the
content of one.")]
pub(crate) struct Records {
    /// First day, or instant (RFC 3339 in UTC)
    #[arg(long, value_name = "DATE", required_unless_present = "serial")]
    pub(crate) from: Option<String>,
    /// Last day, or instant (RFC 3339 in UTC)
    #[arg(long, value_name = "DATE", required_unless_present = "serial")]
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

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print the value of a setting; of proxy_password, where it is kept
    Get {
        /// server, proxy, proxy_account, proxy_password, module, reader, soft_cards or lang
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
        /// server, proxy, proxy_account, proxy_password, module, reader, soft_cards or lang
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

fn parse_rank(text: &str) -> Result<CardRank, String> {
    match text {
        "primary" => Ok(CardRank::Primary),
        "secondary" => Ok(CardRank::Secondary),
        _ => Err("primary or secondary".to_owned()),
    }
}

fn parse_time(text: &str) -> Result<UnixTime, String> {
    text.parse().map_err(|error: scap_ac::ParseTimeError| error.to_string())
}
