//! Cards, content and certificates as people read them.

use scap_ac::{AttributeCertificate, AuthorizationCertificate, CardRank, Field, FieldRole, Profile};
use scap_card::{AreaState, CardSlot};
use scap_flow::CardFacts;

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
pub(crate) fn card_text(
    terminal: &Terminal,
    card: &CardFacts,
    number: Option<&str>,
    present: Present<'_>,
) -> String {
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
        (AreaState::Unsupported, _) => "area-state-unsupported",
        _ => "area-state-none",
    };
    let fields = [
        ("card-field-label", card.label.clone()),
        ("card-field-reader", card.reader.clone()),
        ("card-field-number", number.unwrap_or_default().to_owned()),
        ("card-field-rank", terminal.text(rank, &[])),
        ("card-field-business-number", certificate.business_number().to_string()),
        ("card-field-subject", certificate.subject().to_string()),
        ("card-field-issuer", certificate.issuer().to_string()),
        ("card-field-serial", certificate.serial().to_string()),
        ("card-field-valid", terminal.text("card-valid-range", &valid)),
        ("card-field-area", terminal.text(area, &[])),
    ];
    named_lines(terminal, fields)
}

/// The fields that have a value, under their names.
fn named_lines<const N: usize>(terminal: &Terminal, fields: [(&'static str, String); N]) -> String {
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
    lines(terminal, fields.map(|(label, value)| (terminal.text(label, &[]), value)))
}

/// A card that cannot be used, in text.
pub(crate) fn failed_card_text(
    terminal: &Terminal,
    slot: &CardSlot,
    number: Option<&str>,
    error: &CliError,
) -> String {
    let message = terminal.messages().failure(error.code(), &error.details()).message;
    let fields = [
        ("card-field-label", slot.card.clone().unwrap_or_default()),
        ("card-field-reader", slot.reader.clone()),
        ("card-field-number", number.unwrap_or_default().to_owned()),
        ("card-field-error", format!("{message} [{}]", error.code())),
    ];
    named_lines(terminal, fields)
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

/// What the certificate that is on a card says, for a question beside the answer: nothing that only programs read. The
/// holder's number is whole at a terminal only.
pub(crate) fn present_text(terminal: &Terminal, certificate: &AuthorizationCertificate) -> String {
    let id = certificate.holder_id();
    let mut fields = certificate.fields(terminal.messages().language());
    fields.retain(|field| field.role != FieldRole::Proof);
    if !terminal.is_interactive() {
        for field in fields.iter_mut().filter(|field| field.role == FieldRole::HolderId) {
            field.value = field.value.replacen(id.number(), &id.masked(), 1);
        }
    }
    field_lines(terminal, fields)
}
