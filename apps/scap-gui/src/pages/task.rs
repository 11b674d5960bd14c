//! A function while it runs: the path of its steps, and the page for what is asked now.

mod asking;
mod cards;
pub(crate) mod certificate;
mod content;
mod ending;
mod path;
mod secrets;
mod terms;

use std::time::{Duration, Instant};

use egui::Ui;
use scap_ac::SerialNumber;
use scap_flow::{Answer, Ask, CardRole, PinRequest};

use self::{
    asking::Asking,
    content::ContentForm,
    ending::Ending,
    path::{Path, Place},
};
use crate::{
    desk::{Call, Trouble},
    function::Function,
    page::Go,
    shell::Shell,
    widgets::{self, Bar, Mood},
};

/// Nothing is said of work that takes less: the page would only flicker.
const BRIEF: Duration = Duration::from_millis(200);

/// A function while it runs.
pub(crate) struct Task {
    function: Function,
    path: Path,
    state: State,
    /// What was filled in: it is still there after going back, and after an attempt that failed.
    form: Option<ContentForm>,
    /// What the person did not wait for.
    stopped: Option<Call>,
    /// The card that is authorized, by its label and the serial of its certificate.
    holder: Option<(String, String)>,
    /// That which was when the form was begun.
    form_of: Option<(String, String)>,
    /// The person wants to leave, and is asked whether that is meant.
    leaving: bool,
}

enum State {
    Working(Working),
    Asking(Box<Asking>),
    Ended(Box<Ending>),
}

/// What is being waited for.
struct Working {
    since: Instant,
    /// The server, since when.
    call: Option<(Call, Instant)>,
    /// The PIN is entered at the reader.
    at_reader: bool,
}

/// What a page of a function wants.
#[derive(Debug)]
pub(super) enum Reply {
    Answer(Answer),
    /// The same with a PIN pad: it is waited for.
    AtReader,
    /// Leave; the person may be asked whether that is meant.
    Leave,
}

impl Working {
    fn now(at_reader: bool) -> Self {
        Self { since: Instant::now(), call: None, at_reader }
    }
}

impl Task {
    /// Begins.
    pub(crate) fn begin(function: Function, shell: &Shell) -> Self {
        shell.desk.begin(function.clone());
        let path = Path::of(&function);
        Self {
            function,
            path,
            state: State::Working(Working::now(false)),
            form: None,
            stopped: None,
            holder: None,
            form_of: None,
            leaving: false,
        }
    }

    /// Something is asked.
    pub(crate) fn asked(&mut self, ask: Ask) {
        self.path.go_on(&ask);
        if let Ask::Pin(PinRequest { role: CardRole::Holder, card, .. }) = &ask {
            self.holder = Some((card.label.clone(), card.certificate.serial().to_string()));
        }
        if let Ask::FillIn(form) = &ask {
            // What was filled in for one card is not meant for another.
            let filled = self.form.take().filter(|_| self.form_of == self.holder);
            self.form_of.clone_from(&self.holder);
            let begun = || ContentForm::new(form, self.function == Function::Cancel);
            self.form = Some(filled.map_or_else(begun, |filled| filled.resume(form)));
        }
        let back = self.holder.as_ref().filter(|_| self.path.has_signed());
        self.state = match Asking::new(ask, back.map(|(label, _)| label.clone())) {
            Some(asking) => State::Asking(Box::new(asking)),
            None => State::Working(Working::now(false)),
        };
    }

    /// The server is asked something, or has answered.
    pub(crate) fn calling(&mut self, call: Option<Call>) {
        if let State::Working(working) = &mut self.state {
            working.call = call.map(|call| (call, Instant::now()));
        }
    }

    /// It has ended; tells whether there is something to show of it.
    pub(crate) fn ended(&mut self, how: Ask, unwritten: Option<SerialNumber>, shell: &mut Shell) -> bool {
        let is_done = matches!(how, Ask::Done(_));
        let stopped = self.stopped.filter(|call| call.changes() || self.path.has_begun_to_fill_in());
        let ending = Ending::new(how, unwritten, stopped, &self.function);
        self.path.end(is_done);
        match ending {
            Some(ending) => {
                if let Some(code) = ending.code() {
                    shell.note_failure(code);
                    // The first page tells how it is now.
                    if code.starts_with("net.") || code.starts_with("server.") {
                        shell.meet();
                    }
                }
                self.state = State::Ended(Box::new(ending));
                true
            }
            None => false,
        }
    }

