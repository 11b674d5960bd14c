//! SoftHSM tokens that hold a card: for tests of the PKCS#11 code and for demonstrations.
//!
//! Each [`SoftHsm`] is a folder with a configuration and tokens of its own. A process that is to use it
//! must be started with the environment variable [`CONFIG_VARIABLE`] set to [`SoftHsm::config`], because
//! the module reads it once.
//!
//! The tools take PINs as arguments, so use no PIN here that is worth anything.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use rsa::PrivateKey;

use crate::{error::PkiError, key::key_to_pem};

/// The environment variable that names SoftHSM's configuration file.
pub const CONFIG_VARIABLE: &str = "SOFTHSM2_CONF";

/// The environment variable that names the module, if it is not at its usual place.
pub const MODULE_VARIABLE: &str = "SCAP_TEST_SOFTHSM";

/// Where Debian puts the module.
const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// The security officer's PIN of every token here.
const SO_PIN: &str = "87654321";

/// The PKCS#11 id of the signing pair on real cards, `SIGN`.
pub const SIGNING_ID: &str = "5349474e";

/// The PKCS#11 id of the encryption pair on real cards, `KEYX`.
pub const ENCRYPTION_ID: &str = "4b455958";

/// The module: from [`MODULE_VARIABLE`] or at its usual place.
#[must_use]
pub fn module() -> PathBuf {
    env::var_os(MODULE_VARIABLE).map_or_else(|| PathBuf::from(MODULE), PathBuf::from)
}

/// A folder with a SoftHSM configuration and its tokens.
#[derive(Clone, Debug)]
pub struct SoftHsm {
    config: PathBuf,
    dir: PathBuf,
}

impl SoftHsm {
    /// Uses the folder `dir`, which is made if need be. A configuration that is there is kept.
    ///
    /// # Errors
    ///
    /// [`PkiError::File`].
    pub fn new(dir: &Path) -> Result<Self, PkiError> {
        let tokens = dir.join("tokens");
        fs::create_dir_all(&tokens).map_err(file_error(&tokens))?;
        let dir = dir.canonicalize().map_err(file_error(dir))?;
        let config = dir.join("softhsm2.conf");
        let tokens = dir.join("tokens");
        let text = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n",
            tokens.display()
        );
        match fs::File::create_new(&config).and_then(|mut file| file.write_all(text.as_bytes())) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(file_error(&config)(error));
            }
            Ok(()) | Err(_) => {}
        }
        Ok(Self { config, dir })
    }

    /// The configuration file: the value for [`CONFIG_VARIABLE`].
    #[must_use]
    pub fn config(&self) -> &Path {
        &self.config
    }

    /// Makes a token with this label and user PIN, empty.
    ///
    /// # Errors
    ///
    /// [`PkiError::Program`] or [`PkiError::ProgramFailed`] of `softhsm2-util`.
    pub fn add_token(&self, label: &str, pin: &str) -> Result<(), PkiError> {
        let init = ["--init-token", "--free", "--label", label, "--so-pin", SO_PIN, "--pin", pin];
        self.run("softhsm2-util", &init).map(drop)
    }

    /// Puts a key pair and its certificate on the token of this label, all with this id (hexadecimal).
    ///
    /// # Errors
    ///
    /// [`PkiError::File`], [`PkiError::Key`]; [`PkiError::Program`] or [`PkiError::ProgramFailed`] of
    /// `softhsm2-util` and `pkcs11-tool`.
    pub fn add_pair(
        &self,
        (token, pin): (&str, &str),
        (id, label): (&str, &str),
        key: &PrivateKey,
        certificate: &[u8],
    ) -> Result<(), PkiError> {
        let key_file = self.dir.join(format!("{token}-{id}.key"));
        fs::write(&key_file, key_to_pem(key)?.as_bytes()).map_err(file_error(&key_file))?;
        let path = key_file.to_string_lossy();
        let import = ["--import", &path, "--token", token, "--label", label, "--id", id, "--pin", pin];
        let imported = self.run("softhsm2-util", &import);
        fs::remove_file(&key_file).map_err(file_error(&key_file))?;
        imported?;
        self.add_certificate((token, pin), (id, label), certificate)
    }

    /// Puts a certificate without a key on the token of this label, as cards hold those of their CA.
    ///
    /// # Errors
    ///
    /// [`PkiError::File`]; [`PkiError::Program`] or [`PkiError::ProgramFailed`] of `pkcs11-tool`.
    pub fn add_certificate(
        &self,
        (token, pin): (&str, &str),
        (id, label): (&str, &str),
        certificate: &[u8],
    ) -> Result<(), PkiError> {
        let file = self.dir.join(format!("{token}-{id}.cer"));
        fs::write(&file, certificate).map_err(file_error(&file))?;
        let (module, path) = (module(), file.to_string_lossy());
        let module = module.to_string_lossy();
        let write = ["--module", &module, "--token-label", token, "--login", "--pin", pin];
        let object = ["--write-object", &path, "--type", "cert", "--id", id, "--label", label];
        let written = self.run("pkcs11-tool", &[&write[..], &object[..]].concat());
        fs::remove_file(&file).map_err(file_error(&file))?;
        written.map(drop)
    }

    /// Puts a private key on the token of this label that asks for the PIN before every use
    /// (`CKA_ALWAYS_AUTHENTICATE`), with this id (hexadecimal).
    ///
    /// # Errors
    ///
    /// [`PkiError::File`], [`PkiError::Key`]; [`PkiError::Program`] or [`PkiError::ProgramFailed`] of `pkcs11-tool`.
    pub fn add_always_authenticating_key(
        &self,
        (token, pin): (&str, &str),
        id: &str,
        key: &PrivateKey,
    ) -> Result<(), PkiError> {
        let file = self.dir.join(format!("{token}-{id}.key"));
        fs::write(&file, key_to_pem(key)?.as_bytes()).map_err(file_error(&file))?;
        let (module, path) = (module(), file.to_string_lossy());
        let module = module.to_string_lossy();
        let write = ["--module", &module, "--token-label", token, "--login", "--pin", pin];
        let object =
            ["--write-object", &path, "--type", "privkey", "--id", id, "--usage-sign", "--always-auth"];
        let written = self.run("pkcs11-tool", &[&write[..], &object[..]].concat());
        fs::remove_file(&file).map_err(file_error(&file))?;
        written.map(drop)
    }

    fn run(&self, program: &'static str, arguments: &[&str]) -> Result<Output, PkiError> {
        let output = Command::new(program)
            .args(arguments)
            .env(CONFIG_VARIABLE, &self.config)
            .output()
            .map_err(|source| PkiError::Program { program, source })?;
        if output.status.success() {
            return Ok(output);
        }
        let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(PkiError::ProgramFailed { program, status: output.status, message })
    }
}

/// Makes a card in the folder `dir`: a token with this label and PIN that holds the signing pair.
///
/// # Errors
///
/// Those of [`SoftHsm::new`], [`SoftHsm::add_token`] and [`SoftHsm::add_pair`].
pub fn provision(
    dir: &Path,
    label: &str,
    pin: &str,
    key: &PrivateKey,
    certificate: &[u8],
) -> Result<SoftHsm, PkiError> {
    let softhsm = SoftHsm::new(dir)?;
    softhsm.add_token(label, pin)?;
    softhsm.add_pair((label, pin), (SIGNING_ID, "cert1"), key, certificate)?;
    Ok(softhsm)
}

fn file_error(path: &Path) -> impl FnOnce(io::Error) -> PkiError {
    let path = path.to_owned();
    |source| PkiError::File { path, source }
}
