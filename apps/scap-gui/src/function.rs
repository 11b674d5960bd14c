//! The functions that the window offers, each with the flow that it runs.

use scap_desk::{DeskError, Settings, now};
use scap_flow::{Activate, Flow, Issue, QueryRecords, RecordsFilter, Undelegate, View};
use uuid::Uuid;

/// A function of the manual.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Function {
    /// F1: open the authorization area (manual § 7.1).
    Activate,
    /// F2, F5: sign an application authorization (§ 7.2.3.1, § 7.2.3.3).
    Issue,
    /// F3: sign a delegation (§ 7.2.3.2).
    Delegate,
    /// F4: end a delegation (§ 7.2.3.2 step 7).
    Undelegate,
    /// F6: view the authorization on a card (§ 7.3).
    View,
    /// F8: query a card's records (§ 7.4).
    Records(RecordsFilter),
    /// F9: modify the authorization on a card (§ 7.5).
    Modify,
    /// F10: cancel one or all applications on a card (§ 7.6).
    Cancel,
    /// Write what an earlier run had signed and did not write.
    Finish,
}

impl Function {
    /// The id of its name; its explanation has `.about` after it.
    pub(crate) const fn text(&self) -> &'static str {
        match self {
            Self::Activate => "gui-activate",
            Self::Issue => "gui-issue",
            Self::Delegate => "gui-delegate",
            Self::Undelegate => "gui-undelegate",
            Self::View => "gui-view",
            Self::Records(_) => "gui-records",
            Self::Modify => "gui-modify",
            Self::Cancel => "gui-cancel",
            Self::Finish => "gui-finish",
        }
    }

    /// Whether the server takes part.
    pub(crate) const fn needs_server(&self) -> bool {
        !matches!(self, Self::View)
    }

    /// The flow, beginning now.
    pub(crate) fn flow(&self, settings: &Settings) -> Result<Box<dyn Flow>, DeskError> {
        let now = now()?;
        Ok(match self {
            Self::Activate => Box::new(Activate::new(settings.server()?, now)),
            Self::Issue => Box::new(Issue::new(settings.server()?, Uuid::new_v4(), now)),
            Self::Delegate => Box::new(Issue::delegating(settings.server()?, Uuid::new_v4(), now)),
            Self::Undelegate => Box::new(Undelegate::new(settings.server()?, now)),
            Self::View => Box::new(View::new(now)),
            Self::Records(filter) => Box::new(QueryRecords::new(settings.server()?, filter.clone(), now)),
            Self::Modify | Self::Cancel => {
                Box::new(Issue::replacing(settings.server()?, Uuid::new_v4(), now))
            }
            Self::Finish => Box::new(Issue::finishing(settings.server()?, now)),
        })
    }
}
