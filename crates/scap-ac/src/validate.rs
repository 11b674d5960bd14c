//! What an authorization certificate authorizes, or why nothing: [RFC 5755 Section 5] and the rules of the
//! profile, each a named check, the cheapest first.
//!
//! [RFC 5755 Section 5]: https://www.rfc-editor.org/rfc/rfc5755#section-5

use alloc::{boxed::Box, string::ToString, vec::Vec};
use core::fmt;

use crate::{
    business_number::UnifiedBusinessNumber,
    card_certificate::{CardCertificate, CardRank},
    certificate::AuthorizationCertificate,
    content::{AcKind, AuthorizedApplication, Grant},
    crypto::{Backend, SignatureAlgorithm},
    error::AcError,
    holder_id::HolderId,
    path::{PathError, Trust, TrustError},
    serial::SerialNumber,
    time::UnixTime,
};

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
    sha1: Sha1Policy,
    backend: Backend,
}

/// Collects what a [`Validator`] trusts.
#[derive(Debug, Default)]
pub struct ValidatorBuilder {
    trust: Trust,
    sha1: Sha1Policy,
    backend: Backend,
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

/// What is known beside the certificate itself.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    holder: Option<&'a CardCertificate>,
    signers: &'a [CardCertificate],
    delegation: Option<&'a AuthorizationCertificate>,
    application: Option<&'a str>,
}

/// What a valid certificate authorizes. Only [`Validator`] makes one, so holding it is the proof.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Authorization {
    serial: SerialNumber,
    business_number: UnifiedBusinessNumber,
    holder_id: HolderId,
    grant: Grant,
    not_after: UnixTime,
    delegated: bool,
}

/// One check, in the order that it is made.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Check {
    /// The signature algorithm is one that the policy allows.
    Algorithm,
    /// No critical extension is unknown.
    Extensions,
    /// The instant lies in the validity.
    Validity,
    /// The certificate is for the holder's card, a secondary card.
    Holder,
    /// The validity lies inside that of the holder's card.
    HolderValidity,
    /// One of the given cards is the signer, told by key identifier and name.
    Signer,
    /// Signer and holder belong to one entity.
    Entity,
    /// The application asked about is in a slot.
    Application,
    /// The signature holds.
    Signature,
    /// The signer's certificate was valid and led to an anchor when it signed.
    SignerPath,
    /// A primary card signed, or a secondary card with a delegation that was valid then.
    Delegation,
    /// The holder's certificate is valid and leads to an anchor.
    HolderPath,
}

/// Every check and how it ended, for people.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// The checks that could be made, in order.
    pub checks: Vec<(Check, Result<(), AcError>)>,
    /// What is authorized, if no check failed.
    pub authorization: Option<Authorization>,
}

impl Check {
    /// All of them, in order.
    pub const ALL: [Self; 12] = [
        Self::Algorithm,
        Self::Extensions,
        Self::Validity,
        Self::Holder,
        Self::HolderValidity,
        Self::Signer,
        Self::Entity,
        Self::Application,
        Self::Signature,
        Self::SignerPath,
        Self::Delegation,
        Self::HolderPath,
    ];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Algorithm => "algorithm",
            Self::Extensions => "extensions",
            Self::Validity => "validity",
            Self::Holder => "holder",
            Self::HolderValidity => "holder_validity",
            Self::Signer => "signer",
            Self::Entity => "entity",
            Self::Application => "application",
            Self::Signature => "signature",
            Self::SignerPath => "signer_path",
            Self::Delegation => "delegation",
            Self::HolderPath => "holder_path",
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Report {
    /// The first failure.
    #[must_use]
    pub fn failure(&self) -> Option<&AcError> {
        self.checks.iter().find_map(|(_, outcome)| outcome.as_ref().err())
    }
}

impl Sha1Policy {
    fn allows(self, started: UnixTime) -> bool {
        match self {
            Self::Refuse => false,
            Self::StartedBefore(limit) => started < limit,
            Self::Allow => true,
        }
    }
}

impl ValidatorBuilder {
    /// Trusts the CA of this X.509 certificate, DER. Its own validity is not checked.
    ///
    /// # Errors
    ///
    /// [`TrustError`] if it is no certificate.
    pub fn anchor(mut self, der: &[u8]) -> Result<Self, TrustError> {
        self.trust.add_anchor(der)?;
        Ok(self)
    }

    /// Uses this CA certificate, DER, on the way to an anchor.
    ///
    /// # Errors
    ///
    /// [`TrustError`] if it is no certificate.
    pub fn intermediate(mut self, der: &[u8]) -> Result<Self, TrustError> {
        self.trust.add_intermediate(der)?;
        Ok(self)
    }

