//! What OCSP responses say, which of them are used, and who may sign them.

use const_oid::db::rfc5280::ID_CE_INVALIDITY_DATE;
use scap_ac::{RevocationPolicy, Sha1Policy};
use scap_test_pki::{
    SignatureHash, fixed,
    status::{
        OcspAnswer, OcspHash, OcspResponse, OcspStatus, RawExtension, StatusAuthority, StatusRequest,
        StatusUsage,
    },
};

use crate::{
    Case, EARLIER, KEY_COMPROMISE, LATER, NEXT_UPDATE, ON_HOLD, THIS_UPDATE, authority,
    issuing::{END, START, element, trust},
    request, serial, trusting, unknown_extension,
};

#[test]
fn a_response_tells_the_status_of_the_certificate_that_it_names() {
    use OcspStatus::{Good, Revoked, Unknown};

    let case = Case::new(&[]);
    let time = fixed::time;
    let answer = |status| case.answer(status);
    let good = || answer(Good);
    let at = |this_update, next_update: Option<&str>| OcspAnswer {
        this_update: time(this_update),
        next_update: next_update.map(time),
        ..good()
    };
    let with = |extensions| OcspAnswer { extensions, ..good() };
    let invalid = |date: &str| RawExtension {
        oid: ID_CE_INVALIDITY_DATE,
        critical: false,
        value: element(0x18, date.as_bytes()),
    };
    let stale = |status| OcspAnswer { next_update: Some(time(EARLIER)), ..answer(status) };
    let other = || OcspAnswer { serial: serial("4711"), ..answer(Revoked(time(EARLIER), None)) };
    let table = [
        ("good", vec![good()], "valid"),
        ("good, by SHA-256", vec![OcspAnswer { hash: OcspHash::Sha256, ..good() }], "valid"),
        ("revoked", vec![answer(Revoked(time(EARLIER), None))], "ac.revoked"),
        ("on hold", vec![answer(Revoked(time(EARLIER), Some(ON_HOLD)))], "ac.revoked"),
        ("revoked later", vec![answer(Revoked(time(LATER), Some(4)))], "valid"),
        ("compromised, later", vec![answer(Revoked(time(LATER), Some(KEY_COMPROMISE)))], "ac.revoked"),
        (
            "compromised later, as is known",
            vec![OcspAnswer {
                extensions: vec![invalid("20270801000000Z")],
                ..answer(Revoked(time(LATER), Some(KEY_COMPROMISE)))
            }],
            "valid",
        ),
        ("unknown", vec![answer(Unknown)], "ac.status_unknown"),
        ("good, past its next update", vec![stale(Good)], "ac.status_unusable stale"),
        ("revoked, past its next update", vec![stale(Revoked(time(EARLIER), None))], "ac.revoked"),
        ("until now", vec![at(THIS_UPDATE, Some("2027-06-01T12:00:00Z"))], "valid"),
        (
            "until just before",
            vec![at(THIS_UPDATE, Some("2027-06-01T11:59:59Z"))],
            "ac.status_unusable stale",
        ),
        ("a clock that is ahead", vec![at("2027-06-01T12:05:00Z", Some(NEXT_UPDATE))], "valid"),
        (
            "from the future",
            vec![at("2027-06-01T12:05:01Z", Some(NEXT_UPDATE))],
            "ac.status_unusable too_new",
        ),
        ("the newest there is", vec![at("2027-06-01T11:55:00Z", None)], "valid"),
        ("no more the newest", vec![at("2027-06-01T11:54:59Z", None)], "ac.status_unusable stale"),
        ("of another certificate", vec![other()], "ac.status_unusable scope"),
        (
            "of another key of the same name",
            vec![OcspAnswer { signer: case.holder.certificate.clone(), ..good() }],
            "ac.status_unusable scope",
        ),
        ("of nothing", vec![], "ac.status_unusable scope"),
        ("also of another", vec![other(), good()], "valid"),
        ("good and revoked", vec![good(), answer(Revoked(time(EARLIER), None))], "ac.revoked"),
        ("good and unknown", vec![good(), answer(Unknown)], "ac.status_unknown"),
        ("unknown and good", vec![answer(Unknown), good()], "ac.status_unknown"),
        ("an extension", vec![with(vec![unknown_extension(false)])], "valid"),
        (
            "a critical one",
            vec![with(vec![unknown_extension(true)])],
            "ac.status_unusable critical_extension",
        ),
    ];
    let authority = authority();
    for (name, answers, expected) in table {
        for by_key in [false, true] {
            let response = OcspResponse { by_key, ..OcspResponse::new(time(THIS_UPDATE), answers.clone()) };
            let response = authority.respond(&response).unwrap();
            let verdict = case.verdict(trusting(&authority), &[&response]);
            assert_eq!(verdict, expected, "{name}");
            let required = trusting(&authority).revocation(RevocationPolicy::Required);
            assert_eq!(case.verdict(required, &[&response]), verdict, "{name}");
        }
    }
}

