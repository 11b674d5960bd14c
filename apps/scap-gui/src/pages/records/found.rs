//! What was found in the records of a card: the list, and the content of one.

use egui::{RichText, Sense, Stroke, Ui, UiBuilder, WidgetInfo, accesskit::Role};
use scap_ac::{AuthorizationCertificate, UnixTime};
use scap_flow::{CardFacts, Failure, RecordsFilter};
use scap_proto::wire::{Kind, Record, RecordState, RecordsQuery, RecordsReply};
use serde_json::json;

use super::looked_for;
use crate::{
    desk::Trouble,
    function::Function,
    look,
    page::Go,
    pages::task::certificate::{self, Save},
    shell::Shell,
    widgets::{self, Bar, Fact, Mood},
};

/// What was found.
pub(crate) struct Found {
    card: CardFacts,
    filter: RecordsFilter,
    entries: Vec<Entry>,
    /// There are earlier ones, which begin here.
    next: Option<String>,
    shown: Option<Shown>,
    /// The one in the list that has the focus when the list comes up again.
    back_at: Option<usize>,
}

/// A record, and what it holds.
struct Entry {
    record: Record,
    issued: UnixTime,
    ended: Option<UnixTime>,
    written: Option<UnixTime>,
    certificate: AuthorizationCertificate,
}

/// The one that is looked at.
struct Shown {
    at: usize,
    save: Save,
}

#[derive(Clone)]
enum Pressed {
    Home,
    /// Another query.
    Another,
    /// Back to the list.
    List,
}

impl Entry {
    fn new(record: Record) -> Result<Self, Failure> {
        let time = |text: &str| text.parse().map_err(|_| Failure::Answer { what: "the time of a record" });
        let optional = |text: &Option<String>| text.as_deref().map(time).transpose();
        Ok(Self {
            issued: time(&record.issued_at)?,
            ended: optional(&record.ended_at)?,
            written: optional(&record.written_at)?,
            certificate: AuthorizationCertificate::from_der(record.certificate.as_bytes())
                .map_err(|_| Failure::Answer { what: "the certificate of a record" })?,
            record,
        })
    }

    /// The applications that it names, if it does.
    fn applications(&self, shell: &Shell) -> Option<String> {
        let scap_ac::Grant::Application(slots) = self.certificate.grant() else { return None };
        if slots.is_empty() {
            return Some(shell.t("gui-records-authorizes-nothing"));
        }
        let names: Vec<_> = slots.iter().map(|used| used.application.name.to_string()).collect();
        Some(shell.text("gui-records-authorizes", &[("names", names.into())]))
    }

    fn kind(&self, shell: &Shell) -> String {
        shell.text("records-kind", &[("kind", json!(self.record.kind))])
    }

    fn state(&self, shell: &Shell) -> (Mood, String) {
        let mood = match self.record.state {
            RecordState::Active => Mood::Good,
            RecordState::Superseded | RecordState::Expired => Mood::Plain,
            RecordState::Deactivated => Mood::Warning,
        };
        (mood, shell.text("records-state", &[("state", json!(self.record.state))]))
    }

    /// Whether it is on its card; a delegation never is.
    fn write(&self, shell: &Shell) -> Option<(Mood, String)> {
        let (mood, text) = match (self.record.kind, self.written, self.record.state) {
            (Kind::Delegation, ..) => return None,
            (_, Some(_), _) => (Mood::Good, "records-written"),
            (_, None, RecordState::Active) => (Mood::Warning, "records-not-written"),
            (_, None, _) => (Mood::Plain, "records-not-written"),
        };
        Some((mood, shell.t(text)))
    }

    fn serial(&self) -> String {
        certificate::grouped(&self.record.serial)
    }

    /// The whole line, for whoever hears it.
    fn spoken(&self, shell: &Shell) -> String {
        let words =
            [Some(self.kind(shell)), Some(self.state(shell).1), self.write(shell).map(|(_, text)| text)];
        let args = [
            ("day", certificate::day(shell, self.issued).into()),
            ("facts", words.into_iter().flatten().collect::<Vec<_>>().into()),
            ("serial", self.serial().into()),
        ];
        shell.text("gui-records-entry", &args)
    }
}

impl Found {
    /// What the server answered to this query of this card.
    pub(crate) fn new(card: CardFacts, reply: RecordsReply, filter: RecordsFilter) -> Result<Self, Trouble> {
        let entries = reply.records.into_iter().map(Entry::new).collect::<Result<_, _>>();
        let entries = entries.map_err(|failure: Failure| Trouble::from(&failure))?;
        Ok(Self { card, filter, entries, next: reply.next, shown: None, back_at: None })
    }

    /// Draws the list, or one of it; tells where the person wants to go.
    pub(crate) fn ui(&mut self, ui: &mut Ui, shell: &mut Shell) -> Option<Go> {
        match &mut self.shown {
            Some(shown) => {
                let entry = self.entries.get(shown.at)?;
                match one(ui, shell, entry, &mut shown.save)? {
                    Pressed::Home => return Some(Go::Start),
                    Pressed::Another => return Some(Go::Records),
                    Pressed::List => {
                        self.back_at = Some(shown.at);
                        self.shown = None;
                        ui.ctx().request_repaint();
                    }
                }
                None
            }
            None => self.list(ui, shell),
        }
    }

