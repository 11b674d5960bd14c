//! The unit of a slot: level by level down the tree of the application, or in the person's own words.

use std::str::FromStr;

use scap_ac::{AuthorizedApplication, Slot, TextError, UnitCode, UnitName};
use scap_proto::wire::Unit;

use super::text;
use crate::{
    error::CliError,
    prompt::{self, Item, Line, List, Reply},
    terminal::Terminal,
};

/// What stands between the levels.
const JOINT: &str = "》";
/// A level with more units than this can be filtered.
const FEW: usize = 6;

/// A unit; neither is needed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct UnitOf {
    pub(super) name: Option<UnitName>,
    pub(super) code: Option<UnitCode>,
}

#[derive(Clone, Copy)]
enum Choice {
    /// As it was.
    Keep,
    /// The level that the person is at.
    Here,
    /// The unit below with this index.
    Below(usize),
    None,
    Own,
}

/// Asks for the unit.
pub(super) fn ask(
    terminal: &Terminal,
    slot: Slot,
    units: &[Unit],
    present: Option<&AuthorizedApplication>,
) -> Result<Reply<UnitOf>, CliError> {
    let present = present.map_or_else(UnitOf::default, |used| UnitOf {
        name: used.unit_name.clone(),
        code: used.unit_code.clone(),
    });
    if units.is_empty() {
        let [name, code] =
            [present.name.as_ref().map(UnitName::as_str), present.code.as_ref().map(UnitCode::as_str)];
        return ask_own(terminal, name.unwrap_or_default(), code.unwrap_or_default());
    }
    let (mut path, mut problem): (Vec<&Unit>, Option<String>) = (Vec::new(), None);
    loop {
        let level = path.last().map_or(units, |unit| &unit.units);
        let choice = match ask_level(terminal, slot, &path, level, &present, problem.take())? {
            Reply::Answer(choice) => choice,
            Reply::Back if path.pop().is_some() => continue,
            Reply::Back => return Ok(Reply::Back),
        };
        match choice {
            Choice::Keep => return Ok(Reply::Answer(present)),
            Choice::None => return Ok(Reply::Answer(UnitOf::default())),
            Choice::Own => {
                let [name, code] = joined(&path).map(|above| match above.is_empty() {
                    true => above,
                    false => above + JOINT,
                });
                if let Reply::Answer(unit) = ask_own(terminal, &name, &code)? {
                    return Ok(Reply::Answer(unit));
                }
                continue;
            }
            Choice::Below(index) => path.extend(level.get(index)),
            Choice::Here => {}
        }
        if matches!(choice, Choice::Here) || path.last().is_some_and(|unit| unit.units.is_empty()) {
            match chosen(terminal, &path) {
                Ok(unit) => return Ok(Reply::Answer(unit)),
                Err(wrong) => problem = Some(wrong),
            }
            // The level that was stood on is shown again.
            if matches!(choice, Choice::Below(_)) {
                path.pop();
            }
        }
    }
}

/// Asks for a unit's name in the person's own words.
pub(super) fn ask_name(
    terminal: &Terminal,
    present: Option<&UnitName>,
) -> Result<Reply<Option<UnitName>>, CliError> {
    let present = present.map_or("", UnitName::as_str);
    ask_text(terminal, "form-unit-name", "unit_name", present)
}

fn ask_level(
    terminal: &Terminal,
    slot: Slot,
    path: &[&Unit],
    level: &[Unit],
    present: &UnitOf,
    problem: Option<String>,
) -> Result<Reply<Choice>, CliError> {
    let mut items = Vec::new();
    let [name, code] = joined(path);
    let here = text::with_code(terminal, &name, &code);
    if path.is_empty() {
        if let Some(unit) = text::unit(terminal, present.name.as_ref(), present.code.as_ref()) {
            items.push(Item::new(Choice::Keep, terminal.text("form-keep", &[("value", unit.into())])));
        }
    } else {
        let text = terminal.text("form-unit-here", &[("unit", here.clone().into())]);
        items.push(Item::new(Choice::Here, text));
    }
    for (index, unit) in level.iter().enumerate() {
        let item = Item::new(Choice::Below(index), text::with_code(terminal, &unit.name, &unit.code));
        items.push(match unit.units.len() {
            0 => item,
            count => item.with_note(terminal.text("form-unit-below", &[("count", count.into())])),
        });
    }
    if path.is_empty() {
        items.push(Item::new(Choice::None, terminal.text("form-unit-none", &[])));
    }
    items.push(Item::new(Choice::Own, terminal.text("form-own", &[])));
    let question = terminal.text("form-unit-question", &[("slot", slot.number().into())]);
    // Below the top the first unit is proposed, not the level that the person came through.
    let start = usize::from(!path.is_empty());
    let help = if level.len() > FEW { "keys-filter" } else { "keys-list" };
    let list = List::new(question, terminal.text(help, &[]), items).at(start).with_problem(problem);
    prompt::ask(if level.len() > FEW {
        list.with_filter(terminal.text("form-filter", &[]), terminal.text("form-filter-none", &[]))
    } else {
        list
    })
}

/// The name, then its code.
fn ask_own(terminal: &Terminal, name: &str, code: &str) -> Result<Reply<UnitOf>, CliError> {
    let mut name = name.to_owned();
    loop {
        let Reply::Answer(entered) = ask_text(terminal, "form-unit-name", "unit_name", &name)? else {
            return Ok(Reply::Back);
        };
        if entered.is_none() {
            return Ok(Reply::Answer(UnitOf::default()));
        }
        if let Reply::Answer(code) = ask_text(terminal, "form-unit-code", "unit_code", code)? {
            return Ok(Reply::Answer(UnitOf { name: entered, code }));
        }
        name = entered.map_or_else(String::new, |name: UnitName| name.to_string());
    }
}

fn ask_text<T: FromStr<Err = TextError>>(
    terminal: &Terminal,
    question: &str,
    field: &'static str,
    present: &str,
) -> Result<Reply<Option<T>>, CliError> {
    let line = Line::new(terminal.text(question, &[]), terminal.text("keys-line", &[]), |typed| {
        text::optional(terminal, field, typed)
    });
    prompt::ask(line.with_text(present))
}

/// Names and codes of the levels.
fn joined(path: &[&Unit]) -> [String; 2] {
    let join = |parts: Vec<&str>| parts.join(JOINT);
    [
        join(path.iter().map(|unit| unit.name.as_str()).collect()),
        join(path.iter().map(|unit| unit.code.as_str()).collect()),
    ]
}

fn chosen(terminal: &Terminal, path: &[&Unit]) -> Result<UnitOf, String> {
    let [name, code] = joined(path);
    let name = name.parse().map_err(|error| text::wrong(terminal, "unit_name", error))?;
    let code = code.parse().map_err(|error| text::wrong(terminal, "unit_code", error))?;
    Ok(UnitOf { name: Some(name), code: Some(code) })
}
