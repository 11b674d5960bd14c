//! Other programs read the certificate that the whole job leaves on a card: OpenSSL, Bouncy Castle, strongSwan.

use std::{fs, process::Command};

use scap_test_pki::fixed;

use crate::stage::{Stage, args};

/// What a program prints, which must succeed.
#[track_caller]
fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn other_programs_read_and_verify_what_was_issued() {
    let mut stage = Stage::new();
    stage.add("boss", &fixed::primary());
    stage.add("amy", &fixed::secondary());
    stage.serve(&[]);
    stage.scap(&stage.activate("amy")).succeeded();
    stage.scap(&stage.issue("amy")).succeeded();
    let mut view = stage.view("amy");
    view.extend(args(["--save", "amy.txt"]));
    stage.scap(&view).succeeded();
    let ac =
        stage.write("read-amy.der", stage.scap(&args(["ac", "convert", "amy.txt", "--to", "der"])).output);
    stage.write("signer.der", fixed::primary().certificate.as_der());
    stage.write("holder.der", fixed::secondary().certificate.as_der());
    assert!(!fs::read(&ac).unwrap().is_empty());
    let serial = format!("{}000001", fixed::PRIMARY_SERIAL);

    let parsed = output("openssl", &["asn1parse", "-inform", "DER", "-in", &ac]);
    assert!(parsed.contains("sha256WithRSAEncryption"), "{parsed}");

    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/interop/Interop.java");
    let jars = ["bcprov", "bcpkix", "bcutil"].map(|name| format!("/usr/share/java/{name}.jar")).join(":");
    let folder = stage.folder().to_str().unwrap();
    let read = output("java", &["-XX:TieredStopAtLevel=1", "-cp", &jars, program, folder]);
    let lines = ["signature true false", "matches true false", "canonical true", &format!("serial {serial}")];
    for line in lines.map(|field| format!("amy {field}")) {
        assert!(read.lines().any(|read| read == line), "{line} is missing in\n{read}");
    }

    let printed = output("pki", &["--print", "--type", "ac", "--in", &ac]);
    let der = serial.parse::<scap_ac::SerialNumber>().unwrap();
    assert!(printed.replace(':', "").contains(&scap_ac::hex(der.der_content())), "{printed}");
}
