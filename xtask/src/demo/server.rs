//! The server of the story: its data, its start and its end.

use std::{
    fs::{self, File},
    net::SocketAddr,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    demo::{
        cards::{Cards, ENTITY},
        stage::Stage,
    },
    error::Failed,
    process,
    workspace::Workspace,
};

/// The user code of every card here.
pub(crate) const USER_CODE: &str = "opensesame";

/// How long the server may take to start or to stop.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running server; dropped, it is killed.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    pub(crate) fn start(stage: &mut Stage, workspace: &Workspace, cards: &Cards) -> Result<Self, Failed> {
        stage.chapter(
            "A server with fresh data: what it trusts, the catalogue, the cards that may be activated",
        );
        let catalogue = stage.path("catalogue.json");
        fs::copy(workspace.root.join("fixtures/catalogue/catalogue.json"), &catalogue)
            .map_err(Failed::file(&catalogue))?;
        let rows = cards.secondaries.iter().map(|(_, serial)| format!("{serial},{ENTITY},{USER_CODE}\n"));
        let header = "serial,business_number,user_code\n".to_owned();
        stage.write("cards.csv", &[header].into_iter().chain(rows).collect::<String>())?;
        stage.write("user-code.txt", USER_CODE)?;
        for import in [
            ["anchors", "ca/root.pem"],
            ["intermediates", "ca/ca.pem"],
            ["catalogue", "catalogue.json"],
            ["cards", "cards.csv"],
        ] {
            let words = [&["--data", "server", "import"], &import[..]].concat();
            stage.program("scap-server", &words)?.done()?;
        }

        stage.tell("It listens on a free port of this machine; its log goes to server.log.");
        let words = ["--data", "server", "--listen", "127.0.0.1:0", "--port-file", "port"];
        let mut command = stage.command("scap-server", &words);
        println!("   $ {} &", process::line(&command));
        let log = stage.path("server.log");
        let log = File::create(&log).map_err(Failed::file(&log))?;
        let started = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn();
        let child = started.map_err(|error| Failed::new(format!("scap-server: {error}")))?;
        let mut server = Self { child, address: SocketAddr::from(([127, 0, 0, 1], 0)) };
        let until = Instant::now() + PATIENCE;
        while server.address.port() == 0 {
            if Instant::now() > until || server.has_ended()?.is_some() {
                return Err(Failed::new("the server did not start: see server.log"));
            }
            thread::sleep(Duration::from_millis(20));
            server.address =
                address(stage).ok().and_then(|address| address.parse().ok()).unwrap_or(server.address);
        }
        println!("     It listens on {}", server.address);
        Ok(server)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Asks it to stop, which it must do cleanly, and has its data checked.
    pub(crate) fn stop(mut self, stage: &mut Stage) -> Result<(), Failed> {
        stage.chapter("The server stops, and its data are checked: database, audit log, every serial number");
        // The shell's own kill: no package is needed for it.
        let mut kill = Command::new("sh");
        kill.args(["-c", &format!("kill -TERM {}", self.child.id())]);
        process::output(&mut kill)?;
        let until = Instant::now() + PATIENCE;
        let status = loop {
            match self.has_ended()? {
                Some(status) => break status,
                None if Instant::now() > until => return Err(Failed::new("the server does not stop")),
                None => thread::sleep(Duration::from_millis(20)),
            }
        };
        if !status.success() {
            return Err(Failed::new(format!("the server ended with {status}: see server.log")));
        }
        stage.program("scap-server", &["--data", "server", "check"])?.done()?;
        Ok(())
    }

    fn has_ended(&mut self) -> Result<Option<ExitStatus>, Failed> {
        self.child.try_wait().map_err(|error| Failed::new(format!("scap-server: {error}")))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail if it has ended, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address that the server wrote down, whole once its line has ended.
pub(crate) fn address(stage: &Stage) -> Result<String, Failed> {
    let path = stage.path("port");
    let text = fs::read_to_string(&path).map_err(Failed::file(&path))?;
    Ok(text.trim().to_owned())
}
