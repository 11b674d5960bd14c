//! The server as a process, with its data in a folder that outlives it.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStderr, Command, ExitStatus, Output, Stdio},
    thread::{self, JoinHandle},
};

use der::pem::LineEnding;
use scap_ac::CardRank;
use scap_test_pki::fixed::{self, Card};
use tempfile::TempDir;

pub(crate) const CODE: &str = "opensesame";
/// How many further secondary cards of the entity are in the register.
const HOLDERS: usize = 8;

fn serial(number: usize) -> String {
    format!("7000{number}")
}

/// One of the further secondary cards.
pub(crate) fn holder(number: usize) -> Card {
    let keys_of_holders = fixed::CARD_KEYS - 1;
    fixed::card(&fixed::request(CardRank::Secondary, &serial(number)), 1 + number % keys_of_holders)
}

/// A data folder with catalogue, cards and trust, all imported by the program itself.
pub(crate) struct Data {
    pub(crate) folder: TempDir,
}

impl Data {
    pub(crate) fn new() -> Self {
        let data = Self { folder: TempDir::new().unwrap() };
        let root = data.write("root.pem", &pem("CERTIFICATE", fixed::ca().anchor_der()));
        let ca = data.write("ca.pem", &pem("CERTIFICATE", fixed::ca().intermediate_der()));
        let serials = [fixed::SECONDARY_SERIAL, fixed::OTHER_SECONDARY_SERIAL].map(str::to_owned);
        let serials = serials.into_iter().chain((0..HOLDERS).map(serial));
        let rows = serials.map(|serial| format!("{serial},{},{CODE}\n", fixed::BUSINESS_NUMBER));
        let cards = format!("serial,business_number,user_code\n{}", rows.collect::<String>());
        let cards = data.write("cards.csv", &cards);
        let catalogue = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/catalogue/catalogue.json");
        for arguments in [
            ["import", "anchors", &root],
            ["import", "intermediates", &ca],
            ["import", "catalogue", catalogue],
            ["import", "cards", &cards],
        ] {
            let output = data.run(&arguments);
            assert!(output.status.success(), "{output:?}");
        }
        data
    }

    /// Writes a file beside the data; returns its path.
    pub(crate) fn write(&self, name: &str, content: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Runs a command on the data to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(&[], arguments)
    }

    /// The same with this environment.
    pub(crate) fn run_with(&self, environment: &[(&str, &str)], arguments: &[&str]) -> Output {
        let mut program = program(self.folder.path());
        program.envs(environment.iter().copied()).args(arguments).output().unwrap()
    }

    /// The same with this as its stdout.
    pub(crate) fn run_into(&self, stdout: impl Into<Stdio>, arguments: &[&str]) -> Output {
        program(self.folder.path()).args(arguments).stdout(stdout).output().unwrap()
    }

    /// The names of the files in a folder of the data folder, sorted.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path().join("data").join(folder)).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort_unstable();
        names
    }

    pub(crate) fn start(&self) -> Server {
        self.start_with(&[])
    }

    /// The same with these options.
    pub(crate) fn start_with(&self, options: &[&str]) -> Server {
        Server::start(self.folder.path(), options)
    }
}

fn program(folder: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_scap-server"));
    program.arg("--data").arg(folder.join("data")).env_clear();
    program
}

pub(crate) fn pem(label: &'static str, der: &[u8]) -> String {
    der::pem::encode_string(label, LineEnding::LF, der).unwrap()
}

/// A serving process. Dropped, it is killed.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    log: Option<JoinHandle<String>>,
}

impl Server {
    fn start(folder: &Path, options: &[&str]) -> Self {
        let port = folder.join("port");
        let mut child = program(folder)
            .args(["--listen", "127.0.0.1:0", "--port-file"])
            .arg(&port)
            .args(options)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let start = read_until_serving(&mut log);
        let log = thread::spawn(move || {
            let mut rest = start;
            log.read_to_string(&mut rest).unwrap();
            rest
        });
        let address = fs::read_to_string(&port).unwrap();
        Self { child, url: format!("http://{}", address.trim()), log: Some(log) }
    }

    /// As power loss does to the process: no signal that it could act on.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends SIGTERM.
    pub(crate) fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end; returns how it ended and what was logged.
    pub(crate) fn wait(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        (status, self.log.take().unwrap().join().unwrap())
    }

    pub(crate) fn stop(self) -> (ExitStatus, String) {
        self.terminate();
        self.wait()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail if the process has ended, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_until_serving(log: &mut BufReader<ChildStderr>) -> String {
    let mut start = String::new();
    while !start.contains(" serving ") {
        assert_ne!(log.read_line(&mut start).unwrap(), 0, "the server ended: {start}");
    }
    start
}
