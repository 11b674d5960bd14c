//! A private stage for each test: the folder with cards and a server, and how `scap` is run on it.

use std::{
    fmt, fs,
    io::{BufRead, BufReader, Read, Write},
    ops::{Deref, DerefMut},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use scap_test_stage::{Gate, Stage as Base};
pub(crate) use scap_test_stage::{PIN, SIGNER_PIN, USER_CODE};
use serde_json::{Value, json};

use crate::schemas;

/// How long a run may take: the slowest waits 15 seconds for a server.
const PATIENCE: Duration = Duration::from_secs(90);

/// A folder with everything that a run of `scap` can see.
pub(crate) struct Stage {
    base: Base,
    environment: Vec<(String, String)>,
}

impl Deref for Stage {
    type Target = Base;

    fn deref(&self) -> &Base {
        &self.base
    }
}

impl DerefMut for Stage {
    fn deref_mut(&mut self) -> &mut Base {
        &mut self.base
    }
}

/// How a run ended.
pub(crate) struct Run {
    pub(crate) arguments: Vec<String>,
    pub(crate) code: Option<i32>,
    pub(crate) output: Vec<u8>,
    pub(crate) stderr: String,
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let output = String::from_utf8_lossy(&self.output);
        write!(f, "exit code {:?}\n--- stdout\n{output}\n--- stderr\n{}\n---", self.code, self.stderr)
    }
}

impl Run {
    /// What is on stdout, as text.
    pub(crate) fn stdout(&self) -> &str {
        std::str::from_utf8(&self.output).unwrap()
    }

    /// The one JSON document on stdout, which follows its schema.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let document =
            serde_json::from_slice(&self.output).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        schemas::check(&self.arguments, &document);
        document
    }

    /// The same run, if its exit code is 0.
    #[track_caller]
    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }
}

impl Stage {
    /// PIN files, the CA's certificates and an empty folder of cards.
    pub(crate) fn new() -> Self {
        let stage = Self { base: Base::new(), environment: Vec::new() };
        fs::create_dir(stage.folder().join("secrets")).unwrap();
        stage.write("secrets/pin", format!("{PIN}\n"));
        stage.write("secrets/signer-pin", SIGNER_PIN);
        stage.write("secrets/code", format!("{USER_CODE}\r\n"));
        stage.write("content.json", content().to_string());
        stage
    }

    /// The same with the cards of the manual's example and a server behind it.
    pub(crate) fn with_cards_and_server() -> Self {
        let mut stage = Self::new();
        stage.add_example();
        stage.serve(&[]);
        stage
    }

