//! The path from a card's certificate to a trust anchor.
//!
//! `rustls-webpki` does it. The other candidate was `certval`, which follows all of RFC 5280 Section 6 with
//! policies and name constraints. Both accept the cards' profile: no extended key usage, no subject
//! alternative name, subjectDirectoryAttributes, RSA of 2048 and 4096 bits, partitioned CRLs. webpki won
//! because it takes signature algorithms from outside, so that both RSA implementations of this crate and
//! SHA-1 by policy fit in; because it is `no_std`, small, fuzzed, and part of every rustls; and because
//! `certval` 0.2 is a release candidate on ten times the code. What webpki does not do is not needed or done
//! here: it knows no certificate policies (the cards' CA issues under one alone) and no key usage bits
//! ([`CardCertificate::may_sign`] reads them).

use alloc::vec::Vec;
use core::{fmt, time::Duration};

use der::Decode;
use rustls_pki_types::{CertificateDer, TrustAnchor};
use webpki::{
    CertRevocationList, EndEntityCert, KeyUsage, OwnedCertRevocationList, RevocationCheckDepth,
    RevocationOptionsBuilder, RevocationReason, UnknownStatusPolicy, VerifiedPath, anchor_from_trusted_cert,
};
use x509_cert::{Certificate, time::Time};

use crate::{
    card_certificate::{CardCertificate, authority_key},
    crypto::Backend,
    oid::ID_CE_AUTHORITY_KEY_IDENTIFIER,
    reader::{DerError, Reader, tag},
    revocation::{StatusError, counts_from},
    time::UnixTime,
};

/// Why a card's certificate is not to be trusted at an instant.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// It, or a CA on the way, was not valid yet.
    #[error("the certificate is not valid before {not_before}")]
    NotYetValid {
        /// The first second of the card certificate's validity.
        not_before: UnixTime,
    },
    /// It, or a CA on the way, is not valid any more.
    #[error("the certificate is not valid after {not_after}")]
    Expired {
        /// The last second of the card certificate's validity.
        not_after: UnixTime,
    },
    /// It is revoked.
    #[error("the certificate is revoked")]
    Revoked,
    /// It leads to no trust anchor.
    #[error("the certificate leads to no trust anchor: {0}")]
    Untrusted(PathFailure),
}

/// What the path validation said.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PathFailure(webpki::Error);

impl fmt::Display for PathFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl PathError {
    /// The stable code of a card's own certificate.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotYetValid { .. } => "card.certificate_not_yet_valid",
            Self::Expired { .. } => "card.certificate_expired",
            Self::Revoked => "card.certificate_revoked",
            Self::Untrusted(_) => "card.untrusted",
        }
    }
}

/// A certificate or CRL that no path can use.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not usable as {what}: {reason}")]
pub struct TrustError {
    what: &'static str,
    reason: Reason,
}

#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
enum Reason {
    #[error("{0}")]
    Path(PathFailure),
    #[error("{0}")]
    Status(StatusError),
}

impl TrustError {
    const fn new(what: &'static str, error: webpki::Error) -> Self {
        Self { what, reason: Reason::Path(PathFailure(error)) }
    }

    pub(crate) const fn status(what: &'static str, error: StatusError) -> Self {
        Self { what, reason: Reason::Status(error) }
    }

    /// Why a revocation authority or a list of revoked authorization certificates is not usable.
    #[must_use]
    pub const fn as_status(&self) -> Option<&StatusError> {
        match &self.reason {
            Reason::Status(error) => Some(error),
            Reason::Path(_) => None,
        }
    }
}

/// The instants at which a path that was followed once holds: all of its certificates are valid then, and no list
/// revokes one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct TrustedSpan {
    first: UnixTime,
    last: UnixTime,
}

impl TrustedSpan {
    pub(crate) fn contains(&self, at: UnixTime) -> bool {
        self.first <= at && at <= self.last
    }

    /// The instants that lie in the validity of this certificate too.
    fn within(self, certificate: &CertificateDer<'_>) -> Option<Self> {
        let certificate = Certificate::from_der(certificate).ok()?;
        let validity = certificate.tbs_certificate().validity();
        let time = |time: Time| UnixTime::from_der(time.to_date_time());
        let (first, last) = (time(validity.not_before), time(validity.not_after));
        Some(Self { first: self.first.max(first), last: self.last.min(last) })
    }
}

/// What paths are built with.
#[derive(Debug, Default)]
pub(crate) struct Trust {
    anchors: Vec<TrustAnchor<'static>>,
    intermediates: Vec<CertificateDer<'static>>,
    crls: Vec<Crl>,
}

