//! Which language to speak.

use scap_ac::Language;

/// The language of a tag that somebody wrote on purpose: `zh-TW` or `en`, in either case.
#[must_use]
pub fn language_of_tag(tag: &str) -> Option<Language> {
    Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(tag))
}

/// The language that the environment asks for: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set and not
/// empty decides, as POSIX has it. English or Chinese if it names one of them; nothing for any other language, and
/// for `C` and `POSIX`.
#[must_use]
pub fn language(lc_all: Option<&str>, lc_messages: Option<&str>, lang: Option<&str>) -> Option<Language> {
    let locale = [lc_all, lc_messages, lang].into_iter().flatten().find(|value| !value.is_empty());
    let first = locale.and_then(|locale| locale.split(['_', '-', '.', '@']).next());
    match first? {
        first if first.eq_ignore_ascii_case("en") => Some(Language::English),
        first if first.eq_ignore_ascii_case("zh") => Some(Language::TraditionalChinese),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        use Language::{English, TraditionalChinese};

        let table = [
            (None, None, None, None),
            (None, None, Some("en_US.UTF-8"), Some(English)),
            (None, None, Some("en"), Some(English)),
            (None, None, Some("EN-gb"), Some(English)),
            (None, None, Some("zh_TW.UTF-8"), Some(TraditionalChinese)),
            (None, None, Some("C"), None),
            (None, None, Some("C.UTF-8"), None),
            (None, None, Some("POSIX"), None),
            (None, None, Some("ja_JP.UTF-8"), None),
            (None, None, Some("enm_GB"), None),
            (None, Some("zh_TW"), Some("en_US"), Some(TraditionalChinese)),
            (Some("en_GB@euro"), Some("zh_TW"), Some("zh_TW"), Some(English)),
            (Some(""), Some(""), Some("en_US"), Some(English)),
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
