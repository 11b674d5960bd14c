//! The server's side: serials, issuance, delegations, records, activation, audit, catalogue. No HTTP and no clock.
//!
//! [`Registry`] has one method for each call of the protocol ([`scap_proto::wire`]) and some for the
//! operator: [`Registry::import_catalogue`], [`Registry::import_cards`], [`Registry::verify_audit`],
//! [`Registry::accounting`], [`Registry::sweep`]. The rules stand beside the call that they belong to; the
//! database, SQLite, is behind one private module.
//!
//! What holds at any moment, also after a crash:
//!
//! - what was answered is on disk: every call is one durable transaction, with its audit entry in it;
//! - the numbers of a signer run from 1 without a hole, and each is reserved, issued or abandoned;
//! - a nonce is spent once, in the transaction of what it was spent for;
//! - nothing that a client says is believed: certificates, content and signatures are checked here again.

mod accounting;
mod activation;
mod audit;
mod catalogue;
mod certificate;
mod delegation;
mod error;
mod issuance;
mod life;
mod records;
mod register;
mod registry;
mod store;
mod user_code;
mod written;

pub use crate::{
    accounting::SignerAccount,
    audit::{AuditBreak, AuditHead, AuditReport, BreakReason},
    catalogue::{CatalogueError, CatalogueFile},
    error::{DatabaseError, InternalError, RegistryError},
    register::{CardFile, CardFileError},
    registry::{Registry, Settings, Swept},
    user_code::UserCodeCost,
};
