//! A client of the protocol without any comfort: it says what it is told to say.

use scap_ac::{
    AuthorizationCertificate, Draft, Grant, HolderId, Profile,
    json::{ApplicationJson, GrantJson, HolderIdJson, HolderIdKindJson, SlotJson},
};
use scap_proto::{
    Base64,
    jws::{Jws, Unsigned},
    wire::{
        Activation, CertificateReply, CertificateUpload, Consent, IssuanceReply, IssuanceRequest, NonceReply,
        WriteRecord,
    },
};
use scap_test_pki::fixed::{self, Card};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest, Sha256};
use ureq::{Agent, Body, http::Response};
use uuid::Uuid;

pub(crate) struct Client {
    pub(crate) url: String,
    agent: Agent,
    pub(crate) primary: Card,
    pub(crate) secondary: Card,
}

/// An answer, its body read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) media_type: String,
    pub(crate) cache_control: String,
    pub(crate) body: Value,
}

impl Answer {
    fn read(mut response: Response<Body>) -> Result<Self, ureq::Error> {
        let body = response.body_mut().read_to_string()?;
        let header = |name| response.headers()[name].to_str().unwrap().to_owned();
        Ok(Self {
            status: response.status().as_u16(),
            media_type: header("content-type"),
            cache_control: header("cache-control"),
            body: serde_json::from_str(&body).unwrap_or_else(|_| panic!("no JSON: {body}")),
        })
    }

    /// The code of a refusal.
    pub(crate) fn code(&self) -> &str {
        assert_eq!(self.media_type, "application/problem+json", "{self:?}");
        assert_eq!(self.body["status"], self.status);
        self.body["code"].as_str().unwrap()
    }

    pub(crate) fn ok<T: DeserializeOwned>(self) -> T {
        assert_eq!((self.status, self.media_type.as_str()), (200, "application/json"), "{self:?}");
        serde_json::from_value(self.body).unwrap()
    }
}

impl Client {
    pub(crate) fn new(url: &str) -> Self {
        // A connection for each request: the server closes one whose request it refused without reading it.
        let agent = Agent::config_builder().http_status_as_error(false).max_idle_connections(0);
        let agent = agent.build().new_agent();
        Self { url: url.to_owned(), agent, primary: fixed::primary(), secondary: fixed::secondary() }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        Answer::read(self.agent.get(format!("{}{path}", self.url)).call().unwrap()).unwrap()
    }

