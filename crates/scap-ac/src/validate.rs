//! What an authorization certificate authorizes, or why nothing: [RFC 5755 Section 5] and the rules of the
//! profile, each a named check, the cheapest first.
//!
//! [RFC 5755 Section 5]: https://www.rfc-editor.org/rfc/rfc5755#section-5

mod authorization;
mod builder;
mod evidence;
mod known;
mod report;

use alloc::{boxed::Box, string::ToString, vec::Vec};
use core::cell::OnceCell;

use const_oid::{
    ObjectIdentifier,
    db::{
        rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS,
        rfc5912::{ID_CE_NO_REV_AVAIL, ID_CE_TARGET_INFORMATION},
    },
};

use self::known::{KnownCard, KnownCards};
pub use self::{
    authorization::Authorization,
    builder::ValidatorBuilder,
    evidence::Evidence,
    report::{Check, Report},
};
use crate::{
    attribute_certificate::Extension,
    card_certificate::{CardCertificate, CardRank},
    certificate::AuthorizationCertificate,
    content::AcKind,
    crypto::{Backend, SignatureAlgorithm},
    error::AcError,
    path::{PathError, Trust},
    revocation::{Asked, Sources, Verifier},
    target::{self, Target},
    time::UnixTime,
};

/// The DER of NULL.
const NULL: [u8; 2] = [0x05, 0x00];

/// Judges authorization certificates: built once, shared between threads.
///
/// # Examples
///
/// An application system decides whether the card that logged in may use it:
///
/// ```no_run
/// use scap_ac::{AuthorizationCertificate, CardCertificate, Evidence, UnixTime, Validator};
///
/// # fn read(name: &str) -> Vec<u8> { std::fs::read(name).unwrap() }
/// # fn now() -> u64 { 0 }
/// let validator = Validator::builder().anchor(&read("root.der"))?.intermediate(&read("ca.der"))?.build();
///
/// let certificate = AuthorizationCertificate::from_any(&read("from-the-login.b64"))?;
/// let holder = CardCertificate::from_der(&read("card-that-logged-in.der"))?;
/// let signers = [CardCertificate::from_der(&read("primary-card.der"))?];
///
/// let evidence = Evidence::new(&holder, &signers);
/// let authorization = validator.validate(&certificate, &evidence, UnixTime::from_secs(now())?)?;
/// if let Some(granted) = authorization.application("G2B-EHELPER") {
///     println!("welcome, {:?}", granted.role);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Validator {
    trust: Trust,
    pub(crate) sha1: Sha1Policy,
    pub(crate) backend: Backend,
    known: KnownCards,
    status: Sources,
    targets: Vec<Target>,
}

/// Whether signatures with SHA-1 count: only old certificates have them.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a policy is one of these")]
pub enum Sha1Policy {
    /// Never.
    #[default]
    Refuse,
    /// In certificates whose validity starts before this instant.
    StartedBefore(UnixTime),
    /// Always.
    Allow,
}

impl Sha1Policy {
    pub(crate) fn allows(self, started: UnixTime) -> bool {
        match self {
            Self::Refuse => false,
            Self::StartedBefore(limit) => started < limit,
            Self::Allow => true,
        }
    }
}

/// What the checks look at.
struct Subject<'a> {
    certificate: &'a AuthorizationCertificate,
    evidence: &'a Evidence<'a>,
    holder: Option<Party<'a>>,
    at: UnixTime,
    /// Looked for when a check needs it, as that may take signatures.
    signer: OnceCell<Option<Party<'a>>>,
}

/// A card, and what is known of it beforehand.
#[derive(Clone, Copy)]
struct Party<'a> {
    card: &'a CardCertificate,
    known: Option<&'a KnownCard>,
}

impl Validator {
    /// Collects what to trust.
    #[must_use]
    pub fn builder() -> ValidatorBuilder {
        ValidatorBuilder::default()
    }

    /// What `certificate` authorizes at the instant `at`.
    ///
    /// # Errors
    ///
    /// The first check that fails; [`AcError::HolderMissing`] if the evidence has no holder.
    pub fn validate(
        &self,
        certificate: &AuthorizationCertificate,
        evidence: &Evidence<'_>,
        at: UnixTime,
    ) -> Result<Authorization, AcError> {
        let authorization = self.judge(&self.subject(certificate, evidence, at))?;
        if evidence.holder.is_some() { Ok(authorization) } else { Err(AcError::HolderMissing) }
    }

