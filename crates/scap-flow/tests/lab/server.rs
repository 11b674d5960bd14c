//! A server in this process that keeps the rules which a flow relies on, and a ledger of what it did.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, MutexGuard},
};

use scap_ac::{
    AcKind, AuthorizationCertificate, CardCertificate, CardRank, Draft, Grant, HolderId, Profile, Sequence,
    SerialNumber, json::ApplicationJson,
};
use scap_flow::{PendingRecord, Server, ServerReply, ServerRequest};
use scap_proto::{
    Base64, Problem, ServerError, ServerUrl,
    jws::{Jws, Verified},
    wire::{
        ACTIVATIONS, Activation, ActivationReply, ApplicationDetail, Catalogue, CertificateReply, Consent,
        Deactivation, DeactivationReply, Direction, ISSUANCES, IssuanceReply, IssuanceRequest, Kind,
        NonceReply, RECORDS_QUERY, Record, RecordState, RecordsQuery, RecordsReply, Terms, Unit,
        VersionReply, WriteRecord, WriteReply, deactivation_path, written_path,
    },
};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::cards::{APPLICATIONS, USER_CODE, now};

/// A server; its clones are the same one.
#[derive(Clone, Debug, Default)]
pub(crate) struct FakeServer(Arc<Mutex<Ledger>>);

/// What a server did and knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    /// The calls that reached it, in order.
    pub(crate) calls: Vec<&'static str>,
    pub(crate) issuances: BTreeMap<Uuid, Issuance>,
    /// The serials of the cards that may be opened.
    pub(crate) activated: HashSet<SerialNumber>,
    /// The oldest client that is served, if not this one.
    pub(crate) minimum_client: Option<&'static str>,
    /// The newest client, if not this one.
    pub(crate) newest_client: Option<&'static str>,
    /// How often a write was recorded, not how often its record was sent: another record counts again.
    pub(crate) writes: usize,
    wrong_codes: u64,
    nonces_given: u32,
    nonces: HashSet<String>,
}

/// One issuance.
#[derive(Clone, Debug)]
pub(crate) struct Issuance {
    request: IssuanceRequest,
    pub(crate) reply: IssuanceReply,
    pub(crate) consent: Consent,
    pub(crate) holder: CardCertificate,
    pub(crate) signer: CardCertificate,
    pub(crate) kind: AcKind,
    pub(crate) certificate: Option<AuthorizationCertificate>,
    pub(crate) written: bool,
    write_record: Option<Jws>,
    /// Its place among those that were recorded, from 1.
    pub(crate) recorded: usize,
    pub(crate) deactivated: bool,
}

impl FakeServer {
    pub(crate) const URL: &'static str = "https://scap.test";

    pub(crate) fn url() -> ServerUrl {
        Self::URL.parse().unwrap()
    }

    /// A server that has agreed to open this card.
    pub(crate) fn with_activated(card: &CardCertificate) -> Self {
        let server = Self::default();
        server.ledger().activated.insert(*card.serial());
        server
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap()
    }
}

impl Server for FakeServer {
    fn url(&self) -> &str {
        Self::URL
    }

    fn call(&mut self, request: ServerRequest) -> Result<ServerReply, ServerError> {
        let mut ledger = self.ledger();
        // Asked once by the driver, and by no flow.
        if request != ServerRequest::Version {
            ledger.calls.push(name(&request));
        }
        match request {
            ServerRequest::Version => Ok(ServerReply::Version(ledger.version())),
            ServerRequest::Terms => Ok(ServerReply::Terms(terms())),
            ServerRequest::Catalogue => Ok(ServerReply::Catalogue(catalogue())),
            ServerRequest::Application(code) => application(&code).map(ServerReply::Application),
            ServerRequest::Nonce => Ok(ServerReply::Nonce(ledger.nonce())),
            ServerRequest::Activate(request) => ledger.activate(&request).map(ServerReply::Activated),
            ServerRequest::Issue(request) => ledger.issue(request).map(ServerReply::Issued),
            ServerRequest::Record(unwritten) => {
                ledger.record(unwritten.id, unwritten.certificate.as_der()).map(ServerReply::Recorded)
            }
            ServerRequest::RecordDelegation { id, certificate } => {
                ledger.record(id, &certificate).map(ServerReply::Recorded)
            }
            ServerRequest::Deactivate { serial, request } => {
                ledger.deactivate(&serial, &request).map(ServerReply::Deactivated)
            }
            ServerRequest::Written(pending) => ledger.written(&pending).map(ServerReply::Written),
            ServerRequest::Records(request) => ledger.records(&request).map(ServerReply::Records),
        }
    }
}

