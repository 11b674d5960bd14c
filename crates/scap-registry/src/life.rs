//! Where a recorded certificate is in its life: active, superseded, deactivated, expired.

use scap_ac::UnixTime;
use scap_proto::wire::RecordState;

use crate::store::to_secs;

/// What tells it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Life {
    pub(crate) not_after: i64,
    pub(crate) superseded_at: Option<i64>,
    pub(crate) deactivated_at: Option<i64>,
}

impl Life {
    pub(crate) fn state(&self, now: UnixTime) -> RecordState {
        match self.ended_at() {
            Some(_) if self.deactivated_at.is_some() => RecordState::Deactivated,
            Some(_) => RecordState::Superseded,
            None if to_secs(now) > self.not_after => RecordState::Expired,
            None => RecordState::Active,
        }
    }

    /// When it was deactivated or superseded; what had expired before did not end by that.
    pub(crate) fn ended_at(&self) -> Option<i64> {
        self.deactivated_at.or(self.superseded_at.filter(|at| *at <= self.not_after))
    }
}
