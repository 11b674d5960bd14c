//! A calendar: a month, in which a day is picked with the mouse or the keyboard.

use egui::{
    Align2, EventFilter, Id, Key, Modifiers, Rect, RichText, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    accesskit::Role, vec2,
};
use time::{Date, Weekday};

use super::{button, weak};
use crate::{
    days,
    look::{self, palette},
    shell::Shell,
};

/// The size of a day, and the number of weeks that any month has room in.
const CELL: Vec2 = vec2(40.0, 32.0);
const WEEKS: u8 = 6;
/// Room for the month and what is said of it.
const WIDTH: f32 = 460.0;

/// A calendar while it is open.
#[derive(Debug)]
pub(crate) struct Calendar {
    /// The day that the keyboard is at; its month is shown.
    at: Date,
    /// The keyboard's focus is to follow.
    moved: bool,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Picked {
    Day(Date),
    /// The person closed it.
    Nothing,
}

/// What the keyboard does.
const KEYS: [(Key, Move); 8] = [
    (Key::ArrowLeft, Move::Days(-1)),
    (Key::ArrowRight, Move::Days(1)),
    (Key::ArrowUp, Move::Days(-7)),
    (Key::ArrowDown, Move::Days(7)),
    (Key::PageUp, Move::Months(-1)),
    (Key::PageDown, Move::Months(1)),
    (Key::Home, Move::WeekStart),
    (Key::End, Move::WeekEnd),
];

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Move {
    Days(i64),
    Months(i32),
    WeekStart,
    WeekEnd,
}

impl Move {
    fn from(self, at: Date) -> Date {
        let weekday = i64::from(at.weekday().number_days_from_sunday());
        match self {
            Self::Days(days) => days::add_days(at, days),
            Self::Months(months) => days::add_months(at, months),
            Self::WeekStart => days::add_days(at, -weekday),
            Self::WeekEnd => days::add_days(at, 6 - weekday),
        }
    }
}

impl Calendar {
    /// Opens at this day, which has the focus.
    pub(crate) const fn new(at: Date) -> Self {
        Self { at, moved: true }
    }

    /// Draws it; `chosen` and `today` are marked.
    pub(crate) fn ui(
        &mut self,
        ui: &mut Ui,
        shell: &Shell,
        chosen: Option<Date>,
        today: Date,
    ) -> Option<Picked> {
        // Before the bar below the page takes it.
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            return Some(Picked::Nothing);
        }
        self.take_keys(ui);
        look::card(ui.style())
            .show(ui, |ui| {
                ui.set_width(WIDTH.min(ui.available_width()));
                let closed = self.head(ui, shell);
                let picked = self.month(ui, shell, chosen, today);
                weak(ui, &shell.text("gui-calendar-today", &[("day", days::text(shell, today).into())]));
                weak(ui, &shell.t("gui-calendar-keys"));
                picked.map(Picked::Day).or(closed.then_some(Picked::Nothing))
            })
            .inner
    }

