//! What the programs at a person's desk share: settings, the readers and the client that follow from them, saving a
//! certificate as text.
//!
//! The command line and the windows read one settings file, so what is set in one of them holds in the other. What is
//! said for one run wins over the file ([`Overrides`]); [`Settings`] is what holds then, and makes of it what a flow is
//! run with:
//!
//! ```
//! use scap_desk::{Overrides, Settings};
//!
//! let overrides = Overrides {
//!     config: Some("a-file-that-is-not-there/config.toml".into()),
//!     server: Some("https://scap.example".to_owned()),
//!     ..Overrides::default()
//! };
//! let settings = Settings::read(&overrides)?;
//! assert_eq!(settings.server()?.as_str(), "https://scap.example");
//! assert_eq!(settings.language(), None);
//! # Ok::<(), scap_desk::DeskError>(())
//! ```
//!
//! | function | here |
//! | --- | --- |
//! | F2, F3: judge a holder's number while it is typed (manual § 7.2.3.1 step 8) | [`TypedHolderId`] |
//! | F7: save a certificate as text (manual § 7.2.3.1 step 19) | [`SaveTo`] |
//! | F11: network settings (§ 7 item 5) | [`SettingsFile`], [`Settings::client`] |
//!
//! Unlike the crates below it this one reads files, the clock and the environment. It prints nothing but logs, and asks nobody.

mod clock;
mod error;
mod file;
mod holder_id;
mod language;
mod log;
mod password;
mod proxy;
mod readers;
mod save;
mod secret;
mod settings;

pub use crate::{
    clock::now,
    error::DeskError,
    file::{Key, SettingsFile, StoredSettings},
    holder_id::{TypedHolderId, half_width},
    language::{DEFAULT_LANGUAGE, environment_language},
    log::log_to_stderr,
    password::Place,
    save::SaveTo,
    secret::read_secret,
    settings::{DEFAULT_SERVER, Overrides, Settings},
};
