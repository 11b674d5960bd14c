//! Everything that the apps say to people, in Traditional Chinese and in English.
//!
//! The texts are [Fluent](https://projectfluent.org) files under `locales/`, one set for each language, and
//! part of the binary. A failure is known by its stable code everywhere else; here the code becomes what
//! happened, why, and what to do:
//!
//! ```
//! use scap_messages::{Language, Messages};
//! use serde_json::{Map, Value};
//!
//! let details = Map::from_iter([("tries_left".to_owned(), Value::from(2))]);
//! let failure = Messages::new(Language::TraditionalChinese).failure("pin.incorrect", &details);
//! assert_eq!(failure.message, "PIN 碼錯誤，還可以再試 2 次。");
//! ```

mod codes;
mod language;
mod manual;
mod messages;

pub use scap_ac::Language;
pub use serde_json;

pub use crate::{
    codes::CODES,
    language::{language, language_of_tag},
    manual::original_screens,
    messages::{FailureText, Messages},
};
