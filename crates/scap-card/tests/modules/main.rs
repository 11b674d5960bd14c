//! PKCS#11 modules as they are in the field: SoftHSM behind a module that fails and misbehaves as it is told.
//!
//! A module reads its environment once per process, so each test runs a second time in a process of its own.

#![cfg(feature = "pkcs11")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod counts;
mod faults;
mod field;
mod lab;
mod loading;
