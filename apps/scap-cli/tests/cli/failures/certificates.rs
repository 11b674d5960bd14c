//! What no signer makes, and a card or a file may hold: bytes of a certificate that were changed.

use scap_ac::AuthorizationCertificate;
use scap_test_pki::fixed;

use crate::{
    paper::authorization,
    stage::{Stage, args},
};

/// These bytes in place of others, wherever they are.
fn replace(der: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len(), "all lengths stay");
    let mut der = der.to_vec();
    let found: Vec<_> = (0..der.len()).filter(|at| der[*at..].starts_with(old)).collect();
    assert!(!found.is_empty(), "{old:x?}");
    for at in found {
        der[at..at + old.len()].copy_from_slice(new);
    }
    der
}

#[test]
fn changed_bytes_are_told_by_what_they_make_of_the_certificate() {
    // SHA256withRSA, and what is nothing.
    const SHA256: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x0b];
    const UNKNOWN: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 0x63];

    let good = authorization(&fixed::secondary(), &fixed::primary());
    let good = good.as_der();
    let unknown = replace(good, &SHA256, &UNKNOWN);
    // The first half holds the one that is signed.
    let [first, last] = [&unknown[..good.len() / 2], &good[good.len() / 2..]];
    let table = [
        ("ac.algorithm_unknown", unknown.clone()),
        ("ac.algorithm_mismatch", [first, last].concat()),
        ("ac.holder_id", replace(good, b"ABCDEFGH1234567890", b"                  ")),
        ("ac.text", replace(good, b"EINVOICE", b"EIN\nOICE")),
        ("ac.slots", replace(good, &[2, 1, 2, 0x30], &[2, 1, 9, 0x30])),
    ];
    let stage = Stage::new();
    for (code, der) in table {
        stage.write("changed.der", &der);
        assert_eq!(AuthorizationCertificate::from_der(&der).unwrap_err().code(), code);
        let command =
            ["ac", "verify", "changed.der", "--anchors", "root.pem", "--intermediates", "ca.pem", "--json"];
        let run = stage.scap(&args(command));
        assert_eq!((run.code, &run.json()["code"]), (Some(3), &code.into()), "{run:?}");
    }
}
