//! The text that says where a card's area is: understood alike when it is written again, or refused with a reason.
#![no_main]

use scap_card::iso7816::FileProfile;

libfuzzer_sys::fuzz_target!(|text: &str| {
    match text.parse::<FileProfile>() {
        Ok(profile) => assert_eq!(profile.to_string().parse(), Ok(profile)),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
