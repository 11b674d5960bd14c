//! The content while it is filled in: what it must have may still be missing.

use std::collections::BTreeMap;

use scap_ac::{
    AcKind, AuthorizedApplication, Delegation, Grant, HolderId, HolderIdError, Slot, Slots, json::JsonError,
};
use scap_flow::Content;

use super::menu::Part;

/// Every slot, in order.
pub(super) fn slots() -> impl Iterator<Item = Slot> {
    (1..=Slot::COUNT).filter_map(|number| Slot::new(number).ok())
}

/// What is filled in.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) holder_id: Option<HolderId>,
    pub(super) slots: BTreeMap<Slot, AuthorizedApplication>,
    pub(super) delegation: Delegation,
}

impl Draft {
    /// Begins with this, if there is something.
    pub(super) fn new(present: Option<&Content>) -> Self {
        let Some(Content { holder_id, grant }) = present else { return Self::default() };
        let mut draft = Self { holder_id: Some(holder_id.clone()), ..Self::default() };
        match grant {
            Grant::Application(slots) => {
                draft.slots = slots.iter().map(|used| (used.slot, used.clone())).collect();
            }
            Grant::Delegation(delegation) => draft.delegation = delegation.clone(),
        }
        draft
    }

    /// The slot that the application with this code is used in.
    pub(super) fn slot_of(&self, code: &str) -> Option<Slot> {
        self.slots.values().find(|used| used.application.code.as_str() == code).map(|used| used.slot)
    }

    /// The content, or where something is wrong and what.
    pub(super) fn content(&self, kind: AcKind) -> Result<Content, (Part, JsonError)> {
        let missing = || (Part::Holder, HolderIdError::Missing.into());
        let holder_id = self.holder_id.clone().ok_or_else(missing)?;
        let grant = match kind {
            AcKind::Application => {
                let slots = Slots::new(self.slots.values().cloned());
                Grant::Application(slots.map_err(|error| (Part::Finish, error.into()))?)
            }
            AcKind::Delegation => Grant::Delegation(self.delegation.clone()),
        };
        Ok(Content { holder_id, grant })
    }
}
