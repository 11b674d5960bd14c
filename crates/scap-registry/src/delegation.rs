//! F4: a primary card ends a delegation; and F5: whether the delegation of a secondary card lets it sign.

use scap_ac::{CardCertificate, CardRank, SerialNumber, UnixTime};
use scap_proto::{
    jws::Jws,
    wire::{Deactivation, DeactivationReply, deactivation_path},
};
use sqlx::SqliteConnection;

use crate::{
    audit::{Act, Event},
    error::{InternalError, RegistryError},
    registry::{Registry, Signed, abandon, spend},
    store::{self, delegation::Delegation},
};

impl Registry {
    /// `POST /v1/delegations/{serial}/deactivation`: ends a delegation. Any primary card of its entity may,
    /// also one that has replaced the card which signed it. What was signed by the delegation stays valid. Other
    /// delegations that wait for their certificate are abandoned: one that was held back cannot replace it.
    ///
    /// The identical request is answered alike, even after its nonce is spent. A delegation of another entity
    /// is refused as one that does not exist.
    ///
    /// # Errors
    ///
    /// `request.*`, `card.*` (`card.not_primary`), `delegation.none`, `delegation.inactive` (deactivated or
    /// superseded before), `delegation.expired`, `server.*`.
    pub async fn deactivate(
        &self,
        serial: &SerialNumber,
        request: &Jws,
        now: UnixTime,
    ) -> Result<DeactivationReply, RegistryError> {
        let mut act = Act::new("deactivation", now);
        act.note("serial", serial.to_string());
        let outcome = self.try_deactivate(serial, request, &mut act).await;
        self.conclude(act, outcome).await
    }

    async fn try_deactivate(
        &self,
        serial: &SerialNumber,
        request: &Jws,
        act: &mut Act,
    ) -> Result<DeactivationReply, RegistryError> {
        let Signed { card, nonce, payload } =
            self.accept::<Deactivation>(request, &deactivation_path(serial), act)?;
        let serial = serial.to_string();
        if payload.serial != serial {
            return Err(RegistryError::Malformed { field: Some("serial".to_owned()) });
        }
        if card.rank() != CardRank::Primary {
            return Err(RegistryError::NotPrimary);
        }
        let evidence = serde_json::to_string(request).map_err(InternalError::Stored)?;

        let mut transaction = self.store.write().await?;
        let found = store::delegation::of_entity(&mut transaction, card.business_number(), &serial).await?;
        if let Some(delegation) = &found
            && let Some(deactivated_at) = delegation.life.deactivated_at
            && delegation.deactivation.as_ref() == Some(&evidence)
        {
            let deactivated_at = store::from_secs(deactivated_at)?.to_string();
            return Ok(DeactivationReply { serial, deactivated_at });
        }
        spend(&mut transaction, &nonce, act.at()).await?;
        let delegation = found.ok_or(RegistryError::DelegationNone)?;
        delegation.check_active(act.at())?;
        store::delegation::deactivate(&mut transaction, delegation.number, &evidence, act.at()).await?;
        // One that was signed before and held back would take the place of this one.
        for reserved in store::issuance::reserved_beside(&mut transaction, delegation.number).await? {
            abandon(&mut transaction, reserved, Act::new("deactivation", act.at())).await?;
        }
        let mut deactivated = Act::new("deactivation", act.at());
        deactivated.is_of(card.business_number());
        deactivated.names_card(&card);
        deactivated.note("serial", serial.as_str());
        deactivated.record(&mut transaction, Event::DelegationDeactivated).await?;
        transaction.commit().await?;
        Ok(DeactivationReply { serial, deactivated_at: act.at().to_string() })
    }
}

impl Delegation {
    /// Whether its holder may sign by it now.
    pub(crate) fn check_active(&self, now: UnixTime) -> Result<(), RegistryError> {
        let serial = self.serial.clone();
        match self.life.ended_at() {
            Some(ended_at) => {
                let deactivated_at = store::from_secs(ended_at)?;
                Err(RegistryError::DelegationInactive { serial, deactivated_at })
            }
            None if now > self.not_after()? => {
                Err(RegistryError::DelegationExpired { serial, not_after: self.not_after()? })
            }
            None => Ok(()),
        }
    }

    /// The last second of its validity.
    pub(crate) fn not_after(&self) -> Result<UnixTime, sqlx::Error> {
        store::from_secs(self.life.not_after)
    }
}

/// The delegation by which this secondary card may sign now: the newest that was recorded for it.
pub(crate) async fn of_signer(
    connection: &mut SqliteConnection,
    signer: &CardCertificate,
    now: UnixTime,
) -> Result<Delegation, RegistryError> {
    let newest = store::delegation::newest(connection, signer).await?;
    let newest = newest.ok_or(RegistryError::DelegationNone)?;
    newest.check_active(now)?;
    Ok(newest)
}
