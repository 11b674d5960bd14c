//! What goes wrong with readers and cards, one stable code each.

use std::{error::Error, io, path::PathBuf};

use scap_ac::CardCertificateError;

/// What went wrong with a reader or a card.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CardError {
    /// There is no reader.
    #[error("no card reader was found")]
    NoReader,
    /// The reader, its service or the module that drives it failed.
    #[error("the card reader failed: {operation}")]
    ReaderFailed {
        /// What was being done.
        operation: &'static str,
        /// What the layer below said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The PKCS#11 module cannot be loaded.
    #[error("the PKCS#11 module {} cannot be loaded", path.display())]
    Module {
        /// Its path.
        path: PathBuf,
        /// What the loader said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// No card came within the wait.
    #[error("no card was inserted")]
    Absent,
    /// A card is there but cannot be read.
    #[error("the card cannot be read: {operation}")]
    Unreadable {
        /// What was being done.
        operation: &'static str,
        /// What the layer below said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The card was taken out while it was needed.
    #[error("the card was taken out")]
    Removed,
    /// Not a business-certificate card.
    #[error("not a business-certificate card")]
    Unsupported(#[source] Option<CardCertificateError>),
    /// There is a card, and no PKCS#11 module that serves it.
    #[error("no PKCS#11 module serves the card")]
    NoModule,
    /// The PIN is wrong.
    #[error("the PIN is wrong")]
    PinIncorrect {
        /// How many tries are left, if the card tells.
        tries_left: Option<u8>,
    },
    /// The PIN is locked after three wrong tries.
    #[error("the PIN is locked")]
    PinLocked,
    /// The operation needs a PIN that was not verified since the card came.
    #[error("the PIN was not verified")]
    PinRequired,
    /// The card has no authorization area: it is a primary card.
    #[error("the card has no authorization area")]
    NoArea,
    /// The authorization area was not opened yet.
    #[error("the authorization area is not open")]
    AreaNotOpen,
    /// The authorization area is open already.
    #[error("the authorization area is open already")]
    AreaAlreadyOpen,
    /// The authorization area is locked.
    #[error("the authorization area is locked")]
    AreaLocked,
    /// The card has no place that could be its authorization area: the module keeps no objects, or the file of the area
    /// is not there or holds something else.
    #[error("the card has no place for an authorization area")]
    AreaUnsupported {
        /// What the layer below said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The certificate is larger than the authorization area.
    #[error("the certificate has {needed} bytes, the authorization area {capacity}")]
    AreaFull {
        /// The size of the certificate, in bytes.
        needed: usize,
        /// The size of the area, in bytes.
        capacity: usize,
    },
    /// A soft card's folder cannot be read or written.
    #[error("the soft card {} failed", path.display())]
    SoftCard {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The name cannot be that of a soft card: it is empty, hidden, too long, or no single part of a path.
    #[error("\"{}\" cannot be the name of a soft card", name.escape_debug())]
    SoftCardName {
        /// The name.
        name: String,
    },
    /// There is a soft card or file of this name already.
    #[error("{} is there already", path.display())]
    SoftCardExists {
        /// What is there.
        path: PathBuf,
    },
}

impl CardError {
    /// The stable code: never translated, never reused.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoReader => "reader.none",
            Self::ReaderFailed { .. } => "reader.failed",
            Self::Module { .. } => "reader.module",
            Self::Absent => "card.absent",
            Self::Unreadable { .. } | Self::SoftCard { .. } => "card.unreadable",
            Self::Removed => "card.removed",
            Self::Unsupported(_) => "card.unsupported",
            Self::NoModule => "card.no_module",
            Self::PinIncorrect { .. } => "pin.incorrect",
            Self::PinLocked => "pin.locked",
            Self::PinRequired => "pin.required",
            Self::NoArea => "card.not_secondary",
            Self::AreaNotOpen => "area.not_open",
            Self::AreaAlreadyOpen => "area.already_open",
            Self::AreaLocked => "area.locked",
            Self::AreaUnsupported { .. } => "area.unsupported",
            Self::AreaFull { .. } => "area.full",
            Self::SoftCardName { .. } => "soft_card.name",
            Self::SoftCardExists { .. } => "file.exists",
        }
    }
}
