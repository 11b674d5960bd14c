//! The signed certificate comes in: compared with what was agreed, verified, recorded.

use scap_ac::{AcError, AuthorizationCertificate, CardCertificate, UnixTime, hex};
use scap_proto::wire::{CertificateReply, CertificateUpload, Kind};
use uuid::Uuid;

use crate::{
    audit::{Act, Event},
    error::RegistryError,
    registry::{Registry, random_nonce},
    store::{self, issuance::Issuance},
};

impl Registry {
    /// `PUT /v1/issuances/{id}/certificate`: records the certificate. What has to be signed is made anew
    /// from what was agreed, and must be the same to the last byte. Once this returns, the certificate
    /// survives any crash. The same certificate again is answered alike as long as it is the newest.
    ///
    /// It supersedes the one of its kind that the card had. What the holder agreed to last counts: once that
    /// is recorded, a certificate that was agreed before comes too late.
    ///
    /// # Errors
    ///
    /// `issuance.unknown`, `issuance.abandoned`, `issuance.conflict` (another one is recorded),
    /// `issuance.superseded`, `issuance.outdated`, `ac.*` (`ac.not_as_agreed`, `ac.signature`), `card.*` (the certificates of
    /// signer and holder now), `delegation.*` (that of a secondary card that signs, now), `server.*`.
    pub async fn record_certificate(
        &self,
        id: Uuid,
        upload: &CertificateUpload,
        now: UnixTime,
    ) -> Result<CertificateReply, RegistryError> {
        let mut act = Act::new("certificate", now);
        act.names_issuance(id);
        let outcome = self.try_record_certificate(id, upload.certificate.as_bytes(), &mut act).await;
        self.conclude(act, outcome).await
    }

    async fn try_record_certificate(
        &self,
        id: Uuid,
        der: &[u8],
        act: &mut Act,
    ) -> Result<CertificateReply, RegistryError> {
        let certificate = AuthorizationCertificate::from_der(der)?;
        let issuance = store::issuance::find(&mut *self.store.read().await?, &id.to_string()).await?;
        let issuance = issuance.ok_or(RegistryError::IssuanceUnknown)?;
        act.is_of(issuance.entity.parse().map_err(store::decode)?);
        if let Some(reply) = recorded(&issuance, der)? {
            return Ok(reply);
        }
        let (holder, signer) = issuance.cards()?;
        if certificate.to_be_signed() != issuance.to_be_signed(&holder, &signer)?.as_bytes() {
            return Err(RegistryError::NotAsAgreed);
        }
        if !signer.verifies(certificate.to_be_signed(), certificate.signature()) {
            return Err(AcError::Signature.into());
        }
        self.check_card(&signer, act.at())?;
        self.check_card(&holder, act.at())?;

        let write_nonce = match store::issuance::kind(&issuance.kind) {
            Kind::Application => Some(random_nonce()?),
            Kind::Delegation => None,
        };
        let mut transaction = self.store.write().await?;
        // Another request for the same issuance may have come in between.
        let issuance = store::issuance::find(&mut transaction, &id.to_string()).await?;
        let issuance = issuance.ok_or(RegistryError::IssuanceUnknown)?;
        if let Some(reply) = recorded(&issuance, der)? {
            return Ok(reply);
        }
        // In this transaction, so that nothing is recorded once a deactivation was acknowledged.
        if let Some(number) = issuance.delegation {
            store::delegation::find(&mut transaction, number).await?.check_active(act.at())?;
        }
        let mut recorded = Act::new("certificate", act.at());
        if let Some(before) = store::issuance::current(&mut transaction, &issuance).await? {
            if before.number > issuance.number {
                return Err(RegistryError::IssuanceSuperseded);
            }
            issuance.check_replaces(&before)?;
            store::issuance::supersede(&mut transaction, before.number, act.at()).await?;
            recorded.note("supersedes", before.serial);
        }
        let nonce = write_nonce.as_deref();
        store::issuance::record_certificate(&mut transaction, issuance.number, der, nonce, act.at()).await?;
        recorded.is_of(holder.business_number());
        recorded.names_issuance(id);
        recorded.note("serial", issuance.serial.as_str());
        recorded.note("sha256", sha256(der));
        recorded.record(&mut transaction, Event::CertificateRecorded).await?;
        transaction.commit().await?;
        Ok(CertificateReply { serial: issuance.serial, write_nonce })
    }
}

impl Issuance {
    /// Holder and signer.
    pub(crate) fn cards(&self) -> Result<(CardCertificate, CardCertificate), RegistryError> {
        let holder = CardCertificate::from_der(&self.holder_certificate).map_err(store::decode)?;
        let signer = CardCertificate::from_der(&self.signer_certificate).map_err(store::decode)?;
        Ok((holder, signer))
    }
}

/// The answer, if this certificate is recorded already.
fn recorded(issuance: &Issuance, der: &[u8]) -> Result<Option<CertificateReply>, RegistryError> {
    match &issuance.certificate {
        Some(certificate) if certificate != der => Err(RegistryError::IssuanceConflict),
        Some(_) if issuance.superseded_at.is_some() => Err(RegistryError::IssuanceSuperseded),
        Some(_) => {
            let (serial, write_nonce) = (issuance.serial.clone(), issuance.write_nonce.clone());
            Ok(Some(CertificateReply { serial, write_nonce }))
        }
        None if issuance.state == "abandoned" => Err(RegistryError::IssuanceAbandoned),
        None => Ok(None),
    }
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};

    hex(&Sha256::digest(bytes))
}