    /// Sets a variable of every run from now on.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.environment.push((name.to_owned(), value.into()));
    }

    // The server.

    /// Serves with a copy of the prepared database.
    pub(crate) fn serve(&mut self, arguments: &[&str]) {
        self.base.serve(arguments);
        self.set("SCAP_SERVER", self.url());
    }

    /// The same behind a door.
    pub(crate) fn serve_behind(&mut self, gate: Gate, arguments: &[&str]) {
        self.base.serve_behind(gate, arguments);
        self.set("SCAP_SERVER", self.url());
    }

    /// Serves with the database that is there.
    pub(crate) fn start(&mut self, arguments: &[&str]) {
        self.base.start(arguments);
        self.set("SCAP_SERVER", self.url());
    }

    // Commands.

    /// F1 with this card.
    pub(crate) fn activate(&self, holder: &str) -> Vec<String> {
        let (pin, code) = (self.path("secrets/pin"), self.path("secrets/code"));
        args(["activate", "--holder", holder, "--pin-file", &pin, "--user-code-file", &code])
    }

    /// F2 with this card and whichever primary card there is.
    pub(crate) fn issue(&self, holder: &str) -> Vec<String> {
        let mut arguments = args(["issue", "--holder", holder, "--content", &self.path("content.json")]);
        arguments.extend(args(["--pin-file", &self.path("secrets/pin")]));
        arguments.extend(args(["--signer-pin-file", &self.path("secrets/signer-pin")]));
        arguments
    }

    /// F6 with this card.
    pub(crate) fn view(&self, holder: &str) -> Vec<String> {
        args(["view", "--holder", holder, "--pin-file", &self.path("secrets/pin")])
    }

    /// F8: everything that was ever granted to this card.
    pub(crate) fn received(&self, card: &str) -> Vec<String> {
        let range = ["records", "--from", "2020-01-01", "--to", "2039-12-31", "--direction", "received"];
        let card = ["--card", card, "--pin-file", &self.path("secrets/pin")];
        args(range.into_iter().chain(card))
    }

    /// The program with its clean environment, nothing on its stdin.
    pub(crate) fn command(&self, arguments: &[String]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scap"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.folder().join("home"))
            .env("XDG_CONFIG_HOME", self.folder().join("home/config"))
            .env("XDG_DATA_HOME", self.folder().join("home/data"))
            .env("SCAP_SOFT_CARDS", self.folder().join("cards"))
            // Cards in real readers are nobody's business here.
            .env("PCSCLITE_CSOCK_NAME", self.folder().join("no-pcscd"))
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .envs(self.environment.iter().cloned())
            .current_dir(self.folder())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn scap(&self, arguments: &[String]) -> Run {
        self.scap_reading(arguments, b"")
    }

    /// Runs the program to its end; this is on its stdin.
    pub(crate) fn scap_reading(&self, arguments: &[String], input: &[u8]) -> Run {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        let _watch = watch(&child);
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        Run { arguments: arguments.to_vec(), code: output.status.code(), output: output.stdout, stderr }
    }

    /// Runs the program at a terminal, where a person answers each question in turn: what the question says, and
    /// the line that is typed. What is on stdout goes to a file, so that it can be told from the rest of what is
    /// on the screen, which is in `stderr`.
    pub(crate) fn at_terminal(&self, arguments: &[String], answers: &[(&str, &str)]) -> Run {
        let quoted = arguments.iter().map(|argument| format!(" '{argument}'")).collect::<String>();
        self.write("run.sh", format!("exec '{}'{quoted} >stdout", env!("CARGO_BIN_EXE_scap")));
        let like = self.command(&[]);
        let mut child = Command::new("script")
            .args(["--quiet", "--return", "--command", "sh run.sh", "/dev/null"])
            .env_clear()
            .envs(like.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .current_dir(self.folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let _watch = watch(&child);
        let mut keyboard = child.stdin.take().unwrap();
        let mut answers = answers.iter().peekable();
        let (mut screen, mut seen) = (Vec::new(), 0);
        let mut output = child.stdout.take().unwrap();
        let mut chunk = [0; 4096];
        loop {
            let count = output.read(&mut chunk).unwrap();
            if count == 0 {
                break;
            }
            screen.extend(&chunk[..count]);
            let news = String::from_utf8_lossy(&screen[seen..]).into_owned();
            if let Some((_, line)) = answers.next_if(|(question, _)| news.contains(question)) {
                seen = screen.len();
                writeln!(keyboard, "{line}").unwrap();
            }
        }
        let code = child.wait().unwrap().code();
        let stderr = String::from_utf8(screen).unwrap();
        let output = fs::read(self.folder().join("stdout")).unwrap();
        Run { arguments: arguments.to_vec(), code, output, stderr }
    }

    /// Runs the program while `person` sees each line of its stderr as it comes.
    pub(crate) fn play(&self, arguments: &[String], mut person: impl FnMut(&Child, &str)) -> Run {
        let mut child = self.command(arguments).spawn().unwrap();
        let _watch = watch(&child);
        let mut stdout = child.stdout.take().unwrap();
        let output = thread::spawn(move || {
            let mut output = Vec::new();
            stdout.read_to_end(&mut output).map(|_| output)
        });
        let mut stderr = String::new();
        for line in BufReader::new(child.stderr.take().unwrap()).lines() {
            let line = line.unwrap();
            person(&child, &line);
            stderr.push_str(&line);
            stderr.push('\n');
        }
        let code = child.wait().unwrap().code();
        let output = output.join().unwrap().unwrap();
        Run { arguments: arguments.to_vec(), code, output, stderr }
    }
}

/// Kills a program that hangs. Dropping what is returned ends the watch.
pub(crate) fn watch(child: &Child) -> mpsc::Sender<()> {
    let (end, ended) = mpsc::channel();
    let id = child.id().to_string();
    thread::spawn(move || {
        if ended.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
            // The run then has no exit code, which fails the test.
            let _ = Command::new("kill").args(["-KILL", &id]).status();
        }
    });
    end
}

/// Arguments as the program takes them.
pub(crate) fn args<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    arguments.into_iter().map(str::to_owned).collect()
}

/// The content that most tests grant.
pub(crate) fn content() -> Value {
    json!({
        "holder_id": { "kind": "national_id", "number": "A123456789" },
        "slots": [
            {
                "slot": 1, "application": "G2B-EHELPER",
                "unit_name": "中華電信股份有限公司》宜蘭第六廠", "unit_code": "028》78616600",
                "role": "接收公文、發送專屬訊息",
            },
            { "slot": 4, "application": "EINVOICE" },
        ],
    })
}
