//! PKCS#11 modules that are known by name, and where they are usually installed.

use std::path::PathBuf;

/// The names that [`known_module`] knows.
pub const MODULE_NAMES: [&str; 5] = ["hicos", "open-gpki", "opensc", "softhsm2", "p11-kit"];

/// Those that are looked for if none is named: the vendor's first, then the independent ones for these cards. SoftHSM2
/// has no cards, and p11-kit shows the others once more.
const SEARCHED: [&str; 3] = ["hicos", "open-gpki", "opensc"];

/// The modules for business-certificate cards that are installed at their usual places: the vendor's (`hicos`), then
/// `open-gpki`, then `opensc`.
#[must_use]
pub fn known_modules() -> Vec<PathBuf> {
    SEARCHED.into_iter().filter_map(known_module).collect()
}

/// Where the module of one of [`MODULE_NAMES`] is installed; `None` if it is not, or if there is no such name.
#[must_use]
pub fn known_module(name: &str) -> Option<PathBuf> {
    installed(name, &folders(name))
}

/// The first file of this module that is in one of the folders.
fn installed(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let places = files(name).iter().flat_map(|file| folders.iter().map(move |folder| folder.join(file)));
    places.into_iter().find(|path| path.is_file())
}

#[cfg(windows)]
fn files(name: &str) -> &'static [&'static str] {
    match name {
        "hicos" => &["HiCOSPKCS11.dll", r"HiCOS\HiCOSPKCS11.dll"],
        "open-gpki" => &["open-gpki-pkcs11.dll", r"HiCOS\open-gpki-pkcs11.dll"],
        "opensc" => &[r"OpenSC Project\OpenSC\pkcs11\opensc-pkcs11.dll", "opensc-pkcs11.dll"],
        #[cfg(target_pointer_width = "64")]
        "softhsm2" => &[r"SoftHSM2\lib\softhsm2-x64.dll"],
        #[cfg(not(target_pointer_width = "64"))]
        "softhsm2" => &[r"SoftHSM2\lib\softhsm2.dll"],
        "p11-kit" => &["p11-kit-proxy.dll"],
        _ => &[],
    }
}

#[cfg(windows)]
fn folders(name: &str) -> Vec<PathBuf> {
    // SoftHSM's installer takes the root of the drive. Nothing is looked for there that was not named, as anybody may
    // make folders in it, and what is loaded runs.
    let root = (name == "softhsm2").then_some(("SystemDrive", r"\"));
    let variables = [("SystemRoot", "System32"), ("ProgramFiles", ""), ("ProgramFiles(x86)", "")];
    let folder = |(variable, folder)| Some(PathBuf::from(std::env::var_os(variable)?).join(folder));
    variables.into_iter().chain(root).filter_map(folder).collect()
}

#[cfg(target_os = "macos")]
fn files(name: &str) -> &'static [&'static str] {
    match name {
        "hicos" => &["libHicos_p11v1.dylib", "HiCOS/libHicos_p11v1.dylib"],
        "open-gpki" => &["open-gpki-pkcs11.dylib", "HiCOS/open-gpki-pkcs11.dylib"],
        "opensc" => &["opensc-pkcs11.so", "pkcs11/opensc-pkcs11.so"],
        "softhsm2" => &["softhsm/libsofthsm2.so"],
        "p11-kit" => &["p11-kit-proxy.dylib"],
        _ => &[],
    }
}

#[cfg(target_os = "macos")]
fn folders(_name: &str) -> Vec<PathBuf> {
    // Installers, Homebrew on Intel and on Apple silicon, MacPorts.
    ["/Library/OpenSC/lib", "/Library", "/usr/local/lib", "/opt/homebrew/lib", "/opt/local/lib"]
        .map(PathBuf::from)
        .into()
}

#[cfg(not(any(windows, target_os = "macos")))]
fn files(name: &str) -> &'static [&'static str] {
    match name {
        "hicos" => &["libHicos_p11v1.so", "HiCOS/libHicos_p11v1.so", "pkcs11/libHicos_p11v1.so"],
        "open-gpki" => &["open-gpki-pkcs11.so", "HiCOS/open-gpki-pkcs11.so", "pkcs11/open-gpki-pkcs11.so"],
        "opensc" => &["opensc-pkcs11.so", "pkcs11/opensc-pkcs11.so"],
        "softhsm2" => &["softhsm/libsofthsm2.so", "pkcs11/libsofthsm2.so", "libsofthsm2.so"],
        "p11-kit" => &["p11-kit-proxy.so"],
        _ => &[],
    }
}

#[cfg(not(any(windows, target_os = "macos")))]
fn folders(_name: &str) -> Vec<PathBuf> {
    // Debian's name for the architecture that this program is built for: it loads no module of another one.
    let architecture = match std::env::consts::ARCH {
        "x86" => "i386-linux-gnu".to_owned(),
        "arm" => "arm-linux-gnueabihf".to_owned(),
        "powerpc64" => "powerpc64le-linux-gnu".to_owned(),
        other => format!("{other}-linux-gnu"),
    };
    let multiarch = PathBuf::from("/usr/lib").join(architecture);
    let others = ["/usr/local", "/usr/local/lib64", "/usr/local/lib", "/usr/lib64", "/usr/lib"];
    [multiarch].into_iter().chain(others.map(PathBuf::from)).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn every_name_has_a_file_of_its_own() {
        let mut all: Vec<_> = MODULE_NAMES.iter().flat_map(|name| files(name)).collect();
        assert!(MODULE_NAMES.iter().all(|name| !files(name).is_empty()));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), MODULE_NAMES.iter().map(|name| files(name).len()).sum::<usize>());
        assert!(SEARCHED.iter().all(|name| MODULE_NAMES.contains(name)));
        assert_eq!(known_module("nobody's"), None);
    }

    #[test]
    fn the_first_file_at_a_usual_place_is_taken_and_no_folder() {
        let dir = tempfile::tempdir().unwrap();
        let folders = ["missing", "one", "two", "three"].map(|name| dir.path().join(name));
        for name in MODULE_NAMES {
            let place = |folder: usize| folders[folder].join(files(name)[0]);
            assert_eq!(installed(name, &folders), None, "{name}");
            fs::create_dir_all(place(1)).unwrap();
            assert_eq!(installed(name, &folders), None, "a folder is no module: {name}");
            for folder in [3, 2] {
                fs::create_dir_all(place(folder).parent().unwrap()).unwrap();
                fs::write(place(folder), "").unwrap();
                assert_eq!(installed(name, &folders), Some(place(folder)), "{name}");
            }
        }
    }
}
