//! A root and an issuing CA in the shape of the government's, with their keys.

use std::{
    fmt, fs,
    io::Write,
    path::Path,
    time::{Duration, SystemTime},
};

use der::{DateTime, DecodePem, Encode, EncodePem};
use pkcs8::LineEnding;
use rsa::{PrivateKey, PublicKey, pkcs1v15::SigningKey};
use scap_ac::{SerialNumber, UnixTime};
use sha1::Sha1;
use sha2::Sha256;
use spki::SubjectPublicKeyInfo;
use x509_cert::{
    Certificate,
    builder::{self, Builder, CertificateBuilder},
    ext::pkix::KeyUsages,
    time::{Time, Validity},
};

use crate::{
    card::{CardRequest, SignatureHash, Usage},
    error::PkiError,
    extension::{Role, Shape},
    key, name, revocation,
};

/// The unit in the name of the root.
const ROOT_UNIT: &str = "測試用政府憑證總管理中心";

/// The unit in the name of the CA that issues card certificates.
pub(crate) const CA_UNIT: &str = "政府測試憑證管理中心";

/// Where [`TestCa::save`] puts what.
const ROOT_CERTIFICATE: &str = "root.pem";
const ROOT_KEY: &str = "root.key";
const CA_CERTIFICATE: &str = "ca.pem";
const CA_KEY: &str = "ca.key";

/// Seconds of a day and of a year.
const DAY: u64 = 24 * 60 * 60;
const YEAR: u64 = 365 * DAY;

/// A root and an issuing CA in the shape of the government's, with their keys.
pub struct TestCa {
    root: Certificate,
    root_der: Vec<u8>,
    root_key: PrivateKey,
    ca: Certificate,
    ca_der: Vec<u8>,
    ca_key: PrivateKey,
}

impl TestCa {
    /// A CA with fresh RSA-4096 keys, valid for twenty years from yesterday. Takes about half a second in
    /// an optimized build.
    ///
    /// # Errors
    ///
    /// [`PkiError::Rsa`], [`PkiError::Random`] if the system gives no random numbers.
    pub fn generate() -> Result<Self, PkiError> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let instant = |secs| UnixTime::from_secs(secs).map_err(|_| PkiError::Clock);
        let validity = (instant(now.saturating_sub(DAY))?, instant(now.saturating_add(20 * YEAR))?);
        let keys = (key::generate(key::CA_BITS)?, key::generate(key::CA_BITS)?);
        Self::from_keys(keys, CA_UNIT, validity, (random_serial()?, random_serial()?))
    }

    /// A CA from its parts: keys and serial numbers are given as root, then issuing CA.
    pub(crate) fn from_keys(
        (root_key, ca_key): (PrivateKey, PrivateKey),
        unit: &str,
        validity: (UnixTime, UnixTime),
        (root_serial, ca_serial): (SerialNumber, SerialNumber),
    ) -> Result<Self, PkiError> {
        let root_name = name::authority(ROOT_UNIT)?;
        let shape = Shape { issuer: root_name.clone(), subject: root_name.clone(), role: Role::Root };
        let hash = SignatureHash::Sha256;
        let root = certificate(shape, &root_serial, validity, root_key.as_public_key(), (&root_key, hash))?;
        let shape = Shape { issuer: root_name, subject: name::authority(unit)?, role: Role::Issuing };
        let ca = certificate(shape, &ca_serial, validity, ca_key.as_public_key(), (&root_key, hash))?;
        Ok(Self { root_der: root.to_der()?, root, root_key, ca_der: ca.to_der()?, ca, ca_key })
    }

    /// Writes the CA into the folder `dir`, which is made if need be: `root.pem`, `ca.pem`, and the keys
    /// `root.key`, `ca.key` (PKCS#8, readable by their owner alone).
    ///
    /// # Errors
    ///
    /// [`PkiError::File`]; its source is of kind [`AlreadyExists`](std::io::ErrorKind::AlreadyExists) if one
    /// of the files is there already.
    pub fn save(&self, dir: &Path) -> Result<(), PkiError> {
        fs::create_dir_all(dir).map_err(|source| PkiError::File { path: dir.to_owned(), source })?;
        create(&dir.join(ROOT_KEY), &key::key_to_pem(&self.root_key)?, 0o600)?;
        create(&dir.join(CA_KEY), &key::key_to_pem(&self.ca_key)?, 0o600)?;
        create(&dir.join(ROOT_CERTIFICATE), &self.root.to_pem(LineEnding::LF)?, 0o644)?;
        create(&dir.join(CA_CERTIFICATE), &self.ca.to_pem(LineEnding::LF)?, 0o644)
    }

    /// Reads the CA that [`TestCa::save`] wrote into the folder `dir`.
    ///
    /// # Errors
    ///
    /// [`PkiError::File`], [`PkiError::Key`], [`PkiError::Certificate`], [`PkiError::KeyMismatch`].
    pub fn load(dir: &Path) -> Result<Self, PkiError> {
        let root = Certificate::from_pem(read(&dir.join(ROOT_CERTIFICATE))?)?;
        let ca = Certificate::from_pem(read(&dir.join(CA_CERTIFICATE))?)?;
        let root_key = key::key_from_pem(&read(&dir.join(ROOT_KEY))?)?;
        let ca_key = key::key_from_pem(&read(&dir.join(CA_KEY))?)?;
        for (certificate, key) in [(&root, &root_key), (&ca, &ca_key)] {
            let public_key =
                SubjectPublicKeyInfo::from_key(key.as_public_key()).map_err(builder::Error::from)?;
            if *certificate.tbs_certificate().subject_public_key_info() != public_key {
                return Err(PkiError::KeyMismatch { path: dir.to_owned() });
            }
        }
        Ok(Self { root_der: root.to_der()?, root, root_key, ca_der: ca.to_der()?, ca, ca_key })
    }

    /// The root's certificate, DER: what a verifier trusts.
    #[must_use]
    pub fn anchor_der(&self) -> &[u8] {
        &self.root_der
    }

    /// The issuing CA's certificate, DER: what stands between a card and the root.
    #[must_use]
    pub fn intermediate_der(&self) -> &[u8] {
        &self.ca_der
    }

    /// Issues a card's certificate, DER.
    ///
    /// # Errors
    ///
    /// [`PkiError::Certificate`] if the request does not fit a certificate; [`PkiError::Rsa`],
    /// [`PkiError::Random`].
    pub fn issue(&self, request: &CardRequest, key: &PublicKey) -> Result<Vec<u8>, PkiError> {
        let usage = match request.usage {
            Usage::Signing => KeyUsages::DigitalSignature.into(),
            Usage::Encryption => KeyUsages::KeyEncipherment | KeyUsages::DataEncipherment,
        };
        let shape = Shape {
            issuer: self.ca.tbs_certificate().subject().clone(),
            subject: name::entity(&request.organization, &request.locality)?,
            role: Role::Card { usage, rank: request.rank, business_number: request.business_number },
        };
        let serial = match request.serial {
            Some(serial) => serial,
            None => random_serial()?,
        };
        let validity = (request.not_before, request.not_after);
        Ok(certificate(shape, &serial, validity, key, (&self.ca_key, request.signature))?.to_der()?)
    }

    /// A revocation list of the issuing CA, DER: which serial numbers are revoked, and since when.
    ///
    /// # Errors
    ///
    /// [`PkiError::Certificate`], [`PkiError::Rsa`].
    pub fn crl(
        &self,
        revoked: &[(SerialNumber, UnixTime)],
        this_update: UnixTime,
        next_update: UnixTime,
    ) -> Result<Vec<u8>, PkiError> {
        let issuer = self.ca.tbs_certificate().subject().clone();
        revocation::list(issuer, &self.ca_key, revoked, this_update, next_update)
    }
}

