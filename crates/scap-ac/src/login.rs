//! A login by card: the CMS signature ([RFC 5652], PKCS#7) over an application's challenge, and the question that
//! it comes with: may this card use the application?
//!
//! [RFC 5652]: https://www.rfc-editor.org/rfc/rfc5652

mod error;
mod signed_data;

use alloc::vec::Vec;
use core::fmt;

pub use self::error::{LoginError, LoginPart, SignerFlaw};
use self::signed_data::SignedData;
use crate::{
    card_certificate::CardCertificate,
    certificate::AuthorizationCertificate,
    crypto::SignatureAlgorithm,
    encoding,
    time::UnixTime,
    validate::{Authorization, Evidence, Validator},
};

/// Longest signature that is read, in octets of DER.
const MAX_DER: usize = 64 * 1024;
/// The labels of the PEM: [RFC 7468 Section 8], [Section 9], and what older programs write.
///
/// [RFC 7468 Section 8]: https://www.rfc-editor.org/rfc/rfc7468#section-8
/// [Section 9]: https://www.rfc-editor.org/rfc/rfc7468#section-9
const LABELS: [&str; 3] = ["CMS", "PKCS7", "PKCS #7 SIGNED DATA"];
/// How far a signing time may be from the instant asked about, in seconds, unless the challenge says otherwise.
const MAX_AGE: u64 = 300;

/// The signature that a card made over an application's challenge: well formed, not yet checked.
/// [`Validator::validate_login`] tells what it opens.
///
/// Read is the DER of a `SignedData` with one signer, RSA with SHA-256 or SHA-1, and signed attributes. One
/// without them is refused, as its signature could be that of another message: the attributes of a login, given
/// back as the content of another. Of certificates in it the one that the signer information names is taken; others
/// are no evidence, and neither are unsigned attributes.
///
/// # Examples
///
/// ```no_run
/// use scap_ac::{AuthorizationCertificate, CardCertificate, Challenge, Evidence, Login, UnixTime, Validator};
///
/// # fn read(name: &str) -> Vec<u8> { std::fs::read(name).unwrap() }
/// # fn now() -> u64 { 0 }
/// # fn session() -> Vec<u8> { Vec::new() }
/// let validator = Validator::builder().anchor(&read("root.der"))?.intermediate(&read("ca.der"))?.build();
/// let signers = [CardCertificate::from_der(&read("primary-card.der"))?];
///
/// // What the browser sent: base64 of the signature, and of the authorization certificate on the card.
/// let login = Login::from_any(&read("signature.b64"))?;
/// let certificate = AuthorizationCertificate::from_any(&read("authorization.b64"))?;
///
/// // What this application had asked to sign: good for one login.
/// let asked = session();
/// let challenge = Challenge::new(&asked).require_signing_time();
///
/// let evidence = Evidence::without_holder(&signers).application("G2B-EHELPER");
/// let now = UnixTime::from_secs(now())?;
/// match validator.validate_login(&login, &challenge, &certificate, &evidence, now) {
///     Ok(authorization) => println!("card {} may use it until {}", login.card().serial(), authorization.not_after()),
///     Err(error) => println!("refused: {} [{}]", error, error.code()),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Login {
    card: CardCertificate,
    algorithm: SignatureAlgorithm,
    /// `None` if the signature is detached.
    content: Option<Vec<u8>>,
    message_digest: Vec<u8>,
    signing_time: Option<UnixTime>,
    nonce: Option<Vec<u8>>,
    /// What the signature is over.
    signed: Vec<u8>,
    signature: Vec<u8>,
}

/// What an application asked a card to sign, and how it wants it signed.
///
/// The challenge or the nonce must be fresh and good for one login: who overhears a login must not be able to repeat
/// it. That is for the application to see to, as this crate remembers nothing.
#[derive(Clone, Copy)]
pub struct Challenge<'a> {
    content: &'a [u8],
    nonce: Option<&'a [u8]>,
    max_age: u64,
    require_signing_time: bool,
}

impl Login {
    /// Reads the DER of a login, or its PEM or base64.
    ///
    /// # Errors
    ///
    /// [`LoginError::Encoding`], [`LoginError::Form`], [`LoginError::Algorithm`], or [`LoginError::Signer`] if the
    /// certificate of the card that signed is not in it.
    pub fn from_any(input: &[u8]) -> Result<Self, LoginError> {
        Self::read(input, None)
    }

    /// As [`Login::from_any`], for a client that leaves certificates out: `card` is the one that is known to have
    /// logged in. Certificates in the login are not looked at.
    ///
    /// # Errors
    ///
    /// As [`Login::from_any`]; [`LoginError::Signer`] if the login names another card as its signer.
    pub fn with_card(input: &[u8], card: &CardCertificate) -> Result<Self, LoginError> {
        Self::read(input, Some(card))
    }

    fn read(input: &[u8], card: Option<&CardCertificate>) -> Result<Self, LoginError> {
        let der = encoding::labelled(input, &LABELS).map_err(|_| LoginError::Encoding)?;
        if der.len() > MAX_DER {
            return Err(LoginError::Encoding);
        }
        let data = SignedData::from_der(&der)?;
        let card = match card {
            Some(card) => data.is_by(card).then(|| card.clone()),
            None => data.card(),
        };
        Ok(Self {
            card: card.ok_or(SignerFlaw::Certificate)?,
            algorithm: data.algorithm,
            content: data.content.map(Vec::from),
            message_digest: Vec::from(data.attributes.message_digest),
            signing_time: data.attributes.signing_time,
            nonce: data.attributes.nonce.map(Vec::from),
            signed: data.attributes.signed(),
            signature: Vec::from(data.signature),
        })
    }

