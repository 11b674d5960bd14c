//! Which language to speak.

use scap_ac::Language;

/// The language of a tag that somebody wrote on purpose: `zh-TW` or `en`, in either case.
#[must_use]
pub fn language_of_tag(tag: &str) -> Option<Language> {
    Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(tag))
}

/// The language of the environment: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set and not empty
/// decides, as POSIX has it. English if it says so, else Traditional Chinese, also for `C` and `POSIX`.
#[must_use]
pub fn language(lc_all: Option<&str>, lc_messages: Option<&str>, lang: Option<&str>) -> Language {
    let locale = [lc_all, lc_messages, lang].into_iter().flatten().find(|value| !value.is_empty());
    let first = locale.and_then(|locale| locale.split(['_', '-', '.', '@']).next());
    match first {
        Some(first) if first.eq_ignore_ascii_case("en") => Language::English,
        _ => Language::TraditionalChinese,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        use Language::{English, TraditionalChinese};

        let table = [
            (None, None, None, TraditionalChinese),
            (None, None, Some("en_US.UTF-8"), English),
            (None, None, Some("en"), English),
            (None, None, Some("EN-gb"), English),
            (None, None, Some("zh_TW.UTF-8"), TraditionalChinese),
            (None, None, Some("C"), TraditionalChinese),
            (None, None, Some("C.UTF-8"), TraditionalChinese),
            (None, None, Some("POSIX"), TraditionalChinese),
            (None, None, Some("ja_JP.UTF-8"), TraditionalChinese),
            (None, None, Some("enm_GB"), TraditionalChinese),
            (None, Some("zh_TW"), Some("en_US"), TraditionalChinese),
            (Some("en_GB@euro"), Some("zh_TW"), Some("zh_TW"), English),
            (Some(""), Some(""), Some("en_US"), English),
        ];
        for (lc_all, lc_messages, lang, expected) in table {
            let chosen = language(lc_all, lc_messages, lang);
            assert_eq!(chosen, expected, "{lc_all:?} {lc_messages:?} {lang:?}");
        }
    }

    #[test]
    fn a_tag_is_one_of_ours_or_none() {
        assert_eq!(language_of_tag("zh-tw"), Some(Language::TraditionalChinese));
        assert_eq!(language_of_tag("en"), Some(Language::English));
        assert_eq!(language_of_tag("en-US"), None);
        assert_eq!(language_of_tag(""), None);
    }
}
