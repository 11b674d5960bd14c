//! Commands to the card in a reader, undisturbed by other programs.

use std::{ffi::CString, time::Duration};

use pcsc::{Card, Context, Disposition, Error, MAX_BUFFER_SIZE, Protocols, Scope, ShareMode, Transaction};

use super::{
    failure::card_error,
    presence::{NOTICE, Presence},
};
use crate::{error::CardError, iso7816::Transmit};

/// Runs `work` on the card in the reader of this name: in shared mode, in one transaction, so that no other program
/// gets between its commands. The card keeps its state: what was verified stays so. If another program works with the
/// card, it is waited for.
///
/// # Errors
///
/// [`CardError::Removed`] if the card is not there or leaves; [`CardError::ReaderFailed`] if PC/SC fails;
/// [`CardError::Unreadable`] if the card does not answer, or another program has it for itself alone; and those of
/// `work`.
pub fn with_card<T>(
    reader: &str,
    work: impl FnOnce(&mut dyn Transmit) -> Result<T, CardError>,
) -> Result<T, CardError> {
    with_this_card(reader, None, work)
}

/// The same on the card that is there since the reader counted so many changes, and on no other.
pub(super) fn with_this_card<T>(
    reader: &str,
    changes: Option<u32>,
    work: impl FnOnce(&mut dyn Transmit) -> Result<T, CardError>,
) -> Result<T, CardError> {
    let failed = card_error("connecting to the card");
    let context = context()?;
    let name = name(&context, reader)?;
    let mut card = context.connect(&name, ShareMode::Shared, Protocols::ANY).map_err(&failed)?;
    let result = begin(&mut card).map_err(&failed).and_then(|transaction| {
        let mut connected = Connected { transaction, presence: Presence::new(context, name, changes) };
        // From here on a card that left takes the connection with it.
        let result = match changes {
            Some(_) if connected.presence.has_left(Duration::ZERO) => Err(CardError::Removed),
            _ => work(&mut connected),
        };
        // If this fails the card is gone, and with it the transaction.
        let _ = connected.transaction.end(Disposition::LeaveCard);
        result
    });
    // Dropping it would reset the card, whoever else is connected. If this fails the card is gone.
    let _ = card.disconnect(Disposition::LeaveCard);
    result
}

/// Resets the card in this reader, which forgets every PIN that was verified. One that is not there needs none.
pub(super) fn reset(reader: &str) {
    let Ok(context) = context() else { return };
    let Ok(name) = name(&context, reader) else { return };
    if let Ok(card) = context.connect(&name, ShareMode::Shared, Protocols::ANY) {
        // If this fails the card is gone.
        let _ = card.disconnect(Disposition::ResetCard);
    }
}

pub(super) fn context() -> Result<Context, CardError> {
    Context::establish(Scope::User).map_err(card_error("connecting to the smart-card service"))
}

/// The name of a reader as PC/SC has it, by the one that is shown: on Windows it may be no UTF-8.
pub(super) fn name(context: &Context, shown: &str) -> Result<CString, CardError> {
    let names = context.list_readers_owned().map_err(card_error("listing readers"))?;
    names.into_iter().find(|name| name.to_string_lossy() == shown).ok_or(CardError::Removed)
}

/// Begins a transaction; a card that another program reset meanwhile is connected to anew.
fn begin(card: &mut Card) -> Result<Transaction<'_>, Error> {
    match card.transaction2() {
        Ok(transaction) => Ok(transaction),
        Err((card, Error::ResetCard)) => {
            card.reconnect(ShareMode::Shared, Protocols::ANY, Disposition::LeaveCard)?;
            card.transaction()
        }
        Err((_, error)) => Err(error),
    }
}

struct Connected<'a> {
    transaction: Transaction<'a>,
    presence: Presence,
}

impl Transmit for Connected<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let mut buffer = [0; MAX_BUFFER_SIZE];
        match self.transaction.transmit(command, &mut buffer) {
            // When the card is pulled, some readers say that it did not work and others answer nothing at all.
            Ok(answer) if answer.is_empty() && self.presence.has_left(NOTICE) => Err(CardError::Removed),
            Ok(answer) => Ok(answer.to_vec()),
            Err(Error::NotTransacted | Error::CommDataLost) if self.presence.has_left(NOTICE) => {
                Err(CardError::Removed)
            }
            Err(error) => Err(card_error("sending a command")(error)),
        }
    }
}
