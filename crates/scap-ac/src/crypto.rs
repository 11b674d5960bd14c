//! RSA signatures: which algorithms, which implementation, and keys that are parsed once.

#[cfg(feature = "aws-lc-rs")]
mod aws_lc;
#[cfg(feature = "rsa")]
mod rust_crypto;

use core::fmt;

use const_oid::ObjectIdentifier;
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use sha1::{Digest, Sha1};

use crate::oid;

#[cfg(not(any(feature = "rsa", feature = "aws-lc-rs")))]
compile_error!("scap-ac verifies RSA signatures: turn on the feature `rsa` or `aws-lc-rs`");

/// Shortest modulus that is trusted, in bits.
const MIN_BITS: usize = 2048;
/// Longest modulus that is tried, in bits: more would be a way to waste the verifier's time.
const MAX_BITS: usize = 8192;

/// `sha1WithRSAEncryption` without parameters apart from NULL ([RFC 3279 Section 2.2.1]).
///
/// [RFC 3279 Section 2.2.1]: https://www.rfc-editor.org/rfc/rfc3279#section-2.2.1
const SHA1_WITH_RSA: AlgorithmIdentifier = AlgorithmIdentifier::from_slice(&[
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05, 0x05, 0x00,
]);

/// SHA-1, as key identifiers use it: for naming keys, not for trusting them.
pub(crate) fn sha1(data: &[u8]) -> [u8; 20] {
    Sha1::digest(data).into()
}

/// A signature algorithm of authorization certificates.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// `sha256WithRSAEncryption` ([RFC 4055 Section 5]): all that is signed today.
    ///
    /// [RFC 4055 Section 5]: https://www.rfc-editor.org/rfc/rfc4055#section-5
    Sha256WithRsa,
    /// `sha1WithRSAEncryption`: old certificates, verified only where the policy says so.
    Sha1WithRsa,
}

impl SignatureAlgorithm {
    /// The algorithm of this identifier, given as the content octets of its DER.
    pub(crate) fn from_oid(content: &[u8]) -> Option<Self> {
        [Self::Sha256WithRsa, Self::Sha1WithRsa].into_iter().find(|known| known.oid().as_bytes() == content)
    }

    pub(crate) const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha256WithRsa => oid::SHA_256_WITH_RSA_ENCRYPTION,
            Self::Sha1WithRsa => oid::SHA_1_WITH_RSA_ENCRYPTION,
        }
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha256WithRsa => "SHA256withRSA",
            Self::Sha1WithRsa => "SHA1withRSA",
        })
    }
}

/// An implementation of RSA. Both give the same verdicts; they differ in speed and in what they need to be
/// built.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Backend {
    /// Pure Rust: the `rsa` crate.
    #[cfg(feature = "rsa")]
    RustCrypto,
    /// `aws-lc-rs`: about three times as fast, needs a C compiler.
    #[cfg(feature = "aws-lc-rs")]
    AwsLc,
}

impl Default for Backend {
    /// The fastest one that is compiled in.
    fn default() -> Self {
        #[cfg(feature = "aws-lc-rs")]
        return Self::AwsLc;
        #[cfg(not(feature = "aws-lc-rs"))]
        return Self::RustCrypto;
    }
}

impl Backend {
    /// Parses a PKCS#1 `RSAPublicKey` for signatures of one algorithm.
    ///
    /// Returns `None` if it is none or has not between 2048 and 8192 bits.
    pub(crate) fn prepare(self, public_key: &[u8], algorithm: SignatureAlgorithm) -> Option<PublicKey> {
        if !(MIN_BITS..=MAX_BITS).contains(&modulus_bits(public_key)?) {
            return None;
        }
        match self {
            #[cfg(feature = "rsa")]
            Self::RustCrypto => rust_crypto::PublicKey::new(public_key, algorithm).map(PublicKey::RustCrypto),
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLc => aws_lc::PublicKey::new(public_key, algorithm).map(PublicKey::AwsLc),
        }
    }

