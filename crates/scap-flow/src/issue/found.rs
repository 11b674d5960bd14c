//! What an issuance begins with: the certificate that is on the card, and what an earlier run left.

use scap_ac::AuthorizationCertificate;

use super::{Area, Issue, Purpose, State, lost};
use crate::{
    event::Content,
    failure::Failure,
    journal::Unwritten,
    step::Step,
    write_out::{Begin, WriteOut},
};

impl Issue {
    /// Takes up what an earlier run left: a write without its record is recorded, a certificate that is newer than
    /// the one on the card may be written. What is to be changed is always the newest, so it is written first.
    pub(super) fn after_search(
        &mut self,
        area: Area,
        unwritten: Option<Box<Unwritten>>,
    ) -> Result<State, Step> {
        let Some(unwritten) = unwritten else { return self.after_area(area) };
        let begin = match &area {
            Ok(Some(present)) if present.as_der() == unwritten.certificate.as_der() => Begin::Written,
            Ok(Some(present)) if present.not_before() > unwritten.certificate.not_before() => {
                return self.after_area(area);
            }
            _ if self.purpose == Purpose::Replace => Begin::Unwritten,
            _ => return Ok(State::ConfirmingFinish { unwritten }),
        };
        let holder = self.holder.clone().ok_or_else(lost)?;
        let write = WriteOut::new(&self.url, self.now, begin, holder, *unwritten);
        Ok(State::CatchingUp { write, area })
    }

    /// Begins with what is in the authorization area.
    pub(super) fn after_area(&mut self, area: Area) -> Result<State, Step> {
        Ok(match (self.purpose, area) {
            (Purpose::Replace, Ok(Some(present))) => {
                self.begin_with(&present);
                self.replaces = Some(*present.serial());
                State::FetchingTerms { ask: false }
            }
            (Purpose::Replace, Err(error)) => return Err(Step::Refused(Failure::AreaCorrupt(error))),
            (Purpose::Finish, _) => return Err(Step::Refused(Failure::NothingUnwritten)),
            (Purpose::Replace, Ok(None)) => return Err(Step::Refused(Failure::AreaNone)),
            (_, Ok(Some(present))) => State::ConfirmingReissue { present },
            // What is no certificate is replaced as if the area were empty.
            (_, Err(_) | Ok(None)) => State::FetchingTerms { ask: true },
        })
    }

    /// Proposes the content of the certificate that is on the card.
    pub(super) fn begin_with(&mut self, present: &AuthorizationCertificate) {
        let (holder_id, grant) = (present.holder_id(), present.grant());
        self.content = Some(Content { holder_id, grant });
    }
}
