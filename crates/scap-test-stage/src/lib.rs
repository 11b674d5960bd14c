//! What the tests of the programs are played on: a folder with soft cards in readers, a real server on a database of its
//! own, and a door in front of it that may be shut.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "what goes wrong here is a failed test"
)]

mod gate;
mod server;
mod stage;

pub use crate::{
    gate::{Answer, Gate},
    server::{Server, copy_database, database, import, operate},
    stage::{PIN, SIGNER_PIN, Stage, USER_CODE, pem},
};
