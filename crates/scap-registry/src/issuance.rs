//! F2: the holder's consent and the signer's certificate come in, a serial and a validity go out.

use scap_ac::{
    CardCertificate, CardRank, Draft, Grant, HolderId, Profile, Sequence, SerialNumber, ToBeSigned, UnixTime,
};
use scap_proto::wire::{Consent, ISSUANCES, IssuanceReply, IssuanceRequest, Kind};
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use crate::{
    audit::{Act, Event},
    error::{InternalError, RegistryError},
    registry::{Registry, Signed, spend},
    store::{
        self,
        issuance::{Issuance, Reservation},
    },
};

impl Registry {
    /// `POST /v1/issuances`: checks everything that the rules ask for, takes the signer's next number and
    /// says what the certificate has to be.
    ///
    /// The validity starts now and ends with the holder's card: it may outlive the signer's, as what was
    /// signed while the signer was valid stays so. A number is taken only when nothing refuses any more.
    ///
    /// The same id with the same content and signer is answered alike; the identical request even after its
    /// nonce is spent. A refusal does not spend the nonce: another signer may be tried with the same consent.
    /// That holder and signer are two cards follows from their ranks.
    ///
    /// # Errors
    ///
    /// `request.*`, `card.*` (`card.not_secondary`: the holder, `card.not_primary`: the signer),
    /// `entity.mismatch`, `holder_id.*`, `slot.*`, `content.text`, `terms.outdated`, `area.not_open`,
    /// `application.unknown`, `serial.*`, `issuance.conflict`, `issuance.abandoned`, `server.*`.
    pub async fn reserve(
        &self,
        request: &IssuanceRequest,
        now: UnixTime,
    ) -> Result<IssuanceReply, RegistryError> {
        let mut act = Act::new("issuance", now);
        let outcome = self.try_reserve(request, &mut act).await;
        self.conclude(act, outcome).await
    }

    async fn try_reserve(
        &self,
        request: &IssuanceRequest,
        act: &mut Act,
    ) -> Result<IssuanceReply, RegistryError> {
        let Signed { card: holder, nonce, payload: consent } =
            self.accept::<Consent>(&request.consent, ISSUANCES, act)?;
        act.names_issuance(consent.id);
        let signer = CardCertificate::from_der(request.signer_certificate.as_bytes())
            .map_err(|_| RegistryError::CardUnsupported)?;
        self.check_card(&signer, act.at())?;
        act.note("signer", signer.serial().to_string());
        check_parties(&holder, &signer)?;
        let content = serde_json::to_string(&consent).map_err(InternalError::Stored)?;
        let evidence = serde_json::to_string(&request.consent).map_err(InternalError::Stored)?;

        let mut transaction = self.store.write().await?;
        if let Some(issuance) = store::issuance::find(&mut transaction, &consent.id.to_string()).await? {
            if issuance.consent != evidence {
                spend(&mut transaction, &nonce, act.at()).await?;
            }
            let same = issuance.content == content
                && issuance.signer_certificate == signer.as_der()
                && issuance.holder_certificate == holder.as_der();
            let reply = if same { reply(&consent, &issuance) } else { Err(RegistryError::IssuanceConflict) }?;
            transaction.commit().await?;
            return Ok(reply);
        }
        spend(&mut transaction, &nonce, act.at()).await?;
        let agreed = Content::read(&consent)?;
        check_terms(&mut transaction, &consent.terms).await?;
        check_activated(&mut transaction, &holder).await?;
        check_applications(&mut transaction, &agreed.grant).await?;

        let last = store::issuance::last_sequence(&mut transaction, &signer).await?;
        let sequence = Sequence::new(last.saturating_add(1))?;
        let serial = SerialNumber::for_authorization(signer.serial(), sequence)?;
        let new = Reservation {
            id: consent.id.to_string(),
            kind: Kind::Application,
            signer: &signer,
            holder: &holder,
            sequence,
            serial,
            consent: evidence,
            content,
            not_before: act.at(),
            not_after: holder.not_after(),
            reserved_at: act.at(),
        };
        store::issuance::reserve(&mut transaction, &new).await?;
        let mut given = Act::new("issuance", act.at());
        given.is_of(holder.business_number());
        given.names_issuance(consent.id);
        given.note("serial", serial.to_string());
        given.note("signer", signer.serial().to_string());
        given.note("holder", holder.serial().to_string());
        given.note("holder_id", agreed.holder_id.masked());
        given.note("slots", slots(&agreed.grant));
        given.record(&mut transaction, Event::SerialGiven).await?;
        transaction.commit().await?;
        Ok(IssuanceReply {
            id: consent.id,
            serial: serial.to_string(),
            not_before: new.not_before.to_string(),
            not_after: new.not_after.to_string(),
        })
    }
}

