//! Whether an authorization certificate is revoked: what revocation lists and OCSP responses say about it, and what
//! follows if they say nothing.
//!
//! Cards issue authorization certificates, but a card signs no lists: its key usage is for signatures alone. So the
//! status comes from authorities that the integrator names: as indirect lists ([RFC 5280 Section 5.2.5]) or from a
//! trusted responder ([RFC 6960 Section 2.2]).
//!
//! [RFC 5280 Section 5.2.5]: https://www.rfc-editor.org/rfc/rfc5280#section-5.2.5
//! [RFC 6960 Section 2.2]: https://www.rfc-editor.org/rfc/rfc6960#section-2.2

mod authority;
mod crl;
mod envelope;
mod error;
mod ocsp;
mod reason;

use alloc::vec::Vec;

pub use self::{error::StatusError, reason::RevocationReason};

use self::{authority::Authority, crl::List, ocsp::Answer};
use crate::{
    card_certificate::CardCertificate, crypto::Backend, error::AcError, serial::SerialNumber, time::UnixTime,
    validate::Sha1Policy,
};

/// How far, in seconds, the clock of an authority may be ahead.
const SKEW: u64 = 5 * 60;

/// What is asked of the status of an authorization certificate.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a policy is one of these")]
pub enum RevocationPolicy {
    /// What nobody speaks for counts as not revoked.
    #[default]
    WhenKnown,
    /// An authority has to say that it is not revoked, in a list or response that holds at the instant asked about;
    /// or the certificate says that there is no such information
    /// ([RFC 5755 Section 4.3.6](https://www.rfc-editor.org/rfc/rfc5755#section-4.3.6)).
    Required,
}

/// Since when a certificate is revoked, and why.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Revocation {
    since: UnixTime,
    reason: RevocationReason,
    /// When the key is known to have been in wrong hands.
    invalid: Option<UnixTime>,
}

/// Implementation and policy for signatures of authorities.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verifier {
    pub(crate) backend: Backend,
    pub(crate) sha1: Sha1Policy,
}

/// Who tells the status, and what the lists say.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    authorities: Vec<Authority>,
    lists: Vec<List>,
    policy: RevocationPolicy,
}

/// A certificate whose status is asked.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// DER of its issuer's name.
    pub(crate) issuer: &'a [u8],
    pub(crate) serial: &'a SerialNumber,
    pub(crate) signer: &'a CardCertificate,
    /// The certificate says that there is no information about its revocation.
    pub(crate) no_rev_avail: bool,
    /// The value of its extension crlDistributionPoints.
    pub(crate) distribution_points: Option<&'a [u8]>,
    /// OCSP responses, DER.
    pub(crate) responses: &'a [&'a [u8]],
    /// Every response has to be about this certificate: no other is judged.
    pub(crate) alone: bool,
    /// When it must not be revoked.
    pub(crate) at: UnixTime,
    /// When the status is asked: later than `at` for a delegation, which counts at the instant of signing.
    pub(crate) now: UnixTime,
}

impl Revocation {
    /// Whether a certificate was revoked at the instant `at`. One on hold is, as long as it is listed.
    fn counts_at(&self, at: UnixTime) -> bool {
        counts_from(self.reason.is_compromise(), self.since, self.invalid).is_none_or(|from| from <= at)
    }
}

/// When a revocation takes effect; `None`: always.
///
/// What was signed before a revocation stays valid. But a stolen key can be made to sign with an earlier date, so a
/// revocation for that reason takes effect when it is known to have happened, else always.
pub(crate) fn counts_from<T: Ord>(is_compromise: bool, since: T, invalid: Option<T>) -> Option<T> {
    if is_compromise { invalid.map(|invalid| invalid.min(since)) } else { Some(since) }
}

/// Whether a list or response of these dates is one to rely on at the instant `now`.
fn holds(this_update: UnixTime, until: UnixTime, now: UnixTime) -> Result<(), StatusError> {
    if this_update.as_secs() > now.as_secs().saturating_add(SKEW) {
        return Err(StatusError::TooNew { this_update });
    }
    if until < now {
        return Err(StatusError::Stale { until });
    }
    Ok(())
}

impl Sources {
    pub(crate) fn add_authority(&mut self, der: &[u8]) -> Result<(), StatusError> {
        self.authorities.push(Authority::from_der(der)?);
        Ok(())
    }

    pub(crate) fn add_list(&mut self, der: &[u8], verifier: Verifier) -> Result<(), StatusError> {
        let new = List::new(der, &self.authorities, verifier).map_err(|error| error.within(der))?;
        let is_same = |known: &List| known.is_for_the_same(&new);
        if !self.lists.iter().any(|known| is_same(known) && known.is_newer_than(&new)) {
            // Of two that are made at one time both count.
            self.lists.retain(|known| !(is_same(known) && new.is_newer_than(known)));
            self.lists.push(new);
        }
        Ok(())
    }

    pub(crate) const fn set_policy(&mut self, policy: RevocationPolicy) {
        self.policy = policy;
    }

    /// Whether there is anything that could tell a status.
    pub(crate) const fn can_tell(&self, responses: &[&[u8]]) -> bool {
        !self.lists.is_empty() || !responses.is_empty() || matches!(self.policy, RevocationPolicy::Required)
    }

    /// Whether a response says that the certificate is good, and so that its authority knows it.
    pub(crate) fn vouches(&self, asked: &Asked<'_>, verifier: Verifier) -> bool {
        let good = |response: &&[u8]| {
            matches!(ocsp::ask(response, asked, &self.authorities, verifier), Ok(Answer::Good))
        };
        asked.responses.iter().any(good)
    }

    /// Checks that a certificate is not revoked. What says that it is counts before what cannot be used, and at any
    /// age.
    ///
    /// # Errors
    ///
    /// [`AcError::Revoked`], [`AcError::StatusUnknown`], [`AcError::StatusUnusable`].
    pub(crate) fn check(&self, asked: &Asked<'_>, verifier: Verifier) -> Result<(), AcError> {
        let revoked = |Revocation { since, reason, .. }| Err(AcError::Revoked { since, reason });
        for list in &self.lists {
            if let Some(revocation) = list.revocation(asked.issuer, asked.serial, asked.at) {
                return revoked(revocation);
            }
        }
        let mut failure = None;
        let mut good = false;
        for response in asked.responses {
            match ocsp::ask(response, asked, &self.authorities, verifier) {
                Ok(Answer::Revoked(revocation)) => return revoked(revocation),
                Ok(Answer::Good) => good = true,
                Ok(Answer::Unknown) => failure = failure.or(Some(AcError::StatusUnknown)),
                Ok(Answer::OfAnother) if asked.alone => {
                    failure = failure.or(Some(AcError::StatusUnusable(StatusError::Scope)));
                }
                Ok(Answer::OfAnother) => {}
                Err(error) => {
                    failure = failure.or(Some(AcError::StatusUnusable(error.within(response))));
                }
            }
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        let is_known = || {
            let clears = |list: &List| list.clears(asked.issuer, asked.distribution_points, asked.now);
            good || asked.no_rev_avail || self.lists.iter().any(clears)
        };
        match self.policy {
            RevocationPolicy::Required if !is_known() => Err(AcError::StatusUnknown),
            RevocationPolicy::Required | RevocationPolicy::WhenKnown => Ok(()),
        }
    }
}
