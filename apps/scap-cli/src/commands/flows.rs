//! `scap activate`, `issue`, `view` and `records`: each runs its flow.

use scap_ac::{AuthorizationCertificate, UnixTime};
use scap_card::Readers;
use scap_flow::{
    Activate, CardFacts, CardSelection, Driver, Failure, Flow, Issue, Outcome, QueryRecords, Server, View,
};
use scap_proto::wire::{Direction, Record, RecordsQuery};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{now, save::SaveTo};
use crate::{
    args,
    change::Change,
    content::ContentFile,
    error::CliError,
    person::{Given, Person, Prepared},
    settings::Settings,
    show,
    terminal::Terminal,
};

/// F1.
pub(super) fn activate(
    args: args::Activate,
    settings: &Settings,
    terminal: &Terminal,
) -> Result<(), CliError> {
    let flow = Activate::new(settings.server()?, now()?);
    let selection = CardSelection { holder: args.holder, signer: None };
    let given = Given {
        pin_file: args.pin_file,
        user_code_file: args.user_code_file,
        yes: args.yes,
        ..Given::default()
    };
    let person = Person::new(terminal, &args.waiting, given);
    match run(person, flow, selection, settings, Some(Box::new(settings.client()?)))? {
        Outcome::Activated { card, reply } => {
            let value = json!({
                "activated": true,
                "card": show::card_certificate_json(&card.certificate),
                "activated_at": reply.activated_at,
            });
            terminal.answer(&value, || done(terminal, "activate-done", &card, None))
        }
        _ => Err(CliError::Cancelled),
    }
}

/// F2.
pub(super) fn issue(args: args::Issue, settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    let content = args.content.as_deref().map(ContentFile::read).transpose()?.map(Prepared::Content);
    let flow = Issue::new(settings.server()?, Uuid::new_v4(), now()?);
    sign(flow, content, args.signing, settings, terminal)
}

/// F9.
pub(super) fn modify(args: args::Modify, settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    replace(Change::Set(args.set), args.signing, settings, terminal)
}

/// F10.
pub(super) fn cancel(args: args::Cancel, settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    let change = if args.all { Change::CancelAll } else { Change::Cancel(args.slot) };
    replace(change, args.signing, settings, terminal)
}

fn replace(
    change: Change,
    signing: args::Signing,
    settings: &Settings,
    terminal: &Terminal,
) -> Result<(), CliError> {
    change.check()?;
    let flow = Issue::replacing(settings.server()?, Uuid::new_v4(), now()?);
    sign(flow, Some(Prepared::Change(change)), signing, settings, terminal)
}

/// Runs an issuance, whatever it begins with.
fn sign(
    flow: Issue,
    content: Option<Prepared>,
    args: args::Signing,
    settings: &Settings,
    terminal: &Terminal,
) -> Result<(), CliError> {
    let save_to = SaveTo::prepare(args.save)?;
    let selection = CardSelection { holder: args.holder, signer: args.signer };
    let given = Given {
        pin_file: args.pin_file,
        signer_pin_file: args.signer_pin_file,
        content,
        yes: args.yes,
        ..Given::default()
    };
    let person = Person::new(terminal, &args.waiting, given);
    match run(person, flow, selection, settings, Some(Box::new(settings.client()?)))? {
        Outcome::Issued { card, certificate, reply } => {
            if let Some(save_to) = &save_to {
                save_to.save(&certificate, terminal)?;
            }
            let value = json!({
                "issued": true,
                "certificate": show::certificate_json(&certificate),
                "written_at": reply.written_at,
            });
            terminal.answer(&value, || {
                let text = show::certificate_text(terminal, &certificate);
                format!("{text}\n{}", done(terminal, "issue-done", &card, Some(&certificate)))
            })
        }
        _ => terminal
            .answer(&json!({ "issued": false }), || format!("{}\n", terminal.text("issue-unchanged", &[]))),
    }
}

