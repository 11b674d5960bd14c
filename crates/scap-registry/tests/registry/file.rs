//! The database's files are for their owner alone.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use crate::lab::{Lab, open};

/// The files of the database with their modes, while it is open.
fn modes(folder: &Path) -> Vec<(String, u32)> {
    ["registry.db", "registry.db-shm", "registry.db-wal"]
        .map(|name| (name.to_owned(), fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777))
        .to_vec()
}

#[tokio::test]
async fn the_files_are_for_their_owner_alone_from_the_start_or_from_the_next_opening() {
    let lab = Lab::new().await;
    let folder = lab.folder.path();
    let private = modes(folder);
    assert!(private.iter().all(|(_, mode)| *mode == 0o600), "{private:?}");

    fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
    for (name, _) in &private {
        fs::set_permissions(folder.join(name), Permissions::from_mode(0o664)).unwrap();
    }
    let beside = open(&lab.folder).await;
    assert_eq!(modes(folder), private, "opened beside a registry that is in use");
    beside.close().await;

    let lab = lab.restart().await;
    assert_eq!(modes(lab.folder.path()), private, "opened again");
}
