//! The PIN's retry counter: a try is spent, durably, before the PIN is looked at.

use serde::{Deserialize, Serialize};

use super::folder::{Folder, PRIVATE};
use crate::error::CardError;

/// Wrong tries until the PIN is locked.
const MAX_TRIES: u8 = 3;

/// The file that holds the counter.
const FILE: &str = "state.json";

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct State {
    pin_tries_left: u8,
}

/// Writes the counter of a new card.
pub(super) fn create(folder: &Folder) -> Result<(), CardError> {
    write(folder, MAX_TRIES)
}

/// The tries that are left.
pub(super) fn left(folder: &Folder) -> Result<u8, CardError> {
    let unreadable = |source| CardError::Unreadable { operation: "reading the PIN's state", source };
    let state: State =
        serde_json::from_slice(&folder.read_required(FILE)?).map_err(|error| unreadable(error.into()))?;
    if state.pin_tries_left > MAX_TRIES {
        return Err(unreadable("more tries than a card has".into()));
    }
    Ok(state.pin_tries_left)
}

/// Spends a try on `check`: `None` means a wrong PIN, and an error that it was not found out. A process that is killed meanwhile has spent the
/// try, and no two processes check at the same time, so neither wins a try.
pub(super) fn spend<T>(
    folder: &Folder,
    check: impl FnOnce() -> Result<Option<T>, CardError>,
) -> Result<T, CardError> {
    let _lock = folder.lock()?;
    let before = left(folder)?;
    let left = before.checked_sub(1).ok_or(CardError::PinLocked)?;
    write(folder, left)?;
    match check() {
        Ok(Some(right)) => {
            write(folder, MAX_TRIES)?;
            Ok(right)
        }
        Ok(None) if left == 0 => Err(CardError::PinLocked),
        Ok(None) => Err(CardError::PinIncorrect { tries_left: Some(left) }),
        // The card is defective; the PIN is not to blame.
        Err(error) => {
            write(folder, before)?;
            Err(error)
        }
    }
}

fn write(folder: &Folder, pin_tries_left: u8) -> Result<(), CardError> {
    let state = serde_json::to_vec(&State { pin_tries_left });
    let state = state.map_err(|error| CardError::Unreadable {
        operation: "writing the PIN's state",
        source: error.into(),
    })?;
    folder.replace(FILE, &state, PRIVATE)
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    fn card() -> (tempfile::TempDir, Folder) {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path().to_owned());
        create(&folder).unwrap();
        (dir, folder)
    }

    #[test]
    fn a_try_is_spent_before_the_pin_is_checked_and_stays_spent_if_the_check_dies() {
        let (_dir, folder) = card();
        for expected in [2, 1, 0] {
            let killed = catch_unwind(AssertUnwindSafe(|| {
                spend::<()>(&folder, || {
                    assert_eq!(left(&folder).unwrap(), expected);
                    panic!("killed");
                })
            }));
            assert!(killed.is_err());
            assert_eq!(left(&folder).unwrap(), expected);
        }
        let asked = spend(&folder, || -> Result<Option<()>, _> { panic!("a locked PIN is not looked at") });
        assert!(matches!(asked, Err(CardError::PinLocked)));
    }

    #[test]
    fn the_right_pin_restores_the_tries_and_the_third_wrong_one_locks() {
        let (_dir, folder) = card();
        let wrong = || Ok(None::<()>);
        assert!(matches!(spend(&folder, wrong), Err(CardError::PinIncorrect { tries_left: Some(2) })));
        assert!(matches!(spend(&folder, wrong), Err(CardError::PinIncorrect { tries_left: Some(1) })));
        spend(&folder, || Ok(Some(()))).unwrap();
        assert_eq!(left(&folder).unwrap(), 3);
        for _ in 0..2 {
            assert!(matches!(spend(&folder, wrong), Err(CardError::PinIncorrect { .. })));
        }
        assert!(matches!(spend(&folder, wrong), Err(CardError::PinLocked)));
        assert!(matches!(spend(&folder, || Ok(Some(()))), Err(CardError::PinLocked)));
    }

    #[test]
    fn a_check_that_fails_without_an_answer_costs_nothing() {
        let (_dir, folder) = card();
        for _ in 0..4 {
            let failed = spend::<()>(&folder, || Err(CardError::Unsupported(None)));
            assert!(matches!(failed, Err(CardError::Unsupported(None))));
            assert_eq!(left(&folder).unwrap(), 3);
        }
    }

    #[test]
    fn a_damaged_counter_gives_no_tries() {
        let (dir, folder) = card();
        for text in [
            "",
            "{}",
            "{\"pin_tries_left\":4}",
            "{\"pin_tries_left\":-1}",
            "null",
            "{\"pin_tries_left\":3,\"x\":1}",
        ] {
            std::fs::write(dir.path().join(FILE), text).unwrap();
            let asked = spend(&folder, || -> Result<Option<()>, _> { panic!("not looked at") });
            assert!(matches!(asked, Err(CardError::Unreadable { .. })), "{text}");
        }
    }
}
