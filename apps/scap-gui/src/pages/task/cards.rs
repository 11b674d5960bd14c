//! Getting hold of a card: have it inserted, have one of several chosen, show its data.

use egui::Ui;
use scap_card::AreaState;
use scap_flow::{Answer, CardFacts, CardRole, WrongCard};

use super::{Reply, asking::Choice};
use crate::{
    desk::Trouble,
    organization::organization,
    shell::Shell,
    widgets::{self, Bar, Fact, FailureView, Mood},
};

/// A card is awaited. It is recognised as it is inserted; a wrong one is named at once.
pub(super) fn insert(
    ui: &mut Ui,
    shell: &mut Shell,
    role: CardRole,
    problem: Option<&WrongCard>,
    back: Option<&str>,
) -> Option<Reply> {
    let mut wish = None;
    widgets::body(ui, "insert", |ui| {
        let what = match (role, back) {
            (CardRole::Holder, Some(label)) => shell.text("gui-insert-back", &[("label", label.into())]),
            (CardRole::Holder, None) => shell.t("insert-card-holder"),
            (CardRole::Signer, _) => shell.t("insert-card-signer"),
            (CardRole::Primary, _) => shell.t("insert-card-primary"),
            (CardRole::Subject, _) => shell.t("insert-card-subject"),
        };
        widgets::heading(ui, &what);
        widgets::weak(ui, &shell.t("gui-insert-waiting"));
        if let Some(problem) = problem {
            ui.add_space(8.0);
            let trouble = Trouble::new(problem.code(), problem.details());
            wish = FailureView::new(&trouble).mild().show(ui, shell).map(|wish| (wish, trouble.code.clone()));
        }
    });
    if let Some((wish, code)) = wish {
        shell.grant(wish, &code);
    }
    Bar::new().escape(shell.t("gui-cancel-function"), ()).show(ui).map(|()| Reply::Leave)
}

/// Several cards would do.
pub(super) fn choose(
    ui: &mut Ui,
    shell: &mut Shell,
    candidates: &[CardFacts],
    at: &mut usize,
) -> Option<Reply> {
    widgets::body(ui, "choose-card", |ui| {
        widgets::heading(ui, &shell.t("gui-choose-card-header"));
        for (index, card) in candidates.iter().enumerate() {
            let rank = shell.rank(&card.certificate);
            let args = [
                ("rank", rank.into()),
                ("label", card.label.as_str().into()),
                ("serial", card.certificate.serial().to_string().into()),
                ("reader", card.reader.as_str().into()),
            ];
            let response = ui.radio(*at == index, shell.text("gui-choose-card", &args));
            if index == 0 && widgets::take_initial_focus(ui) {
                response.request_focus();
            }
            if response.clicked() {
                *at = index;
            }
        }
    });
    let pressed = Bar::new()
        .primary(shell.t("gui-next"), Choice::Yes)
        .escape(shell.t("gui-cancel-function"), Choice::Leave)
        .show(ui)?;
    Some(match pressed {
        Choice::Yes | Choice::No => Reply::Answer(Answer::Choose(*at)),
        Choice::Leave => Reply::Leave,
    })
}

/// The card's data, for confirmation (F1).
pub(super) fn confirm(ui: &mut Ui, shell: &mut Shell, card: &CardFacts) -> Option<Reply> {
    widgets::body(ui, "confirm-card", |ui| {
        widgets::heading(ui, &shell.t("activate-confirm"));
        widgets::facts(ui, &facts(shell, card));
    });
    let pressed = Bar::new()
        .primary(shell.t("gui-activate-yes"), Choice::Yes)
        .escape(shell.t("gui-cancel-function"), Choice::Leave)
        .show(ui)?;
    Some(match pressed {
        Choice::Yes | Choice::No => Reply::Answer(Answer::Yes),
        Choice::Leave => Reply::Leave,
    })
}

/// What a card tells of itself.
pub(in crate::pages) fn facts(shell: &Shell, card: &CardFacts) -> Vec<Fact> {
    let certificate = &card.certificate;
    let rank = shell.rank(certificate);
    let valid = [
        ("not_before", super::certificate::day(shell, certificate.not_before()).into()),
        ("not_after", super::certificate::day(shell, certificate.not_after()).into()),
    ];
    let area = match card.area {
        AreaState::Closed => "area-state-closed",
        AreaState::Open { .. } => "gui-area-open",
        AreaState::Locked => "area-state-locked",
        AreaState::Unsupported => "area-state-unsupported",
        _ => "area-state-none",
    };
    let fact = |name: &str, value: String| Fact::new(shell.t(name), value);
    vec![
        fact("card-field-label", card.label.clone()),
        fact("card-field-reader", card.reader.clone()),
        fact("card-field-rank", rank),
        fact("card-field-subject", certificate.subject().to_string()),
        fact("card-field-business-number", certificate.business_number().to_string()).in_digits(),
        fact("card-field-serial", super::certificate::grouped(&certificate.serial().to_string())).in_digits(),
        fact("card-field-issuer", certificate.issuer().to_string()),
        fact("card-field-valid", shell.text("card-valid-range", &valid)),
        fact("card-field-area", shell.t(area)),
    ]
}

/// Whose card it is, in a line.
pub(super) fn whose(ui: &mut Ui, shell: &Shell, card: &CardFacts) {
    let args = [
        ("subject", organization(card.certificate.subject()).into()),
        ("number", card.certificate.business_number().to_string().into()),
    ];
    widgets::weak(ui, &shell.text("gui-card-entity", &args));
}

/// The mood of tries that are left.
pub(super) const fn mood(tries_left: Option<u8>) -> Mood {
    match tries_left {
        Some(0 | 1) => Mood::Bad,
        Some(2) => Mood::Warning,
        _ => Mood::Plain,
    }
}
