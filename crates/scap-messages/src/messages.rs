//! Texts by id, with their arguments filled in.

use std::fmt;

use fluent_bundle::{
    FluentArgs, FluentError, FluentResource, FluentValue,
    concurrent::FluentBundle,
    resolver::{ResolverError, errors::ReferenceKind},
};
use scap_ac::Language;
use serde_json::{Map, Value};

/// What a selector sees for an argument that is not given, or null.
const ABSENT: &str = "absent";

/// The texts of one language.
pub struct Messages {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

/// A failure in the words of a language.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct FailureText {
    /// What happened.
    pub message: String,
    /// How it comes about: for whoever looks for the cause.
    pub why: String,
    /// What to do.
    pub advice: String,
}

impl Messages {
    /// The texts of `language`.
    #[must_use]
    pub fn new(language: Language) -> Self {
        // Every tag of ours parses; the plural rules come from it.
        let mut bundle = FluentBundle::new_concurrent(language.tag().parse().into_iter().collect());
        bundle.set_use_isolating(false);
        for source in sources(language) {
            let resource = FluentResource::try_new(source.to_owned());
            // The tests prove that every file parses and no id is there twice. Should one not, the others
            // are better than none.
            let resource = resource.unwrap_or_else(|(parsed, _)| parsed);
            let _ = bundle.add_resource(resource);
        }
        Self { language, bundle }
    }

    /// The language of the texts.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Whether there is a text with this id.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// The text with this id. A number is passed as number, so that its plural is chosen; an array as a
    /// list. The id itself if there is no such text.
    ///
    /// ```
    /// use scap_messages::{Language, Messages};
    ///
    /// let messages = Messages::new(Language::English);
    /// assert_eq!(messages.text("view-saved", &[("file", "ac.txt".into())]), "Saved to ac.txt.");
    /// ```
    #[must_use]
    pub fn text(&self, id: &str, args: &[(&str, Value)]) -> String {
        let mut fluent = FluentArgs::new();
        for (name, value) in args {
            fluent.set(*name, self.argument(value));
        }
        self.format(id, None, fluent).unwrap_or_else(|| id.to_owned())
    }

    /// What happened, why, and what to do for a failure's `code`; `details` are the facts that belong to it. A
    /// code that is none of [`CODES`](crate::CODES), such as one of a newer server, is told as a refusal of the
    /// server that names the code.
    #[must_use]
    pub fn failure(&self, code: &str, details: &Map<String, Value>) -> FailureText {
        self.failure_text(code, details, ["why", "advice"].map(|part| [part, part]))
    }

    /// The same for somebody at a window, who knows no commands: where a text speaks of some, another takes its place.
    #[must_use]
    pub fn failure_in_window(&self, code: &str, details: &Map<String, Value>) -> FailureText {
        self.failure_text(code, details, [["why-window", "why"], ["advice-window", "advice"]])
    }

    /// The attributes of why and of the advice: the second where there is no first.
    fn failure_text(
        &self,
        code: &str,
        details: &Map<String, Value>,
        attributes: [[&str; 2]; 2],
    ) -> FailureText {
        if !crate::CODES.contains(&code) {
            let rule = Map::from_iter([("rule".to_owned(), Value::from(code))]);
            return self.failure_text("server.refused", &rule, attributes);
        }
        let id = code.replace(['.', '_'], "-");
        let part = |attribute| {
            let mut args = FluentArgs::new();
            for (name, value) in details {
                args.set(name.as_str(), self.argument(value));
            }
            self.format(&id, attribute, args)
        };
        let known = |part: Option<String>| part.unwrap_or_else(|| code.to_owned());
        let [why, advice] = attributes.map(|names| known(names.iter().find_map(|name| part(Some(name)))));
        FailureText { message: known(part(None)), why, advice }
    }

    fn format(&self, id: &str, attribute: Option<&str>, mut args: FluentArgs<'_>) -> Option<String> {
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(name) => message.get_attribute(name)?.value(),
        };
        // Each round fills in the arguments that the one before missed, so it ends with the last of them.
        loop {
            let mut errors = Vec::new();
            let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
            let missing: Vec<_> = errors.into_iter().filter_map(missing_argument).collect();
            if missing.is_empty() {
                return Some(text);
            }
            for name in missing {
                args.set(name, ABSENT);
            }
        }
    }

    fn argument<'value>(&self, value: &'value Value) -> FluentValue<'value> {
        match value {
            Value::Null => FluentValue::from(ABSENT),
            Value::Bool(truth) => FluentValue::from(truth.to_string()),
            Value::String(text) => FluentValue::from(text.as_str()),
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(number), _) => FluentValue::from(number),
                (None, Some(number)) => FluentValue::from(number),
                (None, None) => FluentValue::from(number.to_string()),
            },
            Value::Array(values) => {
                let separator = match self.language {
                    Language::English => ", ",
                    _ => "、",
                };
                let texts: Vec<String> = values.iter().map(plain).collect();
                FluentValue::from(texts.join(separator))
            }
            Value::Object(_) => FluentValue::from(value.to_string()),
        }
    }
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages").field("language", &self.language).finish_non_exhaustive()
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn missing_argument(error: FluentError) -> Option<String> {
    match error {
        FluentError::ResolverError(ResolverError::Reference(ReferenceKind::Variable { id })) => Some(id),
        _ => None,
    }
}

/// The Fluent files of a language.
pub(crate) const fn sources(language: Language) -> [&'static str; 4] {
    match language {
        Language::English => [
            include_str!("../locales/en/failures.ftl"),
            include_str!("../locales/en/checks.ftl"),
            include_str!("../locales/en/cli.ftl"),
            include_str!("../locales/en/gui.ftl"),
        ],
        _ => [
            include_str!("../locales/zh-TW/failures.ftl"),
            include_str!("../locales/zh-TW/checks.ftl"),
            include_str!("../locales/zh-TW/cli.ftl"),
            include_str!("../locales/zh-TW/gui.ftl"),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_parses_and_no_id_is_there_twice() {
        for language in Language::ALL {
            let mut bundle = FluentBundle::new_concurrent(vec![language.tag().parse().unwrap()]);
            for source in sources(language) {
                let resource =
                    FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| errors).unwrap();
                bundle.add_resource(resource).unwrap();
            }
        }
    }
}
