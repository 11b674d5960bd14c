//! The JSON forms that the command line and the protocol share.
//!
//! Serials are decimal strings, bytes lower-case hex, times RFC 3339 in UTC, names RFC 4514 strings. With the feature
//! `schema` each has its JSON Schema (`schemars::JsonSchema`).

mod certificate;

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use serde::{Deserialize, Serialize};

use crate::{
    content::{Application, AuthorizedApplication, Delegation, Grant, Slot, SlotError, Slots},
    holder_id::{HolderId, HolderIdError, HolderIdKind},
    text::TextError,
};

pub use certificate::{
    AttributeJson, CertificateJson, CertificateKindJson, DelegationJson, ExtensionJson, HolderJson,
};

/// Why a JSON form stands for nothing in this crate.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// The holder identification number.
    #[error(transparent)]
    HolderId(#[from] HolderIdError),
    /// The slots.
    #[error(transparent)]
    Slot(#[from] SlotError),
    /// A text of a slot or delegation.
    #[error("{field} is not usable")]
    Text {
        /// The JSON field.
        field: &'static str,
        /// The rule that fails.
        source: TextError,
    },
}

impl JsonError {
    /// The stable code of the rule that fails; `content.text` for a text.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::HolderId(error) => error.code(),
            Self::Slot(error) => error.code(),
            Self::Text { .. } => "content.text",
        }
    }
}

/// The kind of a holder identification number.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "as HolderIdKind")]
pub enum HolderIdKindJson {
    /// A national number.
    NationalId,
    /// Another number.
    Other,
}

/// A holder identification number: personal data.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a wire form")]
pub struct HolderIdJson {
    /// Which rules it follows.
    pub kind: HolderIdKindJson,
    /// The whole number.
    pub number: String,
}

impl core::fmt::Debug for HolderIdJson {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("HolderIdJson").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// An application.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a wire form")]
pub struct ApplicationJson {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
}

/// A used slot.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a wire form")]
pub struct SlotJson {
    /// 1 to 5.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 5)))]
    pub slot: u8,
    /// The application.
    pub application: ApplicationJson,
    /// The unit's name.
    #[serde(default)]
    pub unit_name: Option<String>,
    /// The unit's code.
    #[serde(default)]
    pub unit_code: Option<String>,
    /// The role.
    #[serde(default)]
    pub role: Option<String>,
}

/// What a certificate grants.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
#[expect(clippy::exhaustive_enums, reason = "as Grant")]
pub enum GrantJson {
    /// The use of the applications in the slots.
    Application {
        /// The used slots.
        slots: Vec<SlotJson>,
    },
    /// The right to authorize.
    Delegation {
        /// The unit's name.
        #[serde(default)]
        unit_name: Option<String>,
        /// The role.
        #[serde(default)]
        role: Option<String>,
    },
}

impl From<&HolderId> for HolderIdJson {
    fn from(id: &HolderId) -> Self {
        let kind = match id.kind() {
            HolderIdKind::NationalId => HolderIdKindJson::NationalId,
            HolderIdKind::Other => HolderIdKindJson::Other,
        };
        Self { kind, number: id.number().to_string() }
    }
}

impl TryFrom<&HolderIdJson> for HolderId {
    type Error = JsonError;

    fn try_from(json: &HolderIdJson) -> Result<Self, Self::Error> {
        let kind = match json.kind {
            HolderIdKindJson::NationalId => HolderIdKind::NationalId,
            HolderIdKindJson::Other => HolderIdKind::Other,
        };
        Ok(Self::new(kind, &json.number)?)
    }
}

impl From<&AuthorizedApplication> for SlotJson {
    fn from(used: &AuthorizedApplication) -> Self {
        Self {
            slot: used.slot.number(),
            application: ApplicationJson {
                code: used.application.code.to_string(),
                name: used.application.name.to_string(),
            },
            unit_name: used.unit_name.as_ref().map(ToString::to_string),
            unit_code: used.unit_code.as_ref().map(ToString::to_string),
            role: used.role.as_ref().map(ToString::to_string),
        }
    }
}

impl TryFrom<&SlotJson> for AuthorizedApplication {
    type Error = JsonError;

    fn try_from(json: &SlotJson) -> Result<Self, Self::Error> {
        Ok(Self {
            slot: Slot::new(json.slot)?,
            application: Application {
                code: text("application.code", &json.application.code)?,
                name: text("application.name", &json.application.name)?,
            },
            unit_name: optional("unit_name", json.unit_name.as_deref())?,
            unit_code: optional("unit_code", json.unit_code.as_deref())?,
            role: optional("role", json.role.as_deref())?,
        })
    }
}

impl From<&Grant> for GrantJson {
    fn from(grant: &Grant) -> Self {
        match grant {
            Grant::Application(slots) => {
                Self::Application { slots: slots.iter().map(SlotJson::from).collect() }
            }
            Grant::Delegation(delegation) => Self::Delegation {
                unit_name: delegation.unit_name.as_ref().map(ToString::to_string),
                role: delegation.role.as_ref().map(ToString::to_string),
            },
        }
    }
}

impl TryFrom<&GrantJson> for Grant {
    type Error = JsonError;

    fn try_from(json: &GrantJson) -> Result<Self, Self::Error> {
        match json {
            GrantJson::Application { slots } => {
                let slots =
                    slots.iter().map(AuthorizedApplication::try_from).collect::<Result<Vec<_>, _>>()?;
                Ok(Self::Application(Slots::new(slots)?))
            }
            GrantJson::Delegation { unit_name, role } => Ok(Self::Delegation(Delegation {
                unit_name: optional("unit_name", unit_name.as_deref())?,
                role: optional("role", role.as_deref())?,
            })),
        }
    }
}

fn text<T: core::str::FromStr<Err = TextError>>(field: &'static str, text: &str) -> Result<T, JsonError> {
    text.parse().map_err(|source| JsonError::Text { field, source })
}

fn optional<T: core::str::FromStr<Err = TextError>>(
    field: &'static str,
    value: Option<&str>,
) -> Result<Option<T>, JsonError> {
    value.map(|value| text(field, value)).transpose()
}
