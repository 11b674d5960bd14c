//! What every page needs: the texts, the settings, the thread that works, and what it told.

use std::{
    collections::VecDeque,
    time::{Duration, Instant, SystemTime},
};

use egui::Context;
use scap_ac::{CardCertificate, CardRank, Language};
use scap_desk::{DEFAULT_LANGUAGE, Overrides, Settings, environment_language};
use scap_flow::RecordsFilter;
use scap_messages::Messages;
use scap_proto::ClientStanding;
use serde_json::Value;

use crate::{
    desk::{Desk, Left, Met, Seat, Trouble},
    look,
    memory::Memory,
    page::Go,
    widgets::Wish,
};

/// How many failures are remembered for the diagnosis.
const FAILURES: usize = 20;
/// After what time a server that could be met is met again, and one that could not be.
const MEET: [Duration; 2] = [Duration::from_secs(600), Duration::from_secs(60)];

/// Whether the server is there.
#[derive(Clone, Debug)]
pub(crate) enum ServerState {
    Asking,
    Met(Met),
    Away(Trouble),
}

/// What every page needs.
pub(crate) struct Shell {
    pub(crate) messages: Messages,
    pub(crate) desk: Desk,
    pub(crate) overrides: Overrides,
    /// The settings in use, or why there are none.
    pub(crate) settings: Result<Settings, Trouble>,
    pub(crate) memory: Memory,
    /// What is in the readers, once it was told.
    pub(crate) seats: Option<Result<Vec<Seat>, Trouble>>,
    pub(crate) server: ServerState,
    met_at: Instant,
    /// What earlier runs left.
    pub(crate) left: Left,
    /// What is told at the top of the start page until it is put away.
    pub(crate) told: Vec<String>,
    /// What went wrong last: when, and the code.
    pub(crate) failures: VecDeque<(SystemTime, String)>,
    /// What the server of settings that are tried said.
    pub(crate) tried: Option<Result<Met, Trouble>>,
    /// What was looked for in the records last, which the next search begins with.
    pub(crate) records: Option<RecordsFilter>,
    /// What draws the window, as far as it is known.
    pub(crate) renderer: Option<String>,
    /// The code that somebody wants to read about.
    pub(crate) help: Option<String>,
    go: Option<Go>,
}

impl Shell {
    /// Reads the settings and begins to work with them.
    pub(crate) fn new(ctx: &Context, overrides: Overrides, memory: Memory, desk: Desk) -> Self {
        look::apply(ctx, memory.colours, memory.text_size);
        let mut shell = Self {
            messages: Messages::new(DEFAULT_LANGUAGE),
            desk,
            overrides,
            settings: Err(Trouble::new("config.invalid", serde_json::Map::new())),
            memory,
            seats: None,
            server: ServerState::Asking,
            met_at: Instant::now(),
            left: Left::default(),
            told: Vec::new(),
            failures: VecDeque::new(),
            tried: None,
            records: None,
            renderer: None,
            help: None,
            go: None,
        };
        shell.read_settings();
        shell
    }

    /// Reads the settings, as they were changed.
    pub(crate) fn read_settings(&mut self) {
        let read = Settings::read(&self.overrides);
        let asked = match &read {
            Ok(settings) => settings.language(),
            Err(_) => self.overrides.language,
        };
        let language = asked.or_else(environment_language).unwrap_or(DEFAULT_LANGUAGE);
        if self.messages.language() != language {
            self.messages = Messages::new(language);
        }
        self.settings = read.map_err(|error| Trouble::from(&error));
        if let Ok(settings) = &self.settings {
            self.seats = None;
            self.desk.use_settings(settings);
            self.begin_to_meet();
        }
    }

    /// Asks the server again whether it is there.
    pub(crate) fn meet(&mut self) {
        if let Ok(settings) = &self.settings {
            self.desk.meet(settings);
            self.begin_to_meet();
        }
    }

    fn begin_to_meet(&mut self) {
        self.server = ServerState::Asking;
        self.met_at = Instant::now();
    }

    /// Meets the server again when that is due, and has the window woken for it.
    pub(crate) fn meet_when_due(&mut self, ctx: &Context) {
        let [met, away] = MEET;
        let after = match self.server {
            ServerState::Asking => return,
            ServerState::Met(_) => met,
            ServerState::Away(_) => away,
        };
        match after.checked_sub(self.met_at.elapsed()) {
            Some(left) if !left.is_zero() => ctx.request_repaint_after(left),
            _ => self.meet(),
        }
    }

    /// The language of the texts.
    pub(crate) fn language(&self) -> Language {
        self.messages.language()
    }

    /// A text.
    pub(crate) fn t(&self, id: &str) -> String {
        self.messages.text(id, &[])
    }

    /// A text with arguments.
    pub(crate) fn text(&self, id: &str, args: &[(&str, Value)]) -> String {
        self.messages.text(id, args)
    }

    /// What a card of this rank is called.
    pub(crate) fn rank(&self, certificate: &CardCertificate) -> String {
        self.t(match certificate.rank() {
            CardRank::Primary => "rank-primary",
            CardRank::Secondary => "rank-secondary",
        })
    }

    /// Has another page shown.
    pub(crate) fn go(&mut self, go: Go) {
        self.go = Some(go);
    }

    /// The page that is to be shown next.
    pub(crate) const fn take_go(&mut self) -> Option<Go> {
        self.go.take()
    }

    /// Tells what happened beside the function, on the first page.
    pub(crate) fn tell(&mut self, news: scap_flow::News) {
        let text = match news {
            scap_flow::News::RecordSent { serial } => {
                self.text("news-record-sent", &[("serial", serial.into())])
            }
            scap_flow::News::RecordRefused { serial, code } => {
                self.text("news-record-refused", &[("serial", serial.into()), ("code", code.into())])
            }
            scap_flow::News::NoJournal { reason } => {
                self.text("news-no-journal", &[("reason", reason.into())])
            }
        };
        if !self.told.contains(&text) {
            self.told.push(text);
        }
    }

    /// Does what a person wants about a failure.
    pub(crate) fn grant(&mut self, wish: Wish, code: &str) {
        match wish {
            Wish::Settings => self.go(Go::Settings),
            Wish::Page => self.help = Some(code.to_owned()),
        }
    }

    /// Remembers a failure for the diagnosis.
    pub(crate) fn note_failure(&mut self, code: &str) {
        if self.failures.len() == FAILURES {
            self.failures.pop_front();
        }
        self.failures.push_back((SystemTime::now(), code.to_owned()));
    }

    /// Changes how the window looks, and remembers it.
    pub(crate) fn change_look(&mut self, ctx: &Context, change: impl FnOnce(&mut Memory)) {
        change(&mut self.memory);
        look::apply(ctx, self.memory.colours, self.memory.text_size);
        self.memory.save();
    }

    /// The newer version, if the server told of one (F13), and where it is to be had.
    pub(crate) fn update(&self) -> Option<(String, Option<String>)> {
        match &self.server {
            ServerState::Met(Met {
                standing: Some(ClientStanding::Outdated { newest, download }), ..
            }) => Some((newest.to_string(), download.clone())),
            _ => None,
        }
    }
}