#[test]
fn a_response_that_cannot_be_used_is_no_good_answer() {
    let case = Case::new(&[]);
    let time = fixed::time;
    let (authority, good) = (authority(), case.answer(OcspStatus::Good));
    let response = OcspResponse::new(time(THIS_UPDATE), vec![good]);
    let sha1 = OcspResponse { hash: SignatureHash::Sha1, ..response.clone() };
    let made = |date| OcspResponse { produced_at: time(date), ..response.clone() };
    let with = |critical| OcspResponse { extensions: vec![unknown_extension(critical)], ..response.clone() };
    let impostor = StatusAuthority::new(&request(), fixed::card_key(6)).unwrap();
    let stranger = StatusRequest::new("他人", time(START), time(END)).unwrap();
    let stranger = StatusAuthority::new(&stranger, fixed::card_key(6)).unwrap();
    let signed = |authority: &StatusAuthority, response: &OcspResponse| authority.respond(response).unwrap();
    let good = signed(&authority, &response);
    // ENUMERATED tryLater, and no answer with it.
    let table = [
        ("good", good.clone(), "valid"),
        ("a responder that is busy", vec![0x30, 0x03, 0x0a, 0x01, 0x03], "no_answer"),
        ("a status that is none", vec![0x30, 0x03, 0x0a, 0x01, 0x04], "no_answer"),
        ("success without an answer", vec![0x30, 0x03, 0x0a, 0x01, 0x00], "no_answer"),
        ("nothing", Vec::new(), "der"),
        ("a byte short", good[..good.len() - 1].to_vec(), "der"),
        ("a byte more", [&good[..], &[0]].concat(), "der"),
        ("too long", vec![0x30; 64 * 1024 + 1], "too_large"),
        ("an extension", signed(&authority, &with(false)), "valid"),
        ("a critical extension", signed(&authority, &with(true)), "critical_extension"),
        ("SHA-1", signed(&authority, &sha1), "sha1"),
        ("made before the authority", signed(&authority, &made("2024-12-31T23:59:59Z")), "signer_validity"),
        ("another key of the name", signed(&impostor, &response), "signature"),
        (
            "another key, told as such",
            signed(&impostor, &OcspResponse { by_key: true, ..response.clone() }),
            "signer_unknown",
        ),
        ("nobody known", signed(&stranger, &response), "signer_unknown"),
    ];
    for (name, response, expected) in table {
        let verdict = case.verdict(trusting(&authority), &[&response]);
        assert_eq!(verdict.trim_start_matches("ac.status_unusable "), expected, "{name}");
    }
    let allowed = trusting(&authority).sha1(Sha1Policy::Allow);
    assert_eq!(case.verdict(allowed, &[&signed(&authority, &sha1)]), "valid");
    assert_eq!(case.verdict(trust(), &[&good]), "ac.status_unusable signer_unknown");
    // One that is good makes up for none that is broken, and what revokes counts first.
    let revoked = OcspStatus::Revoked(time(EARLIER), None);
    let revoked = signed(&authority, &OcspResponse::new(time(THIS_UPDATE), vec![case.answer(revoked)]));
    for (responses, expected) in [
        ([&good[..], &[]], "ac.status_unusable der"),
        ([&[], &good], "ac.status_unusable der"),
        ([&[], &revoked], "ac.revoked"),
    ] {
        assert_eq!(case.verdict(trusting(&authority), &responses), expected);
    }
    let usages = vec![StatusUsage::Lists];
    let lists_alone =
        StatusAuthority::new(&StatusRequest { usages, ..request() }, fixed::card_key(5)).unwrap();
    assert_eq!(case.verdict(trusting(&lists_alone), &[&good]), "ac.status_unusable signer_usage");
}