/// The newest revocation list of an issuer, or of one partition of it.
#[derive(Debug)]
struct Crl {
    list: CertRevocationList<'static>,
    /// DER of the issuer's name.
    issuer: Vec<u8>,
    this_update: UnixTime,
    /// The identifier of the key that signed it: a CA that changes its key has a list for each.
    key: Option<Vec<u8>>,
}

impl Trust {
    pub(crate) fn add_anchor(&mut self, der: &[u8]) -> Result<(), TrustError> {
        let anchor = anchor_from_trusted_cert(&CertificateDer::from(der)).map(|anchor| anchor.to_owned());
        self.anchors.push(anchor.map_err(|error| TrustError::new("a trust anchor", error))?);
        Ok(())
    }

    pub(crate) fn add_intermediate(&mut self, der: &[u8]) -> Result<(), TrustError> {
        let certificate = CertificateDer::from(Vec::from(der));
        EndEntityCert::try_from(&certificate)
            .map_err(|error| TrustError::new("an intermediate certificate", error))?;
        self.intermediates.push(certificate);
        Ok(())
    }

    pub(crate) fn add_crl(&mut self, der: &[u8]) -> Result<(), TrustError> {
        let refused = |error| TrustError::new("a certificate revocation list", error);
        let list = OwnedCertRevocationList::from_der(der).map_err(refused)?.into();
        let head = Head::read(der).map_err(|_| refused(webpki::Error::BadDer))?;
        let new = Crl { list, issuer: head.issuer, this_update: head.this_update, key: head.key };
        // Of two lists for the same certificates one alone would be asked, and not always the newer.
        match self.crls.iter_mut().find(|known| known.is_for_the_same(&new)) {
            Some(known) if known.this_update < new.this_update => *known = new,
            Some(_) => {}
            None => self.crls.push(new),
        }
        // webpki asks the first that speaks for a certificate: a full list and a partition both may.
        self.crls.sort_by_key(|crl| core::cmp::Reverse(crl.this_update));
        Ok(())
    }

    /// Whether `card` was to be trusted at `at`: path, validity and, as far as the CRLs tell, revocation.
    ///
    /// A revocation of the card that took effect after `at` does not count, so that what a card signed while it
    /// was valid stays verifiable; that of a CA on the way always does. The validity of an anchor itself is the
    /// caller's care, as is that the lists are recent: one past its next update is still asked.
    pub(crate) fn check(
        &self,
        card: &CardCertificate,
        at: UnixTime,
        backend: Backend,
        allow_sha1: bool,
    ) -> Result<(), PathError> {
        if at < card.not_before() {
            return Err(PathError::NotYetValid { not_before: card.not_before() });
        }
        if at > card.not_after() {
            return Err(PathError::Expired { not_after: card.not_after() });
        }
        let all = self.lists_for(card, |_| true);
        match self.verify(card, at, backend, allow_sha1, &all, |_| ()) {
            Err(webpki::Error::CertRevoked) if self.is_revoked_later(card, at) => {
                // Without the list that names the card, those of its CAs still count.
                let others = self.lists_for(card, |crl| crl.issuer != card.issuer().as_der());
                self.verify(card, at, backend, allow_sha1, &others, |_| ())
            }
            verdict => verdict,
        }
        .map_err(|error| match error {
            webpki::Error::CertRevoked => PathError::Revoked,
            webpki::Error::CertExpired { .. } => PathError::Expired { not_after: card.not_after() },
            webpki::Error::CertNotValidYet { .. } => PathError::NotYetValid { not_before: card.not_before() },
            error => PathError::Untrusted(PathFailure(error)),
        })
    }

