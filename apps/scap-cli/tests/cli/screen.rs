//! A terminal with a screen: what a person sees, and the keys that he presses.

use std::{
    fs,
    io::{Read, Write},
    process::Child,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use pty_process::{
    Size,
    blocking::{Command, Pty, open},
};

use crate::stage::{Run, Stage, watch};

/// How long anything may take to appear.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const ENTER: &str = "\r";
pub(crate) const ESC: &str = "\x1b";
pub(crate) const UP: &str = "\x1b[A";
pub(crate) const DOWN: &str = "\x1b[B";
pub(crate) const LEFT: &str = "\x1b[D";
pub(crate) const SPACE: &str = " ";
pub(crate) const CTRL_C: &str = "\x03";

/// A program at a terminal.
pub(crate) struct Screen<'a> {
    stage: &'a Stage,
    arguments: Vec<String>,
    child: Child,
    keyboard: Pty,
    output: mpsc::Receiver<Vec<u8>>,
    terminal: vt100::Parser,
    _watch: mpsc::Sender<()>,
}

impl Stage {
    /// Runs the program at a terminal of 80 columns and 24 rows. What is on stdout goes to a file.
    pub(crate) fn at_screen(&self, arguments: &[String]) -> Screen<'_> {
        self.at_screen_of(arguments, 80, 24)
    }

    /// The same at a terminal of this size.
    pub(crate) fn at_screen_of(&self, arguments: &[String], columns: u16, rows: u16) -> Screen<'_> {
        let (keyboard, other_end) = open().unwrap();
        keyboard.resize(Size::new(rows, columns)).unwrap();
        let mut command = self.command(arguments);
        command.env("TERM", "xterm-256color");
        let stdout = fs::File::create(self.folder().join("stdout")).unwrap();
        let command = Command::new(command.get_program())
            .args(command.get_args())
            .env_clear()
            .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .current_dir(self.folder())
            .stdout(stdout);
        let child = command.spawn(other_end).unwrap();
        let (sender, output) = mpsc::channel();
        let mut reader: fs::File = std::os::fd::AsFd::as_fd(&keyboard).try_clone_to_owned().unwrap().into();
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            // The end of the program ends its terminal, which is told as an error.
            while let Ok(count @ 1..) = reader.read(&mut chunk) {
                if sender.send(chunk[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let watch = watch(&child);
        let terminal = vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 200);
        Screen {
            stage: self,
            arguments: arguments.to_vec(),
            child,
            keyboard,
            output,
            terminal,
            _watch: watch,
        }
    }
}

impl Screen<'_> {
    /// What is seen now.
    pub(crate) fn contents(&self) -> String {
        self.terminal.screen().contents()
    }

    /// Whether anything is coloured.
    pub(crate) fn has_colour(&self) -> bool {
        let screen = self.terminal.screen();
        let (rows, columns) = screen.size();
        let mut cells = (0..rows.get())
            .flat_map(|row| (0..columns.get()).filter_map(move |column| screen.cell(row, column)));
        cells.any(|cell| cell.fgcolor() != vt100::Color::Default)
    }

    /// Presses keys, one after another, without looking between them.
    pub(crate) fn press(&mut self, keys: &[&str]) -> &mut Self {
        self.keyboard.write_all(keys.concat().as_bytes()).unwrap();
        self
    }

    /// Waits until all of this is seen, however it is wrapped.
    #[track_caller]
    pub(crate) fn see(&mut self, expected: &[&str]) -> &mut Self {
        self.wait(&format!("{expected:?}"), |seen| expected.iter().all(|text| seen.contains(&close(text))))
    }

    /// Waits until this is not seen any more.
    #[track_caller]
    pub(crate) fn see_gone(&mut self, text: &str) -> &mut Self {
        self.wait(&format!("{text:?} to go"), |seen| !seen.contains(&close(text)))
    }

    #[track_caller]
    fn wait(&mut self, what: &str, is_there: impl Fn(&str) -> bool) -> &mut Self {
        let end = Instant::now() + PATIENCE;
        while !is_there(&close(&self.contents())) {
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.terminal.process(&bytes),
                Err(error) => panic!("waiting for {what}: {error}\n{}", self.contents()),
            }
        }
        self
    }

    /// The program's end; what is still on the screen is in `stderr`.
    pub(crate) fn end(mut self) -> Run {
        while let Ok(bytes) = self.output.recv_timeout(PATIENCE) {
            self.terminal.process(&bytes);
        }
        let code = self.child.wait().unwrap().code();
        let output = fs::read(self.stage.folder().join("stdout")).unwrap();
        let stderr = self.contents();
        Run { arguments: self.arguments, code, output, stderr }
    }
}

/// A text without white space.
fn close(text: &str) -> String {
    text.split_whitespace().collect()
}
