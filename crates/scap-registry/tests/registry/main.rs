//! The rules of the registry, asked through its public API alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod activation;
mod audit;
mod delegation;
#[cfg(unix)]
mod file;
mod import;
mod issuance;
mod lab;
mod many;
mod records;
mod replacement;
mod states;
mod upgrade;
