//! Hostile certificates, for tests: nothing here belongs into a program.
//!
//! - [`der`]: an editor that changes any element of a certificate, also so that it is no DER any more.
//! - [`strict`]: a second judge of DER, which shares no code with the decoder under test.
//! - [`oracle`]: the structure of a certificate as another decoder has it.
//! - [`variants`]: a catalogue of hand-made variants of a good certificate, each with its rule and its verdict.
//! - [`good`]: the certificates that the variants are made of, and the validator that takes them.
//! - [`mutate`]: random changes, the same in every run.
//! - [`properties`]: what holds for every input, the body of each fuzz target and of its quick test.
//!
//! # Panics
//!
//! What is wrong is told by a panic: that is how a test and a fuzzer hear of it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "for tests; said once, above"
)]

pub mod der;
pub mod good;
pub mod mutate;
pub mod oracle;
pub mod properties;
pub mod strict;
pub mod variants;

/// The verdict on a certificate that validates.
pub const VALID: &str = "valid";
