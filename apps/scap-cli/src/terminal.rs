//! Talking to people: answers on stdout, everything else on stderr, questions at a terminal only.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    path::PathBuf,
};

use scap_messages::Messages;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::error::CliError;

/// Where people are, and in which language.
#[derive(Debug)]
pub(crate) struct Terminal {
    messages: Messages,
    json: bool,
    interactive: bool,
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
        Self { messages, json, interactive: io::stdin().is_terminal(), verbose }
    }

    /// The texts of this run.
    pub(crate) const fn messages(&self) -> &Messages {
        &self.messages
    }

    /// Whether questions can be asked.
    pub(crate) const fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// A text.
    pub(crate) fn text(&self, id: &str, args: &[(&str, Value)]) -> String {
        self.messages.text(id, args)
    }

    /// The answer of a command: its JSON, or its text.
    pub(crate) fn answer(&self, value: &Value, text: impl FnOnce() -> String) -> Result<(), CliError> {
        self.print(if self.json { format!("{value:#}\n") } else { text() }.as_bytes()).map(drop)
    }

    /// One of many answers: its JSON on one line, or its text. Returns who reads on.
    pub(crate) fn event(&self, value: &Value, text: impl FnOnce() -> String) -> Result<Audience, CliError> {
        self.print(if self.json { format!("{value}\n") } else { text() }.as_bytes())
    }

    /// Writes to stdout. That its reader has closed it is no failure: he wants no more.
    pub(crate) fn print(&self, bytes: &[u8]) -> Result<Audience, CliError> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            Ok(()) => Ok(Audience::Listens),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Audience::Left),
            Err(source) => Err(CliError::Write { file: PathBuf::from("stdout"), source }),
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
            let failure = json!({ "error": self.failure_json(error) });
            // If stdout fails, stderr tells all the same.
            let _unread = self.print(format!("{failure:#}\n").as_bytes());
        }
        self.tell(error);
    }

    /// A failure in JSON.
    pub(crate) fn failure_json(&self, error: &CliError) -> Value {
        let text = self.messages.failure(error.code(), &error.details());
        json!({
            "code": error.code(),
            "message": text.message,
            "advice": text.advice,
            "details": error.details(),
        })
    }

    /// Tells a failure that is not the end beside the answer.
    pub(crate) fn tell(&self, error: &CliError) {
        let text = self.messages.failure(error.code(), &error.details());
        self.say("failure-line", &[("message", text.message.into())]);
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

    /// Asks for a line; `flag` is what a script gives instead.
    pub(crate) fn ask(&self, question: &str, flag: &'static str) -> Result<String, CliError> {
        if self.interactive { self.line(question) } else { Err(CliError::InputNeeded { flag }) }
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
        let secret = rpassword::prompt_password(format!("{question}: ")).map_err(|_| CliError::Cancelled)?;
        Ok(secret.into())
    }
}
