//! The commands that open, issue, change and end: a card signs in each.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use scap_ac::SerialNumber;

use super::Waiting;
use crate::change::SlotChange;

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

The secondary card tells which delegation it has. With --serial it is not needed, as when it is
lost: scap records --direction granted --kind delegation lists the serials.")]
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
