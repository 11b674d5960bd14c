//! Authorization certificates with extensions that no draft has.

use der::{AnyRef, Decode, Reader, SliceReader};
use rsa::PrivateKey;
use scap_ac::{Draft, Profile};

use crate::{
    card::SignatureHash,
    der_writer::{bit_string, sequence},
    error::PkiError,
    key::sign_sha256,
    status::{self, RawExtension},
};

/// The DER of an authorization certificate with these extensions behind those of the draft, signed with SHA-256 by
/// the key of its signer.
///
/// # Errors
///
/// [`PkiError::Rsa`]; [`PkiError::Certificate`] if the draft fits no certificate.
pub fn sign_with_extensions(
    draft: &Draft<'_>,
    key: &PrivateKey,
    extensions: &[RawExtension],
) -> Result<Vec<u8>, PkiError> {
    let unsigned = draft.to_be_signed(&Profile::default()).map_err(|_| PkiError::from(not_der()))?;
    // The extensions are the last field.
    let mut fields = elements(unsigned.as_bytes())?;
    let own = elements(fields.pop().unwrap_or_default())?.concat();
    let more = status::extension_list(extensions);
    let content = sequence(&[&fields.concat(), &sequence(&[&own, &more])]);
    let algorithm = status::algorithm(SignatureHash::Sha256);
    Ok(sequence(&[&content, &algorithm, &bit_string(&sign_sha256(key, &content)?)]))
}

fn not_der() -> der::Error {
    der::ErrorKind::Failed.into()
}

/// The elements of a SEQUENCE, each with its header.
fn elements(sequence: &[u8]) -> Result<Vec<&[u8]>, der::Error> {
    let mut reader = SliceReader::new(AnyRef::from_der(sequence)?.value())?;
    let mut all = Vec::new();
    while !reader.is_finished() {
        all.push(reader.tlv_bytes()?);
    }
    Ok(all)
}
