//! OpenSSL as a second source: it reads ours, and we read its.

use std::{
    fs,
    path::Path,
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

use scap_ac::{RevocationPolicy, StatusError, TrustError, UnixTime};
use scap_test_pki::{
    fixed,
    status::{OcspAnswer, OcspHash, OcspResponse, OcspStatus, StatusAuthority, StatusEntry, StatusRequest},
};

use crate::{
    Case, EARLIER, KEY_COMPROMISE, THIS_UPDATE,
    issuing::{START, trust},
    list, request, told, trusting,
};

/// Runs OpenSSL in `folder`, which has the files that the arguments name.
fn openssl(folder: &Path, arguments: &str) -> String {
    let run = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output().unwrap();
    let told = [run.stdout, run.stderr].concat();
    let told = String::from_utf8(told).unwrap();
    assert!(run.status.success(), "openssl {arguments}: {told}");
    told
}

/// An authority in the entity's own name, as OpenSSL knows no indirect lists; its files and those of the signer.
fn lab(case: &Case) -> (StatusAuthority, tempfile::TempDir) {
    let authority = StatusRequest { subject: case.issuer(), ..request() };
    let authority = StatusAuthority::new(&authority, fixed::card_key(5)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, der) in
        [("authority", authority.certificate_der()), ("signer", case.signer.certificate.as_der())]
    {
        fs::write(folder.path().join(format!("{name}.der")), der).unwrap();
        openssl(folder.path(), &format!("x509 -inform DER -in {name}.der -out {name}.pem"));
    }
    fs::write(folder.path().join("authority.key"), fixed::card_key_pem(5)).unwrap();
    (authority, folder)
}

/// The certificate as OpenSSL's database of a CA has it.
fn index(case: &Case, status: &str) -> String {
    let serial: String = case.serial().der_content().iter().map(|octet| format!("{octet:02X}")).collect();
    format!(
        "{status}\t300101000000Z\t{}\t{serial}\tunknown\t/CN=unused\n",
        match status {
            "R" => "270501000000Z,superseded",
            _ => "",
        }
    )
}

#[test]
fn an_authority_has_a_key_of_rsa_that_is_long_enough() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, expected) in
        [("rsa:2048", None), ("rsa:1024", Some("key_type")), ("ed25519", Some("key_type"))]
    {
        let request = "req -x509 -nodes -subj /CN=authority -keyout key.pem -outform DER -out authority.der";
        openssl(folder.path(), &format!("{request} -newkey {kind}"));
        let authority = fs::read(folder.path().join("authority.der")).unwrap();
        let refused = trust().revocation_authority(&authority).err();
        assert_eq!(
            refused.as_ref().and_then(TrustError::as_status).map(StatusError::as_str),
            expected,
            "{kind}"
        );
    }
}

#[test]
fn a_list_of_openssl_revokes() {
    let case = Case::new(&[]);
    let (authority, folder) = lab(&case);
    let config = "[ca]\ndefault_ca = status\n[status]\ndatabase = index.txt\ndefault_md = sha256\n\
                  crl_extensions = extensions\ndefault_crl_days = 8\n[extensions]\n\
                  issuingDistributionPoint = critical, @point\n[point]\nonlyAA = TRUE\n";
    fs::write(folder.path().join("ca.cnf"), config).unwrap();
    for (status, expected) in [("R", "ac.revoked"), ("V", "valid")] {
        fs::write(folder.path().join("index.txt"), index(&case, status)).unwrap();
        openssl(
            folder.path(),
            "ca -gencrl -config ca.cnf -keyfile authority.key -cert authority.pem -out crl.pem \
             -crl_lastupdate 20270601000000Z -crl_nextupdate 20270608000000Z"
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .as_str(),
        );
        openssl(folder.path(), "crl -in crl.pem -outform DER -out crl.der");
        let crl = fs::read(folder.path().join("crl.der")).unwrap();
        let trust = || trusting(&authority).authorization_crl(&crl).unwrap();
        assert_eq!(case.verdict(trust().revocation(RevocationPolicy::Required), &[]), expected);
    }
}

#[test]
fn openssl_reads_and_verifies_our_lists() {
    let case = Case::new(&[]);
    let (authority, folder) = lab(&case);
    let entry = StatusEntry {
        reason: Some(KEY_COMPROMISE),
        invalid: Some(fixed::time(START)),
        ..case.entry(EARLIER)
    };
    fs::write(folder.path().join("crl.der"), authority.list(&list(vec![entry])).unwrap()).unwrap();
    let told = openssl(folder.path(), "crl -inform DER -in crl.der -noout -text -CAfile authority.pem");
    for part in
        ["verify OK", "Indirect CRL", "Only Attribute Certificates", "Key Compromise", "May  1 00:00:00 2027"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn a_response_of_openssl_tells_the_status() {
    let case = Case::new(&[]);
    let (authority, folder) = lab(&case);
    let serial = case.serial();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    // OpenSSL answers by its own clock.
    let now = UnixTime::from_secs(now + 1).unwrap();
    for (status, hash, next, expected) in [
        ("V", "sha1", "-ndays 7", "valid"),
        ("V", "sha256", "-ndays 7", "valid"),
        ("V", "sha256", "-resp_key_id", "valid"),
        ("R", "sha1", "-ndays 7", "ac.revoked"),
        ("", "sha1", "-ndays 7", "ac.status_unknown"),
    ] {
        let index = if status.is_empty() { String::new() } else { index(&case, status) };
        // Revoked in the past, whenever this runs.
        fs::write(folder.path().join("index.txt"), index.replace("270501000000Z", "260501000000Z")).unwrap();
        let request =
            format!("ocsp -{hash} -issuer signer.pem -serial {serial} -reqout request.der -no_nonce");
        openssl(folder.path(), &request);
        let respond = "ocsp -index index.txt -CA signer.pem -rsigner authority.pem -rkey authority.key \
                       -reqin request.der -respout response.der";
        let respond = respond.split_whitespace().collect::<Vec<_>>().join(" ");
        openssl(folder.path(), &format!("{respond} {next}"));
        let response = fs::read(folder.path().join("response.der")).unwrap();
        let required = trusting(&authority).revocation(RevocationPolicy::Required);
        assert_eq!(told(case.judge(required, &[&response], now)), expected, "{status} {hash} {next}");
    }
}

#[test]
fn openssl_reads_and_verifies_our_responses() {
    let case = Case::new(&[]);
    let (authority, folder) = lab(&case);
    let status = OcspStatus::Revoked(fixed::time(EARLIER), Some(KEY_COMPROMISE));
    for hash in [OcspHash::Sha1, OcspHash::Sha256] {
        let answer = OcspAnswer { hash, ..case.answer(status) };
        let response = authority.respond(&OcspResponse::new(fixed::time(THIS_UPDATE), vec![answer])).unwrap();
        fs::write(folder.path().join("response.der"), response).unwrap();
        let told =
            openssl(folder.path(), "ocsp -respin response.der -VAfile authority.pem -resp_text -no_nonce");
        for part in ["Response verify OK", "Cert Status: revoked", "keyCompromise", "May  1 00:00:00 2027"] {
            assert!(told.contains(part), "{part}: {told}");
        }
    }
}
