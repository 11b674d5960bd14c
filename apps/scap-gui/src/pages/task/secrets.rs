//! Entering a PIN or the user code.

use egui::Ui;
use scap_card::{Pin, UserCode};
use scap_flow::{Answer, PinRequest};
use serde_json::Map;

use super::{
    Reply,
    asking::{Choice, tries},
    cards,
};
use crate::{
    shell::Shell,
    widgets::{self, Bar, Mood, Secret},
};

/// What is typed, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Entry {
    secret: Secret,
    problem: Option<String>,
    caps_lock: bool,
    /// What is wrong is mended in the field.
    to_mend: bool,
}

impl Entry {
    fn refuse(&mut self, problem: String) -> Option<Reply> {
        self.problem = Some(problem);
        self.to_mend = true;
        None
    }
}

/// The PIN of a card. The tries that are left are told before the first.
pub(super) fn pin(ui: &mut Ui, shell: &mut Shell, request: &PinRequest, entry: &mut Entry) -> Option<Reply> {
    widgets::body(ui, "pin", |ui| {
        let question = named(shell, "gui-pin-question", request);
        widgets::heading(ui, &question);
        cards::whose(ui, shell, &request.card);
        if request.rejected {
            widgets::line(ui, Mood::Bad, &shell.t("pin-rejected"));
        }
        if let Some(left) = tries(shell, request.card.pin) {
            widgets::line(ui, cards::mood(request.card.pin.tries_left), &left);
        }
        ui.add_space(4.0);
        draw(ui, shell, &shell.t("gui-pin"), entry);
        widgets::weak(ui, &shell.t("gui-pin-rule"));
    });
    if !submitted(ui, shell, entry)? {
        return Some(Reply::Leave);
    }
    match Pin::new(entry.secret.take()) {
        Ok(pin) => Some(Reply::Answer(Answer::Pin(pin))),
        Err(error) => {
            shell.note_failure(error.code());
            entry.refuse(shell.messages.failure_in_window(error.code(), &Map::new()).message)
        }
    }
}

/// The same at a reader with a PIN pad.
pub(super) fn pin_at_reader(ui: &mut Ui, shell: &mut Shell, request: &PinRequest) -> Option<Reply> {
    widgets::body(ui, "pin-at-reader", |ui| {
        widgets::heading(ui, &named(shell, "pin-at-reader", request));
        cards::whose(ui, shell, &request.card);
        if request.rejected {
            widgets::line(ui, Mood::Bad, &shell.t("pin-rejected"));
        }
        if let Some(left) = tries(shell, request.card.pin) {
            widgets::line(ui, cards::mood(request.card.pin.tries_left), &left);
        }
    });
    let pressed = Bar::new()
        .primary(shell.t("gui-pin-at-reader-begin"), Choice::Yes)
        .escape(shell.t("gui-cancel-function"), Choice::Leave)
        .show(ui)?;
    Some(match pressed {
        Choice::Yes | Choice::No => Reply::AtReader,
        Choice::Leave => Reply::Leave,
    })
}

/// The user code (F1).
pub(super) fn user_code(
    ui: &mut Ui,
    shell: &mut Shell,
    tries_left: Option<u64>,
    rejected: bool,
    entry: &mut Entry,
) -> Option<Reply> {
    widgets::body(ui, "user-code", |ui| {
        widgets::heading(ui, &shell.t("user-code-question"));
        widgets::weak(ui, &shell.t("gui-user-code-about"));
        if rejected {
            let text = shell.text("user-code-rejected", &[("tries_left", tries_left.into())]);
            widgets::line(ui, Mood::Bad, &text);
        }
        ui.add_space(4.0);
        draw(ui, shell, &shell.t("gui-user-code"), entry);
    });
    if !submitted(ui, shell, entry)? {
        return Some(Reply::Leave);
    }
    if entry.secret.is_empty() {
        return entry.refuse(shell.t("gui-user-code-blank"));
    }
    Some(Reply::Answer(Answer::UserCode(UserCode::new(entry.secret.take()))))
}

fn named(shell: &Shell, id: &str, request: &PinRequest) -> String {
    let rank = shell.rank(&request.card.certificate);
    shell.text(id, &[("rank", rank.into()), ("label", request.card.label.as_str().into())])
}

fn draw(ui: &mut Ui, shell: &Shell, name: &str, entry: &mut Entry) {
    let (response, caps_lock) = widgets::secret_field(ui, name, &mut entry.secret);
    if response.changed() {
        entry.problem = None;
        entry.caps_lock = caps_lock || (entry.caps_lock && !entry.secret.is_empty());
    }
    if entry.caps_lock {
        widgets::line(ui, Mood::Warning, &shell.t("gui-caps-lock"));
    }
    widgets::problem_below(ui, entry.problem.as_deref());
    if std::mem::take(&mut entry.to_mend) {
        response.request_focus();
    }
}

/// Whether the person goes on, or leaves.
fn submitted(ui: &mut Ui, shell: &Shell, entry: &mut Entry) -> Option<bool> {
    let pressed = Bar::new()
        .primary(shell.t("gui-next"), true)
        .escape(shell.t("gui-cancel-function"), false)
        .show(ui)?;
    if !pressed {
        entry.secret.wipe();
    }
    Some(pressed)
}