/// The name of a call.
pub(crate) const fn name(request: &ServerRequest) -> &'static str {
    match request {
        ServerRequest::Version => "version",
        ServerRequest::Terms => "terms",
        ServerRequest::Catalogue => "catalogue",
        ServerRequest::Application(_) => "application",
        ServerRequest::Nonce => "nonce",
        ServerRequest::Activate(_) => "activate",
        ServerRequest::Issue(_) => "issue",
        ServerRequest::Record(_) => "record",
        ServerRequest::RecordDelegation { .. } => "record delegation",
        ServerRequest::Deactivate { .. } => "deactivate",
        ServerRequest::Written(_) => "written",
        ServerRequest::Records(_) => "records",
    }
}

/// A refusal by a rule of the server.
pub(crate) fn refusal(code: &str) -> ServerError {
    ServerError::Refused(Problem::new(409, code, "refused in a test"))
}

/// The network is gone.
pub(crate) fn no_connection() -> ServerError {
    ServerError::Connect { url: FakeServer::URL.to_owned(), source: "no network in a test".into() }
}

/// The call was carried out, its answer was lost.
pub(crate) fn no_answer() -> ServerError {
    ServerError::Timeout { url: FakeServer::URL.to_owned() }
}

fn terms() -> Terms {
    Terms { version: "2026-01".to_owned(), text: BTreeMap::new() }
}

fn catalogue() -> Catalogue {
    let application =
        |(code, name): (&str, &str)| ApplicationJson { code: code.to_owned(), name: name.to_owned() };
    Catalogue { applications: APPLICATIONS.map(application).to_vec() }
}

fn application(code: &str) -> Result<ApplicationDetail, ServerError> {
    let known = APPLICATIONS.iter().find(|(known, _)| *known == code);
    let (code, name) = known.ok_or_else(|| refusal("application.unknown"))?;
    let unit = Unit { name: "宜蘭第六廠".to_owned(), code: "78616600".to_owned(), units: Vec::new() };
    let (code, name) = ((*code).to_owned(), (*name).to_owned());
    Ok(ApplicationDetail { code, name, units: vec![unit], roles: vec!["接收公文".to_owned()] })
}

fn require(holds: bool, code: &str) -> Result<(), ServerError> {
    if holds { Ok(()) } else { Err(refusal(code)) }
}

/// A request whose signature holds and that was meant for this address.
fn verified<T: DeserializeOwned>(request: &Jws, path: &str) -> Result<Verified<T>, ServerError> {
    let verified = request.verify::<T>().map_err(|error| refusal(error.code()))?;
    require(verified.url == FakeServer::url().join(path), "request.url")?;
    Ok(verified)
}

impl Ledger {
    fn version(&self) -> VersionReply {
        let current = || env!("CARGO_PKG_VERSION").to_owned();
        VersionReply {
            server: current(),
            minimum_client: self.minimum_client.map_or_else(current, str::to_owned),
            newest_client: self.newest_client.map_or_else(current, str::to_owned),
            download: None,
        }
    }

    fn nonce(&mut self) -> NonceReply {
        self.nonces_given += 1;
        let nonce = format!("nonce-{}", self.nonces_given);
        self.nonces.insert(nonce.clone());
        NonceReply { nonce, expires_in: 900 }
    }

    /// As [`verified`], with a nonce that is spent by it.
    fn accept<T: DeserializeOwned>(&mut self, request: &Jws, path: &str) -> Result<Verified<T>, ServerError> {
        let verified = verified::<T>(request, path)?;
        require(self.nonces.remove(&verified.nonce), "request.nonce")?;
        Ok(verified)
    }

    fn activate(&mut self, request: &Jws) -> Result<ActivationReply, ServerError> {
        let Verified { card, payload, .. } = self.accept::<Activation>(request, ACTIVATIONS)?;
        require(card.rank() == CardRank::Secondary, "card.not_secondary")?;
        require(self.wrong_codes < 3, "user_code.locked")?;
        if payload.user_code != USER_CODE {
            self.wrong_codes += 1;
            require(self.wrong_codes < 3, "user_code.locked")?;
            let problem = Problem::new(403, "user_code.incorrect", "refused in a test");
            return Err(ServerError::Refused(problem.with("tries_left", 3 - self.wrong_codes)));
        }
        self.wrong_codes = 0;
        self.activated.insert(*card.serial());
        Ok(ActivationReply { activated_at: now().to_string() })
    }

