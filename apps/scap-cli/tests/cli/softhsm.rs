//! A PKCS#11 token on one side and a soft card on the other.

use std::path::Path;

use scap_card::soft::NewArea;
use scap_test_pki::{
    fixed::{self, Card},
    softhsm,
};
use serde_json::Value;

use crate::stage::{Stage, args};

const TOKEN_PIN: &str = "Hz3_mQx8";

/// A stage with this card in a SoftHSM token, which every run sees beside the soft cards.
fn stage(label: &str, card: &Card) -> Stage {
    let mut stage = Stage::new();
    let folder = stage.folder().join("hsm");
    let token = softhsm::provision(&folder, label, TOKEN_PIN, &card.key, card.certificate.as_der()).unwrap();
    stage.set(softhsm::CONFIG_VARIABLE, path(token.config()));
    stage.set("SCAP_PKCS11_MODULE", path(&softhsm::module()));
    stage.serve(&[]);
    stage
}

fn path(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn json(stage: &Stage, arguments: Vec<String>) -> Value {
    stage.scap(&[arguments, args(["--json"])].concat()).succeeded().json()
}

#[test]
fn a_token_is_opened_authorized_and_viewed() {
    let stage = stage("token", &fixed::other_secondary());
    stage.add("boss", &fixed::primary());
    stage.write("secrets/pin", TOKEN_PIN);
    assert_eq!(json(&stage, stage.activate("token"))["card"]["serial"], fixed::OTHER_SECONDARY_SERIAL);
    let issued = json(&stage, stage.issue("token"));
    assert_eq!(issued["certificate"]["holder"]["serial"], fixed::OTHER_SECONDARY_SERIAL);
    assert_eq!(json(&stage, stage.view("token")), issued["certificate"]);
    let again = json(&stage, stage.issue("token"));
    assert_ne!(again["certificate"]["serial"], issued["certificate"]["serial"]);
    assert_eq!(json(&stage, stage.view("token")), again["certificate"]);
    let records = json(&stage, stage.received("token"));
    assert_eq!(records["records"].as_array().unwrap().len(), 2);
}

#[test]
fn a_token_signs_for_a_soft_card() {
    let stage = stage("chief", &fixed::primary());
    stage.add_with("amy", &fixed::secondary(), |card| card.area = NewArea::Open);
    stage.write("secrets/signer-pin", TOKEN_PIN);
    let issued = json(&stage, [stage.issue("amy"), args(["--signer", "chief"])].concat());
    assert_eq!(issued["certificate"]["serial"], format!("{}000001", fixed::PRIMARY_SERIAL));
    assert_eq!(json(&stage, stage.view("amy")), issued["certificate"]);
}

#[test]
fn a_module_is_found_by_its_name() {
    let mut stage = stage("token", &fixed::secondary());
    stage.set("SCAP_PKCS11_MODULE", "softhsm2");
    assert!(stage.scap(&args(["readers"])).succeeded().stdout().contains("\ttoken\n"));
}
