//! A person at the table who does what is asked, with one reader or with two, and a run of a function with them.
//! Along every run nothing that is printed may show a PIN.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use base64ct::{Base64UrlUnpadded, Encoding};
use scap_ac::AcKind;
use scap_card::{Pin, UserCode};
use scap_flow::{
    Activate, Answer, Ask, CardRole, CardSelection, Content, Driver, Event, Flow, Issue, QueryRecords,
    RecordsFilter, Server, Step, Undelegate, View,
};
use scap_proto::wire::Direction;
use scap_test_pki::fixed;
use uuid::Uuid;

use crate::{
    cards::{APPLICATIONS, USER_CODE, content, delegation, now},
    readers::{Notes, WatchedReaders},
    server::FakeServer,
    table::{ALICE, COMPANY, PINS, Table, WRONG_PIN, pin},
};

/// More questions than any function asks.
const ENDLESS: usize = 60;

/// A person at a table.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) table: Arc<Table>,
    pub(crate) notes: Notes,
    pub(crate) readers: usize,
    pub(crate) selection: CardSelection,
    /// Whose card is inserted for the holder, and for whoever signs.
    pub(crate) holder: &'static str,
    pub(crate) signer: &'static str,
    /// What is filled in.
    pub(crate) content: Content,
}

/// A run of a function.
#[derive(Debug)]
pub(crate) struct Run {
    /// What was asked.
    pub(crate) asked: Vec<&'static str>,
    /// The last.
    pub(crate) end: Ask,
}

impl Run {
    /// `done`, `cancelled` or the code of the failure.
    pub(crate) fn end(&self) -> &str {
        match &self.end {
            Ask::Refused(failure) => failure.code(),
            end => name(end),
        }
    }
}

impl Person {
    pub(crate) fn new(table: Table, readers: usize) -> Self {
        Self {
            table: Arc::new(table),
            notes: Notes::default(),
            readers,
            selection: CardSelection::default(),
            holder: ALICE,
            signer: COMPANY,
            content: content(&APPLICATIONS[..1]),
        }
    }

    /// Inserts a card, pulling the others if there is one reader.
    pub(crate) fn insert(&self, name: &str) {
        if self.readers == 1 {
            self.table.leave_only(name);
        }
        if self.table.insert(name) {
            self.notes.see().insertions.push(name.to_owned());
        }
    }

    /// A driver of a function at this table.
    pub(crate) fn driver(&self, flow: impl Flow + 'static, server: impl Server + 'static) -> Driver {
        let readers = Box::new(WatchedReaders::new(&self.table, &self.notes));
        let (selection, journal) = (self.selection.clone(), self.table.journal());
        Driver::new(Overheard(flow), readers, selection, Some(Box::new(server)), journal)
    }

    /// Runs a function to its end.
    pub(crate) fn run(&self, flow: impl Flow + 'static, server: impl Server + 'static) -> Run {
        self.run_with(self.driver(flow, server), |_| None)
    }

    /// Runs a function to its end; `instead` may answer in place of the person.
    pub(crate) fn run_with(&self, mut driver: Driver, instead: impl FnMut(&Ask) -> Option<Answer>) -> Run {
        self.drive(&mut driver, instead)
    }

    /// Runs the function that a driver has now to its end.
    pub(crate) fn drive(&self, driver: &mut Driver, mut instead: impl FnMut(&Ask) -> Option<Answer>) -> Run {
        let mut asked = Vec::new();
        let mut ask = driver.start();
        loop {
            assert_secret(&ask);
            assert_secret(driver);
            asked.push(name(&ask));
            assert!(asked.len() < ENDLESS, "no end: {asked:?}");
            if matches!(ask, Ask::Done(_) | Ask::Refused(_) | Ask::Cancelled) {
                return Run { asked, end: ask };
            }
            let answer = instead(&ask).unwrap_or_else(|| self.answer(&ask));
            assert_secret(&answer);
            ask = driver.answer(answer);
        }
    }

    pub(crate) fn answer(&self, ask: &Ask) -> Answer {
        match ask {
            Ask::InsertCard { role, .. } => {
                let signs = matches!(role, CardRole::Signer | CardRole::Primary);
                self.insert(if signs { self.signer } else { self.holder });
                // Whoever inserts a card need not be waited for.
                Answer::Wait(Duration::ZERO)
            }
            Ask::ChooseCard { candidates, .. } => {
                Answer::Choose(candidates.iter().position(|card| card.label == self.holder).unwrap())
            }
            Ask::Pin(request) => Answer::Pin(pin(&request.card.label)),
            Ask::UserCode { .. } => Answer::UserCode(UserCode::new(USER_CODE.into())),
            Ask::FillIn(form) if form.kind == AcKind::Delegation => Answer::Filled(delegation()),
            Ask::FillIn(_) => Answer::Filled(self.content.clone()),
            _ => Answer::Yes,
        }
    }
}

