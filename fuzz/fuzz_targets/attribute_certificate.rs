//! Any form of a certificate: what reads is canonical, prints, and reads again from each form that it prints.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scap_ac::{AttributeCertificate, AuthorizationCertificate, Language, Profile, json::CertificateJson};

fuzz_target!(|input: &[u8]| {
    let Ok(certificate) = AttributeCertificate::from_any(input) else { return };
    let again = AttributeCertificate::from_der(certificate.as_der()).expect("what was read reads again");
    assert_eq!(again, certificate);
    assert_eq!(AttributeCertificate::from_any(certificate.to_pem().as_bytes()).as_ref(), Ok(&certificate));
    assert!(!certificate.fields(Language::English).is_empty());
    serde_json::to_string(&CertificateJson::read(&certificate, &Profile::default())).expect("JSON");

    let Ok(ours) = AuthorizationCertificate::new(certificate, &Profile::default()) else { return };
    let text = ours.to_text(Language::TraditionalChinese);
    assert_eq!(AuthorizationCertificate::from_any(text.as_bytes()).as_ref(), Ok(&ours));
});
