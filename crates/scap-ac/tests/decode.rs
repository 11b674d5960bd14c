//! Strict decoding: what is not exactly an attribute certificate in DER is refused, and nothing panics.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::{fs, path::PathBuf};

use proptest::prelude::*;
use scap_ac::{
    AttributeCertificate, AuthorizationCertificate, CardCertificate, CardCertificateError, Language, Profile,
    json::CertificateJson,
};
use scap_hostile::{der::Element, good, oracle};
use scap_test_pki::fixed;

#[test]
fn every_truncation_and_every_trailing_byte_is_refused() {
    let good = good::application();
    for length in 0..good.as_der().len() {
        assert!(AttributeCertificate::from_der(&good.as_der()[..length]).is_err(), "{length} bytes");
    }
    let mut longer = good.as_der().to_vec();
    longer.push(0);
    assert_eq!(AttributeCertificate::from_der(&longer).unwrap_err().code(), "ac.der");
}

#[test]
fn inputs_that_hold_no_certificate_have_a_code() {
    let good = good::application();
    let pem = good.to_pem();
    let card = fixed::primary();
    let table: [(&str, Vec<u8>, &str); 9] = [
        ("empty", Vec::new(), "ac.encoding"),
        ("words", b"hello".to_vec(), "ac.encoding"),
        ("no UTF-8", vec![0xff, 0xfe], "ac.encoding"),
        ("another PEM", pem.replace("ATTRIBUTE ", "").into_bytes(), "ac.encoding"),
        ("PEM cut off", pem.as_bytes()[..pem.len() - 40].to_vec(), "ac.encoding"),
        ("PEM with a stray character", pem.replacen("MI", "M!", 1).into_bytes(), "ac.encoding"),
        ("an X.509 certificate", card.certificate.as_der().to_vec(), "ac.version"),
        ("too much text", vec![b'a'; 1 << 20], "ac.too_large"),
        ("too much DER", [vec![0x30, 0x84, 0, 0x10, 0, 0], vec![0; 1 << 20]].concat(), "ac.too_large"),
    ];
    for (name, input, expected) in table {
        assert_eq!(AttributeCertificate::from_any(&input).unwrap_err().code(), expected, "{name}");
    }
}

#[test]
fn a_text_value_cannot_pass_for_the_certificate() {
    let good = good::application();
    let decoy = "-----BEGIN ATTRIBUTE CERTIFICATE-----\nAAAA\n";
    let text = good.to_text(Language::English);
    // Only whole lines count, and the text's own lines start with a label.
    let quoted =
        text.replace("Slot 1 role: ", &format!("Slot 1 role: {}", decoy.trim_end().replace('\n', " ")));
    assert_eq!(AuthorizationCertificate::from_any(quoted.as_bytes()).as_ref(), Ok(good));
}

#[test]
fn texts_with_a_certificate_in_them_read_however_they_were_sent() {
    let good = good::application();
    let pem = good.to_pem();
    let (begin, end) = ("-----BEGIN ATTRIBUTE CERTIFICATE-----", "-----END ATTRIBUTE CERTIFICATE-----");
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let block = |body: &str| format!("{begin}\n{body}\n{end}\n");
    let (start, tail) = base64.split_at(base64.len() - 8);
    let read = "";
    let table = [
        ("PEM", pem.clone(), read),
        ("PEM with the line ends of Windows", pem.replace('\n', "\r\n"), read),
        ("PEM with the line ends of old Macs", pem.replace('\n', "\r"), "ac.encoding"),
        ("PEM without the last line end", pem.trim_end().to_owned(), read),
        ("PEM behind a byte order mark", format!("\u{feff}{pem}"), read),
        ("PEM in one line", block(&base64), read),
        (
            "PEM in lines of 76",
            block(
                &base64
                    .as_bytes()
                    .chunks(76)
                    .map(|line| str::from_utf8(line).unwrap())
                    .collect::<Vec<_>>()
                    .join("\n"),
            ),
            read,
        ),
        ("PEM with blanks at the ends of lines", pem.replace('\n', "  \n"), read),
        ("PEM with an empty line", pem.replacen('\n', "\n\n", 2), read),
        ("PEM in a letter", format!("Dear all,\n{pem}\nKind regards"), read),
        ("PEM behind the BEGIN of another", format!("-----BEGIN CERTIFICATE-----\n{pem}"), read),
        ("PEM twice: the first counts", format!("{pem}{}", good::delegation().to_pem()), read),
        ("base64", base64.clone(), read),
        ("base64 with white space", format!("\t{} \n{}\n", &base64[..99], &base64[99..]), read),
        ("PEM that is indented", pem.replace("-----BEGIN", "  -----BEGIN"), "ac.encoding"),
        ("PEM that is quoted", pem.lines().map(|line| format!("> {line}\n")).collect(), "ac.encoding"),
        ("PEM with a header", block(&format!("Proc-Type: 4,ENCRYPTED\n\n{base64}")), "ac.encoding"),
        ("PEM with a label in small letters", pem.to_lowercase(), "ac.encoding"),
        ("PEM with another label at its end", pem.replace("END ATTRIBUTE ", "END "), "ac.encoding"),
        ("PEM with something behind its end", pem.replace(end, &format!("{end}x")), "ac.encoding"),
        ("PEM with nothing in it", block(""), "ac.encoding"),
        ("PEM in PEM", block(&pem), "ac.encoding"),
        ("base64 without its end", start.to_owned(), "ac.der"),
        ("base64 with padding inside", format!("{start}===={tail}"), "ac.encoding"),
        ("base64 with padding too much", format!("{base64}===="), "ac.encoding"),
        ("base64 of another alphabet", base64.replace('+', "-").replace('/', "_"), "ac.encoding"),
        ("base64 with a zero", format!("{start}\0{tail}"), "ac.encoding"),
        ("base64 with a no-break space", format!("{start}\u{a0}{tail}"), "ac.encoding"),
        ("hexadecimal, which is base64 of something else", scap_ac::hex(good.as_der()), "ac.der"),
    ];
    for (name, text, expected) in table {
        let verdict = match AuthorizationCertificate::from_any(text.as_bytes()) {
            Ok(certificate) => {
                assert_eq!(certificate, *good, "{name}");
                read
            }
            Err(error) => error.code(),
        };
        assert_eq!(verdict, expected, "{name}");
    }
}

