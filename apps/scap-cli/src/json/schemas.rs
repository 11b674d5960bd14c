//! The JSON Schemas of the documents, as they are in `schemas/` at the root of the workspace.

use std::{collections::BTreeSet, env, fs, path::Path};

use clap::{Command, CommandFactory};
use scap_ac::json::CertificateJson;
use schemars::{
    JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, transform::RecursiveTransform,
};
use serde_json::{Value, json};

use super::{
    Activated, Batch, Cards, Deactivated, Delegated, Failed, Issued, NewSoftCard, NewTestCa, ReaderEvent,
    Readers, Records, Setting, SettingsFile, Verdict, Version, VersionCheck,
};
use crate::args::Args;

/// Makes the schema of a document.
type Make = fn(SchemaGenerator) -> Schema;

/// What each command answers with. One whose name ends in an option answers so with that option.
const DOCUMENTS: &[(&str, Make)] = &[
    ("ac show", schema::<CertificateJson>),
    ("ac verify", schema::<Verdict>),
    ("activate", schema::<Activated>),
    ("batch", schema::<Batch>),
    ("cancel", schema::<Issued>),
    ("card show", schema::<Cards>),
    ("config get", schema::<Setting<'_>>),
    ("config path", schema::<SettingsFile<'_>>),
    ("config set", schema::<Setting<'_>>),
    ("delegate", schema::<Delegated>),
    ("issue", schema::<Issued>),
    ("modify", schema::<Issued>),
    ("readers", schema::<Readers>),
    ("readers --watch", schema::<ReaderEvent>),
    ("records", schema::<Records>),
    ("soft-card new", schema::<NewSoftCard>),
    ("test-ca new", schema::<NewTestCa>),
    ("undelegate", schema::<Deactivated>),
    ("version", schema::<Version>),
    ("version --check", schema::<VersionCheck>),
    ("view", schema::<CertificateJson>),
];

/// The commands without a document, and why.
const WITHOUT: &[(&str, &str)] = &[("ac convert", "prints the certificate itself")];

/// With this variable set the schemas are written; else they are compared.
const GENERATE: &str = "SCAP_GENERATE";

fn schema<T: JsonSchema>(generator: SchemaGenerator) -> Schema {
    generator.into_root_schema_for::<T>()
}

/// A whole schema as text, under the name of its file.
fn document(name: &str, title: &str, make: Make) -> (String, String) {
    let name = name.replace(" --", "-").replace(' ', "-");
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let schema = make(settings.with_transform(RecursiveTransform(tidy)).into_generator());
    let mut text = json!({
        "$schema": null,
        "$id": format!("urn:scap:schema:{name}"),
        "title": null,
        "description": null,
    });
    let fields = schema.to_value();
    if let (Value::Object(text), Value::Object(fields)) = (&mut text, fields) {
        text.extend(fields);
        text.insert("title".to_owned(), title.into());
    }
    (format!("{name}.json"), format!("{text:#}\n"))
}

/// Nothing but the fields that are named is in a document. The widths of numbers are Rust's alone.
fn tidy(schema: &mut Schema) {
    if schema.get("properties").is_some() && schema.get("additionalProperties").is_none() {
        schema.insert("additionalProperties".to_owned(), false.into());
    }
    if schema.get("format").and_then(Value::as_str).is_some_and(|format| format.starts_with("uint")) {
        schema.remove("format");
    }
}

/// Every command that does something, by its words.
fn commands(command: &Command, words: &str) -> BTreeSet<String> {
    let below = command
        .get_subcommands()
        .flat_map(|below| commands(below, format!("{words} {}", below.get_name()).trim_start()));
    let below: BTreeSet<_> = below.collect();
    if below.is_empty() { BTreeSet::from([words.to_owned()]) } else { below }
}

#[test]
fn every_command_has_a_schema_or_a_reason_not_to() {
    let documents = DOCUMENTS.iter().map(|(name, _)| *name).filter(|name| !name.contains("--"));
    let told: BTreeSet<_> =
        documents.chain(WITHOUT.iter().map(|(name, _)| *name)).map(str::to_owned).collect();
    assert_eq!(told, commands(&Args::command(), ""));
}

#[test]
fn the_schemas_are_those_of_the_documents() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    let answers = DOCUMENTS.iter().map(|(name, make)| document(name, &format!("scap {name} --json"), *make));
    let failure = document("failure", "any scap command with --json that fails", schema::<Failed>);
    let schemas: Vec<_> = answers.chain([failure]).collect();
    if env::var_os(GENERATE).is_some() {
        for (name, schema) in &schemas {
            fs::write(folder.join(name), schema).unwrap();
        }
    }
    for (name, schema) in &schemas {
        let there = fs::read_to_string(folder.join(name)).unwrap_or_default().replace("\r\n", "\n");
        assert!(there == *schema, "schemas/{name} is out of date: run `cargo xtask generate`");
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), schemas.len(), "a schema of no command is left");
}
