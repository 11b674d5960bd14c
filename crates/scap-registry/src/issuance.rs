//! F2, F3, F5: the holder's consent and the signer's certificate come in, a serial and a validity go out.

use scap_ac::{
    CardCertificate, CardRank, Draft, Grant, HolderId, Profile, Sequence, SerialNumber, Slots, ToBeSigned,
    UnixTime, json::GrantJson,
};
use scap_proto::wire::{Consent, ISSUANCES, IssuanceReply, IssuanceRequest, Kind};
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use crate::{
    audit::{Act, Event},
    delegation,
    error::{InternalError, RegistryError},
    registry::{Registry, Signed, spend},
    store::{
        self,
        issuance::{Issuance, Reservation},
    },
};

/// Certificates of one holder that are waited for at once. The signer of a certificate has signed nothing when its
/// number is given: without a limit one secondary card could use up the numbers of a primary card.
const MAX_RESERVED: u32 = 50;

impl Registry {
    /// `POST /v1/issuances`: checks everything that the rules ask for, takes the signer's next number and
    /// says what the certificate has to be.
    ///
    /// The validity starts now and ends with the holder's card: it may outlive a primary signer's, as what was
    /// signed while the signer was valid stays so. That of a secondary card ends with this card and with its
    /// delegation, which is answered too. A number is taken only when nothing refuses any more.
    ///
    /// Who is given a delegation needs no open area, as nothing is written onto the card.
    ///
    /// The same id with the same content and signer is answered alike; the identical request even after its
    /// nonce is spent. A refusal does not spend the nonce: another signer may be tried with the same consent.
    ///
    /// # Errors
    ///
    /// `request.*`, `card.*` (`card.not_secondary`: the holder, `card.not_primary`: the signer of a
    /// delegation), `entity.mismatch`, `delegation.*` (that of a secondary signer), `holder_id.*`, `slot.*`,
    /// `content.text`, `terms.outdated`, `area.not_open`, `application.unknown`, `serial.*`,
    /// `issuance.conflict`, `issuance.abandoned`, `issuance.outdated`, `issuance.limit`, `server.*`.
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
        check_parties(&holder, &signer, &consent.grant)?;
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
            if !same {
                return Err(RegistryError::IssuanceConflict);
            }
            let reply = reply(&mut transaction, &consent, &issuance).await?;
            transaction.commit().await?;
            return Ok(reply);
        }
        spend(&mut transaction, &nonce, act.at()).await?;
        let agreed = Content::read(&consent)?;
        if store::issuance::reserved_for(&mut transaction, &holder).await? >= MAX_RESERVED {
            return Err(RegistryError::IssuanceLimit);
        }
        check_terms(&mut transaction, &consent.terms).await?;
        if let Grant::Application(slots) = &agreed.grant {
            check_activated(&mut transaction, &holder).await?;
            check_applications(&mut transaction, slots).await?;
        }
        let delegation = match signer.rank() {
            CardRank::Primary => None,
            CardRank::Secondary => Some(delegation::of_signer(&mut transaction, &signer, act.at()).await?),
        };
        let not_after = match &delegation {
            None => holder.not_after(),
            Some(delegation) => holder.not_after().min(signer.not_after()).min(delegation.not_after()?),
        };

        let last = store::issuance::last_sequence(&mut transaction, &signer).await?;
        let sequence = Sequence::new(last.saturating_add(1))?;
        let serial = SerialNumber::for_authorization(signer.serial(), sequence)?;
        let new = Reservation {
            id: consent.id.to_string(),
            kind: agreed.kind(),
            signer: &signer,
            holder: &holder,
            sequence,
            serial,
            consent: evidence,
            content,
            delegation: delegation.as_ref().map(|delegation| delegation.number),
            not_before: act.at(),
            not_after,
            reserved_at: act.at(),
        };
        store::issuance::reserve(&mut transaction, &new).await?;
        if let Some(reserved) = store::issuance::find(&mut transaction, &new.id).await?
            && let Some(current) = store::issuance::current(&mut transaction, &reserved).await?
        {
            reserved.check_replaces(&current)?;
        }
        let mut given = given(&new, &agreed);
        given.names_issuance(consent.id);
        if let Some(delegation) = &delegation {
            given.note("delegation", delegation.serial.as_str());
        }
        given.record(&mut transaction, Event::SerialGiven).await?;
        transaction.commit().await?;
        Ok(IssuanceReply {
            id: consent.id,
            serial: serial.to_string(),
            not_before: new.not_before.to_string(),
            not_after: new.not_after.to_string(),
            delegation: delegation.map(|delegation| delegation.certificate.into()),
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

    const fn kind(&self) -> Kind {
        match self.grant {
            Grant::Application(_) => Kind::Application,
            Grant::Delegation(_) => Kind::Delegation,
        }
    }
}

impl Issuance {
    /// A change is one of what counts now: else what was cancelled in between would come back.
    pub(crate) fn check_replaces(&self, current: &Self) -> Result<(), RegistryError> {
        let consent: Consent = serde_json::from_str(&self.content).map_err(InternalError::Stored)?;
        match consent.replaces {
            Some(replaces) if replaces != current.serial => {
                Err(RegistryError::IssuanceOutdated { replaces, current: current.serial.clone() })
            }
            _ => Ok(()),
        }
    }

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

/// The answer that was given before.
async fn reply(
    connection: &mut SqliteConnection,
    consent: &Consent,
    issuance: &Issuance,
) -> Result<IssuanceReply, RegistryError> {
    if issuance.state == "abandoned" {
        return Err(RegistryError::IssuanceAbandoned);
    }
    let delegation = match issuance.delegation {
        Some(number) => Some(store::delegation::find(connection, number).await?.certificate.into()),
        None => None,
    };
    Ok(IssuanceReply {
        id: consent.id,
        serial: issuance.serial.clone(),
        not_before: store::from_secs(issuance.not_before)?.to_string(),
        not_after: store::from_secs(issuance.not_after)?.to_string(),
        delegation,
    })
}

/// Ranks, entity, and that nobody signs for himself.
fn check_parties(
    holder: &CardCertificate,
    signer: &CardCertificate,
    grant: &GrantJson,
) -> Result<(), RegistryError> {
    if holder.rank() != CardRank::Secondary {
        return Err(RegistryError::NotSecondary);
    }
    if signer.rank() != CardRank::Primary && matches!(grant, GrantJson::Delegation { .. }) {
        return Err(RegistryError::NotPrimary);
    }
    if signer.business_number() != holder.business_number() {
        let (signer, holder) = (signer.business_number(), holder.business_number());
        return Err(RegistryError::EntityMismatch { signer, holder });
    }
    // A renewed certificate may be one for the same key.
    let same_certificate = (signer.issuer(), signer.serial()) == (holder.issuer(), holder.serial());
    let same_card = same_certificate || signer.key_identifier() == holder.key_identifier();
    if signer.rank() == CardRank::Secondary && same_card {
        return Err(RegistryError::DelegationSelf);
    }
    Ok(())
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

/// Each as the catalogue has it.
async fn check_applications(connection: &mut SqliteConnection, slots: &Slots) -> Result<(), RegistryError> {
    let catalogue = store::catalogue::applications(connection).await?;
    for used in slots {
        let (code, name) = (used.application.code.as_str(), used.application.name.as_str());
        if !catalogue.iter().any(|known| known.code == code && known.name == name) {
            return Err(RegistryError::ApplicationUnknown { application: code.to_owned() });
        }
    }
    Ok(())
}

/// What is recorded of a number that was given.
fn given(new: &Reservation<'_>, agreed: &Content) -> Act {
    let mut given = Act::new("issuance", new.reserved_at);
    given.is_of(new.holder.business_number());
    given.note("kind", store::issuance::kind_name(new.kind));
    given.note("serial", new.serial.to_string());
    given.note("signer", new.signer.serial().to_string());
    given.note("holder", new.holder.serial().to_string());
    given.note("holder_id", agreed.holder_id.masked());
    if let Grant::Application(slots) = &agreed.grant {
        given.note("slots", applications(slots));
    }
    given
}

/// Which application is in which slot.
fn applications(slots: &Slots) -> Value {
    let used = slots
        .iter()
        .map(|used| json!({ "slot": used.slot.number(), "application": used.application.code.as_str() }));
    used.collect()
}
