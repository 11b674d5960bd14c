//! What cannot be loaded or does not start is an error with a code, and what started is started again when it must be.

use std::{fs, path::Path};

use scap_card::{Readers, pkcs11::Pkcs11Readers};
use scap_test_pki::shim::{self, Rule, When};

use crate::lab::{PIN, code, pin, run};

const GENERAL_ERROR: u64 = 0x05;
const DEVICE_ERROR: u64 = 0x30;
const NOT_INITIALIZED: u64 = 0x190;

#[test]
fn what_is_no_module_is_an_error_and_no_crash() {
    let dir = tempfile::tempdir().unwrap();
    let [text, empty] = ["text.so", "empty.so"].map(|name| dir.path().join(name));
    fs::write(&text, "no library").unwrap();
    fs::write(&empty, "").unwrap();
    let missing = dir.path().join("missing.so");
    // The last but one is a library of other functions.
    for path in [&missing, &text, &empty, dir.path(), Path::new("libm.so.6"), Path::new("")] {
        assert_eq!(code(Pkcs11Readers::load(path)), "reader.module", "{}", path.display());
    }
}

#[test]
fn a_module_that_does_not_start_is_an_error_and_is_tried_anew() {
    run("loading::a_module_that_does_not_start_is_an_error_and_is_tried_anew", |lab| {
        for function in ["C_GetFunctionList", "C_Initialize"] {
            lab.play(&[Rule::always(function, GENERAL_ERROR)]);
            assert_eq!(code(Pkcs11Readers::load(&shim::module())), "reader.module", "{function}");
        }
        lab.play(&[]);
        lab.open();
    });
}

#[test]
fn a_module_that_was_stopped_or_fails_to_list_is_started_again_but_never_under_an_open_card() {
    run(
        "loading::a_module_that_was_stopped_or_fails_to_list_is_started_again_but_never_under_an_open_card",
        |lab| {
            let mut readers = lab.readers();
            for value in [NOT_INITIALIZED, DEVICE_ERROR, GENERAL_ERROR] {
                let fail = |on| {
                    let function = Some("C_GetSlotList");
                    Rule::Fail { call: 1, when: When::Before, on, value, function }
                };
                lab.play(&[fail(false)]);
                lab.slot(&mut readers);
                assert_eq!(
                    (lab.shim.count("C_Finalize"), lab.shim.count("C_Initialize")),
                    (1, 1),
                    "{value:x}"
                );

                // It goes on failing: once is enough.
                lab.play(&[fail(true)]);
                assert_eq!(code(readers.slots()), "reader.failed", "{value:x}");
                assert_eq!(
                    (lab.shim.count("C_Finalize"), lab.shim.count("C_Initialize")),
                    (1, 1),
                    "{value:x}"
                );

                lab.play(&[]);
                let mut open = lab.open_with_pin();
                lab.play(&[fail(false)]);
                assert_eq!(code(readers.slots()), "reader.failed", "{value:x}");
                open.sign(b"text").unwrap();
                assert_eq!(
                    (lab.shim.count("C_Finalize"), lab.shim.count("C_Initialize")),
                    (0, 0),
                    "{value:x}"
                );
            }
        },
    );
}

#[test]
fn a_module_that_does_not_start_again_is_tried_anew() {
    run("loading::a_module_that_does_not_start_again_is_tried_anew", |lab| {
        let mut readers = lab.readers();
        lab.play(&[Rule::always("C_Initialize", DEVICE_ERROR)]);
        readers.refresh();
        for _ in 0..2 {
            assert_eq!(code(readers.slots()), "reader.failed");
        }
        lab.play(&[]);
        for _ in 0..2 {
            lab.slot(&mut readers);
        }
        assert_eq!(lab.shim.count("C_Initialize"), 1);
    });
}

#[test]
fn a_module_that_another_part_of_the_program_started_is_left_running() {
    run("loading::a_module_that_another_part_of_the_program_started_is_left_running", |lab| {
        let other = cryptoki::context::Pkcs11::new(shim::module()).unwrap();
        let flags = cryptoki::context::CInitializeFlags::OS_LOCKING_OK;
        other.initialize(cryptoki::context::CInitializeArgs::new(flags)).unwrap();
        let mut readers = lab.readers();
        readers.refresh();
        lab.slot(&mut readers);
        assert_eq!(lab.shim.count("C_Finalize"), 0);
    });
}

#[test]
fn two_paths_of_one_file_are_one_module() {
    run("loading::two_paths_of_one_file_are_one_module", |lab| {
        // By the way of its own folder.
        let module = shim::module();
        let folder = module.parent().unwrap();
        let link = folder.join("..").join(folder.file_name().unwrap()).join(module.file_name().unwrap());
        let mut token = lab.open();
        let mut readers = Pkcs11Readers::load(&link).unwrap();
        readers.refresh();
        lab.slot(&mut readers);
        assert_eq!(lab.shim.count("C_Finalize"), 0, "a card of it is open");
        token.verify_pin(&pin(PIN)).unwrap();
        drop(token);
        lab.slot(&mut readers);
        assert_eq!(lab.shim.count("C_Finalize"), 1, "none is open any more");
        assert_eq!(lab.shim.count("C_GetFunctionList"), 1);
    });
}
