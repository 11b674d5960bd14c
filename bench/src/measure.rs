//! How often something can be done in a second of a thread's time.

use std::{hint::black_box, time::Duration};

use rustix::time::{ClockId, clock_gettime};

/// How often it was done, and how long that took.
pub struct Measurement {
    pub count: u64,
    pub seconds: f64,
}

/// The time that this thread has had on a processor. `openssl speed` counts the same: what other programs take away from
/// the wall clock does not tell how fast something is.
fn thread_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(now.tv_nsec).unwrap_or_default())
}

/// Repeats `operation`, which must succeed, for about `time`.
pub fn repeat<T>(time: Duration, mut operation: impl FnMut() -> Option<T>) -> Measurement {
    let start = thread_time();
    // So many at once that the clock costs nothing.
    let (mut count, mut batch) = (0, 1);
    loop {
        for _ in 0..batch {
            assert!(black_box(operation()).is_some(), "what is measured has failed");
        }
        count += batch;
        let taken = thread_time().saturating_sub(start);
        if taken >= time {
            return Measurement { count, seconds: taken.as_secs_f64() };
        }
        if taken < time / 100 {
            batch *= 2;
        }
    }
}
