//! Which language to speak if nobody chose one in this program.

use scap_ac::Language;
use scap_messages::language;

/// The language if nothing asks for one.
pub const DEFAULT_LANGUAGE: Language = Language::TraditionalChinese;

/// The language that the environment asks for, if it is one of ours.
#[must_use]
pub fn environment_language() -> Option<Language> {
    let variable = |name: &str| std::env::var(name).ok();
    language(variable("LC_ALL").as_deref(), variable("LC_MESSAGES").as_deref(), variable("LANG").as_deref())
}
