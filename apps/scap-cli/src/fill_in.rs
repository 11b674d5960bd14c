//! The content, filled in at the terminal: a menu of its parts, each with its own questions (manual § 7.2.3.1 step 8).

mod application;
mod draft;
mod holder;
mod menu;
pub(crate) mod review;
mod role;
mod text;
mod unit;

use scap_ac::{AcKind, Application, AuthorizedApplication, Slot};
use scap_flow::{Answer, Form};
use scap_proto::wire::ApplicationDetail;
use serde_json::Map;

use self::{draft::Draft, menu::Part};
use crate::{error::CliError, prompt::Reply, terminal::Terminal};

/// What a script gives instead.
const FLAG: &str = "--content";

/// What was filled in so far. Units and roles of an application come from the server in between, and the review may
/// send the person back.
#[derive(Debug, Default)]
pub(crate) struct Filling {
    draft: Option<Draft>,
    /// The application that was chosen for a slot and is looked up.
    chosen: Option<(Slot, Application)>,
}

impl Filling {
    /// Asks on, up to the next thing that the server must tell, or to the end.
    pub(crate) fn go_on(&mut self, terminal: &Terminal, form: &Form) -> Result<Answer, CliError> {
        terminal.check_draws(FLAG)?;
        let (mut draft, mut at) = match self.draft.take() {
            Some(draft) => (draft, Part::Finish),
            None => begin(terminal, form)?,
        };
        let problem = form.problem.as_ref();
        let mut problem = problem.map(|code| terminal.messages().failure(code, &Map::new()).message);
        // What is chosen next; first of all what was looked up.
        let mut next = self.chosen.take().map(|(slot, application)| (Part::Slot(slot), Some(application)));
        loop {
            let (part, chosen) = match next.take() {
                Some(next) => next,
                None => match menu::ask(terminal, form, &draft, at, problem.take())? {
                    Reply::Answer(part) => (part, None),
                    Reply::Back if menu::leaves(terminal)? => return Ok(Answer::Cancel),
                    Reply::Back => continue,
                },
            };
            at = part;
            match part {
                Part::Holder => {
                    if let Reply::Answer(id) = holder::ask(terminal, draft.holder_id.as_ref())? {
                        (draft.holder_id, at) = (Some(id), Part::Finish);
                    }
                }
                Part::Slot(slot) => match fill_slot(terminal, form, &mut draft, slot, chosen)? {
                    Filled::Done => at = Part::Finish,
                    Filled::Left => {}
                    Filled::LookUp(application) => {
                        let code = application.code.to_string();
                        (self.draft, self.chosen) = (Some(draft), Some((slot, application)));
                        return Ok(Answer::LookUp(code));
                    }
                },
                Part::Unit => {
                    if let Reply::Answer(name) =
                        unit::ask_name(terminal, draft.delegation.unit_name.as_ref())?
                    {
                        draft.delegation.unit_name = name;
                    }
                }
                Part::Role => {
                    if let Reply::Answer(role) = role::ask_text(terminal, draft.delegation.role.as_ref())? {
                        draft.delegation.role = role;
                    }
                }
                Part::Finish => match draft.content(form.kind) {
                    Ok(content) => {
                        self.draft = Some(draft);
                        return Ok(Answer::Filled(content));
                    }
                    Err((part, error)) => {
                        problem = Some(text::message(terminal, &error.into()));
                        at = part;
                    }
                },
            }
        }
    }
}

/// Begins with what is on the card; without that, with the one thing that there must be.
fn begin(terminal: &Terminal, form: &Form) -> Result<(Draft, Part), CliError> {
    let mut draft = Draft::new(form.draft.as_ref());
    if draft.holder_id.is_some() {
        return Ok((draft, Part::Finish));
    }
    let first = match form.kind {
        AcKind::Application => draft::slots().next().map_or(Part::Finish, Part::Slot),
        AcKind::Delegation => Part::Unit,
    };
    Ok(match holder::ask(terminal, None)? {
        Reply::Answer(id) => {
            draft.holder_id = Some(id);
            (draft, first)
        }
        Reply::Back => (draft, Part::Holder),
    })
}

/// How the questions of a slot end.
enum Filled {
    Done,
    /// The person went back: the slot is as it was.
    Left,
    /// Units and roles of this application are needed.
    LookUp(Application),
}

fn fill_slot(
    terminal: &Terminal,
    form: &Form,
    draft: &mut Draft,
    slot: Slot,
    mut chosen: Option<Application>,
) -> Result<Filled, CliError> {
    let mut last = draft.slots.get(&slot).map(|used| used.application.code.clone());
    loop {
        let application = match chosen.take() {
            Some(application) => application,
            None => match application::ask(terminal, &form.catalogue, draft, slot, last.as_ref())? {
                Reply::Answer(Some(application)) => application,
                Reply::Answer(None) => {
                    draft.slots.remove(&slot);
                    return Ok(Filled::Done);
                }
                Reply::Back => return Ok(Filled::Left),
            },
        };
        last = Some(application.code.clone());
        let known = form.detail.as_ref().filter(|detail| detail.code == application.code.as_str());
        let Some(detail) = known else { return Ok(Filled::LookUp(application)) };
        let present = draft.slots.get(&slot).filter(|present| present.application.code == application.code);
        if let Reply::Answer(used) = fill_use(terminal, slot, application, detail, present)? {
            draft.slots.insert(slot, used);
            return Ok(Filled::Done);
        }
    }
}

/// Where, and as what, the application is used.
fn fill_use(
    terminal: &Terminal,
    slot: Slot,
    application: Application,
    detail: &ApplicationDetail,
    present: Option<&AuthorizedApplication>,
) -> Result<Reply<AuthorizedApplication>, CliError> {
    let mut unit = unit::UnitOf {
        name: present.and_then(|present| present.unit_name.clone()),
        code: present.and_then(|present| present.unit_code.clone()),
    };
    let role = present.and_then(|present| present.role.as_ref());
    loop {
        unit = match unit::ask(terminal, slot, &detail.units, &unit)? {
            Reply::Answer(unit) => unit,
            Reply::Back => return Ok(Reply::Back),
        };
        if let Reply::Answer(role) = role::ask(terminal, slot, &detail.roles, role)? {
            let unit::UnitOf { name: unit_name, code: unit_code } = unit;
            return Ok(Reply::Answer(AuthorizedApplication {
                slot,
                application,
                unit_name,
                unit_code,
                role,
            }));
        }
    }
}
