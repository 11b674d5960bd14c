//! From which day to which: quick choices, typed days, and a calendar.

use egui::{Align, Button, Layout, RichText, TextEdit, Ui, WidgetInfo, accesskit::Role};
use scap_ac::UnixTime;
use serde_json::Map;
use time::Date;

use crate::{
    days,
    shell::Shell,
    widgets::{self, Calendar, Mood, Picked},
};

/// Room for a day and its button, and for the day alone.
const WIDTH: f32 = 320.0;
const FIELD: f32 = 190.0;

/// The first and the last day.
#[derive(Debug)]
pub(super) struct Range {
    from: End,
    to: End,
}

/// A day as it is typed; blank leaves its side open.
#[derive(Debug)]
struct End {
    /// The ids of its name and of what its calendar is for.
    name: &'static str,
    pick: &'static str,
    text: String,
    /// It is whole, so what is wrong with it is told.
    whole: bool,
    calendar: Option<Calendar>,
    /// What has the focus next.
    focus: Option<Part>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Part {
    Field,
    Button,
}

/// A day that is understood, or a side that is open.
type Day = Option<Date>;

/// What is typed is no day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Unclear;

impl Default for Range {
    /// The last year.
    fn default() -> Self {
        let today = days::today();
        Self::days(Some(days::add_months(today, -12)), Some(today))
    }
}

impl Range {
    fn days(from: Day, to: Day) -> Self {
        Self {
            from: End::new("gui-records-from", "gui-records-pick-from", from),
            to: End::new("gui-records-to", "gui-records-pick-to", to),
        }
    }

    /// The days of these instants.
    pub(super) fn of((from, to): (UnixTime, UnixTime)) -> Self {
        let from = Some(from).filter(|from| *from != UnixTime::EPOCH).and_then(days::of);
        Self::days(from, days::of(to))
    }

    /// From the first second to the last, if everything is as it should be; else what is wrong is told beside it.
    pub(super) fn check(&mut self, ui: &Ui) -> Option<(UnixTime, UnixTime)> {
        (self.from.whole, self.to.whole) = (true, true);
        let wrong = match (self.from.day(), self.to.day()) {
            (Ok(Some(from)), Ok(Some(to))) if from > to => &mut self.from,
            (Ok(from), Ok(to)) => {
                let from = from.map_or(UnixTime::EPOCH, days::first_second);
                return Some((from, to.map_or(UnixTime::MAX, days::last_second)));
            }
            (Err(Unclear), _) => &mut self.from,
            (_, Err(Unclear)) => &mut self.to,
        };
        wrong.focus = Some(Part::Field);
        ui.ctx().request_repaint();
        None
    }

    /// In the words of the language.
    pub(super) fn in_words(&self, shell: &Shell) -> String {
        let day = |end: &End| end.day().ok().flatten().map(|day| days::text(shell, day));
        let args = [("from", day(&self.from).into()), ("to", day(&self.to).into())];
        shell.text("gui-records-range-words", &args)
    }

    /// Draws it.
    pub(super) fn ui(&mut self, ui: &mut Ui, shell: &Shell) {
        let today = days::today();
        self.quick(ui, shell, today);
        let (from, to) = (&mut self.from, &mut self.to);
        let two_in_a_row = ui.available_width() >= 2.0 * WIDTH + ui.spacing().item_spacing.x;
        let draw = |ui: &mut Ui| {
            if from.ui(ui, shell, today) {
                to.calendar = None;
            }
            if to.ui(ui, shell, today) {
                from.calendar = None;
            }
        };
        if two_in_a_row {
            ui.horizontal_top(draw)
        } else {
            ui.vertical(draw)
        };
        for end in [&mut self.from, &mut self.to] {
            end.pick(ui, shell, today);
        }
        widgets::problem_below(ui, self.reversed(shell).as_deref());
        widgets::weak(ui, &shell.t("gui-records-day-forms"));
    }

