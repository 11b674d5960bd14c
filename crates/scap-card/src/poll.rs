//! Waiting for what nothing announces: by looking again and again.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::error::CardError;

/// Looks at once and then again and again, so often, until `changed` or until `timeout` is over; returns which.
pub(crate) fn poll(
    timeout: Duration,
    interval: Duration,
    mut changed: impl FnMut() -> Result<bool, CardError>,
) -> Result<bool, CardError> {
    let start = Instant::now();
    loop {
        if changed()? {
            return Ok(true);
        }
        let left = timeout.saturating_sub(start.elapsed());
        if left.is_zero() {
            return Ok(false);
        }
        thread::sleep(left.min(interval));
    }
}
