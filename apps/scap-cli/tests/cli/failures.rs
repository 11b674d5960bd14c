//! Every failure that opening, issuing and viewing can meet, produced for real and told in both languages.

mod cards;
mod certificates;
mod content;
mod delegations;
mod interruptions;
mod network;

use std::{
    any::Any,
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use scap_messages::{CODES, Language, Messages};
use scap_test_pki::fixed::Card;
use serde_json::{Map, Value, json};

use crate::stage::{Run, Stage, args};

/// One way to fail.
struct Row {
    code: &'static str,
    /// What is wrong on the stage.
    what: &'static str,
    stage: fn(&mut Stage) -> Act,
    after: fn(&Stage),
}

/// What is run on the stage, and the facts that the failure is to tell. `{"contains": …}` stands for any text with
/// this in it.
struct Act {
    arguments: Vec<String>,
    details: Value,
}

impl Row {
    fn new(code: &'static str, what: &'static str, stage: fn(&mut Stage) -> Act) -> Self {
        Self { code, what, stage, after: |_| {} }
    }

    /// What must hold on the stage after the failure.
    fn and_then(self, after: fn(&Stage)) -> Self {
        Self { after, ..self }
    }
}

impl Act {
    fn new(arguments: Vec<String>, details: Value) -> Self {
        Self { arguments, details }
    }
}

/// The facts that are told of this soft card where another is needed, and these.
pub(crate) fn facts_of(name: &str, card: &Card, more: Value) -> Value {
    let certificate = &card.certificate;
    let mut facts = json!({
        "card": name,
        "reader": format!("Soft reader: {name}"),
        "rank": certificate.rank().as_str(),
        "business_number": certificate.business_number().as_str(),
        "card_serial": certificate.serial().to_string(),
    });
    facts.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    facts
}

/// Codes that no row here is about, and where else they are tested.
struct Elsewhere {
    why: &'static str,
    /// Whole, or a family up to its dot.
    codes: &'static [&'static str],
    /// The source of the tests, in which each code stands. Empty if nothing can be done to meet them.
    tests: &'static [&'static str],
}

const ELSEWHERE: [Elsewhere; 10] = [
    Elsewhere {
        why: "what is wrong with a certificate is told by `ac` and by the library",
        codes: &["ac."],
        tests: &[
            include_str!("offline.rs"),
            include_str!("failures/certificates.rs"),
            include_str!("../../../../crates/scap-ac/tests/deceit.rs"),
            include_str!("../../../../crates/scap-ac/tests/decode.rs"),
            include_str!("../../../../crates/scap-hostile/src/variants/attributes.rs"),
            include_str!("../../../../crates/scap-hostile/src/variants/delegation.rs"),
            include_str!("../../../../crates/scap-hostile/src/variants/encoding.rs"),
            include_str!("../../../../crates/scap-hostile/src/variants/extensions.rs"),
            include_str!("../../../../crates/scap-hostile/src/variants/holder.rs"),
            include_str!("../../../../crates/scap-hostile/src/variants/issuer.rs"),
            include_str!("../../../../crates/scap-hostile/src/variants/numbers.rs"),
            include_str!("../../../../crates/scap-hostile/src/variants/outside.rs"),
            include_str!("../../../../crates/scap-hostile/src/variants/targets.rs"),
            include_str!("../../../../crates/scap-hostile/src/variants/validity.rs"),
            include_str!("../../../../crates/scap-ac/tests/validate.rs"),
            include_str!("../../../../crates/scap-registry/tests/registry/issuance.rs"),
        ],
    },
    Elsewhere {
        why: "what is wrong with a login is told by `ac verify` and by the library",
        codes: &["login."],
        tests: &[
            include_str!("login.rs"),
            include_str!("../../../../crates/scap-ac/tests/login/form.rs"),
            include_str!("../../../../crates/scap-ac/tests/login/main.rs"),
            include_str!("../../../../crates/scap-ac/tests/login/openssl.rs"),
        ],
    },
    Elsewhere { why: "what is wrong with a batch", codes: &["batch."], tests: &[include_str!("batch.rs")] },
    Elsewhere {
        why: "a client like ours makes no such request",
        codes: &[
            "request.malformed",
            "request.nonce",
            "request.signature",
            "request.url",
            "issuance.conflict",
            "issuance.not_issued",
            "serial.invalid",
        ],
        tests: &[
            include_str!("../../../scap-server/tests/server/protocol.rs"),
            include_str!("../../../../crates/scap-registry/tests/registry/issuance.rs"),
            include_str!("../../../../crates/scap-ac/src/serial.rs"),
        ],
    },
    Elsewhere {
        why: "needs a day, or very many certificates: the registry's tests set clock and counters",
        codes: &["issuance.abandoned", "issuance.limit", "serial.exhausted"],
        tests: &[include_str!("../../../../crates/scap-registry/tests/registry/issuance.rs")],
    },
    Elsewhere {
        why: "every rule that the program does not know is told so",
        codes: &["server.refused"],
        tests: &[include_str!("../../../../crates/scap-messages/tests/texts.rs")],
    },
    Elsewhere {
        why: "needs a person, a PIN pad or a broken server",
        codes: &["cancelled", "pin.required", "server.internal"],
        tests: &[
            include_str!("terminal.rs"),
            include_str!("../../../../crates/scap-card/tests/soft_card.rs"),
            include_str!("../../../scap-server/src/reply.rs"),
        ],
    },
    Elsewhere {
        why: "needs a card in a reader of PC/SC",
        codes: &["area.unsupported", "card.no_module"],
        tests: &[include_str!("pcsc.rs")],
    },
    Elsewhere { why: "needs a clock before 1970 or after 9999", codes: &["clock.wrong"], tests: &[] },
    Elsewhere {
        why: "exit code 2",
        codes: &["usage"],
        tests: &[include_str!("config.rs"), include_str!("offline.rs")],
    },
];

