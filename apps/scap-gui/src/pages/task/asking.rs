//! What is asked now, and the page for it.

use egui::Ui;
use scap_ac::{AuthorizationCertificate, SerialNumber};
use scap_card::PinState;
use scap_flow::{Answer, Ask, CardFacts, CardRole, Form, PinRequest, Review, WrongCard};
use scap_proto::wire::Terms;

use super::{
    Reply, cards, certificate,
    content::{self, ContentForm},
    secrets::{self, Entry},
    terms,
};
use crate::{
    shell::Shell,
    widgets::{self, Bar},
};

/// What is asked, with what the person has entered so far.
pub(super) enum Asking {
    /// The label of the card that was there before, if it is to come back.
    Insert {
        role: CardRole,
        problem: Option<WrongCard>,
        back: Option<String>,
    },
    Choose {
        candidates: Vec<CardFacts>,
        at: usize,
    },
    Pin {
        request: PinRequest,
        entry: Entry,
    },
    PinAtReader(PinRequest),
    Card(CardFacts),
    UserCode {
        tries_left: Option<u64>,
        rejected: bool,
        entry: Entry,
    },
    Reissue(Box<AuthorizationCertificate>),
    Finish(Box<AuthorizationCertificate>),
    Deactivate {
        serial: SerialNumber,
        delegation: Option<Box<AuthorizationCertificate>>,
    },
    Terms {
        terms: Terms,
        agreed: bool,
    },
    Content(Box<Form>),
    Review(Box<Review>),
    Certificate {
        certificate: Box<AuthorizationCertificate>,
        save: certificate::Save,
    },
}

impl Asking {
    /// Nothing if nothing is asked, as the flow has ended.
    pub(super) fn new(ask: Ask, back: Option<String>) -> Option<Self> {
        Some(match ask {
            Ask::InsertCard { role, problem } => Self::Insert { role, problem, back },
            Ask::ChooseCard { candidates, .. } => Self::Choose { candidates, at: 0 },
            Ask::Pin(request) if request.card.pin.at_reader => Self::PinAtReader(request),
            Ask::Pin(request) => Self::Pin { request, entry: Entry::default() },
            Ask::ConfirmCard(card) => Self::Card(card),
            Ask::UserCode { tries_left, rejected } => {
                Self::UserCode { tries_left, rejected, entry: Entry::default() }
            }
            Ask::ConfirmReissue { present } => Self::Reissue(present),
            Ask::ConfirmFinish { certificate } => Self::Finish(certificate),
            Ask::ConfirmDeactivation { serial, delegation } => Self::Deactivate { serial, delegation },
            Ask::AcceptTerms(terms) => Self::Terms { terms, agreed: false },
            Ask::FillIn(form) => Self::Content(form),
            Ask::Review(review) => Self::Review(review),
            Ask::ShowCertificate(certificate) => {
                let save = certificate::Save::new(&certificate);
                Self::Certificate { certificate, save }
            }
            Ask::Done(_) | Ask::Refused(_) | Ask::Cancelled => return None,
        })
    }

