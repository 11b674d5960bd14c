//! Every byte of a certificate changed: nothing validates but what was signed, nothing decodes but DER, and whatever
//! decodes shows that it is another certificate.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use scap_ac::{
    AttributeCertificate, AuthorizationCertificate, Field, FieldRole, Language, Profile,
    json::CertificateJson,
};
use scap_hostile::{VALID, der, good, oracle, strict};
use serde_json::Value;

/// Each changed byte: all 255 changes where structure is written, and a few of text.
fn changes(good: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    let structure = der::structure(good);
    (0..good.len()).flat_map(move |position| {
        let all = (1..=0xff).filter(|_| structure[position]);
        let few = [0x01, 0x80].into_iter().filter(|_| !structure[position]);
        let changes: Vec<u8> = all.chain(few).collect();
        changes.into_iter().map(move |change| {
            let mut changed = good.to_vec();
            changed[position] ^= change;
            (position, changed)
        })
    })
}

#[test]
fn no_changed_byte_validates() {
    let validator = good::trust().build();
    for good in [good::application(), good::delegation()] {
        assert_eq!(good::verdict(&validator, good.as_der()), VALID);
        for (position, changed) in changes(good.as_der()) {
            assert_ne!(
                good::verdict(&validator, &changed),
                VALID,
                "byte {position}: {:#x}",
                changed[position]
            );
        }
    }
}

fn position(whole: &[u8], part: &[u8]) -> usize {
    whole.windows(part.len()).position(|window| window == part).unwrap()
}

/// All that people and programs read of a certificate, apart from its signature.
fn readable(certificate: AuthorizationCertificate) -> (Vec<Field>, Value) {
    let mut fields = certificate.fields(Language::English);
    let signature = |field: &Field| field.role == FieldRole::Proof && field.label == "Signature";
    fields.retain(|field| !signature(field));
    let certificate = certificate.as_attribute_certificate();
    let mut json = serde_json::to_value(CertificateJson::read(certificate, &Profile::default())).unwrap();
    json.as_object_mut().unwrap().remove("signature");
    (fields, json)
}

/// Decoding does not look at the signature, so what holds here holds for certificates that are signed again.
#[test]
fn what_decodes_is_der_and_says_something_else() {
    // A name says the same in each of these types, and may.
    const TEXT_TYPES: [u8; 4] = [0x0c, 0x13, 0x14, 0x16];
    // The type of a value in a name may be any: enough of these are read.
    const ENOUGH: usize = 16;
    // What stands before the attributes is alike in both.
    let delegation = Profile::default().delegation;
    let attributes = position(good::delegation().as_der(), delegation.content());
    for (good, start) in [(good::application(), 0), (good::delegation(), attributes)] {
        let before = readable(good.clone());
        let signed = start..good.as_der().len() - good.signature().len();
        let mut decoded = vec![0; good.as_der().len()];
        for (position, changed) in changes(good.as_der()).filter(|(position, _)| signed.contains(position)) {
            let Ok(certificate) = AttributeCertificate::from_der(&changed) else { continue };
            let (was, is) = (good.as_der()[position], changed[position]);
            let place = format!("byte {position}, {was:#x} to {is:#x}");
            assert_eq!(certificate.as_der(), changed, "{place}");
            let Ok(certificate) = AuthorizationCertificate::new(certificate, &Profile::default()) else {
                continue;
            };
            assert_eq!(strict::check(&changed), Ok(()), "{place}");
            assert_eq!(oracle::check(&changed), Ok(()), "{place}");
            decoded[position] += 1;
            if decoded[position] > ENOUGH {
                continue;
            }
            let text_type = TEXT_TYPES.contains(&was) && TEXT_TYPES.contains(&is);
            assert!(text_type || readable(certificate) != before, "{place} says the same");
        }
        let decoded: usize = decoded.iter().sum();
        assert!(decoded > 100, "many changes make other texts, and {decoded} were looked at");
    }
}