impl fmt::Debug for TestCa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestCa")
            .field("subject", &format_args!("{}", self.ca.tbs_certificate().subject()))
            .finish_non_exhaustive()
    }
}

/// Builds and signs one certificate.
pub(crate) fn certificate(
    shape: Shape,
    serial: &SerialNumber,
    (not_before, not_after): (UnixTime, UnixTime),
    key: &PublicKey,
    (signer, hash): (&PrivateKey, SignatureHash),
) -> Result<Certificate, PkiError> {
    let public_key = SubjectPublicKeyInfo::from_key(key).map_err(builder::Error::from)?;
    let validity = Validity::new(time(not_before)?, time(not_after)?);
    let builder = CertificateBuilder::new(shape, serial_number(serial)?, validity, public_key)?;
    Ok(match hash {
        SignatureHash::Sha256 => builder.build(&SigningKey::<Sha256>::new(signer.clone()))?,
        SignatureHash::Sha1 => builder.build(&SigningKey::<Sha1>::new(signer.clone()))?,
    })
}

/// A random serial number of 128 bits, whose top bit may be set.
pub(crate) fn random_serial() -> Result<SerialNumber, PkiError> {
    let mut content = [0; 17];
    loop {
        if let Some(octets) = content.get_mut(1..) {
            getrandom::fill(octets)?;
        }
        // Zero has no serial number: one draw in 2^128.
        if let Ok(serial) = SerialNumber::from_der_content(&content) {
            return Ok(serial);
        }
    }
}

pub(crate) fn serial_number(
    serial: &SerialNumber,
) -> Result<x509_cert::serial_number::SerialNumber, der::Error> {
    x509_cert::serial_number::SerialNumber::new(serial.der_content())
}

/// `UTCTime` through 2049, `GeneralizedTime` from then on ([RFC 5280 Section 4.1.2.5]).
///
/// [RFC 5280 Section 4.1.2.5]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5
pub(crate) fn time(time: UnixTime) -> Result<Time, der::Error> {
    Ok(DateTime::from_unix_duration(Duration::from_secs(time.as_secs()))?.into())
}

fn read(path: &Path) -> Result<String, PkiError> {
    fs::read_to_string(path).map_err(|source| PkiError::File { path: path.to_owned(), source })
}

/// Writes a new file; one that is there is an error, so that no key is ever overwritten.
fn create(path: &Path, text: &str, mode: u32) -> Result<(), PkiError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|source| PkiError::File { path: path.to_owned(), source })
}
