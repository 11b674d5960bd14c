//! Texts that need no closer look: a few octets of visible ASCII, Chinese characters and their punctuation, in UTF-8.
//!
//! Most texts of a certificate are such, and checking them character by character would take as long as all the rest of
//! reading one. So classes of octets are found 16 at a time, as bits of a number, and compared by shifting.

use wide::u8x16;

/// The most octets: there are as many bits, and as many characters fit every kind of text.
const MOST: usize = 64;

/// Octets of a text by what they can be, a bit for each, the first lowest.
#[derive(Clone, Copy, Default)]
struct Classes {
    /// Visible ASCII.
    ascii: u64,
    /// The first octet of one of U+3000 to U+9FFF, which have three.
    leads: u64,
    /// The first octet of one of U+3000 to U+3FFF.
    leads_3: u64,
    /// An octet that is not the first of its character.
    continues: u64,
    /// The octet 80.
    is_80: u64,
}

/// Whether a text is plain. Of one that is not, nothing is known.
pub(crate) fn is_plain_text(octets: &[u8]) -> bool {
    if octets.is_empty() || octets.len() > MOST {
        return false;
    }
    let Classes { ascii, leads, leads_3, continues, is_80 } = classify(octets);
    let all = u64::MAX >> (MOST - octets.len());
    // A character that is cut off at the end would continue where no octet is.
    let cut_off = leads & !(all >> 2) != 0;
    // Of those that E3 leads, the punctuation: U+3001 to U+303F.
    let punctuation = (leads_3 << 1) & !is_80 == 0 && (leads_3 << 2) & is_80 == 0;
    ascii | leads | continues == all && continues == (leads << 1 | leads << 2) && !cut_off && punctuation
}

fn classify(octets: &[u8]) -> Classes {
    let mut all = Classes::default();
    if let Some(last) = octets.last_chunk() {
        // The last sixteen may overlap those before.
        all.add(classify_16(last), octets.len() - 16);
        for (chunk, at) in octets.as_chunks().0.iter().zip((0..).step_by(16)) {
            all.add(classify_16(chunk), at);
        }
    } else {
        let mut padded = [0; 16];
        padded.iter_mut().zip(octets).for_each(|(to, from)| *to = *from);
        all = classify_16(&padded);
    }
    all
}

impl Classes {
    #[inline]
    const fn add(&mut self, other: Self, at: usize) {
        self.ascii |= other.ascii << at;
        self.leads |= other.leads << at;
        self.leads_3 |= other.leads_3 << at;
        self.continues |= other.continues << at;
        self.is_80 |= other.is_80 << at;
    }
}

fn classify_16(octets: &[u8; 16]) -> Classes {
    let octets = u8x16::new(*octets);
    let bits = |mask: u8x16| u64::from(mask.to_bitmask());
    let equal = |octet| bits(octets.simd_eq(u8x16::splat(octet)));
    let among = |first: u8, last: u8| {
        let from_first = octets - u8x16::splat(first);
        bits(from_first.min(u8x16::splat(last - first)).simd_eq(from_first))
    };
    Classes {
        ascii: among(0x21, 0x7e),
        leads: among(0xe3, 0xe9),
        leads_3: equal(0xe3),
        continues: among(0x80, 0xbf),
        is_80: equal(0x80),
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String};

    use super::*;
    use crate::text::{ApplicationCode, Role, Text};

    #[test]
    fn a_text_that_needs_no_closer_look_would_pass_it() {
        let edges = [
            "\u{20}", "\u{21}", "\u{7e}", "\u{7f}", "\u{3000}", "\u{3001}", "\u{303f}", "\u{3040}",
            "\u{3164}",
        ];
        let more =
            ["\u{3fff}", "\u{4000}", "\u{9fff}", "\u{a000}", "\u{d7ff}", "\u{e000}", "\u{feff}", "\u{20000}"];
        let (mut plain, mut other) = (0, 0);
        for one in edges.iter().chain(&more) {
            for two in edges.iter().chain(&more) {
                let text = format!("{one}{two}");
                match Role::is_plain(text.as_bytes()) {
                    true => {
                        assert_eq!(<Role as Text>::check(&text), Ok(()), "{text:?}");
                        plain += 1;
                    }
                    false => other += 1,
                }
            }
        }
        assert!(plain > 10 && other > 10);
        assert!(!Role::is_plain(b"") && !Role::is_plain(b"\xe4\xb8") && !Role::is_plain(b"a\x80"));
        assert!(ApplicationCode::is_plain(b"G2B") && !ApplicationCode::is_plain("字".as_bytes()));
    }

    #[test]
    fn what_is_plain_has_no_fault_wherever_it_stands() {
        let faults: [&[u8]; 7] =
            [b"\n", b" ", &[0x80], &[0xe4, 0xb8], &[0xe3, 0x80, 0x80], &[0xea, 0x80, 0x80], &[0xff]];
        for before in 0..MOST {
            for fault in faults {
                let mut text = [b'a'; MOST].get(..before).unwrap().to_vec();
                text.extend(fault);
                assert!(!is_plain_text(&text), "{text:x?}");
                text.extend("》字a".bytes());
                assert!(!is_plain_text(&text), "{text:x?}");
            }
            let text = String::from("字》a").repeat(before);
            assert_eq!(is_plain_text(text.as_bytes()), before > 0 && text.len() <= MOST, "{text}");
        }
    }
}
