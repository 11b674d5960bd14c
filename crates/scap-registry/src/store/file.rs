//! The database's files, for their owner alone: personal data is in them.

use std::{io, path::Path};

/// Makes the database's file, if missing, and takes from the files that are there what others may do with
/// them, whatever the folder or the umask allows. SQLite gives the files that it adds the mode of this one.
///
/// On other systems than Unix, files have the permissions that their folder passes on.
#[cfg(unix)]
pub(crate) fn make_private(database: &Path) -> io::Result<()> {
    use std::{
        fs::{self, OpenOptions, Permissions},
        os::unix::fs::{OpenOptionsExt, PermissionsExt},
    };

    // Never opens a file that is there: closing it would drop the locks that this process has on it.
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(database) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    for suffix in ["", "-wal", "-shm"] {
        let mut path = database.as_os_str().to_owned();
        path.push(suffix);
        let changed = fs::metadata(&path).and_then(|metadata| match metadata.permissions().mode() {
            mode if mode & 0o077 == 0 => Ok(()),
            mode => fs::set_permissions(&path, Permissions::from_mode(mode & 0o700)),
        });
        match changed {
            // Another process that was the last to close the database has removed it.
            Err(error) if error.kind() == io::ErrorKind::NotFound && !suffix.is_empty() => {}
            changed => changed?,
        }
    }
    Ok(())
}

/// Files have the permissions that their folder passes on.
#[cfg(not(unix))]
pub(crate) fn make_private(_database: &Path) -> io::Result<()> {
    Ok(())
}