    /// Moves as the keyboard says, while a day has the focus.
    fn take_keys(&mut self, ui: &Ui) {
        let id = id(self.at);
        if !ui.memory(|memory| memory.has_focus(id)) {
            return;
        }
        let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        for (key, by) in KEYS {
            // With Shift a page is a year.
            let by = match by {
                Move::Months(months) if ui.input_mut(|input| input.consume_key(Modifiers::SHIFT, key)) => {
                    Move::Months(months * 12)
                }
                by if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) => by,
                _ => continue,
            };
            self.at = by.from(self.at);
            self.moved = true;
        }
    }

    /// Which month it is, and buttons for others; whether it was closed.
    fn head(&mut self, ui: &mut Ui, shell: &Shell) -> bool {
        let args = [
            ("year", self.at.year().to_string().into()),
            ("month", u8::from(self.at.month()).into()),
            ("republic", days::republic(self.at).to_string().into()),
        ];
        let month = shell.text("gui-calendar-month", &args);
        let before = [("<<", "gui-calendar-year-before", -12), ("<", "gui-calendar-month-before", -1)];
        let after = [(">", "gui-calendar-month-after", 1), (">>", "gui-calendar-year-after", 12)];
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            before.into_iter().for_each(|turn| self.turn(ui, shell, turn));
            ui.label(RichText::new(month).strong());
            after.into_iter().for_each(|turn| self.turn(ui, shell, turn));
            button(ui, &shell.t("gui-close")).clicked()
        })
        .inner
    }

    /// A button for another month.
    fn turn(&mut self, ui: &mut Ui, shell: &Shell, (sign, name, months): (&str, &str, i32)) {
        let response = button(ui, sign);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, shell.t(name)));
        if response.on_hover_text(shell.t(name)).clicked() {
            self.at = days::add_months(self.at, months);
        }
    }

    /// The days below the names of their weekdays.
    fn month(&mut self, ui: &mut Ui, shell: &Shell, chosen: Option<Date>, today: Date) -> Option<Date> {
        let (rect, _) = ui.allocate_exact_size(CELL * vec2(7.0, f32::from(WEEKS) + 1.0), Sense::empty());
        let fits = rect.height() <= ui.clip_rect().height();
        if self.moved && fits {
            ui.scroll_to_rect(rect, None);
        }
        let cell = |week: u8, weekday: u8| {
            Rect::from_min_size(rect.min + CELL * vec2(f32::from(weekday), f32::from(week)), CELL)
        };
        let sunday = Weekday::Sunday;
        for column in 0..7 {
            let name = weekday(shell, sunday.nth_next(column));
            let font = egui::TextStyle::Small.resolve(ui.style());
            let colour = palette(ui.style()).weak;
            ui.painter().text(cell(0, column).center(), Align2::CENTER_CENTER, name, font, colour);
        }
        let mut picked = None;
        let before = days::before_first(self.at);
        for day in 1..=self.at.month().length(self.at.year()) {
            let Ok(date) = self.at.replace_day(day) else { continue };
            let place = before + day - 1;
            if self.day(ui, shell, cell(1 + place / 7, place % 7), date, (chosen, today)) {
                picked = Some(date);
            }
        }
        picked
    }

    /// A day; whether it was picked.
    fn day(
        &mut self,
        ui: &mut Ui,
        shell: &Shell,
        cell: Rect,
        date: Date,
        (chosen, today): (Option<Date>, Date),
    ) -> bool {
        let (is_at, is_chosen, is_today) = (date == self.at, chosen == Some(date), date == today);
        // The Tab key stops at one day of a month only.
        let sense = if is_at { Sense::click() } else { Sense::CLICK };
        let rect = cell.shrink(2.0);
        let response = ui.interact(rect, id(date), sense);
        if is_at && self.moved {
            response.request_focus();
            if CELL.y * f32::from(WEEKS + 1) > ui.clip_rect().height() {
                response.scroll_to_me(None);
            }
            self.moved = false;
        }
        let palette = palette(ui.style());
        let (fill, colour) = match is_chosen {
            true => (palette.accent, palette.on_accent),
            false => (palette.surface, palette.text),
        };
        let stroke = match (response.has_focus(), response.hovered(), is_today) {
            (true, ..) => Stroke::new(3.0, palette.text),
            (_, true, _) => Stroke::new(2.0, palette.accent),
            (.., true) => Stroke::new(1.5, palette.text),
            _ => Stroke::NONE,
        };
        ui.painter().rect(rect, 5, fill, stroke, StrokeKind::Inside);
        let font = egui::TextStyle::Body.resolve(ui.style());
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, date.day(), font, colour);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, days::text(shell, date)));
        if is_today {
            let told = shell.t("gui-calendar-is-today");
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(told));
        }
        response.clicked()
    }
}

/// One calendar is open at a time.
fn id(date: Date) -> Id {
    Id::unique(("day of the calendar", date.to_julian_day()))
}

/// The name of a weekday, as short as a calendar has it.
pub(crate) fn weekday(shell: &Shell, weekday: Weekday) -> String {
    let day = match weekday {
        Weekday::Sunday => "sunday",
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
    };
    shell.text("gui-calendar-weekday", &[("day", day.into())])
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn keys_move_as_in_other_calendars() {
        let table = [
            (Key::ArrowLeft, date!(2026 - 11 - 23)),
            (Key::ArrowRight, date!(2026 - 11 - 25)),
            (Key::ArrowUp, date!(2026 - 11 - 17)),
            (Key::ArrowDown, date!(2026 - 12 - 01)),
            (Key::PageUp, date!(2026 - 10 - 24)),
            (Key::PageDown, date!(2026 - 12 - 24)),
            // The week of Tuesday, the 24th, from Sunday to Saturday.
            (Key::Home, date!(2026 - 11 - 22)),
            (Key::End, date!(2026 - 11 - 28)),
        ];
        for (key, expected) in table {
            let (_, by) = KEYS.into_iter().find(|(known, _)| *known == key).unwrap();
            assert_eq!(by.from(date!(2026 - 11 - 24)), expected, "{key:?}");
        }
    }
}