    fn list(&mut self, ui: &mut Ui, shell: &mut Shell) -> Option<Go> {
        let (mut go, mut chosen) = (None, None);
        widgets::body(ui, "found", |ui| {
            self.head(ui, shell);
            if self.entries.is_empty() {
                widgets::notice(ui, Mood::Plain, &shell.t("records-none"), |ui| {
                    ui.label(shell.t("gui-records-none-try"));
                });
                return;
            }
            let back_at = self.back_at.take();
            for (at, entry) in self.entries.iter().enumerate() {
                let response = line(ui, shell, entry, at);
                if back_at == Some(at) || (back_at.is_none() && widgets::take_initial_focus(ui)) {
                    response.request_focus();
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    chosen = Some(at);
                }
            }
            if let Some(next) = &self.next {
                go = self.earlier(ui, shell, next);
            }
        });
        let (home, another) = (shell.t("gui-home"), shell.t("gui-records-another"));
        let bar = match self.entries.is_empty() {
            true => Bar::new().primary(another, Pressed::Another).escape(home, Pressed::Home),
            false => {
                let bar = Bar::new().primary(home, Pressed::Home).other(another, Pressed::Another);
                bar.on_escape(Pressed::Home)
            }
        };
        let pressed = bar.show(ui);
        // The key that chose it presses nothing in the bar.
        if let Some(entry) = chosen.and_then(|at| self.entries.get(at)) {
            self.shown = chosen.map(|at| Shown { at, save: Save::new(&entry.certificate) });
            widgets::turn_page(ui.ctx());
            return None;
        }
        go.or_else(|| match pressed? {
            Pressed::Another => Some(Go::Records),
            Pressed::Home | Pressed::List => Some(Go::Start),
        })
    }

    /// Which card was asked, for what, and how many there are.
    fn head(&self, ui: &mut Ui, shell: &Shell) {
        let rank = shell.rank(&self.card.certificate);
        let args = [("rank", rank.into()), ("label", self.card.label.as_str().into())];
        widgets::heading(ui, &shell.text("gui-card-seen", &args));
        widgets::weak(ui, &looked_for(shell, &self.filter));
        if self.filter.cursor.is_some() {
            widgets::line(ui, Mood::Plain, &shell.t("gui-records-these-are-earlier"));
        }
        if !self.entries.is_empty() {
            ui.label(shell.text("records-count", &[("count", self.entries.len().into())]));
        }
    }

    /// There are more than one answer holds.
    fn earlier(&self, ui: &mut Ui, shell: &Shell, next: &str) -> Option<Go> {
        let more = shell.text("gui-records-more", &[("count", RecordsQuery::LIMIT.into())]);
        widgets::notice(ui, Mood::Warning, &more, |ui| {
            ui.label(shell.t("gui-records-more-how"));
            let filter = RecordsFilter { cursor: Some(next.to_owned()), ..self.filter.clone() };
            widgets::button(ui, &shell.t("gui-records-earlier"))
                .clicked()
                .then_some(Go::Begin(Function::Records(filter)))
        })
    }
}

/// A record in the list.
fn line(ui: &mut Ui, shell: &Shell, entry: &Entry, at: usize) -> egui::Response {
    let card = look::card(ui.style()).inner_margin(egui::Margin::symmetric(14, 8));
    let drawn = ui.scope_builder(UiBuilder::new().sense(Sense::click()).id_salt(("record", at)), |ui| {
        card.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = egui::vec2(14.0, 3.0);
            ui.horizontal_wrapped(|ui| {
                quiet(ui, RichText::new(certificate::day(shell, entry.issued)).strong());
                quiet(ui, RichText::new(entry.kind(shell)));
                for (mood, text) in std::iter::once(entry.state(shell)).chain(entry.write(shell)) {
                    let text = format!("{} {text}", mood.sign());
                    quiet(ui, RichText::new(text).color(mood.colour(ui)));
                }
            });
            if let Some(names) = entry.applications(shell) {
                quiet(ui, RichText::new(names));
            }
            quiet(ui, RichText::new(entry.serial()).monospace());
        });
    });
    let response = drawn.response;
    let accent = look::palette(ui.style()).accent;
    let width = if response.has_focus() { 3.0 } else { 2.0 };
    if response.has_focus() || response.hovered() {
        ui.painter().rect_stroke(response.rect, 8, Stroke::new(width, accent), egui::StrokeKind::Inside);
    }
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, entry.spoken(shell)));
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// Text on something that is pressed as a whole.
fn quiet(ui: &mut Ui, text: RichText) {
    ui.add(egui::Label::new(text).wrap().selectable(false).sense(Sense::empty()));
}

/// The content of one.
fn one(ui: &mut Ui, shell: &mut Shell, entry: &Entry, save: &mut Save) -> Option<Pressed> {
    widgets::body(ui, "found-one", |ui| {
        let (mood, state) = entry.state(shell);
        widgets::line(ui, mood, &shell.text("gui-records-state-is", &[("state", state.into())]));
        let day = |instant| certificate::day(shell, instant);
        let fact = |name: &str, value: String| Fact::new(shell.t(name), value);
        let mut facts =
            vec![fact("gui-records-issued", day(entry.issued)), fact("gui-records-kind", entry.kind(shell))];
        if let Some((_, not_written)) = entry.write(shell) {
            facts.push(fact("gui-records-write", entry.written.map_or(not_written, day)));
        }
        facts.extend(entry.ended.map(|ended| fact("gui-records-ended", day(ended))));
        widgets::facts(ui, &facts);
        if entry.record.state == RecordState::Active {
            certificate::page(ui, shell, &entry.certificate, save);
        } else {
            ui.add_space(4.0);
            widgets::line(ui, Mood::Warning, &shell.t("gui-records-not-any-more"));
            certificate::contents(ui, shell, &entry.certificate, save);
        }
    });
    Bar::new()
        .primary(shell.t("gui-records-list"), Pressed::List)
        .other(shell.t("gui-records-another"), Pressed::Another)
        .other(shell.t("gui-home"), Pressed::Home)
        .on_escape(Pressed::List)
        .show(ui)
}
