//! `cargo xtask licences`: what the desktop application is made of, with the licence of each part.
//!
//! Parts are the packages that are linked in on any system, as cargo resolves them: what only builds or tests is none.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use serde_json::Value;

use crate::{error::Failed, process};

/// The program.
const PROGRAM: &str = "scap-gui";
/// The file, in the workspace.
const FILE: &str = "apps/scap-gui/licences.txt";
/// What is in it and no package.
const OTHERS: &str = "Noto Sans CJK TC (subset), © 2014-2021 Adobe: OFL-1.1";

/// Writes the file.
pub(crate) fn write() -> Result<(), Failed> {
    let (file, text) = list()?;
    fs::write(&file, text).map_err(Failed::file(&file))
}

/// Whether the file is as it would be written.
pub(crate) fn check() -> Result<(), Failed> {
    let (file, text) = list()?;
    let there = fs::read_to_string(&file).map_err(Failed::file(&file))?;
    // A checkout may have made it end its lines otherwise.
    if there.replace('\r', "") == text {
        Ok(())
    } else {
        Err(Failed::new(format!("{FILE} is not current: run `cargo xtask licences`")))
    }
}

fn list() -> Result<(PathBuf, String), Failed> {
    let output = process::output(&mut process::cargo(&["metadata", "--locked", "--format-version=1"]))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| Failed::new(format!("cargo metadata: {error}: {text}")))?;
    let root = metadata.get("workspace_root").and_then(Value::as_str).unwrap_or_default();
    let parts = parts(&metadata).ok_or_else(|| Failed::new("cargo metadata is not as it was"))?;
    let lines: String = parts.iter().map(|part| format!("{part}\n")).collect();
    Ok((PathBuf::from(root).join(FILE), format!("{OTHERS}\n{lines}")))
}

/// The packages that are linked in, one line each.
fn parts(metadata: &Value) -> Option<BTreeSet<String>> {
    let packages: BTreeMap<_, _> = array(metadata, "packages")?
        .iter()
        .filter_map(|package| Some((package.get("id")?.as_str()?, package)))
        .collect();
    let nodes: BTreeMap<_, _> = array(metadata.get("resolve")?, "nodes")?
        .iter()
        .filter_map(|node| Some((node.get("id")?.as_str()?, node)))
        .collect();
    let name = |package: &Value| package.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    let program = packages.iter().find(|(_, package)| name(package) == PROGRAM)?;
    let mut open = vec![*program.0];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            let dependencies = array(nodes.get(id)?, "deps")?;
            let linked = dependencies.iter().filter(|dependency| is_linked(dependency, &packages));
            open.extend(linked.filter_map(|dependency| dependency.get("pkg")?.as_str()));
        }
    }
    let foreign = seen.iter().filter_map(|id| packages.get(id)).filter(|package| is_foreign(package));
    foreign
        .map(|package| {
            let version = package.get("version")?.as_str()?;
            let licence = package.get("license").and_then(Value::as_str);
            // Older packages have a slash where SPDX has a word.
            let licence = licence.unwrap_or("?").replace(" / ", " OR ").replace('/', " OR ");
            Some(format!("{} {version}: {licence}", name(package)))
        })
        .collect()
}

fn array<'a>(value: &'a Value, name: &str) -> Option<&'a Vec<Value>> {
    value.get(name)?.as_array()
}

/// Whether this is needed to run, and not at build time alone. Macros are gone once it is built.
fn is_linked(dependency: &Value, packages: &BTreeMap<&str, &Value>) -> bool {
    let kinds = array(dependency, "dep_kinds");
    let normal = kinds.into_iter().flatten().any(|kind| kind.get("kind").is_some_and(Value::is_null));
    let package = dependency.get("pkg").and_then(Value::as_str).and_then(|id| packages.get(id));
    normal && !package.is_some_and(|package| is_macro(package))
}

fn is_macro(package: &Value) -> bool {
    let targets = array(package, "targets").into_iter().flatten();
    let kinds = targets.filter_map(|target| array(target, "kind")).flatten();
    kinds.filter_map(Value::as_str).any(|kind| kind == "proc-macro")
}

fn is_foreign(package: &Value) -> bool {
    package.get("source").is_some_and(Value::is_string)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_only_builds_or_tests_is_no_part() {
        let package = |id: &str, name: &str, kind: &str, source: Value| {
            json!({"id": id, "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0", "source": source,
                "targets": [{"kind": [kind]}]})
        };
        let registry = json!("registry");
        let dependency = |id: &str, kinds: &[Value]| {
            let kinds: Vec<_> = kinds.iter().map(|kind| json!({"kind": kind})).collect();
            json!({"pkg": id, "dep_kinds": kinds})
        };
        let metadata = json!({
            "packages": [
                package("a", PROGRAM, "bin", Value::Null), package("b", "linked", "lib", registry.clone()),
                package("c", "below", "lib", registry.clone()), package("d", "builds", "lib", registry.clone()),
                package("e", "macro", "proc-macro", registry.clone()), package("f", "tests", "lib", registry),
            ],
            "resolve": {"nodes": [
                {"id": "a", "deps": [dependency("b", &[json!("dev"), Value::Null]), dependency("d", &[json!("build")]),
                    dependency("e", &[Value::Null]), dependency("f", &[json!("dev")])]},
                {"id": "b", "deps": [dependency("c", &[Value::Null])]},
                {"id": "c", "deps": []}, {"id": "d", "deps": []}, {"id": "e", "deps": []}, {"id": "f", "deps": []},
            ]},
        });
        let expected = ["below 1.0.0: MIT OR Apache-2.0", "linked 1.0.0: MIT OR Apache-2.0"];
        assert_eq!(parts(&metadata).unwrap(), expected.map(str::to_owned).into());
    }
}
