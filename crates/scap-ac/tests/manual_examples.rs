//! The manual's three example certificates go through every form unchanged.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use scap_ac::{
    AcKind, Application, AttributeCertificate, AuthorizationCertificate, AuthorizedApplication, CardRank,
    Delegation, Draft, FieldRole, Grant, HolderId, HolderIdKind, Language, Profile, Sequence, SerialNumber,
    SignatureAlgorithm, Slot, Slots, json::CertificateJson,
};
use scap_test_pki::fixed;

const PRIMARY: &str = fixed::PRIMARY_SERIAL;
const FIRST: &str = fixed::SECONDARY_SERIAL;
const SECOND: &str = fixed::OTHER_SECONDARY_SERIAL;

struct Example {
    figure: &'static str,
    signer: (&'static str, CardRank),
    holder: &'static str,
    sequence: u32,
    serial: &'static str,
    holder_id: (HolderIdKind, &'static str),
    grant: Grant,
}

fn slot(number: u8, unit_name: &str, unit_code: &str, role: &str) -> Grant {
    let used = AuthorizedApplication {
        slot: Slot::new(number).unwrap(),
        application: Application {
            code: "G2B-EHELPER".parse().unwrap(),
            name: "G2B商工公文訊息交易整合服務計畫(企業e幫手)".parse().unwrap(),
        },
        unit_name: Some(unit_name.parse().unwrap()),
        unit_code: Some(unit_code.parse().unwrap()),
        role: Some(role.parse().unwrap()),
    };
    Grant::Application(Slots::new([used]).unwrap())
}

fn examples() -> [Example; 3] {
    [
        Example {
            figure: "7-3-5",
            signer: (PRIMARY, CardRank::Primary),
            holder: FIRST,
            sequence: 19,
            serial: "311026782832146287338320846168273272094000019",
            holder_id: (HolderIdKind::NationalId, "A123456789"),
            grant: slot(
                1,
                "中華電信股份有限公司》宜蘭第六廠",
                "028》78616600",
                "接收公文、發送函轉公文、發送專屬訊息",
            ),
        },
        Example {
            figure: "7-2-31",
            signer: (PRIMARY, CardRank::Primary),
            holder: FIRST,
            sequence: 20,
            serial: "311026782832146287338320846168273272094000020",
            holder_id: (HolderIdKind::Other, "ABCDEFGH1234567890"),
            grant: Grant::Delegation(Delegation::default()),
        },
        Example {
            figure: "7-2-43",
            signer: (FIRST, CardRank::Secondary),
            holder: SECOND,
            sequence: 4,
            serial: "178597702969994479800369301946715282992000004",
            holder_id: (HolderIdKind::NationalId, "A123456789"),
            grant: slot(1, "中華電信股份有限公司》高雄第一廠", "005》78842193", "接收公文、發送專屬訊息"),
        },
    ]
}

fn sign(example: &Example) -> AuthorizationCertificate {
    let signer = fixed::card(&fixed::request(example.signer.1, example.signer.0), 0);
    let holder = fixed::card(&fixed::request(CardRank::Secondary, example.holder), 1);
    let sequence = Sequence::new(example.sequence).unwrap();
    let draft = Draft {
        serial: SerialNumber::for_authorization(signer.certificate.serial(), sequence).unwrap(),
        holder: &holder.certificate,
        signer: &signer.certificate,
        not_before: fixed::time("2010-04-07T00:00:00Z"),
        not_after: fixed::time("2010-05-11T00:00:00Z"),
        holder_id: &HolderId::new(example.holder_id.0, example.holder_id.1).unwrap(),
        grant: &example.grant,
    };
    let unsigned = draft.to_be_signed_with(&Profile::default(), SignatureAlgorithm::Sha1WithRsa).unwrap();
    let signature = signer.sign_sha1(unsigned.as_bytes());
    unsigned.assemble(&signature).unwrap()
}

fn assert_values(example: &Example, certificate: &AuthorizationCertificate) {
    let figure = example.figure;
    assert_eq!(certificate.serial().to_string(), example.serial, "{figure}");
    assert_eq!(certificate.holder().serial.to_string(), example.holder, "{figure}");
    assert_eq!(certificate.holder().issuer.to_string(), "OU=政府測試憑證管理中心,O=行政院,C=TW", "{figure}");
    assert_eq!(certificate.issuer().to_string(), "O=測試公司2,L=臺中市,C=TW", "{figure}");
    assert_eq!(certificate.signature_algorithm().to_string(), "SHA1withRSA", "{figure}");
    assert_eq!(certificate.not_before().to_string(), "2010-04-07T00:00:00Z", "{figure}");
    assert_eq!(certificate.not_after().to_string(), "2010-05-11T00:00:00Z", "{figure}");
    assert_eq!(certificate.grant(), example.grant, "{figure}");
    assert_eq!(certificate.holder_id().number(), example.holder_id.1, "{figure}");
    assert_eq!(certificate.authority_key_identifier().len(), 20, "{figure}");
    assert_eq!(certificate.signature().len(), 256, "{figure}");
}

#[test]
fn der_pem_base64_and_text_carry_every_value() {
    for example in examples() {
        let certificate = sign(&example);
        assert_values(&example, &certificate);

        let base64: String = certificate.to_pem().lines().filter(|line| !line.starts_with('-')).collect();
        let mut forms = vec![
            certificate.as_der().to_vec(),
            certificate.to_pem().into_bytes(),
            certificate.to_pem().replace('\n', "\r\n").into_bytes(),
            base64.into_bytes(),
        ];
        forms.extend(Language::ALL.map(|language| certificate.to_text(language).into_bytes()));
        for form in forms {
            let read = AuthorizationCertificate::from_any(&form).unwrap();
            assert_eq!(read.as_der(), certificate.as_der());
            assert_values(&example, &read);
        }
    }
}

#[test]
fn text_shows_every_value_in_both_languages() {
    for example in examples() {
        let certificate = sign(&example);
        for language in Language::ALL {
            let text = certificate.to_text(language);
            let mut values = vec![
                "V2",
                "OU=政府測試憑證管理中心,O=行政院,C=TW",
                "O=測試公司2,L=臺中市,C=TW",
                "SHA1withRSA",
                "2010-04-07",
                "2010-05-11",
                example.serial,
                example.holder,
                example.holder_id.1,
            ];
            if let Grant::Application(slots) = &example.grant {
                let used = slots.iter().next().unwrap();
                values.push(used.application.name.as_str());
                values.push(used.unit_name.as_ref().unwrap().as_str());
                values.push(used.unit_code.as_ref().unwrap().as_str());
                values.push(used.role.as_ref().unwrap().as_str());
            }
            for value in values {
                assert!(text.contains(value), "figure {}: {value} is missing in\n{text}", example.figure);
            }
        }
    }
}

#[test]
fn a_field_says_what_it_is_for() {
    for example in examples() {
        let certificate = sign(&example);
        for language in Language::ALL {
            let fields = certificate.fields(language);
            let of = |role| fields.iter().filter(move |field| field.role == role);
            let holder: Vec<_> = of(FieldRole::HolderId).map(|field| field.value.as_str()).collect();
            assert!(holder[0].starts_with(example.holder_id.1) && holder.len() == 1, "{holder:?}");
            let proof: Vec<_> = of(FieldRole::Proof).map(|field| field.value.len()).collect();
            assert_eq!(proof, [40, 512], "key identifier and signature, in hex");
            let mut statements = of(FieldRole::Statement);
            assert!(statements.all(|field| !field.value.contains(example.holder_id.1)));
        }
    }
}

#[test]
fn json_carries_every_value() {
    for example in examples() {
        let certificate = sign(&example);
        let json = CertificateJson::from(&certificate);
        let text = serde_json::to_string(&json).unwrap();
        assert_eq!(serde_json::from_str::<CertificateJson>(&text).unwrap(), json);

        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["version"], 2);
        assert_eq!(value["kind"], example.grant.kind().as_str());
        assert_eq!(value["serial"], example.serial);
        assert_eq!(value["holder"]["issuer"], "OU=政府測試憑證管理中心,O=行政院,C=TW");
        assert_eq!(value["holder"]["serial"], example.holder);
        assert_eq!(value["issuer"], "O=測試公司2,L=臺中市,C=TW");
        assert_eq!(value["signature_algorithm"], "SHA1withRSA");
        assert_eq!(value["not_before"], "2010-04-07T00:00:00Z");
        assert_eq!(value["not_after"], "2010-05-11T00:00:00Z");
        assert_eq!(value["holder_id"]["kind"], example.holder_id.0.as_str());
        assert_eq!(value["holder_id"]["number"], example.holder_id.1);
        assert_eq!(value["signature"].as_str().unwrap().len(), 512);
        assert_eq!(value["authority_key_identifier"].as_str().unwrap().len(), 40);
        assert_eq!(value["extensions"], serde_json::json!([{ "oid": "2.5.29.35", "critical": false }]));
        assert_eq!(value["other_attributes"], serde_json::json!([]));
        match example.grant.kind() {
            AcKind::Application => {
                assert_eq!(value["slots"][0]["slot"], 1);
                assert_eq!(value["slots"][0]["application"]["code"], "G2B-EHELPER");
                assert!(value["slots"][0]["unit_code"].as_str().unwrap().contains('》'));
            }
            AcKind::Delegation => {
                assert_eq!(value["slots"], serde_json::json!([]));
                assert_eq!(value["delegation"], serde_json::json!({ "unit_name": null, "role": null }));
            }
        }
        // A program that knows another profile sees a foreign certificate with its attributes.
        let foreign = CertificateJson::from(certificate.as_attribute_certificate());
        let foreign = serde_json::to_value(foreign).unwrap();
        assert_eq!(foreign["kind"], "foreign");
        assert_eq!(foreign["other_attributes"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn a_cancelled_certificate_authorizes_nothing_and_keeps_the_holder_id() {
    let mut example = examples().into_iter().next().unwrap();
    example.grant = Grant::Application(Slots::default());
    let certificate = sign(&example);
    let read = AuthorizationCertificate::from_der(certificate.as_der()).unwrap();
    assert_values(&example, &read);
    assert_eq!(read.as_attribute_certificate().attributes().count(), 1);
    assert!(AttributeCertificate::from_any(read.to_text(Language::English).as_bytes()).is_ok());
}
