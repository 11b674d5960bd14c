//! Attribute certificates of other programs under `scap ac show`: a folder named by `SCAP_FOREIGN_ACS`, with the files
//! that its SOURCES.md describes. They are not part of this project.

use std::fs;

use serde_json::json;

use crate::stage::{Stage, args};

#[test]
fn attribute_certificates_of_others_are_shown_as_what_they_are() {
    let Some(folder) = std::env::var_os("SCAP_FOREIGN_ACS") else { return };
    let stage = Stage::new();
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files: Vec<_> =
        files.filter(|file| file.extension().is_some_and(|extension| extension == "der")).collect();
    assert!(!files.is_empty(), "the folder holds certificates");
    for path in files {
        let (file, der) = (path.to_str().unwrap(), fs::read(&path).unwrap());
        let shown = stage.scap(&args(["ac", "show", file, "--json"]));
        if file.contains("version1") {
            assert_eq!(shown.code, Some(1), "{file}: {shown:?}");
            assert_eq!(shown.json()["error"]["code"], "ac.version", "{file}");
            continue;
        }
        let shown = shown.succeeded().json();
        assert_eq!((&shown["kind"], &shown["slots"]), (&json!("foreign"), &json!([])), "{file}");
        let serial = shown["serial"].as_str().unwrap();
        assert!(serial.bytes().all(|digit| digit.is_ascii_digit()), "{file}: {serial}");
        let types: Vec<_> =
            shown["other_attributes"].as_array().unwrap().iter().map(|found| &found["oid"]).collect();
        assert!(!types.is_empty(), "{file}");
        for language in ["en", "zh-TW"] {
            let text = stage.scap(&args(["ac", "show", file, "--lang", language])).succeeded();
            let text = text.stdout();
            assert!(text.contains(serial), "{file}: {text}");
            for oid in &types {
                assert!(text.contains(oid.as_str().unwrap()), "{file}: {oid} in {text}");
            }
        }
        // What is converted is what came.
        assert_eq!(
            stage.scap(&args(["ac", "convert", file, "--to", "der"])).succeeded().output,
            der,
            "{file}"
        );
    }
}
