//! The files of a soft card: read with a limit, replaced whole or not at all.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use crate::error::CardError;

/// Most bytes that a file of a soft card may have.
const MAX_FILE: u64 = 64 * 1024;

/// Mode of files that hold secrets or guard them.
pub(super) const PRIVATE: u32 = 0o600;

/// Mode of everything else.
pub(super) const PUBLIC: u32 = 0o644;

/// The folder that is a card.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

/// Keeps other processes from changing the card until it is dropped.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "dropping the file unlocks it")] File);

/// What [`replace`] does, one after another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Step {
    Create,
    Write,
    Sync,
    Rename,
    SyncFolder,
}

impl Folder {
    pub(super) const fn new(path: PathBuf) -> Self {
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Whether the card is where it was.
    pub(super) fn is_there(&self) -> bool {
        self.0.is_dir()
    }

    /// The whole of a file: `None` if there is no such file.
    ///
    /// # Errors
    ///
    /// [`CardError::Removed`] without the folder, [`CardError::SoftCard`] otherwise, also for a file that
    /// is larger than any file of a soft card.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, CardError> {
        let path = self.0.join(name);
        let mut bytes = Vec::new();
        match File::open(&path).and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes)) {
            Ok(_) if u64::try_from(bytes.len()).is_ok_and(|length| length <= MAX_FILE) => Ok(Some(bytes)),
            Ok(_) => Err(self.error(name, io::ErrorKind::FileTooLarge.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.is_there() => Ok(None),
            Err(error) => Err(self.error(name, error)),
        }
    }

    /// The whole of a file that must be there.
    pub(super) fn read_required(&self, name: &str) -> Result<Vec<u8>, CardError> {
        self.read(name)?.ok_or_else(|| self.error(name, io::ErrorKind::NotFound.into()))
    }

    /// Replaces a file so that after a crash or power loss it holds the old bytes or the new ones, whole.
    /// The caller holds the [`Lock`].
    pub(super) fn replace(&self, name: &str, bytes: &[u8], mode: u32) -> Result<(), CardError> {
        replace(&self.0.join(name), bytes, mode, |_| Ok(())).map_err(|error| self.error(name, error))
    }

    /// Waits until no other process changes the card.
    pub(super) fn lock(&self) -> Result<Lock, CardError> {
        let name = "lock";
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        set_mode(&mut options, PRIVATE);
        let locked = options.open(self.0.join(name)).and_then(|file| file.lock().map(|()| file));
        locked.map(Lock).map_err(|error| self.error(name, error))
    }

    /// What `error` on a file means: without the folder, the card was taken out.
    pub(super) fn error(&self, name: &str, source: io::Error) -> CardError {
        if self.is_there() {
            CardError::SoftCard { path: self.0.join(name), source }
        } else {
            CardError::Removed
        }
    }
}

/// Makes a folder's entries durable, where the system can.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

/// Writes a file beside `path`, makes it durable, puts it in the place of `path`, makes that durable. What
/// an interrupted call leaves beside `path` is overwritten by the next one.
fn replace(
    path: &Path,
    bytes: &[u8],
    mode: u32,
    mut before: impl FnMut(Step) -> io::Result<()>,
) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    set_mode(&mut options, mode);

    before(Step::Create)?;
    let mut file = options.open(&beside)?;
    before(Step::Write)?;
    file.write_all(bytes)?;
    before(Step::Sync)?;
    file.sync_all()?;
    drop(file);
    before(Step::Rename)?;
    fs::rename(&beside, path)?;
    before(Step::SyncFolder)?;
    path.parent().map_or(Ok(()), sync_folder)
}

fn set_mode(options: &mut OpenOptions, mode: u32) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, mode);
    #[cfg(not(unix))]
    let _ = (options, mode);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interruption_at_any_step_leaves_the_old_bytes_or_the_new_ones() {
        use Step::{Create, Rename, Sync, SyncFolder, Write};

        let table = [
            (Create, "old"),
            (Write, "old"),
            (Sync, "old"),
            (Rename, "old"),
            // The new name is there; that it is not durable yet shows only after power loss.
            (SyncFolder, "new, and longer than the old"),
        ];
        for (step, expected) in table {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("file");
            replace(&path, b"old", PRIVATE, |_| Ok(())).unwrap();
            let fail = |now| if now == step { Err(io::ErrorKind::Other.into()) } else { Ok(()) };
            replace(&path, b"new, and longer than the old", PRIVATE, fail).unwrap_err();
            assert_eq!(fs::read_to_string(&path).unwrap(), expected, "{step:?}");

            replace(&path, b"next", PRIVATE, |_| Ok(())).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), "next", "{step:?}");
            assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "{step:?}: something is left over");
        }
    }

    #[test]
    fn a_file_without_end_is_not_read_to_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path().to_owned());
        for (size, fits) in [(MAX_FILE, true), (MAX_FILE + 1, false)] {
            File::create(dir.path().join("file")).unwrap().set_len(size).unwrap();
            assert_eq!(folder.read("file").is_ok(), fits, "{size}");
        }
        assert!(matches!(folder.read("no such file"), Ok(None)));
    }
}
