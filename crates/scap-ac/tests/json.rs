//! What programs send as JSON: it stands for the same as what was written, or is refused with the field at fault.
#![allow(clippy::unwrap_used, reason = "tests")]

use scap_ac::{
    Grant, HolderId, HolderIdKind,
    json::{GrantJson, HolderIdJson},
};
use scap_hostile::good;

#[test]
fn what_is_granted_reads_back() {
    for certificate in [good::application(), good::delegation()] {
        let written = serde_json::to_string(&GrantJson::from(&certificate.grant())).unwrap();
        let read: GrantJson = serde_json::from_str(&written).unwrap();
        assert_eq!(Grant::try_from(&read), Ok(certificate.grant()));
    }
    for (kind, number) in [(HolderIdKind::NationalId, "A123456789"), (HolderIdKind::Other, "EMPLOYEE-42")] {
        let id = HolderId::new(kind, number).unwrap();
        let json = HolderIdJson::from(&id);
        assert!(HolderId::try_from(&json) == Ok(id));
        assert!(!format!("{json:?}").contains(number), "personal data");
    }
}

#[test]
fn what_cannot_be_granted_has_the_code_of_its_rule() {
    let slot = |slot: u8, code: &str, role: &str| {
        format!(r#"{{"slot":{slot},"application":{{"code":"{code}","name":"名稱"}},"role":{role}}}"#)
    };
    let application = |slots: &[String]| format!(r#"{{"kind":"application","slots":[{}]}}"#, slots.join(","));
    let table = [
        (application(&[slot(1, "A", "null")]), "valid"),
        (application(&[slot(0, "A", "null")]), "slot.range"),
        (application(&[slot(6, "A", "null")]), "slot.range"),
        (application(&[slot(1, "A", "null"), slot(1, "B", "null")]), "slot.duplicate"),
        (application(&[slot(1, "A", "null"), slot(2, "A", "null")]), "slot.duplicate"),
        (application(&[slot(1, "A B", "null")]), "content.text"),
        (application(&[slot(1, "A", r#""  ""#)]), "content.text"),
        (r#"{"kind":"delegation"}"#.to_owned(), "valid"),
        (r#"{"kind":"delegation","role":""}"#.to_owned(), "content.text"),
    ];
    for (json, expected) in table {
        let read: GrantJson = serde_json::from_str(&json).unwrap();
        let verdict = Grant::try_from(&read).map_or_else(|error| error.code(), |_| "valid");
        assert_eq!(verdict, expected, "{json}");
    }
    for json in [r#"{"kind":"other"}"#, r#"{"kind":"delegation","extra":1}"#, "[]"] {
        assert!(serde_json::from_str::<GrantJson>(json).is_err(), "{json}");
    }
    let json: HolderIdJson = serde_json::from_str(r#"{"kind":"national_id","number":"A1"}"#).unwrap();
    assert_eq!(HolderId::try_from(&json).err().map(|error| error.code()), Some("holder_id.invalid"));
}
