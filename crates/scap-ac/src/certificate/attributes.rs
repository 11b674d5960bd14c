//! The attributes of the profile, read in place: checked when a certificate is read, copied when somebody asks.

use core::str::from_utf8;

use crate::{
    content::{Application, AuthorizedApplication, Delegation, Slot, SlotError, check_used},
    error::AcError,
    holder_id::{HolderId, HolderIdKind},
    reader::{DerError, Reader, tag},
    text::{ApplicationCode, ApplicationName, Role, Text, UnitCode, UnitName},
};

/// ```text
/// AuthorizedApplication ::= SEQUENCE {
///     slot         INTEGER (1..5),
///     application  SEQUENCE { code UTF8String, name UTF8String },
///     unitName     [0] UTF8String OPTIONAL,
///     unitCode     [1] UTF8String OPTIONAL,
///     role         [2] UTF8String OPTIONAL }
/// ```
#[derive(Clone, Copy)]
pub(super) struct UsedSlot<'a> {
    slot: Slot,
    code: &'a [u8],
    name: &'a [u8],
    unit_name: Option<&'a [u8]>,
    unit_code: Option<&'a [u8]>,
    role: Option<&'a [u8]>,
}

impl<'a> UsedSlot<'a> {
    #[inline]
    fn read(values: &mut Reader<'a>) -> Result<Self, AcError> {
        let mut inside = values.inside(tag::SEQUENCE)?;
        let slot = match inside.integer()? {
            &[number] => Slot::new(number).map_err(AcError::Slots)?,
            other => return Err(DerError::new("a number that is no slot", other).into()),
        };
        let mut application = inside.inside(tag::SEQUENCE)?;
        let used = Self {
            slot,
            code: text::<ApplicationCode>(application.content(tag::UTF8_STRING)?)?,
            name: text::<ApplicationName>(application.content(tag::UTF8_STRING)?)?,
            unit_name: optional::<UnitName>(&mut inside, 0)?,
            unit_code: optional::<UnitCode>(&mut inside, 1)?,
            role: optional::<Role>(&mut inside, 2)?,
        };
        application.end()?;
        inside.end()?;
        Ok(used)
    }

    /// Whether it is for the application of this code.
    pub(super) fn is_for(&self, code: &str) -> bool {
        self.code == code.as_bytes()
    }

    pub(super) fn to_owned(self) -> AuthorizedApplication {
        AuthorizedApplication {
            slot: self.slot,
            application: Application {
                code: ApplicationCode::from_checked(self.code),
                name: ApplicationName::from_checked(self.name),
            },
            unit_name: self.unit_name.map(UnitName::from_checked),
            unit_code: self.unit_code.map(UnitCode::from_checked),
            role: self.role.map(Role::from_checked),
        }
    }
}

/// Checks the values of the attribute with the slots.
pub(super) fn check_slots(values: Reader<'_>) -> Result<(), AcError> {
    // One place for each slot.
    let mut used = [None; 5];
    let mut free = used.iter_mut();
    let mut rest = values;
    while !rest.is_empty() {
        let Some(place) = free.next() else {
            return Err(AcError::Slots(SlotError::Limit { count: values.count() }));
        };
        let slot = UsedSlot::read(&mut rest)?;
        *place = Some((slot.slot, slot.code));
    }
    check_used(used.iter().copied().map_while(|used| used)).map_err(AcError::Slots)
}

/// The slots, in the order of DER, which is none of their numbers.
pub(super) fn slots(mut values: Reader<'_>) -> impl Iterator<Item = UsedSlot<'_>> {
    core::iter::from_fn(move || UsedSlot::read(&mut values).ok())
}

/// ```text
/// Delegation ::= SEQUENCE {
///     unitName [0] UTF8String OPTIONAL,
///     role     [1] UTF8String OPTIONAL }
/// ```
#[derive(Clone, Copy)]
pub(super) struct DelegationView<'a> {
    unit_name: Option<&'a [u8]>,
    role: Option<&'a [u8]>,
}

impl<'a> DelegationView<'a> {
    pub(super) fn read(value: &'a [u8]) -> Result<Self, AcError> {
        let mut inside = only(value)?;
        let unit_name = optional::<UnitName>(&mut inside, 0)?;
        let role = optional::<Role>(&mut inside, 1)?;
        inside.end()?;
        Ok(Self { unit_name, role })
    }

    pub(super) fn to_owned(self) -> Delegation {
        Delegation {
            unit_name: self.unit_name.map(UnitName::from_checked),
            role: self.role.map(Role::from_checked),
        }
    }
}

/// ```text
/// HolderIdentification ::= SEQUENCE {
///     kind   ENUMERATED { nationalId(0), other(1) },
///     number UTF8String }
/// ```
pub(super) fn holder_id(value: &[u8]) -> Result<(HolderIdKind, &[u8]), AcError> {
    let mut inside = only(value)?;
    let kind = match inside.content(tag::ENUMERATED)? {
        [0] => HolderIdKind::NationalId,
        [1] => HolderIdKind::Other,
        kind => return Err(DerError::new("a kind of holder identification that does not exist", kind).into()),
    };
    let number = inside.content(tag::UTF8_STRING)?;
    inside.end()?;
    let text = from_utf8(number).map_err(|_| not_utf8(number))?;
    HolderId::check(kind, text).map_err(AcError::HolderId)?;
    // A national number in lower case would be read as another text than was signed.
    if kind == HolderIdKind::NationalId && text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return Err(AcError::Profile);
    }
    Ok((kind, number))
}

/// What is in a value that is one SEQUENCE.
fn only(value: &[u8]) -> Result<Reader<'_>, DerError> {
    let mut reader = Reader::new(value);
    let inside = reader.inside(tag::SEQUENCE)?;
    reader.end()?;
    Ok(inside)
}

/// The octets of a text, which follow the rules of its kind.
fn text<T: Text>(octets: &[u8]) -> Result<&[u8], AcError> {
    if !T::is_plain(octets) {
        T::check(from_utf8(octets).map_err(|_| not_utf8(octets))?).map_err(AcError::Text)?;
    }
    Ok(octets)
}

fn optional<'a, T: Text>(inside: &mut Reader<'a>, number: u8) -> Result<Option<&'a [u8]>, AcError> {
    inside.optional(tag::context(number))?.map(text::<T>).transpose()
}

fn not_utf8(octets: &[u8]) -> DerError {
    DerError::new("a text that is not UTF-8", octets)
}
