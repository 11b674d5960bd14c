//! The private key of a soft card: PKCS#8, encrypted under the PIN.

use getrandom::fill;
use pkcs8::{
    DecodePrivateKey, EncodePrivateKey, EncryptedPrivateKeyInfoRef, LineEnding, PrivateKeyInfoRef,
    SecretDocument,
    der::{Decode, pem::PemLabel},
    pkcs5::{
        EncryptionScheme,
        pbes2::{Kdf, Parameters},
        scrypt,
    },
};
use rsa::PrivateKey;
use scap_ac::CardCertificate;
use zeroize::Zeroizing;

use super::Work;
use crate::{error::CardError, pin::Pin};

/// Most memory that deriving a key from a PIN may take, in bytes: 128 × N × r of scrypt.
const MAX_MEMORY: u64 = 64 * 1024 * 1024;

/// Most rounds over that memory: p of scrypt.
const MAX_ROUNDS: u16 = 16;

/// The key in PEM, encrypted with AES-256-CBC under a key that scrypt derives from the PIN
/// ([RFC 5958 Section 3], [RFC 7914 Section 7]): a form that OpenSSL reads, too.
///
/// [RFC 5958 Section 3]: https://www.rfc-editor.org/rfc/rfc5958#section-3
/// [RFC 7914 Section 7]: https://www.rfc-editor.org/rfc/rfc7914#section-7
pub(super) fn encrypt(key: &PrivateKey, pin: &Pin, work: Work) -> Result<Zeroizing<String>, CardError> {
    let unusable = |source| CardError::Unreadable { operation: "encrypting the key", source };
    let (log_n, p) = work.cost();
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    fill(&mut salt).and_then(|()| fill(&mut iv)).map_err(|error| unusable(error.into()))?;
    let cost = scrypt::Params::new(log_n, 8, p).map_err(|error| unusable(error.into()))?;
    let encrypted = || {
        let parameters =
            Parameters::generate_scrypt_aes256cbc(cost, &salt, iv).map_err(pkcs8::Error::from)?;
        let document = key.to_pkcs8_der()?;
        PrivateKeyInfoRef::from_der(document.as_bytes())?.encrypt_with_params(parameters, pin.expose())
    };
    let document = encrypted().map_err(|error| unusable(error.into()))?;
    document
        .to_pem(EncryptedPrivateKeyInfoRef::PEM_LABEL, LineEnding::LF)
        .map_err(|error| unusable(error.into()))
}

/// A key that still needs its PIN, checked as far as it can be without.
pub(super) struct EncryptedKey(SecretDocument);

impl EncryptedKey {
    /// Reads the PEM form.
    ///
    /// # Errors
    ///
    /// [`CardError::Unreadable`] if it is none, or if scrypt would take more memory or time than a soft
    /// card asks for.
    pub(super) fn from_pem(pem: &[u8]) -> Result<Self, CardError> {
        let unreadable = |source| CardError::Unreadable { operation: "reading the key", source };
        let pem = std::str::from_utf8(pem).map_err(|error| unreadable(error.into()))?;
        let (label, document) = SecretDocument::from_pem(pem).map_err(|error| unreadable(error.into()))?;
        EncryptedPrivateKeyInfoRef::validate_pem_label(label).map_err(|error| unreadable(error.into()))?;
        let info = EncryptedPrivateKeyInfoRef::from_der(document.as_bytes())
            .map_err(|error| unreadable(error.into()))?;
        match &info.encryption_algorithm {
            EncryptionScheme::Pbes2(Parameters { kdf: Kdf::Scrypt(cost), .. })
                if cost.cost_parameter.saturating_mul(u64::from(cost.block_size)).saturating_mul(128)
                    <= MAX_MEMORY
                    && cost.parallelization <= MAX_ROUNDS =>
            {
                Ok(Self(document))
            }
            _ => Err(unreadable("not encrypted as keys of soft cards are".into())),
        }
    }

    /// Decrypts it: `None` if the PIN is wrong.
    ///
    /// # Errors
    ///
    /// [`CardError::Unreadable`] if it is not the key of `certificate`.
    pub(super) fn decrypt(
        &self,
        pin: &Pin,
        certificate: &CardCertificate,
    ) -> Result<Option<PrivateKey>, CardError> {
        let unreadable = |source| CardError::Unreadable { operation: "decrypting the key", source };
        let info = EncryptedPrivateKeyInfoRef::from_der(self.0.as_bytes())
            .map_err(|error| unreadable(error.into()))?;
        // A wrong PIN shows in the padding or, once in 256 times, in what is no key.
        let Ok(document) = info.decrypt(pin.expose()) else { return Ok(None) };
        let Ok(key) = PrivateKey::from_pkcs8_der(document.as_bytes()) else { return Ok(None) };
        if is_key_of(&key, certificate) {
            Ok(Some(key))
        } else {
            Err(unreadable("not the key of the certificate".into()))
        }
    }
}

/// Whether `key` is the one that `certificate` is about.
pub(super) fn is_key_of(key: &PrivateKey, certificate: &CardCertificate) -> bool {
    use rsa::pkcs1::EncodeRsaPublicKey;

    let public_key = key.as_public_key().to_pkcs1_der();
    public_key.is_ok_and(|public_key| public_key.as_bytes() == certificate.public_key())
}

#[cfg(test)]
mod tests {
    use pkcs8::{
        EncryptedPrivateKeyInfo,
        der::{Encode, asn1::OctetStringRef},
    };

    use super::*;

    #[test]
    fn a_key_that_would_take_all_memory_or_time_is_refused_unseen() {
        let scrypt = |log_n, r, p| {
            let cost = scrypt::Params::new(log_n, r, p).unwrap();
            Parameters::generate_scrypt_aes256cbc(cost, &[0; 16], [0; 16]).unwrap()
        };
        let table = [
            ("as soft cards are", scrypt(14, 8, 2), true),
            ("64 MiB", scrypt(16, 8, 1), true),
            ("128 MiB", scrypt(17, 8, 1), false),
            ("1 GiB", scrypt(20, 8, 1), false),
            ("many rounds", scrypt(14, 8, 17), false),
            (
                "no scrypt",
                Parameters::generate_pbkdf2_sha256_aes256cbc(100_000_000, &[0; 16], [0; 16]).unwrap(),
                false,
            ),
        ];
        for (name, parameters, fits) in table {
            let info = EncryptedPrivateKeyInfo {
                encryption_algorithm: parameters.into(),
                encrypted_data: OctetStringRef::new(&[0; 32]).unwrap(),
            };
            let document = SecretDocument::try_from(info.to_der().unwrap()).unwrap();
            let pem = document.to_pem(EncryptedPrivateKeyInfoRef::PEM_LABEL, LineEnding::LF).unwrap();
            assert_eq!(EncryptedKey::from_pem(pem.as_bytes()).is_ok(), fits, "{name}");
        }
    }
}
