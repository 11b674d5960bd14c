//! What the command line says.

use std::{ffi::OsString, str::FromStr, time::Duration};

use clap::Parser;
use scap_virtual_card::{Ef, Fault, NUMBER_FILE, Padding, Pin, Profile};

/// The port of the first reader of Debian's vpcd.
const PORT: u16 = 35963;

/// Puts a virtual secondary card into a virtual reader, for evaluation and tests.
///
/// The card has a PIN, the number file of first-generation cards and an authorization area, which anyone may read and
/// which is written after VERIFY. It starts anew with every run. Ending the program pulls the card.
#[derive(Debug, Parser)]
#[command(version, after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The port on which vpcd, the driver of virtual readers, waits for a card.
    #[arg(long, default_value_t = PORT, conflicts_with = "command")]
    pub(crate) port: u16,

    /// The PIN. Use one that protects nothing: other programs see it.
    #[arg(long, default_value = "123456")]
    pin: String,

    /// The reference of the PIN in VERIFY, in hex.
    #[arg(long, value_name = "HEX", default_value = "81", value_parser = hex_byte)]
    pin_reference: u8,

    /// How many wrong PINs lock the card.
    #[arg(long, default_value_t = 3)]
    tries: u8,

    /// Pads the PIN to this length with FF.
    #[arg(long, value_name = "LENGTH")]
    pad: Option<usize>,

    /// The class bytes that the card knows, in hex.
    #[arg(long, value_name = "HEX", value_delimiter = ',', default_value = "00,80", value_parser = hex_byte)]
    class: Vec<u8>,

    /// The card number, in ASCII; those of real cards have 16 characters.
    #[arg(long, default_value = "SC00000000000001")]
    number: String,

    /// Where the area is on the card: identifiers of files from the MF on, in hex.
    #[arg(long, value_name = "PATH", default_value = "3F00/5343/4150")]
    area_path: FilePath,

    /// How many bytes the area has.
    #[arg(long, value_name = "BYTES", default_value_t = 8192, value_parser = clap::value_parser!(u16).range(1..=32768))]
    area_size: u16,

    /// How many bytes may be read or written at once.
    #[arg(long, value_name = "BYTES", default_value_t = 200)]
    max_data: usize,

    /// Takes commands of extended length.
    #[arg(long)]
    extended: bool,

    /// Answers SELECT by file control information.
    #[arg(long)]
    fci: bool,

    /// Has the manners of T=0: 61xx and 6Cxx.
    #[arg(long)]
    t0: bool,

    /// What goes wrong at which command, counted from 1; may be given more than once.
    #[arg(long = "fault", value_name = "N=FAULT")]
    pub(crate) faults: Vec<FaultAt>,

    /// A program to run: the card is put into a reader of a private PC/SC daemon that this program finds, and is
    /// pulled when it ends. No other daemon is touched.
    #[arg(last = true)]
    pub(crate) command: Vec<OsString>,
}

const AFTER_HELP: &str = "\
Faults:
  N=vanish-before   the card is gone before command N is executed
  N=vanish-after    it is gone after that, before it answers
  N=tear:BYTES      it is gone when so many bytes of UPDATE BINARY are written
  N=slow:MS         the answer comes so many milliseconds late
  N=garbage:HEX     these bytes are the answer, and nothing is executed
  N=status:SW       this status word is the answer, and nothing is executed

Examples:
  scap-virtual-card --port 35963
  scap-virtual-card --fault 7=tear:100 -- opensc-tool --list-readers";

impl Args {
    /// What the card is like.
    pub(crate) fn profile(&self) -> Profile {
        let pin = Pin {
            value: self.pin.clone().into_bytes(),
            reference: self.pin_reference,
            tries: self.tries,
            padding: self.pad.map(|length| Padding { length, byte: 0xFF }),
        };
        let profile = Profile {
            classes: self.class.clone(),
            pin,
            max_data: self.max_data,
            extended: self.extended,
            fci: self.fci,
            t0: self.t0,
            ..Profile::empty()
        };
        profile
            .with_file(NUMBER_FILE, Ef::read_only(self.number.clone().into_bytes()))
            .with_file(&self.area_path.0, Ef::pin_to_write(vec![0; self.area_size.into()]))
    }
}

fn hex_byte(text: &str) -> Result<u8, std::num::ParseIntError> {
    u8::from_str_radix(text, 16)
}

/// Identifiers of files, from the MF on.
#[derive(Clone, Debug)]
struct FilePath(Vec<u16>);

/// Why an argument was refused.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(crate) enum ArgumentError {
    #[error("a path is identifiers of four hex digits, joined by `/`, and does not end at the MF")]
    Path,
    #[error("a fault is a number of a command from 1 on, `=`, and one of the faults that `--help` lists")]
    Fault,
}

impl FromStr for FilePath {
    type Err = ArgumentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = |part: &str| u16::from_str_radix(part, 16).ok().filter(|_| part.len() == 4);
        let ids: Option<Vec<u16>> = text.split('/').map(id).collect();
        ids.filter(|ids| ids.last() != Some(&0x3F00)).map(Self).ok_or(ArgumentError::Path)
    }
}

/// A fault and the number of its command.
#[derive(Clone, Debug)]
pub(crate) struct FaultAt {
    pub(crate) nth: u64,
    pub(crate) fault: Fault,
}

impl FromStr for FaultAt {
    type Err = ArgumentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = || {
            let (nth, fault) = text.split_once('=')?;
            let nth = nth.parse().ok().filter(|nth| *nth > 0)?;
            let fault = match fault.split_once(':').unwrap_or((fault, "")) {
                ("vanish-before", "") => Fault::VanishBefore,
                ("vanish-after", "") => Fault::VanishAfter,
                ("tear", bytes) => Fault::TearUpdate { written: bytes.parse().ok()? },
                ("slow", ms) => Fault::Slow(Duration::from_millis(ms.parse().ok()?)),
                ("garbage", hex) => Fault::Garbage(hex_bytes(hex)?),
                ("status", sw) => Fault::Status(u16::from_str_radix(sw, 16).ok()?),
                _ => return None,
            };
            Some(Self { nth, fault })
        };
        parsed().ok_or(ArgumentError::Fault)
    }
}

fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    rest.is_empty().then(|| pairs.iter().map(byte).collect())?
}
