//! Every document of `--json` against its schema: here those of each command once, and by [`check`] those of every
//! other test.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{BufRead, BufReader},
    path::Path,
    sync::LazyLock,
};

use jsonschema::Validator;
use scap_test_pki::fixed;
use scap_test_stage::pem;
use serde_json::{Value, json};

use crate::stage::{Stage, args, watch};

/// The schemas by name.
static SCHEMAS: LazyLock<BTreeMap<String, Validator>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let schema: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, jsonschema::draft202012::new(&schema).unwrap())
        })
        .collect()
});

/// The schema of what these arguments are answered with: it is called as the command, and as its option if there is
/// one for that.
fn name(arguments: &[String]) -> String {
    let words = arguments.windows(2).map(|words| words.join("-")).chain(arguments.iter().cloned());
    let name = words.into_iter().find(|name| SCHEMAS.contains_key(name)).unwrap();
    let options = arguments.iter().filter_map(|argument| argument.strip_prefix("--"));
    let with_option =
        options.map(|option| format!("{name}-{option}")).find(|name| SCHEMAS.contains_key(name));
    with_option.unwrap_or(name)
}

/// Fails unless the answer to these arguments follows its schema; returns the schema's name.
#[track_caller]
pub(crate) fn check(arguments: &[String], document: &Value) -> String {
    let only_failed = document.as_object().is_some_and(|fields| fields.keys().eq(["error"]));
    let name = if only_failed { "failure".to_owned() } else { name(arguments) };
    let errors = SCHEMAS[&name].iter_errors(document);
    let errors: Vec<_> = errors.map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(
        errors.is_empty(),
        "{arguments:?} does not follow schemas/{name}.json: {errors:#?}\n{document:#}"
    );
    name
}

/// What comes and goes at a reader: the first line.
fn watched(stage: &Stage) -> Value {
    let mut child = stage.command(&args(["readers", "--watch", "--json"])).spawn().unwrap();
    let _watch = watch(&child);
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    serde_json::from_str(&line).unwrap()
}

#[test]
fn each_command_answers_as_its_schema_says() {
    let mut stage = Stage::new();
    stage.add("boss", &fixed::primary());
    stage.add("amy", &fixed::secondary());
    stage.serve(&[]);
    stage.write("boss.pem", pem(fixed::primary().certificate.as_der()));
    let delegation = json!({ "holder_id": { "kind": "other", "number": "EMP-0042" }, "role": "主管" });
    stage.write("delegation.json", delegation.to_string());
    stage.write("batch.csv", "card,holder_kind,holder_number,slot,application\namy,other,E1,1,EINVOICE\n");
    let pins = ["--pin-file", "secrets/pin", "--signer-pin-file", "secrets/signer-pin"];
    let signed = |command: &[&str]| args(command.iter().copied().chain(pins));
    let verify = ["ac", "verify", "amy.txt", "--anchors", "root.pem", "--intermediates", "ca.pem"];
    let soft_card = ["soft-card", "new", "new", "--name", "eve", "--rank", "primary", "--ubn", "12345675"];
    let commands = [
        args(["readers"]),
        args(["card", "show"]),
        stage.activate("amy"),
        signed(&["issue", "--content", "content.json"]),
        signed(&["modify", "--set", "2=EINVOICE", "--set", "4="]),
        signed(&["cancel", "--slot", "2"]),
        signed(&["delegate", "--content", "delegation.json"]),
        signed(&["undelegate"]),
        signed(&["batch", "batch.csv"]),
        [stage.view("amy"), args(["--save", "amy.txt"])].concat(),
        stage.received("amy"),
        args(["ac", "show", "amy.txt"]),
        args(verify.into_iter().chain(["--signer", "boss.pem"])),
        args(["test-ca", "new", "ca"]),
        args(soft_card.into_iter().chain(["--ca", "ca", "--pin-file", "secrets/pin"])),
        args(["config", "set", "lang", "en"]),
        args(["config", "get", "lang"]),
        args(["config", "path"]),
        args(["version"]),
        args(["version", "--check"]),
    ];
    let mut seen = BTreeSet::from([check(&args(["readers", "--watch"]), &watched(&stage))]);
    for command in commands {
        let document = stage.scap(&[command.clone(), args(["--json"])].concat()).succeeded().json();
        assert!(seen.insert(check(&command, &document)), "{command:?}");
    }
    let refused = stage.scap(&[stage.activate("amy"), args(["--json"])].concat());
    assert_eq!((refused.code, check(&[], &refused.json())), (Some(1), "failure".to_owned()));
    let misused = stage.scap(&args(["card", "shew", "--json"]));
    assert_eq!((misused.code, check(&[], &misused.json())), (Some(2), "failure".to_owned()));
    seen.insert("failure".to_owned());
    assert_eq!(seen, SCHEMAS.keys().cloned().collect(), "a command is missing here");
}

#[test]
fn what_is_not_in_a_schema_is_noticed() {
    let good = json!({ "key": "lang", "value": null });
    let bad = [
        json!({ "key": "lang" }),
        json!({ "key": "lang", "value": 1 }),
        json!({ "key": "", "value": "", "x": 1 }),
    ];
    let schema = &SCHEMAS["config-get"];
    assert!(schema.is_valid(&good));
    assert!(bad.iter().all(|document| !schema.is_valid(document)));
}
