//! What an authorization certificate grants: the five slots, or a delegation.

use alloc::vec::Vec;
use core::fmt;

use crate::text::{ApplicationCode, ApplicationName, Role, UnitCode, UnitName};

/// One of the places 授權內容 1 to 5 of an authorization certificate.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Slot(u8);

impl Slot {
    /// How many slots a certificate has.
    pub const COUNT: u8 = 5;

    /// Every slot, in ascending order.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// The slot of this number, counted from 1.
    ///
    /// # Errors
    ///
    /// [`SlotError::Range`] unless it is between 1 and 5.
    pub const fn new(number: u8) -> Result<Self, SlotError> {
        if number >= 1 && number <= Self::COUNT { Ok(Self(number)) } else { Err(SlotError::Range { number }) }
    }

    /// The number, 1 to 5.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An application service (應用系統服務): its code and its name in the catalogue.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "mirrors the ASN.1 type of the profile")]
pub struct Application {
    /// The code that application systems ask for.
    pub code: ApplicationCode,
    /// The name that people read.
    pub name: ApplicationName,
}

/// One used slot: the application, and the unit and role it is used in.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "mirrors the ASN.1 type of the profile")]
pub struct AuthorizedApplication {
    /// Which of the five.
    pub slot: Slot,
    /// The application.
    pub application: Application,
    /// The unit's name.
    pub unit_name: Option<UnitName>,
    /// The unit's code.
    pub unit_code: Option<UnitCode>,
    /// The role.
    pub role: Option<Role>,
}

/// The used slots of a certificate in ascending order: none to five, each slot and each application once.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Slots(Vec<AuthorizedApplication>);

/// Why slots cannot be in one certificate.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SlotError {
    /// More than five.
    #[error("{count} applications, but a certificate has five slots")]
    Limit {
        /// How many there are.
        count: usize,
    },
    /// A slot is used twice.
    #[error("slot {slot} is used twice")]
    DuplicateSlot {
        /// The slot.
        slot: Slot,
    },
    /// An application is authorized twice.
    #[error("application {application} is authorized twice")]
    DuplicateApplication {
        /// Its code.
        application: ApplicationCode,
    },
    /// No slot has this number.
    #[error("there is no slot {number}")]
    Range {
        /// The number.
        number: u8,
    },
}

impl SlotError {
    /// The stable code: `slot.limit`, `slot.duplicate` or `slot.range`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Limit { .. } => "slot.limit",
            Self::DuplicateSlot { .. } | Self::DuplicateApplication { .. } => "slot.duplicate",
            Self::Range { .. } => "slot.range",
        }
    }
}

impl Slots {
    /// The used slots, in any order.
    ///
    /// # Errors
    ///
    /// The rule that fails.
    pub fn new(applications: impl IntoIterator<Item = AuthorizedApplication>) -> Result<Self, SlotError> {
        let slots: Vec<_> = applications.into_iter().collect();
        if slots.len() > usize::from(Slot::COUNT) {
            return Err(SlotError::Limit { count: slots.len() });
        }
        check_used(slots.iter().map(|used| (used.slot, used.application.code.as_str().as_bytes())))?;
        Ok(Self::from_checked(slots))
    }

    /// Slots that were checked before, in any order.
    pub(crate) fn from_checked(mut slots: Vec<AuthorizedApplication>) -> Self {
        slots.sort_by_key(|used| used.slot);
        Self(slots)
    }

    /// The used slots in ascending order.
    pub fn iter(&self) -> core::slice::Iter<'_, AuthorizedApplication> {
        self.0.iter()
    }

    /// How many are used.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the certificate authorizes nothing, as after a cancellation.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The slot with this application.
    #[must_use]
    pub fn application(&self, code: &str) -> Option<&AuthorizedApplication> {
        self.iter().find(|used| used.application.code.as_str() == code)
    }
}

/// Each slot and each application, told by its code, is used once.
pub(crate) fn check_used<'a>(used: impl Iterator<Item = (Slot, &'a [u8])> + Clone) -> Result<(), SlotError> {
    let mut rest = used;
    while let Some((slot, code)) = rest.next() {
        for (other_slot, other_code) in rest.clone() {
            if other_slot == slot {
                return Err(SlotError::DuplicateSlot { slot });
            }
            if other_code == code {
                let code = core::str::from_utf8(code).ok().and_then(|code| code.parse().ok());
                return code
                    .map_or(Ok(()), |application| Err(SlotError::DuplicateApplication { application }));
            }
        }
    }
    Ok(())
}

impl<'a> IntoIterator for &'a Slots {
    type Item = &'a AuthorizedApplication;
    type IntoIter = core::slice::Iter<'a, AuthorizedApplication>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The right to sign application authorizations for other secondary cards of the same entity (分層授權).
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "mirrors the ASN.1 type of the profile")]
pub struct Delegation {
    /// The unit's name.
    pub unit_name: Option<UnitName>,
    /// The role.
    pub role: Option<Role>,
}

/// What a certificate grants.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the manual knows these two kinds")]
pub enum Grant {
    /// 應用授權: the use of the applications in the slots.
    Application(Slots),
    /// 分層授權: the right to authorize.
    Delegation(Delegation),
}

/// The kind of an authorization certificate.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the manual knows these two kinds")]
pub enum AcKind {
    /// 應用授權.
    Application,
    /// 分層授權.
    Delegation,
}

impl AcKind {
    /// The name in JSON and on the wire: `application` or `delegation`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Delegation => "delegation",
        }
    }
}

impl Grant {
    /// The kind of certificate that grants this.
    #[must_use]
    pub const fn kind(&self) -> AcKind {
        match self {
            Self::Application(_) => AcKind::Application,
            Self::Delegation(_) => AcKind::Delegation,
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, vec::Vec};

    use super::*;

    fn used(slot: u8, code: &str) -> AuthorizedApplication {
        let application =
            Application { code: code.parse().unwrap(), name: format!("name of {code}").parse().unwrap() };
        let slot = Slot::new(slot).unwrap();
        AuthorizedApplication { slot, application, unit_name: None, unit_code: None, role: None }
    }

    #[test]
    fn takes_any_of_the_five_slots_in_any_order_with_gaps() {
        let slots = Slots::new([used(5, "B"), used(2, "A")]).unwrap();
        assert_eq!(slots.iter().map(|used| used.slot.number()).collect::<Vec<_>>(), [2, 5]);
        assert!(slots.application("B").is_some());
        assert!(slots.application("C").is_none());
        assert!(Slots::new([]).unwrap().is_empty());
    }

    #[test]
    fn refuses_a_sixth_application_a_slot_twice_and_an_application_twice() {
        let six = ["A", "B", "C", "D", "E", "F"].map(|code| used(1, code));
        let table = [
            (Slots::new(six), "slot.limit"),
            (Slots::new([used(1, "A"), used(1, "B")]), "slot.duplicate"),
            (Slots::new([used(1, "A"), used(3, "A")]), "slot.duplicate"),
        ];
        for (slots, code) in table {
            assert_eq!(slots.unwrap_err().code(), code);
        }
        for number in [0, 6, 255] {
            assert_eq!(Slot::new(number).unwrap_err().code(), "slot.range");
        }
    }
}