    pub(crate) fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.try_post(path, body).unwrap()
    }

    pub(crate) fn try_post(&self, path: &str, body: &impl Serialize) -> Result<Answer, ureq::Error> {
        Answer::read(self.agent.post(format!("{}{path}", self.url)).send_json(body)?)
    }

    pub(crate) fn post_bytes(&self, path: &str, body: &[u8]) -> Answer {
        Answer::read(self.agent.post(format!("{}{path}", self.url)).send(body).unwrap()).unwrap()
    }

    pub(crate) fn put(&self, path: &str, body: &impl Serialize) -> Answer {
        self.try_put(path, body).unwrap()
    }

    fn try_put(&self, path: &str, body: &impl Serialize) -> Result<Answer, ureq::Error> {
        Answer::read(self.agent.put(format!("{}{path}", self.url)).send_json(body)?)
    }

    pub(crate) fn nonce(&self) -> String {
        self.get("/v1/nonce").ok::<NonceReply>().nonce
    }

    /// A request signed by this card, with a fresh nonce.
    pub(crate) fn sign(&self, card: &Card, path: &str, payload: &impl Serialize) -> Jws {
        sign(card, &self.nonce(), &format!("{}{path}", self.url), payload)
    }

    pub(crate) fn activate(&self, card: &Card, user_code: &str) -> Answer {
        let payload = Activation { user_code: user_code.to_owned() };
        self.post("/v1/activations", &self.sign(card, "/v1/activations", &payload))
    }

    pub(crate) fn issuance_request(&self, consent: &Consent, nonce: &str) -> IssuanceRequest {
        let url = format!("{}/v1/issuances", self.url);
        IssuanceRequest {
            consent: sign(&self.secondary, nonce, &url, consent),
            signer_certificate: Base64::from(self.primary.certificate.as_der()),
        }
    }

    /// Reserves a serial; an error if the connection breaks.
    pub(crate) fn try_reserve(&self, consent: &Consent) -> Result<IssuanceReply, ureq::Error> {
        let nonce = Answer::read(self.agent.get(format!("{}/v1/nonce", self.url)).call()?)?;
        let nonce = nonce.ok::<NonceReply>().nonce;
        Ok(self.try_post("/v1/issuances", &self.issuance_request(consent, &nonce))?.ok())
    }

    /// Hands in a certificate; an error if the connection breaks.
    pub(crate) fn try_upload(
        &self,
        id: Uuid,
        certificate: &AuthorizationCertificate,
    ) -> Result<CertificateReply, ureq::Error> {
        Ok(self.try_put(&format!("/v1/issuances/{id}/certificate"), &upload(certificate))?.ok())
    }

    /// The certificate that the primary card signs for this answer.
    pub(crate) fn signed(&self, consent: &Consent, reply: &IssuanceReply) -> AuthorizationCertificate {
        let draft = Draft {
            serial: reply.serial.parse().unwrap(),
            holder: &self.secondary.certificate,
            signer: &self.primary.certificate,
            not_before: fixed::time(&reply.not_before),
            not_after: fixed::time(&reply.not_after),
            holder_id: &HolderId::try_from(&consent.holder_id).unwrap(),
            grant: &Grant::try_from(&consent.grant).unwrap(),
        };
        let to_be_signed = draft.to_be_signed(&Profile::default()).unwrap();
        let signature = self.primary.sign_sha256(to_be_signed.as_bytes());
        to_be_signed.assemble(&signature).unwrap()
    }

    pub(crate) fn write_record(
        &self,
        id: Uuid,
        nonce: &str,
        certificate: &AuthorizationCertificate,
    ) -> (String, Jws) {
        let path = format!("/v1/issuances/{id}/written");
        let digest = Sha256::digest(certificate.as_der());
        let certificate_sha256 = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let payload = WriteRecord { id, certificate_sha256 };
        let jws = sign(&self.secondary, nonce, &format!("{}{path}", self.url), &payload);
        (path, jws)
    }
}

pub(crate) fn sign(card: &Card, nonce: &str, url: &str, payload: &impl Serialize) -> Jws {
    let unsigned = Unsigned::new(&card.certificate, nonce, url, payload).unwrap();
    let signature = card.sign_sha256(unsigned.signing_input());
    unsigned.assemble(&signature)
}

pub(crate) fn upload(certificate: &AuthorizationCertificate) -> CertificateUpload {
    CertificateUpload { certificate: Base64::from(certificate.as_der()) }
}

/// A new consent to the present terms, with one application, unit and role.
pub(crate) fn consent() -> Consent {
    let application = ApplicationJson {
        code: "G2B-EHELPER".to_owned(),
        name: "G2B商工公文訊息交易整合服務計畫(企業e幫手)".to_owned(),
    };
    let slot = SlotJson {
        slot: 2,
        application,
        unit_name: Some("中華電信股份有限公司》宜蘭第六廠".to_owned()),
        unit_code: Some("028》78616600".to_owned()),
        role: Some("接收公文、發送函轉公文、發送專屬訊息".to_owned()),
    };
    Consent {
        id: Uuid::new_v4(),
        terms: "2026-11".to_owned(),
        holder_id: HolderIdJson { kind: HolderIdKindJson::NationalId, number: "A123456789".to_owned() },
        grant: GrantJson::Application { slots: vec![slot] },
        replaces: None,
    }
}
