//! Lists of revoked authorization certificates ([RFC 5280 Section 5]): read once, then asked by serial number.
//!
//! [RFC 5280 Section 5]: https://www.rfc-editor.org/rfc/rfc5280#section-5

use alloc::vec::Vec;

use const_oid::db::rfc5280::{
    ID_CE_CERTIFICATE_ISSUER, ID_CE_CRL_REASONS, ID_CE_DELTA_CRL_INDICATOR, ID_CE_INVALIDITY_DATE,
    ID_CE_ISSUING_DISTRIBUTION_POINT,
};

use super::{
    Revocation, RevocationReason, StatusError, Verifier,
    authority::{Authority, first_success},
    envelope::{Signed, each_extension, flag, generalized_time, time, whole},
};
use crate::{
    name::{DistinguishedName, same_name},
    reader::{DerError, Reader, tag},
    serial::SerialNumber,
    time::UnixTime,
};

/// Version 2, the only one with extensions.
const V2: &[u8] = &[1];

/// A list of an authority, verified.
#[derive(Debug)]
pub(super) struct List {
    issuer: DistinguishedName,
    this_update: UnixTime,
    /// The next update, or the end of the authority's validity.
    until: UnixTime,
    scope: Scope,
    /// The issuers that entries name.
    issuers: Vec<DistinguishedName>,
    /// Sorted by serial number.
    entries: Vec<Entry>,
}

/// Which certificates a list speaks for.
#[derive(Debug, Default)]
struct Scope {
    /// The DER of the extension: equal for lists that take the place of each other.
    der: Vec<u8>,
    /// Any issuer's certificates, not only those of the list's own issuer.
    indirect: bool,
    /// Those alone whose crlDistributionPoints has one of these `GeneralName`s; empty: all.
    partition: Vec<u8>,
}

#[derive(Debug)]
struct Entry {
    serial: SerialNumber,
    /// Which of the issuers.
    issuer: usize,
    revocation: Revocation,
}

impl List {
    /// Checks that one of the authorities signed a list, then reads it.
    pub(super) fn new(
        der: &[u8],
        authorities: &[Authority],
        verifier: Verifier,
    ) -> Result<Self, StatusError> {
        let signed = Signed::read(der)?;
        signed.rest.end()?;
        let mut content = Reader::new(signed.content);
        let mut list = content.inside(tag::SEQUENCE)?;
        content.end()?;
        if list.integer()? != V2 || list.element()?.whole != signed.algorithm {
            return Err(StatusError::Form);
        }
        let issuer = DistinguishedName::from_der(list.element()?.whole)?;
        let this_update = time(&mut list)?.ok_or(StatusError::Form)?;
        let issuers = authorities.iter().filter(|authority| *authority.subject() == issuer);
        let until = first_success(issuers, |authority| authority.check_list(&signed, verifier, this_update))?;

        let next_update = time(&mut list)?.ok_or(StatusError::Form)?;
        let mut entries = Entries::new(issuer.clone());
        if let Some(all) = list.optional(tag::SEQUENCE)? {
            entries.read(Reader::new(all))?;
        }
        let extensions = list.optional(tag::constructed(0))?.unwrap_or_default();
        list.end()?;
        let scope = Scope::read(Reader::new(extensions))?;
        if entries.is_indirect && !scope.indirect {
            return Err(StatusError::Form);
        }
        let Entries { issuers, mut entries, .. } = entries;
        entries.sort_by(|one, two| one.serial.der_content().cmp(two.serial.der_content()));
        Ok(Self { issuer, this_update, until: next_update.min(until), scope, issuers, entries })
    }

    /// Whether this list takes the place of `other`, or the other way round.
    pub(super) fn is_for_the_same(&self, other: &Self) -> bool {
        self.issuer == other.issuer && self.scope.der == other.scope.der
    }

    pub(super) fn is_newer_than(&self, other: &Self) -> bool {
        self.this_update > other.this_update
    }

    /// The revocation of a certificate, if it counts at the instant `at`; `issuer` is the DER of a name.
    pub(super) fn revocation(
        &self,
        issuer: &[u8],
        serial: &SerialNumber,
        at: UnixTime,
    ) -> Option<Revocation> {
        let first = self.entries.partition_point(|entry| entry.serial.der_content() < serial.der_content());
        let of_the_serial = self.entries.get(first..)?.iter().take_while(|entry| entry.serial == *serial);
        let is_by_issuer = |entry: &&Entry| {
            self.issuers.get(entry.issuer).is_some_and(|named| same_name(named.as_der(), issuer))
        };
        let mut found = of_the_serial.filter(is_by_issuer).map(|entry| entry.revocation);
        found.find(|revocation| revocation.counts_at(at))
    }

    /// Whether a certificate that is not on the list is not revoked: the list is for certificates like it, and none
    /// newer was due at the instant `now`.
    pub(super) fn clears(&self, issuer: &[u8], distribution_points: Option<&[u8]>, now: UnixTime) -> bool {
        super::holds(self.this_update, self.until, now).is_ok()
            && (self.scope.indirect || same_name(self.issuer.as_der(), issuer))
            && self.scope.contains(distribution_points)
    }
}

/// The entries of a list while it is read.
struct Entries {
    issuers: Vec<DistinguishedName>,
    entries: Vec<Entry>,
    is_indirect: bool,
}

impl Entries {
    fn new(issuer: DistinguishedName) -> Self {
        Self { issuers: Vec::from([issuer]), entries: Vec::new(), is_indirect: false }
    }

    fn read(&mut self, mut all: Reader<'_>) -> Result<(), StatusError> {
        while !all.is_empty() {
            self.entry(all.inside(tag::SEQUENCE)?)?;
        }
        Ok(())
    }

