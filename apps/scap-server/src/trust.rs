//! Which cards are trusted: roots, intermediate CAs and revocation lists from PEM files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rustls_pki_types::{
    CertificateDer, CertificateRevocationListDer,
    pem::{Error as PemError, PemObject},
};
use scap_ac::{TrustError, Validator, ValidatorBuilder};

use crate::{config::Config, error::ServerError};

/// What a file of trust is used as.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Use {
    Anchor,
    Intermediate,
    Crl,
}

impl Use {
    /// The folder under the data folder.
    const fn folder(self) -> &'static str {
        match self {
            Self::Anchor => "anchors",
            Self::Intermediate => "intermediates",
            Self::Crl => "crls",
        }
    }

    fn add(self, builder: ValidatorBuilder, der: &[u8]) -> Result<ValidatorBuilder, TrustError> {
        match self {
            Self::Anchor => builder.anchor(der),
            Self::Intermediate => builder.intermediate(der),
            Self::Crl => builder.crl(der),
        }
    }

    fn read(self, path: &Path) -> Result<Vec<Vec<u8>>, PemError> {
        match self {
            Self::Crl => CertificateRevocationListDer::pem_file_iter(path)?
                .map(|crl| crl.map(|crl| crl.to_vec()))
                .collect(),
            Self::Anchor | Self::Intermediate => CertificateDer::pem_file_iter(path)?
                .map(|certificate| certificate.map(|certificate| certificate.to_vec()))
                .collect(),
        }
    }
}

/// The validator with everything that is configured, and how many trust anchors it has.
pub(crate) fn validator(config: &Config) -> Result<(Validator, usize), ServerError> {
    let mut builder = Validator::builder();
    let mut anchors = 0;
    let configured = [
        (Use::Anchor, &config.anchors),
        (Use::Intermediate, &config.intermediates),
        (Use::Crl, &config.crls),
    ];
    for (used, files) in configured {
        let kept = kept(&config.data.join(used.folder()))?;
        for path in files.iter().chain(&kept) {
            let count;
            (builder, count) = add(builder, used, path)?;
            if matches!(used, Use::Anchor) {
                anchors += count;
            }
        }
    }
    Ok((builder.build(), anchors))
}

/// Checks these files and keeps copies under the data folder. Returns where.
pub(crate) fn keep(config: &Config, used: Use, files: &[PathBuf]) -> Result<Vec<PathBuf>, ServerError> {
    for path in files {
        add(Validator::builder(), used, path)?;
    }
    let folder = config.data.join(used.folder());
    fs::create_dir_all(&folder).map_err(|source| ServerError::File { path: folder.clone(), source })?;
    let copy = |path: &PathBuf| {
        let name = path.file_stem().unwrap_or(path.as_os_str());
        let kept = folder.join(name).with_extension("pem");
        // Not `fs::copy`: it empties a file that is copied onto itself.
        fs::read(path)
            .and_then(|pem| fs::write(&kept, pem))
            .map_err(|source| ServerError::File { path: path.clone(), source })?;
        Ok(kept)
    };
    files.iter().map(copy).collect()
}

fn add(
    mut builder: ValidatorBuilder,
    used: Use,
    path: &Path,
) -> Result<(ValidatorBuilder, usize), ServerError> {
    let path = || path.to_owned();
    let ders = used.read(&path()).map_err(|source| ServerError::Pem { path: path(), source })?;
    if ders.is_empty() {
        return Err(ServerError::NoPem { path: path() });
    }
    for der in &ders {
        builder = used.add(builder, der).map_err(|source| ServerError::Trust { path: path(), source })?;
    }
    Ok((builder, ders.len()))
}

/// The PEM files of a folder, in the order of their names; none if there is no folder.
fn kept(folder: &Path) -> Result<Vec<PathBuf>, ServerError> {
    let failed = |source| ServerError::File { path: folder.to_owned(), source };
    if !folder.try_exists().map_err(failed)? {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "pem"));
    paths.sort();
    Ok(paths)
}