/// Attribute certificates that others made: a folder named by `SCAP_FOREIGN_ACS`, with the files that its
/// SOURCES.md describes. They are not part of this project.
fn foreign() -> impl Iterator<Item = (String, Vec<u8>)> {
    let folder = std::env::var_os("SCAP_FOREIGN_ACS");
    let files = folder.into_iter().flat_map(|folder| {
        let files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(files.iter().any(|file| is_der(file)), "the folder holds certificates");
        files
    });
    files.filter(|file| is_der(file)).map(|file| {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read(file).unwrap())
    })
}

fn is_der(file: &std::path::Path) -> bool {
    file.extension().is_some_and(|extension| extension == "der")
}

#[test]
fn foreign_certificates_decode_by_the_standard() {
    for (name, der) in foreign() {
        match AttributeCertificate::from_der(&der) {
            Ok(certificate) => {
                assert!(!name.contains("version1"), "{name} is a version 1 certificate");
                assert_eq!(certificate.as_der(), der);
                let pem = certificate.to_pem();
                assert_eq!(AttributeCertificate::from_any(pem.as_bytes()).unwrap().as_der(), der, "{name}");
                let mut tree = Element::parse(&der).unwrap();
                assert_eq!(tree.encode(), der, "{name}");
                assert_eq!(oracle::check(&der), Ok(()), "{name}");
                assert_eq!(tree.at(&[0]).encode(), certificate.to_be_signed(), "{name}");
                let json = CertificateJson::read(&certificate, &Profile::default());
                let json = serde_json::to_value(&json).unwrap();
                assert_eq!(json["kind"], "foreign", "{name}");
                assert!(!json["other_attributes"].as_array().unwrap().is_empty(), "{name}");
                assert_eq!(
                    AuthorizationCertificate::from_der(&der).unwrap_err().code().split('.').next(),
                    Some("ac")
                );
            }
            Err(error) => {
                assert!(name.contains("version1"), "{name}: {error}");
                assert_eq!(error.code(), "ac.version");
            }
        }
    }
}

/// Their signers' keys are not known, so a test key signs what they hold: the signature is checked over the bytes that
/// came, whatever they hold.
#[test]
fn signatures_on_foreign_certificates_are_checked_over_the_original_bytes() {
    let card = fixed::primary();
    for (name, der) in foreign() {
        let mut tree = Element::parse(&der).unwrap();
        good::sign_again(&mut tree);
        let Ok(certificate) = AttributeCertificate::from_der(&tree.encode()) else { continue };
        let (message, signature) = (certificate.to_be_signed(), certificate.signature());
        assert!(card.certificate.verifies(message, signature), "{name}");
        let mut changed = message.to_vec();
        *changed.last_mut().unwrap() ^= 1;
        assert!(!card.certificate.verifies(&changed, signature), "{name}");
    }
}

proptest! {
    #[test]
    fn no_input_panics(input in proptest::collection::vec(any::<u8>(), 0..512)) {
        let _ = AttributeCertificate::from_any(&input);
        let _ = CardCertificate::from_der(&input);
    }

    #[test]
    fn changed_certificates_never_panic_and_stay_canonical(
        position in 0usize..1500, bytes in proptest::collection::vec(any::<u8>(), 1..8)
    ) {
        let mut der = good::application().as_der().to_vec();
        let start = position % der.len();
        let end = (start + bytes.len()).min(der.len());
        der.splice(start..end, bytes);
        if let Ok(certificate) = AttributeCertificate::from_der(&der) {
            prop_assert_eq!(certificate.as_der(), &der[..]);
            let _ = AuthorizationCertificate::new(certificate, &Profile::default());
        }
    }
}

#[test]
fn a_cards_certificate_reads_in_each_form_that_it_is_kept_in() {
    let card = fixed::primary().certificate;
    let pem = der::pem::encode_string("CERTIFICATE", der::pem::LineEnding::CRLF, card.as_der()).unwrap();
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    for form in [card.as_der(), pem.as_bytes(), base64.as_bytes(), format!("subject=\n{pem}").as_bytes()] {
        assert_eq!(CardCertificate::from_any(form).unwrap(), card);
    }
    for form in [&b"no certificate"[..], b"", &pem.as_bytes()[..200]] {
        assert_eq!(CardCertificate::from_any(form).unwrap_err(), CardCertificateError::Encoding);
    }
}