    /// [`validate`](Self::validate) for many certificates, each with its evidence, on all cores. The verdicts are in the
    /// order of the cases.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use scap_ac::{AuthorizationCertificate, CardCertificate, Evidence, UnixTime, Validator};
    /// # fn of_the_night(validator: &Validator, records: &[(AuthorizationCertificate, CardCertificate)], at: UnixTime) {
    /// let cases: Vec<_> =
    ///     records.iter().map(|(certificate, holder)| (certificate, Evidence::new(holder, &[]))).collect();
    /// let refused = validator.validate_all(&cases, at).iter().filter(|verdict| verdict.is_err()).count();
    /// # }
    /// ```
    #[cfg(feature = "rayon")]
    #[must_use]
    pub fn validate_all(
        &self,
        cases: &[(&AuthorizationCertificate, Evidence<'_>)],
        at: UnixTime,
    ) -> Vec<Result<Authorization, AcError>> {
        use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

        cases.par_iter().map(|(certificate, evidence)| self.validate(certificate, evidence, at)).collect()
    }

    /// Makes every check that can be made, also after one has failed.
    #[must_use]
    pub fn explain(
        &self,
        certificate: &AuthorizationCertificate,
        evidence: &Evidence<'_>,
        at: UnixTime,
    ) -> Report {
        let subject = self.subject(certificate, evidence, at);
        let outcome = |check: &Check| Some((*check, self.check(*check, &subject)?));
        let checks = Check::ALL.iter().filter_map(outcome).collect();
        Report { checks, authorization: self.judge(&subject).ok() }
    }

    /// Whether a card's certificate is to be trusted at the instant `at`: its path to an anchor, its validity
    /// and, as far as the CRLs tell, revocation.
    ///
    /// # Errors
    ///
    /// [`PathError`]: what is wrong with it.
    pub fn check_card(&self, card: &CardCertificate, at: UnixTime) -> Result<(), PathError> {
        self.check_path(self.party(card), at)
    }

    fn subject<'a>(
        &'a self,
        certificate: &'a AuthorizationCertificate,
        evidence: &'a Evidence<'a>,
        at: UnixTime,
    ) -> Subject<'a> {
        let holder = evidence.holder.map(|card| self.party(card));
        Subject { certificate, evidence, holder, at, signer: OnceCell::new() }
    }