    fn entry(&mut self, mut entry: Reader<'_>) -> Result<(), StatusError> {
        let serial = entry.integer()?;
        let since = time(&mut entry)?.ok_or(StatusError::Form)?;
        let mut revocation = Revocation { since, reason: RevocationReason::Unspecified, invalid: None };
        each_extension(entry, |extension| {
            if extension.is(&ID_CE_CRL_REASONS) {
                revocation.reason = whole(extension.value, RevocationReason::read)?;
            } else if extension.is(&ID_CE_INVALIDITY_DATE) {
                revocation.invalid = Some(whole(extension.value, generalized_time)?);
            } else if extension.is(&ID_CE_CERTIFICATE_ISSUER) {
                self.issuer(extension.value)?;
            } else {
                extension.refuse_if_critical()?;
            }
            Ok(())
        })?;
        if revocation.reason == RevocationReason::RemoveFromCrl {
            return Err(StatusError::Form);
        }
        // No authorization certificate has a number that is not positive or longer than 20 octets.
        if let Ok(serial) = SerialNumber::from_der_content(serial) {
            self.entries.push(Entry { serial, issuer: self.issuers.len().saturating_sub(1), revocation });
        }
        Ok(())
    }

    /// The issuer of an entry's certificate, and of those that follow ([RFC 5280 Section 5.3.3]): exactly one
    /// directory name.
    ///
    /// [RFC 5280 Section 5.3.3]: https://www.rfc-editor.org/rfc/rfc5280#section-5.3.3
    fn issuer(&mut self, names: &[u8]) -> Result<(), StatusError> {
        self.is_indirect = true;
        let mut reader = Reader::new(names);
        let mut names = reader.inside(tag::SEQUENCE)?;
        reader.end()?;
        let name = DistinguishedName::from_der(names.content(tag::constructed(4))?)?;
        names.end()?;
        if self.issuers.last() != Some(&name) {
            self.issuers.push(name);
        }
        Ok(())
    }
}

impl Scope {
    fn read(extensions: Reader<'_>) -> Result<Self, StatusError> {
        let mut scope = Self::default();
        each_extension(extensions, |extension| {
            if extension.is(&ID_CE_DELTA_CRL_INDICATOR) {
                return Err(StatusError::Delta);
            }
            if extension.is(&ID_CE_ISSUING_DISTRIBUTION_POINT) {
                scope = Self::issuing_distribution_point(extension.value)?;
                return Ok(());
            }
            extension.refuse_if_critical()
        })?;
        Ok(scope)
    }

    /// ```text
    /// IssuingDistributionPoint ::= SEQUENCE {
    ///     distributionPoint          [0] DistributionPointName OPTIONAL,
    ///     onlyContainsUserCerts      [1] BOOLEAN DEFAULT FALSE,
    ///     onlyContainsCACerts        [2] BOOLEAN DEFAULT FALSE,
    ///     onlySomeReasons            [3] ReasonFlags OPTIONAL,
    ///     indirectCRL                [4] BOOLEAN DEFAULT FALSE,
    ///     onlyContainsAttributeCerts [5] BOOLEAN DEFAULT FALSE }
    /// ```
    fn issuing_distribution_point(der: &[u8]) -> Result<Self, StatusError> {
        let mut reader = Reader::new(der);
        let mut point = reader.inside(tag::SEQUENCE)?;
        reader.end()?;
        let name = point.optional(tag::constructed(0))?;
        let of_users = flag(point.optional(tag::context(1))?)?;
        let of_authorities = flag(point.optional(tag::context(2))?)?;
        let some_reasons = point.optional(tag::context(3))?;
        let indirect = flag(point.optional(tag::context(4))?)?;
        let _attribute_certificates_alone = flag(point.optional(tag::context(5))?)?;
        point.end()?;
        if some_reasons.is_some() {
            return Err(StatusError::SomeReasons);
        }
        if of_users || of_authorities {
            return Err(StatusError::Scope);
        }
        let partition = match name {
            None => &[][..],
            Some(name) => match full_name(name)? {
                Some(names) if !names.is_empty() => names,
                _ => return Err(StatusError::Form),
            },
        };
        Ok(Self { der: Vec::from(der), indirect, partition: Vec::from(partition) })
    }

    /// Whether a certificate with this value of crlDistributionPoints belongs to the partition
    /// ([RFC 5280 Section 6.3.3], b 2 i).
    ///
    /// [RFC 5280 Section 6.3.3]: https://www.rfc-editor.org/rfc/rfc5280#section-6.3.3
    fn contains(&self, distribution_points: Option<&[u8]>) -> bool {
        self.partition.is_empty()
            || distribution_points.is_some_and(|points| self.shares_a_name(points).unwrap_or(false))
    }

    /// ```text
    /// CRLDistributionPoints ::= SEQUENCE OF SEQUENCE { distributionPoint [0] DistributionPointName OPTIONAL, ... }
    /// ```
    fn shares_a_name(&self, points: &[u8]) -> Result<bool, DerError> {
        let mut points = Reader::new(points).inside(tag::SEQUENCE)?;
        while !points.is_empty() {
            let Some(name) = points.inside(tag::SEQUENCE)?.optional(tag::constructed(0))? else { continue };
            let names = Reader::new(full_name(name)?.unwrap_or_default());
            let is_ours = |name: &[u8]| Reader::new(&self.partition).any(|ours| ours.whole == name);
            if { names }.any(|name| is_ours(name.whole)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// `DistributionPointName`: the names of `fullName [0]`; the other choice is relative to the issuer's name.
fn full_name(name: &[u8]) -> Result<Option<&[u8]>, DerError> {
    let mut reader = Reader::new(name);
    let names = reader.optional(tag::constructed(0))?;
    if names.is_some() {
        reader.end()?;
    }
    Ok(names)
}