    fn issue(&mut self, request: IssuanceRequest) -> Result<IssuanceReply, ServerError> {
        let Verified { card: holder, nonce, payload: consent, .. } =
            verified::<Consent>(&request.consent, ISSUANCES)?;
        if let Some(known) = self.issuances.get(&consent.id) {
            require(known.request == request, "issuance.conflict")?;
            return Ok(known.reply.clone());
        }
        // Only an issuance spends it: with the same consent another signer may be tried.
        require(self.nonces.contains(&nonce), "request.nonce")?;
        let signer = CardCertificate::from_der(request.signer_certificate.as_bytes());
        let signer = signer.map_err(|error| refusal(error.code()))?;
        require(holder.rank() == CardRank::Secondary, "card.not_secondary")?;
        require(signer.business_number() == holder.business_number(), "entity.mismatch")?;
        require(consent.terms == terms().version, "terms.outdated")?;
        let grant = Grant::try_from(&consent.grant).map_err(|error| refusal(error.code()))?;
        let kind = grant.kind();
        let mut not_after = holder.not_after();
        let delegation = match (kind, signer.rank()) {
            (_, CardRank::Primary) => None,
            (AcKind::Delegation, CardRank::Secondary) => return Err(refusal("card.not_primary")),
            (AcKind::Application, CardRank::Secondary) => {
                require(signer != holder, "delegation.self")?;
                let newest = self.newest(&signer, AcKind::Delegation);
                let newest = newest.ok_or_else(|| refusal("delegation.none"))?;
                require(!newest.deactivated, "delegation.inactive")?;
                let delegation = newest.certificate.as_ref().unwrap();
                not_after = not_after.min(signer.not_after()).min(delegation.not_after());
                Some(Base64::from(delegation.as_der()))
            }
        };
        let newest = self.newest(&holder, kind).map(|newest| newest.reply.serial.clone());
        let is_newest = newest.is_none() || consent.replaces.is_none() || consent.replaces == newest;
        require(is_newest, "issuance.outdated")?;
        let opened = kind == AcKind::Delegation || self.activated.contains(holder.serial());
        require(opened, "area.not_open")?;
        let reply = IssuanceReply {
            id: consent.id,
            serial: self.next_serial(&signer).to_string(),
            not_before: now().to_string(),
            not_after: not_after.to_string(),
            delegation,
        };
        let issuance = Issuance {
            request,
            reply: reply.clone(),
            consent,
            holder,
            signer,
            kind,
            certificate: None,
            written: false,
            write_record: None,
            recorded: 0,
            deactivated: false,
        };
        self.nonces.remove(&nonce);
        self.issuances.insert(reply.id, issuance);
        Ok(reply)
    }

    /// What was recorded last of this kind for a card.
    pub(crate) fn newest(&self, holder: &CardCertificate, kind: AcKind) -> Option<&Issuance> {
        let of_card = |known: &&Issuance| known.holder == *holder && known.kind == kind && known.recorded > 0;
        self.issuances.values().filter(of_card).max_by_key(|known| known.recorded)
    }

    fn deactivate(&mut self, serial: &SerialNumber, request: &Jws) -> Result<DeactivationReply, ServerError> {
        let Verified { card, payload, .. } =
            self.accept::<Deactivation>(request, &deactivation_path(serial))?;
        require(card.rank() == CardRank::Primary, "card.not_primary")?;
        require(payload.serial == serial.to_string(), "request.malformed")?;
        let found = self.issuances.values_mut().find(|known| {
            known.reply.serial == payload.serial
                && known.kind == AcKind::Delegation
                && known.recorded > 0
                && known.holder.business_number() == card.business_number()
        });
        let found = found.ok_or_else(|| refusal("delegation.none"))?;
        require(!found.deactivated, "delegation.inactive")?;
        found.deactivated = true;
        Ok(DeactivationReply { serial: payload.serial, deactivated_at: now().to_string() })
    }

    fn next_serial(&self, signer: &CardCertificate) -> SerialNumber {
        let taken = self.issuances.values().filter(|known| known.signer == *signer).count();
        let sequence = Sequence::new(u32::try_from(taken + 1).unwrap()).unwrap();
        SerialNumber::for_authorization(signer.serial(), sequence).unwrap()
    }

