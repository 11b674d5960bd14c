//! A registry in a folder of its own, with a catalogue and cards, and requests to it.

use std::time::Duration;

use scap_ac::{
    AuthorizationCertificate, CardCertificate, CardRank, Draft, Grant, HolderId, Profile, SerialNumber,
    UnixTime, Validator,
    json::{ApplicationJson, GrantJson, HolderIdJson, HolderIdKindJson, SlotJson},
};
use scap_proto::{
    Base64,
    jws::{Jws, Unsigned},
    wire::{
        Activation, CertificateReply, CertificateUpload, Consent, Deactivation, DeactivationReply, Direction,
        IssuanceReply, IssuanceRequest, RecordsQuery, RecordsReply, WriteRecord,
    },
};
use scap_registry::{CardFile, CatalogueFile, Registry, RegistryError, Settings, UserCodeCost};
use scap_test_pki::fixed::{self, Card};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) const URL: &str = "http://registry.test";
pub(crate) const CODE: &str = "opensesame";
pub(crate) const CATALOGUE: &[u8] = include_bytes!("../../../../fixtures/catalogue/catalogue.json");

pub(crate) struct Lab {
    pub(crate) registry: Registry,
    pub(crate) folder: TempDir,
    pub(crate) primary: Card,
    pub(crate) secondary: Card,
}

