//! The content, filled in (manual § 7.2.3.1 step 8), and its review.

mod application;
mod cancelling;
mod delegation;
mod holder;
mod marks;
mod review;
mod role;
mod slot;
mod slots;
mod unit;

use egui::Ui;
use scap_ac::{AcKind, Grant};
use scap_flow::{Answer, Content, Form};

pub(super) use self::review::review;
use self::{
    cancelling::Cancelling,
    delegation::Delegated,
    holder::Holder,
    marks::{Field, Marks, Wrong},
    slots::FiveSlots,
};
use super::{Reply, asking::Choice};
use crate::{
    desk::Trouble,
    shell::Shell,
    widgets::{self, Bar, FailureView},
};

/// What is filled in so far.
pub(crate) struct ContentForm {
    parts: Parts,
    marks: Marks,
    /// What is on the card.
    on_card: Option<Content>,
    /// What the flow was given last.
    filled: Option<Content>,
    /// What was filled in authorizes nothing, and the person is asked whether that is meant.
    doubted: Option<Content>,
}

enum Parts {
    /// F2, F5, F9.
    Slots(Holder, Box<FiveSlots>),
    /// F3.
    Delegation(Holder, Delegated),
    /// F10.
    Cancelling(Cancelling),
}

impl ContentForm {
    /// Begins with what is on the card, if there is something; `cancelling` only takes applications away.
    pub(super) fn new(form: &Form, cancelling: bool) -> Self {
        let draft = form.draft.as_ref();
        let holder = || Holder::new(draft.map(|draft| &draft.holder_id));
        let (parts, first) = match form.kind {
            AcKind::Application if cancelling => {
                (Parts::Cancelling(Cancelling::new(form)), Field::Cancelling)
            }
            AcKind::Application => {
                let slots = FiveSlots::new(form);
                let first = if draft.is_some() { slots.first() } else { Field::Holder };
                (Parts::Slots(holder(), Box::new(slots)), first)
            }
            AcKind::Delegation => (Parts::Delegation(holder(), Delegated::new(draft)), Field::Holder),
        };
        Self { parts, marks: Marks::new(first), on_card: form.draft.clone(), filled: None, doubted: None }
    }

    /// Goes on with what was filled in: the server told more, or what was filled in breaks a rule. What another card
    /// has is begun with anew.
    pub(super) fn resume(mut self, form: &Form) -> Self {
        if form.draft != self.filled && form.draft != self.on_card && form.draft.is_some() {
            return Self::new(form, matches!(self.parts, Parts::Cancelling(_)));
        }
        if let Parts::Slots(_, slots) = &mut self.parts {
            slots.learn(form);
        }
        self
    }

    /// Draws the page; tells what the person replied.
    pub(super) fn ui(&mut self, ui: &mut Ui, shell: &mut Shell, form: &Form) -> Option<Reply> {
        self.marks.begin(ui);
        let reply = self.page(ui, shell, form);
        self.marks.end(ui);
        reply
    }

    fn page(&mut self, ui: &mut Ui, shell: &mut Shell, form: &Form) -> Option<Reply> {
        let problem = form.problem.as_ref().map(|code| Trouble::new(code, serde_json::Map::new()));
        let mut wish = None;
        let look_up = widgets::body(ui, "content", |ui| {
            if let Some(problem) = &problem {
                wish = FailureView::new(problem).show(ui, shell).map(|wish| (wish, problem.code.clone()));
            }
            self.draw(ui, shell, form)
        });
        if let Some((wish, code)) = wish {
            shell.grant(wish, &code);
        }
        let pressed = Bar::new()
            .primary(shell.t("gui-content-next"), Choice::Yes)
            .escape(shell.t("gui-cancel-function"), Choice::Leave)
            .show(ui);
        if let Some(content) = self.doubted.take() {
            return self.doubt(ui, shell, content);
        }
        match pressed {
            Some(Choice::Yes | Choice::No) => self.submit(shell, form),
            Some(Choice::Leave) => Some(Reply::Leave),
            None => look_up.map(|code| Reply::Answer(Answer::LookUp(code))),
        }
    }

    /// Draws the fields; tells which application's units and roles are needed.
    fn draw(&mut self, ui: &mut Ui, shell: &Shell, form: &Form) -> Option<String> {
        let (marks, on_card) = (&mut self.marks, self.on_card.as_ref());
        match &mut self.parts {
            Parts::Slots(holder, slots) => {
                holder.ui(ui, shell, marks, on_card);
                ui.add_space(4.0);
                slots.ui(ui, shell, marks, form, on_card)
            }
            Parts::Delegation(holder, delegated) => {
                holder.ui(ui, shell, marks, on_card);
                ui.add_space(4.0);
                delegated.ui(ui, shell, marks);
                None
            }
            Parts::Cancelling(cancelling) => {
                cancelling.ui(ui, shell, marks);
                None
            }
        }
    }

    /// Everything is checked now, and not before: until then an input method may hold what is not finished.
    fn submit(&mut self, shell: &Shell, form: &Form) -> Option<Reply> {
        let content = match self.content(shell, form) {
            Ok(content) => content,
            Err(wrong) => {
                if let (Some(first), Parts::Slots(_, slots)) = (wrong.first(), &mut self.parts) {
                    slots.show(first);
                }
                self.marks.set(wrong);
                return None;
            }
        };
        self.marks.set(Wrong::default());
        let is_empty = matches!(&content.grant, Grant::Application(slots) if slots.is_empty());
        if is_empty && matches!(self.parts, Parts::Slots(..)) {
            self.doubted = Some(content);
            return None;
        }
        Some(self.fill_in(content))
    }

    fn content(&self, shell: &Shell, form: &Form) -> Result<Content, Wrong> {
        let mut wrong = Wrong::default();
        let content = match &self.parts {
            Parts::Slots(holder, slots) => {
                let holder_id = wrong.note(holder.id(shell), Field::Holder);
                let grant = slots.grant(shell, &form.catalogue, &mut wrong);
                holder_id.zip(grant).map(|(holder_id, grant)| Content { holder_id, grant })
            }
            Parts::Delegation(holder, delegated) => {
                let holder_id = wrong.note(holder.id(shell), Field::Holder);
                let grant = delegated.grant(shell, &mut wrong);
                holder_id.zip(grant).map(|(holder_id, grant)| Content { holder_id, grant })
            }
            Parts::Cancelling(cancelling) => wrong.note(cancelling.content(shell), Field::Cancelling),
        };
        content.filter(|_| wrong.first().is_none()).ok_or(wrong)
    }

    fn doubt(&mut self, ui: &Ui, shell: &Shell, content: Content) -> Option<Reply> {
        let answers = [shell.t("form-leave-stay"), shell.t("gui-content-nothing-go-on")];
        let [stay, go_on] = &answers;
        match widgets::question(ui, &shell.t("gui-content-nothing"), [stay, go_on]) {
            Some(true) => Some(self.fill_in(content)),
            Some(false) => {
                if let Parts::Slots(_, slots) = &self.parts {
                    self.marks.focus(slots.first());
                }
                None
            }
            None => {
                self.doubted = Some(content);
                None
            }
        }
    }

    fn fill_in(&mut self, content: Content) -> Reply {
        self.filled = Some(content.clone());
        Reply::Answer(Answer::Filled(content))
    }
}

#[cfg(test)]
mod tests;
