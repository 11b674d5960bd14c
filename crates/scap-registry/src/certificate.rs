//! The signed certificate comes in: compared with what was agreed, verified, recorded.

use scap_ac::{AcError, AuthorizationCertificate, CardCertificate, UnixTime, hex};
use scap_proto::wire::{CertificateReply, CertificateUpload};
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
    /// survives any crash. The same certificate again is answered alike.
    ///
    /// # Errors
    ///
    /// `issuance.unknown`, `issuance.abandoned`, `issuance.conflict` (another one is recorded), `ac.*`
    /// (`ac.not_as_agreed`, `ac.signature`), `card.*` (the signer's certificate now), `server.*`.
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

        let write_nonce = random_nonce()?;
        let mut transaction = self.store.write().await?;
        // Another request for the same issuance may have come in between.
        let issuance = store::issuance::find(&mut transaction, &id.to_string()).await?;
        let issuance = issuance.ok_or(RegistryError::IssuanceUnknown)?;
        if let Some(reply) = recorded(&issuance, der)? {
            return Ok(reply);
        }
        store::issuance::record_certificate(&mut transaction, issuance.number, der, &write_nonce, act.at())
            .await?;
        let mut recorded = Act::new("certificate", act.at());
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
    match (&issuance.certificate, &issuance.write_nonce) {
        (Some(certificate), Some(write_nonce)) if certificate == der => {
            let write_nonce = write_nonce.clone();
            Ok(Some(CertificateReply { serial: issuance.serial.clone(), write_nonce }))
        }
        (Some(_), _) => Err(RegistryError::IssuanceConflict),
        (None, _) if issuance.state == "abandoned" => Err(RegistryError::IssuanceAbandoned),
        (None, _) => Ok(None),
    }
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};

    hex(&Sha256::digest(bytes))
}
