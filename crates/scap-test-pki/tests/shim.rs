//! A module can be made to fail, and what was called is told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::process::Command;

use scap_test_pki::{
    shim::{self, Rule, Shim, When},
    softhsm::{self, SoftHsm},
};

const DEVICE_ERROR: u64 = 0x30;

#[test]
fn the_nth_call_fails_without_its_effect_or_after_it() {
    let dir = tempfile::tempdir().unwrap();
    let softhsm = SoftHsm::new(dir.path()).unwrap();
    softhsm.add_token("card", "123456").unwrap();
    let shim = Shim::new(dir.path());
    let module = shim::build().unwrap();
    let list_objects = |rules: &[Rule<'_>]| {
        shim.play(rules).unwrap();
        let output = Command::new("pkcs11-tool")
            .arg("--module")
            .arg(&module)
            .args(["--token-label", "card", "--list-objects"])
            .env(softhsm::CONFIG_VARIABLE, softhsm.config())
            .envs(shim.environment(&softhsm::module()))
            .output()
            .unwrap();
        output.status.success()
    };
    let session = || shim.calls().into_iter().find(|call| call.function == "C_OpenSession").unwrap();

    assert!(list_objects(&[]));
    assert_eq!(shim.count("C_Initialize"), 1);
    assert!(shim.calls().iter().all(|call| call.passed == Some(call.returned)));

    let fail =
        |when| Rule::Fail { call: 1, when, on: false, value: DEVICE_ERROR, function: Some("C_OpenSession") };
    for (when, passed) in [(When::Before, None), (When::After, Some(0))] {
        assert!(!list_objects(&[fail(when)]), "{when:?}");
        let call = session();
        assert_eq!((call.passed, call.returned), (passed, DEVICE_ERROR), "{when:?}");
    }
    assert!(list_objects(&[]), "the next rules replace those before");
}
