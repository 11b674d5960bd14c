//! Answers that no card should give: every one ends in a code, and nothing is switched by it.

use proptest::prelude::*;
use scap_card::{
    CardError,
    iso7816::{FileArea, FileProfile, Transmit, card_number},
};
use scap_virtual_card::{AREA_FILE, Fault};

use crate::desk::{PIN, SMALL, pin};

const OLD: &[u8] = b"old";

#[test]
fn garbage_at_any_command_is_a_code_and_the_old_certificate_stays() {
    let garbage: [&[u8]; 7] =
        [&[], &[0x90], &[0x00], &[0x12, 0x34, 0x56], &[0; 300], &[0x61, 0x00], &[0x6C, 0x00]];
    let faults = garbage.into_iter().map(|bytes| Fault::Garbage(bytes.to_vec()));
    let faults: Vec<_> = faults.chain([0x6581, 0x6F00, 0x6A84, 0x6982, 0x6985].map(Fault::Status)).collect();
    for fault in faults {
        for command in 1..=20 {
            let mut card = SMALL.open_card();
            card.write(SMALL, OLD).unwrap();
            card.0.reset();
            card.0.fail_at(command, fault.clone());
            let written = card.write(SMALL, b"new one");
            let case = format!("{fault:?} at {command}: {written:?}");
            let expected: &[u8] = if written.is_ok() { b"new one" } else { OLD };
            if let Err(error) = &written {
                let codes = ["card.unreadable", "pin.required", "area.not_open", "pin.incorrect"];
                assert!(codes.contains(&error.code()), "{case}");
            }
            card.0.clear_faults();
            card.0.reset();
            let held = card.read(SMALL).unwrap();
            assert_eq!(held.as_deref(), Some(expected), "{case}");
            card.write(SMALL, b"again").unwrap();
            assert_eq!(card.read(SMALL).unwrap().as_deref(), Some(&b"again"[..]), "{case}");
        }
    }
}

/// A card that gives these answers, whatever it is asked.
struct Noise(Vec<Vec<u8>>);

impl Transmit for Noise {
    fn transmit(&mut self, _command: &[u8]) -> Result<Vec<u8>, CardError> {
        self.0.pop().ok_or(CardError::Removed)
    }
}

/// Answers that are likely to lead further than noise does.
fn answers() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let data = prop_oneof![
        Just(Vec::new()),
        Just(b"\xA1SCAP\x01\x00\x36\0\0\0\0\0\0\0\0".to_vec()),
        Just(vec![0; 16]),
        proptest::collection::vec(any::<u8>(), 0..258),
    ];
    let status = prop_oneof![
        6 => Just(vec![0x90, 0x00]),
        1 => Just(vec![0x62, 0x82]),
        1 => Just(vec![0x63, 0xC2]),
        1 => any::<u8>().prop_map(|length| vec![0x61, length]),
        1 => any::<u8>().prop_map(|length| vec![0x6C, length]),
        1 => proptest::collection::vec(any::<u8>(), 0..3),
    ];
    proptest::collection::vec((data, status).prop_map(|(data, status)| [data, status].concat()), 0..60)
}

proptest! {
    #[test]
    fn no_answers_can_make_it_panic_or_go_on_for_ever(answers in answers()) {
        let profile = SMALL.profile();
        let _ = FileArea::new(&mut Noise(answers.clone()), &profile).state();
        let _ = FileArea::new(&mut Noise(answers.clone()), &profile).read();
        let _ = FileArea::new(&mut Noise(answers.clone()), &profile).open(Some(&pin(PIN)));
        let _ = FileArea::new(&mut Noise(answers.clone()), &profile).write(&[1; 30], Some(&pin(PIN)));
        let _ = card_number(&mut Noise(answers));
    }

    #[test]
    fn any_contents_of_the_file_are_read_or_refused(contents in proptest::collection::vec(any::<u8>(), 128), header: bool) {
        let mut card = SMALL.card();
        let file = card.0.contents_mut(AREA_FILE).unwrap();
        file.copy_from_slice(&contents);
        if header {
            file[1..8].copy_from_slice(b"SCAP\x01\x00\x20");
        }
        if let Ok(Some(read)) = card.read(SMALL) {
            prop_assert!(!read.is_empty() && contents.windows(read.len()).any(|window| window == read));
        }
    }

    #[test]
    fn any_text_is_a_profile_or_is_refused_with_a_reason(text in "[0-9A-F/;=a-z +-]{0,40}|\\PC{0,30}") {
        match text.parse::<FileProfile>() {
            Ok(profile) => prop_assert_eq!(profile.to_string().parse(), Ok(profile)),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