    /// The ranges that are wanted most.
    fn quick(&mut self, ui: &mut Ui, shell: &Shell, today: Date) {
        let ranges = [
            ("gui-records-last-month", Some(days::add_months(today, -1)), Some(today)),
            ("gui-records-last-year", Some(days::add_months(today, -12)), Some(today)),
            ("gui-records-all-time", None, None),
        ];
        ui.horizontal_wrapped(|ui| {
            for (id, from, to) in ranges {
                let name = shell.t(id);
                let is_chosen = (self.from.day(), self.to.day()) == (Ok(from), Ok(to));
                let text = if is_chosen { format!("{} {name}", Mood::Good.sign()) } else { name.clone() };
                let button = Button::new(text).selected(is_chosen).min_size(egui::vec2(0.0, 34.0));
                let response = ui.add(button);
                response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, &name));
                if response.clicked() {
                    *self = Self::days(from, to);
                }
            }
        });
    }

    /// The start is after the end: told in the words of that failure, before any card is asked.
    fn reversed(&self, shell: &Shell) -> Option<String> {
        let (Ok(Some(from)), Ok(Some(to))) = (self.from.day(), self.to.day()) else { return None };
        if !(self.from.whole && self.to.whole && from > to) {
            return None;
        }
        let fact = |name: &str, day| (name.to_owned(), days::text(shell, day).into());
        let facts = Map::from_iter([fact("from", from), fact("to", to)]);
        let told = shell.messages.failure_in_window("query.range", &facts);
        Some(format!("{} {}", told.message, told.advice))
    }
}

impl End {
    fn new(name: &'static str, pick: &'static str, day: Day) -> Self {
        let text = day.map(days::plain).unwrap_or_default();
        Self { name, pick, text, whole: true, calendar: None, focus: None }
    }

    fn day(&self) -> Result<Day, Unclear> {
        match self.text.trim() {
            "" => Ok(None),
            text => days::parse(text).map(Some).ok_or(Unclear),
        }
    }

    /// Draws it; whether its calendar was opened.
    fn ui(&mut self, ui: &mut Ui, shell: &Shell, today: Date) -> bool {
        let width = WIDTH.min(ui.available_width());
        ui.allocate_ui_with_layout(egui::vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 3.0;
            let label = ui.label(shell.t(self.name));
            let opened = ui.horizontal(|ui| self.typed(ui, shell, label.id, today)).inner;
            match self.day() {
                Ok(day) => widgets::weak(ui, &understood(shell, day)),
                Err(Unclear) if self.whole => {
                    widgets::problem_below(ui, Some(&shell.t("gui-records-day-unclear")));
                }
                // It is being typed.
                Err(Unclear) => widgets::weak(ui, "…"),
            }
            opened
        })
        .inner
    }

    /// The field and the button of the calendar.
    fn typed(&mut self, ui: &mut Ui, shell: &Shell, label: egui::Id, today: Date) -> bool {
        let edit = TextEdit::singleline(&mut self.text)
            .hint_text(shell.t("gui-records-open-end"))
            .desired_width(FIELD.min(ui.available_width() - 100.0))
            .margin(egui::Margin::symmetric(8, 7));
        let field = ui.add(edit).labelled_by(label);
        self.whole = (self.whole && !field.changed()) || field.lost_focus();
        let button = widgets::button(ui, &shell.t("gui-records-calendar"));
        button.widget_info(|| WidgetInfo::labeled(Role::Button, true, shell.t(self.pick)));
        match self.focus.take() {
            Some(Part::Button) => button.request_focus(),
            Some(Part::Field) => field.request_focus(),
            None if widgets::take_initial_focus(ui) => field.request_focus(),
            None => {}
        }
        if !button.clicked() {
            return false;
        }
        self.calendar = match self.calendar {
            Some(_) => None,
            None => Some(Calendar::new(self.day().ok().flatten().unwrap_or(today))),
        };
        self.calendar.is_some()
    }

    /// The calendar, if it is open.
    fn pick(&mut self, ui: &mut Ui, shell: &Shell, today: Date) {
        let chosen = self.day().ok().flatten();
        let Some(calendar) = &mut self.calendar else { return };
        ui.label(RichText::new(shell.t(self.pick)).strong());
        let Some(picked) = calendar.ui(ui, shell, chosen, today) else { return };
        if let Picked::Day(day) = picked {
            *self = Self::new(self.name, self.pick, Some(day));
        }
        self.calendar = None;
        self.focus = Some(Part::Button);
        ui.ctx().request_repaint();
    }
}

/// What was understood of what was typed.
fn understood(shell: &Shell, day: Day) -> String {
    let Some(day) = day else { return shell.t("gui-records-open-end") };
    let args =
        [("day", days::text(shell, day).into()), ("weekday", widgets::weekday(shell, day.weekday()).into())];
    shell.text("gui-records-day-understood", &args)
}
