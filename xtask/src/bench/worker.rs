//! Programs that measure: each waits for its turn.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use crate::{
    error::Failed,
    process::{find, line, output},
};

/// One processor for everything that runs on one thread.
pub(super) struct Pinned(Option<String>);

impl Pinned {
    /// The last processor that this process may use, if `taskset` is there to keep a program on it.
    pub(super) fn new() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
        let last = allowed.and_then(|list| list.trim().rsplit([',', '-']).next().map(str::to_owned));
        Self(last.filter(|_| find("taskset").is_some()))
    }

    /// This program, on that processor.
    pub(super) fn command(&self, program: &Path) -> Command {
        let Some(processor) = &self.0 else { return Command::new(program) };
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", processor]).arg(program);
        command
    }
}

/// A program that measures what it is asked, one line at a time.
pub(super) struct Worker {
    line: String,
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    pub(super) fn start(command: &mut Command) -> Result<Self, Failed> {
        let line = line(command);
        let failed = || Failed::new(format!("{line} cannot be run"));
        let mut process =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|_| failed())?;
        let requests = process.stdin.take().ok_or_else(failed)?;
        let answers = BufReader::new(process.stdout.take().ok_or_else(failed)?);
        Ok(Self { process, requests, answers, line })
    }

    /// What it says of itself when it is ready.
    pub(super) fn greeting(&mut self) -> Result<String, Failed> {
        let answer = self.answer()?;
        answer.strip_prefix("ready ").map(str::to_owned).ok_or_else(|| self.failed(&answer))
    }

    /// How often this can be done in a second.
    pub(super) fn rate(&mut self, name: &str, seconds: f64) -> Result<f64, Failed> {
        if writeln!(self.requests, "{name} {seconds}").and_then(|()| self.requests.flush()).is_err() {
            return Err(self.failed(name));
        }
        let answer = self.answer()?;
        let parsed = answer.split_once(' ').and_then(|(count, seconds)| {
            let (count, seconds): (f64, f64) = (count.parse().ok()?, seconds.parse().ok()?);
            Some(count / seconds)
        });
        parsed.filter(|rate| rate.is_finite()).ok_or_else(|| self.failed(&answer))
    }

    fn answer(&mut self) -> Result<String, Failed> {
        let mut answer = String::new();
        match self.answers.read_line(&mut answer) {
            Ok(read) if read > 0 => Ok(answer.trim_end().to_owned()),
            _ => Err(self.failed("it has ended")),
        }
    }

    fn failed(&self, what: &str) -> Failed {
        Failed::new(format!("{}: {what}", self.line))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It has nothing to lose, and may be in the middle of a measurement.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The verifications of RSA-2048 in a second that `openssl speed` counts, in processor time.
pub(super) fn openssl_verify(pinned: &Pinned, seconds: f64) -> Result<f64, Failed> {
    // Its clock ticks a hundred times a second, so it gets longer.
    let seconds = format!("{:.0}", seconds.ceil().max(2.0));
    let mut command = pinned.command(Path::new("openssl"));
    let printed = output(command.args(["speed", "-seconds", &seconds, "-mr", "rsa2048"]))?;
    let printed = String::from_utf8_lossy(&printed.stdout);
    // +F2:NUMBER:BITS:SIGNATURES:VERIFICATIONS
    let result = printed.lines().find_map(|line| line.strip_prefix("+F2:"));
    let rate = result.and_then(|fields| fields.split(':').nth(3)?.parse().ok());
    rate.ok_or_else(|| Failed::new(format!("{} printed no result: {printed}", line(&command))))
}