/// F6, and F7 with `--save`.
pub(super) fn view(args: args::View, settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    let save_to = SaveTo::prepare(args.save)?;
    let selection = CardSelection { holder: args.holder, signer: None };
    let given = Given { pin_file: args.pin_file, ..Given::default() };
    let person = Person::new(terminal, &args.waiting, given);
    match run(person, View::new(now()?), selection, settings, None)? {
        Outcome::Viewed { card, certificate } => {
            if let Some(save_to) = &save_to {
                save_to.save(&certificate, terminal)?;
            }
            terminal.answer(&show::certificate_json(&certificate), || {
                let header = terminal.text("view-header", &[("label", card.label.into())]);
                format!("{header}\n\n{}", show::certificate_text(terminal, &certificate))
            })
        }
        _ => Err(CliError::Cancelled),
    }
}

/// F8.
pub(super) fn records(args: args::Records, settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    let range = (instant(&args.from, "T00:00:00Z")?, instant(&args.to, "T23:59:59Z")?);
    if range.0 > range.1 {
        return Err(Failure::QueryRange { from: range.0, to: range.1 }.into());
    }
    let flow = QueryRecords::new(settings.server()?, range, args.direction, args.kind, args.cursor, now()?);
    let selection = CardSelection { holder: args.card, signer: None };
    let given = Given { pin_file: args.pin_file, ..Given::default() };
    let person = Person::new(terminal, &args.waiting, given);
    match run(person, flow, selection, settings, Some(Box::new(settings.client()?)))? {
        Outcome::Records { reply, .. } => {
            let records = reply.records.iter().map(record_json).collect::<Result<Vec<_>, _>>()?;
            terminal.answer(&json!({ "records": records, "next": reply.next }), || {
                records_text(terminal, &reply.records, args.direction, range, reply.next.is_some())
            })
        }
        _ => Err(CliError::Cancelled),
    }
}

fn run(
    person: Person<'_>,
    flow: impl Flow + 'static,
    selection: CardSelection,
    settings: &Settings,
    server: Option<Box<dyn Server>>,
) -> Result<Outcome, CliError> {
    let mut readers = settings.readers()?;
    if !person.waits() {
        check_names(&mut *readers, &selection)?;
    }
    person.run(Driver::new(flow, readers, selection, server, settings.journal()?))
}

/// Refuses a name that no card or reader has, if there are cards. That there are none is told by the flow.
fn check_names(readers: &mut dyn Readers, selection: &CardSelection) -> Result<(), CliError> {
    for name in [&selection.holder, &selection.signer].into_iter().flatten() {
        let slots = readers.slots().unwrap_or_default();
        let names: Vec<_> = slots.iter().filter_map(|slot| slot.card.clone()).collect();
        if !names.is_empty() && !slots.iter().any(|slot| slot.is_named(name)) {
            return Err(CliError::UnknownCard { name: name.clone(), names });
        }
    }
    Ok(())
}

fn done(
    terminal: &Terminal,
    id: &str,
    card: &CardFacts,
    certificate: Option<&AuthorizationCertificate>,
) -> String {
    let serial = certificate.map(|certificate| certificate.serial().to_string());
    let text = terminal.text(id, &[("label", card.label.clone().into()), ("serial", serial.into())]);
    format!("{text}\n")
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

fn record_json(record: &Record) -> Result<Value, CliError> {
    let certificate = AuthorizationCertificate::from_der(record.certificate.as_bytes())?;
    Ok(json!({
        "serial": record.serial,
        "kind": record.kind,
        "issued_at": record.issued_at,
        "written_at": record.written_at,
        "certificate": show::certificate_json(&certificate),
    }))
}

fn records_text(
    terminal: &Terminal,
    records: &[Record],
    direction: Direction,
    (from, to): (UnixTime, UnixTime),
    more: bool,
) -> String {
    if records.is_empty() {
        return format!("{}\n", terminal.text("records-none", &[]));
    }
    let direction = match direction {
        Direction::Granted => "granted",
        Direction::Received => "received",
    };
    let args =
        [("direction", direction.into()), ("from", from.to_string().into()), ("to", to.to_string().into())];
    let mut text = format!("{}\n", terminal.text("records-header", &args));
    for record in records {
        let written = if record.written_at.is_some() { "records-written" } else { "records-not-written" };
        let written = terminal.text(written, &[]);
        text.push_str(&format!("{}  {}  {written}\n", record.issued_at, record.serial));
    }
    text.push_str(&format!("{}\n", terminal.text("records-count", &[("count", records.len().into())])));
    if more {
        let args = [("count", RecordsQuery::LIMIT.into())];
        text.push_str(&format!("{}\n", terminal.text("records-more", &args)));
    }
    text
}
