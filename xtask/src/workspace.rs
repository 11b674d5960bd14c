//! What cargo knows about this workspace.

use std::path::PathBuf;

use serde_json::Value;

use crate::{error::Failed, process};

/// The workspace and its packages.
pub(crate) struct Workspace {
    /// Its folder.
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
    metadata: Value,
}

impl Workspace {
    pub(crate) fn read() -> Result<Self, Failed> {
        let output = process::output(&mut process::cargo(&["metadata", "--no-deps", "--format-version=1"]))?;
        let text = String::from_utf8_lossy(&output.stderr);
        let metadata: Value = serde_json::from_slice(&output.stdout)
            .map_err(|error| Failed::new(format!("cargo metadata: {error}: {text}")))?;
        let path = |name: &str| {
            let path = metadata.get(name).and_then(Value::as_str).map(PathBuf::from);
            path.ok_or_else(|| Failed::new(format!("cargo metadata does not tell {name}")))
        };
        Ok(Self { root: path("workspace_root")?, target: path("target_directory")?, metadata })
    }

    /// The packages under `crates/`, each with its features.
    pub(crate) fn features(&self) -> Vec<(&str, Vec<&str>)> {
        let packages = self.metadata.get("packages").and_then(Value::as_array);
        let crates = packages.into_iter().flatten().filter_map(|package| {
            let manifest = PathBuf::from(package.get("manifest_path")?.as_str()?);
            let features = package.get("features")?.as_object()?.keys().map(String::as_str);
            let name = package.get("name")?.as_str()?;
            let is_crate = manifest.starts_with(self.root.join("crates"));
            is_crate.then(|| (name, features.filter(|feature| *feature != "default").collect()))
        });
        crates.collect()
    }
}

/// How programs are built.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Profile {
    Debug,
    Release,
}

impl Profile {
    /// The folder of its programs below cargo's target folder.
    pub(crate) const fn folder(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }
}
