//! The fuzz targets in small: each property holds for its seeds and for a few thousand changes of them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use scap_hostile::{
    mutate::Random,
    properties::{self, Property},
    variants,
};

fn fuzz(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz").join(folder)
}

/// The seeds of a target, in the order of their names.
fn seeds(property: &Property) -> Vec<Vec<u8>> {
    let folder = fuzz("seeds").join(property.name);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

/// Runs the property of this name on its seeds and `more`, then on changes of them.
#[track_caller]
fn holds(name: &str, changes: usize, more: impl IntoIterator<Item = Vec<u8>>) {
    let property = properties::ALL.iter().find(|property| property.name == name).unwrap();
    let mut seeds = seeds(property);
    seeds.extend(more);
    assert!(seeds.len() > 1, "{name} has seeds");
    for seed in &seeds {
        (property.holds_for)(seed);
    }
    let mut random = Random::new(0);
    for _ in 0..changes {
        let seed = seeds.get(random.below(seeds.len())).unwrap();
        (property.holds_for)(&random.change(seed));
    }
}

#[test]
fn decode_holds() {
    holds("decode", 4000, variants::all().map(variants::Variant::unsigned));
}

#[test]
fn validate_holds() {
    holds("validate", 2000, variants::all().map(variants::Variant::unsigned));
}

#[test]
fn text_form_holds() {
    holds("text_form", 4000, []);
}

#[test]
fn pem_holds() {
    holds("pem", 4000, []);
}

#[test]
fn json_holds() {
    holds("json", 20_000, []);
}

#[test]
fn card_certificate_holds() {
    holds("card_certificate", 4000, []);
}

#[test]
fn login_holds() {
    holds("login", 4000, []);
}

#[test]
fn status_holds() {
    holds("status", 600, []);
}

#[test]
fn signed_request_holds() {
    holds("signed_request", 4000, []);
}

#[test]
fn each_property_has_a_fuzz_target() {
    for property in properties::ALL {
        let target = fuzz("fuzz_targets").join(property.name).with_extension("rs");
        let source =
            fs::read_to_string(&target).unwrap_or_else(|error| panic!("{}: {error}", target.display()));
        assert!(source.contains(&format!("properties::{}", property.name)), "{source}");
    }
}
