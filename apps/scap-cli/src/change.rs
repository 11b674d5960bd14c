//! Changes to what is on a card: slots that are set, cleared or cancelled (manual § 7.5, § 7.6).

use std::str::FromStr;

use scap_ac::{
    AuthorizedApplication, Grant, Slot, SlotError, Slots,
    json::{ApplicationJson, JsonError, SlotJson},
};
use scap_flow::{Content, Failure};
use scap_proto::wire::Catalogue;

use crate::error::CliError;

/// What a slot is to say, as `--set` has it: `SLOT=[CODE[;unit-name=…][;unit-code=…][;role=…]]`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct SlotChange {
    slot: u8,
    /// Nothing clears the slot.
    application: Option<String>,
    unit_name: Option<String>,
    unit_code: Option<String>,
    role: Option<String>,
}

/// What changes.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// Slots say something else.
    Set(Vec<SlotChange>),
    /// Slots are cancelled.
    Cancel(Vec<u8>),
    /// Every slot is cancelled.
    CancelAll,
}

impl FromStr for SlotChange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (slot, rest) = text.split_once('=').ok_or("no \"=\" after the slot")?;
        let slot = slot.trim().parse().map_err(|_| format!("{slot:?} is no slot"))?;
        let mut parts = rest.split(';');
        let application = parts.next().map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned);
        let mut change = Self { slot, application, ..Self::default() };
        for part in parts {
            let (name, value) = part.split_once('=').ok_or_else(|| format!("no \"=\" in {part:?}"))?;
            let field = match name.trim() {
                "unit-name" => &mut change.unit_name,
                "unit-code" => &mut change.unit_code,
                "role" => &mut change.role,
                other => return Err(format!("{other:?} is none of unit-name, unit-code and role")),
            };
            if change.application.is_none() || field.replace(value.to_owned()).is_some() {
                return Err(format!("{name} is said twice, or of no application"));
            }
        }
        Ok(change)
    }
}

impl Change {
    /// Refuses a slot that there is not, or that is changed twice, before any card is asked for.
    pub(crate) fn check(&self) -> Result<(), CliError> {
        let slots: Vec<u8> = match self {
            Self::Set(changes) => changes.iter().map(|change| change.slot).collect(),
            Self::Cancel(slots) => slots.clone(),
            Self::CancelAll => Vec::new(),
        };
        for (at, number) in slots.iter().enumerate() {
            let slot = Slot::new(*number).map_err(JsonError::from)?;
            if slots.iter().take(at).any(|earlier| earlier == number) {
                return Err(JsonError::from(SlotError::DuplicateSlot { slot }).into());
            }
        }
        Ok(())
    }

    /// The content that comes of what is on the card.
    pub(crate) fn apply(&self, present: &Content, catalogue: &Catalogue) -> Result<Content, CliError> {
        let mut slots: Vec<_> = match &present.grant {
            Grant::Application(slots) => slots.iter().cloned().collect(),
            Grant::Delegation(_) => Vec::new(),
        };
        match self {
            Self::Set(changes) => {
                for change in changes {
                    slots.retain(|used| used.slot.number() != change.slot);
                    if let Some(code) = &change.application {
                        slots.push(change.used(code, catalogue)?);
                    }
                }
            }
            Self::Cancel(cancelled) => {
                for slot in cancelled {
                    if !slots.iter().any(|used| used.slot.number() == *slot) {
                        return Err(CliError::SlotUnused { slot: *slot });
                    }
                }
                slots.retain(|used| !cancelled.contains(&used.slot.number()));
            }
            Self::CancelAll => slots.clear(),
        }
        let slots = Slots::new(slots).map_err(JsonError::from)?;
        Ok(Content { holder_id: present.holder_id.clone(), grant: Grant::Application(slots) })
    }
}

impl SlotChange {
    fn used(&self, code: &str, catalogue: &Catalogue) -> Result<AuthorizedApplication, CliError> {
        let known = catalogue.applications.iter().find(|known| known.code == code);
        let known = known.ok_or_else(|| Failure::UnknownApplication { application: code.to_owned() })?;
        let json = SlotJson {
            slot: self.slot,
            application: ApplicationJson { code: known.code.clone(), name: known.name.clone() },
            unit_name: self.unit_name.clone(),
            unit_code: self.unit_code.clone(),
            role: self.role.clone(),
        };
        Ok(AuthorizedApplication::try_from(&json)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_slot_is_to_say() {
        let full = SlotChange {
            slot: 1,
            application: Some("G2B".to_owned()),
            unit_name: Some("總公司》分處".to_owned()),
            unit_code: Some("1》2".to_owned()),
            role: Some("收文、發文=全部".to_owned()),
        };
        let text = "1=G2B;unit-name=總公司》分處;unit-code=1》2;role=收文、發文=全部";
        assert_eq!(text.parse(), Ok(full));
        assert_eq!("3=".parse(), Ok(SlotChange { slot: 3, ..SlotChange::default() }));
        for wrong in ["", "1", "x=A", "256=A", "1=A;colour=red", "1=A;role", "1=A;role=a;role=b", "1=;role=a"]
        {
            assert!(wrong.parse::<SlotChange>().is_err(), "{wrong}");
        }
    }
}