    /// Asks this CRL, DER, whether a card's certificate, or that of a CA on its way, is revoked. What no CRL speaks
    /// for is taken as not revoked. Of several for the same certificates the newest is asked, also past its next
    /// update.
    ///
    /// # Errors
    ///
    /// [`TrustError`] if it is no CRL.
    pub fn crl(mut self, der: &[u8]) -> Result<Self, TrustError> {
        self.trust.add_crl(der)?;
        Ok(self)
    }

    /// Whether signatures with SHA-1 count; they do not unless this says so.
    #[must_use]
    pub const fn sha1(mut self, policy: Sha1Policy) -> Self {
        self.sha1 = policy;
        self
    }

    /// Uses this implementation of RSA instead of the fastest.
    #[must_use]
    pub const fn backend(mut self, backend: Backend) -> Self {
        self.backend = backend;
        self
    }

    /// The validator.
    #[must_use]
    pub fn build(self) -> Validator {
        Validator { trust: self.trust, sha1: self.sha1, backend: self.backend }
    }
}

impl<'a> Evidence<'a> {
    /// The card of the holder, and cards that may be the signer: the right one is found among them.
    #[must_use]
    pub const fn new(holder: &'a CardCertificate, signers: &'a [CardCertificate]) -> Self {
        Self { holder: Some(holder), signers, delegation: None, application: None }
    }

    /// For the question whether a certificate is a good one, whoever holds it: nothing about the holder's
    /// card is checked. Never decide on access with it.
    #[must_use]
    pub const fn without_holder(signers: &'a [CardCertificate]) -> Self {
        Self { holder: None, signers, delegation: None, application: None }
    }

    /// The delegation of a secondary card that signed. Its own signer is looked for among the signers.
    #[must_use]
    pub const fn delegation(mut self, delegation: &'a AuthorizationCertificate) -> Self {
        self.delegation = Some(delegation);
        self
    }

    /// Refuses a certificate that does not authorize this application.
    #[must_use]
    pub const fn application(mut self, code: &'a str) -> Self {
        self.application = Some(code);
        self
    }
}

impl Authorization {
    /// The slot that authorizes this application.
    #[must_use]
    pub fn application(&self, code: &str) -> Option<&AuthorizedApplication> {
        match &self.grant {
            Grant::Application(slots) => slots.application(code),
            Grant::Delegation(_) => None,
        }
    }

    /// Whether this application may be used.
    #[must_use]
    pub fn permits(&self, code: &str) -> bool {
        self.application(code).is_some()
    }

    /// What is granted.
    #[must_use]
    pub const fn grant(&self) -> &Grant {
        &self.grant
    }

    /// Who holds the card: personal data.
    #[must_use]
    pub const fn holder_id(&self) -> &HolderId {
        &self.holder_id
    }

    /// The entity.
    #[must_use]
    pub const fn business_number(&self) -> UnifiedBusinessNumber {
        self.business_number
    }

    /// The serial of the certificate.
    #[must_use]
    pub const fn serial(&self) -> &SerialNumber {
        &self.serial
    }

    /// The last second of its validity.
    #[must_use]
    pub const fn not_after(&self) -> UnixTime {
        self.not_after
    }

    /// Whether a secondary card signed, by a delegation.
    #[must_use]
    pub const fn is_delegated(&self) -> bool {
        self.delegated
    }
}

/// What the checks look at.
struct Subject<'a> {
    certificate: &'a AuthorizationCertificate,
    evidence: &'a Evidence<'a>,
    signer: Option<&'a CardCertificate>,
    at: UnixTime,
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
    /// The first check that fails.
    pub fn validate(
        &self,
        certificate: &AuthorizationCertificate,
        evidence: &Evidence<'_>,
        at: UnixTime,
    ) -> Result<Authorization, AcError> {
        let subject =
            Subject { certificate, evidence, signer: self.find_signer(certificate, evidence.signers), at };
        for check in Check::ALL {
            self.check(check, &subject).unwrap_or(Ok(()))?;
        }
        let signer = subject.signer.ok_or(AcError::SignerUnknown)?;
        Ok(Authorization {
            serial: *certificate.serial(),
            business_number: signer.business_number(),
            holder_id: certificate.holder_id().clone(),
            grant: certificate.grant().clone(),
            not_after: certificate.not_after(),
            delegated: signer.rank() == CardRank::Secondary,
        })
    }

    /// Makes every check that can be made, also after one has failed.
    #[must_use]
    pub fn explain(
        &self,
        certificate: &AuthorizationCertificate,
        evidence: &Evidence<'_>,
        at: UnixTime,
    ) -> Report {
        let subject =
            Subject { certificate, evidence, signer: self.find_signer(certificate, evidence.signers), at };
        let outcome = |check| Some((check, self.check(check, &subject)?));
        let checks = Check::ALL.into_iter().filter_map(outcome).collect();
        Report { checks, authorization: self.validate(certificate, evidence, at).ok() }
    }

