//! Imported certificates and revocation lists: what is kept, under which name, and that it is used.

use std::{fs, path::Path};

use scap_ac::hex;
use scap_test_pki::fixed;
use sha2::{Digest, Sha256};

use crate::{
    client::Client,
    process::{CODE, Data, pem},
};

/// The name that a copy gets.
fn kept_as(stem: &str, content: &str) -> String {
    format!("{stem}-{}.pem", &hex(&Sha256::digest(content))[..8])
}

/// Writes `content` into a folder of its own; returns the file's path.
fn write_in(data: &Data, folder: &str, name: &str, content: &str) -> String {
    fs::create_dir_all(data.folder.path().join(folder)).unwrap();
    data.write(&format!("{folder}/{name}"), content)
}

#[test]
fn files_of_one_name_are_all_kept_and_one_content_is_kept_once() {
    let data = Data::new();
    let contents =
        [fixed::ca().anchor_der(), fixed::other_ca().anchor_der(), fixed::other_ca().intermediate_der()]
            .map(|der| pem("CERTIFICATE", der));
    let [known, one, two] = contents.each_ref().map(String::as_str);
    let files = [write_in(&data, "a", "root.pem", one), write_in(&data, "b", "root.pem", two)];
    let mut expected = contents.each_ref().map(|content| kept_as("root", content));
    expected.sort_unstable();

    let kept = data.folder.path().join("data/anchors").join(kept_as("root", known));
    let again = [
        ("both at once", vec![&*files[0], &*files[1]]),
        ("the same once more", vec![&*files[1]]),
        ("the copy itself", vec![kept.to_str().unwrap()]),
    ];
    for (name, files) in again {
        let output = data.run(&[&["import", "anchors"], &*files].concat());
        assert!(output.status.success(), "{name}: {output:?}");
        assert_eq!(data.names("anchors"), expected, "{name}");
    }
    let other_name = data.write("other.pem", two);
    let output = data.run(&["import", "anchors", &other_name]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains(&kept_as("root", two)), "{told}");
    assert_eq!(data.names("anchors"), expected, "one content under two names");
    for content in &contents {
        let copy = Path::new("data/anchors").join(kept_as("root", content));
        assert_eq!(fs::read_to_string(data.folder.path().join(copy)).unwrap(), *content);
    }
}

#[test]
fn nothing_is_kept_if_one_of_the_files_is_wrong() {
    let data = Data::new();
    let before = data.names("anchors");
    let good = data.write("good.pem", &pem("CERTIFICATE", fixed::other_ca().anchor_der()));
    let garbage = data.write("garbage.pem", "no certificate");
    let output = data.run(&["import", "anchors", &good, &garbage]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(data.names("anchors"), before);
}

#[test]
fn the_monthly_lists_of_one_ca_are_all_kept_and_what_the_newest_revokes_is_refused() {
    let data = Data::new();
    let secondary = fixed::secondary();
    let revoked = (*secondary.certificate.serial(), fixed::time(fixed::NOT_BEFORE));
    let months = [
        ("2026-03", &[][..], "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"),
        ("2026-04", &[revoked], "2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z"),
    ];
    for (folder, revoked, this_update, next_update) in months {
        let list = fixed::ca().crl(revoked, fixed::time(this_update), fixed::time(next_update)).unwrap();
        let file = write_in(&data, folder, "complete.pem", &pem("X509 CRL", &list));
        let output = data.run(&["import", "crls", &file]);
        assert!(output.status.success(), "{output:?}");
    }
    assert_eq!(data.names("crls").len(), months.len());

    let server = data.start();
    let client = Client::new(&server.url);
    assert_eq!(client.activate(&secondary, CODE).code(), "card.certificate_revoked");
    let other = client.activate(&fixed::other_secondary(), CODE);
    assert_eq!(other.status, 200, "{other:?}");
}