#[test]
fn a_responder_answers_with_a_certificate_of_the_authority() {
    let (case, authority) = (Case::new(&[]), authority());
    let time = fixed::time;
    let good = StatusRequest {
        usages: vec![StatusUsage::Responses],
        is_ca: false,
        is_responder: true,
        ..StatusRequest::new("回應服務", time(START), time(END)).unwrap()
    };
    let impostor = StatusAuthority::new(&request(), fixed::card_key(7)).unwrap();
    let stranger = StatusRequest::new("他人", time(START), time(END)).unwrap();
    let stranger = StatusAuthority::new(&stranger, fixed::card_key(7)).unwrap();
    let usages = vec![StatusUsage::Responses, StatusUsage::Lists];
    let no_ca = StatusRequest { is_ca: false, ..request() };
    let no_ca = StatusAuthority::new(&no_ca, fixed::card_key(5)).unwrap();
    let no_certificates = StatusAuthority::new(&StatusRequest { usages, ..request() }, fixed::card_key(5));
    let no_certificates = no_certificates.unwrap();
    let not_responder = StatusRequest { is_responder: false, ..good.clone() };
    let expired = StatusRequest { not_after: time(EARLIER), ..good.clone() };
    let no_signing = StatusRequest { usages: vec![StatusUsage::Lists], ..good.clone() };
    let table = [
        ("good", &authority, &authority, &good, "valid"),
        ("another purpose", &authority, &authority, &not_responder, "signer_usage"),
        ("another key usage", &authority, &authority, &no_signing, "signer_usage"),
        ("expired", &authority, &authority, &expired, "signer_validity"),
        ("of a stranger", &authority, &stranger, &good, "signer_unknown"),
        ("of an impostor", &authority, &impostor, &good, "signature"),
        ("of an authority that is no CA", &no_ca, &no_ca, &good, "signer_usage"),
        ("of one that may not make any", &no_certificates, &no_certificates, &good, "signer_usage"),
    ];
    for (name, trusted, issuer, request, expected) in table {
        let responder = issuer.responder(request, fixed::card_key(6)).unwrap();
        for by_key in [false, true] {
            let other = issuer.certificate_der().to_vec();
            let response = OcspResponse {
                by_key,
                certificates: vec![other, responder.certificate_der().to_vec()],
                ..OcspResponse::new(time(THIS_UPDATE), vec![case.answer(OcspStatus::Good)])
            };
            let response = responder.respond(&response).unwrap();
            let verdict = case.verdict(trusting(trusted), &[&response]);
            assert_eq!(verdict.trim_start_matches("ac.status_unusable "), expected, "{name}");
        }
    }
    // Without its certificate nobody knows it.
    let responder = authority.responder(&good, fixed::card_key(6)).unwrap();
    let response = OcspResponse::new(time(THIS_UPDATE), vec![case.answer(OcspStatus::Good)]);
    let response = responder.respond(&response).unwrap();
    assert_eq!(case.verdict(trusting(&authority), &[&response]), "ac.status_unusable signer_unknown");
    // Nor with that of another, even of the same key: the response names who made it.
    let subject = case.issuer();
    let other = authority.responder(&StatusRequest { subject, ..good }, fixed::card_key(6)).unwrap();
    let response = OcspResponse {
        certificates: vec![other.certificate_der().to_vec()],
        ..OcspResponse::new(time(THIS_UPDATE), vec![case.answer(OcspStatus::Good)])
    };
    let response = responder.respond(&response).unwrap();
    assert_eq!(case.verdict(trusting(&authority), &[&response]), "ac.status_unusable signer_unknown");
}
