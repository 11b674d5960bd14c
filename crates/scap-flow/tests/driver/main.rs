//! The driver on real soft cards and a server in this process: whole functions, cards that are pulled, a network
//! that goes away, PINs that stay secret.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "../lab/cards.rs"]
mod cards;
#[path = "../lab/server.rs"]
mod server;

mod cut;
mod errors;
mod found;
mod function;
mod functions;
mod network;
mod person;
mod pins;
mod pulled;
mod readers;
mod several_cards;
mod table;
