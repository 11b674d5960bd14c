//! The rules of the registry, asked through its public API alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod activation;
mod audit;
#[cfg(unix)]
mod file;
mod import;
mod issuance;
mod lab;
mod records;
