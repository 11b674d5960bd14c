//! What the two cards sign: the holder's consent, and the certificate as the server agreed to it.

use scap_ac::{
    CardCertificate, Draft, Grant, Profile, SerialNumber, ToBeSigned,
    json::{GrantJson, HolderIdJson},
};
use scap_proto::{
    jws::Unsigned,
    wire::{Consent, ISSUANCES, IssuanceReply},
};

use super::{Issue, lost};
use crate::{failure::Failure, rules::check_delegation, step::Step};

impl Issue {
    /// What the secondary card signs before anything is issued.
    pub(super) fn consent(&self, nonce: &str) -> Result<Unsigned, Step> {
        let (content, terms) =
            (self.content.as_ref().ok_or_else(lost)?, self.terms.as_ref().ok_or_else(lost)?);
        // What cancels everything does not depend on what there was.
        let cancels_all = matches!(&content.grant, Grant::Application(slots) if slots.is_empty());
        let consent = Consent {
            id: self.id,
            terms: terms.version.clone(),
            holder_id: HolderIdJson::from(&content.holder_id),
            grant: GrantJson::from(&content.grant),
            replaces: self.replaces.filter(|_| !cancels_all).map(|serial| serial.to_string()),
        };
        Unsigned::new(&self.holder()?, nonce, &self.url.join(ISSUANCES), &consent).map_err(|_| lost())
    }

    /// The certificate as the server agreed to it.
    pub(super) fn to_be_signed(
        &self,
        signer: &CardCertificate,
        reserved: &IssuanceReply,
    ) -> Result<ToBeSigned, Step> {
        let answer = |what| Step::Refused(Failure::Answer { what });
        let content = self.content.as_ref().ok_or_else(lost)?;
        let serial: SerialNumber = reserved.serial.parse().map_err(|_| answer("serial"))?;
        if reserved.id != self.id {
            return Err(answer("id"));
        }
        // The rule of the serial binds it to the signer: another one is not signed.
        if !serial.split_authorization().is_some_and(|(of, _)| of == *signer.serial()) {
            return Err(answer("serial"));
        }
        let draft = Draft {
            serial,
            holder: &self.holder()?,
            signer,
            not_before: reserved.not_before.parse().map_err(|_| answer("not_before"))?,
            not_after: reserved.not_after.parse().map_err(|_| answer("not_after"))?,
            holder_id: &content.holder_id,
            grant: &content.grant,
        };
        if draft.not_after > draft.holder.not_after() {
            return Err(answer("not_after"));
        }
        check_delegation(signer, draft.not_after, reserved.delegation.as_ref()).map_err(Step::Refused)?;
        draft.to_be_signed(&Profile::default()).map_err(|error| Step::Refused(error.into()))
    }
}
