//! Why the program ends early.

use std::{error::Error, io, net::SocketAddr, path::PathBuf};

use scap_registry::{CardFileError, CatalogueError, RegistryError};
use semver::Version;

#[derive(Debug, thiserror::Error)]
pub(crate) enum ServerError {
    #[error("{} cannot be read or written", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("the output cannot be written")]
    Output(#[source] io::Error),
    #[error("the configuration file {} is not usable", path.display())]
    Config { path: PathBuf, source: toml::de::Error },
    #[error("public_url \"{0}\" is no address such as https://scap.example (config.url)")]
    PublicUrl(String),
    #[error("{0} stands for every address: set public_url to the one that clients use")]
    NoPublicUrl(SocketAddr),
    #[error(
        "plain HTTP is for loopback only, not for {0}; behind a proxy that does TLS, add --insecure-http"
    )]
    NotLoopback(SocketAddr),
    #[error(
        "minimum_client {minimum} is newer than newest_client {newest}, so users would have none that is served"
    )]
    Clients { minimum: Version, newest: Version },
    #[error("the user has no data folder: name one with --data")]
    NoDataFolder,
    #[error("{} holds no PEM of the right kind", path.display())]
    NoPem { path: PathBuf },
    #[error("{} is no PEM", path.display())]
    Pem { path: PathBuf, source: rustls_pki_types::pem::Error },
    #[error("{} is not usable", path.display())]
    Trust { path: PathBuf, source: scap_ac::TrustError },
    #[error("the catalogue {} is not usable", path.display())]
    Catalogue { path: PathBuf, source: CatalogueError },
    #[error("the card file {} is not usable", path.display())]
    Cards { path: PathBuf, source: CardFileError },
    #[error("cannot listen on {address}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("serving failed")]
    Serve(#[source] io::Error),
    #[error("the system gives no threads or signals")]
    Runtime(#[source] io::Error),
    #[error("the system's clock is wrong")]
    Clock,
    #[error("{}", .0.code())]
    Registry(#[from] RegistryError),
}

impl ServerError {
    /// Whether arguments or configuration are wrong.
    pub(crate) const fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::Config { .. }
                | Self::PublicUrl(_)
                | Self::NoPublicUrl(_)
                | Self::NotLoopback(_)
                | Self::Clients { .. }
        )
    }
}

/// An error with all that caused it, in one line.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |error: &&(dyn Error + 'static)| (*error).source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}
