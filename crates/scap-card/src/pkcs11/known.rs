//! Where the PKCS#11 modules for these cards are usually installed.

use std::path::PathBuf;

/// The modules for business-certificate cards that are installed at their usual places: the vendor's
/// (HiCOS) before the independent `open-gpki-pkcs11`.
#[must_use]
pub fn known_modules() -> Vec<PathBuf> {
    installed(&folders())
}

/// The modules in these folders, in the order of [`FILES`].
fn installed(folders: &[PathBuf]) -> Vec<PathBuf> {
    let places = FILES.iter().flat_map(|file| folders.iter().map(move |folder| folder.join(file)));
    places.filter(|path| path.is_file()).collect()
}

#[cfg(windows)]
const FILES: [&str; 2] = ["HiCOSPKCS11.dll", "open-gpki-pkcs11.dll"];

#[cfg(windows)]
fn folders() -> Vec<PathBuf> {
    let variables = [("SystemRoot", "System32"), ("ProgramFiles", "HiCOS"), ("ProgramFiles(x86)", "HiCOS")];
    let folder = |(variable, folder)| Some(PathBuf::from(std::env::var_os(variable)?).join(folder));
    variables.into_iter().filter_map(folder).collect()
}

#[cfg(target_os = "macos")]
const FILES: [&str; 2] = ["libHicos_p11v1.dylib", "open-gpki-pkcs11.dylib"];

#[cfg(target_os = "macos")]
fn folders() -> Vec<PathBuf> {
    ["/usr/local/lib/HiCOS", "/usr/local/lib", "/Library/HiCOS", "/opt/homebrew/lib"]
        .map(PathBuf::from)
        .into()
}

#[cfg(not(any(windows, target_os = "macos")))]
const FILES: [&str; 2] = ["libHicos_p11v1.so", "open-gpki-pkcs11.so"];

#[cfg(not(any(windows, target_os = "macos")))]
fn folders() -> Vec<PathBuf> {
    [
        "/usr/local/HiCOS",
        "/usr/local/lib/HiCOS",
        "/usr/local/lib",
        "/usr/lib",
        "/usr/lib64",
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
        "/usr/lib/pkcs11",
        "/usr/lib64/pkcs11",
    ]
    .map(PathBuf::from)
    .into()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn finds_the_vendors_module_first_and_no_folders() {
        let dir = tempfile::tempdir().unwrap();
        let folders = ["missing", "one", "two", "three"].map(|name| dir.path().join(name));
        for folder in &folders[1..] {
            fs::create_dir(folder).unwrap();
        }
        let [vendor, independent] = FILES;
        fs::write(folders[1].join(independent), "").unwrap();
        fs::write(folders[2].join(vendor), "").unwrap();
        fs::create_dir(folders[3].join(vendor)).unwrap();
        assert_eq!(installed(&folders), [folders[2].join(vendor), folders[1].join(independent)]);
    }
}
