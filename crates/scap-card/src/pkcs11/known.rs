//! Where the PKCS#11 modules for these cards are usually installed.

use std::path::PathBuf;

/// The modules for business-certificate cards that are installed at their usual places: the vendor's
/// (HiCOS) before the independent `open-gpki-pkcs11`.
#[must_use]
pub fn known_modules() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for file in FILES {
        for folder in folders() {
            let path = folder.join(file);
            if path.is_file() && !found.contains(&path) {
                found.push(path);
            }
        }
    }
    found
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