    /// It could not begin.
    pub(crate) fn not_begun(&mut self, trouble: Trouble, shell: &mut Shell) {
        shell.note_failure(&trouble.code);
        self.state = State::Ended(Box::new(Ending::Refused { trouble, unwritten: None }));
    }

    /// The name of what is shown, for the title of the window.
    pub(crate) fn title(&self, shell: &Shell) -> String {
        let function = shell.t(self.function.text());
        let part = match &self.state {
            State::Working(_) => return function,
            State::Asking(asking) => asking.text(),
            State::Ended(ending) => ending.text(),
        };
        shell.text("gui-title-part", &[("function", function.into()), ("part", shell.t(part).into())])
    }

    /// What is shown, as opposed to what was shown before: the keyboard's focus begins anew with it.
    pub(crate) fn place(&self) -> Place {
        self.path.place()
    }

    /// Draws the page.
    pub(crate) fn ui(&mut self, ui: &mut Ui, shell: &mut Shell) {
        widgets::title(ui, &shell.t(self.function.text()));
        self.path.draw(ui, shell);
        ui.add_space(4.0);
        match &mut self.state {
            State::Working(working) => {
                if draw_work(ui, shell, working) {
                    self.stopped = working.call.map(|(call, _)| call);
                    shell.desk.leave();
                }
            }
            State::Asking(asking) => match asking.ui(ui, shell, self.form.as_mut()) {
                Some(Reply::Answer(answer)) => self.answer(answer, shell),
                Some(Reply::AtReader) => {
                    shell.desk.answer(Answer::PinAtReader);
                    self.state = State::Working(Working::now(true));
                }
                Some(Reply::Leave) if self.path.has_begun_to_fill_in() => self.leaving = true,
                Some(Reply::Leave) => self.leave(shell),
                None => {}
            },
            State::Ended(ending) => match ending.ui(ui, shell) {
                Some(ending::Wish::Go(go)) => shell.go(go),
                Some(ending::Wish::Again) => self.again(shell),
                None => {}
            },
        }
        self.ask_whether_to_leave(ui, shell);
    }

    fn answer(&mut self, answer: Answer, shell: &Shell) {
        shell.desk.answer(answer);
        self.state = State::Working(Working::now(false));
    }

    fn leave(&mut self, shell: &Shell) {
        shell.desk.leave();
        self.state = State::Working(Working::now(false));
    }

    /// The same function once more, with what was filled in.
    fn again(&mut self, shell: &Shell) {
        let (form, form_of) = (self.form.take(), self.form_of.take());
        *self = Self { form, form_of, ..Self::begin(self.function.clone(), shell) };
    }

    fn ask_whether_to_leave(&mut self, ui: &Ui, shell: &Shell) {
        if !self.leaving {
            return;
        }
        let question = if self.path.has_signed() { "gui-leave-signed" } else { "form-leave" };
        let (stay, go) = (shell.t("form-leave-stay"), shell.t("gui-leave-function"));
        match widgets::question(ui, &shell.t(question), [&stay, &go]) {
            Some(true) => {
                self.leaving = false;
                self.leave(shell);
            }
            Some(false) => self.leaving = false,
            None => {}
        }
    }
}

/// Tells what is being waited for; whether the person does not want to wait any more.
fn draw_work(ui: &mut Ui, shell: &Shell, working: &Working) -> bool {
    let waited = working.since.elapsed();
    if let Some(left) = BRIEF.checked_sub(waited).filter(|left| !left.is_zero()) {
        ui.ctx().request_repaint_after(left);
        return false;
    }
    widgets::body(ui, "working", |ui| match working.call {
        Some((call, since)) => {
            let what = match call {
                Call::Read => "gui-wait-read",
                Call::Request | Call::Change => "gui-wait-request",
                Call::Record => "gui-wait-record",
            };
            widgets::heading(ui, &shell.t(what));
            let seconds = since.elapsed().as_secs();
            ui.label(shell.text("gui-wait-seconds", &[("seconds", seconds.into())]));
            widgets::weak(ui, &shell.t("gui-wait-limit"));
            let next = Duration::from_secs(seconds + 1).saturating_sub(since.elapsed());
            ui.ctx().request_repaint_after(next);
        }
        None if working.at_reader => {
            widgets::heading(ui, &shell.t("gui-pin-at-reader"));
        }
        None => {
            widgets::heading(ui, &shell.t("gui-wait-card"));
            widgets::line(ui, Mood::Warning, &shell.t("gui-wait-card-stay"));
        }
    });
    working.call.is_some() && Bar::new().escape(shell.t("gui-wait-stop"), ()).show(ui).is_some()
}

/// Goes to the first page.
pub(super) const HOME: Go = Go::Start;
