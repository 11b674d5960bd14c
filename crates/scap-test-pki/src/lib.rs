//! A CA and cards for evaluation and tests, in the shape of the real ones.
//!
//! [`TestCa`] issues card certificates and revocation lists under a root of its own; its keys are fresh
//! ([`TestCa::generate`]) or kept in a folder ([`TestCa::save`], [`TestCa::load`]). The names say that it
//! is a test: nothing here is worth anything to a verifier that does not choose to trust it.
//!
//! For tests there is the feature `fixed-keys`: [`fixed`] has a CA and cards that are the same in every
//! run and cost no key generation. `logins` adds the signatures by which cards log in. [`softhsm`] puts such a card into a
//! SoftHSM token, [`shim`] lets a PKCS#11 module fail at every call. [`status`] has the authorities that tell whether an authorization certificate is revoked.
//!
//! # Examples
//!
//! ```
//! use scap_ac::{CardCertificate, CardRank};
//! use scap_test_pki::{CardRequest, TestCa, generate_card_key};
//!
//! let ca = TestCa::generate()?;
//! let key = generate_card_key()?;
//! let request = CardRequest::new(
//!     CardRank::Secondary,
//!     "12345675".parse()?,
//!     "2026-01-01T00:00:00Z".parse()?,
//!     "2031-01-01T00:00:00Z".parse()?,
//! );
//! let certificate = CardCertificate::from_der(&ca.issue(&request, key.as_public_key())?)?;
//! assert_eq!(certificate.rank(), CardRank::Secondary);
//! assert_eq!(certificate.issuer().to_string(), "OU=政府測試憑證管理中心,O=行政院,C=TW");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ca;
mod card;
mod der_writer;
mod error;
mod extended;
mod extension;
#[cfg(feature = "fixed-keys")]
pub mod fixed;
mod key;
#[cfg(feature = "logins")]
pub mod login;
mod name;
mod revocation;
pub mod shim;
pub mod softhsm;
pub mod status;

#[cfg(feature = "logins")]
pub use cms;
pub use rsa;

pub use crate::{
    ca::TestCa,
    card::{CardRequest, SignatureHash, Usage},
    error::PkiError,
    extended::sign_with_extensions,
    key::{generate_card_key, key_from_pem, key_to_pem, sign_sha1, sign_sha256},
};
