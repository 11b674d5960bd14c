//! Cards by their own commands, on a virtual card in memory.

#![cfg(feature = "pcsc")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod area;
mod cut;
mod desk;
mod number;
mod pins;
mod strange;
