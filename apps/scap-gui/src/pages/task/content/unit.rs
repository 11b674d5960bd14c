//! The unit of a slot: chosen in the application's tree, or in the person's own words; the texts say which.

use std::collections::BTreeSet;

use egui::Ui;
use scap_ac::Slot;
use scap_proto::wire::Unit;

use super::marks::{self, Field, Marks, Part};
use crate::{
    shell::Shell,
    widgets::{self, Choice, Pick, Picker, searchable},
};

/// What stands between the levels.
const JOINT: &str = "》";
/// A tree with no more units than this is unfolded from the beginning.
const FEW: usize = 12;

/// Where a unit is in the tree: its index in each level.
type Place = Vec<usize>;

/// What is filled in, and how far the tree is unfolded.
#[derive(Debug, Default)]
pub(super) struct UnitOf {
    pub(super) name: String,
    pub(super) code: String,
    picker: Picker,
    unfolded: BTreeSet<Place>,
    shown: bool,
}

impl UnitOf {
    /// Begins with these texts.
    pub(super) fn new(name: Option<String>, code: Option<String>) -> Self {
        Self { name: name.unwrap_or_default(), code: code.unwrap_or_default(), ..Self::default() }
    }

    /// The tree is there: it is shown, unless there is a unit already.
    pub(super) fn learn(&mut self, units: &[Unit]) {
        self.shown = self.name.is_empty() && self.code.is_empty() && !units.is_empty();
        self.picker.clear();
        let mut unfolded = BTreeSet::new();
        walk(units, &mut Vec::new(), &mut |place, _| {
            unfolded.insert(place.to_vec());
        });
        self.unfolded = if unfolded.len() <= FEW { unfolded } else { BTreeSet::new() };
    }

    /// Draws it.
    pub(super) fn ui(&mut self, ui: &mut Ui, shell: &Shell, marks: &mut Marks, slot: Slot, units: &[Unit]) {
        let field = |part| Field::Slot(slot, part);
        if !units.is_empty() {
            self.tree(ui, shell, marks, slot, units);
        }
        let name = marks::text(ui, shell, marks, field(Part::UnitName), "form-unit-name", &mut self.name);
        marks.place(field(Part::Units), &name);
        marks::text(ui, shell, marks, field(Part::UnitCode), "form-unit-code", &mut self.code);
    }

    fn tree(&mut self, ui: &mut Ui, shell: &Shell, marks: &mut Marks, slot: Slot, units: &[Unit]) {
        let units_field = Field::Slot(slot, Part::Units);
        if !self.shown {
            let response = widgets::button(ui, &shell.t("gui-content-units-show"));
            marks.place(units_field, &response);
            if response.clicked() {
                self.shown = true;
                marks.focus(units_field);
            }
            return;
        }
        let Self { name, code, picker, unfolded, shown } = self;
        let found = |query: &str| choices(shell, units, query, unfolded, [name.as_str(), code.as_str()]);
        let (response, picked) = picker.show(ui, shell, &shell.t("gui-content-unit-search"), found);
        marks.place(units_field, &response);
        match picked {
            Some(Pick::Fold(place)) if unfolded.remove(&place) => {}
            Some(Pick::Fold(place)) => {
                unfolded.insert(place);
            }
            Some(Pick::Chosen(place)) => {
                [*name, *code] = joined(units, &place);
                marks.mend(Field::Slot(slot, Part::UnitName));
                marks.mend(Field::Slot(slot, Part::UnitCode));
                let is_last = unit_at(units, &place).is_none_or(|unit| unit.units.is_empty());
                if is_last {
                    *shown = false;
                    picker.clear();
                    marks.focus(Field::Slot(slot, Part::UnitName));
                } else {
                    unfolded.insert(place);
                }
            }
            None if widgets::button(ui, &shell.t("gui-content-units-hide")).clicked() => *shown = false,
            None => {}
        }
    }
}

/// The units that are shown: the tree as far as it is unfolded, or wherever it is, what is searched for.
fn choices(
    shell: &Shell,
    units: &[Unit],
    query: &str,
    unfolded: &BTreeSet<Place>,
    present: [&str; 2],
) -> Vec<Choice<Place>> {
    let mut choices = Vec::new();
    walk(units, &mut Vec::new(), &mut |place, unit| {
        let [name, code] = joined(units, place);
        let with_code = |name: &str, code: &str| {
            shell.text("form-with-code", &[("name", name.into()), ("code", code.into())])
        };
        let chosen = present == [name.as_str(), code.as_str()];
        if !query.is_empty() {
            if searchable(&name).contains(query) || searchable(&code).contains(query) {
                choices.push(Choice::new(place.to_vec(), with_code(&name, &code), chosen));
            }
            return;
        }
        let above = place.split_last().map_or(&[][..], |(_, above)| above);
        let in_sight =
            (1..=above.len()).all(|levels| above.get(..levels).is_some_and(|up| unfolded.contains(up)));
        if in_sight {
            let mut choice = Choice::new(place.to_vec(), with_code(&unit.name, &unit.code), chosen);
            choice.level = above.len();
            choice.unfolded = (!unit.units.is_empty()).then(|| unfolded.contains(place));
            choices.push(choice);
        }
    });
    choices
}

/// Visits every unit, those above before those below.
fn walk<'a>(units: &'a [Unit], place: &mut Place, visit: &mut impl FnMut(&[usize], &'a Unit)) {
    for (index, unit) in units.iter().enumerate() {
        place.push(index);
        visit(place, unit);
        walk(&unit.units, place, visit);
        place.pop();
    }
}

/// The units from the top down to this place.
fn path<'a>(units: &'a [Unit], place: &[usize]) -> Vec<&'a Unit> {
    let mut level = units;
    let mut path = Vec::new();
    for index in place {
        let Some(unit) = level.get(*index) else { break };
        path.push(unit);
        level = &unit.units;
    }
    path
}

fn unit_at<'a>(units: &'a [Unit], place: &[usize]) -> Option<&'a Unit> {
    path(units, place).last().copied()
}

/// Name and code as a certificate says them.
fn joined(units: &[Unit], place: &[usize]) -> [String; 2] {
    let path = path(units, place);
    let join = |of: fn(&Unit) -> &str| path.iter().map(|unit| of(unit)).collect::<Vec<_>>().join(JOINT);
    [join(|unit| &unit.name), join(|unit| &unit.code)]
}

/// What is typed, without a joint that nothing follows.
pub(super) fn typed(text: &str) -> Option<String> {
    marks::typed(text.trim_end().trim_end_matches(JOINT))
}
