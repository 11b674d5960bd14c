//! The path of a function: its steps, and which one what is asked belongs to.

use egui::Ui;
use scap_flow::{Ask, CardRole};

use crate::{function::Function, shell::Shell, widgets};

/// The steps of a function and how far it has come.
#[derive(Debug)]
pub(crate) struct Path {
    steps: &'static [Step],
    at: usize,
    /// Counts what was asked: the same question asked again is a new place.
    asked: u64,
    has_filled_in: bool,
    has_signed: bool,
}

/// What is shown.
pub(crate) type Place = u64;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Step {
    Card,
    Secondary,
    UserCode,
    Content,
    Review,
    Signer,
    Primary,
    Write,
    Confirm,
    Shown,
    Done,
}

impl Step {
    const fn text(self) -> &'static str {
        match self {
            Self::Card => "gui-step-card",
            Self::Secondary => "gui-step-secondary",
            Self::UserCode => "gui-step-user-code",
            Self::Content => "gui-step-content",
            Self::Review => "gui-step-review",
            Self::Signer => "gui-step-signer",
            Self::Primary => "gui-step-primary",
            Self::Write => "gui-step-write",
            Self::Confirm => "gui-step-confirm",
            Self::Shown => "gui-step-shown",
            Self::Done => "gui-step-done",
        }
    }
}

impl Path {
    /// The path of this function, at its start.
    pub(crate) const fn of(function: &Function) -> Self {
        use Step::{
            Card, Confirm, Content, Done, Primary, Review, Secondary, Shown, Signer, UserCode, Write,
        };
        let steps: &[Step] = match function {
            Function::Activate => &[Secondary, UserCode, Done],
            Function::Issue | Function::Modify | Function::Cancel => {
                &[Secondary, Content, Review, Signer, Write]
            }
            Function::Delegate => &[Secondary, Content, Review, Primary, Done],
            Function::Undelegate => &[Secondary, Confirm, Primary, Done],
            Function::View => &[Secondary, Shown],
            Function::Records(_) => &[Card, Shown],
            Function::Finish => &[Secondary, Write],
        };
        Self { steps, at: 0, asked: 0, has_filled_in: false, has_signed: false }
    }

    /// Goes on to the step that this question belongs to.
    pub(crate) fn go_on(&mut self, ask: &Ask) {
        self.asked += 1;
        let step = match ask {
            Ask::InsertCard { role, .. } | Ask::ChooseCard { role, .. } => self.card(*role),
            Ask::Pin(request) => self.card(request.role),
            Ask::UserCode { .. } => Step::UserCode,
            Ask::FillIn(_) => Step::Content,
            Ask::Review(_) => Step::Review,
            Ask::ConfirmDeactivation { .. } => Step::Confirm,
            Ask::ShowCertificate(_) => {
                self.has_signed = true;
                self.last()
            }
            _ => return,
        };
        self.has_filled_in |= step == Step::Content;
        if let Some(at) = self.steps.iter().position(|known| *known == step) {
            self.at = at;
        }
    }

    /// It has ended, as it should or not.
    pub(crate) fn end(&mut self, is_done: bool) {
        self.asked += 1;
        if is_done && matches!(self.last(), Step::Done | Step::Shown) {
            self.at = self.steps.len() - 1;
        }
    }

    fn card(&self, role: CardRole) -> Step {
        match role {
            CardRole::Subject if self.steps.contains(&Step::Card) => Step::Card,
            CardRole::Signer => Step::Signer,
            CardRole::Primary if self.steps.contains(&Step::Primary) => Step::Primary,
            CardRole::Primary => Step::Signer,
            CardRole::Holder if self.has_signed => self.last(),
            CardRole::Holder | CardRole::Subject => Step::Secondary,
        }
    }

    fn last(&self) -> Step {
        self.steps.last().copied().unwrap_or(Step::Done)
    }

    /// What is shown.
    pub(crate) const fn place(&self) -> Place {
        self.asked
    }

    /// Whether leaving would lose something that was filled in, or leave something to be finished.
    pub(crate) const fn has_begun_to_fill_in(&self) -> bool {
        self.has_filled_in
    }

    /// Whether a certificate was signed.
    pub(crate) const fn has_signed(&self) -> bool {
        self.has_signed
    }

    /// Draws it.
    pub(crate) fn draw(&self, ui: &mut Ui, shell: &Shell) {
        let names: Vec<_> = self.steps.iter().map(|step| shell.t(step.text())).collect();
        widgets::steps(ui, shell, &names, self.at);
    }
}
