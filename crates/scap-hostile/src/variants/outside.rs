//! What stands around the signed part: the signature and the end.

use scap_test_pki::{fixed, rsa::Pkcs1v15Sign, sign_sha1};
use sha2::{Digest, Sha256};

use super::{Variant, outside};
use crate::{
    VALID,
    der::{Element, SET},
};

const RULE: &str = "RFC 5755 § 4.1";
const SIGNATURE_RULE: &str = "RFC 5755 § 5";
const ENCODING_RULE: &str = "RFC 8017 § 9.2";

/// `DigestInfo` of SHA-256 up to the digest.
const DIGEST_INFO: &[u8] = &[
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

pub(super) const TABLE: &[Variant] = &[
    outside("a byte after the certificate", RULE, "ac.der", |whole| {
        let certificate = whole.encode();
        whole.replace(Element::raw([&certificate[..], &[0]].concat()));
    }),
    outside("the certificate twice", RULE, "ac.der", |whole| {
        let certificate = whole.encode();
        whole.replace(Element::raw([&certificate[..], &certificate].concat()));
    }),
    outside("a certificate that is cut off", RULE, "ac.der", |whole| {
        let mut certificate = whole.encode();
        certificate.pop();
        whole.replace(Element::raw(certificate));
    }),
    outside("something after the signature", RULE, "ac.der", |whole| {
        whole.elements().push(Element::primitive(0x05, []));
    }),
    outside("no signature", RULE, "ac.der", |whole| {
        whole.elements().pop();
    }),
    outside("no algorithm outside", RULE, "ac.der", |whole| {
        whole.elements().remove(1);
    }),
    outside("the certificate as a SET", RULE, "ac.der", |whole| whole.retag(SET)),
    outside("the certificate under [0]", RULE, "ac.der", |whole| {
        let certificate = whole.clone();
        whole.replace(Element::constructed(0xa0, [certificate]));
    }),
    outside("the certificate in a SEQUENCE", RULE, "ac.version", |whole| {
        let certificate = whole.clone();
        whole.replace(Element::constructed(0x30, [certificate]));
    }),
    outside("a signature as an OCTET STRING", RULE, "ac.der", |whole| whole.at(&[2]).retag(0x04)),
    outside("a signature in segments", "X.690 § 10.2", "ac.der", |whole| whole.at(&[2]).segment()),
    outside("a signature with unused bits", SIGNATURE_RULE, "ac.der", |whole| {
        let octets = whole.at(&[2]).octets();
        octets[0] = 1;
        if let Some(last) = octets.last_mut() {
            *last &= 0xfe;
        }
    }),
    outside("a signature with an unused bit that is set", "X.690 § 11.2.1", "ac.der", |whole| {
        let octets = whole.at(&[2]).octets();
        octets[0] = 1;
        if let Some(last) = octets.last_mut() {
            *last |= 1;
        }
    }),
    outside("a signature with nine unused bits", "X.690 § 8.6.2.2", "ac.der", |whole| {
        whole.at(&[2]).octets()[0] = 9
    }),
    outside("a signature without an octet", "X.690 § 8.6.2", "ac.der", |whole| whole.at(&[2]).set([])),
    outside("an empty signature", SIGNATURE_RULE, "ac.signature", |whole| whole.at(&[2]).set([0])),
    outside("a signature of zeros", SIGNATURE_RULE, "ac.signature", |whole| {
        whole.at(&[2]).set([0; 257]);
    }),
    outside("a signature of one", SIGNATURE_RULE, "ac.signature", |whole| {
        whole.at(&[2]).set([&[0; 256][..], &[1]].concat());
    }),
    outside("a signature of ones alone, beyond the modulus", SIGNATURE_RULE, "ac.signature", |whole| {
        whole.at(&[2]).set([&[0][..], &[0xff; 256]].concat());
    }),
    outside("a signature with a bit flipped", SIGNATURE_RULE, "ac.signature", |whole| {
        whole.at(&[2]).octets()[128] ^= 0x10;
    }),
    outside("a signature behind a zero", "RFC 8017 § 8.2.2", "ac.signature", |whole| {
        whole.at(&[2]).octets().insert(1, 0);
    }),
    outside("a signature that is cut off", "RFC 8017 § 8.2.2", "ac.signature", |whole| {
        whole.at(&[2]).octets().pop();
    }),
    outside("a signature over a block that is made by hand", ENCODING_RULE, VALID, |whole| {
        sign_block(whole, |digest| [DIGEST_INFO, digest].concat());
    }),
    outside("a signature over the digest alone", ENCODING_RULE, "ac.signature", |whole| {
        sign_block(whole, <[u8]>::to_vec);
    }),
    outside("a signature over a digest without parameters", ENCODING_RULE, "ac.signature", |whole| {
        sign_block(whole, |digest| {
            let start = [0x30, 0x2f, 0x30, 0x0b];
            [&start, &DIGEST_INFO[4..15], &[0x04, 0x20], digest].concat()
        });
    }),
    outside("a signature over a digest in BER", ENCODING_RULE, "ac.signature", |whole| {
        sign_block(whole, |digest| [&[0x30, 0x81], &DIGEST_INFO[1..], digest].concat());
    }),
    outside("a signature with something after the digest", ENCODING_RULE, "ac.signature", |whole| {
        sign_block(whole, |digest| [DIGEST_INFO, digest, &[0]].concat());
    }),
    outside("a signature with most of the block after the digest", ENCODING_RULE, "ac.signature", |whole| {
        sign_block(whole, |digest| [DIGEST_INFO, digest, &[0; 190]].concat());
    }),
    outside("a signature with a zero before the digest", ENCODING_RULE, "ac.signature", |whole| {
        sign_block(whole, |digest| [&[0], DIGEST_INFO, digest].concat());
    }),
    outside("a signature over a digest that says it is another's", ENCODING_RULE, "ac.signature", |whole| {
        sign_block(whole, |digest| {
            let mut block = [DIGEST_INFO, digest].concat();
            // SHA-224.
            block[14] = 0x04;
            block
        });
    }),
    outside("a signature over the digest of the digest", ENCODING_RULE, "ac.signature", |whole| {
        sign_block(whole, |digest| [DIGEST_INFO, &Sha256::digest(digest)].concat());
    }),
    outside("a signature with SHA-1 that says SHA-256", SIGNATURE_RULE, "ac.signature", |whole| {
        let signed = whole.at(&[0]).encode();
        let signature = sign_sha1(fixed::card_key(0), &signed).expect("the key signs");
        whole.at(&[2]).set([&[0][..], &signature].concat());
    }),
    outside("a signature of the holder", SIGNATURE_RULE, "ac.signature", |whole| {
        let signature = fixed::secondary().sign_sha256(&whole.at(&[0]).encode());
        whole.at(&[2]).set([&[0][..], &signature].concat());
    }),
    outside("a signature over the whole certificate", SIGNATURE_RULE, "ac.signature", |whole| {
        let signature = fixed::primary().sign_sha256(&whole.encode());
        whole.at(&[2]).set([&[0][..], &signature].concat());
    }),
    outside("a signature over the content of the signed part", SIGNATURE_RULE, "ac.signature", |whole| {
        let signature = fixed::primary().sign_sha256(&whole.at(&[0]).encode()[4..]);
        whole.at(&[2]).set([&[0][..], &signature].concat());
    }),
];

/// The signer's key over a block of our own: `00 01 FF … 00`, then what `make` makes of the digest of the signed part.
fn sign_block(whole: &mut Element, make: impl Fn(&[u8]) -> Vec<u8>) {
    let block = make(&Sha256::digest(whole.at(&[0]).encode()));
    let signature = fixed::card_key(0).sign(Pkcs1v15Sign::new_unprefixed(), &block).expect("the key signs");
    whole.at(&[2]).set([&[0][..], &signature].concat());
}
