//! Readers and cards by PC/SC: virtual cards in the virtual readers of a daemon of each test's own.

#![cfg(all(feature = "pcsc", target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod area;
mod events;
mod file_areas;
mod readers;
