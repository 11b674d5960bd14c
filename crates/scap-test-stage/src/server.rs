//! A real server process on a database that the programs themselves made.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{LazyLock, mpsc},
    thread::{self, JoinHandle},
    time::{SystemTime, UNIX_EPOCH},
};

use scap_ac::UnixTime;
use scap_card::{Pin, UserCode, soft::SoftCards};
use scap_flow::{Activate, Answer, Ask, CardSelection, Driver, Journal};
use scap_proto::{Client, ServerUrl};
use scap_test_pki::fixed;

use crate::stage::{PIN, Stage, USER_CODE};

/// The program, beside the tests; built if it is missing.
static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    // Tests are in a folder below the one with the programs.
    let test = env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).unwrap();
    let server = folder.join(format!("scap-server{}", env::consts::EXE_SUFFIX));
    if !server.exists() {
        let profile = match folder.file_name().unwrap().to_str().unwrap() {
            "debug" => "dev",
            profile => profile,
        };
        let built = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["build", "--package", "scap-server", "--profile", profile, "--target-dir"])
            .arg(folder.parent().unwrap())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .unwrap();
        assert!(built.success(), "the server cannot be built");
    }
    server
});

/// A database that knows the catalogue, the cards of the manual's example, and amy's as activated.
static DATABASE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut stage = Stage::new();
    let catalogue = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/catalogue/catalogue.json");
    let cards = format!(
        "serial,business_number,user_code\n{},{ubn},{USER_CODE}\n{},{ubn},{USER_CODE}\n",
        fixed::SECONDARY_SERIAL,
        fixed::OTHER_SECONDARY_SERIAL,
        ubn = fixed::BUSINESS_NUMBER,
    );
    let cards = stage.write("cards.csv", &cards);
    import(stage.folder(), ["catalogue", catalogue]);
    import(stage.folder(), ["cards", &cards]);
    stage.add("amy", &fixed::secondary());
    stage.start(&[]);
    activate(&stage);
    stage.stop();
    fs::read(database(stage.folder())).unwrap()
});

/// F1 with the only card there is.
fn activate(stage: &Stage) {
    let url: ServerUrl = stage.url().parse().unwrap();
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let flow = Activate::new(url.clone(), UnixTime::from_secs(since.as_secs()).unwrap());
    let mut driver = Driver::new(
        flow,
        Box::new(SoftCards::open(&stage.folder().join("cards"))),
        CardSelection::default(),
        Some(Box::new(Client::new(url, None))),
        Journal::new(stage.folder().join("home/pending")),
    );
    let mut ask = driver.start();
    loop {
        let answer = match ask {
            Ask::Pin(_) => Answer::Pin(Pin::new(PIN.into()).unwrap()),
            Ask::UserCode { .. } => Answer::UserCode(UserCode::new(USER_CODE.into())),
            Ask::ConfirmCard(_) => Answer::Yes,
            Ask::Done(_) => return,
            ask => panic!("{ask:?}"),
        };
        ask = driver.answer(answer);
    }
}

/// Where the database of the server below this folder is.
#[must_use]
pub fn database(folder: &Path) -> PathBuf {
    folder.join("registry").join("registry.db")
}

/// Puts a fresh copy of the database below this folder.
pub fn copy_database(folder: &Path) {
    let database = database(folder);
    fs::create_dir_all(database.parent().unwrap()).unwrap();
    fs::write(&database, &*DATABASE).unwrap();
}

/// Imports a file into the database below this folder.
pub fn import(folder: &Path, what: [&str; 2]) {
    let done = program(folder).arg("import").args(what).output().unwrap();
    assert!(done.status.success(), "{done:?}");
}

/// Runs a command of the operator's on the database below this folder; returns what it prints.
#[expect(clippy::must_use_candidate, reason = "that it succeeds may be all that matters")]
pub fn operate(folder: &Path, arguments: &[&str]) -> String {
    let done = program(folder).args(arguments).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    String::from_utf8(done.stdout).unwrap()
}

/// The program, its data below this folder, with nothing of this process's environment.
fn program(folder: &Path) -> Command {
    let mut program = Command::new(&*PROGRAM);
    program.env_clear().arg("--data").arg(folder.join("registry"));
    program
}

/// A serving process: its log is in `server.log`. Dropped, it is killed.
#[derive(Debug)]
pub struct Server {
    child: Child,
    log: Option<JoinHandle<()>>,
    /// Where it listens.
    pub address: String,
}

impl Server {
    /// Serves below this folder and trusts the test CA; logs everything that it can.
    #[must_use]
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        let port = folder.join("port");
        let mut child = program(folder)
            .args(["--listen", "127.0.0.1:0", "--port-file"])
            .arg(&port)
            .arg("--anchor")
            .arg(folder.join("root.pem"))
            .arg("--intermediate")
            .arg(folder.join("ca.pem"))
            .args(arguments)
            .env("SCAP_SERVER_LOG", "trace")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let mut log = fs::File::options().create(true).append(true).open(folder.join("server.log")).unwrap();
        let (tell, serving) = mpsc::channel();
        let log = thread::spawn(move || {
            for line in stderr.lines() {
                let line = line.unwrap();
                writeln!(log, "{line}").unwrap();
                if line.contains(" serving ") {
                    // Nobody listens any more for a second time.
                    let _ = tell.send(());
                }
            }
        });
        if serving.recv().is_err() {
            let log = fs::read_to_string(folder.join("server.log")).unwrap();
            panic!("the server ended: {log}");
        }
        let address = fs::read_to_string(&port).unwrap().trim().to_owned();
        Self { child, log: Some(log), address }
    }

    /// The process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Has it end as an operator does, and waits for that.
    pub fn stop(mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap();
        assert!(asked.success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail if the process has ended, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
        // The log is whole once the process is gone.
        if let Some(log) = self.log.take() {
            let _ = log.join();
        }
    }
}