    /// When the path of `card` holds without being followed again, if it does at the start or at the end of the
    /// card's validity and no list revokes a part of it.
    pub(crate) fn span(
        &self,
        card: &CardCertificate,
        backend: Backend,
        allow_sha1: bool,
    ) -> Option<TrustedSpan> {
        let all = self.lists_for(card, |_| true);
        [card.not_before(), card.not_after()].into_iter().find_map(|at| {
            let of_the_card = TrustedSpan { first: card.not_before(), last: card.not_after() };
            let of_the_path = |path: &VerifiedPath<'_>| {
                path.intermediate_certificates()
                    .try_fold(of_the_card, |span, authority| span.within(&authority.der()))
            };
            self.verify(card, at, backend, allow_sha1, &all, of_the_path).ok().flatten()
        })
    }

    fn lists_for(
        &self,
        card: &CardCertificate,
        which: impl Fn(&Crl) -> bool,
    ) -> Vec<&CertRevocationList<'static>> {
        let lists = self.crls.iter().filter(|crl| crl.may_speak_for(card) && which(crl));
        lists.map(|crl| &crl.list).collect()
    }

    fn verify<T>(
        &self,
        card: &CardCertificate,
        at: UnixTime,
        backend: Backend,
        allow_sha1: bool,
        crls: &[&CertRevocationList<'_>],
        told: impl FnOnce(&VerifiedPath<'_>) -> T,
    ) -> Result<T, webpki::Error> {
        let der = CertificateDer::from(card.as_der());
        let certificate = EndEntityCert::try_from(&der)?;
        let revocation = RevocationOptionsBuilder::new(crls).ok().map(|options| {
            options
                .with_depth(RevocationCheckDepth::Chain)
                .with_status_policy(UnknownStatusPolicy::Allow)
                .build()
        });
        let time = rustls_pki_types::UnixTime::since_unix_epoch(Duration::from_secs(at.as_secs()));
        certificate
            .verify_for_usage(
                backend.path_algorithms(allow_sha1),
                &self.anchors,
                &self.intermediates,
                time,
                KeyUsage::client_auth(),
                revocation,
                None,
            )
            .map(|path| told(&path))
    }

    /// Whether the lists of its CA revoke `card`, all with effect after `at`.
    fn is_revoked_later(&self, card: &CardCertificate, at: UnixTime) -> bool {
        let serial = card.serial().der_content();
        let of_its_ca =
            self.crls.iter().filter(|crl| crl.issuer == card.issuer().as_der() && crl.may_speak_for(card));
        let mut entries = of_its_ca.filter_map(|crl| crl.list.find_serial(serial).ok().flatten()).peekable();
        entries.peek().is_some()
            && entries.all(|entry| {
                let is_compromise = matches!(
                    entry.reason_code,
                    Some(
                        RevocationReason::KeyCompromise
                            | RevocationReason::CaCompromise
                            | RevocationReason::AaCompromise
                    )
                );
                let from = counts_from(is_compromise, entry.revocation_date, entry.invalidity_date);
                from.is_some_and(|from| from.as_secs() > at.as_secs())
            })
    }
}

impl Crl {
    /// Whether `other` speaks for the same certificates: of the same issuer and partition.
    fn is_for_the_same(&self, other: &Self) -> bool {
        let partition = |crl: &Self| crl.list.issuing_distribution_point().map(Vec::from);
        self.issuer == other.issuer && self.key == other.key && partition(self) == partition(other)
    }

    /// Whether this is a list of the key that signed the card's certificate, or of another CA.
    fn may_speak_for(&self, card: &CardCertificate) -> bool {
        match (self.key.as_deref(), card.authority_key()) {
            (Some(key), Some(of_the_card)) => self.issuer != card.issuer().as_der() || key == of_the_card,
            _ => true,
        }
    }
}

/// What webpki does not tell of a list ([RFC 5280 Section 5.1.2]).
///
/// [RFC 5280 Section 5.1.2]: https://www.rfc-editor.org/rfc/rfc5280#section-5.1.2
struct Head {
    issuer: Vec<u8>,
    this_update: UnixTime,
    key: Option<Vec<u8>>,
}

impl Head {
    fn read(crl: &[u8]) -> Result<Self, DerError> {
        let mut signed = Reader::new(crl).inside(tag::SEQUENCE)?.inside(tag::SEQUENCE)?;
        signed.optional(tag::INTEGER)?;
        let _algorithm = signed.element()?;
        let issuer = Vec::from(signed.element()?.whole);
        let this_update = UnixTime::from_der(
            Time::from_der(signed.element()?.whole).map_err(DerError::of_der)?.to_date_time(),
        );
        let extensions = signed.find(|part| part.tag == tag::constructed(0));
        let extensions = extensions.and_then(|part| Reader::new(part.content).inside(tag::SEQUENCE).ok());
        let key = extensions.into_iter().flatten().find_map(|extension| {
            let mut extension = Reader::new(extension.content);
            let found = extension.oid().ok()? == ID_CE_AUTHORITY_KEY_IDENTIFIER.as_bytes();
            extension.optional(tag::BOOLEAN).ok()?;
            authority_key(extension.content(tag::OCTET_STRING).ok()?).filter(|_| found).map(Vec::from)
        });
        Ok(Self { issuer, this_update, key })
    }
}
