//! Runs the orders of a batch one after another through one driver, so that the card that signs stays open.

use std::collections::HashSet;

use scap_desk::{Settings, now};
use scap_flow::{CardSelection, Driver, Issue};
use scap_proto::ServerUrl;
use secrecy::SecretString;
use uuid::Uuid;

use super::{
    desk::{Carried, Desk, Known},
    fault::Fault,
    interrupt::Interrupt,
    order::Order,
    progress::Progress,
    results::{Line, ResultFile, Status},
};
use crate::{
    args::Waiting,
    error::CliError,
    person::{Given, Person},
    terminal::Terminal,
};

/// What is the same for all cards.
pub(crate) struct Common<'a> {
    pub(crate) terminal: &'a Terminal,
    pub(crate) settings: &'a Settings,
    pub(crate) waiting: &'a Waiting,
    pub(crate) progress: &'a Progress<'a>,
    pub(crate) interrupt: &'a Interrupt,
    pub(crate) server: ServerUrl,
    /// The version of the terms that was agreed to.
    pub(crate) terms: String,
    /// The card that signs, if it was named.
    pub(crate) signer: Option<String>,
    /// The PIN of that card, if it was given.
    pub(crate) signer_pin: Option<SecretString>,
    /// The PIN of the secondary cards that have none of their own, if it was given.
    pub(crate) pin: Option<SecretString>,
    /// What earlier runs did is not done again.
    pub(crate) resume: bool,
}

/// How a run went.
#[derive(Debug)]
pub(crate) struct Report {
    /// The cards that were done with, in order.
    pub(crate) lines: Vec<Line>,
    pub(crate) end: End,
}

/// Why a run ended.
#[derive(Debug)]
pub(crate) enum End {
    /// Every card had its turn.
    Finished,
    /// The next card would have failed in the same way.
    Stopped(CliError),
    /// The person wanted it to end.
    Interrupted,
}

/// Carries out those of the orders that are left, in turn. Each line is in the result file before the next card is
/// begun.
pub(crate) fn run(
    common: &Common<'_>,
    orders: &[Order],
    left: &[&Order],
    results: &mut ResultFile,
) -> Report {
    let mut report = Report { lines: Vec::new(), end: End::Finished };
    // A name that is not in the file any more is a card's no more: it may have been corrected.
    let names: HashSet<_> = orders.iter().map(|order| &order.card).collect();
    let cards = results.cards().filter(|(_, name)| names.contains(name)).collect();
    let mut known = Known { cards, ..Known::default() };
    let mut driver = None;
    for order in left {
        common.progress.begin(&order.card);
        report.end = match carry_out(common, order, &mut known, &mut driver) {
            Ok(Turn { line: None, end }) => end,
            Ok(Turn { line: Some(line), end }) => {
                common.progress.end(&line);
                let written = results.append(&line);
                report.lines.push(line);
                written.map_or_else(End::Stopped, |()| end)
            }
            Err(error) => End::Stopped(error),
        };
        if common.interrupt.is_wanted() && matches!(report.end, End::Finished) {
            report.end = End::Interrupted;
        }
        if !matches!(report.end, End::Finished) {
            break;
        }
    }
    if let Some(driver) = &mut driver {
        let person = person(common);
        person.tell_news(driver);
        person.tell_update(driver);
    }
    report
}

/// How it went with one card, and whether the batch goes on.
struct Turn {
    line: Option<Line>,
    end: End,
}

/// Carries out one order.
///
/// # Errors
///
/// What prevents any from being carried out.
fn carry_out(
    common: &Common<'_>,
    order: &Order,
    known: &mut Known,
    driver: &mut Option<Driver>,
) -> Result<Turn, CliError> {
    let flow = Issue::new(common.server.clone(), Uuid::new_v4(), now()?);
    // The card that signed before signs again, whatever else is put into a reader meanwhile.
    let reader = known.signer.as_ref().map(|signer| signer.reader.clone());
    let signer = common.signer.clone().or(reader);
    let selection = CardSelection { holder: Some(order.card.clone()), signer };
    let driver = match driver {
        Some(driver) => {
            driver.change_flow(flow, selection);
            driver
        }
        None => {
            let server = Box::new(common.settings.client()?);
            let (readers, journal) = (common.settings.readers()?, common.settings.journal()?);
            driver.insert(Driver::new(flow, readers, selection, Some(server), journal))
        }
    };
    let mut desk = Desk::new(common, order, known, person(common));
    let outcome = desk.run(driver);
    let mut line = Line {
        card: order.card.clone(),
        card_serial: desk.card_serial(),
        serial: desk.serial.clone(),
        status: Status::Issued,
        code: None,
        message: None,
        written_at: None,
        content: order.digest.clone(),
    };
    let end = match outcome {
        Ok(Carried::Interrupted) | Err(CliError::Cancelled) => {
            return Ok(Turn { line: None, end: End::Interrupted });
        }
        Ok(Carried::Issued(reply)) => {
            line.written_at = reply.map(|reply| reply.written_at);
            let serial = line.card_serial.clone().unwrap_or_default();
            known.cards.insert(serial, order.card.clone());
            End::Finished
        }
        Err(error) => {
            let fault = desk.fault(&error);
            if fault == Fault::Signer {
                // Nothing is wrong with the secondary card: its turn is still to come.
                return Ok(Turn { line: None, end: End::Stopped(error) });
            }
            let text = common.terminal.messages().failure(error.code(), &error.details());
            line.status = Status::Failed;
            line.code = Some(error.code().to_owned());
            line.message = Some(text.message);
            if fault == Fault::All { End::Stopped(error) } else { End::Finished }
        }
    };
    Ok(Turn { line: Some(line), end })
}

/// Who is asked for cards and PINs.
fn person<'a>(common: &Common<'a>) -> Person<'a> {
    Person::new(common.terminal, common.waiting, Given::default())
}
