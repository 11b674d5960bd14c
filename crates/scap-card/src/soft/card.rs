//! One soft card, open.

use std::fmt;

use rsa::{Pkcs1v15Sign, PrivateKey};
use scap_ac::CardCertificate;
use sha2::{Digest, Sha256};

use super::{area, folder::Folder, key::EncryptedKey, tries};
use crate::{
    error::CardError,
    pin::Pin,
    token::{AreaState, PinState, Token},
};

/// The signing certificate.
pub(super) const CERTIFICATE: &str = "certificate.pem";

/// The encryption certificate.
pub(super) const ENCRYPTION: &str = "encryption.pem";

/// The key, encrypted under the PIN.
pub(super) const KEY: &str = "key.pem";

/// A soft card, open: see the [module](super).
pub struct SoftCard {
    folder: Folder,
    label: String,
    certificate: CardCertificate,
    key: Option<PrivateKey>,
}

impl SoftCard {
    pub(super) fn open(folder: Folder, label: String) -> Result<Self, CardError> {
        let certificate = read_certificate(&folder)?;
        if !certificate.may_sign() {
            return Err(CardError::Unsupported(None));
        }
        Ok(Self { folder, label, certificate, key: None })
    }

    /// Whether this card, and not another one, is still where it was.
    fn check_present(&mut self) -> Result<(), CardError> {
        match read_certificate(&self.folder) {
            Ok(found) if found == self.certificate => Ok(()),
            Ok(_) | Err(CardError::Removed) => {
                self.key = None;
                Err(CardError::Removed)
            }
            Err(error) => Err(error),
        }
    }

    fn check_pin(&self) -> Result<&PrivateKey, CardError> {
        self.key.as_ref().ok_or(CardError::PinRequired)
    }
}

fn read_certificate(folder: &Folder) -> Result<CardCertificate, CardError> {
    let unreadable = |source| CardError::Unreadable { operation: "reading the certificate", source };
    let pem = folder.read_required(CERTIFICATE)?;
    let pem = std::str::from_utf8(&pem).map_err(|error| unreadable(error.into()))?;
    let (_, document) = pkcs8::Document::from_pem(pem).map_err(|error| unreadable(error.into()))?;
    CardCertificate::from_der(document.as_bytes()).map_err(|error| CardError::Unsupported(Some(error)))
}

impl Token for SoftCard {
    fn label(&self) -> &str {
        &self.label
    }

    fn certificate(&self) -> &CardCertificate {
        &self.certificate
    }

    fn pin_state(&mut self) -> Result<PinState, CardError> {
        self.check_present()?;
        Ok(PinState::new(Some(tries::left(&self.folder)?)))
    }

    fn verify_pin(&mut self, pin: &Pin) -> Result<(), CardError> {
        self.check_present()?;
        self.key = None;
        // A key that cannot be read must not cost tries.
        let key = EncryptedKey::from_pem(&self.folder.read_required(KEY)?)?;
        let key = tries::spend(&self.folder, || key.decrypt(pin, &self.certificate))?;
        self.key = Some(key);
        Ok(())
    }

    fn verify_pin_at_reader(&mut self) -> Result<(), CardError> {
        // No folder has a PIN pad.
        Err(CardError::PinRequired)
    }

    fn sign(&mut self, message: &[u8]) -> Result<Vec<u8>, CardError> {
        self.check_present()?;
        let signature = self.check_pin()?.sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message));
        signature.map_err(|error| CardError::Unreadable { operation: "signing", source: error.into() })
    }

    fn area_state(&mut self) -> Result<AreaState, CardError> {
        self.check_present()?;
        area::state(&self.folder)
    }

    fn open_area(&mut self) -> Result<(), CardError> {
        self.check_present()?;
        self.check_pin()?;
        area::open(&self.folder)
    }

    fn read_area(&mut self) -> Result<Option<Vec<u8>>, CardError> {
        self.check_present()?;
        area::read(&self.folder)
    }

    fn write_area(&mut self, certificate: &[u8]) -> Result<(), CardError> {
        self.check_present()?;
        self.check_pin()?;
        area::write(&self.folder, certificate)
    }
}

impl fmt::Debug for SoftCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SoftCard")
            .field("path", &self.folder.path())
            .field("certificate", &self.certificate)
            .field("pin_verified", &self.key.is_some())
            .finish_non_exhaustive()
    }
}