impl Lab {
    /// With catalogue and both secondary cards in the register, none activated.
    pub(crate) async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let registry = open(&folder).await;
        let lab = Self { registry, folder, primary: fixed::primary(), secondary: fixed::secondary() };
        lab.registry.import_catalogue(&CatalogueFile::from_json(CATALOGUE).unwrap(), now()).await.unwrap();
        let cards = format!(
            "serial,business_number,user_code\n{},{ubn},{CODE}\n{},{ubn},{CODE}\n",
            fixed::SECONDARY_SERIAL,
            fixed::OTHER_SECONDARY_SERIAL,
            ubn = fixed::BUSINESS_NUMBER,
        );
        lab.registry.import_cards(CardFile::from_csv(cards.as_bytes()).unwrap(), now()).await.unwrap();
        lab
    }

    /// The same with the secondary card activated.
    pub(crate) async fn activated() -> Self {
        let lab = Self::new().await;
        lab.activate(&lab.secondary, CODE, now()).await.unwrap();
        lab
    }

    /// Closes the registry and opens it again, as a restart does.
    pub(crate) async fn restart(self) -> Self {
        self.registry.close().await;
        Self { registry: open(&self.folder).await, ..self }
    }

    /// A connection that goes past the registry.
    pub(crate) async fn database(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("registry.db"));
        SqliteConnection::connect_with(&options).await.unwrap()
    }

    pub(crate) async fn sign(&self, card: &Card, path: &str, payload: &impl Serialize) -> Jws {
        let nonce = self.registry.nonce(now()).await.unwrap().nonce;
        sign(card, &nonce, &format!("{URL}{path}"), payload)
    }

    pub(crate) async fn activate(
        &self,
        card: &Card,
        user_code: &str,
        now: UnixTime,
    ) -> Result<String, RegistryError> {
        let payload = Activation { user_code: user_code.to_owned() };
        let request = self.sign(card, "/v1/activations", &payload).await;
        Ok(self.registry.activate(&request, now).await?.activated_at)
    }

    /// Another secondary card of the entity, activated.
    pub(crate) async fn holder(&self, serial: &str, key: usize) -> Card {
        let card = card(CardRank::Secondary, serial, key);
        self.register(&card).await;
        card
    }

    /// Enters a card of the entity into the register, and activates it.
    pub(crate) async fn register(&self, card: &Card) {
        let (serial, ubn) = (card.certificate.serial(), fixed::BUSINESS_NUMBER);
        let file = format!("serial,business_number,user_code\n{serial},{ubn},{CODE}\n");
        self.registry.import_cards(CardFile::from_csv(file.as_bytes()).unwrap(), now()).await.unwrap();
        self.activate(card, CODE, now()).await.unwrap();
    }

    pub(crate) async fn request(&self, consent: &Consent) -> IssuanceRequest {
        self.request_of(&self.secondary, &self.primary, consent).await
    }

    pub(crate) async fn request_of(
        &self,
        holder: &Card,
        signer: &Card,
        consent: &Consent,
    ) -> IssuanceRequest {
        let jws = self.sign(holder, "/v1/issuances", consent).await;
        request(jws, &signer.certificate)
    }

    pub(crate) async fn reserve(&self, consent: &Consent) -> Result<IssuanceReply, RegistryError> {
        self.registry.reserve(&self.request(consent).await, now()).await
    }

    /// The certificate that the primary card signs for this answer.
    pub(crate) fn signed(&self, consent: &Consent, reply: &IssuanceReply) -> AuthorizationCertificate {
        signed(&self.primary, &self.secondary.certificate, consent, reply)
    }

    /// Reserves, signs and records.
    pub(crate) async fn issue(&self, now: UnixTime) -> (Consent, AuthorizationCertificate, CertificateReply) {
        let consent = consent();
        let (certificate, recorded) = self.issue_to(&self.secondary, &self.primary, &consent, now).await;
        (consent, certificate, recorded)
    }

    /// The same for these cards and this content.
    pub(crate) async fn issue_to(
        &self,
        holder: &Card,
        signer: &Card,
        consent: &Consent,
        now: UnixTime,
    ) -> (AuthorizationCertificate, CertificateReply) {
        let request = self.request_of(holder, signer, consent).await;
        let reply = self.registry.reserve(&request, now).await.unwrap();
        let certificate = signed(signer, &holder.certificate, consent, &reply);
        let recorded = self.registry.record_certificate(consent.id, &upload(&certificate), now).await;
        (certificate, recorded.unwrap())
    }

    /// F3: the primary card gives this card a delegation.
    pub(crate) async fn delegate(&self, holder: &Card, now: UnixTime) -> AuthorizationCertificate {
        let (delegation, recorded) = self.issue_to(holder, &self.primary, &delegation(), now).await;
        assert_eq!(recorded.write_nonce, None);
        delegation
    }

    /// F4: this card ends the delegation of this serial.
    pub(crate) async fn deactivate(
        &self,
        card: &Card,
        serial: &SerialNumber,
        now: UnixTime,
    ) -> Result<DeactivationReply, RegistryError> {
        let request = self.deactivation(card, serial).await;
        self.registry.deactivate(serial, &request, now).await
    }

    pub(crate) async fn deactivation(&self, card: &Card, serial: &SerialNumber) -> Jws {
        let payload = Deactivation { serial: serial.to_string() };
        self.sign(card, &format!("/v1/delegations/{serial}/deactivation"), &payload).await
    }

    /// F8: the records of this card.
    pub(crate) async fn records(
        &self,
        card: &Card,
        query: &RecordsQuery,
        now: UnixTime,
    ) -> Result<RecordsReply, RegistryError> {
        let nonce = self.registry.nonce(now).await.unwrap().nonce;
        let request = sign(card, &nonce, &format!("{URL}/v1/records/query"), query);
        self.registry.records(&request, now).await
    }

    pub(crate) fn write_record(&self, card: &Card, id: Uuid, nonce: &str, certificate: &[u8]) -> Jws {
        let payload = WriteRecord { id, certificate_sha256: sha256(certificate) };
        sign(card, nonce, &format!("{URL}/v1/issuances/{id}/written"), &payload)
    }
}

pub(crate) async fn open(folder: &TempDir) -> Registry {
    let settings = Settings {
        user_code_cost: UserCodeCost { memory_kib: 8, passes: 1 },
        nonce_lifetime: Duration::from_secs(900),
        ..Settings::new(URL)
    };
    Registry::open(
        &folder.path().join("registry.db"),
        validator(REVOKED_SERIAL, "2026-01-01T00:00:00Z"),
        settings,
    )
    .await
    .unwrap()
}

