//! The servers and groups that an authorization certificate may be used at: targetInformation of
//! [RFC 5755 Section 4.3.2].
//!
//! [RFC 5755 Section 4.3.2]: https://www.rfc-editor.org/rfc/rfc5755#section-4.3.2

use alloc::string::String;

use crate::{
    error::AcError,
    name::DistinguishedName,
    oid::Oid,
    reader::{DerError, Element, Reader, tag},
};

/// A name that a verifier goes by, as certificates that are made for some verifiers alone tell it.
///
/// # Examples
///
/// ```
/// use scap_ac::{Target, TargetName, Validator};
///
/// let validator = Validator::builder()
///     .target(Target::Name(TargetName::Uri("https://tender.example".into())))
///     .target(Target::Group(TargetName::Dns("gov.example".into())))
///     .build();
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "RFC 5755 has these two")]
pub enum Target {
    /// This verifier itself.
    Name(TargetName),
    /// A group that this verifier belongs to.
    Group(TargetName),
}

/// A `GeneralName` ([RFC 5280 Section 4.2.1.6]) of a verifier.
///
/// [RFC 5280 Section 4.2.1.6]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.6
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum TargetName {
    /// uniformResourceIdentifier: the case of scheme and host does not matter ([RFC 5280 Section 7.4]).
    ///
    /// [RFC 5280 Section 7.4]: https://www.rfc-editor.org/rfc/rfc5280#section-7.4
    Uri(String),
    /// dNSName: case does not matter.
    Dns(String),
    /// directoryName.
    Directory(DistinguishedName),
    /// registeredID.
    RegisteredId(Oid),
}

/// The choices of `Target`, and those of `GeneralName` that are understood.
const TARGET_NAME: u8 = tag::constructed(0);
const TARGET_GROUP: u8 = tag::constructed(1);
const DNS_NAME: u8 = tag::context(2);
const DIRECTORY_NAME: u8 = tag::constructed(4);
const URI: u8 = tag::context(6);
const REGISTERED_ID: u8 = tag::context(8);

/// Checks that the extension names one of the targets that are `ours`.
///
/// ```text
/// TargetInformation ::= SEQUENCE OF Targets
/// Targets           ::= SEQUENCE OF Target
/// Target            ::= CHOICE {
///     targetName  [0] GeneralName,
///     targetGroup [1] GeneralName,
///     targetCert  [2] TargetCert }    -- must not be used
/// ```
///
/// # Errors
///
/// [`AcError::Extensions`] for what breaks the RFC, such as the extension not being critical; [`AcError::Target`].
pub(crate) fn check(critical: bool, value: &[u8], ours: &[Target]) -> Result<(), AcError> {
    let named = named(value, ours).map_err(|_| AcError::Extensions)?;
    match (critical, named) {
        (false, _) => Err(AcError::Extensions),
        (true, false) => Err(AcError::Target),
        (true, true) => Ok(()),
    }
}

/// Reads the whole extension, so that what is malformed after a name of ours is refused, too.
fn named(value: &[u8], ours: &[Target]) -> Result<bool, DerError> {
    let mut named = false;
    let mut reader = Reader::new(value);
    let mut information = reader.inside(tag::SEQUENCE)?;
    reader.end()?;
    while !information.is_empty() {
        let mut targets = information.inside(tag::SEQUENCE)?;
        while !targets.is_empty() {
            let target = targets.element()?;
            let mut inside = Reader::new(target.content);
            let name = inside.element()?;
            inside.end()?;
            named |= match target.tag {
                TARGET_NAME => is_ours(name, ours, |ours| match ours {
                    Target::Name(name) => Some(name),
                    Target::Group(_) => None,
                })?,
                TARGET_GROUP => is_ours(name, ours, |ours| match ours {
                    Target::Group(name) => Some(name),
                    Target::Name(_) => None,
                })?,
                _ => return Err(DerError::new("a target that is neither name nor group", target.whole)),
            };
        }
    }
    Ok(named)
}

/// Whether a `GeneralName` is one of `ours`. Of those kinds that are not understood it is none.
fn is_ours(
    name: Element<'_>,
    ours: &[Target],
    of_the_kind: impl Fn(&Target) -> Option<&TargetName>,
) -> Result<bool, DerError> {
    let text = || {
        let text = core::str::from_utf8(name.content).ok().filter(|text| text.is_ascii());
        text.ok_or_else(|| DerError::new("a text that is not ASCII", name.content))
    };
    let mut ours = ours.iter().filter_map(of_the_kind);
    Ok(match name.tag {
        DNS_NAME => {
            let dns = text()?;
            ours.any(|ours| matches!(ours, TargetName::Dns(ours) if ours.eq_ignore_ascii_case(dns)))
        }
        URI => {
            let uri = text()?;
            ours.any(|ours| matches!(ours, TargetName::Uri(ours) if is_same_uri(ours, uri)))
        }
        DIRECTORY_NAME => {
            let directory = DistinguishedName::from_der(name.content)?;
            ours.any(|ours| matches!(ours, TargetName::Directory(ours) if *ours == directory))
        }
        REGISTERED_ID => {
            let id = Oid::from_content(name.content)?;
            ours.any(|ours| matches!(ours, TargetName::RegisteredId(ours) if *ours == id))
        }
        // Context-specific: another kind of GeneralName.
        0x80..=0xbf => false,
        _ => return Err(DerError::new("something else than a name", name.whole)),
    })
}

/// Whether two URIs are one, whatever the case of scheme and host.
fn is_same_uri(one: &str, two: &str) -> bool {
    let scheme_and_host = |uri: &str| {
        let scheme = uri.find(':').unwrap_or_default();
        match uri.get(scheme..).and_then(|rest| rest.strip_prefix("://")) {
            Some(rest) => uri.len() - rest.len() + rest.find(['/', '?', '#']).unwrap_or(rest.len()),
            None => scheme,
        }
    };
    match (one.split_at_checked(scheme_and_host(one)), two.split_at_checked(scheme_and_host(two))) {
        (Some((one, rest)), Some((two, other))) => rest == other && one.eq_ignore_ascii_case(two),
        _ => false,
    }
}
