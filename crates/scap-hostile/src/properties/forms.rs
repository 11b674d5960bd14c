//! The forms around a certificate: saved text, PEM and JSON.

use scap_ac::{
    Application, AttributeCertificate, AuthorizationCertificate, AuthorizedApplication, Delegation, Grant,
    HolderId, Language, Slot, Slots,
    json::{GrantJson, HolderIdJson},
};

use crate::good;

/// Whatever people wrote into the fields, the saved text reads back as the certificate that it was made of; and
/// whatever somebody wrote into a saved text, it reads as that certificate, or as one that stands in what was written.
pub fn text_form(input: &[u8]) {
    let Ok(written) = str::from_utf8(input) else { return };
    for grant in grants_with(written) {
        let certificate = good::with_no_signature(&grant);
        for language in Language::ALL {
            let text = certificate.to_text(language);
            assert_eq!(AuthorizationCertificate::from_any(text.as_bytes()).as_ref(), Ok(&certificate));
        }
    }
    let text = good::application().to_text(Language::English);
    for place in [0, written.len() % text.len(), text.find("-----BEGIN").unwrap_or_default()] {
        if !text.is_char_boundary(place) {
            continue;
        }
        let (before, after) = text.split_at(place);
        let Ok(read) = AuthorizationCertificate::from_any([before, written, after].concat().as_bytes())
        else {
            continue;
        };
        // The base64 of another certificate is longer than the tail of one.
        assert!(read == *good::application() || written.len() > 200, "another certificate out of nothing");
    }
}

/// A grant of each kind with the written text in every field that takes it.
fn grants_with(written: &str) -> impl Iterator<Item = Grant> {
    let delegation = Delegation { unit_name: written.parse().ok(), role: written.parse().ok() };
    let slots = written.parse().ok().and_then(|name| {
        let used = AuthorizedApplication {
            slot: Slot::new(3).ok()?,
            application: Application { code: "APP".parse().ok()?, name },
            unit_name: written.parse().ok(),
            unit_code: written.parse().ok(),
            role: written.parse().ok(),
        };
        Slots::new([used]).ok()
    });
    [Some(Grant::Delegation(delegation)), slots.map(Grant::Application)].into_iter().flatten()
}

/// A text with PEM or base64 in it: what reads is the same in the form that this library writes, however its lines
/// were broken and whatever stood around it.
pub fn pem(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let Ok(read) = AttributeCertificate::from_any(input) else { return };
    let pem = read.to_pem();
    assert_eq!(AttributeCertificate::from_any(pem.as_bytes()).as_ref(), Ok(&read));
    assert_eq!(AttributeCertificate::from_any(pem.replace('\n', "\r\n").as_bytes()).as_ref(), Ok(&read));
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    assert_eq!(AttributeCertificate::from_any(base64.as_bytes()).as_ref(), Ok(&read));
    let squeezed: String = text.split_ascii_whitespace().collect();
    assert!(squeezed.contains(&base64), "the certificate stands in the text letter by letter");
}

/// What a script or a server sends as JSON: what is understood says the same when it is written again.
pub fn json(input: &[u8]) {
    if let Ok(json) = serde_json::from_slice::<GrantJson>(input)
        && let Ok(grant) = Grant::try_from(&json)
    {
        let written = serde_json::to_vec(&GrantJson::from(&grant)).expect("JSON");
        let again = serde_json::from_slice::<GrantJson>(&written).expect("what was written reads");
        assert_eq!(Grant::try_from(&again).as_ref(), Ok(&grant));
    }
    if let Ok(json) = serde_json::from_slice::<HolderIdJson>(input)
        && let Ok(id) = HolderId::try_from(&json)
    {
        let again = HolderId::try_from(&HolderIdJson::from(&id));
        assert!(again == Ok(id), "a holder identification number reads back");
    }
}
