//! Write records that have not reached the server yet: kept on disk until they have.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use scap_proto::jws::Jws;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The record of a write onto a card, signed by the card. It holds nothing secret.
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

/// A folder with one file for each pending record.
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

    /// Keeps a record: on disk when this returns.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn keep(&self, record: &PendingRecord) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let path = self.path(record.id);
        let new = path.with_extension("new");
        let mut file = fs::File::create(&new)?;
        file.write_all(&serde_json::to_vec(record)?)?;
        file.sync_all()?;
        fs::rename(&new, &path)?;
        sync_folder(&self.folder)
    }

    /// Forgets a record that the server has.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn forget(&self, id: Uuid) -> io::Result<()> {
        fs::remove_file(self.path(id))
    }

    /// The records that this server does not have yet. A file that is none is left alone.
    ///
    /// # Errors
    ///
    /// What the system says; a folder that does not exist has none.
    pub fn pending(&self, server: &str) -> io::Result<Vec<PendingRecord>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut records = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            match serde_json::from_slice::<PendingRecord>(&fs::read(&path)?) {
                Ok(record) if record.server == server => records.push(record),
                Ok(_) => {}
                Err(error) => tracing::warn!(file = %path.display(), %error, "not a pending record"),
            }
        }
        Ok(records)
    }

    fn path(&self, id: Uuid) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }
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
