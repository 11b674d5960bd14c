//! Certificates as they come: what decodes is DER, and nothing but a good certificate validates.

use std::sync::LazyLock;

use scap_ac::{
    AttributeCertificate, AuthorizationCertificate, Language, Profile, Validator, json::CertificateJson,
};

use crate::{good, mutate::Random, oracle, strict};

/// Any form of a certificate: what reads is DER, which another decoder reads and writes as it came; it prints, and reads again from each form that it prints.
pub fn decode(input: &[u8]) {
    let Ok(certificate) = AttributeCertificate::from_any(input) else { return };
    let again = AttributeCertificate::from_der(certificate.as_der());
    assert_eq!(again.as_ref(), Ok(&certificate), "what was read reads again");
    let der = certificate.as_der();
    assert_eq!(oracle::check(der), Ok(()));
    assert!(holds(der, certificate.to_be_signed()), "the signed part is a part of what came");
    assert_eq!(AttributeCertificate::from_any(certificate.to_pem().as_bytes()).as_ref(), Ok(&certificate));
    assert!(!certificate.fields(Language::English).is_empty());
    serde_json::to_string(&CertificateJson::read(&certificate, &Profile::default())).expect("JSON");

    let Ok(ours) = AuthorizationCertificate::new(certificate, &Profile::default()) else { return };
    let text = ours.to_text(Language::TraditionalChinese);
    assert_eq!(AuthorizationCertificate::from_any(text.as_bytes()).as_ref(), Ok(&ours));
    // What the profile does not know is not looked into.
    if ours.other_attributes().next().is_none() {
        assert_eq!(strict::check(ours.as_der()), Ok(()));
    }
}

fn holds(whole: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && whole.windows(part.len()).any(|window| window == part)
}

/// A real validator takes the good certificates, and nothing that differs from them: neither `input` itself, nor a
/// good certificate with the changes that `input` stands for.
pub fn validate(input: &[u8]) {
    static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| good::trust().build());
    let good = [good::application().as_der(), good::delegation().as_der()];
    let [application, delegation] = good;
    for changed in [input.to_vec(), edited(application, input), edited(delegation, input)] {
        let is_good = good.contains(&&changed[..]);
        assert_eq!(good::validate(&VALIDATOR, &changed).is_ok(), is_good, "only what was signed is valid");
    }
}

/// `good` with edits of four bytes each: where (two bytes), which kind, and a value.
fn edited(good: &[u8], edits: &[u8]) -> Vec<u8> {
    let mut changed = good.to_vec();
    for edit in edits.chunks_exact(4).take(16) {
        let at = usize::from(u16::from_be_bytes([edit[0], edit[1]])) % changed.len().max(1);
        match edit[2] % 6 {
            0 if at < changed.len() => changed[at] = edit[3],
            1 => changed.insert(at, edit[3]),
            2 if at < changed.len() => drop(changed.remove(at)),
            3 => changed.truncate(at),
            4 if at < changed.len() => changed[at] ^= 1 << (edit[3] % 8),
            _ => changed = Random::new(u64::from(edit[3])).change(&changed),
        }
    }
    changed
}
