//! Talking to people: answers on stdout, everything else on stderr, questions at a terminal only.

use std::io::{self, BufRead, IsTerminal, Write};

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
    pub(crate) fn answer(&self, value: &Value, text: impl FnOnce() -> String) {
        if self.json { self.print(&format!("{value:#}\n")) } else { self.print(&text()) }
    }

    /// Writes to stdout. A reader that has closed it wants no more.
    pub(crate) fn print(&self, text: &str) {
        self.print_bytes(text.as_bytes());
    }

    /// Writes bytes to stdout.
    pub(crate) fn print_bytes(&self, bytes: &[u8]) {
        let mut stdout = io::stdout().lock();
        let _closed = stdout.write_all(bytes).and_then(|()| stdout.flush());
    }

    /// Tells something beside the answer.
    pub(crate) fn note(&self, text: &str) {
        let _closed = writeln!(io::stderr().lock(), "{text}");
    }

    /// Tells a text beside the answer.
    pub(crate) fn say(&self, id: &str, args: &[(&str, Value)]) {
        self.note(&self.text(id, args));
    }

    /// Tells a failure: what happened and what to do.
    pub(crate) fn fail(&self, error: &CliError) {
        let text = self.messages.failure(error.code(), &error.details());
        if self.json {
            let failure = json!({
                "error": {
                    "code": error.code(),
                    "message": text.message,
                    "advice": text.advice,
                    "details": error.details(),
                }
            });
            self.print(&format!("{failure:#}\n"));
        }
        self.say("failure-line", &[("message", text.message.into())]);
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
        if !self.interactive {
            return Err(CliError::InputNeeded { flag });
        }
        let mut stderr = io::stderr().lock();
        let _closed = write!(stderr, "{question}: ").and_then(|()| stderr.flush());
        let mut line = String::new();
        match io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) => Err(CliError::Cancelled),
            Ok(_) => Ok(line.trim().to_owned()),
        }
    }

    /// Asks for a yes or no.
    pub(crate) fn confirm(&self, question: &str, flag: &'static str) -> Result<bool, CliError> {
        let keys = |id: &str| self.text(id, &[]).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let (yes, no) = (keys("answer-yes-keys"), keys("answer-no-keys"));
        let question = format!("{question} {}", self.text("answer-yes-no", &[]));
        loop {
            let answer = self.ask(&question, flag)?.to_lowercase();
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