    /// Whether a card's certificate is to be trusted at the instant `at`: its path to an anchor, its validity
    /// and, as far as the CRLs tell, revocation.
    ///
    /// # Errors
    ///
    /// [`PathError`]: what is wrong with it.
    pub fn check_card(&self, card: &CardCertificate, at: UnixTime) -> Result<(), PathError> {
        self.trust.check(card, at, self.backend, self.sha1.allows(card.not_before()))
    }

    /// The card whose key and name the certificate states. Subjects are shared, so the key identifier decides.
    ///
    /// Anybody can state the key identifier of another, and a renewed certificate may have the same key: of several
    /// cards the one counts that signed and that was to be trusted then.
    fn find_signer<'a>(
        &self,
        certificate: &AuthorizationCertificate,
        signers: &'a [CardCertificate],
    ) -> Option<&'a CardCertificate> {
        let stated = |card: &&CardCertificate| {
            card.key_identifier() == certificate.authority_key_identifier()
                && card.subject() == certificate.issuer()
        };
        let mut candidates = signers.iter().filter(stated);
        match (candidates.next(), candidates.next()) {
            (only, None) => only,
            _ => signers.iter().filter(stated).max_by_key(|card| {
                let signed = self.check_signature(certificate, card).is_ok();
                (signed, signed && self.check_card(card, certificate.not_before()).is_ok())
            }),
        }
    }

    /// The outcome of one check, or `None` if there is nothing to check it with.
    fn check(&self, check: Check, subject: &Subject<'_>) -> Option<Result<(), AcError>> {
        let &Subject { certificate, evidence, signer, at } = subject;
        let holder = evidence.holder;
        Some(match check {
            Check::Algorithm => self.check_algorithm(certificate),
            Check::Extensions => check_extensions(certificate),
            Check::Validity => check_validity(certificate, at),
            Check::Holder => check_holder(certificate, holder?),
            Check::HolderValidity => check_holder_validity(certificate, holder?),
            Check::Signer => signer.ok_or(AcError::SignerUnknown).and_then(check_key_usage),
            Check::Entity => check_entity(signer?, holder?),
            Check::Application => check_application(certificate, evidence.application?),
            Check::Signature => self.check_signature(certificate, signer?),
            Check::SignerPath => {
                self.check_card(signer?, certificate.not_before()).map_err(AcError::SignerPath)
            }
            Check::Delegation => self.check_delegation(certificate, evidence, signer?),
            Check::HolderPath => self.check_card(holder?, at).map_err(AcError::HolderPath),
        })
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
        signer: &CardCertificate,
    ) -> Result<(), AcError> {
        let key = self.backend.prepare(signer.public_key(), certificate.signature_algorithm());
        let key = key.ok_or(AcError::Signature)?;
        if key.verifies(certificate.to_be_signed(), certificate.signature()) {
            Ok(())
        } else {
            Err(AcError::Signature)
        }
    }

    /// A primary card may sign anything; a secondary card applications alone, for others, by a delegation
    /// that was valid when it signed and lasts as long as what it signed.
    fn check_delegation(
        &self,
        certificate: &AuthorizationCertificate,
        evidence: &Evidence<'_>,
        signer: &CardCertificate,
    ) -> Result<(), AcError> {
        if signer.rank() == CardRank::Primary {
            return Ok(());
        }
        if certificate.kind() == AcKind::Delegation {
            return Err(AcError::DelegationSigner { rank: signer.rank() });
        }
        if certificate.is_for(signer) {
            return Err(AcError::DelegationSelf);
        }
        let delegation = evidence.delegation.ok_or(AcError::DelegationMissing)?;
        if delegation.kind() != AcKind::Delegation {
            return Err(AcError::DelegationKind);
        }
        // A delegation's own signer is a primary card, so this goes one level deep.
        let above = Evidence::new(signer, evidence.signers);
        self.validate(delegation, &above, certificate.not_before())
            .map_err(|error| AcError::DelegationInvalid(Box::new(error)))?;
        if certificate.not_after() > delegation.not_after() {
            return Err(AcError::OutlivesDelegation);
        }
        Ok(())
    }
}

fn check_extensions(certificate: &AuthorizationCertificate) -> Result<(), AcError> {
    // The profile knows no extension that may be critical.
    match certificate.extensions().iter().find(|extension| extension.critical) {
        Some(unknown) => Err(AcError::CriticalExtension { oid: unknown.oid.clone() }),
        None => Ok(()),
    }
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
        let (named, given) = (certificate.holder().serial, *holder.serial());
        return Err(AcError::HolderMismatch { named: Box::new(named), given: Box::new(given) });
    }
    if holder.rank() == CardRank::Secondary { Ok(()) } else { Err(AcError::HolderRank) }
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
    match certificate.grant() {
        Grant::Application(slots) if slots.application(code).is_some() => Ok(()),
        _ => Err(AcError::Application { code: code.to_string() }),
    }
}
