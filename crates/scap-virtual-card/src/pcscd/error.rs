//! Why there is no daemon, and what to do about it.

use std::io;

/// Why a private daemon is not running.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PcscdError {
    /// There is no daemon.
    #[error("there is no pcscd here: install the package `pcscd`, or run `cargo xtask setup`")]
    NoDaemon,
    /// There is no driver of virtual readers.
    #[error(
        "there is no driver of virtual readers here: install `vsmartcard-vpcd`, or run `cargo xtask setup`"
    )]
    NoDriver,
    /// The program that makes namespaces cannot be run.
    #[error("`unshare` cannot be run: install the package `util-linux`")]
    Unshare(#[source] io::Error),
    /// It ended before it was ready.
    #[error(
        "pcscd did not start; if it is not allowed to mount, run the tests as root, or allow user namespaces \
         (sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0), and in a \
         container give it CAP_SYS_ADMIN; it said: {log}"
    )]
    Ended {
        /// What it said.
        log: String,
    },
    /// It was not ready within ten seconds.
    #[error("pcscd was not ready within ten seconds; it said: {log}")]
    NotReady {
        /// What it said.
        log: String,
    },
    /// Another program took the ports of its readers.
    #[error("the ports of the virtual readers are in use")]
    PortsTaken,
    /// A folder, a file or a process of its own failed.
    #[error("the private pcscd failed")]
    Io(#[from] io::Error),
}
