//! Commands to the card in a reader, undisturbed by other programs.

use std::ffi::CString;

use pcsc::{Card, Context, Disposition, Error, MAX_BUFFER_SIZE, Protocols, Scope, ShareMode, Transaction};

use super::{
    failure::card_error,
    presence::{NOTICE, Presence},
};
use crate::{error::CardError, iso7816::Transmit};

/// Runs `work` on the card in the reader of this name: in shared mode, in one transaction, so that no other program
/// gets between its commands. The card keeps its state: what was verified stays so.
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
    let failed = card_error("connecting to the card");
    let name = CString::new(reader).map_err(|_| CardError::Removed)?;
    let context = Context::establish(Scope::User).map_err(&failed)?;
    let mut card = context.connect(&name, ShareMode::Shared, Protocols::ANY).map_err(&failed)?;
    let result = begin(&mut card).map_err(&failed).and_then(|transaction| {
        let mut connected = Connected { transaction, presence: Presence::with(context, name) };
        let result = work(&mut connected);
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
    let connect = |context: Context| {
        context.connect(
            CString::new(reader).unwrap_or_default().as_c_str(),
            ShareMode::Shared,
            Protocols::ANY,
        )
    };
    if let Ok(card) = Context::establish(Scope::User).and_then(connect) {
        // If this fails the card is gone.
        let _ = card.disconnect(Disposition::ResetCard);
    }
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
