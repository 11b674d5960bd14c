//! RSA keys: making them, their PEM form, and the two signatures that tests need.

use getrandom::SysRng;
use pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use rsa::{Pkcs1v15Sign, PrivateKey};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::error::PkiError;

/// Size of a CA's key.
pub(crate) const CA_BITS: usize = 4096;

/// Size of a card's key.
const CARD_BITS: usize = 2048;

/// A fresh key of a card: RSA-2048.
///
/// # Errors
///
/// [`PkiError::Rsa`] if the system gives no random numbers.
pub fn generate_card_key() -> Result<PrivateKey, PkiError> {
    generate(CARD_BITS)
}

pub(crate) fn generate(bits: usize) -> Result<PrivateKey, PkiError> {
    Ok(PrivateKey::new(&mut SysRng, bits)?)
}

/// Reads a key from its PKCS#8 PEM form ([RFC 5958]), not encrypted.
///
/// # Errors
///
/// [`PkiError::Key`].
///
/// [RFC 5958]: https://www.rfc-editor.org/rfc/rfc5958
pub fn key_from_pem(pem: &str) -> Result<PrivateKey, PkiError> {
    Ok(PrivateKey::from_pkcs8_pem(pem)?)
}

/// The PKCS#8 PEM form of a key ([RFC 5958]), not encrypted.
///
/// # Errors
///
/// [`PkiError::Key`].
///
/// [RFC 5958]: https://www.rfc-editor.org/rfc/rfc5958
pub fn key_to_pem(key: &PrivateKey) -> Result<Zeroizing<String>, PkiError> {
    Ok(key.to_pkcs8_pem(LineEnding::LF)?)
}

/// Signs with RSASSA-PKCS1-v1_5 and SHA-256 ([RFC 8017 Section 8.2]), as a card does.
///
/// # Errors
///
/// [`PkiError::Rsa`].
///
/// [RFC 8017 Section 8.2]: https://www.rfc-editor.org/rfc/rfc8017#section-8.2
pub fn sign_sha256(key: &PrivateKey, message: &[u8]) -> Result<Vec<u8>, PkiError> {
    Ok(key.sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message))?)
}

/// Signs with RSASSA-PKCS1-v1_5 and SHA-1, as old cards did.
///
/// # Errors
///
/// [`PkiError::Rsa`].
pub fn sign_sha1(key: &PrivateKey, message: &[u8]) -> Result<Vec<u8>, PkiError> {
    Ok(key.sign(Pkcs1v15Sign::new::<Sha1>(), &Sha1::digest(message))?)
}
