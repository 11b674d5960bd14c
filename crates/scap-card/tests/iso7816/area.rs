//! The area of a card is opened once, then written, read and replaced.

use scap_card::{AreaState, CardError};
use scap_virtual_card::AREA_FILE;

use crate::desk::{Kind, SMALL, USUAL, code};

#[test]
fn the_area_is_opened_once_and_then_written_read_and_replaced() {
    for kind in [
        USUAL,
        SMALL,
        Kind { first_generation: true, ..USUAL },
        Kind { padded: true, ..SMALL },
        Kind { chunk: 1, ..SMALL },
        Kind { chunk: 17, size: 1000, ..SMALL },
    ] {
        let mut card = kind.card();
        let capacity = kind.profile().capacity();
        assert_eq!(card.state(kind).unwrap(), AreaState::Closed, "{kind:?}");
        assert_eq!(code(card.read(kind)), "area.not_open");
        assert_eq!(code(card.write(kind, b"one")), "area.not_open");
        card.open(kind).unwrap();
        assert_eq!(code(card.open(kind)), "area.already_open");
        assert_eq!(card.state(kind).unwrap(), AreaState::Open { capacity });
        assert_eq!(card.read(kind).unwrap(), None);
        let full = vec![7; capacity];
        for content in [&b"one"[..], b"another", &full, b"a third"] {
            card.write(kind, content).unwrap();
            card.0.reset();
            assert_eq!(card.read(kind).unwrap().as_deref(), Some(content), "{kind:?}");
        }
        let too_much = card.write(kind, &vec![8; capacity + 1]);
        let needed = capacity + 1;
        assert!(
            matches!(too_much, Err(CardError::AreaFull { needed: n, capacity: c }) if (n, c) == (needed, capacity))
        );
        assert_eq!(code(card.write(kind, b"")), "card.unreadable");
        assert_eq!(card.read(kind).unwrap().as_deref(), Some(&b"a third"[..]), "{kind:?}");
    }
}

#[test]
fn four_kib_fit_and_no_command_has_more_than_200_bytes() {
    let mut card = USUAL.open_card();
    card.0.take_log();
    card.write(USUAL, &[9; 4096]).unwrap();
    for exchange in card.0.log() {
        assert!(exchange.command.len() <= 5 + 200, "{exchange:?}");
    }
    // Select three files, read the state, ask and verify the PIN, 21 chunks out, 21 back, one byte that switches.
    assert_eq!(card.0.log().len(), 3 + 1 + 2 + 21 + 21 + 1);
    let switch = &card.0.log().last().unwrap().command;
    assert_eq!((&switch[..5], switch.len()), (&[0x00, 0xD6, 0, 0, 1][..], 6));
}

#[test]
fn what_is_of_another_layout_is_never_written_over() {
    let table: [(&str, &[u8]); 6] = [
        ("another file", b"\x30\x82\x04\x00 certificate of somebody"),
        ("zero before something", b"\x00vendor data"),
        ("another version", b"\x00SCAP\x02\x00\x28"),
        ("a state that is none", b"\x77SCAP\x01\x00\x28\0\0\0\0\0\0\0\0"),
        ("a capacity beyond the file", b"\xE0SCAP\x01\x20\x00\0\0\0\0\0\0\0\0"),
        ("no capacity", b"\xA1SCAP\x01\x00\x00\0\0\0\0\0\0\0\0"),
    ];
    for (what, bytes) in table {
        let mut card = SMALL.card();
        card.0.contents_mut(AREA_FILE).unwrap()[..bytes.len()].copy_from_slice(bytes);
        let before = card.0.contents(AREA_FILE).unwrap().to_vec();
        assert_eq!(card.state(SMALL).unwrap(), AreaState::Unsupported, "{what}");
        assert_eq!(code(card.open(SMALL)), "area.unsupported", "{what}");
        assert_eq!(code(card.read(SMALL)), "area.unsupported", "{what}");
        assert_eq!(code(card.write(SMALL, b"ours")), "area.unsupported", "{what}");
        assert_eq!(card.0.contents(AREA_FILE).unwrap(), before, "{what}");
    }
}

#[test]
fn a_file_that_is_not_there_or_too_small_is_told() {
    let mut card = SMALL.card();
    let elsewhere = "3F00/0900/0A01;size=128".parse().unwrap();
    let mut area = scap_card::iso7816::FileArea::new(&mut card, &elsewhere);
    assert_eq!(area.state().unwrap(), AreaState::Unsupported);
    let error = area.read().unwrap_err();
    assert_eq!(error.code(), "area.unsupported");
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("6A82"), "{error:?}");

    // The file is smaller than the profile says: nothing is switched.
    let kind = Kind { size: 512, ..SMALL };
    let mut card = SMALL.card();
    card.open(kind).unwrap();
    assert_eq!(code(card.write(kind, &[1; 200])), "card.unreadable");
    assert_eq!(card.read(kind).unwrap(), None);
}

#[test]
fn a_card_that_keeps_other_bytes_than_were_written_is_not_switched() {
    let mut card = SMALL.open_card();
    card.write(SMALL, b"old").unwrap();
    // The second place is damaged: what is written there does not stay.
    struct Damaged(crate::desk::Card);
    impl scap_card::iso7816::Transmit for Damaged {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
            let answer = self.0.transmit(command);
            if command[1] == 0xD6 && command[3] >= 64 {
                self.0.0.contents_mut(AREA_FILE).unwrap()[80] ^= 1;
            }
            answer
        }
    }
    let mut damaged = Damaged(card);
    let profile = SMALL.profile();
    let pin = crate::desk::pin(crate::desk::PIN);
    let written = scap_card::iso7816::FileArea::new(&mut damaged, &profile).write(&[5; 40], Some(&pin));
    assert_eq!(code(written), "card.unreadable");
    assert_eq!(damaged.0.read(SMALL).unwrap().as_deref(), Some(&b"old"[..]));
}