    fn record(&mut self, id: Uuid, der: &[u8]) -> Result<CertificateReply, ServerError> {
        let recorded = self.issuances.values().filter(|known| known.recorded > 0).count();
        let issuance = self.issuances.get(&id).ok_or_else(|| refusal("issuance.unknown"))?;
        let newest = self.newest(&issuance.holder, issuance.kind).map(|newest| newest.reply.id);
        require(issuance.recorded == 0 || newest == Some(id), "issuance.superseded")?;
        let issuance = self.issuances.get_mut(&id).unwrap();
        let certificate = AuthorizationCertificate::from_der(der).map_err(|error| refusal(error.code()))?;
        require(certificate.to_be_signed() == issuance.to_be_signed(), "ac.not_as_agreed")?;
        let signed = issuance.signer.verifies(certificate.to_be_signed(), certificate.signature());
        require(signed, "ac.signature")?;
        if issuance.recorded == 0 {
            issuance.recorded = recorded + 1;
        }
        issuance.certificate = Some(certificate);
        let write_nonce = (issuance.kind == AcKind::Application).then(|| write_nonce(id));
        Ok(CertificateReply { serial: issuance.reply.serial.clone(), write_nonce })
    }

    fn written(&mut self, pending: &PendingRecord) -> Result<WriteReply, ServerError> {
        let id = pending.id;
        let Verified { card, nonce, payload, .. } =
            verified::<WriteRecord>(&pending.record, &written_path(id))?;
        let issuance = self.issuances.get_mut(&id).ok_or_else(|| refusal("issuance.unknown"))?;
        let certificate = issuance.certificate.as_ref().ok_or_else(|| refusal("issuance.not_issued"))?;
        require(card == issuance.holder, "card.changed")?;
        require(nonce == write_nonce(id) && payload.id == id, "request.nonce")?;
        let digest = Sha256::digest(certificate.as_der());
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        require(payload.certificate_sha256 == digest, "issuance.conflict")?;
        issuance.written = true;
        if issuance.write_record.as_ref() != Some(&pending.record) {
            issuance.write_record = Some(pending.record.clone());
            self.writes += 1;
        }
        Ok(WriteReply { written_at: now().to_string() })
    }

    fn records(&mut self, request: &Jws) -> Result<RecordsReply, ServerError> {
        let Verified { card, payload, .. } = self.accept::<RecordsQuery>(request, RECORDS_QUERY)?;
        let of_card = |known: &&Issuance| match payload.direction {
            Direction::Granted => known.signer == card,
            Direction::Received => known.holder == card,
        };
        let record = |known: &Issuance| {
            let newest = self
                .newest(&known.holder, known.kind)
                .is_some_and(|newest| newest.reply.id == known.reply.id);
            Some(Record {
                serial: known.reply.serial.clone(),
                kind: kind(known.kind),
                issued_at: now().to_string(),
                state: match (known.deactivated, newest) {
                    (true, _) => RecordState::Deactivated,
                    (false, true) => RecordState::Active,
                    (false, false) => RecordState::Superseded,
                },
                ended_at: known.deactivated.then(|| now().to_string()),
                written_at: known.written.then(|| now().to_string()),
                certificate: Base64::from(known.certificate.as_ref()?.as_der()),
            })
        };
        let is_of_kind = |known: &&Issuance| payload.kind.is_none_or(|wanted| wanted == kind(known.kind));
        let mut found: Vec<_> = self.issuances.values().filter(of_card).filter(is_of_kind).collect();
        found.sort_by_key(|known| std::cmp::Reverse(known.recorded));
        Ok(RecordsReply { records: found.into_iter().filter_map(record).collect(), next: None })
    }
}

impl Issuance {
    /// What the signer has to sign, made anew from what was agreed.
    pub(crate) fn to_be_signed(&self) -> Vec<u8> {
        let draft = Draft {
            serial: self.reply.serial.parse().unwrap(),
            holder: &self.holder,
            signer: &self.signer,
            not_before: self.reply.not_before.parse().unwrap(),
            not_after: self.reply.not_after.parse().unwrap(),
            holder_id: &HolderId::try_from(&self.consent.holder_id).unwrap(),
            grant: &Grant::try_from(&self.consent.grant).unwrap(),
        };
        draft.to_be_signed(&Profile::default()).unwrap().as_bytes().to_vec()
    }
}

const fn kind(kind: AcKind) -> Kind {
    match kind {
        AcKind::Application => Kind::Application,
        AcKind::Delegation => Kind::Delegation,
    }
}

fn write_nonce(id: Uuid) -> String {
    format!("write-{id}")
}
