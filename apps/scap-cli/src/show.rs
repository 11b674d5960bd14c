//! Cards, content and certificates as people and programs read them.

use scap_ac::{
    AttributeCertificate, AuthorizationCertificate, CardCertificate, CardRank, Field, Profile, hex,
    json::{CertificateJson, GrantJson, HolderIdJson, SlotJson},
};
use scap_card::{AreaState, CardSlot};
use scap_flow::{CardFacts, Content};
use serde_json::{Value, json};

use crate::{error::CliError, terminal::Terminal};

/// What is in an authorization area, if anybody looked.
pub(crate) type Present<'a> = Option<&'a AuthorizationCertificate>;

/// `label: value` on one line each.
fn lines(terminal: &Terminal, fields: impl IntoIterator<Item = (String, String)>) -> String {
    let colon = match terminal.messages().language() {
        scap_ac::Language::English => ": ",
        _ => "：",
    };
    fields.into_iter().map(|(label, value)| format!("{label}{colon}{value}\n")).collect()
}

fn field_lines(terminal: &Terminal, fields: Vec<Field>) -> String {
    lines(terminal, fields.into_iter().map(|field| (field.label, field.value)))
}

/// A card in text.
pub(crate) fn card_text(terminal: &Terminal, card: &CardFacts, present: Present<'_>) -> String {
    let certificate = &card.certificate;
    let rank = match certificate.rank() {
        CardRank::Primary => "rank-primary",
        CardRank::Secondary => "rank-secondary",
    };
    let valid = [
        ("not_before", certificate.not_before().to_string().into()),
        ("not_after", certificate.not_after().to_string().into()),
    ];
    let area = match (card.area, present) {
        (AreaState::Closed, _) => "area-state-closed",
        (AreaState::Open { .. }, None) => "area-state-open-empty",
        (AreaState::Open { .. }, Some(_)) => "area-state-open-used",
        (AreaState::Locked, _) => "area-state-locked",
        _ => "area-state-none",
    };
    let fields = [
        ("card-field-label", card.label.clone()),
        ("card-field-reader", card.reader.clone()),
        ("card-field-rank", terminal.text(rank, &[])),
        ("card-field-business-number", certificate.business_number().to_string()),
        ("card-field-subject", certificate.subject().to_string()),
        ("card-field-issuer", certificate.issuer().to_string()),
        ("card-field-serial", certificate.serial().to_string()),
        ("card-field-valid", terminal.text("card-valid-range", &valid)),
        ("card-field-area", terminal.text(area, &[])),
    ];
    lines(terminal, fields.map(|(label, value)| (terminal.text(label, &[]), value)))
}

/// A card that cannot be used, in text.
pub(crate) fn failed_card_text(terminal: &Terminal, slot: &CardSlot, error: &CliError) -> String {
    let message = terminal.messages().failure(error.code(), &error.details()).message;
    let fields = [
        ("card-field-label", slot.card.clone().unwrap_or_default()),
        ("card-field-reader", slot.reader.clone()),
        ("card-field-error", format!("{message} [{}]", error.code())),
    ];
    lines(terminal, fields.map(|(label, value)| (terminal.text(label, &[]), value)))
}

/// A card that cannot be used, in JSON.
pub(crate) fn failed_card_json(terminal: &Terminal, slot: &CardSlot, error: &CliError) -> Value {
    json!({ "label": slot.card, "reader": slot.reader, "error": terminal.failure_json(error) })
}

/// A card in JSON.
pub(crate) fn card_json(card: &CardFacts, present: Present<'_>) -> Value {
    let (state, capacity) = match card.area {
        AreaState::Closed => ("closed", None),
        AreaState::Open { capacity } => ("open", Some(capacity)),
        AreaState::Locked => ("locked", None),
        _ => ("none", None),
    };
    let mut value = card_certificate_json(&card.certificate);
    if let Value::Object(fields) = &mut value {
        fields.insert("label".to_owned(), card.label.clone().into());
        fields.insert("reader".to_owned(), card.reader.clone().into());
        fields.insert("tries_left".to_owned(), card.pin.tries_left.into());
        let present = present.map(|present| present.serial().to_string());
        let area = json!({ "state": state, "capacity": capacity, "certificate_serial": present });
        fields.insert("area".to_owned(), area);
    }
    value
}

/// A card's certificate in JSON.
pub(crate) fn card_certificate_json(certificate: &CardCertificate) -> Value {
    json!({
        "rank": certificate.rank().as_str(),
        "business_number": certificate.business_number().as_str(),
        "subject": certificate.subject().to_string(),
        "issuer": certificate.issuer().to_string(),
        "serial": certificate.serial().to_string(),
        "key_identifier": hex(certificate.key_identifier()),
        "not_before": certificate.not_before().to_string(),
        "not_after": certificate.not_after().to_string(),
    })
}

/// Every field of an authorization certificate in text.
pub(crate) fn certificate_text(terminal: &Terminal, certificate: &AuthorizationCertificate) -> String {
    field_lines(terminal, certificate.fields(terminal.messages().language()))
}

/// Every field of any attribute certificate in text.
pub(crate) fn any_certificate_text(terminal: &Terminal, certificate: &AttributeCertificate) -> String {
    match AuthorizationCertificate::new(certificate.clone(), &Profile::default()) {
        Ok(ours) => certificate_text(terminal, &ours),
        Err(_) => field_lines(terminal, certificate.fields(terminal.messages().language())),
    }
}

/// Every field of an authorization certificate in JSON.
pub(crate) fn certificate_json(certificate: &AuthorizationCertificate) -> Value {
    serde_json::to_value(CertificateJson::from(certificate)).unwrap_or_default()
}

/// Every field of the certificate that is on a card, beside the answer: the holder's number is whole at a terminal
/// only.
pub(crate) fn present_text(terminal: &Terminal, certificate: &AuthorizationCertificate) -> String {
    let id = certificate.holder_id();
    let mut fields = certificate.fields(terminal.messages().language());
    if !terminal.is_interactive() {
        for field in &mut fields {
            if let Some(kind) = field.value.strip_prefix(id.number()).filter(|kind| kind.starts_with(" (")) {
                field.value = format!("{}{kind}", id.masked());
            }
        }
    }
    field_lines(terminal, fields)
}

/// What is to be granted, in text: what a person checks. The holder's number is whole at a terminal only.
pub(crate) fn content_text(terminal: &Terminal, content: &Content) -> String {
    let id = &content.holder_id;
    let number = if terminal.is_interactive() { id.number().to_owned() } else { id.masked() };
    let mut fields = vec![(terminal.text("issue-ask-number", &[]), number)];
    if let GrantJson::Application { slots } = GrantJson::from(&content.grant) {
        for SlotJson { slot, application, unit_name, unit_code, role } in slots {
            let unit = [unit_name, unit_code].into_iter().flatten().collect::<Vec<_>>().join(" / ");
            let parts = [application.name, unit, role.unwrap_or_default()];
            let used: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            fields.push((format!("  {slot}"), used.join("，")));
        }
    }
    lines(terminal, fields)
}

/// A holder identification number in JSON.
pub(crate) fn holder_id_json(id: &scap_ac::HolderId) -> Value {
    serde_json::to_value(HolderIdJson::from(id)).unwrap_or_default()
}