    /// The card that the login says signed it.
    #[must_use]
    pub const fn card(&self) -> &CardCertificate {
        &self.card
    }

    /// When the login says that it was signed: by the clock of the user's computer.
    #[must_use]
    pub const fn signing_time(&self) -> Option<UnixTime> {
        self.signing_time
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("card", &self.card)
            .field("algorithm", &self.algorithm)
            .field("signing_time", &self.signing_time)
            .finish_non_exhaustive()
    }
}

impl<'a> Challenge<'a> {
    /// The bytes that the application gave to be signed. An attached signature must hold these and no others; a
    /// detached one must be over them.
    #[must_use]
    pub const fn new(content: &'a [u8]) -> Self {
        Self { content, nonce: None, max_age: MAX_AGE, require_signing_time: false }
    }

    /// Refuses a login without this nonce in the signed attribute `randomNonce`
    /// ([RFC 2985 Section 5.3.3](https://www.rfc-editor.org/rfc/rfc2985#section-5.3)). A text that was given to the
    /// client as nonce is meant by its bytes.
    #[must_use]
    pub const fn nonce(mut self, nonce: &'a [u8]) -> Self {
        self.nonce = Some(nonce);
        self
    }

    /// How far the signing time, if there is one, may be from the instant asked about, before or after it, in
    /// seconds: 300 unless this says otherwise. It is told by the clock of the user's computer.
    #[must_use]
    pub const fn max_age(mut self, seconds: u64) -> Self {
        self.max_age = seconds;
        self
    }

    /// Refuses a login that does not say when it was signed.
    #[must_use]
    pub const fn require_signing_time(mut self) -> Self {
        self.require_signing_time = true;
        self
    }
}

/// The bytes may be a session's: they are not printed.
impl fmt::Debug for Challenge<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge")
            .field("max_age", &self.max_age)
            .field("require_signing_time", &self.require_signing_time)
            .finish_non_exhaustive()
    }
}

impl Validator {
    /// What `certificate` authorizes the card to that logged in at the instant `at`.
    ///
    /// The login is checked first, then the certificate with the card as its holder. Make the evidence by
    /// [`Evidence::without_holder`], with the cards that may be the signer; certificates in the login are none of
    /// them. A signature with SHA-1 counts if the policy allows it at `at`, whatever the login says of its time.
    ///
    /// # Errors
    ///
    /// [`LoginError`]: the first check that fails; [`LoginError::Ac`] if it is one of the certificate.
    /// [`LoginError::Signer`] if the evidence has a holder that is another card.
    pub fn validate_login(
        &self,
        login: &Login,
        challenge: &Challenge<'_>,
        certificate: &AuthorizationCertificate,
        evidence: &Evidence<'_>,
        at: UnixTime,
    ) -> Result<Authorization, LoginError> {
        if evidence.holder.is_some_and(|holder| *holder != login.card) {
            return Err(SignerFlaw::OtherCard.into());
        }
        self.check_login(login, challenge, at)?;
        let mut evidence = *evidence;
        evidence.holder = Some(&login.card);
        Ok(self.validate(certificate, &evidence, at)?)
    }

    /// Whether the card of `login` signed `challenge` about the instant `at`: the checks of the login alone, the
    /// cheapest first.
    ///
    /// It proves that the card was there, not that it may be trusted or do anything: see
    /// [`validate_login`](Self::validate_login) and [`check_card`](Self::check_card).
    ///
    /// # Errors
    ///
    /// [`LoginError`]: the first check that fails.
    pub fn check_login(
        &self,
        login: &Login,
        challenge: &Challenge<'_>,
        at: UnixTime,
    ) -> Result<(), LoginError> {
        // An application that lost its challenge would let anybody in who once signed nothing.
        if challenge.content.is_empty() && challenge.nonce.is_none_or(<[u8]>::is_empty) {
            return Err(LoginError::Challenge);
        }
        if login.algorithm == SignatureAlgorithm::Sha1WithRsa && !self.sha1.allows(at) {
            return Err(LoginError::Sha1);
        }
        if !login.card.may_sign() {
            return Err(SignerFlaw::KeyUsage.into());
        }
        if challenge.nonce.is_some_and(|nonce| login.nonce.as_deref() != Some(nonce)) {
            return Err(LoginError::Nonce);
        }
        check_signing_time(login, challenge, at)?;
        self.check_content(login, challenge)?;
        let Login { card, algorithm, signed, signature, .. } = login;
        if self.is_signed_by(card, *algorithm, signed, signature) {
            Ok(())
        } else {
            Err(LoginError::Signature)
        }
    }

    /// [RFC 5652 Section 5.6]: the digest is computed anew, and is the one that was signed.
    ///
    /// [RFC 5652 Section 5.6]: https://www.rfc-editor.org/rfc/rfc5652#section-5.6
    fn check_content(&self, login: &Login, challenge: &Challenge<'_>) -> Result<(), LoginError> {
        let detached = login.content.is_none();
        if !detached && login.content.as_deref() != Some(challenge.content) {
            return Err(LoginError::Challenge);
        }
        if self.backend.is_digest(&login.message_digest, challenge.content, login.algorithm) {
            Ok(())
        } else if detached {
            Err(LoginError::Challenge)
        } else {
            Err(LoginError::Digest)
        }
    }
}

fn check_signing_time(login: &Login, challenge: &Challenge<'_>, at: UnixTime) -> Result<(), LoginError> {
    let max_age = challenge.max_age;
    match login.signing_time {
        None if challenge.require_signing_time => Err(LoginError::SigningTimeMissing),
        Some(signed_at) if signed_at.as_secs().abs_diff(at.as_secs()) > max_age => {
            Err(LoginError::SigningTime { signed_at, at, max_age })
        }
        _ => Ok(()),
    }
}
