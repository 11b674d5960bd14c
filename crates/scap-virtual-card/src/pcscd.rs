//! A PC/SC daemon of a test's own, with virtual readers; nothing else on the machine sees it.
//!
//! The daemon has its socket at a fixed place, so it runs in a mount namespace where that place is a folder of the
//! test. Drivers of real readers are hidden from it there: no test touches a real card.

mod child;
mod error;

use std::{
    collections::hash_map::RandomState,
    fs::{self, File},
    hash::{BuildHasher, Hasher},
    io,
    net::{Ipv4Addr, TcpListener},
    os::unix::{fs::MetadataExt, net::UnixStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

pub use self::{child::with_pcscd, error::PcscdError};
use tempfile::TempDir;

use crate::reader::VirtualReader;

/// The variable that tells PC/SC clients where the daemon's socket is.
pub const SOCKET_VARIABLE: &str = "PCSCLITE_CSOCK_NAME";

/// Where Debian's package of vpcd tells where its driver is.
const DRIVER_ENTRY: &str = "/etc/reader.conf.d/vpcd";

/// How long a daemon may take to start.
const DEADLINE: Duration = Duration::from_secs(10);

/// How often other ports are tried if someone took the ones that were free.
const ATTEMPTS: usize = 5;

/// Runs the daemon `$3` with the run folder `$1` and the configuration `$2`. Whoever started it holds the other end
/// of its standard input: when that closes, however that comes about, the daemon is killed.
const SCRIPT: &str = r#"
set -e
mount -t tmpfs none /run
mkdir /run/pcscd
mount --bind "$1" /run/pcscd
for drivers in /usr/lib/pcsc/drivers /usr/lib64/pcsc/drivers; do
    if [ -d $drivers ]; then mount -t tmpfs none $drivers; fi
done
exec 3<&0 </dev/null
(cat <&3 >/dev/null; kill -KILL $$) &
exec 3<&-
exec "$3" -f -c "$2"
"#;

/// A private daemon. Dropping it stops it.
#[derive(Debug)]
pub struct Pcscd {
    folder: PathBuf,
    /// Removes the folder, where it is this daemon's own.
    owned: Option<TempDir>,
    readers: Vec<VirtualReader>,
    daemon: Option<Child>,
}

impl Pcscd {
    /// Starts a daemon with so many pairs of virtual readers: vpcd has them in pairs only. There may be none, and
    /// eight at most.
    ///
    /// # Errors
    ///
    /// A package is missing, the system allows no namespaces, or the daemon does not start: see [`PcscdError`].
    pub fn start(pairs: u8) -> Result<Self, PcscdError> {
        let folder = tempfile::Builder::new().prefix("pcscd-").tempdir()?;
        let mut pcscd = Self::start_in(folder.path(), pairs)?;
        pcscd.owned = Some(folder);
        Ok(pcscd)
    }

    /// As [`Pcscd::start`], but everything is in `folder`, which has to be empty and is left to the caller. So the
    /// socket is known beforehand: see [`Pcscd::socket_in`].
    ///
    /// # Errors
    ///
    /// As for [`Pcscd::start`].
    pub fn start_in(folder: &Path, pairs: u8) -> Result<Self, PcscdError> {
        fs::create_dir(folder.join("run"))?;
        fs::create_dir(folder.join("config"))?;
        let mut pcscd = Self { folder: folder.to_owned(), owned: None, readers: Vec::new(), daemon: None };
        let mut attempts = 0..ATTEMPTS;
        loop {
            pcscd.set_pairs(0)?;
            pcscd.set_pairs(pairs)?;
            match pcscd.start_again() {
                Err(PcscdError::PortsTaken) if attempts.next().is_some() => {}
                started => return started.map(|()| pcscd),
            }
        }
    }

    /// Gives the daemon more or fewer pairs of readers from its next start on; those that stay keep their ports.
    ///
    /// A running daemon learns of no change: it would find readers that come and go by USB alone.
    ///
    /// # Errors
    ///
    /// There is no driver of virtual readers, or no port is free.
    pub fn set_pairs(&mut self, pairs: u8) -> Result<(), PcscdError> {
        let entry_of = |pair| self.folder.join("config").join(format!("vpcd-{pair}"));
        let present = u8::try_from(self.readers.len() / 2).unwrap_or(u8::MAX);
        for pair in pairs..present {
            fs::remove_file(entry_of(pair))?;
        }
        self.readers.truncate(usize::from(pairs) * 2);
        for pair in present..pairs {
            let port = free_ports()?;
            let name = format!("Virtual PCD {pair}");
            // The driver keeps its state in static memory: two pairs need two drivers.
            let copy = self.folder.join(format!("vpcd-{pair}.so"));
            fs::copy(driver()?, &copy)?;
            let entry = format!(
                "FRIENDLYNAME \"{name}\"\nDEVICENAME /dev/null:{port:#06X}\nLIBPATH {}\nCHANNELID {port:#06X}\n",
                copy.display(),
            );
            fs::write(entry_of(pair), entry)?;
            self.readers.push(VirtualReader::new(format!("{name} 00 00"), port));
            self.readers.push(VirtualReader::new(format!("{name} 00 01"), port + 1));
        }
        Ok(())
    }

    /// Its readers, in the order in which PC/SC lists them.
    #[must_use]
    pub fn readers(&self) -> &[VirtualReader] {
        &self.readers
    }

    /// Its socket: the value for [`SOCKET_VARIABLE`].
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        Self::socket_in(&self.folder)
    }

    /// The socket of a daemon that has everything in `folder`.
    #[must_use]
    pub fn socket_in(folder: &Path) -> PathBuf {
        folder.join("run").join("pcscd.comm")
    }

    /// What it said since it was started.
    fn log(&self) -> String {
        let bytes = fs::read(self.folder.join("log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Kills the daemon and waits for its end. Cards stay in their readers, without power.
    pub fn stop(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            drop(daemon.stdin.take());
            // It fails only for a child that was waited for already.
            let _ = daemon.wait();
        }
    }

    /// Starts the daemon again after [`Pcscd::stop`]: the same socket, the same readers on the same ports.
    ///
    /// # Errors
    ///
    /// As for [`Pcscd::start`], and [`PcscdError::PortsTaken`].
    pub fn start_again(&mut self) -> Result<(), PcscdError> {
        self.stop();
        for file in ["pcscd.comm", "pcscd.pid"] {
            match fs::remove_file(self.folder.join("run").join(file)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        let log = File::create(self.folder.join("log"))?;
        let root = fs::metadata("/proc/self")?.uid() == 0;
        let child = Command::new("unshare")
            .arg(if root { "-m" } else { "-rm" })
            .args(["sh", "-c", SCRIPT, "sh"])
            .arg(self.folder.join("run"))
            .arg(self.folder.join("config"))
            .arg(program()?)
            .env("LC_ALL", "C")
            .env_remove("LISTEN_FDS")
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .map_err(PcscdError::Unshare)?;
        self.daemon = Some(child);
        let ready = self.wait_until_ready();
        if ready.is_err() {
            self.stop();
        }
        ready
    }

    /// The daemon has its readers before it has its socket.
    fn wait_until_ready(&mut self) -> Result<(), PcscdError> {
        let deadline = Instant::now() + DEADLINE;
        while let Err(error) = UnixStream::connect(self.socket()) {
            if error.kind() == io::ErrorKind::InvalidInput {
                return Err(error.into()); // a path that is too long for a socket
            }
            let ended = self.daemon.as_mut().is_none_or(|daemon| !matches!(daemon.try_wait(), Ok(None)));
            if ended {
                return Err(PcscdError::Ended { log: self.log() });
            }
            if Instant::now() > deadline {
                return Err(PcscdError::NotReady { log: self.log() });
            }
            thread::sleep(Duration::from_millis(1));
        }
        if self.log().contains("init failed") {
            return Err(PcscdError::PortsTaken);
        }
        Ok(())
    }
}

impl Drop for Pcscd {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The daemon, which is often outside of the path of those who are not root.
fn program() -> Result<&'static Path, PcscdError> {
    let places = ["/usr/sbin/pcscd", "/usr/local/sbin/pcscd", "/usr/bin/pcscd"];
    places.into_iter().map(Path::new).find(|place| place.exists()).ok_or(PcscdError::NoDaemon)
}

/// The driver of virtual readers.
fn driver() -> Result<PathBuf, PcscdError> {
    let entry = fs::read_to_string(DRIVER_ENTRY).map_err(|_| PcscdError::NoDriver)?;
    let path =
        entry.lines().find_map(|line| line.strip_prefix("LIBPATH")).map(|path| PathBuf::from(path.trim()));
    path.filter(|path| path.exists()).ok_or(PcscdError::NoDriver)
}

/// Two free ports, one after the other, below those that the system gives to connections: a daemon that starts again
/// finds them free still.
fn free_ports() -> Result<u16, PcscdError> {
    for _ in 0..100 {
        let random = RandomState::new().build_hasher().finish();
        let port = 20_000 + 2 * u16::try_from(random % 6_000).unwrap_or(0);
        let free = |port| TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok();
        if free(port) && free(port + 1) {
            return Ok(port);
        }
    }
    Err(PcscdError::PortsTaken)
}
