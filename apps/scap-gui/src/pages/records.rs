//! F8: what is to be looked for in the records of a card (manual § 7.4).

mod found;
mod range;

use egui::Ui;
use scap_flow::RecordsFilter;
use scap_proto::wire::{Direction, Kind};

pub(crate) use self::found::Found;
use self::range::Range;
use crate::{
    function::Function,
    page::Go,
    shell::Shell,
    widgets::{self, Bar},
};

/// What is to be looked for. It is asked before the card is, so that a mistake costs no PIN.
pub(crate) struct Search {
    range: Range,
    direction: Direction,
    kind: Option<Kind>,
}

#[derive(Clone, Copy)]
enum Pressed {
    Begin,
    Back,
}

/// The sides of the records, each with its text.
const DIRECTIONS: [(Direction, &str); 2] =
    [(Direction::Granted, "gui-records-granted"), (Direction::Received, "gui-records-received")];

/// The kinds, each with its text.
const KINDS: [(Option<Kind>, &str); 3] = [
    (None, "gui-records-kind-all"),
    (Some(Kind::Application), "gui-records-kind-application"),
    (Some(Kind::Delegation), "gui-records-kind-delegation"),
];

impl Search {
    /// Begins with what was looked for last; at first with what the card signed in a year.
    pub(crate) fn new(shell: &Shell) -> Self {
        match &shell.records {
            Some(filter) => {
                Self { range: Range::of(filter.range), direction: filter.direction, kind: filter.kind }
            }
            None => Self { range: Range::default(), direction: Direction::Granted, kind: None },
        }
    }

    /// Draws the page.
    pub(crate) fn ui(&mut self, ui: &mut Ui, shell: &mut Shell) {
        widgets::title(ui, &shell.t("gui-records"));
        widgets::body(ui, "records", |ui| {
            widgets::weak(ui, &shell.t("gui-records-intro"));
            widgets::heading(ui, &shell.t("gui-records-range"));
            self.range.ui(ui, shell);
            widgets::heading(ui, &shell.t("gui-records-direction"));
            ui.horizontal_wrapped(|ui| {
                for (direction, text) in DIRECTIONS {
                    ui.radio_value(&mut self.direction, direction, shell.t(text));
                }
            });
            widgets::heading(ui, &shell.t("gui-records-kind"));
            ui.horizontal_wrapped(|ui| {
                for (kind, text) in KINDS {
                    ui.radio_value(&mut self.kind, kind, shell.t(text));
                }
            });
        });
        let pressed = Bar::new()
            .primary(shell.t("gui-records-begin"), Pressed::Begin)
            .escape(shell.t("gui-back"), Pressed::Back)
            .show(ui);
        match pressed {
            Some(Pressed::Begin) => self.begin(ui, shell),
            Some(Pressed::Back) => shell.go(Go::Start),
            None => {}
        }
    }

    fn begin(&mut self, ui: &Ui, shell: &mut Shell) {
        let Some(range) = self.range.check(ui) else { return };
        let filter =
            RecordsFilter { direction: self.direction, range, kind: self.kind, serial: None, cursor: None };
        shell.records = Some(filter.clone());
        shell.go(Go::Begin(Function::Records(filter)));
    }
}

/// What was looked for, in a line.
fn looked_for(shell: &Shell, filter: &RecordsFilter) -> String {
    let direction = DIRECTIONS.iter().find(|(direction, _)| *direction == filter.direction);
    let kind = KINDS.iter().find(|(kind, _)| *kind == filter.kind);
    let args = [
        ("direction", shell.t(direction.map_or("", |(_, text)| text)).into()),
        ("range", Range::of(filter.range).in_words(shell).into()),
        ("kind", shell.t(kind.map_or("", |(_, text)| text)).into()),
    ];
    shell.text("gui-records-looked-for", &args)
}

#[cfg(test)]
mod tests;