impl Elsewhere {
    fn is_about(&self, code: &str) -> bool {
        let quoted = format!("\"{code}\"");
        let is_meant = |known: &&str| *known == code || (known.ends_with('.') && code.starts_with(*known));
        self.codes.iter().any(is_meant)
            && (self.tests.is_empty() || self.tests.iter().any(|test| test.contains(&quoted)))
    }
}

fn rows() -> Vec<Row> {
    let rows = [network::rows(), cards::rows(), content::rows(), delegations::rows(), interruptions::rows()];
    rows.into_iter().flatten().collect()
}

#[test]
fn every_failure_is_told_with_its_code_and_what_to_do_in_both_languages() {
    let rows = rows();
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    thread::scope(|scope| {
        // Most of a run is waiting for processes.
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(row))) {
                        failed.lock().unwrap().push(format!(
                            "{} ({}): {}",
                            row.code,
                            row.what,
                            said(&*panic)
                        ));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{} of {} rows:\n{}", failed.len(), rows.len(), failed.join("\n"));
}

#[test]
fn every_code_has_a_row_or_a_reason_to_have_none() {
    let rows = rows();
    let covered: BTreeSet<_> = rows.iter().map(|row| row.code).collect();
    for code in CODES {
        let elsewhere: Vec<_> =
            ELSEWHERE.iter().filter(|known| known.is_about(code)).map(|known| known.why).collect();
        assert_eq!(usize::from(covered.contains(code)) + elsewhere.len(), 1, "{code}: {elsewhere:?}");
    }
    for code in ELSEWHERE.iter().flat_map(|known| known.codes) {
        assert!(CODES.iter().any(|known| known == code || code.ends_with('.')), "{code} is a code no more");
    }
}

#[test]
fn an_unknown_rule_of_a_newer_server_is_told_as_its_refusal() {
    for language in Language::ALL {
        let mut stage = Stage::with_cards_and_server();
        let problem = json!({
            "type": "urn:scap:error:quota.reached", "title": "no more", "status": 403, "code": "quota.reached",
            "details": { "limit": 3 },
        });
        let gate = scap_test_stage::Gate::saying(403, "application/problem+json", &problem.to_string());
        stage.set("SCAP_SERVER", gate.url.clone());
        let mut arguments = stage.issue("amy");
        arguments.extend(args(["--json", "--lang", language.tag()]));
        let run = stage.scap(&arguments);
        let error = run.json()["error"].clone();
        let told = Messages::new(language).failure("quota.reached", &Map::new());
        assert_eq!(run.code, Some(1));
        assert_eq!(error["code"], "quota.reached");
        assert_eq!(error["details"], json!({ "limit": 3 }));
        assert_eq!(error["message"], *told.message);
        assert!(told.message.contains("quota.reached"));
    }
}

/// Runs a row in JSON and Chinese, and in text and English, each on a stage of its own.
fn check(row: &Row) {
    thread::scope(|scope| {
        let json = scope.spawn(|| perform(row, &["--lang", "zh-TW", "--json"]));
        let text = perform(row, &["--lang", "en"]);
        let (expected, run) = json.join().unwrap_or_else(|panic| resume_unwind(panic));
        let details = check_json(row, &expected, &run);

        let (expected, run) = text;
        assert_eq!(run.stdout(), "");
        // What is only told in part is the same in both runs.
        let fact = |(name, value): (&String, &Value)| {
            (name.clone(), if value.is_object() { details[name].clone() } else { value.clone() })
        };
        told(row, Language::English, &expected.as_object().unwrap().iter().map(fact).collect(), &run);
    });
}

/// Sets the stage, runs the program with these flags, and checks what is left. Returns the facts that are expected
/// and how the run ended.
fn perform(row: &Row, flags: &[&str]) -> (Value, Run) {
    let mut stage = Stage::new();
    let act = (row.stage)(&mut stage);
    let run = stage.scap(&[act.arguments, args(flags.to_vec())].concat());
    assert_eq!(run.code, Some(1), "{run:?}");
    for trace in ["panicked", "backtrace", ".rs:"] {
        assert!(!run.stderr.contains(trace), "{run:?}");
    }
    (row.after)(&stage);
    (act.details, run)
}

/// Checks the document of a failure; returns its facts.
fn check_json(row: &Row, expected: &Value, run: &Run) -> Map<String, Value> {
    let document = run.json();
    let error = document["error"].as_object().unwrap_or_else(|| panic!("no error: {run:?}"));
    assert_eq!(document.as_object().unwrap().len(), 1, "{document}");
    assert_eq!(error.len(), 4, "{document}");
    assert_eq!(error["code"], row.code, "{run:?}");
    let details = error["details"].as_object().unwrap();
    assert!(fits(expected.as_object().unwrap(), details), "{expected} is not {details:?}");
    let [message, advice] = told(row, Language::TraditionalChinese, details, run);
    assert_eq!((&error["message"], &error["advice"]), (&json!(message), &json!(advice)));
    details.clone()
}

/// Message and advice of a failure, which must be the last that is on stderr, with its code.
fn told(row: &Row, language: Language, details: &Map<String, Value>, run: &Run) -> [String; 2] {
    let messages = Messages::new(language);
    let text = messages.failure(row.code, details);
    let lines = [
        messages.text("failure-line", &[("message", text.message.clone().into())]),
        messages.text("failure-advice", &[("advice", text.advice.clone().into())]),
        messages.text("failure-code", &[("code", row.code.into())]),
    ];
    let expected = format!("{}\n", lines.join("\n"));
    assert!(run.stderr.ends_with(&expected), "{expected:?} does not end {:?}", run.stderr);
    let id = row.code.replace(['.', '_'], "-");
    for text in [&text.message, &text.advice] {
        assert!(!text.is_empty() && text != row.code && *text != id, "{text}");
    }
    [text.message, text.advice]
}

/// Whether the facts are those that are expected.
fn fits(expected: &Map<String, Value>, found: &Map<String, Value>) -> bool {
    let fits = |name: &String, value: &Value| match (value.get("contains"), found.get(name)) {
        (_, None) => false,
        (Some(part), Some(found)) => found.as_str().unwrap().contains(part.as_str().unwrap()),
        (None, Some(found)) => found == value,
    };
    expected.len() == found.len() && expected.iter().all(|(name, value)| fits(name, value))
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
}
