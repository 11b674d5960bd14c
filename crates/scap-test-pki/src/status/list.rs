//! Lists of revoked authorization certificates.

use const_oid::db::rfc5280::{
    ID_CE_CERTIFICATE_ISSUER, ID_CE_CRL_REASONS, ID_CE_INVALIDITY_DATE, ID_CE_ISSUING_DISTRIBUTION_POINT,
};
use der::Encode;
use scap_ac::{DistinguishedName, SerialNumber, UnixTime};

use super::{RawExtension, StatusAuthority, algorithm, extensions, serial, tagged_extensions};
use crate::{
    card::SignatureHash,
    der_writer::{context, enumerated, generalized_time, integer, sequence, time},
    error::PkiError,
};

/// A revocation list ([RFC 5280 Section 5]) to be.
///
/// [RFC 5280 Section 5]: https://www.rfc-editor.org/rfc/rfc5280#section-5
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "tests fill in every field")]
pub struct StatusList {
    /// When it is made.
    pub this_update: UnixTime,
    /// When the next one is due.
    pub next_update: Option<UnixTime>,
    /// What is revoked.
    pub entries: Vec<StatusEntry>,
    /// Whether it says that it is an indirect list of attribute certificates.
    pub indirect: bool,
    /// Further extensions.
    pub extensions: Vec<RawExtension>,
    /// The digest under the signature.
    pub hash: SignatureHash,
}

/// A revoked certificate.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "tests fill in every field")]
pub struct StatusEntry {
    /// Who issued it, if the entry says so.
    pub issuer: Option<DistinguishedName>,
    /// Its serial number.
    pub serial: SerialNumber,
    /// Since when it is revoked.
    pub since: UnixTime,
    /// The number of the reason ([RFC 5280 Section 5.3.1](https://www.rfc-editor.org/rfc/rfc5280#section-5.3.1)).
    pub reason: Option<u8>,
    /// When its key is known to have been in wrong hands.
    pub invalid: Option<UnixTime>,
    /// Further extensions.
    pub extensions: Vec<RawExtension>,
}

impl StatusList {
    /// An indirect list.
    #[must_use]
    pub const fn new(this_update: UnixTime, next_update: UnixTime, entries: Vec<StatusEntry>) -> Self {
        Self {
            this_update,
            next_update: Some(next_update),
            entries,
            indirect: true,
            extensions: Vec::new(),
            hash: SignatureHash::Sha256,
        }
    }
}

impl StatusEntry {
    /// An entry without a reason.
    #[must_use]
    pub const fn new(issuer: Option<DistinguishedName>, serial: SerialNumber, since: UnixTime) -> Self {
        Self { issuer, serial, since, reason: None, invalid: None, extensions: Vec::new() }
    }

    fn to_der(&self) -> Vec<u8> {
        let extension = |oid, critical, value| RawExtension { oid, critical, value };
        let mut all = self.extensions.clone();
        if let Some(reason) = self.reason {
            all.push(extension(ID_CE_CRL_REASONS, false, enumerated(reason)));
        }
        if let Some(invalid) = self.invalid {
            all.push(extension(ID_CE_INVALIDITY_DATE, false, generalized_time(invalid)));
        }
        if let Some(issuer) = &self.issuer {
            let names = sequence(&[&context(4, &[issuer.as_der()])]);
            all.push(extension(ID_CE_CERTIFICATE_ISSUER, true, names));
        }
        sequence(&[&serial(&self.serial), &time(self.since), &extensions(&all)])
    }
}

impl StatusAuthority {
    /// Signs a list; DER.
    ///
    /// # Errors
    ///
    /// [`PkiError::Rsa`], [`PkiError::Certificate`].
    pub fn list(&self, list: &StatusList) -> Result<Vec<u8>, PkiError> {
        self.list_with(list, |_| {})
    }

    /// Signs a list whose signed part is changed before; DER.
    ///
    /// # Errors
    ///
    /// As [`StatusAuthority::list`].
    pub fn list_with(
        &self,
        list: &StatusList,
        change: impl FnOnce(&mut Vec<u8>),
    ) -> Result<Vec<u8>, PkiError> {
        let entries = list.entries.iter().map(StatusEntry::to_der).collect::<Vec<_>>().concat();
        let entries = if entries.is_empty() { entries } else { sequence(&[&entries]) };
        let mut all = list.extensions.clone();
        if list.indirect {
            // indirectCRL and onlyContainsAttributeCerts.
            let value = sequence(&[&[0x84, 0x01, 0xff, 0x85, 0x01, 0xff]]);
            all.push(RawExtension { oid: ID_CE_ISSUING_DISTRIBUTION_POINT, critical: true, value });
        }
        let mut content = sequence(&[
            &integer(&[1]),
            &algorithm(list.hash),
            &self.name.to_der()?,
            &time(list.this_update),
            &list.next_update.map(time).unwrap_or_default(),
            &entries,
            &tagged_extensions(0, &all),
        ]);
        change(&mut content);
        self.sign(&content, list.hash, &[])
    }
}
