//! The real server, asked over HTTP by a plain client.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod client;
mod commands;
mod crash;
mod delegation;
mod http;
mod output;
mod process;
mod protocol;
mod trust;
