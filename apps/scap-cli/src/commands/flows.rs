//! `scap activate`, `issue`, `modify`, `cancel` and `view`: each runs its flow.

use scap_ac::{AuthorizationCertificate, SerialNumber, json::CertificateJson};
use scap_card::CardSlot;
use scap_desk::{SaveTo, Settings, now};
use scap_flow::{Activate, CardFacts, CardSelection, Driver, Flow, Issue, Outcome, Server, View};
use uuid::Uuid;

use super::save::save;
use crate::{
    args,
    change::Change,
    content::ContentFile,
    error::CliError,
    json,
    person::{Given, Person, Prepared},
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
            let document = json::Activated {
                activated: true,
                card: (&card.certificate).into(),
                activated_at: reply.activated_at,
            };
            terminal.answer(&document, || done(terminal, "activate-done", &card, None))
        }
        _ => Err(CliError::Cancelled),
    }
}

/// F2, F5.
pub(super) fn issue(args: args::Issue, settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    let content = args.content.as_deref().map(ContentFile::read).transpose()?.map(Prepared::Content);
    let flow = if args.resume {
        Issue::finishing(settings.server()?, now()?)
    } else {
        Issue::new(settings.server()?, Uuid::new_v4(), now()?)
    };
    sign(flow, content, args.signing, settings, terminal)
}

/// F9.
pub(super) fn modify(args: args::Modify, settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    if args.set.is_empty() {
        if !terminal.draws() {
            return Err(CliError::Usage("--set is needed where there is no terminal to ask at".to_owned()));
        }
        let flow = Issue::replacing(settings.server()?, Uuid::new_v4(), now()?);
        return sign(flow, None, args.signing, settings, terminal);
    }
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
    let save_to = args.save.map(SaveTo::prepare).transpose()?;
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
            save(save_to.as_ref(), &certificate, terminal)?;
            let document = json::Issued {
                issued: true,
                certificate: Some((&*certificate).into()),
                written_at: Some(reply.written_at),
            };
            terminal.answer(&document, || {
                let text = show::certificate_text(terminal, &certificate);
                format!("{text}\n{}", done(terminal, "issue-done", &card, Some(&certificate)))
            })
        }
        _ => terminal
            .answer(&json::Issued::default(), || format!("{}\n", terminal.text("issue-unchanged", &[]))),
    }
}

/// F6, and F7 with `--save`.
pub(super) fn view(args: args::View, settings: &Settings, terminal: &Terminal) -> Result<(), CliError> {
    let save_to = args.save.map(SaveTo::prepare).transpose()?;
    let selection = CardSelection { holder: args.holder, signer: None };
    let given = Given { pin_file: args.pin_file, ..Given::default() };
    let person = Person::new(terminal, &args.waiting, given);
    match run(person, View::new(now()?), selection, settings, None)? {
        Outcome::Viewed { card, certificate } => {
            save(save_to.as_ref(), &certificate, terminal)?;
            terminal.answer(&CertificateJson::from(&*certificate), || {
                let header = terminal.text("view-header", &[("label", card.label.into())]);
                format!("{header}\n\n{}", show::certificate_text(terminal, &certificate))
            })
        }
        _ => Err(CliError::Cancelled),
    }
}

/// Runs a flow to its end.
pub(super) fn run(
    mut person: Person<'_>,
    flow: impl Flow + 'static,
    selection: CardSelection,
    settings: &Settings,
    server: Option<Box<dyn Server>>,
) -> Result<Outcome, CliError> {
    let mut readers = settings.readers()?;
    if !person.waits() {
        check_names(&readers.slots().unwrap_or_default(), &selection)?;
    }
    let mut driver = Driver::new(flow, readers, selection, server, settings.journal()?);
    let outcome = person.run(&mut driver);
    person.tell_news(&mut driver);
    if outcome.is_err() {
        person.tell_unwritten(&driver);
    }
    person.tell_update(&driver);
    outcome
}

/// Refuses a name that no card or reader has, if there are cards, and one card in both parts: a name that several have
/// leaves a choice. That there are no cards is told by the flow.
fn check_names(slots: &[CardSlot], selection: &CardSelection) -> Result<(), CliError> {
    let names: Vec<_> = slots.iter().filter_map(|slot| slot.card.clone()).collect();
    let mut meant = Vec::new();
    for name in [&selection.holder, &selection.signer].into_iter().flatten() {
        let named: Vec<_> = slots.iter().filter(|slot| slot.is_named(name)).collect();
        if named.is_empty() && !names.is_empty() && name.parse::<SerialNumber>().is_err() {
            return Err(CliError::UnknownCard { name: name.clone(), names });
        }
        meant.push(named);
    }
    match meant.as_slice() {
        [holder, signer] if holder.len() == 1 && holder == signer => Err(CliError::OneCard),
        _ => Ok(()),
    }
}

/// The line that tells an outcome.
pub(super) fn done(
    terminal: &Terminal,
    id: &str,
    card: &CardFacts,
    certificate: Option<&AuthorizationCertificate>,
) -> String {
    let serial = certificate.map(|certificate| certificate.serial().to_string());
    let text = terminal.text(id, &[("label", card.label.clone().into()), ("serial", serial.into())]);
    format!("{text}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_and_are_not_one_card() {
        let slot = |reader: &str, card: &str| CardSlot::new(reader.to_owned(), Some(card.to_owned()));
        let twins = [slot("A", "card"), slot("B", "card")];
        let others = [slot("A", "amy"), slot("B", "boss")];
        let table: [(&[CardSlot], _, _, Option<&str>); 10] = [
            (&others, Some("amy"), Some("boss"), None),
            (&others, Some("amy"), Some("amy"), Some("delegation.self")),
            (&others, Some("amy"), Some("A"), Some("delegation.self")),
            (&others, Some("amy"), Some("B"), None),
            (&others, Some("bob"), None, Some("card.unknown")),
            (&others, None, Some("bob"), Some("card.unknown")),
            (&others, Some("4711"), Some("4712"), None),
            (&[], Some("amy"), Some("amy"), None),
            (&twins, Some("A"), Some("card"), None),
            (&twins, Some("card"), Some("card"), None),
        ];
        for (slots, holder, signer, expected) in table {
            let selection =
                CardSelection { holder: holder.map(str::to_owned), signer: signer.map(str::to_owned) };
            let refusal = check_names(slots, &selection).map_err(|error| error.code().to_owned());
            assert_eq!(refusal.err().as_deref(), expected, "{holder:?} and {signer:?}");
        }
    }
}
