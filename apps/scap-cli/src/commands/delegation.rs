//! `scap delegate` (F3) and `scap undelegate` (F4).

use scap_desk::{SaveTo, Settings, now};
use scap_flow::{CardSelection, Issue, Outcome, Undelegate};
use uuid::Uuid;

use super::{
    flows::{done, run},
    save::save,
};
use crate::{
    args,
    content::DelegationFile,
    error::CliError,
    json,
    person::{Given, Person, Prepared},
    show,
    terminal::Terminal,
};

/// F3.
pub(super) fn delegate(
    args: args::Delegate,
    settings: &Settings,
    terminal: &Terminal,
) -> Result<(), CliError> {
    let content = args.content.as_deref().map(DelegationFile::read).transpose()?.map(Prepared::Delegation);
    let save_to = args.signing.save.map(SaveTo::prepare).transpose()?;
    let selection = CardSelection { holder: args.signing.holder, signer: args.signing.signer };
    let given = Given {
        pin_file: args.signing.pin_file,
        signer_pin_file: args.signing.signer_pin_file,
        content,
        yes: args.signing.yes,
        ..Given::default()
    };
    let person = Person::new(terminal, &args.signing.waiting, given);
    let flow = Issue::delegating(settings.server()?, Uuid::new_v4(), now()?);
    match run(person, flow, selection, settings, Some(Box::new(settings.client()?)))? {
        Outcome::Delegated { card, certificate } => {
            save(save_to.as_ref(), &certificate, terminal)?;
            let document = json::Delegated { delegated: true, certificate: Some((&*certificate).into()) };
            terminal.answer(&document, || {
                let text = show::certificate_text(terminal, &certificate);
                format!("{text}\n{}", done(terminal, "delegate-done", &card, Some(&certificate)))
            })
        }
        _ => terminal
            .answer(&json::Delegated::default(), || format!("{}\n", terminal.text("issue-unchanged", &[]))),
    }
}

/// F4.
pub(super) fn undelegate(
    args: args::Undelegate,
    settings: &Settings,
    terminal: &Terminal,
) -> Result<(), CliError> {
    let selection = CardSelection { holder: args.holder, signer: args.signer };
    let given = Given {
        pin_file: args.pin_file,
        signer_pin_file: args.signer_pin_file,
        yes: args.yes,
        ..Given::default()
    };
    let person = Person::new(terminal, &args.waiting, given);
    let flow = match args.serial {
        Some(serial) => Undelegate::of(serial, settings.server()?, now()?),
        None => Undelegate::new(settings.server()?, now()?),
    };
    match run(person, flow, selection, settings, Some(Box::new(settings.client()?)))? {
        Outcome::Deactivated(reply) => {
            let document = json::Deactivated {
                deactivated: true,
                serial: Some(reply.serial.clone()),
                deactivated_at: Some(reply.deactivated_at.clone()),
            };
            let args = [("serial", reply.serial.into()), ("at", reply.deactivated_at.into())];
            terminal.answer(&document, || format!("{}\n", terminal.text("undelegate-done", &args)))
        }
        _ => terminal.answer(&json::Deactivated::default(), || {
            format!("{}\n", terminal.text("undelegate-unchanged", &[]))
        }),
    }
}
