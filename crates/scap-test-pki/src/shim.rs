//! A PKCS#11 module that passes every call on to another one, notes it, and fails or misbehaves as it is told: for
//! tests of what real modules do.
//!
//! The module is `fixtures/pkcs11-shim`, which [`build`] builds. A process that is to use it must be started with
//! the variables of [`Shim::environment`]; it may change the rules at any time.

use std::{
    env, fmt, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::Command,
};

use crate::error::PkiError;

/// `CKF_USER_PIN_COUNT_LOW`: a wrong PIN was entered.
pub const PIN_COUNT_LOW: u64 = 0x1_0000;
/// `CKF_USER_PIN_FINAL_TRY`: one more wrong PIN locks it.
pub const PIN_FINAL_TRY: u64 = 0x2_0000;
/// `CKF_USER_PIN_LOCKED`.
pub const PIN_LOCKED: u64 = 0x4_0000;

/// Whether a call fails without its effect, or after it: then only the answer is lost.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there is nothing else")]
pub enum When {
    /// Without its effect.
    Before,
    /// After it.
    After,
}

/// What the module does differently. Calls are counted from 1, anew by each [`Shim::play`].
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "tests name them all")]
pub enum Rule<'a> {
    /// A call fails, or all from it on.
    Fail {
        /// Which call: of `function`, or of all.
        call: usize,
        /// Whether it has its effect.
        when: When,
        /// Whether every later one fails, too.
        on: bool,
        /// The `CKR_…` that it returns.
        value: u64,
        /// The function whose calls are counted and fail; else all.
        function: Option<&'a str>,
    },
    /// From this call on there is no card, and its sessions are closed.
    AbsentFrom(usize),
    /// There is no reader.
    NoSlots,
    /// The slot list is kept until `C_Finalize`.
    StaleSlots,
    /// The slot list is turned round.
    ReverseSlots,
    /// A buffer of the right size is said to be too small, so many times: of `C_GetAttributeValue`, `C_Sign` or
    /// `C_SignFinal`.
    TooSmall(&'a str, usize),
    /// Flags that every token has beside its own.
    Flags(u64),
    /// From this call on, the serial number of every token.
    SerialFrom(usize, &'a str),
    /// A PIN pad where this PIN is entered.
    PadEnters(&'a str),
    /// A PIN pad where this `CKR_…` is the outcome.
    PadRefuses(u64),
}

impl Rule<'_> {
    /// Every call from the first on fails without its effect.
    #[must_use]
    pub const fn always(function: &str, value: u64) -> Rule<'_> {
        Rule::Fail { call: 1, when: When::Before, on: true, value, function: Some(function) }
    }
}

impl fmt::Display for Rule<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Fail { call, when, on, value, function } => {
                let when = if when == When::After { "after" } else { "before" };
                let how_often = if on { "on" } else { "once" };
                write!(f, "fail {call} {when} {how_often} {value:x} {}", function.unwrap_or_default())
            }
            Self::AbsentFrom(call) => write!(f, "absent {call}"),
            Self::NoSlots => f.write_str("no-slots"),
            Self::StaleSlots => f.write_str("stale-slots"),
            Self::ReverseSlots => f.write_str("reverse-slots"),
            Self::TooSmall(function, times) => write!(f, "too-small {function} {times}"),
            Self::Flags(flags) => write!(f, "flags {flags:x}"),
            Self::SerialFrom(call, serial) => write!(f, "serial {call} {serial}"),
            Self::PadEnters(pin) => write!(f, "pad enter {pin}"),
            Self::PadRefuses(value) => write!(f, "pad refuse {value:x}"),
        }
    }
}

/// A call that was made.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "this is what is noted")]
pub struct Call {
    /// The function.
    pub function: String,
    /// What the other module returned; `None` if it was not asked.
    pub passed: Option<u64>,
    /// What was returned in its place.
    pub returned: u64,
}

/// Builds the module, if need be, and tells where it is.
///
/// # Errors
///
/// [`PkiError::Program`] or [`PkiError::ProgramFailed`] of cargo.
pub fn build() -> Result<PathBuf, PkiError> {
    let (root, target) = folders();
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--locked", "--manifest-path"])
        .arg(root.join("fixtures/pkcs11-shim/Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .output()
        .map_err(|source| PkiError::Program { program: "cargo", source })?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(PkiError::ProgramFailed { program: "cargo", status: output.status, message });
    }
    Ok(module())
}

/// Where [`build`] puts the module.
#[must_use]
pub fn module() -> PathBuf {
    let name = format!("{}scap_pkcs11_shim{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    folders().1.join("debug").join(name)
}

/// The folder of the sources, and one to build in: beside the running test, which is in `target/debug/deps`.
fn folders() -> (PathBuf, PathBuf) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("/"));
    let test = env::current_exe().unwrap_or_default();
    let target = test.ancestors().nth(3).map_or_else(|| root.join("target"), Path::to_owned);
    (root.to_owned(), target.join("pkcs11-shim"))
}

/// The rules and notes of the module, in a folder of the test.
#[derive(Clone, Debug)]
pub struct Shim {
    control: PathBuf,
}

impl Shim {
    /// Rules and notes in the folder `dir`.
    #[must_use]
    pub fn new(dir: &Path) -> Self {
        Self { control: dir.join("shim.rules") }
    }

    /// What a process needs in its environment for the module to pass calls on to `real`.
    #[must_use]
    pub fn environment(&self, real: &Path) -> [(&'static str, PathBuf); 2] {
        [("SCAP_SHIM_MODULE", real.to_owned()), ("SCAP_SHIM_CONTROL", self.control.clone())]
    }

    /// Puts these rules in the place of those before, at once, and starts counting and noting calls anew.
    ///
    /// # Errors
    ///
    /// [`PkiError::File`].
    pub fn play(&self, rules: &[Rule<'_>]) -> Result<(), PkiError> {
        self.write(rules).map_err(|source| PkiError::File { path: self.control.clone(), source })
    }

    fn write(&self, rules: &[Rule<'_>]) -> io::Result<()> {
        let before = fs::read_to_string(&self.control).unwrap_or_default();
        let number = before.lines().next().and_then(|line| line.strip_prefix("# ")?.parse::<usize>().ok());
        let number = number.unwrap_or_default().wrapping_add(1);
        let next = self.control.with_extension("next");
        let mut file = fs::File::create(&next)?;
        // The number makes every text another one, which is how the module sees that it is new.
        writeln!(file, "# {number}")?;
        rules.iter().try_for_each(|rule| writeln!(file, "{rule}"))?;
        match fs::remove_file(self.log()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        fs::rename(next, &self.control)
    }

    /// The calls since the last [`Shim::play`].
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        let text = fs::read_to_string(self.log()).unwrap_or_default();
        let number = |word: &str| u64::from_str_radix(word, 16).ok();
        let call = |line: &str| {
            let mut words = line.split(' ');
            let (function, passed, returned) = (words.next()?, words.next()?, words.next()?);
            Some(Call { function: function.to_owned(), passed: number(passed), returned: number(returned)? })
        };
        text.lines().filter_map(call).collect()
    }

    /// How often a function was called since the last [`Shim::play`].
    #[must_use]
    pub fn count(&self, function: &str) -> usize {
        self.calls().iter().filter(|call| call.function == function).count()
    }

    fn log(&self) -> PathBuf {
        self.control.with_extension("log")
    }
}
