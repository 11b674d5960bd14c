//! The content, asked at the terminal (manual § 7.2.3.1 step 8).

use std::str::FromStr;

use scap_ac::{
    Application, AuthorizedApplication, Grant, HolderId, HolderIdKind, Role, Slot, Slots, TextError,
    UnitCode, UnitName, json::JsonError,
};
use scap_flow::{Answer, Content, Form};
use scap_proto::wire::Unit;

use crate::{error::CliError, terminal::Terminal};

/// What was answered so far. Units and roles of an application come from the server in between.
#[derive(Debug, Default)]
pub(crate) struct Filling {
    holder_id: Option<HolderId>,
    slots: Vec<AuthorizedApplication>,
    /// The slot that is asked about; the slots before it are settled.
    slot: u8,
    chosen: Option<Application>,
}

/// What a script gives instead.
const FLAG: &str = "--content";

impl Filling {
    /// Asks on, up to the next thing that the server must tell, or to the end.
    pub(crate) fn go_on(&mut self, terminal: &Terminal, form: &Form) -> Result<Answer, CliError> {
        if self.holder_id.is_none() {
            self.holder_id = Some(ask_holder_id(terminal, form)?);
            self.slot = 1;
        }
        if let (Some(application), Some(detail)) = (self.chosen.take(), &form.detail) {
            let (unit_name, unit_code) = ask_unit(terminal, &detail.units)?;
            let role = ask_role(terminal, &detail.roles)?;
            let slot = Slot::new(self.slot).map_err(JsonError::from)?;
            self.slots.push(AuthorizedApplication { slot, application, unit_name, unit_code, role });
            self.slot += 1;
        }
        while self.slot <= Slot::COUNT {
            if let Some(application) = ask_application(terminal, form, self.slot)? {
                let code = application.code.to_string();
                self.chosen = Some(application);
                return Ok(Answer::LookUp(code));
            }
            self.slot += 1;
        }
        let (holder_id, slots) = (self.holder_id.take(), std::mem::take(&mut self.slots));
        match (holder_id, Slots::new(slots)) {
            (Some(holder_id), Ok(slots)) => {
                Ok(Answer::Filled(Content { holder_id, grant: Grant::Application(slots) }))
            }
            (_, Err(error)) => {
                terminal.tell(&JsonError::from(error).into());
                self.go_on(terminal, form)
            }
            (None, Ok(_)) => Ok(Answer::Cancel),
        }
    }
}

fn ask_holder_id(terminal: &Terminal, form: &Form) -> Result<HolderId, CliError> {
    if let Some(draft) = &form.draft {
        terminal.note(&format!("{}: {}", terminal.text("issue-ask-number", &[]), draft.holder_id.masked()));
    }
    loop {
        let kind = match terminal.ask(&terminal.text("issue-ask-kind", &[]), FLAG)?.as_str() {
            "1" => HolderIdKind::NationalId,
            "2" => HolderIdKind::Other,
            _ => continue,
        };
        let number = terminal.ask(&terminal.text("issue-ask-number", &[]), FLAG)?;
        match HolderId::new(kind, &number) {
            Ok(id) => return Ok(id),
            Err(error) => terminal.tell(&JsonError::from(error).into()),
        }
    }
}

fn ask_application(terminal: &Terminal, form: &Form, slot: u8) -> Result<Option<Application>, CliError> {
    let applications = &form.catalogue.applications;
    for (number, application) in (1..).zip(applications) {
        terminal.note(&format!("  {number}. {} ({})", application.name, application.code));
    }
    let question = terminal.text("issue-ask-application", &[("slot", slot.into())]);
    loop {
        let answer = terminal.ask(&question, FLAG)?;
        if answer.is_empty() {
            return Ok(None);
        }
        if let Some(chosen) = pick(applications, &answer) {
            let code = parse("application.code", &chosen.code)?;
            return Ok(Some(Application { code, name: parse("application.name", &chosen.name)? }));
        }
    }
}

/// Walks down the tree; names and codes of the levels are joined with `》`. What is no number is a name of the
/// person's own.
fn ask_unit(terminal: &Terminal, units: &[Unit]) -> Result<(Option<UnitName>, Option<UnitCode>), CliError> {
    let (mut names, mut codes, mut level) = (Vec::new(), Vec::new(), units);
    while !level.is_empty() {
        for (number, unit) in (1..).zip(level) {
            terminal.note(&format!("  {number}. {} ({})", unit.name, unit.code));
        }
        let answer = terminal.ask(&terminal.text("issue-ask-unit", &[]), FLAG)?;
        match pick(level, &answer) {
            Some(unit) => {
                names.push(unit.name.clone());
                codes.push(unit.code.clone());
                level = &unit.units;
            }
            None if answer.is_empty() => break,
            None => {
                names.push(answer);
                break;
            }
        }
    }
    let join = |parts: &[String]| Some(parts.join("》")).filter(|joined| !joined.is_empty());
    let name = join(&names).map(|name| parse("unit_name", &name)).transpose()?;
    Ok((name, join(&codes).map(|code| parse("unit_code", &code)).transpose()?))
}

/// Several roles are joined with `、`.
fn ask_role(terminal: &Terminal, roles: &[String]) -> Result<Option<Role>, CliError> {
    for (number, role) in (1..).zip(roles) {
        terminal.note(&format!("  {number}. {role}"));
    }
    let answer = terminal.ask(&terminal.text("issue-ask-role", &[]), FLAG)?;
    let parts = answer.split([',', '、', '，']).map(str::trim).filter(|part| !part.is_empty());
    let chosen: Vec<_> = parts.map(|part| pick(roles, part).map_or(part, String::as_str)).collect();
    if chosen.is_empty() { Ok(None) } else { parse("role", &chosen.join("、")).map(Some) }
}

/// The item of this number, counted from 1.
fn pick<'a, T>(items: &'a [T], number: &str) -> Option<&'a T> {
    items.get(number.parse::<usize>().ok()?.checked_sub(1)?)
}

fn parse<T: FromStr<Err = TextError>>(field: &'static str, text: &str) -> Result<T, CliError> {
    text.parse().map_err(|source| JsonError::Text { field, source }.into())
}
