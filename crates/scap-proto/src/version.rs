//! Whether a client is new enough for a server (manual § 7 item 8).

use semver::Version;

use crate::{client::ServerError, problem::Problem, wire::VersionReply};

/// Where a client stands among the versions that the server knows.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a client must handle every standing")]
pub enum ClientStanding {
    /// None is newer. One that is newer than the newest is being developed.
    Current,
    /// It is served, but there is a newer one.
    Outdated {
        /// The newest version.
        newest: String,
        /// Where it is to be had.
        download: Option<String>,
    },
    /// It is older than the server serves: `version.outdated` with `current`, `minimum`, `newest` and `download`,
    /// for [`ServerError::Refused`].
    Refused(Problem),
}

impl VersionReply {
    /// Compares the version of a client by [Semantic Versioning Section 11]. A version that is none counts as the
    /// oldest.
    ///
    /// # Errors
    ///
    /// [`ServerError::Answer`] if the server does not tell versions.
    ///
    /// [Semantic Versioning Section 11]: https://semver.org/spec/v2.0.0.html#spec-item-11
    pub fn judge(&self, current: &str) -> Result<ClientStanding, ServerError> {
        let (minimum, newest) = (parse(&self.minimum_client)?, parse(&self.newest_client)?);
        let version = current.parse().unwrap_or(Version::new(0, 0, 0));
        // What is built otherwise from the same source is the same version.
        Ok(if version.cmp_precedence(&minimum).is_lt() {
            let title = format!("version {current} is older than the server serves");
            let refusal = Problem::new(426, "version.outdated", title)
                .with("current", current)
                .with("minimum", &*self.minimum_client)
                .with("newest", &*self.newest_client)
                .with("download", self.download.clone());
            ClientStanding::Refused(refusal)
        } else if version.cmp_precedence(&newest).is_lt() {
            ClientStanding::Outdated { newest: self.newest_client.clone(), download: self.download.clone() }
        } else {
            ClientStanding::Current
        })
    }
}

fn parse(version: &str) -> Result<Version, ServerError> {
    version.parse().map_err(|source: semver::Error| ServerError::Answer {
        call: "GET /v1/version".to_owned(),
        source: source.into(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reply(minimum: &str, newest: &str) -> VersionReply {
        VersionReply {
            server: "9.9.9".to_owned(),
            minimum_client: minimum.to_owned(),
            newest_client: newest.to_owned(),
            download: Some("https://scap.example/download".to_owned()),
        }
    }

    #[test]
    fn versions_are_compared_as_versions() {
        let table = [
            ("the only one", "1.0.0", "1.0.0", "1.0.0", "current"),
            ("the newest", "1.10.0", "1.9.0", "1.10.0", "current"),
            ("newer than the newest", "1.11.0", "1.9.0", "1.10.0", "current"),
            ("a preview of what is not out yet", "1.11.0-dev", "1.9.0", "1.10.0", "current"),
            ("another build of the newest", "1.10.0+mine", "1.9.0", "1.10.0+theirs", "current"),
            ("numbers, not texts", "1.9.0", "1.2.0", "1.10.0", "outdated"),
            ("a preview of the newest", "1.10.0-rc.1", "1.9.0", "1.10.0", "outdated"),
            ("the oldest that is served", "1.9.0", "1.9.0", "1.10.0", "outdated"),
            ("too old", "1.9.9", "1.10.0", "1.10.0", "refused"),
            ("a preview of the oldest", "1.9.0-rc.1", "1.9.0", "1.10.0", "refused"),
            ("no version", "today", "0.0.1", "1.10.0", "refused"),
        ];
        for (name, current, minimum, newest, expected) in table {
            let standing = match reply(minimum, newest).judge(current).unwrap() {
                ClientStanding::Current => "current",
                ClientStanding::Outdated { newest: told, download } => {
                    assert_eq!(
                        (&*told, download.as_deref()),
                        (newest, Some("https://scap.example/download"))
                    );
                    "outdated"
                }
                ClientStanding::Refused(problem) => {
                    let details = json!({
                        "current": current, "minimum": minimum, "newest": newest,
                        "download": "https://scap.example/download",
                    });
                    assert_eq!(
                        (&*problem.code, json!(problem.details)),
                        ("version.outdated", details),
                        "{name}"
                    );
                    assert!(!ServerError::Refused(problem).is_passing());
                    "refused"
                }
            };
            assert_eq!(standing, expected, "{name}");
        }
    }

    #[test]
    fn an_answer_without_versions_is_none() {
        for (minimum, newest) in [("", "1.0.0"), ("1.0.0", "newest"), ("1.0", "1.0.0"), ("v1.0.0", "1.0.0")] {
            let error = reply(minimum, newest).judge("1.0.0").unwrap_err();
            assert_eq!(error.code(), "server.answer", "{minimum:?} {newest:?}");
        }
    }
}
