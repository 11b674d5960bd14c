//! What a login must be like: each rule of the signature broken once.

use const_oid::db::{rfc5911, rfc5912};
use der::{
    Any, Decode, Encode, Tag,
    asn1::{OctetString, SetOfVec},
};
use scap_ac::Challenge;
use scap_test_pki::{
    SignatureHash,
    cms::{
        cert::{CertificateChoices, OtherCertificateFormat},
        content_info::{CmsVersion, ContentInfo},
        signed_data::{CertificateSet, SignedData, SignerInfo, SignerInfos},
    },
    fixed,
    login::attribute,
};
use x509_cert::attr::Attribute;

use crate::stage::{
    CARD, NONCE, algorithm, challenge, good, pem, request, set, sign, sign_changed, signer, verdict,
};

#[test]
fn every_rule_of_the_signature_has_its_code() {
    let signed_too = |data: &mut SignedData| {
        let mut other = data.signer_infos.0.as_slice()[0].clone();
        other.signature = OctetString::new(vec![1; 256]).unwrap();
        data.signer_infos.0.insert(other).unwrap();
    };
    let sha512 = algorithm(rfc5912::ID_SHA_512, Some(Any::null()));
    let data = |change: &dyn Fn(&mut SignedData)| sign_changed(|_| {}, |_| {}, change);
    let info = |change: &dyn Fn(&mut SignerInfo)| data(&|data| signer(data, change));
    let attributes = |change: &dyn Fn(&mut Vec<Attribute>)| sign_changed(|_| {}, change, |_| {});
    let certificates = |data: &mut SignedData, all: Vec<CertificateChoices>| {
        data.certificates = Some(CertificateSet::try_from(all).unwrap());
    };
    let other_format = || {
        let (other_cert_format, other_cert) = (rfc5911::ID_DATA, Any::null());
        CertificateChoices::Other(OtherCertificateFormat { other_cert_format, other_cert })
    };
    let own = || CertificateChoices::from_der(CARD.certificate.as_der()).unwrap();
    let two = |value: Any| SetOfVec::try_from(vec![value, Any::null()]).unwrap();
    let utf8 = |text: &str| Any::new(Tag::Utf8String, text.as_bytes()).unwrap();

    let table: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", Vec::new(), "login.encoding"),
        ("no base64", b"session".to_vec(), "login.encoding"),
        ("PEM of something else", pem("CERTIFICATE", &good()), "login.encoding"),
        ("a text that is too long", vec![b'A'; 128 * 1024 + 1], "login.encoding"),
        ("longer than 64 KiB", [good(), vec![0; 64 * 1024]].concat(), "login.encoding"),
        ("bytes after the end", [good(), vec![0]].concat(), "login.form/structure"),
        ("cut off", good()[..900].to_vec(), "login.form/structure"),
        ("BER of indefinite length", [&[0x30, 0x80], &good()[4..], &[0, 0]].concat(), "login.form/structure"),
        ("a certificate", CARD.certificate.as_der().to_vec(), "login.form/structure"),
        (
            "no signed data",
            {
                let mut info = ContentInfo::from_der(&good()).unwrap();
                info.content_type = rfc5911::ID_ENVELOPED_DATA;
                info.to_der().unwrap()
            },
            "login.form/content_type",
        ),
        (
            "no plain data",
            data(&|data| data.encap_content_info.econtent_type = rfc5911::ID_SIGNED_DATA),
            "login.form/content_type",
        ),
        ("version 3 of the data", data(&|data| data.version = CmsVersion::V3), "login.form/version"),
        ("version 3 of the signer", info(&|info| info.version = CmsVersion::V3), "login.form/version"),
        (
            "version 1 beside a certificate of another format",
            data(&|data| certificates(data, vec![own(), other_format()])),
            "login.form/version",
        ),
        (
            "no signer",
            data(&|data| data.signer_infos = SignerInfos(SetOfVec::default())),
            "login.form/signer_infos",
        ),
        ("two signers", data(&signed_too), "login.form/signer_infos"),
        (
            "no digest algorithm",
            data(&|data| data.digest_algorithms = SetOfVec::default()),
            "login.form/digest_algorithms",
        ),
        (
            "two digest algorithms",
            data(&|data| data.digest_algorithms.insert(sha512.clone()).unwrap()),
            "login.form/digest_algorithms",
        ),
        (
            "the digest algorithm of no signer",
            data(&|data| data.digest_algorithms = SetOfVec::try_from(vec![sha512.clone()]).unwrap()),
            "login.form/digest_algorithms",
        ),
        ("no signed attributes", info(&|info| info.signed_attrs = None), "login.form/signed_attributes"),
        (
            "an empty list of them",
            info(&|info| info.signed_attrs = Some(SetOfVec::default())),
            "login.form/signed_attributes",
        ),
        (
            "no content type",
            attributes(&|all| all.retain(|one| one.oid != rfc5911::ID_CONTENT_TYPE)),
            "login.form/signed_attributes",
        ),
        (
            "another content type",
            attributes(&|all| set(all, rfc5911::ID_CONTENT_TYPE, &rfc5911::ID_SIGNED_DATA)),
            "login.form/signed_attributes",
        ),
        (
            "no digest",
            attributes(&|all| all.retain(|one| one.oid != rfc5911::ID_MESSAGE_DIGEST)),
            "login.form/signed_attributes",
        ),
        (
            "a digest that is a text",
            attributes(&|all| set(all, rfc5911::ID_MESSAGE_DIGEST, &utf8("digest"))),
            "login.form/signed_attributes",
        ),
        (
            "a digest with two values",
            attributes(&|all| {
                let digest = all.iter_mut().find(|one| one.oid == rfc5911::ID_MESSAGE_DIGEST).unwrap();
                digest.values = two(digest.values.as_slice()[0].clone());
            }),
            "login.form/signed_attributes",
        ),
        (
            "two digests",
            attributes(&|all| {
                let other = OctetString::new(vec![7; 32]).unwrap();
                all.push(attribute(rfc5911::ID_MESSAGE_DIGEST, &other).unwrap());
            }),
            "login.form/signed_attributes",
        ),
        (
            "a time that is none",
            attributes(&|all| set(all, rfc5911::ID_SIGNING_TIME, &utf8("270601120000Z"))),
            "login.form/signed_attributes",
        ),
        (
            "an unknown attribute without a value",
            attributes(&|all| {
                let oid = rfc5911::ID_SIGNED_DATA;
                all.push(Attribute { oid, values: SetOfVec::default() });
            }),
            "login.form/signed_attributes",
        ),
        ("attributes in another order than that of DER", reordered(), "login.form/signed_attributes"),
        ("no certificates", data(&|data| data.certificates = None), "login.signer/certificate"),
        (
            "only the certificate of another card",
            data(&|data| {
                let other = fixed::other_secondary();
                certificates(data, vec![CertificateChoices::from_der(other.certificate.as_der()).unwrap()]);
            }),
            "login.signer/certificate",
        ),
        (
            "no certificate of a card",
            data(&|data| {
                certificates(
                    data,
                    vec![CertificateChoices::from_der(fixed::ca().intermediate_der()).unwrap()],
                );
            }),
            "login.signer/certificate",
        ),
        ("SHA-512", info(&|info| info.digest_alg = sha512.clone()), "login.algorithm"),
        (
            "SHA-256 with parameters",
            info(&|info| info.digest_alg = algorithm(rfc5912::ID_SHA_256, Some(utf8("x")))),
            "login.algorithm",
        ),
        (
            "a signature algorithm for another digest",
            info(&|info| info.signature_algorithm = algorithm(rfc5912::SHA_1_WITH_RSA_ENCRYPTION, None)),
            "login.algorithm",
        ),
        (
            "RSASSA-PSS",
            info(&|info| info.signature_algorithm = algorithm(rfc5912::ID_RSASSA_PSS, None)),
            "login.algorithm",
        ),
        ("SHA-1", sign(|request| request.hash = SignatureHash::Sha1), "login.sha1"),
        ("another content", sign(|request| request.challenge = b"session of another"), "login.challenge"),
        (
            "another content, detached",
            sign(|request| {
                request.challenge = b"session of another";
                request.attached = false;
            }),
            "login.challenge",
        ),
        (
            "an empty content",
            data(&|data| {
                let empty = OctetString::new(Vec::new()).unwrap();
                data.encap_content_info.econtent = Some(Any::encode_from(&empty).unwrap());
            }),
            "login.challenge",
        ),
        (
            "a digest of something else",
            attributes(&|all| {
                set(all, rfc5911::ID_MESSAGE_DIGEST, &OctetString::new(vec![7; 32]).unwrap());
            }),
            "login.digest",
        ),
        (
            "signed by another key",
            {
                let certificates = [CARD.certificate.as_der()];
                request(&certificates).sign(&CARD.certificate, &fixed::primary().key).unwrap()
            },
            "login.signature",
        ),
        (
            "a signature that is too short",
            info(&|info| {
                info.signature = OctetString::new(vec![1; 255]).unwrap();
            }),
            "login.signature",
        ),
        (
            "attributes of which one was added later",
            info(&|info| {
                let time = attribute(scap_ac::oid::RANDOM_NONCE, &OctetString::new(NONCE).unwrap()).unwrap();
                info.signed_attrs.as_mut().unwrap().insert(time).unwrap();
            }),
            "login.signature",
        ),
    ];
    for (name, login, expected) in table {
        assert_eq!(verdict(&login, &challenge()), expected, "{name}");
    }
}

