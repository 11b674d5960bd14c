//! What each command does and how it is answered (ISO 7816-4).

use std::mem;

use super::VirtualCard;
use crate::{
    apdu::{Command, ins, sw},
    file::Place,
};

/// Data and the status word after it, or a status word alone.
type Outcome = Result<(Vec<u8>, u16), u16>;

const DONE: Outcome = Ok((Vec::new(), sw::OK));

impl VirtualCard {
    /// Executes a command; of the data of an UPDATE BINARY at most `written` bytes are written.
    pub(super) fn execute(&mut self, command: &[u8], written: Option<usize>) -> Vec<u8> {
        let pending = mem::take(&mut self.session.pending);
        let outcome = match Command::parse(command) {
            None => Err(sw::WRONG_LENGTH),
            Some(command) => self.dispatch(&command, pending, written),
        };
        let (mut answer, status) = outcome.unwrap_or_else(|status| (Vec::new(), status));
        answer.extend(status.to_be_bytes());
        answer
    }

    fn dispatch(&mut self, command: &Command<'_>, pending: Vec<u8>, written: Option<usize>) -> Outcome {
        if !self.profile.classes.contains(&command.class) {
            return Err(sw::UNKNOWN_CLASS);
        }
        if command.extended && !self.profile.extended {
            return Err(sw::WRONG_LENGTH);
        }
        match command.ins {
            ins::VERIFY => self.verify(command),
            ins::SELECT => self.select(command),
            ins::READ_BINARY => self.read(command),
            ins::UPDATE_BINARY => self.update(command, written),
            ins::GET_RESPONSE if self.profile.t0 => self.get_response(command, pending),
            _ => Err(sw::UNKNOWN_INS),
        }
    }

    fn verify(&mut self, command: &Command<'_>) -> Outcome {
        let pin = &self.profile.pin;
        if command.p1 != 0 {
            return Err(sw::WRONG_P1_P2);
        }
        if command.p2 != pin.reference {
            return Err(sw::NO_SUCH_PIN);
        }
        // T=0 has no commands without a third parameter: an empty VERIFY comes with a zero there.
        let asks = command.data.is_empty() && matches!(command.le, None | Some(256));
        let tries = command.le.is_none() && pin.takes(command.data);
        if !asks && !tries {
            return Err(sw::WRONG_LENGTH);
        }
        if self.tries_left == 0 {
            return Err(sw::PIN_LOCKED);
        }
        if asks {
            return if self.session.verified {
                DONE
            } else {
                Err(sw::TRIES_LEFT | u16::from(self.tries_left))
            };
        }
        self.session.verified = command.data == pin.padded();
        if self.session.verified {
            self.tries_left = pin.tries;
            return DONE;
        }
        self.tries_left -= 1;
        Err(match self.tries_left {
            0 => sw::PIN_LOCKED,
            tries => sw::TRIES_LEFT | u16::from(tries),
        })
    }

    fn select(&mut self, command: &Command<'_>) -> Outcome {
        let files = &self.profile.files;
        let (ids, rest) = command.data.as_chunks::<2>();
        let ids: Vec<u16> = ids.iter().map(|id| u16::from_be_bytes(*id)).collect();
        if ids.is_empty() || !rest.is_empty() {
            return Err(sw::WRONG_LENGTH);
        }
        let current = &self.session.selected.df;
        let found = match (command.p1, ids.as_slice()) {
            (0x00, &[id]) => files.step(current, id),
            (0x00, _) => return Err(sw::WRONG_LENGTH),
            (0x08, path) => files.walk(&[], path),
            (0x09, path) => files.walk(current, path),
            _ => return Err(sw::WRONG_P1_P2),
        };
        let place = found.ok_or(sw::FILE_NOT_FOUND)?;
        let fci = match command.p2 {
            0x00 | 0x04 if self.profile.fci => self.control_information(&place),
            0x00 | 0x04 | 0x0C => Vec::new(),
            _ => return Err(sw::WRONG_P1_P2),
        };
        self.session.selected = place;
        if fci.is_empty() || (command.le.is_none() && !self.profile.t0) {
            return DONE;
        }
        if self.profile.t0 {
            let status = sw::MORE | low_byte(fci.len());
            self.session.pending = fci;
            return Err(status);
        }
        Ok((fci, sw::OK))
    }