/// What was agreed, in checked types.
#[derive(Debug)]
pub(crate) struct Content {
    holder_id: HolderId,
    grant: Grant,
}

impl Content {
    fn read(consent: &Consent) -> Result<Self, RegistryError> {
        let holder_id = HolderId::try_from(&consent.holder_id)?;
        let grant = Grant::try_from(&consent.grant)?;
        Ok(Self { holder_id, grant })
    }
}

impl Issuance {
    /// The bytes that the signer has to sign, made anew from what was agreed.
    pub(crate) fn to_be_signed(
        &self,
        holder: &CardCertificate,
        signer: &CardCertificate,
    ) -> Result<ToBeSigned, RegistryError> {
        let consent: Consent = serde_json::from_str(&self.content).map_err(InternalError::Stored)?;
        let content = Content::read(&consent)?;
        let draft = Draft {
            serial: self.serial.parse()?,
            holder,
            signer,
            not_before: store::from_secs(self.not_before)?,
            not_after: store::from_secs(self.not_after)?,
            holder_id: &content.holder_id,
            grant: &content.grant,
        };
        Ok(draft.to_be_signed(&Profile::default())?)
    }
}

fn reply(consent: &Consent, issuance: &Issuance) -> Result<IssuanceReply, RegistryError> {
    if issuance.state == "abandoned" {
        return Err(RegistryError::IssuanceAbandoned);
    }
    Ok(IssuanceReply {
        id: consent.id,
        serial: issuance.serial.clone(),
        not_before: store::from_secs(issuance.not_before)?.to_string(),
        not_after: store::from_secs(issuance.not_after)?.to_string(),
    })
}

/// Ranks and entity.
fn check_parties(holder: &CardCertificate, signer: &CardCertificate) -> Result<(), RegistryError> {
    if holder.rank() != CardRank::Secondary {
        return Err(RegistryError::NotSecondary);
    }
    if signer.rank() != CardRank::Primary {
        return Err(RegistryError::NotPrimary);
    }
    let (signer, holder) = (signer.business_number(), holder.business_number());
    if signer == holder { Ok(()) } else { Err(RegistryError::EntityMismatch { signer, holder }) }
}

async fn check_terms(connection: &mut SqliteConnection, version: &str) -> Result<(), RegistryError> {
    match store::catalogue::terms_version(connection).await? {
        None => Err(RegistryError::NoCatalogue),
        Some(current) if current != version => Err(RegistryError::TermsOutdated { current }),
        Some(_) => Ok(()),
    }
}

async fn check_activated(
    connection: &mut SqliteConnection,
    holder: &CardCertificate,
) -> Result<(), RegistryError> {
    let registered = store::register::find(connection, holder).await?;
    let activated = registered.and_then(|registered| registered.activated_at);
    activated.map(drop).ok_or(RegistryError::AreaNotOpen)
}

/// Only applications for now, each as the catalogue has it.
async fn check_applications(connection: &mut SqliteConnection, grant: &Grant) -> Result<(), RegistryError> {
    let Grant::Application(slots) = grant else { return Err(RegistryError::Unsupported) };
    let catalogue = store::catalogue::applications(connection).await?;
    for used in slots {
        let (code, name) = (used.application.code.as_str(), used.application.name.as_str());
        if !catalogue.iter().any(|known| known.code == code && known.name == name) {
            return Err(RegistryError::ApplicationUnknown { application: code.to_owned() });
        }
    }
    Ok(())
}

/// Which application is in which slot, for the audit log.
fn slots(grant: &Grant) -> Value {
    match grant {
        Grant::Application(slots) => {
            let slot = |used: &scap_ac::AuthorizedApplication| json!({ "slot": used.slot.number(), "application": used.application.code.as_str() });
            slots.iter().map(slot).collect()
        }
        Grant::Delegation(_) => Value::Null,
    }
}
