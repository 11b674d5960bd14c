//! The authorization area of a soft card: the folder `area`, with its state and what was written.

use serde::{Deserialize, Serialize};

use super::folder::{Folder, PUBLIC};
use crate::{error::CardError, token::AreaState};

/// The state of the area.
const STATE: &str = "area/state.json";

/// The bytes in the area.
const CONTENT: &str = "area/certificate.der";

/// The largest capacity that a soft card may have, in bytes: what its files are read up to.
pub(super) const MAX_CAPACITY: usize = 64 * 1024;

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Area {
    pub(super) state: Condition,
    pub(super) capacity: usize,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Condition {
    Closed,
    Open,
    Locked,
}

impl Area {
    /// The area as it is: `None` on a primary card, which has no folder `area`.
    fn load(folder: &Folder) -> Result<Option<Self>, CardError> {
        let unreadable =
            |source| CardError::Unreadable { operation: "reading the state of the area", source };
        let Some(bytes) = folder.read(STATE)? else { return Ok(None) };
        let area: Self = serde_json::from_slice(&bytes).map_err(|error| unreadable(error.into()))?;
        if area.capacity > MAX_CAPACITY {
            return Err(unreadable("a larger area than a soft card can have".into()));
        }
        Ok(Some(area))
    }

    pub(super) fn store(&self, folder: &Folder) -> Result<(), CardError> {
        let bytes = serde_json::to_vec(self).map_err(|error| CardError::Unreadable {
            operation: "writing the state of the area",
            source: error.into(),
        })?;
        folder.replace(STATE, &bytes, PUBLIC)
    }
}

pub(super) fn state(folder: &Folder) -> Result<AreaState, CardError> {
    Ok(match Area::load(folder)? {
        None => AreaState::None,
        Some(Area { state: Condition::Closed, .. }) => AreaState::Closed,
        Some(Area { state: Condition::Open, capacity }) => AreaState::Open { capacity },
        Some(Area { state: Condition::Locked, .. }) => AreaState::Locked,
    })
}

pub(super) fn open(folder: &Folder) -> Result<(), CardError> {
    let _lock = folder.lock()?;
    let area = Area::load(folder)?.ok_or(CardError::NoArea)?;
    match area.state {
        Condition::Closed => Area { state: Condition::Open, ..area }.store(folder),
        Condition::Open => Err(CardError::AreaAlreadyOpen),
        Condition::Locked => Err(CardError::AreaLocked),
    }
}

/// What was written; a locked area can still be read.
pub(super) fn read(folder: &Folder) -> Result<Option<Vec<u8>>, CardError> {
    match Area::load(folder)?.ok_or(CardError::NoArea)?.state {
        Condition::Closed => Err(CardError::AreaNotOpen),
        Condition::Open | Condition::Locked => folder.read(CONTENT),
    }
}

pub(super) fn write(folder: &Folder, certificate: &[u8]) -> Result<(), CardError> {
    let _lock = folder.lock()?;
    let area = Area::load(folder)?.ok_or(CardError::NoArea)?;
    match area.state {
        Condition::Closed => Err(CardError::AreaNotOpen),
        Condition::Locked => Err(CardError::AreaLocked),
        Condition::Open if certificate.len() > area.capacity => {
            Err(CardError::AreaFull { needed: certificate.len(), capacity: area.capacity })
        }
        Condition::Open => folder.replace(CONTENT, certificate, PUBLIC),
    }
}
