//! User codes: kept as Argon2id hashes only.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};
use zeroize::Zeroizing;

use crate::error::InternalError;

/// The most characters of a user code.
pub(crate) const MAX_CHARS: usize = 64;

/// What hashing a user code costs ([RFC 9106]). The cost stands in every hash, so a change concerns new ones.
///
/// [RFC 9106]: https://www.rfc-editor.org/rfc/rfc9106
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "these are Argon2's parameters, lanes apart")]
pub struct UserCodeCost {
    /// Memory in KiB, at least 8.
    pub memory_kib: u32,
    /// Passes over the memory, at least 1.
    pub passes: u32,
}

impl Default for UserCodeCost {
    /// About 50 ms on one core of a small server.
    fn default() -> Self {
        Self { memory_kib: 32 * 1024, passes: 3 }
    }
}

impl UserCodeCost {
    fn hasher(self) -> Result<Argon2<'static>, InternalError> {
        let params = Params::new(self.memory_kib, self.passes, 1, None)
            .map_err(|error| InternalError::UserCode(error.into()))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    /// The hash in PHC form.
    pub(crate) fn hash(self, user_code: &str) -> Result<String, InternalError> {
        let hash: PasswordHash =
            self.hasher()?.hash_password(user_code.as_bytes()).map_err(InternalError::UserCode)?;
        Ok(hash.to_string())
    }
}

/// Whether the code is the one that was hashed.
pub(crate) fn matches(user_code: &Zeroizing<String>, hash: &str) -> Result<bool, InternalError> {
    use argon2::password_hash::Error;

    let hash = PasswordHash::new(hash).map_err(|error| InternalError::UserCode(error.into()))?;
    match Argon2::default().verify_password(user_code.as_bytes(), &hash) {
        Ok(()) => Ok(true),
        Err(Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(InternalError::UserCode(error)),
    }
}
