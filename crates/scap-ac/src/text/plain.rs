//! Texts that need no closer look: a few octets of visible ASCII, Chinese characters and their punctuation, in UTF-8.
//!
//! Most texts of a certificate are such, and checking them by the general rules would take as long as all the rest of
//! reading one.

/// The most octets: as many characters fit every kind of text.
const MOST: usize = 64;

/// Whether a text is plain. Of one that is not, nothing is known.
pub(crate) fn is_plain_text(octets: &[u8]) -> bool {
    let mut rest = octets;
    while !rest.is_empty() {
        let several = rest.first_chunk().and_then(|eight| several(u64::from_le_bytes(*eight)));
        let Some(length) = several.or_else(|| one(rest)) else { return false };
        rest = rest.get(length..).unwrap_or_default();
    }
    (1..=MOST).contains(&octets.len())
}

/// The length of the character that comes first, if it is a plain one.
const fn one(octets: &[u8]) -> Option<usize> {
    match octets {
        [0x21..=0x7e, ..] => Some(1),
        // U+4000 to U+9FFF: ideographs.
        [0xe4..=0xe9, 0x80..=0xbf, 0x80..=0xbf, ..] => Some(3),
        // U+3001 to U+303F: punctuation, without the space before it.
        [0xe3, 0x80, 0x81..=0xbf, ..] => Some(3),
        _ => None,
    }
}

/// The length of two ideographs or eight ASCII characters that eight octets start with, the first of them lowest.
#[inline]
const fn several(octets: u64) -> Option<usize> {
    const IDEOGRAPHS: u64 = 0x8080_e080_80e0;
    const HIGH_BITS: u64 = 0xc0c0_f0c0_c0f0;
    const LOW_BITS: u64 = 0x0f00_000f;
    const ASCII: u64 = 0x0101_0101_0101_0101;

    // What leads lies between E4 and E9: adding to 4 and more, but not adding less to 9 and less, reaches the fifth bit.
    let low = octets & LOW_BITS;
    let in_range = (low + 0x0c00_000c) & !(low + 0x0600_0006) & 0x1000_0010;
    if octets & HIGH_BITS == IDEOGRAPHS && in_range == 0x1000_0010 {
        return Some(6);
    }
    // Below 80 each, reaching it by what is added to 21 and more, and not by what is added to 7E and less.
    let high = ASCII * 0x80;
    if octets & high == 0 && (octets + ASCII * 0x5f) & high == high && (octets + ASCII) & high == 0 {
        return Some(8);
    }
    None
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

    #[test]
    fn each_character_is_judged_alike_alone_and_among_others() {
        for c in '\0'..=char::MAX {
            let plain = is_plain_text(c.encode_utf8(&mut [0; 4]).as_bytes());
            for text in
                [format!("字{c}字字"), format!("{c}字字字"), format!("abcd{c}efghij"), format!("{c}{c}{c}")]
            {
                assert_eq!(is_plain_text(text.as_bytes()), plain, "{text:?}");
            }
            assert!(!plain || Role::new(c).is_ok(), "{c:?}");
        }
    }

    #[test]
    fn no_octets_are_plain_that_are_no_text() {
        for one in 0..=u8::MAX {
            for two in 0..=u8::MAX {
                for octets in [
                    [0xe4, 0xb8, 0x80, one, two, 0x80, b'a', b'a'],
                    [one, two, 0x80, 0xe4, 0xb8, 0x80, b'a', b'a'],
                ] {
                    assert!(!is_plain_text(&octets) || core::str::from_utf8(&octets).is_ok(), "{octets:x?}");
                }
            }
        }
    }
}
