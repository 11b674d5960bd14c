//! `scap batch`: the whole file is checked, then each card has its turn.

use std::path::Path;

use scap_card::Pin;
use scap_desk::{Settings, read_secret};
use scap_flow::{Answer, Ask};
use scap_proto::wire::Terms;
use secrecy::SecretString;

use crate::{
    args,
    batch::{
        self, BatchError, Common, Counts, End, Flaws, Interrupt, Line, Order, Progress, Report, ResultFile,
        Status,
    },
    error::CliError,
    json,
    person::{Given, Person},
    terminal::Terminal,
};

/// Runs a batch; returns the exit code.
pub(super) fn run(args: args::Batch, settings: &Settings, terminal: &Terminal) -> Result<u8, CliError> {
    let (client, server) = (settings.client()?, settings.server()?);
    let mut orders = batch::read(&args.file)?;
    let pin = args.pin_file.as_deref().map(read_pin).transpose()?;
    let signer_pin = args.signer_pin_file.as_deref().map(read_pin).transpose()?;
    if !args.dry_run && !terminal.is_interactive() {
        check_pins(&orders, pin.as_ref(), signer_pin.as_ref())?;
    }
    if let Some(flaws) = Flaws::new(batch::name(&mut orders, &client.applications()?, &args.file)) {
        return Err(BatchError::from(flaws).into());
    }
    if args.dry_run {
        return tell_checked(&orders, terminal);
    }
    let path = args.results.clone().unwrap_or_else(|| args.file.with_extension("results.csv"));
    let mut results = ResultFile::open(&path, args.resume)?;
    let is_left = |order: &&Order| results.issued(&order.card, &order.digest).is_none();
    let left: Vec<_> = orders.iter().filter(is_left).collect();
    let skipped = orders.len() - left.len();
    let terms = client.terms()?;
    let version = terms.version.clone();
    if !left.is_empty() {
        agree(terms, left.len(), &args, terminal)?;
    }
    let progress = Progress::new(terminal, orders.len(), skipped);
    let common = Common {
        terminal,
        settings,
        waiting: &args.waiting,
        progress: &progress,
        interrupt: &Interrupt::new(),
        server,
        terms: version,
        signer: args.signer,
        signer_pin,
        pin,
        resume: args.resume,
    };
    let Report { lines, end } = batch::run(&common, &orders, &left, &mut results);
    progress.finish();
    let counts = count(&lines, skipped, left.len());
    tell(lines, end, counts, &path, terminal)
}

/// A PIN that a card would look at.
fn read_pin(file: &Path) -> Result<SecretString, CliError> {
    let secret = read_secret(file)?;
    Pin::new(secret.clone())?;
    Ok(secret)
}

/// Refuses to begin what must ask, where nobody can be asked.
fn check_pins(
    orders: &[Order],
    pin: Option<&SecretString>,
    signer_pin: Option<&SecretString>,
) -> Result<(), CliError> {
    if signer_pin.is_none() {
        return Err(CliError::InputNeeded { flag: "--signer-pin-file" });
    }
    if pin.is_none() && orders.iter().any(|order| order.pin.is_none()) {
        return Err(CliError::InputNeeded { flag: "--pin-file" });
    }
    Ok(())
}

/// The questions that are asked once for all cards.
fn agree(terms: Terms, cards: usize, args: &args::Batch, terminal: &Terminal) -> Result<(), CliError> {
    let given = Given { yes: args.yes, ..Given::default() };
    let agreed = Person::new(terminal, &args.waiting, given).answer(Ask::AcceptTerms(terms))?;
    if !matches!(agreed, Answer::Yes) {
        return Err(CliError::Cancelled);
    }
    let question = || terminal.text("batch-question", &[("cards", cards.into())]);
    if args.yes || !terminal.is_interactive() || terminal.confirm(&question())? {
        Ok(())
    } else {
        Err(CliError::Cancelled)
    }
}

fn count(lines: &[Line], skipped: usize, tried_or_left: usize) -> Counts {
    let issued = lines.iter().filter(|line| line.status == Status::Issued).count();
    Counts { issued, failed: lines.len() - issued, skipped, left: tried_or_left - lines.len() }
}

fn tell_checked(orders: &[Order], terminal: &Terminal) -> Result<u8, CliError> {
    let counts = Counts { left: orders.len(), ..Counts::default() };
    let applications: usize = orders.iter().map(Order::applications).sum();
    let facts = [("cards", orders.len().into()), ("applications", applications.into())];
    let text = || format!("{}\n", terminal.text("batch-checked", &facts));
    terminal.answer(&json::Batch::new(counts, Vec::new(), None), text).map(|()| 0)
}

/// Tells how it went; returns the exit code.
fn tell(
    lines: Vec<Line>,
    end: End,
    counts: Counts,
    results: &Path,
    terminal: &Terminal,
) -> Result<u8, CliError> {
    let unfinished = |cause| Some(BatchError::Unfinished { counts, cause }.into());
    let error: Option<CliError> = match end {
        End::Interrupted => Some(CliError::Cancelled),
        End::Finished if counts.failed == 0 => None,
        End::Finished => unfinished(None),
        End::Stopped(cause) => {
            terminal.tell(&cause);
            unfinished(Some(Box::new(cause)))
        }
    };
    let failure = error.as_ref().map(|error| terminal.failure(error));
    terminal.answer(&json::Batch::new(counts, lines, failure), || {
        let file = [("file", results.display().to_string().into())];
        let facts = [counts.facts().as_slice(), &file].concat();
        format!("{}\n", terminal.text("batch-done", &facts))
    })?;
    Ok(error.map_or(0, |error| {
        terminal.tell(&error);
        error.exit_code()
    }))
}
