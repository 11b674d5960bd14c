//! What a module's return values (PKCS#11 `CKR_…`) mean for a card.

use cryptoki::error::{Error, RvError};

use crate::error::CardError;

/// What a failed operation on a card means.
pub(super) fn card_error(operation: &'static str) -> impl FnOnce(Error) -> CardError {
    move |error| match error {
        Error::Pkcs11(value, _) if is_removal(value) => CardError::Removed,
        Error::Pkcs11(RvError::TokenNotRecognized, _) => CardError::Unsupported(None),
        Error::Pkcs11(RvError::UserNotLoggedIn, _) => CardError::PinRequired,
        Error::Pkcs11(RvError::PinLocked, _) => CardError::PinLocked,
        error => CardError::Unreadable { operation, source: error.into() },
    }
}

/// What a failure means that concerns no card but the readers.
pub(super) fn reader_error(operation: &'static str) -> impl FnOnce(Error) -> CardError {
    move |error| CardError::ReaderFailed { operation, source: error.into() }
}

/// Whether a module says by this that the card, or its reader, is gone.
pub(super) const fn is_removal(value: RvError) -> bool {
    matches!(
        value,
        RvError::DeviceRemoved
            | RvError::SessionHandleInvalid
            | RvError::SessionClosed
            | RvError::SlotIdInvalid
            | RvError::TokenNotPresent
    )
}

#[cfg(test)]
mod tests {
    use cryptoki::context::Function;

    use super::*;

    #[test]
    fn every_return_value_has_the_code_that_tells_the_user_what_to_do() {
        let table = [
            (RvError::DeviceRemoved, "card.removed"),
            (RvError::SessionHandleInvalid, "card.removed"),
            (RvError::TokenNotPresent, "card.removed"),
            (RvError::TokenNotRecognized, "card.unsupported"),
            (RvError::PinLocked, "pin.locked"),
            (RvError::UserNotLoggedIn, "pin.required"),
            (RvError::DeviceError, "card.unreadable"),
            (RvError::GeneralError, "card.unreadable"),
        ];
        for (value, code) in table {
            assert_eq!(card_error("test")(Error::Pkcs11(value, Function::Sign)).code(), code, "{value:?}");
        }
    }
}
