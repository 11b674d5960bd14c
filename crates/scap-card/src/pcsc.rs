//! Readers and cards by PC/SC: what is there, what changes, and commands to a card.
//!
//! [`ReaderMonitor`] tells what comes and goes; [`PcscReaders`] lists readers, also those that no PKCS#11 module
//! serves; [`with_card`] sends commands to a card ([`iso7816`](crate::iso7816)), and [`FileAreas`] keeps authorization
//! areas in files of cards by them.

mod card;
mod failure;
mod file_areas;
mod monitor;
mod presence;
mod readers;

pub use self::{
    card::with_card,
    file_areas::FileAreas,
    monitor::{Cancelled, Canceller, ReaderEvent, ReaderEvents, ReaderMonitor, ReaderStatus},
    readers::PcscReaders,
};
