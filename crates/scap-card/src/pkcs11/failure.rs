//! What a module's return values (PKCS#11 `CKR_…`) mean for a card.

use cryptoki::error::{Error, RvError};

use crate::error::CardError;

/// What a failed operation on a card means.
pub(super) fn card_error(operation: &'static str) -> impl FnOnce(Error) -> CardError {
    move |error| match error {
        Error::Pkcs11(value, _) if is_removal(value) => CardError::Removed,
        Error::Pkcs11(RvError::TokenNotRecognized, _) => CardError::Unsupported(None),
        Error::Pkcs11(RvError::UserNotLoggedIn, _) => CardError::PinRequired,
        // No PIN will do before it was set anew, as for one that is locked.
        Error::Pkcs11(RvError::PinLocked | RvError::PinExpired | RvError::UserPinNotInitialized, _) => {
            CardError::PinLocked
        }
        Error::Pkcs11(RvError::HostMemory | RvError::CryptokiNotInitialized, _) => {
            reader_error(operation)(error)
        }
        error => CardError::Unreadable { operation, source: error.into() },
    }
}

/// What it means that a PIN was not accepted, at the keyboard or at a reader's PIN pad.
pub(super) fn pin_error(operation: &'static str) -> impl FnOnce(Error) -> CardError {
    move |error| match error {
        // Of another form than this card's PINs, so it is none of them.
        Error::Pkcs11(RvError::PinInvalid | RvError::PinLenRange | RvError::DataInvalid, _)
        | Error::Pkcs11(RvError::PinIncorrect, _) => CardError::PinIncorrect { tries_left: None },
        // Cancelled at the PIN pad, or not entered in time.
        Error::Pkcs11(RvError::Cancel | RvError::FunctionCanceled | RvError::FunctionRejected, _) => {
            CardError::PinRequired
        }
        error => card_error(operation)(error),
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

/// Whether a module that lists no readers for this reason may do so once it was started again.
pub(super) const fn is_of_module(value: RvError) -> bool {
    matches!(
        value,
        RvError::CryptokiNotInitialized
            | RvError::DeviceError
            | RvError::DeviceRemoved
            | RvError::FunctionFailed
            | RvError::GeneralError
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
        // The value, what it means in general, what it means of a PIN.
        let table = [
            (RvError::DeviceRemoved, "card.removed", "card.removed"),
            (RvError::SessionHandleInvalid, "card.removed", "card.removed"),
            (RvError::SessionClosed, "card.removed", "card.removed"),
            (RvError::SlotIdInvalid, "card.removed", "card.removed"),
            (RvError::TokenNotPresent, "card.removed", "card.removed"),
            (RvError::TokenNotRecognized, "card.unsupported", "card.unsupported"),
            (RvError::UserNotLoggedIn, "pin.required", "pin.required"),
            (RvError::PinIncorrect, "card.unreadable", "pin.incorrect"),
            (RvError::PinInvalid, "card.unreadable", "pin.incorrect"),
            (RvError::PinLenRange, "card.unreadable", "pin.incorrect"),
            (RvError::PinLocked, "pin.locked", "pin.locked"),
            (RvError::PinExpired, "pin.locked", "pin.locked"),
            (RvError::UserPinNotInitialized, "pin.locked", "pin.locked"),
            (RvError::Cancel, "card.unreadable", "pin.required"),
            (RvError::FunctionCanceled, "card.unreadable", "pin.required"),
            (RvError::FunctionRejected, "card.unreadable", "pin.required"),
            (RvError::UserAlreadyLoggedIn, "card.unreadable", "card.unreadable"),
            (RvError::OperationActive, "card.unreadable", "card.unreadable"),
            (RvError::SessionCount, "card.unreadable", "card.unreadable"),
            (RvError::BufferTooSmall, "card.unreadable", "card.unreadable"),
            (RvError::DeviceError, "card.unreadable", "card.unreadable"),
            (RvError::GeneralError, "card.unreadable", "card.unreadable"),
            (RvError::VendorDefined(0x8000_0001), "card.unreadable", "card.unreadable"),
            (RvError::CryptokiNotInitialized, "reader.failed", "reader.failed"),
            (RvError::HostMemory, "reader.failed", "reader.failed"),
        ];
        for (value, general, of_pin) in table {
            let error = || Error::Pkcs11(value, Function::Login);
            assert_eq!(card_error("test")(error()).code(), general, "{value:?}");
            assert_eq!(pin_error("test")(error()).code(), of_pin, "{value:?} of a PIN");
        }
    }
}
