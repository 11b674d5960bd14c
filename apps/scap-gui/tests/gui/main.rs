//! The window as people use it, by what is written in it: on soft cards, with a real server behind it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod failures;
mod functions;
mod person;
mod screenshots;
