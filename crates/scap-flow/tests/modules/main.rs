//! Whole functions on a PKCS#11 module, which fails as it is told: SoftHSM behind `fixtures/pkcs11-shim`.
//!
//! A module reads its environment once per process, so each test runs a second time in a process of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(dead_code, reason = "the lab serves other tests, too")]

#[path = "../lab/cards.rs"]
mod cards;
#[path = "../lab/server.rs"]
mod server;

mod counts;
mod cut;
#[cfg(target_os = "linux")]
mod file_area;
mod lab;
