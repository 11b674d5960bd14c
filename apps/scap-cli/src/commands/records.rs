//! `scap records` (F8): the list, and the content of one.

use scap_ac::{AuthorizationCertificate, UnixTime};
use scap_desk::{SaveTo, Settings, now};
use scap_flow::{CardSelection, Failure, Outcome, QueryRecords, RecordsFilter};
use scap_proto::wire::{Direction, Kind, Record, RecordsQuery, RecordsReply};
use serde_json::{Value, json};

use super::{flows, save::save};
use crate::{
    args,
    error::CliError,
    json,
    person::{Given, Person},
    show,
    terminal::Terminal,
};

/// A record and what it holds.
struct Read<'a> {
    record: &'a Record,
    certificate: AuthorizationCertificate,
}

/// Queries the records of a card.
pub(super) fn run(args: args::Records, settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    let save_to = args.save.map(SaveTo::prepare).transpose()?;
    let day = |day: &Option<String>, time_of_day, open| {
        day.as_deref().map_or(Ok(open), |day| instant(day, time_of_day))
    };
    let range =
        (day(&args.from, "T00:00:00Z", UnixTime::EPOCH)?, day(&args.to, "T23:59:59Z", UnixTime::MAX)?);
    if range.0 > range.1 {
        return Err(Failure::QueryRange { from: range.0, to: range.1 }.into());
    }
    let (direction, kind, serial, cursor) = (args.direction, args.kind, args.serial, args.cursor);
    let filter = RecordsFilter { direction, range, kind, serial, cursor };
    let flow = QueryRecords::new(settings.server()?, filter, now()?);
    let selection = CardSelection { holder: args.card, signer: None };
    let given = Given { pin_file: args.pin_file, ..Given::default() };
    let person = Person::new(terminal, &args.waiting, given);
    let outcome = flows::run(person, flow, selection, settings, Some(Box::new(settings.client()?)))?;
    let Outcome::Records { reply, .. } = outcome else { return Err(CliError::Cancelled) };
    let records = reply.records.iter().map(Read::new).collect::<Result<Vec<_>, _>>()?;
    if let Some(serial) = serial {
        let one = records.first().ok_or_else(|| CliError::UnknownRecord { serial: Box::new(serial) })?;
        save(save_to.as_ref(), &one.certificate, terminal)?;
        return terminal.answer(&document(&records, &reply), || one.text(terminal));
    }
    let typed = (args.from.as_deref(), args.to.as_deref());
    terminal.answer(&document(&records, &reply), || list_text(terminal, &reply, direction, typed))?;
    if terminal.is_interactive() && !terminal.is_json() {
        show_chosen(terminal, &records)?;
    }
    Ok(())
}

impl<'a> Read<'a> {
    fn new(record: &'a Record) -> Result<Self, CliError> {
        let certificate = AuthorizationCertificate::from_der(record.certificate.as_bytes())?;
        Ok(Self { record, certificate })
    }

    fn text(&self, terminal: &Terminal) -> String {
        let fields = show::certificate_text(terminal, &self.certificate);
        format!("{}\n\n{fields}", line(terminal, self.record))
    }
}

fn document(records: &[Read<'_>], reply: &RecordsReply) -> json::Records {
    let record = |read: &Read<'_>| json::Record::new(read.record, &read.certificate);
    json::Records { records: records.iter().map(record).collect(), next: reply.next.clone() }
}

/// Shows the records that a person picks from the list.
fn show_chosen(terminal: &Terminal, records: &[Read<'_>]) -> Result<(), CliError> {
    while !records.is_empty() {
        let answer = terminal.line(&terminal.text("records-show-question", &[]))?;
        if answer.is_empty() {
            break;
        }
        let number = answer.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        if let Some(chosen) = number.and_then(|at| records.get(at)) {
            terminal.print(chosen.text(terminal).as_bytes())?;
        }
    }
    Ok(())
}

/// The list, under a header that tells the range as it was typed.
fn list_text(
    terminal: &Terminal,
    reply: &RecordsReply,
    direction: Direction,
    (from, to): (Option<&str>, Option<&str>),
) -> String {
    let records = &reply.records;
    if records.is_empty() {
        return format!("{}\n", terminal.text("records-none", &[]));
    }
    let direction = match direction {
        Direction::Granted => "granted",
        Direction::Received => "received",
    };
    let args = [("direction", direction.into()), ("from", from.into()), ("to", to.into())];
    let mut text = format!("{}\n", terminal.text("records-header", &args));
    for (number, record) in (1..).zip(records) {
        text.push_str(&format!("{number:>3}. {}\n", line(terminal, record)));
    }
    text.push_str(&format!("{}\n", terminal.text("records-count", &[("count", records.len().into())])));
    if reply.next.is_some() {
        let args = [("count", RecordsQuery::LIMIT.into())];
        text.push_str(&format!("{}\n", terminal.text("records-more", &args)));
    }
    text
}

/// When, which, and where it is in its life.
fn line(terminal: &Terminal, record: &Record) -> String {
    let word = |id: &str, name: &str, value: Value| terminal.text(id, &[(name, value)]);
    let kind = word("records-kind", "kind", json!(record.kind));
    let state = word("records-state", "state", json!(record.state));
    let mut parts = vec![record.issued_at.clone(), record.serial.clone(), kind, state];
    if record.kind == Kind::Application {
        let written = if record.written_at.is_some() { "records-written" } else { "records-not-written" };
        parts.push(terminal.text(written, &[]));
    }
    parts.join("  ")
}

/// An instant, or the start or end of a day in Taiwan.
fn instant(text: &str, time_of_day: &str) -> Result<UnixTime, CliError> {
    /// Taiwan is eight hours ahead of UTC, all year.
    const AHEAD: u64 = 8 * 60 * 60;
    let usage =
        |_| CliError::Usage(format!("{text:?} is no date (YYYY-MM-DD) and no instant (RFC 3339 in UTC)"));
    if let Ok(instant) = text.parse() {
        return Ok(instant);
    }
    let day: UnixTime = format!("{text}{time_of_day}").parse().map_err(usage)?;
    UnixTime::from_secs(day.as_secs().saturating_sub(AHEAD)).map_err(usage)
}
