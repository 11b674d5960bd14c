//! The `scap` program as people and scripts use it: a real server process, soft cards, SoftHSM, virtual readers.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod batch;
mod changes;
mod config;
mod delegation;
mod failures;
mod foreign;
mod happy;
mod interop;
mod login;
mod offline;
mod one_reader;
mod output;
mod paper;
mod pcsc;
mod resume;
mod runs;
mod schemas;
mod screen;
mod secrets;
mod session;
mod softhsm;
mod stage;
mod terminal;