#[test]
fn the_version_follows_from_the_kinds_of_certificates_that_came_along() {
    let other = fixed::other_secondary().certificate;
    let certificates = [CARD.certificate.as_der(), other.as_der()];
    let der = request(&certificates).sign(&CARD.certificate, &CARD.key).unwrap();
    // The tag of v1AttrCert, v2AttrCert and other in the place of a certificate's, and the version of the data.
    for (tag, version) in [(0x30, 1), (0xa1, 3), (0xa2, 4), (0xa3, 5)] {
        let mut other_kind = other.as_der().to_vec();
        other_kind[0] = tag;
        let der = replaced(&der, other.as_der(), &other_kind);
        for stated in 0..=6 {
            let login = replaced(&der, &[0x02, 0x01, 0x01, 0x31], &[0x02, 0x01, stated, 0x31]);
            let expected = if stated == version { "valid" } else { "login.form/version" };
            assert_eq!(verdict(&login, &challenge()), expected, "version {stated} with tag {tag:#x}");
        }
    }
}

/// A login whose attributes stand in the reverse of the order of DER, signed as they stand.
fn reordered() -> Vec<u8> {
    let der = good();
    let data: SignedData = ContentInfo::from_der(&der).unwrap().content.decode_as().unwrap();
    let info = &data.signer_infos.0.as_slice()[0];
    let attributes: Vec<_> =
        info.signed_attrs.as_ref().unwrap().iter().map(|attribute| attribute.to_der().unwrap()).collect();
    let reversed: Vec<_> = attributes.iter().rev().cloned().collect();
    let (attributes, reversed) = (attributes.concat(), reversed.concat());
    let signature = CARD.sign_sha256(&Any::new(Tag::Set, reversed.as_slice()).unwrap().to_der().unwrap());
    let der = replaced(&der, &attributes, &reversed);
    replaced(&der, info.signature.as_bytes(), &signature)
}

fn replaced(der: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let at = der.windows(old.len()).position(|window| window == old).unwrap();
    [&der[..at], new, &der[at + old.len()..]].concat()
}

#[test]
fn the_attributes_of_a_login_are_not_accepted_as_the_content_of_another() {
    // Whoever can choose challenges could otherwise have one signed that reads as attributes, and the reverse.
    let data: SignedData = ContentInfo::from_der(&good()).unwrap().content.decode_as().unwrap();
    let attributes = data.signer_infos.0.as_slice()[0].signed_attrs.as_ref().unwrap().to_der().unwrap();
    let turned = sign_changed(
        |_| {},
        |_| {},
        |data| {
            let content = OctetString::new(attributes.as_slice()).unwrap();
            data.encap_content_info.econtent = Some(Any::encode_from(&content).unwrap());
            signer(data, |info| info.signed_attrs = None);
        },
    );
    assert_eq!(verdict(&turned, &Challenge::new(&attributes)), "login.form/signed_attributes");
}
