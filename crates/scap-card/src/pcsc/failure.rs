//! What PC/SC's errors mean for readers and cards.

use pcsc::Error;

use crate::error::CardError;

/// What a failed operation on a card means.
pub(super) fn card_error(operation: &'static str) -> impl Fn(Error) -> CardError {
    move |error| match error {
        Error::RemovedCard | Error::NoSmartcard | Error::ReaderUnavailable | Error::UnknownReader => {
            CardError::Removed
        }
        error if is_service_failure(error) => CardError::ReaderFailed { operation, source: error.into() },
        error => CardError::Unreadable { operation, source: error.into() },
    }
}

/// Whether the service is not there, or not any more.
pub(super) const fn is_service_failure(error: Error) -> bool {
    matches!(
        error,
        Error::NoService
            | Error::ServiceStopped
            | Error::CommError
            | Error::InvalidHandle
            | Error::Shutdown
            | Error::InternalError
            | Error::UnknownError
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_the_code_that_tells_the_user_what_to_do() {
        let table = [
            (Error::RemovedCard, "card.removed"),
            (Error::NoSmartcard, "card.removed"),
            (Error::UnknownReader, "card.removed"),
            (Error::NoService, "reader.failed"),
            (Error::CommError, "reader.failed"),
            (Error::InvalidHandle, "reader.failed"),
            (Error::SharingViolation, "card.unreadable"),
            (Error::UnresponsiveCard, "card.unreadable"),
            (Error::UnsupportedCard, "card.unreadable"),
        ];
        for (error, code) in table {
            assert_eq!(card_error("test")(error).code(), code, "{error}");
        }
    }
}