    /// Whether `digest` is the SHA-256 of `data`.
    pub(crate) fn is_sha256(self, digest: &[u8], data: &[u8]) -> bool {
        match self {
            #[cfg(feature = "rsa")]
            Self::RustCrypto => rust_crypto::is_sha256(digest, data),
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLc => aws_lc::is_sha256(digest, data),
        }
    }

    /// Whether `digest` is the one that `algorithm` makes of `message`.
    pub(crate) fn is_digest(self, digest: &[u8], message: &[u8], algorithm: SignatureAlgorithm) -> bool {
        match algorithm {
            SignatureAlgorithm::Sha1WithRsa => sha1(message) == *digest,
            SignatureAlgorithm::Sha256WithRsa => self.is_sha256(digest, message),
        }
    }

    /// The algorithms for the path to an anchor.
    pub(crate) const fn path_algorithms(
        self,
        allow_sha1: bool,
    ) -> &'static [&'static dyn SignatureVerificationAlgorithm] {
        match (self, allow_sha1) {
            #[cfg(feature = "rsa")]
            (Self::RustCrypto, false) => {
                &[&PathAlgorithm(Self::RustCrypto, SignatureAlgorithm::Sha256WithRsa)]
            }
            #[cfg(feature = "rsa")]
            (Self::RustCrypto, true) => &[
                &PathAlgorithm(Self::RustCrypto, SignatureAlgorithm::Sha256WithRsa),
                &PathAlgorithm(Self::RustCrypto, SignatureAlgorithm::Sha1WithRsa),
            ],
            #[cfg(feature = "aws-lc-rs")]
            (Self::AwsLc, false) => &[&PathAlgorithm(Self::AwsLc, SignatureAlgorithm::Sha256WithRsa)],
            #[cfg(feature = "aws-lc-rs")]
            (Self::AwsLc, true) => &[
                &PathAlgorithm(Self::AwsLc, SignatureAlgorithm::Sha256WithRsa),
                &PathAlgorithm(Self::AwsLc, SignatureAlgorithm::Sha1WithRsa),
            ],
        }
    }
}

/// A public key that is parsed, for signatures of one algorithm.
pub(crate) enum PublicKey {
    #[cfg(feature = "rsa")]
    RustCrypto(rust_crypto::PublicKey),
    #[cfg(feature = "aws-lc-rs")]
    AwsLc(aws_lc::PublicKey),
}

impl PublicKey {
    /// Whether `signature` is one of this key over `message`.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            #[cfg(feature = "rsa")]
            Self::RustCrypto(key) => key.verifies(message, signature),
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLc(key) => key.verifies(message, signature),
        }
    }
}

/// One algorithm of one implementation, for webpki.
#[derive(Debug)]
struct PathAlgorithm(Backend, SignatureAlgorithm);

impl SignatureVerificationAlgorithm for PathAlgorithm {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let key = self.0.prepare(public_key, self.1).ok_or(InvalidSignature)?;
        if key.verifies(message, signature) { Ok(()) } else { Err(InvalidSignature) }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_ENCRYPTION
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        match self.1 {
            SignatureAlgorithm::Sha256WithRsa => alg_id::RSA_PKCS1_SHA256,
            SignatureAlgorithm::Sha1WithRsa => SHA1_WITH_RSA,
        }
    }
}

/// The bits of the modulus of a PKCS#1 `RSAPublicKey`, read without taking it apart further.
fn modulus_bits(public_key: &[u8]) -> Option<usize> {
    use der::{Reader, SliceReader, asn1::UintRef};

    let mut reader = SliceReader::new(public_key).ok()?;
    let bits = reader
        .sequence(|key| {
            let modulus: UintRef<'_> = key.decode()?;
            let _exponent: UintRef<'_> = key.decode()?;
            let octets = modulus.as_bytes();
            let zeros = octets.first().map_or(0, |first| first.leading_zeros());
            let zeros = usize::try_from(zeros).unwrap_or_default();
            Ok::<_, der::Error>((octets.len() * 8).saturating_sub(zeros))
        })
        .ok()?;
    Some(bits)
}
