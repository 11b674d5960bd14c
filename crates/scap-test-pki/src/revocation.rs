//! Certificate revocation lists of the test CA.

use der::{Encode, asn1::BitString, referenced::OwnedToRef};
use rsa::pkcs1v15::SigningKey;
use scap_ac::{SerialNumber, UnixTime};
use sha2::Sha256;
use spki::{DynSignatureAlgorithmIdentifier, SubjectPublicKeyInfo};
use x509_cert::{
    Version,
    crl::{CertificateList, RevokedCert, TbsCertList},
    ext::{
        ToExtension,
        pkix::{AuthorityKeyIdentifier, CrlNumber},
    },
    name::Name,
};

use crate::{ca, error::PkiError, key::sign_sha256};

/// A complete, direct list ([RFC 5280 Section 5]) of `issuer`, numbered by its time.
///
/// The builder of `x509-cert` is not used: it takes the authority key identifier of the CA's own
/// certificate, which names the root.
///
/// [RFC 5280 Section 5]: https://www.rfc-editor.org/rfc/rfc5280#section-5
pub(crate) fn list(
    issuer: Name,
    key: &rsa::PrivateKey,
    revoked: &[(SerialNumber, UnixTime)],
    this_update: UnixTime,
    next_update: UnixTime,
) -> Result<Vec<u8>, PkiError> {
    let signer = SigningKey::<Sha256>::new(key.clone());
    let algorithm = signer.signature_algorithm_identifier().map_err(x509_cert::builder::Error::from)?;
    let public_key =
        SubjectPublicKeyInfo::from_key(key.as_public_key()).map_err(x509_cert::builder::Error::from)?;
    let number = CrlNumber::try_from(this_update.as_secs())?;
    let authority = AuthorityKeyIdentifier::try_from(public_key.owned_to_ref())?;
    let extensions = vec![number.to_extension(&issuer, &[])?, authority.to_extension(&issuer, &[])?];
    let revoked = revoked
        .iter()
        .map(|(serial, at)| {
            Ok(RevokedCert {
                serial_number: ca::serial_number(serial)?,
                revocation_date: ca::time(*at)?,
                crl_entry_extensions: None,
            })
        })
        .collect::<Result<Vec<_>, der::Error>>()?;
    let tbs_cert_list = TbsCertList {
        version: Version::V2,
        signature: algorithm.clone(),
        issuer,
        this_update: ca::time(this_update)?,
        next_update: Some(ca::time(next_update)?),
        // RFC 5280 wants the field left out if nothing is revoked.
        revoked_certificates: (!revoked.is_empty()).then_some(revoked),
        crl_extensions: Some(extensions),
    };
    let signature = sign_sha256(key, &tbs_cert_list.to_der()?)?;
    let signature = BitString::from_bytes(&signature)?;
    Ok(CertificateList { tbs_cert_list, signature_algorithm: algorithm, signature }.to_der()?)
}
