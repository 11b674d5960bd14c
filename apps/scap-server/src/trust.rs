//! Which cards are trusted: roots, intermediate CAs and revocation lists from PEM files.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use rustls_pki_types::{
    CertificateDer, CertificateRevocationListDer,
    pem::{Error as PemError, PemObject},
};
use scap_ac::{TrustError, Validator, ValidatorBuilder, hex};
use sha2::{Digest, Sha256};

use crate::{commands::read, config::Config, error::ServerError};

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

    /// What the PEM holds of this kind, DER each.
    fn decode(self, pem: &[u8]) -> Result<Vec<Vec<u8>>, PemError> {
        match self {
            Self::Crl => CertificateRevocationListDer::pem_slice_iter(pem)
                .map(|crl| crl.map(|crl| crl.to_vec()))
                .collect(),
            Self::Anchor | Self::Intermediate => CertificateDer::pem_slice_iter(pem)
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
            (builder, count) = add(builder, used, path, &read(path)?)?;
            if matches!(used, Use::Anchor) {
                anchors += count;
            }
        }
    }
    Ok((builder.build(), anchors))
}

/// Checks these files and keeps copies under the data folder. Returns where.
pub(crate) fn keep(config: &Config, used: Use, files: &[PathBuf]) -> Result<Vec<PathBuf>, ServerError> {
    let pems = files.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
    for (path, pem) in files.iter().zip(&pems) {
        add(Validator::builder(), used, path, pem)?;
    }
    let folder = config.data.join(used.folder());
    fs::create_dir_all(&folder).map_err(|source| ServerError::File { path: folder.clone(), source })?;
    files.iter().zip(&pems).map(|(path, pem)| keep_one(&folder, path, pem)).collect()
}

/// Keeps a copy under a name that tells the content, so that it takes no other file's place. What is kept
/// already, under whatever name, is not kept twice.
fn keep_one(folder: &Path, path: &Path, pem: &[u8]) -> Result<PathBuf, ServerError> {
    for known in kept(folder)? {
        if read(&known)? == pem {
            return Ok(known);
        }
    }
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{:.8}", hex(&Sha256::digest(pem))));
    let path = folder.join(&name).with_added_extension("pem");
    // No PEM by its name: what an interrupted import leaves is not used.
    let beside = folder.join(name).with_added_extension(format!("{}.part", std::process::id()));
    let written = fs::File::create(&beside)
        .and_then(|mut file| file.write_all(pem).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, &path));
    if let Err(source) = written {
        // What failed is told; that cleaning up fails, too, would add nothing.
        let _ = fs::remove_file(&beside);
        return Err(ServerError::File { path, source });
    }
    Ok(path)
}

fn add(
    mut builder: ValidatorBuilder,
    used: Use,
    path: &Path,
    pem: &[u8],
) -> Result<(ValidatorBuilder, usize), ServerError> {
    let ders = used.decode(pem).map_err(|source| ServerError::Pem { path: path.to_owned(), source })?;
    if ders.is_empty() {
        return Err(ServerError::NoPem { path: path.to_owned() });
    }
    for der in &ders {
        let refused = |source| ServerError::Trust { path: path.to_owned(), source };
        builder = used.add(builder, der).map_err(refused)?;
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
