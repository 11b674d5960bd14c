//! Why a test CA, a card certificate or a token could not be made.

use std::{io, path::PathBuf, process::ExitStatus};

/// Why a test CA, a card certificate or a token could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PkiError {
    /// A file cannot be read or written.
    #[error("{} failed", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A key cannot be made, read or written.
    #[error("a private key is not usable")]
    Key(#[source] pkcs8::Error),
    /// A key cannot be generated or does not sign.
    #[error("a private key failed")]
    Rsa(#[source] rsa::Error),
    /// A certificate cannot be read or written.
    #[error("a certificate cannot be encoded or decoded")]
    Certificate(#[source] x509_cert::builder::Error),
    /// The keys of a stored CA are not those of its certificates.
    #[error("the keys in {} are not those of its certificates", path.display())]
    KeyMismatch {
        /// The folder.
        path: PathBuf,
    },
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random(#[source] getrandom::Error),
    /// The system's clock is of no use.
    #[error("the system's clock is of no use")]
    Clock,
    /// A program of the lab is not installed.
    #[error("{program} cannot be started: is it installed?")]
    Program {
        /// The program.
        program: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A program of the lab failed.
    #[error("{program} failed with {status}: {message}")]
    ProgramFailed {
        /// The program.
        program: &'static str,
        /// How it ended.
        status: ExitStatus,
        /// What it wrote to its standard error.
        message: String,
    },
}

impl From<der::Error> for PkiError {
    fn from(error: der::Error) -> Self {
        Self::Certificate(error.into())
    }
}

impl From<x509_cert::builder::Error> for PkiError {
    fn from(error: x509_cert::builder::Error) -> Self {
        Self::Certificate(error)
    }
}

impl From<pkcs8::Error> for PkiError {
    fn from(error: pkcs8::Error) -> Self {
        Self::Key(error)
    }
}

impl From<rsa::Error> for PkiError {
    fn from(error: rsa::Error) -> Self {
        Self::Rsa(error)
    }
}

impl From<getrandom::Error> for PkiError {
    fn from(error: getrandom::Error) -> Self {
        Self::Random(error)
    }
}
