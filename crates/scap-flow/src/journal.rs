//! What must survive a program that is killed: certificates that are issued and not written yet, and write records
//! that have not reached the server yet. Each is a file until it is done with, for the user alone: none holds a secret,
//! but a certificate says who holds the card.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use scap_ac::{AuthorizationCertificate, CardCertificate};
use scap_proto::{Base64, jws::Jws};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// The record of a write onto a card, signed by the card.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a file format")]
pub struct PendingRecord {
    /// The issuance.
    pub id: Uuid,
    /// The serial of the certificate.
    pub serial: String,
    /// The server that is to have it.
    pub server: String,
    /// The signed record.
    pub record: Jws,
}

/// A signed certificate on its way onto the holder's card.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "what the file says")]
pub struct Unwritten {
    /// The issuance.
    pub id: Uuid,
    /// The card that signed.
    pub signer: CardCertificate,
    /// The certificate.
    pub certificate: Box<AuthorizationCertificate>,
}

/// The file of an [`Unwritten`].
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct UnwrittenFile {
    id: Uuid,
    server: String,
    signer: Base64,
    certificate: Base64,
}

impl UnwrittenFile {
    fn read(&self) -> Option<Unwritten> {
        let signer = CardCertificate::from_der(self.signer.as_bytes()).ok()?;
        let certificate = AuthorizationCertificate::from_der(self.certificate.as_bytes()).ok()?;
        Some(Unwritten { id: self.id, signer, certificate: Box::new(certificate) })
    }
}

/// Write records: `{issuance}.json`.
const RECORD: &str = "json";
/// Certificates that are not written: `{issuance}.unwritten`.
const UNWRITTEN: &str = "unwritten";

/// A folder with one file for each.
#[derive(Clone, Debug)]
pub struct Journal {
    folder: PathBuf,
}

impl Journal {
    /// The journal in this folder, which is made when it is first needed.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Keeps a write record, in place of its certificate: on disk when this returns.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn keep(&self, record: &PendingRecord) -> io::Result<()> {
        self.write(record.id, RECORD, record)?;
        self.forget_unwritten(record.id)
    }

    /// Forgets a record that the server has.
    ///
    /// # Errors
    ///
    /// What the system says; that it is not there is no error.
    pub fn forget(&self, id: Uuid) -> io::Result<()> {
        self.remove(id, RECORD)
    }

    /// The records that this server does not have yet. A file that is none is left alone.
    ///
    /// # Errors
    ///
    /// What the system says; a folder that does not exist has none.
    pub fn pending(&self, server: &str) -> io::Result<Vec<PendingRecord>> {
        let mut records: Vec<PendingRecord> = self.read(RECORD)?;
        records.retain(|record| record.server == server);
        Ok(records)
    }

    /// Keeps a certificate of this server that is to be written: on disk when this returns.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn keep_unwritten(&self, server: &str, unwritten: &Unwritten) -> io::Result<()> {
        let file = UnwrittenFile {
            id: unwritten.id,
            server: server.to_owned(),
            signer: unwritten.signer.as_der().to_vec().into(),
            certificate: unwritten.certificate.as_der().to_vec().into(),
        };
        self.write(unwritten.id, UNWRITTEN, &file)
    }

    /// Forgets a certificate that is written, or will not be.
    ///
    /// # Errors
    ///
    /// What the system says; that it is not there is no error.
    pub fn forget_unwritten(&self, id: Uuid) -> io::Result<()> {
        self.remove(id, UNWRITTEN)
    }

    /// The certificates of this server that are to be written, the newest first. A file that is none is left alone.
    ///
    /// # Errors
    ///
    /// What the system says; a folder that does not exist has none.
    pub fn unwritten(&self, server: &str) -> io::Result<Vec<Unwritten>> {
        let files: Vec<UnwrittenFile> = self.read(UNWRITTEN)?;
        let of_server = files.iter().filter(|file| file.server == server);
        let mut found = Vec::new();
        for file in of_server {
            match file.read() {
                Some(unwritten) => found.push(unwritten),
                None => tracing::warn!(id = %file.id, "no certificate in a file of the journal"),
            }
        }
        found.sort_by_key(|unwritten| std::cmp::Reverse(unwritten.certificate.not_before()));
        Ok(found)
    }

    fn remove(&self, id: Uuid, extension: &str) -> io::Result<()> {
        match fs::remove_file(self.path(id, extension)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn write(&self, id: Uuid, extension: &str, content: &impl Serialize) -> io::Result<()> {
        make_private_folder(&self.folder)?;
        let new = self.path(id, "new");
        let mut file = create_private(&new)?;
        file.write_all(&serde_json::to_vec(content)?)?;
        file.sync_all()?;
        fs::rename(&new, self.path(id, extension))?;
        sync_folder(&self.folder)
    }

    /// The files of this extension that can be read.
    fn read<T: DeserializeOwned>(&self, extension: &str) -> io::Result<Vec<T>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut found = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_none_or(|other| other != extension) {
                continue;
            }
            match fs::read(&path).and_then(|bytes| Ok(serde_json::from_slice(&bytes)?)) {
                Ok(content) => found.push(content),
                // Another run was done with it in between.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => tracing::warn!(file = %path.display(), %error, "not a file of the journal"),
            }
        }
        Ok(found)
    }

    fn path(&self, id: Uuid, extension: &str) -> PathBuf {
        self.folder.join(format!("{id}.{extension}"))
    }
}

fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

fn create_private(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// Elsewhere a folder cannot be opened as a file; the rename is as durable as the file system makes it.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_of_the_journal_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::new(folder.path());
        for name in ["a.json", "a.unwritten"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        for name in ["b.json", "b.unwritten"] {
            fs::write(folder.path().join(name), "{}").unwrap();
        }
        assert_eq!(journal.pending("https://scap.test").unwrap(), []);
        assert_eq!(journal.unwritten("https://scap.test").unwrap(), []);
        journal.forget(Uuid::from_u128(1)).unwrap();
        journal.forget_unwritten(Uuid::from_u128(1)).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
    }
}
