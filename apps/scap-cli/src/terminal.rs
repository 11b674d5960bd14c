//! Talking to people: answers on stdout, everything else on stderr, questions at a terminal only.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    path::PathBuf,
};

use scap_desk::DeskError;
use scap_messages::Messages;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::Value;

use crate::{
    error::CliError,
    json,
    prompt::{self, Item, List, Reply},
};

/// Where people are, and in which language.
#[derive(Debug)]
pub(crate) struct Terminal {
    messages: Messages,
    json: bool,
    interactive: bool,
    draws: bool,
    verbose: bool,
}

/// Whether anybody reads stdout.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Audience {
    Listens,
    /// Closed its end of the pipe.
    Left,
}

impl Terminal {
    pub(crate) fn new(messages: Messages, json: bool, verbose: bool) -> Self {
        let interactive = io::stdin().is_terminal();
        Self { messages, json, interactive, draws: interactive && can_draw(), verbose }
    }

    /// The texts of this run.
    pub(crate) const fn messages(&self) -> &Messages {
        &self.messages
    }

    /// Whether questions can be asked.
    pub(crate) const fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// Whether questions can be drawn. Where they cannot, lines are written and read.
    pub(crate) const fn draws(&self) -> bool {
        self.draws
    }

    /// Refuses to ask what must be drawn; `flag` is what is given instead.
    pub(crate) fn check_draws(&self, flag: &'static str) -> Result<(), CliError> {
        if self.draws { Ok(()) } else { Err(CliError::InputNeeded { flag }) }
    }

    /// Whether the answer is to be JSON.
    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// A text.
    pub(crate) fn text(&self, id: &str, args: &[(&str, Value)]) -> String {
        self.messages.text(id, args)
    }

    /// The answer of a command: its JSON, or its text.
    pub(crate) fn answer(
        &self,
        document: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<(), CliError> {
        let answer = if self.json { line(serde_json::to_string_pretty(document))? } else { text() };
        self.print(answer.as_bytes()).map(drop)
    }

    /// One of many answers: its JSON on one line, or its text. Returns who reads on.
    pub(crate) fn event(
        &self,
        document: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<Audience, CliError> {
        let answer = if self.json { line(serde_json::to_string(document))? } else { text() };
        self.print(answer.as_bytes())
    }

    /// Writes to stdout. That its reader has closed it is no failure: he wants no more.
    pub(crate) fn print(&self, bytes: &[u8]) -> Result<Audience, CliError> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            Ok(()) => Ok(Audience::Listens),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Audience::Left),
            Err(source) => Err(unwritten(source)),
        }
    }

    /// Tells something beside the answer.
    pub(crate) fn note(&self, text: &str) {
        let _closed = writeln!(io::stderr().lock(), "{text}");
    }

    /// Tells a text beside the answer.
    pub(crate) fn say(&self, id: &str, args: &[(&str, Value)]) {
        self.note(&self.text(id, args));
    }

    /// Ends with a failure: what happened and what to do.
    pub(crate) fn fail(&self, error: &CliError) {
        if self.json {
            // If stdout fails, stderr tells all the same.
            let _unread = self.answer(&json::Failed { error: self.failure(error) }, String::new);
        }
        self.tell(error);
    }

    /// A failure in JSON.
    pub(crate) fn failure(&self, error: &CliError) -> json::Failure {
        let (code, details) = (error.code().to_owned(), error.details());
        let text = self.messages.failure(&code, &details);
        json::Failure { code, message: text.message, advice: text.advice, details }
    }

    /// Tells a failure that is not the end beside the answer.
    pub(crate) fn tell(&self, error: &CliError) {
        let text = self.messages.failure(error.code(), &error.details());
        self.say("failure-line", &[("message", text.message.into())]);
        if let CliError::Batch(batch) = error {
            for details in batch.others() {
                let other = self.messages.failure(error.code(), &details);
                self.say("failure-line", &[("message", other.message.into())]);
            }
        }
        if self.verbose {
            self.say("failure-why", &[("why", text.why.into())]);
        }
        if !text.advice.is_empty() {
            self.say("failure-advice", &[("advice", text.advice.into())]);
        }
        self.say("failure-code", &[("code", error.code().into())]);
        if self.verbose {
            error.chain().for_each(|cause| self.note(&format!("  <- {cause}")));
        }
    }

    /// Tells that there is a newer version of this program.
    pub(crate) fn tell_update(&self, newest: &str, download: Option<&str>) {
        let current = env!("CARGO_PKG_VERSION");
        self.say("update-available", &[("newest", newest.into()), ("current", current.into())]);
        if let Some(url) = download {
            self.say("update-download", &[("url", url.into())]);
        }
    }

    /// Asks for a line at a terminal that is known to be there.
    pub(crate) fn line(&self, question: &str) -> Result<String, CliError> {
        let mut stderr = io::stderr().lock();
        let _closed = write!(stderr, "{question}: ").and_then(|()| stderr.flush());
        let mut line = String::new();
        match io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) => Err(CliError::Cancelled),
            Ok(_) => Ok(line.trim().to_owned()),
        }
    }

    /// Asks for a yes or no at a terminal that is known to be there.
    pub(crate) fn confirm(&self, question: &str) -> Result<bool, CliError> {
        if !self.draws {
            return self.confirm_by_line(question);
        }
        let items = [(true, "answer-yes", 'y'), (false, "answer-no", 'n')];
        let items = items.map(|(yes, id, key)| Item::new(yes, self.text(id, &[])).with_hotkey(key)).into();
        let list = List::new(question.to_owned(), self.text("keys-confirm", &[]), items).deliberate();
        let Reply::Answer(yes) = prompt::ask(list)? else { return Err(CliError::Cancelled) };
        let answer = self.text(if yes { "answer-yes" } else { "answer-no" }, &[]);
        self.note(&format!("{question} {answer}"));
        Ok(yes)
    }

    fn confirm_by_line(&self, question: &str) -> Result<bool, CliError> {
        let keys = |id: &str| self.text(id, &[]).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let (yes, no) = (keys("answer-yes-keys"), keys("answer-no-keys"));
        let question = format!("{question} {}", self.text("answer-yes-no", &[]));
        loop {
            let answer = self.line(&question)?.to_lowercase();
            if yes.contains(&answer) {
                return Ok(true);
            }
            if no.contains(&answer) {
                return Ok(false);
            }
            self.say("answer-unclear", &[]);
        }
    }

    /// Asks for a secret without echo.
    pub(crate) fn secret(&self, question: &str, flag: &'static str) -> Result<SecretString, CliError> {
        if !self.interactive {
            return Err(CliError::InputNeeded { flag });
        }
        prompt::secret(&format!("{question}: "))
    }
}

/// A document, and the end of its last line.
fn line(document: serde_json::Result<String>) -> Result<String, CliError> {
    document.map(|document| document + "\n").map_err(|error| unwritten(error.into()))
}

fn unwritten(source: io::Error) -> CliError {
    DeskError::Write { file: PathBuf::from("stdout"), source }.into()
}

/// Whether people see stderr, on a terminal that can move its cursor.
fn can_draw() -> bool {
    let dumb = match std::env::var_os("TERM") {
        Some(name) => name.is_empty() || name == "dumb",
        None => !cfg!(windows),
    };
    !dumb && io::stderr().is_terminal()
}
