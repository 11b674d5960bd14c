//! Making a soft card.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use pkcs8::{Document, LineEnding};
use rsa::PrivateKey;
use scap_ac::{CardCertificate, CardRank};

use super::{
    Work,
    area::{Area, Condition, MAX_CAPACITY},
    card::{CERTIFICATE, ENCRYPTION, KEY, SoftCard},
    folder::{Folder, PRIVATE, PUBLIC, sync_folder},
    is_card_name, key, tries,
};
use crate::{error::CardError, pin::Pin};

/// The capacity of an authorization area unless one is given, in bytes.
const DEFAULT_CAPACITY: usize = 4096;

/// What a new soft card holds.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a card is written out field by field")]
pub struct CreateSoftCard<'a> {
    /// The signing certificate.
    pub certificate: &'a CardCertificate,
    /// The key of the signing certificate.
    pub key: &'a PrivateKey,
    /// The PIN.
    pub pin: &'a Pin,
    /// The encryption certificate, DER.
    pub encryption_certificate: Option<&'a [u8]>,
    /// The state of the authorization area; a primary card gets none.
    pub area: NewArea,
    /// The capacity of the authorization area, in bytes, at most 64 KiB.
    pub capacity: usize,
    /// How hard the PIN is to guess from the key's file.
    pub work: Work,
}

/// The state of the authorization area of a new card.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum NewArea {
    /// As cards are handed out.
    #[default]
    Closed,
    /// Opened.
    Open,
    /// Locked.
    Locked,
}

impl<'a> CreateSoftCard<'a> {
    /// A card without an encryption certificate, its area closed and of 4096 bytes.
    #[must_use]
    pub const fn new(certificate: &'a CardCertificate, key: &'a PrivateKey, pin: &'a Pin) -> Self {
        Self {
            certificate,
            key,
            pin,
            encryption_certificate: None,
            area: NewArea::Closed,
            capacity: DEFAULT_CAPACITY,
            work: Work::Normal,
        }
    }
}

impl SoftCard {
    /// Makes the card `name` in the folder `dir`, which is made if need be. The card is there whole or not
    /// at all.
    ///
    /// # Errors
    ///
    /// [`CardError::SoftCardName`] if the name is empty, longer than 128 bytes, begins with a dot or holds
    /// `/`, `\`, `:` or a control character; [`CardError::SoftCardExists`] if a card or file of this name
    /// is there already; [`CardError::SoftCard`] if the area is larger than 64 KiB or if writing fails;
    /// [`CardError::Unreadable`] if the key is not that of the certificate.
    pub fn create(dir: &Path, name: &str, card: &CreateSoftCard<'_>) -> Result<PathBuf, CardError> {
        if !is_card_name(name) {
            return Err(CardError::SoftCardName { name: name.to_owned() });
        }
        let path = dir.join(name);
        let failed = |source: io::Error| CardError::SoftCard { path: path.clone(), source };
        if card.capacity > MAX_CAPACITY {
            return Err(failed(io::ErrorKind::InvalidInput.into()));
        }
        if !key::is_key_of(card.key, card.certificate) {
            let source = "not the key of the certificate".into();
            return Err(CardError::Unreadable { operation: "making a soft card", source });
        }
        if path.symlink_metadata().is_ok() {
            return Err(CardError::SoftCardExists { path });
        }
        fs::create_dir_all(dir).map_err(failed)?;
        // Begins with a dot, so that it is no card yet.
        let beside = dir.join(format!(".{name}.{}", std::process::id()));
        fs::create_dir(&beside).map_err(failed)?;
        let made = fill(&Folder::new(beside.clone()), card)
            .and_then(|()| fs::rename(&beside, &path).and_then(|()| sync_folder(dir)).map_err(failed));
        if made.is_err() {
            // What failed is told; that cleaning up fails, too, would add nothing.
            let _ = fs::remove_dir_all(&beside);
        }
        made.map(|()| path.clone())
    }
}

fn fill(folder: &Folder, card: &CreateSoftCard<'_>) -> Result<(), CardError> {
    folder.replace(KEY, key::encrypt(card.key, card.pin, card.work)?.as_bytes(), PRIVATE)?;
    tries::create(folder)?;
    if let Some(der) = card.encryption_certificate {
        folder.replace(ENCRYPTION, pem(der)?.as_bytes(), PUBLIC)?;
    }
    if card.certificate.rank() == CardRank::Secondary {
        let area = folder.path().join("area");
        fs::create_dir(&area).map_err(|error| folder.error("area", error))?;
        let state = match card.area {
            NewArea::Closed => Condition::Closed,
            NewArea::Open => Condition::Open,
            NewArea::Locked => Condition::Locked,
        };
        Area { state, capacity: card.capacity }.store(folder)?;
    }
    folder.replace(CERTIFICATE, pem(card.certificate.as_der())?.as_bytes(), PUBLIC)
}

fn pem(der: &[u8]) -> Result<String, CardError> {
    Document::try_from(der)
        .and_then(|document| document.to_pem("CERTIFICATE", LineEnding::LF))
        .map_err(|error| CardError::Unreadable { operation: "writing a certificate", source: error.into() })
}
