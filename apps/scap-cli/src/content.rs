//! The content files of `scap issue` and `scap delegate`.

use std::{fs, io::Read, path::Path};

use scap_ac::{
    AuthorizedApplication, Grant, HolderId, Slots,
    json::{ApplicationJson, GrantJson, HolderIdJson, JsonError, SlotJson},
};
use scap_desk::DeskError;
use scap_flow::{Content, Failure};
use scap_proto::wire::Catalogue;
use serde::{Deserialize, de::DeserializeOwned};

use crate::error::CliError;

/// Longest content file that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024;

/// What a script wants to grant. Unknown fields are errors that name the field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContentFile {
    holder_id: HolderIdJson,
    slots: Vec<UsedSlot>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UsedSlot {
    slot: u8,
    /// The code; the name comes from the catalogue.
    application: String,
    unit_name: Option<String>,
    unit_code: Option<String>,
    role: Option<String>,
}

impl ContentFile {
    /// Reads the file and checks every rule that needs no catalogue.
    pub(crate) fn read(file: &Path) -> Result<Self, CliError> {
        let content: Self = read(file)?;
        content.build(|slot| Some(slot.application.clone()))?;
        Ok(content)
    }

    /// The content with the names of the applications.
    pub(crate) fn with_names(&self, catalogue: &Catalogue) -> Result<Content, CliError> {
        self.build(|slot| {
            let known = catalogue.applications.iter().find(|known| known.code == slot.application);
            known.map(|known| known.name.clone())
        })
    }

    fn build(&self, name: impl Fn(&UsedSlot) -> Option<String>) -> Result<Content, CliError> {
        let mut slots = Vec::new();
        for slot in &self.slots {
            let code = slot.application.clone();
            let name = name(slot).ok_or_else(|| Failure::UnknownApplication { application: code.clone() })?;
            let json = SlotJson {
                slot: slot.slot,
                application: ApplicationJson { code, name },
                unit_name: slot.unit_name.clone(),
                unit_code: slot.unit_code.clone(),
                role: slot.role.clone(),
            };
            slots.push(AuthorizedApplication::try_from(&json)?);
        }
        let slots = Slots::new(slots).map_err(JsonError::from)?;
        Ok(Content { holder_id: HolderId::try_from(&self.holder_id)?, grant: Grant::Application(slots) })
    }
}

/// What a script wants to delegate. Unknown fields are errors that name the field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DelegationFile {
    holder_id: HolderIdJson,
    unit_name: Option<String>,
    role: Option<String>,
}

impl DelegationFile {
    /// Reads the file and checks every rule.
    pub(crate) fn read(file: &Path) -> Result<Self, CliError> {
        let delegation: Self = read(file)?;
        delegation.content()?;
        Ok(delegation)
    }

    /// The content.
    pub(crate) fn content(&self) -> Result<Content, CliError> {
        let json = GrantJson::Delegation { unit_name: self.unit_name.clone(), role: self.role.clone() };
        Ok(Content { holder_id: HolderId::try_from(&self.holder_id)?, grant: Grant::try_from(&json)? })
    }
}

fn read<T: DeserializeOwned>(file: &Path) -> Result<T, CliError> {
    let mut text = Vec::new();
    fs::File::open(file)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut text))
        .map_err(|source| DeskError::Read { file: file.to_owned(), source })?;
    let invalid = |reason: String| CliError::Content { file: file.to_owned(), reason };
    if u64::try_from(text.len()).is_ok_and(|count| count > MAX_BYTES) {
        return Err(invalid(format!("more than {MAX_BYTES} bytes")));
    }
    // Some editors begin a file in UTF-8 with the byte order mark.
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    serde_json::from_slice(text).map_err(|error| invalid(error.to_string()))
}
