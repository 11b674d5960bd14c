//! Digests.

use sha1::{Digest, Sha1};

/// SHA-1, as key identifiers use it: for naming keys, not for trusting them.
pub(crate) fn sha1(data: &[u8]) -> [u8; 20] {
    Sha1::digest(data).into()
}
