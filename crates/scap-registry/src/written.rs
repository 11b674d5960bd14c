//! The write record: the holder's card tells that its certificate was written onto it.

use scap_ac::UnixTime;
use scap_proto::{
    jws::Jws,
    wire::{WriteRecord, WriteReply, written_path},
};
use uuid::Uuid;

use crate::{
    audit::{Act, Event},
    certificate::sha256,
    error::RegistryError,
    registry::{Registry, Signed},
    store,
};

impl Registry {
    /// `POST /v1/issuances/{id}/written`: records the write, once. Asking again is answered with the first
    /// time.
    ///
    /// The record may come days later and must not be lost, so the card's certificate is compared with the
    /// one that was trusted when the serial was given, and not judged again by today. For the same reason it
    /// does not matter whether the certificate has been superseded since.
    ///
    /// # Errors
    ///
    /// `request.*` (`request.nonce`: not the nonce of this issuance), `issuance.unknown`,
    /// `issuance.not_issued`, `issuance.conflict` (another certificate, or a delegation), `card.changed`, `server.*`.
    pub async fn record_write(
        &self,
        id: Uuid,
        request: &Jws,
        now: UnixTime,
    ) -> Result<WriteReply, RegistryError> {
        let mut act = Act::new("written", now);
        act.names_issuance(id);
        let outcome = self.try_record_write(id, request, &mut act).await;
        self.conclude(act, outcome).await
    }

    async fn try_record_write(
        &self,
        id: Uuid,
        request: &Jws,
        act: &mut Act,
    ) -> Result<WriteReply, RegistryError> {
        let Signed { card, nonce, payload } =
            self.read_signed::<WriteRecord>(request, &written_path(id), act)?;
        if payload.id != id {
            return Err(RegistryError::Malformed { field: Some("id".to_owned()) });
        }
        let mut transaction = self.store.write().await?;
        let issuance = store::issuance::find(&mut transaction, &id.to_string()).await?;
        let issuance = issuance.ok_or(RegistryError::IssuanceUnknown)?;
        if issuance.holder_certificate != card.as_der() {
            let (holder, _) = issuance.cards()?;
            let (found, expected) = (Box::new(*card.serial()), Box::new(*holder.serial()));
            return Err(RegistryError::CardChanged { found, expected });
        }
        act.is_of(card.business_number());
        let certificate = issuance.certificate.as_ref().ok_or(RegistryError::NotIssued)?;
        // A delegation has no nonce, as it is written onto no card.
        let write_nonce = issuance.write_nonce.as_ref().ok_or(RegistryError::IssuanceConflict)?;
        if nonce != *write_nonce {
            return Err(RegistryError::Nonce);
        }
        if payload.certificate_sha256 != sha256(certificate) {
            return Err(RegistryError::IssuanceConflict);
        }
        if let Some(written_at) = issuance.written_at {
            return Ok(WriteReply { written_at: store::from_secs(written_at)?.to_string() });
        }
        store::issuance::record_write(&mut transaction, issuance.number, act.at()).await?;
        let mut written = Act::new("written", act.at());
        written.is_of(card.business_number());
        written.names_card(&card);
        written.names_issuance(id);
        written.note("serial", issuance.serial.as_str());
        written.record(&mut transaction, Event::WriteRecorded).await?;
        transaction.commit().await?;
        Ok(WriteReply { written_at: act.at().to_string() })
    }
}