    fn judge<'a>(&'a self, subject: &Subject<'a>) -> Result<Authorization, AcError> {
        for check in Check::ALL {
            self.check(*check, subject).unwrap_or(Ok(()))?;
        }
        let signer = self.signer(subject).ok_or(AcError::SignerUnknown)?.card;
        Ok(Authorization {
            certificate: subject.certificate.clone(),
            business_number: signer.business_number(),
            delegated: signer.rank() == CardRank::Secondary,
        })
    }

    fn signer<'a>(&'a self, subject: &Subject<'a>) -> Option<Party<'a>> {
        *subject.signer.get_or_init(|| self.find_signer(subject.certificate, subject.evidence))
    }

    fn party<'a>(&'a self, card: &'a CardCertificate) -> Party<'a> {
        Party { card, known: self.known.find(card) }
    }

    /// The card whose key and name the certificate states. Subjects are shared, so the key identifier decides.
    ///
    /// Anybody can state the key identifier of another, and a renewed certificate may have the same key: of several
    /// cards the one counts that signed and that was to be trusted then.
    fn find_signer<'a>(
        &'a self,
        certificate: &AuthorizationCertificate,
        evidence: &'a Evidence<'a>,
    ) -> Option<Party<'a>> {
        let known = self.known.with_key(certificate.authority_key_identifier());
        let is_new = |card: &&CardCertificate| known.iter().all(|known| known.card != **card);
        let mut candidates = known
            .iter()
            .map(|known| Party { card: &known.card, known: Some(known) })
            .chain(evidence.signers.iter().filter(is_new).map(|card| Party { card, known: None }))
            .filter(|party| certificate.is_said_to_be_by(party.card));
        let first = candidates.next()?;
        let Some(second) = candidates.next() else { return Some(first) };
        [first, second].into_iter().chain(candidates).max_by_key(|party| {
            let signed = self.check_signature(certificate, *party).is_ok();
            let trusted = signed && self.check_path(*party, certificate.not_before()).is_ok();
            let delegate = evidence.delegation.is_some_and(|delegation| delegation.is_for(party.card));
            (signed, trusted, party.card.may_sign(), delegate)
        })
    }

    /// The outcome of one check, or `None` if there is nothing to check it with.
    fn check<'a>(&'a self, check: Check, subject: &Subject<'a>) -> Option<Result<(), AcError>> {
        let &Subject { certificate, evidence, holder, at, .. } = subject;
        let signer = || self.signer(subject);
        Some(match check {
            Check::Algorithm => self.check_algorithm(certificate),
            Check::Extensions => check_extensions(certificate),
            Check::Validity => check_validity(certificate, at),
            Check::Holder => check_holder(certificate, holder?.card),
            Check::HolderValidity => check_holder_validity(certificate, holder?.card),
            Check::Signer => {
                signer().ok_or(AcError::SignerUnknown).and_then(|signer| check_key_usage(signer.card))
            }
            Check::Entity => check_entity(signer()?.card, holder?.card),
            Check::Application => check_application(certificate, evidence.application?),
            Check::Target => self.check_target(certificate),
            Check::Signature => self.check_signature(certificate, signer()?),
            Check::Revocation if !self.status.can_tell(evidence.ocsp) => return None,
            Check::Revocation => self.check_revocation(certificate, evidence, signer()?.card, at),
            Check::SignerPath => {
                self.check_path(signer()?, certificate.not_before()).map_err(AcError::SignerPath)
            }
            Check::Delegation => self.check_delegation(certificate, evidence, signer()?.card, at),
            Check::HolderPath => self.check_path(holder?, at).map_err(AcError::HolderPath),
        })
    }

    /// Follows the path of a card, unless it is known to hold at this instant.
    fn check_path(&self, party: Party<'_>, at: UnixTime) -> Result<(), PathError> {
        match party.known.and_then(KnownCard::trusted) {
            Some(span) if span.contains(at) => Ok(()),
            _ => {
                let card = party.card;
                self.trust.check(card, at, self.backend, self.sha1.allows(card.not_before()))
            }
        }
    }

    fn check_algorithm(&self, certificate: &AuthorizationCertificate) -> Result<(), AcError> {
        match certificate.signature_algorithm() {
            SignatureAlgorithm::Sha1WithRsa if !self.sha1.allows(certificate.not_before()) => {
                Err(AcError::Sha1)
            }
            _ => Ok(()),
        }
    }

    fn check_signature(
        &self,
        certificate: &AuthorizationCertificate,
        signer: Party<'_>,
    ) -> Result<(), AcError> {
        let (message, signature) = (certificate.to_be_signed(), certificate.signature());
        let holds = self.verifies(signer, certificate.signature_algorithm(), message, signature);
        if holds { Ok(()) } else { Err(AcError::Signature) }
    }

    /// Whether `signature` is one of this card over `message`.
    pub(crate) fn is_signed_by(
        &self,
        card: &CardCertificate,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        self.verifies(self.party(card), algorithm, message, signature)
    }

    fn verifies(
        &self,
        signer: Party<'_>,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        match signer.known.and_then(|known| known.key(algorithm)) {
            Some(key) => key.verifies(message, signature),
            None => {
                let key = self.backend.prepare(signer.card.public_key(), algorithm);
                key.is_some_and(|key| key.verifies(message, signature))
            }
        }
    }

    fn check_target(&self, certificate: &AuthorizationCertificate) -> Result<(), AcError> {
        match extension(certificate, &ID_CE_TARGET_INFORMATION) {
            None => Ok(()),
            Some(found) => target::check(found.is_critical(), found.value(), &self.targets),
        }
    }

    fn check_revocation(
        &self,
        certificate: &AuthorizationCertificate,
        evidence: &Evidence<'_>,
        signer: &CardCertificate,
        at: UnixTime,
    ) -> Result<(), AcError> {
        self.status.check(&asked(certificate, evidence, signer, at), self.verifier())
    }

    const fn verifier(&self) -> Verifier {
        Verifier { backend: self.backend, sha1: self.sha1 }
    }

    /// A delegate chooses the date of what it signs. So once its delegation is revoked, also with effect after that date,
    /// an authority has to know the certificate.
    fn check_delegation_since(
        &self,
        certificate: &AuthorizationCertificate,
        evidence: &Evidence<'_>,
        delegate: &CardCertificate,
        delegation: &AuthorizationCertificate,
        above: &Evidence<'_>,
        at: UnixTime,
    ) -> Result<(), AcError> {
        let Some(primary) = self.find_signer(delegation, above) else { return Ok(()) };
        match self.check_revocation(delegation, above, primary.card, at) {
            Err(revoked @ AcError::Revoked { .. })
                if !self.status.vouches(&asked(certificate, evidence, delegate, at), self.verifier()) =>
            {
                Err(revoked)
            }
            _ => Ok(()),
        }
    }

    /// A primary card may sign anything; a secondary card applications alone, for others, by a delegation
    /// that was valid when it signed and lasts as long as what it signed.
    fn check_delegation(
        &self,
        certificate: &AuthorizationCertificate,
        evidence: &Evidence<'_>,
        signer: &CardCertificate,
        at: UnixTime,
    ) -> Result<(), AcError> {
        if signer.rank() == CardRank::Primary {
            return Ok(());
        }
        if certificate.kind() == AcKind::Delegation {
            return Err(AcError::DelegationSigner { rank: signer.rank() });
        }
        let same_key =
            evidence.holder.is_some_and(|holder| holder.key_identifier() == signer.key_identifier());
        if certificate.is_for(signer) || same_key {
            return Err(AcError::DelegationSelf);
        }
        let delegation = evidence.delegation.ok_or(AcError::DelegationMissing)?;
        if delegation.kind() != AcKind::Delegation {
            return Err(AcError::DelegationKind);
        }
        // A delegation's own signer is a primary card, so this goes one level deep.
        let above = Evidence { now: Some(at), ..Evidence::new(signer, evidence.signers).ocsp(evidence.ocsp) };
        self.validate(delegation, &above, certificate.not_before())
            .and_then(|_| self.check_delegation_since(certificate, evidence, signer, delegation, &above, at))
            .map_err(|error| AcError::DelegationInvalid(Box::new(error)))?;
        if certificate.not_after() > delegation.not_after() {
            return Err(AcError::OutlivesDelegation);
        }
        Ok(())
    }
}