    /// The size, kind and identifier of a file, as a file control information template.
    fn control_information(&self, place: &Place) -> Vec<u8> {
        let [high, low] = place.id().to_be_bytes();
        let mut inner = Vec::new();
        match self.profile.files.at(place) {
            Some(file) => {
                let size = u16::try_from(file.contents.len()).unwrap_or(u16::MAX).to_be_bytes();
                inner.extend([0x80, 2, size[0], size[1], 0x82, 1, 0x01]);
            }
            None => inner.extend([0x82, 1, 0x38]),
        }
        inner.extend([0x83, 2, high, low]);
        let length = u8::try_from(inner.len()).unwrap_or(u8::MAX);
        [&[0x6F, length][..], &inner].concat()
    }

    fn get_response(&mut self, command: &Command<'_>, mut pending: Vec<u8>) -> Outcome {
        let Some(le) = command.le.filter(|_| command.data.is_empty()) else {
            return Err(sw::WRONG_LENGTH);
        };
        if (command.p1, command.p2) != (0, 0) {
            return Err(sw::WRONG_P1_P2);
        }
        if pending.is_empty() {
            return Err(sw::CONDITIONS_OF_USE);
        }
        if le != 256 && le > pending.len() {
            let status = sw::WRONG_LE | low_byte(pending.len());
            self.session.pending = pending;
            return Err(status);
        }
        let rest = pending.split_off(le.min(pending.len()));
        let status = if rest.is_empty() { sw::OK } else { sw::MORE | low_byte(rest.len()) };
        self.session.pending = rest;
        Ok((pending, status))
    }

    fn read(&self, command: &Command<'_>) -> Outcome {
        let Some(le) = command.le.filter(|_| command.data.is_empty()) else {
            return Err(sw::WRONG_LENGTH);
        };
        let offset = command.offset().ok_or(sw::WRONG_P1_P2)?;
        let file = self.profile.files.at(&self.session.selected).ok_or(sw::NO_FILE_SELECTED)?;
        if !file.read.is_given(self.session.verified) {
            return Err(sw::SECURITY_STATUS);
        }
        let rest = file.contents.get(offset..).filter(|rest| !rest.is_empty()).ok_or(sw::WRONG_OFFSET)?;
        let most = rest.len().min(self.profile.max_data);
        if self.profile.t0 && !command.extended && le > most && most < 256 {
            return Err(sw::WRONG_LE | low_byte(most));
        }
        if le > self.profile.max_data {
            return Err(sw::WRONG_LENGTH);
        }
        match rest.get(..le) {
            Some(data) => Ok((data.to_vec(), sw::OK)),
            None => Ok((rest.to_vec(), sw::END_REACHED)),
        }
    }

    fn update(&mut self, command: &Command<'_>, written: Option<usize>) -> Outcome {
        if command.data.is_empty() || command.le.is_some() || command.data.len() > self.profile.max_data {
            return Err(sw::WRONG_LENGTH);
        }
        let offset = command.offset().ok_or(sw::WRONG_P1_P2)?;
        let file = self.profile.files.at_mut(&self.session.selected).ok_or(sw::NO_FILE_SELECTED)?;
        if !file.write.is_given(self.session.verified) {
            return Err(sw::SECURITY_STATUS);
        }
        let rest = file.contents.get_mut(offset..).ok_or(sw::WRONG_OFFSET)?;
        let place = rest.get_mut(..command.data.len()).ok_or(sw::NO_SPACE)?;
        let written = written.unwrap_or(usize::MAX);
        for (byte, new) in place.iter_mut().zip(command.data).take(written) {
            *byte = *new;
        }
        DONE
    }
}

/// The second byte of 61xx or 6Cxx, where 0 stands for 256 and more.
fn low_byte(length: usize) -> u16 {
    if length > 0xFF { 0 } else { u16::try_from(length).unwrap_or(0) }
}
