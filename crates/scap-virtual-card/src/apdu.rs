//! A command APDU taken apart, and the status words that answer it (ISO 7816-4).

/// Instructions that a card knows.
pub(crate) mod ins {
    pub(crate) const VERIFY: u8 = 0x20;
    pub(crate) const SELECT: u8 = 0xA4;
    pub(crate) const READ_BINARY: u8 = 0xB0;
    pub(crate) const GET_RESPONSE: u8 = 0xC0;
    pub(crate) const UPDATE_BINARY: u8 = 0xD6;
}

/// Status words.
pub(crate) mod sw {
    pub(crate) const OK: u16 = 0x9000;
    pub(crate) const MORE: u16 = 0x6100;
    pub(crate) const END_REACHED: u16 = 0x6282;
    pub(crate) const TRIES_LEFT: u16 = 0x63C0;
    pub(crate) const WRONG_LENGTH: u16 = 0x6700;
    pub(crate) const SECURITY_STATUS: u16 = 0x6982;
    pub(crate) const PIN_LOCKED: u16 = 0x6983;
    pub(crate) const CONDITIONS_OF_USE: u16 = 0x6985;
    pub(crate) const NO_FILE_SELECTED: u16 = 0x6986;
    pub(crate) const FILE_NOT_FOUND: u16 = 0x6A82;
    pub(crate) const NO_SPACE: u16 = 0x6A84;
    pub(crate) const WRONG_P1_P2: u16 = 0x6A86;
    pub(crate) const NO_SUCH_PIN: u16 = 0x6A88;
    pub(crate) const WRONG_OFFSET: u16 = 0x6B00;
    pub(crate) const WRONG_LE: u16 = 0x6C00;
    pub(crate) const UNKNOWN_INS: u16 = 0x6D00;
    pub(crate) const UNKNOWN_CLASS: u16 = 0x6E00;
}

/// A command of one of the seven forms: case 1, and cases 2 to 4 short and extended.
pub(crate) struct Command<'a> {
    pub(crate) class: u8,
    pub(crate) ins: u8,
    pub(crate) p1: u8,
    pub(crate) p2: u8,
    pub(crate) data: &'a [u8],
    /// How many bytes are expected at most, if any are.
    pub(crate) le: Option<usize>,
    pub(crate) extended: bool,
}

impl<'a> Command<'a> {
    /// Takes `bytes` apart: `None` if their lengths are those of no form.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (&[class, ins, p1, p2], body) = bytes.split_first_chunk()?;
        let (data, le, extended) = match body {
            [] | [_] => (&[][..], body, false),
            [0, le @ ..] if le.len() == 2 => (&[][..], le, true),
            [0, high, low, rest @ ..] => {
                let (data, le) = split_data(rest, u16::from_be_bytes([*high, *low]))?;
                (data, le, true)
            }
            [lc, rest @ ..] => {
                let (data, le) = split_data(rest, u16::from(*lc))?;
                (data, le, false)
            }
        };
        let le = match (le, extended) {
            ([], _) => None,
            ([0], false) => Some(0x100),
            ([le], false) => Some(usize::from(*le)),
            ([0, 0], true) => Some(0x1_0000),
            ([high, low], true) => Some(u16::from_be_bytes([*high, *low]).into()),
            _ => return None,
        };
        Some(Self { class, ins, p1, p2, data, le, extended })
    }

    /// P1 and P2 as an offset of 15 bits, if they are one.
    pub(crate) fn offset(&self) -> Option<usize> {
        (self.p1 < 0x80).then(|| u16::from_be_bytes([self.p1, self.p2]).into())
    }
}

/// Splits what follows Lc into the data and Le. There is no Lc of zero.
fn split_data(rest: &[u8], lc: u16) -> Option<(&[u8], &[u8])> {
    rest.split_at_checked(lc.into()).filter(|_| lc != 0)
}
