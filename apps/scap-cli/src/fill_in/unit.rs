//! The unit of a slot: level by level down the tree of the application, or in the person's own words.

use std::str::FromStr;

use scap_ac::{Slot, TextError, UnitCode, UnitName};
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
    present: &UnitOf,
) -> Result<Reply<UnitOf>, CliError> {
    if units.is_empty() {
        let name = present.name.as_ref().map_or("", UnitName::as_str);
        return ask_own(terminal, name, present.code.as_ref().map_or("", UnitCode::as_str));
    }
    let mut walk = Walk { terminal, slot, present, path: Vec::new(), at: None, problem: None };
    loop {
        let level = walk.path.last().map_or(units, |(_, unit)| &unit.units);
        let choice = match walk.ask_level(level)? {
            Reply::Answer(choice) => choice,
            Reply::Back if walk.go_up() => continue,
            Reply::Back => return Ok(Reply::Back),
        };
        let chosen = match choice {
            Choice::Keep => return Ok(Reply::Answer(present.clone())),
            Choice::None => return Ok(Reply::Answer(UnitOf::default())),
            Choice::Own => walk.ask_own()?,
            Choice::Here => walk.chosen(None),
            Choice::Below(index) => match level.get(index) {
                Some(unit) if unit.units.is_empty() => walk.chosen(Some(unit)),
                unit => {
                    walk.path.extend(unit.map(|unit| (index, unit)));
                    walk.at = None;
                    None
                }
            },
        };
        if let Some(unit) = chosen {
            return Ok(Reply::Answer(unit));
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

/// Where the person is in the tree.
struct Walk<'a> {
    terminal: &'a Terminal,
    slot: Slot,
    present: &'a UnitOf,
    /// The units above, each with its place in its level.
    path: Vec<(usize, &'a Unit)>,
    /// The unit of this level that the person came back from.
    at: Option<usize>,
    problem: Option<String>,
}

impl Walk<'_> {
    /// Whether there is a level above.
    fn go_up(&mut self) -> bool {
        self.at = self.path.pop().map(|(index, _)| index);
        self.at.is_some()
    }

    fn ask_level(&mut self, level: &[Unit]) -> Result<Reply<Choice>, CliError> {
        let text = |id: &str| self.terminal.text(id, &[]);
        let mut items = Vec::new();
        if self.path.is_empty() {
            let present = text::unit(self.terminal, self.present.name.as_ref(), self.present.code.as_ref());
            let keep = present.map(|unit| self.terminal.text("form-keep", &[("value", unit.into())]));
            items.extend(keep.map(|text| Item::new(Choice::Keep, text)));
        } else {
            let [name, code] = self.joined(None);
            let here = text::with_code(self.terminal, &name, &code);
            let text = self.terminal.text("form-unit-here", &[("unit", here.into())]);
            items.push(Item::new(Choice::Here, text));
        }
        let above = items.len();
        items.extend(level.iter().enumerate().map(|(index, unit)| {
            let item =
                Item::new(Choice::Below(index), text::with_code(self.terminal, &unit.name, &unit.code));
            match unit.units.len() {
                0 => item,
                count => item.with_note(self.terminal.text("form-unit-below", &[("count", count.into())])),
            }
        }));
        // At the top what is there is proposed; further down the first unit, as the person goes there.
        let start = match self.at {
            Some(index) => above + index,
            None => usize::from(!self.path.is_empty()),
        };
        if self.path.is_empty() {
            items.push(Item::new(Choice::None, text("form-unit-none")));
        }
        items.push(Item::new(Choice::Own, text("form-own")));
        let question = self.terminal.text("form-unit-question", &[("slot", self.slot.number().into())]);
        let is_long = level.len() > FEW;
        let help = text(if is_long { "keys-filter" } else { "keys-list" });
        let filter = is_long.then(|| [text("form-filter"), text("form-filter-none")]);
        let mut list = List::new(question, help, items).at(start).with_problem(self.problem.take());
        if let Some([label, nothing]) = filter {
            list = list.with_filter(label, nothing);
        }
        prompt::ask(list)
    }

    /// The person's own words, beginning with the levels above.
    fn ask_own(&self) -> Result<Option<UnitOf>, CliError> {
        let [name, code] = self.joined(None).map(|above| match above.is_empty() {
            true => above,
            false => above + JOINT,
        });
        Ok(match ask_own(self.terminal, &name, &code)? {
            Reply::Answer(unit) => Some(unit),
            Reply::Back => None,
        })
    }

    /// The unit that the person is at, or one below; nothing if a certificate cannot say it.
    fn chosen(&mut self, below: Option<&Unit>) -> Option<UnitOf> {
        let [name, code] = self.joined(below);
        let parsed = name.parse().map_err(|error| ("unit_name", error)).and_then(|name| {
            let code = code.parse().map_err(|error| ("unit_code", error))?;
            Ok(UnitOf { name: Some(name), code: Some(code) })
        });
        match parsed {
            Ok(unit) => Some(unit),
            Err((field, error)) => {
                self.problem = Some(text::wrong(self.terminal, field, error));
                None
            }
        }
    }

    /// Names and codes of the levels.
    fn joined(&self, below: Option<&Unit>) -> [String; 2] {
        let levels = || self.path.iter().map(|(_, unit)| *unit).chain(below);
        [
            levels().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join(JOINT),
            levels().map(|unit| unit.code.as_str()).collect::<Vec<_>>().join(JOINT),
        ]
    }
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
        // Below the last level that was proposed there may be none.
        text::optional(terminal, field, typed.trim_end().trim_end_matches(JOINT))
    });
    prompt::ask(line.with_text(present))
}