    /// The id of its name in the title of the window.
    pub(super) const fn text(&self) -> &'static str {
        match self {
            Self::Insert { .. } => "gui-asks-insert",
            Self::Choose { .. } => "gui-asks-choose",
            Self::Pin { .. } | Self::PinAtReader(_) => "gui-asks-pin",
            Self::Card(_) => "gui-asks-card",
            Self::UserCode { .. } => "gui-asks-user-code",
            Self::Reissue(_) | Self::Finish(_) | Self::Deactivate { .. } => "gui-asks-decision",
            Self::Terms { .. } => "gui-asks-terms",
            Self::Content(_) => "gui-asks-content",
            Self::Review(_) => "gui-asks-review",
            Self::Certificate { .. } => "gui-asks-certificate",
        }
    }

    /// Draws the page; tells what the person replied.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        shell: &mut Shell,
        form: Option<&mut ContentForm>,
    ) -> Option<Reply> {
        match self {
            Self::Insert { role, problem, back } => {
                cards::insert(ui, shell, *role, problem.as_ref(), back.as_deref())
            }
            Self::Choose { candidates, at } => cards::choose(ui, shell, candidates, at),
            Self::Pin { request, entry } => secrets::pin(ui, shell, request, entry),
            Self::PinAtReader(request) => secrets::pin_at_reader(ui, shell, request),
            Self::Card(card) => cards::confirm(ui, shell, card),
            Self::UserCode { tries_left, rejected, entry } => {
                secrets::user_code(ui, shell, *tries_left, *rejected, entry)
            }
            Self::Reissue(present) => {
                let texts = ["issue-reissue-header", "issue-reissue-question", "gui-reissue"];
                decide(ui, shell, texts, |ui, shell| certificate::summary(ui, shell, present))
            }
            Self::Finish(left) => {
                let header = "gui-finish-header";
                let texts = [header, "issue-finish-question", "gui-finish-write"];
                decide(ui, shell, texts, |ui, shell| certificate::summary(ui, shell, left))
            }
            Self::Deactivate { serial, delegation } => {
                let texts = ["undelegate-header", "undelegate-question", "gui-deactivate"];
                decide(ui, shell, texts, |ui, shell| match delegation {
                    Some(delegation) => certificate::summary(ui, shell, delegation),
                    None => {
                        ui.label(shell.text("undelegate-serial", &[("serial", serial.to_string().into())]));
                    }
                })
            }
            Self::Terms { terms, agreed } => terms::ui(ui, shell, terms, agreed),
            Self::Content(asked) => form.and_then(|form| form.ui(ui, shell, asked)),
            Self::Review(review) => content::review(ui, shell, review),
            Self::Certificate { certificate, save } => signed(ui, shell, certificate, save),
        }
    }
}

/// A question that yes or no answers, about something that is shown.
fn decide(
    ui: &mut Ui,
    shell: &mut Shell,
    [header, question, yes]: [&str; 3],
    show: impl FnOnce(&mut Ui, &mut Shell),
) -> Option<Reply> {
    widgets::body(ui, header, |ui| {
        widgets::heading(ui, &shell.t(header));
        show(ui, shell);
        ui.add_space(8.0);
        widgets::heading(ui, &shell.t(question));
    });
    let pressed = Bar::new()
        .primary(shell.t(yes), Choice::Yes)
        .other(shell.t("answer-no"), Choice::No)
        .escape(shell.t("gui-cancel-function"), Choice::Leave)
        .show(ui)?;
    Some(match pressed {
        Choice::Yes => Reply::Answer(Answer::Yes),
        Choice::No => Reply::Answer(Answer::No),
        Choice::Leave => Reply::Leave,
    })
}

/// What a bar of three buttons offers.
#[derive(Clone, Copy)]
pub(super) enum Choice {
    Yes,
    No,
    Leave,
}

/// The certificate that was just signed.
fn signed(
    ui: &mut Ui,
    shell: &mut Shell,
    certificate: &AuthorizationCertificate,
    save: &mut certificate::Save,
) -> Option<Reply> {
    let is_delegation = certificate.grant().kind() == scap_ac::AcKind::Delegation;
    widgets::body(ui, "signed", |ui| {
        widgets::line(
            ui,
            widgets::Mood::Good,
            &shell.t(if is_delegation { "gui-signed-delegation" } else { "gui-signed" }),
        );
        certificate::page(ui, shell, certificate, save);
    });
    let bar = if is_delegation {
        // It holds already: there is nothing to leave.
        Bar::new().primary(shell.t("gui-next"), Choice::Yes)
    } else {
        let leave = shell.t("gui-cancel-function");
        Bar::new().primary(shell.t("gui-next-write"), Choice::Yes).escape(leave, Choice::Leave)
    };
    Some(match bar.show(ui)? {
        Choice::Yes | Choice::No => Reply::Answer(Answer::Yes),
        Choice::Leave => Reply::Leave,
    })
}

/// The tries that are left of a PIN, before one is spent.
pub(super) fn tries(shell: &Shell, pin: PinState) -> Option<String> {
    match pin {
        PinState { tries_left: Some(left), .. } => {
            Some(shell.text("pin-tries-left", &[("tries_left", left.into())]))
        }
        PinState { low: true, .. } => Some(shell.t("pin-tries-low")),
        _ => None,
    }
}
