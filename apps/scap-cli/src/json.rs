//! The documents that `--json` prints, one type for each. The schemas in `schemas/` are made from them.
//!
//! A command that prints a new document puts its type here and names it in `json/schemas.rs`.

mod ac;
mod batch;
mod card;
mod failure;
mod flow;
mod records;
#[cfg(test)]
mod schemas;
mod setup;

pub(crate) use self::{
    ac::{Authorization, Checked, LoggedIn, Verdict},
    batch::Batch,
    card::{
        Card, CardCertificate, Cards, Reader, ReaderChange, ReaderEvent, Readers, ShownCard, UnreadableCard,
    },
    failure::{Failed, Failure},
    flow::{Activated, Deactivated, Delegated, Issued},
    records::{Kind, Record, Records},
    setup::{NewSoftCard, NewTestCa, Setting, SettingsFile, Version, VersionCheck},
};
