//! What the server runs with: from the command line, the environment, the configuration file and defaults.

use std::{
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use axum::http::Uri;
use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};
use scap_registry::Settings;
use semver::Version;
use serde::Deserialize;

use crate::{args::Options, error::ServerError};

/// The port that the server and its clients know.
const PORT: u16 = 8461;
/// The oldest client that is served, unless the operator says otherwise.
const MINIMUM_CLIENT: Version = Version::new(0, 1, 0);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// The configuration file. Paths are relative to its folder; unknown keys are errors.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Folder of the database and of trusted certificates.
    data: Option<PathBuf>,
    /// Address to listen on, such as `"127.0.0.1:8461"`.
    listen: Option<SocketAddr>,
    /// Address that clients use and name in what they sign, such as `"https://scap.example"`.
    public_url: Option<String>,
    /// Trusted roots of the cards' certificates (PEM), beside those in `DATA/anchors`.
    #[serde(default)]
    anchors: Vec<PathBuf>,
    /// CAs between roots and cards (PEM), beside those in `DATA/intermediates`.
    #[serde(default)]
    intermediates: Vec<PathBuf>,
    /// Revocation lists (PEM), beside those in `DATA/crls`.
    #[serde(default)]
    crls: Vec<PathBuf>,
    /// File that gets the bound address once the server listens.
    port_file: Option<PathBuf>,
    /// Listen without TLS on another address than loopback.
    #[serde(default)]
    insecure_http: bool,
    /// The newest client that users are told of; the server's own version if left out.
    newest_client: Option<Version>,
    /// The oldest client that is served: 0.1.0 if left out.
    minimum_client: Option<Version>,
    /// Where the newest client is to be had.
    download: Option<String>,
    /// Hours that the server waits for a certificate after it gave the serial: 24 if left out.
    reservation_hours: Option<u32>,
}

#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) data: PathBuf,
    pub(crate) listen: SocketAddr,
    pub(crate) anchors: Vec<PathBuf>,
    pub(crate) intermediates: Vec<PathBuf>,
    pub(crate) crls: Vec<PathBuf>,
    pub(crate) port_file: Option<PathBuf>,
    pub(crate) insecure_http: bool,
    pub(crate) newest_client: Version,
    pub(crate) minimum_client: Version,
    pub(crate) download: Option<String>,
    public_url: Option<String>,
    reservation: Option<Duration>,
}

impl Config {
    /// Puts the sources together and makes the data folder.
    pub(crate) fn new(options: Options) -> Result<Self, ServerError> {
        let file = options.config.as_deref().map(File::read).transpose()?.unwrap_or_default();
        let data = match options.data.or(file.data) {
            Some(data) => data,
            None => data_folder()?,
        };
        make_private(&data).map_err(|source| ServerError::File { path: data.clone(), source })?;
        let public_url = options.public_url.or(file.public_url);
        public_url.as_deref().map(check_url).transpose()?;
        // Cargo takes no other version than one of this form.
        let own_version = || env!("CARGO_PKG_VERSION").parse().unwrap_or(MINIMUM_CLIENT);
        let newest_client = file.newest_client.unwrap_or_else(own_version);
        let minimum_client = file.minimum_client.unwrap_or(MINIMUM_CLIENT);
        if minimum_client.cmp_precedence(&newest_client).is_gt() {
            return Err(ServerError::Clients { minimum: minimum_client, newest: newest_client });
        }
        let config = Self {
            data,
            listen: options.listen.or(file.listen).unwrap_or((Ipv4Addr::LOCALHOST, PORT).into()),
            anchors: [options.anchor, file.anchors].concat(),
            intermediates: [options.intermediate, file.intermediates].concat(),
            crls: [options.crl, file.crls].concat(),
            port_file: options.port_file.or(file.port_file),
            insecure_http: options.insecure_http || file.insecure_http,
            newest_client,
            minimum_client,
            download: file.download,
            public_url,
            reservation: file.reservation_hours.map(|hours| HOUR * hours),
        };
        Ok(config)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.data.join("registry.db")
    }

    /// Whether this address may be listened on in plain HTTP.
    pub(crate) fn check_listen(&self) -> Result<(), ServerError> {
        if !self.listen.ip().is_loopback() && !self.insecure_http {
            return Err(ServerError::NotLoopback(self.listen));
        }
        if self.listen.ip().is_unspecified() && self.public_url.is_none() {
            return Err(ServerError::NoPublicUrl(self.listen));
        }
        Ok(())
    }

    /// The registry's settings for a server that listens on this address.
    pub(crate) fn settings(&self, listening: SocketAddr) -> Settings {
        let url = self.public_url.clone().unwrap_or_else(|| format!("http://{listening}"));
        let settings = Settings::new(url);
        match self.reservation {
            Some(reservation_lifetime) => Settings { reservation_lifetime, ..settings },
            None => settings,
        }
    }
}

impl File {
    fn read(path: &Path) -> Result<Self, ServerError> {
        let failed = |source| ServerError::File { path: path.to_owned(), source };
        let text = fs::read_to_string(path).map_err(failed)?;
        let mut file: Self =
            toml::from_str(&text).map_err(|source| ServerError::Config { path: path.to_owned(), source })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let lists = [&mut file.anchors, &mut file.intermediates, &mut file.crls];
        let paths = lists.into_iter().flatten().chain(&mut file.data).chain(&mut file.port_file);
        paths.for_each(|path| *path = folder.join(&*path));
        Ok(file)
    }
}

fn data_folder() -> Result<PathBuf, ServerError> {
    let program = AppStrategyArgs {
        author: "SCAP".to_owned(),
        app_name: "scap-server".to_owned(),
        ..AppStrategyArgs::default()
    };
    Ok(choose_app_strategy(program).map_err(|_| ServerError::NoDataFolder)?.data_dir())
}

/// Makes the folder, if missing, for its owner alone: personal data goes into it.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// An absolute http or https address without a query.
fn check_url(url: &str) -> Result<(), ServerError> {
    let wrong = || ServerError::PublicUrl(url.to_owned());
    let uri: Uri = url.parse().map_err(|_| wrong())?;
    let http = matches!(uri.scheme_str(), Some("http" | "https"));
    if http && uri.authority().is_some() && uri.query().is_none() { Ok(()) } else { Err(wrong()) }
}
