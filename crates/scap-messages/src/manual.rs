//! Which screens of the original program a code answers.

/// The figures of the manual, version 3.6, that show what is now told by a code; where the manual describes a
/// failure without a figure, the item of its section. Sorted; a code that is not here has no screen in the original.
const SCREENS: &[(&str, &[&str])] = &[
    ("area.already_open", &["8-7-1"]),
    ("area.locked", &["8-2-16"]),
    ("area.none", &["8-3-6"]),
    ("area.not_open", &["8-2-6"]),
    ("audit.pending", &["8-2-15", "8-6-5", "8-6-6", "8-6-7"]),
    ("card.absent", &["8-2-5", "8-3-3"]),
    ("card.changed", &["8-2-14"]),
    ("card.not_primary", &["8-2-9"]),
    ("card.not_secondary", &["8-2-3", "8-2-13", "8-3-1"]),
    ("card.unreadable", &["8-2-4", "8-2-10", "8-3-2", "8-4-1"]),
    ("card.unsupported", &["8-4-2"]),
    ("config.url", &["8-7-2"]),
    ("delegation.expired", &["8-2-20", "8-2-24"]),
    ("delegation.inactive", &["8-2-20", "8-2-23"]),
    ("delegation.none", &["8-2-19", "8-2-22"]),
    ("delegation.self", &["8-2-21"]),
    ("entity.mismatch", &["8-2-11"]),
    ("holder_id.invalid", &["8-2-18"]),
    ("holder_id.missing", &["8-2-17"]),
    ("net.connect", &["§ 8.1 (1)", "8-2-2", "8-2-12", "8-2-15", "8-4-5", "8-6-1"]),
    ("net.proxy", &["8-2-1", "8-2-2", "8-4-5", "8-4-6", "8-6-1"]),
    ("net.timeout", &["8-2-1", "8-4-6", "8-6-1"]),
    ("net.tls", &["8-2-2"]),
    ("pin.incorrect", &["8-2-8", "8-3-5", "8-4-4"]),
    ("pin.length", &["8-2-7", "8-3-4", "8-4-3"]),
    ("query.range", &["8-4-7"]),
    ("reader.failed", &["§ 8.2 (3)", "§ 8.3 (3)", "§ 8.4 (3)"]),
    ("reader.none", &["§ 8.2 (3)", "§ 8.3 (3)", "§ 8.4 (3)"]),
    ("server.database", &["8-6-2", "8-6-5"]),
    ("server.not_found", &["§ 8.1 (2)", "8-6-4", "8-6-7"]),
    ("server.status", &["8-6-3", "8-6-6"]),
];

/// The screens of the original program, in the manual's numbers, that `code` answers: figures such as `8-2-5`, and
/// items of a section without a figure, such as `§ 8.2 (3)`.
///
/// ```
/// assert_eq!(scap_messages::original_screens("card.absent"), ["8-2-5", "8-3-3"]);
/// assert!(scap_messages::original_screens("pin.locked").is_empty());
/// ```
#[must_use]
pub fn original_screens(code: &str) -> &'static [&'static str] {
    SCREENS.iter().find(|(known, _)| *known == code).map_or(&[], |(_, screens)| screens)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CODES;

    #[test]
    fn every_screen_of_the_manual_is_answered() {
        // The last figure of each section; 8-5-1 asks for Java, which is not needed any more.
        let answered = |figure: &str| SCREENS.iter().any(|(_, screens)| screens.contains(&figure));
        for (section, last) in [(2, 24), (3, 6), (4, 7), (6, 7), (7, 2)] {
            for number in 1..=last {
                let figure = format!("8-{section}-{number}");
                assert!(answered(&figure), "{figure}");
            }
        }
        assert!(!answered("8-5-1"));
    }

    #[test]
    fn screens_belong_to_codes_that_are_there() {
        assert!(SCREENS.is_sorted_by(|(a, _), (b, _)| a < b), "sorted, each once");
        for (code, _) in SCREENS {
            assert!(CODES.contains(code), "{code}");
        }
    }
}
