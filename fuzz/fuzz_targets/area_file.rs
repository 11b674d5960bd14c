//! A card that gives any answers: its area is read, opened and written in a bounded number of commands, or refused.
#![no_main]

use scap_card::{
    CardError, Pin,
    iso7816::{FileArea, FileProfile, Transmit, card_number},
};

/// More commands than any operation on this area sends: 32 rounds for each of its chunks.
const BOUND: usize = 32 * 64;

/// Gives answers one after the other: a byte that is the length, then the answer. Then it is gone.
struct Answers<'a> {
    rest: &'a [u8],
    commands: usize,
}

impl Transmit for Answers<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        self.commands += 1;
        assert!(self.commands < BOUND && (4..=261).contains(&command.len()));
        let (length, rest) = self.rest.split_first().ok_or(CardError::Removed)?;
        let (answer, rest) = rest.split_at(rest.len().min((*length).into()));
        self.rest = rest;
        Ok(answer.to_vec())
    }
}

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Ok(profile) = "3F00/0900/0A01;size=128;pin=81;chunk=16".parse::<FileProfile>() else { return };
    let Ok(pin) = Pin::new("123456".into()) else { return };
    let card = || Answers { rest: input, commands: 0 };
    let _ = FileArea::new(&mut card(), &profile).state();
    if let Ok(Some(read)) = FileArea::new(&mut card(), &profile).read() {
        assert!((1..=profile.capacity().max(52)).contains(&read.len()));
    }
    let _ = FileArea::new(&mut card(), &profile).open(Some(&pin));
    let _ = FileArea::new(&mut card(), &profile).write(&[7; 40], Some(&pin));
    let _ = card_number(&mut card());
});