fn asked<'a>(
    certificate: &'a AuthorizationCertificate,
    evidence: &Evidence<'a>,
    signer: &'a CardCertificate,
    at: UnixTime,
) -> Asked<'a> {
    let distribution_points = extension(certificate, &ID_CE_CRL_DISTRIBUTION_POINTS);
    Asked {
        issuer: certificate.issuer_name(),
        serial: certificate.serial(),
        signer,
        no_rev_avail: extension(certificate, &ID_CE_NO_REV_AVAIL).is_some(),
        distribution_points: distribution_points.map(|found| found.value()),
        responses: evidence.ocsp,
        alone: evidence.now.is_none() && evidence.delegation.is_none(),
        at,
        now: evidence.now.unwrap_or(at),
    }
}

fn extension<'a>(certificate: &'a AuthorizationCertificate, oid: &ObjectIdentifier) -> Option<Extension<'a>> {
    certificate.extensions().find(|extension| extension.is(oid))
}

/// targetInformation is critical and has a check of its own; noRevAvail is NULL and never critical; no other extension
/// is understood so well that it may be critical ([RFC 5755 Section 4.3]).
///
/// [RFC 5755 Section 4.3]: https://www.rfc-editor.org/rfc/rfc5755#section-4.3
fn check_extensions(certificate: &AuthorizationCertificate) -> Result<(), AcError> {
    for extension in certificate.extensions() {
        if extension.is(&ID_CE_NO_REV_AVAIL) {
            if extension.is_critical() || extension.value() != NULL {
                return Err(AcError::Extensions);
            }
        } else if extension.is_critical() && !extension.is(&ID_CE_TARGET_INFORMATION) {
            return Err(AcError::CriticalExtension { oid: extension.oid() });
        }
    }
    Ok(())
}

fn check_validity(certificate: &AuthorizationCertificate, at: UnixTime) -> Result<(), AcError> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if at < not_before {
        Err(AcError::NotYetValid { at, not_before })
    } else if at > not_after {
        Err(AcError::Expired { at, not_after })
    } else {
        Ok(())
    }
}

fn check_holder(certificate: &AuthorizationCertificate, holder: &CardCertificate) -> Result<(), AcError> {
    if !certificate.is_for(holder) {
        let (named, given) = (*certificate.holder_serial(), *holder.serial());
        return Err(AcError::HolderMismatch { named: Box::new(named), given: Box::new(given) });
    }
    if holder.rank() != CardRank::Secondary {
        return Err(AcError::HolderRank);
    }
    if holder.may_sign() { Ok(()) } else { Err(AcError::HolderKeyUsage) }
}

fn check_holder_validity(
    certificate: &AuthorizationCertificate,
    holder: &CardCertificate,
) -> Result<(), AcError> {
    if certificate.not_before() < holder.not_before() || certificate.not_after() > holder.not_after() {
        return Err(AcError::OutsideHolderValidity);
    }
    Ok(())
}

fn check_key_usage(signer: &CardCertificate) -> Result<(), AcError> {
    if signer.may_sign() { Ok(()) } else { Err(AcError::SignerKeyUsage) }
}

fn check_entity(signer: &CardCertificate, holder: &CardCertificate) -> Result<(), AcError> {
    let (signer, holder) = (signer.business_number(), holder.business_number());
    if signer == holder { Ok(()) } else { Err(AcError::EntityMismatch { signer, holder }) }
}

fn check_application(certificate: &AuthorizationCertificate, code: &str) -> Result<(), AcError> {
    if certificate.names(code) { Ok(()) } else { Err(AcError::Application { code: code.to_string() }) }
}