/// A PIN that no card has.
pub(crate) fn wrong_pin() -> Answer {
    Answer::Pin(Pin::new(WRONG_PIN.into()).unwrap())
}

pub(crate) fn activate() -> Activate {
    Activate::new(FakeServer::url(), now())
}

/// An issuance; each has a number of its own.
pub(crate) fn issue(number: u128) -> Issue {
    Issue::new(FakeServer::url(), Uuid::from_u128(number), now())
}

pub(crate) fn replacing(number: u128) -> Issue {
    Issue::replacing(FakeServer::url(), Uuid::from_u128(number), now())
}

pub(crate) fn finishing() -> Issue {
    Issue::finishing(FakeServer::url(), now())
}

pub(crate) fn delegate(number: u128) -> Issue {
    Issue::delegating(FakeServer::url(), Uuid::from_u128(number), now())
}

pub(crate) fn undelegate() -> Undelegate {
    Undelegate::new(FakeServer::url(), now())
}

pub(crate) fn view() -> View {
    View::new(now())
}

/// What was granted to the card this year.
pub(crate) fn records() -> QueryRecords {
    let range = (fixed::time("2026-01-01T00:00:00Z"), now());
    let filter =
        RecordsFilter { direction: Direction::Received, range, kind: None, serial: None, cursor: None };
    QueryRecords::new(FakeServer::url(), filter, now())
}

/// A flow whose events and steps are printed.
#[derive(Debug)]
struct Overheard<F>(F);

impl<F: Flow> Flow for Overheard<F> {
    fn next(&mut self, event: Event) -> Step {
        assert_secret(&event);
        let step = self.0.next(event);
        assert_secret(&step);
        step
    }
}

/// What is printed shows no PIN, neither as text nor as bytes nor in base64, at whichever of the three places
/// of a group of three bytes it starts.
fn assert_secret(printed: &impl std::fmt::Debug) {
    static FORBIDDEN: LazyLock<Vec<String>> = LazyLock::new(|| {
        let secrets = PINS.map(|(_, pin)| pin).into_iter().chain([WRONG_PIN, USER_CODE]);
        secrets.flat_map(forms).collect()
    });
    let text = format!("{printed:?}");
    assert!(!FORBIDDEN.iter().any(|secret| text.contains(secret)), "a secret is printed: {text}");
}

/// How a secret could be printed.
fn forms(secret: &str) -> Vec<String> {
    let bytes = format!("{:?}", secret.as_bytes());
    let base64 = [("", 0), (" ", 2), ("  ", 3)].map(|(padding, from)| {
        let base64 = Base64UrlUnpadded::encode_string(format!("{padding}{secret}").as_bytes());
        // The first and last characters hold bits of what stands beside it.
        base64[from..base64.len() - 1].to_owned()
    });
    [vec![secret.to_owned(), bytes.trim_matches(['[', ']']).to_owned()], base64.to_vec()].concat()
}

/// The name of what is asked.
pub(crate) const fn name(ask: &Ask) -> &'static str {
    match ask {
        Ask::InsertCard { role: CardRole::Holder, .. } => "insert holder",
        Ask::InsertCard { role: CardRole::Signer, .. } => "insert signer",
        Ask::InsertCard { role: CardRole::Primary, .. } => "insert primary",
        Ask::InsertCard { role: CardRole::Subject, .. } => "insert subject",
        Ask::ChooseCard { .. } => "choose",
        Ask::Pin(_) => "pin",
        Ask::ConfirmCard(_) => "this card?",
        Ask::UserCode { .. } => "user code",
        Ask::ConfirmFinish { .. } => "finish?",
        Ask::ConfirmDeactivation { .. } => "deactivate?",
        Ask::ConfirmReissue { .. } => "issue again?",
        Ask::AcceptTerms(_) => "agree?",
        Ask::FillIn(_) => "fill in",
        Ask::Review(_) => "review",
        Ask::ShowCertificate(_) => "show",
        Ask::Done(_) => "done",
        Ask::Refused(_) => "refused",
        Ask::Cancelled => "cancelled",
    }
}
