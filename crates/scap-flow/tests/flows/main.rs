//! The flows as pure state machines: every order of steps, every fault at every step, no driver.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "../lab/cards.rs"]
mod cards;
#[path = "../lab/server.rs"]
mod server;

mod activate;
mod delegate;
mod delegation;
mod desk;
mod ends;
mod finishing;
mod functions;
mod issue;
mod names;
mod random;
mod records;
mod removal;
mod resume;
mod rules;
mod view;
mod wrong_cards;