/// Trusts the CA, which has revoked the card of this serial since then, for no particular reason.
pub(crate) fn validator(serial: &str, since: &str) -> Validator {
    let ca = fixed::ca();
    let revoked = [(serial.parse().unwrap(), fixed::time(since))];
    let crl =
        ca.crl(&revoked, fixed::time("2026-01-01T00:00:00Z"), fixed::time("2039-01-01T00:00:00Z")).unwrap();
    Validator::builder()
        .anchor(ca.anchor_der())
        .unwrap()
        .intermediate(ca.intermediate_der())
        .unwrap()
        .crl(&crl)
        .unwrap()
        .build()
}

pub(crate) const REVOKED_SERIAL: &str = "123456789";

pub(crate) fn now() -> UnixTime {
    fixed::time("2026-11-24T08:00:00Z")
}

pub(crate) fn after(secs: u64) -> UnixTime {
    UnixTime::from_secs(now().as_secs() + secs).unwrap()
}

/// A card of the entity with this rank and serial.
pub(crate) fn card(rank: CardRank, serial: &str, key: usize) -> Card {
    fixed::card(&fixed::request(rank, serial), key)
}

pub(crate) fn sign(card: &Card, nonce: &str, url: &str, payload: &impl Serialize) -> Jws {
    let unsigned = Unsigned::new(&card.certificate, nonce, url, payload).unwrap();
    let signature = card.sign_sha256(unsigned.signing_input());
    unsigned.assemble(&signature)
}

pub(crate) fn request(consent: Jws, signer: &CardCertificate) -> IssuanceRequest {
    IssuanceRequest { consent, signer_certificate: Base64::from(signer.as_der()) }
}

pub(crate) fn slot(slot: u8, code: &str, name: &str) -> SlotJson {
    let application = ApplicationJson { code: code.to_owned(), name: name.to_owned() };
    SlotJson { slot, application, unit_name: None, unit_code: None, role: None }
}

/// A new consent to the present terms, with one application.
pub(crate) fn consent() -> Consent {
    Consent {
        id: Uuid::new_v4(),
        terms: "2026-11".to_owned(),
        holder_id: HolderIdJson { kind: HolderIdKindJson::NationalId, number: "A123456789".to_owned() },
        grant: GrantJson::Application {
            slots: vec![slot(1, "EINVOICE", "財政部電子發票整合服務平台")]
        },
        replaces: None,
    }
}

/// A new consent to a delegation.
pub(crate) fn delegation() -> Consent {
    let grant = GrantJson::Delegation {
        unit_name: Some("資訊處".to_owned()),
        role: Some("授權管理".to_owned()),
    };
    Consent { grant, ..consent() }
}

/// Everything that the cards have from 2024 on.
pub(crate) fn query(direction: Direction) -> RecordsQuery {
    RecordsQuery {
        from: fixed::NOT_BEFORE.to_owned(),
        to: "2040-01-01T00:00:00Z".to_owned(),
        direction,
        kind: None,
        serial: None,
        cursor: None,
    }
}

pub(crate) fn signed(
    signer: &Card,
    holder: &CardCertificate,
    consent: &Consent,
    reply: &IssuanceReply,
) -> AuthorizationCertificate {
    let draft = Draft {
        serial: reply.serial.parse().unwrap(),
        holder,
        signer: &signer.certificate,
        not_before: fixed::time(&reply.not_before),
        not_after: fixed::time(&reply.not_after),
        holder_id: &HolderId::try_from(&consent.holder_id).unwrap(),
        grant: &Grant::try_from(&consent.grant).unwrap(),
    };
    let to_be_signed = draft.to_be_signed(&Profile::default()).unwrap();
    let signature = signer.sign_sha256(to_be_signed.as_bytes());
    to_be_signed.assemble(&signature).unwrap()
}

pub(crate) fn upload(certificate: &AuthorizationCertificate) -> CertificateUpload {
    CertificateUpload { certificate: Base64::from(certificate.as_der()) }
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(outcome: Result<T, RegistryError>) -> &'static str {
    outcome.unwrap_err().code()
}
