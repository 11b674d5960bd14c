//! A real server process on a database that the programs themselves made.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{LazyLock, mpsc},
    thread::{self, JoinHandle},
};

use scap_test_pki::fixed;

use crate::stage::{Stage, USER_CODE};

/// The program, beside the one that is tested; built if it is missing.
static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let scap = Path::new(env!("CARGO_BIN_EXE_scap"));
    let server = scap.with_file_name(format!("scap-server{}", env::consts::EXE_SUFFIX));
    if !server.exists() {
        let folder = scap.parent().unwrap();
        let profile = match folder.file_name().unwrap().to_str().unwrap() {
            "debug" => "dev",
            profile => profile,
        };
        let built = Command::new(env!("CARGO"))
            .args(["build", "--package", "scap-server", "--profile", profile, "--target-dir"])
            .arg(folder.parent().unwrap())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .unwrap();
        assert!(built.success(), "the server cannot be built");
    }
    server
});

/// A database with the catalogue and with two secondary cards, the first of them activated.
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
    stage.scap(&stage.activate("amy")).succeeded();
    stage.stop();
    fs::read(database(stage.folder())).unwrap()
});

/// Where the database of the server below this folder is.
pub(crate) fn database(folder: &Path) -> PathBuf {
    folder.join("registry").join("registry.db")
}

/// Puts a fresh copy of the database below this folder.
pub(crate) fn copy_database(folder: &Path) {
    let database = database(folder);
    fs::create_dir_all(database.parent().unwrap()).unwrap();
    fs::write(&database, &*DATABASE).unwrap();
}

/// Imports a file into the database below this folder.
pub(crate) fn import(folder: &Path, what: [&str; 2]) {
    let done = program(folder).arg("import").args(what).output().unwrap();
    assert!(done.status.success(), "{done:?}");
}

/// Runs a command of the operator's on the database below this folder; returns what it prints.
pub(crate) fn operate(folder: &Path, arguments: &[&str]) -> String {
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
pub(crate) struct Server {
    child: Child,
    log: Option<JoinHandle<()>>,
    /// Where it listens.
    pub(crate) address: String,
}

impl Server {
    /// Serves below this folder and trusts the test CA; logs everything that it can.
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Self {
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
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Has it end as an operator does, and waits for that.
    pub(crate) fn stop(mut self) {
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
