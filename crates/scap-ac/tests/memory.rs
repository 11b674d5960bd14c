//! How much memory reading takes, whatever the input, and how often a validation allocates.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::sync::{LazyLock, Mutex, PoisonError};

use peak_alloc::PeakAlloc;
use scap_ac::{
    Application, AttributeCertificate, AuthorizationCertificate, AuthorizedApplication, Backend,
    CardCertificate, Draft, Evidence, Grant, HolderId, HolderIdKind, Login, Profile, SerialNumber, Slot,
    Slots, UnixTime, Validator, ValidatorBuilder,
};
use scap_test_pki::{
    fixed,
    status::{StatusAuthority, StatusRequest},
};
use stats_alloc::{Region, StatsAlloc};

#[global_allocator]
static COUNTED: StatsAlloc<PeakAlloc> = StatsAlloc::new(PeakAlloc);

/// The most memory that reading may take, in bytes for each byte of the input.
const MOST_PER_BYTE: usize = 64;

/// Keeps the other tests of this file from allocating meanwhile.
fn alone() -> impl Drop {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The least of three measurements: what the test harness allocates meanwhile can only add to one.
fn least(measure: impl Fn() -> usize) -> usize {
    (0..3).map(|_| measure()).min().unwrap()
}

/// The most memory in use at once during `run`, beyond what was in use before, in bytes.
fn peak(run: impl Fn()) -> usize {
    least(|| {
        let before = PeakAlloc.current_usage();
        PeakAlloc.reset_peak_usage();
        run();
        PeakAlloc.peak_usage().saturating_sub(before)
    })
}

/// How often `run` allocates or grows what it has.
fn allocations<T>(run: impl Fn() -> T) -> usize {
    least(|| {
        let region = Region::new(&COUNTED);
        let result = run();
        let change = region.change();
        drop(result);
        change.allocations + change.reallocations
    })
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length = &length[length.iter().position(|byte| *byte != 0).unwrap_or(7)..];
    let mut der = vec![tag];
    if content.len() > 127 {
        der.push(0x80 | u8::try_from(length.len()).unwrap());
    }
    [&der, length, content].concat()
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// `element` with each of so many numbers, one after the other.
fn many(bytes: usize, element: impl Fn(u16) -> Vec<u8>) -> Vec<u8> {
    let mut elements = Vec::new();
    for number in 0..=u16::MAX {
        elements.extend(element(number));
        if elements.len() >= bytes {
            break;
        }
    }
    elements
}

const ALGORITHM: &[u8] = &[0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11, 5, 0];
const COMMON_NAME: &[u8] = &[6, 3, 0x55, 4, 3];

fn attribute(kind: &[u8], values: &[u8]) -> Vec<u8> {
    sequence(&[&tlv(6, kind), &tlv(0x31, values)])
}

/// The octets of an object identifier, another one for each number up to 16,255.
fn kind(number: u16) -> [u8; 3] {
    let [high, low] = ((number + 128) << 1).to_be_bytes();
    [0x2a, 0x80 | high, low >> 1]
}

fn certificate(holder: &[u8], issuer: &[u8], attributes: &[u8], extensions: &[u8]) -> Vec<u8> {
    let validity = sequence(&[&tlv(0x18, b"20260101000000Z"), &tlv(0x18, b"20300101000000Z")]);
    let info = sequence(&[
        &[2, 1, 1],
        &tlv(0x30, &tlv(0xa0, &[tlv(0x30, holder), vec![2, 1, 9]].concat())),
        &tlv(0xa0, &tlv(0x30, issuer)),
        ALGORITHM,
        &[2, 1, 7],
        &validity,
        &tlv(0x30, attributes),
        &tlv(0x30, extensions),
    ]);
    sequence(&[&info, ALGORITHM, &tlv(3, &[0, 1])])
}

fn card(subject: &[u8], attributes: &[u8], extensions: &[u8]) -> Vec<u8> {
    let name = tlv(0x30, &tlv(0x31, &sequence(&[COMMON_NAME, &[12, 1, 65]])));
    let directory = sequence(&[&[6, 3, 0x55, 0x1d, 9], &tlv(4, &tlv(0x30, attributes))]);
    let information = sequence(&[
        &[0xa0, 3, 2, 1, 2],
        &[2, 1, 7],
        ALGORITHM,
        &name,
        &sequence(&[&tlv(0x17, b"260101000000Z"), &tlv(0x17, b"300101000000Z")]),
        &tlv(0x30, subject),
        &sequence(&[
            &[0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0],
            &tlv(3, &[0, 0x30, 6, 2, 1, 3, 2, 1, 3]),
        ]),
        &tlv(0xa3, &tlv(0x30, &[&directory, extensions].concat())),
    ]);
    sequence(&[&information, ALGORITHM, &tlv(3, &[0, 1])])
}

/// A certificate revocation list.
fn list(revoked: &[u8]) -> Vec<u8> {
    let name = tlv(0x30, &tlv(0x31, &sequence(&[COMMON_NAME, &[12, 1, 65]])));
    let number = sequence(&[&[6, 3, 0x55, 0x1d, 20], &[4, 3, 2, 1, 1]]);
    let information = sequence(&[
        &[2, 1, 1],
        ALGORITHM,
        &name,
        &tlv(0x17, b"260101000000Z"),
        &tlv(0x17, b"300101000000Z"),
        &tlv(0x30, revoked),
        &tlv(0xa0, &sequence(&[&number])),
    ]);
    sequence(&[&information, ALGORITHM, &tlv(3, &[0, 1])])
}

/// A login with these certificates and these signed attributes.
fn login(certificates: &[u8], attributes: &[u8]) -> Vec<u8> {
    const SHA_256: &[u8] = &[0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    let name = tlv(0x30, &tlv(0x31, &sequence(&[COMMON_NAME, &[12, 1, 65]])));
    let signer = sequence(&[
        &[2, 1, 1],
        &sequence(&[&name, &[2, 1, 7]]),
        SHA_256,
        &tlv(0xa0, attributes),
        ALGORITHM,
        &[4, 1, 0],
    ]);
    let data = sequence(&[
        &[2, 1, 1],
        &tlv(0x31, SHA_256),
        &[0x30, 11, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1],
        &tlv(0xa0, certificates),
        &tlv(0x31, &signer),
    ]);
    sequence(&[&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2], &tlv(0xa0, &data)])
}

/// An OCSP response with these answers and these certificates.
fn response(answers: &[u8], certificates: &[u8]) -> Vec<u8> {
    let responder = tlv(0xa2, &tlv(4, &[7; 20]));
    let data = sequence(&[&responder, &tlv(0x18, b"20270601110000Z"), &tlv(0x30, answers)]);
    let certificates = tlv(0xa0, &tlv(0x30, certificates));
    let basic = sequence(&[&data, ALGORITHM, &tlv(3, &[0, 1]), &certificates]);
    let bytes = sequence(&[&[6, 9, 0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1], &tlv(4, &basic)]);
    sequence(&[&[0x0a, 1, 0], &tlv(0xa0, &bytes)])
}

/// Inputs of about `bytes` bytes that make a careless reader allocate, each with its name.
fn hostile(bytes: usize) -> Vec<(String, Vec<u8>)> {
    let directory = tlv(0xa4, &sequence(&[&tlv(0x31, &sequence(&[COMMON_NAME, &[12, 1, 65]]))]));
    let plain = attribute(&[0x2a, 3], &[5, 0]);
    let extension = sequence(&[&[6, 1, 0x2a], &[4, 0]]);
    let with_holder = |names: &[u8]| certificate(names, &directory, &plain, &extension);
    let with_issuer = |names: &[u8]| certificate(&directory, names, &plain, &extension);
    let with_attributes = |attributes: &[u8]| certificate(&directory, &directory, attributes, &extension);
    let with_extensions = |extensions: &[u8]| certificate(&directory, &directory, &plain, extensions);
    let names = |of: fn(u16) -> Vec<u8>| many(bytes, of);
    let rdns = |bytes| {
        many(bytes, |number| tlv(0x31, &sequence(&[COMMON_NAME, &tlv(12, format!("{number}").as_bytes())])))
    };
    let nested = |tag: u8| {
        let mut inner = Vec::new();
        while inner.len() + 8 < bytes {
            inner = tlv(tag, &inner);
        }
        inner
    };
    let values = many(bytes, |number| tlv(2, &(number | 0x4000).to_be_bytes()));
    let text = |line: &str| line.repeat(bytes / line.len() + 1).into_bytes();
    let pem = |body: &[u8]| {
        [b"-----BEGIN ATTRIBUTE CERTIFICATE-----\n", body, b"\n-----END ATTRIBUTE CERTIFICATE-----\n"]
            .concat()
    };
    let mut inputs = vec![
        ("nested sequences", nested(0x30)),
        ("nested context tags", nested(0xa0)),
        ("zeros", vec![0; bytes]),
        ("empty sequences", tlv(0x30, &[0x30, 0].repeat(bytes / 2))),
        ("holder: empty DNS names", with_holder(&names(|_| vec![0x82, 0]))),
        ("holder: registered ids", with_holder(&names(|_| vec![0x88, 1, 0x2a]))),
        ("holder: empty directory names", with_holder(&names(|_| vec![0xa4, 2, 0x30, 0]))),
        ("holder: a name of empty parts", with_holder(&tlv(0xa4, &tlv(0x30, &[0x31, 0].repeat(bytes / 2))))),
        ("holder: a name of many parts", with_holder(&tlv(0xa4, &tlv(0x30, &rdns(bytes))))),
        ("issuer: empty DNS names", with_issuer(&names(|_| vec![0x82, 0]))),
        ("issuer: empty directory names", with_issuer(&names(|_| vec![0xa4, 2, 0x30, 0]))),
        ("issuer: a name of many parts", with_issuer(&tlv(0xa4, &tlv(0x30, &rdns(bytes))))),
        ("attributes: empty", with_attributes(&[0x30, 0].repeat(bytes / 2))),
        ("attributes: many", with_attributes(&many(bytes, |number| attribute(&kind(number), &[5, 0])))),
        ("attributes: one with many values", with_attributes(&attribute(&[0x2a, 3], &values))),
        ("attributes: nested", with_attributes(&attribute(&[0x2a, 3], &nested(0x30)))),
        ("attributes: a long type", with_attributes(&attribute(&vec![0x81; bytes], &[5, 0]))),
        ("extensions: empty", with_extensions(&[0x30, 0].repeat(bytes / 2))),
        (
            "extensions: many",
            with_extensions(&many(bytes, |number| sequence(&[&tlv(6, &kind(number)), &[4, 0]]))),
        ),
        ("extensions: a long one", with_extensions(&sequence(&[&[6, 1, 0x2a], &tlv(4, &vec![0; bytes])]))),
        ("card: a subject of many parts", card(&rdns(bytes), &[], &[])),
        ("card: a subject of empty parts", card(&[0x31, 0].repeat(bytes / 2), &[], &[])),
        ("card: many attributes", card(&[], &many(bytes, |number| attribute(&kind(number), &[5, 0])), &[])),
        ("card: many values", card(&[], &attribute(&[0x2a, 3], &values), &[])),
        (
            "card: many extensions",
            card(&[], &[], &many(bytes, |number| sequence(&[&tlv(6, &kind(number)), &[4, 0]]))),
        ),
        (
            "list: many serials",
            list(&many(bytes, |number| {
                sequence(&[&tlv(2, &(number | 0x4000).to_be_bytes()), &tlv(0x17, b"260101000000Z")])
            })),
        ),
        ("login: empty certificates", login(&[0x30, 0].repeat(bytes / 2), &[])),
        ("login: a card of many parts", login(&card(&rdns(bytes.min(15_000)), &[], &[]), &[])),
        ("login: many attributes", login(&[], &many(bytes, |number| attribute(&kind(number), &[5, 0])))),
        ("response: empty answers", response(&[0x30, 0].repeat(bytes / 2), &[])),
        ("response: empty certificates", response(&[], &[0x30, 0].repeat(bytes / 2))),
        ("response: a certificate of many parts", response(&[], &card(&rdns(bytes.min(15_000)), &[], &[]))),
        ("text: no PEM", text("附卡授權證\n")),
        ("text: empty lines", text("\n")),
        ("text: digits", text("1")),
        ("text: many beginnings", text("-----BEGIN ATTRIBUTE CERTIFICATE-----\n")),
        ("text: base64", text("MIIBCgKCAQEA")),
        ("text: PEM of one line", pem(&text("MIIBCgKCAQEA"))),
        ("text: PEM of short lines", pem(&text("M\n"))),
        ("text: PEM of blanks", pem(&text(" "))),
    ];
    for length in
        [[0x84, 0xff, 0xff, 0xff, 0xff].as_slice(), &[0x84, 0x7f, 0, 0, 0], &[0x88, 0, 0, 0, 1, 0, 0, 0, 0]]
    {
        let start = [&[0x30], length].concat();
        inputs.push(("a length that lies", [start.as_slice(), &vec![0x30; bytes]].concat()));
    }
    inputs.into_iter().map(|(name, der)| (format!("{name}, {} bytes", der.len()), der)).collect()
}

/// Who judges what comes with a certificate.
struct Judge {
    authority: StatusAuthority,
    signers: [CardCertificate; 1],
    certificate: AuthorizationCertificate,
    validator: Validator,
    now: UnixTime,
}

static JUDGE: LazyLock<Judge> = LazyLock::new(|| {
    let (start, end) = (fixed::time("2025-01-01T00:00:00Z"), fixed::time("2035-01-01T00:00:00Z"));
    let authority = StatusRequest::new("狀態服務", start, end).unwrap();
    let authority = StatusAuthority::new(&authority, fixed::card_key(5)).unwrap();
    let (signer, ca) = (fixed::primary().certificate, fixed::ca());
    let trust = Validator::builder().anchor(ca.anchor_der()).unwrap().intermediate(ca.intermediate_der());
    let trust = trust.unwrap().known_card(signer.clone()).revocation_authority(authority.certificate_der());
    let validator = trust.unwrap().build();
    let now = fixed::time("2027-06-01T12:00:00Z");
    Judge { authority, signers: [signer], certificate: signed(), validator, now }
});

impl Judge {
    fn builder(&self) -> ValidatorBuilder {
        Validator::builder().revocation_authority(self.authority.certificate_der()).unwrap()
    }
}

/// Reads and forgets.
type Reader = fn(&[u8]);

/// Every way in.
const READERS: &[(&str, Reader)] = &[
    ("AttributeCertificate::from_der", |input| drop(AttributeCertificate::from_der(input))),
    ("AuthorizationCertificate::from_any", |input| drop(AuthorizationCertificate::from_any(input))),
    ("CardCertificate::from_der", |input| drop(CardCertificate::from_der(input))),
    ("ValidatorBuilder::anchor", |input| drop(Validator::builder().anchor(input))),
    ("ValidatorBuilder::intermediate", |input| drop(Validator::builder().intermediate(input))),
    ("ValidatorBuilder::crl", |input| drop(Validator::builder().crl(input))),
    ("ValidatorBuilder::revocation_authority", |input| {
        drop(Validator::builder().revocation_authority(input))
    }),
    ("ValidatorBuilder::authorization_crl", |input| drop(JUDGE.builder().authorization_crl(input))),
    ("Evidence::ocsp", |input| {
        let responses = [input];
        let evidence = Evidence::without_holder(&JUDGE.signers).ocsp(&responses);
        drop(JUDGE.validator.validate(&JUDGE.certificate, &evidence, JUDGE.now));
    }),
    ("Login::from_any", |input| drop(Login::from_any(input))),
    ("Login::with_card", |input| drop(Login::with_card(input, &JUDGE.signers[0]))),
    ("SerialNumber::from_str", |input| {
        let _ = str::from_utf8(input).map(str::parse::<SerialNumber>);
    }),
    ("HolderId::new", |input| {
        let _ = str::from_utf8(input).map(|text| HolderId::new(HolderIdKind::Other, text));
    }),
];

#[test]
fn no_input_takes_more_than_a_fixed_multiple_of_its_length() {
    let _alone = alone();
    LazyLock::force(&JUDGE);
    // Some of them just more than a power of two of elements, where a vector that grows has twice what it needs.
    let mut inputs: Vec<_> =
        [32, 256, 2_060, 8_200, 12_300, 33_000, 60_000].into_iter().flat_map(hostile).collect();
    let (good, now) = (signed(), fixed::time("2027-01-01T00:00:00Z"));
    let good = good.as_der();
    inputs.extend(
        (8..good.len()).step_by(7).map(|end| (format!("cut off after {end} bytes"), good[..end].to_vec())),
    );
    inputs.push(("a card".to_owned(), fixed::primary().certificate.as_der().to_vec()));
    inputs
        .push(("a list".to_owned(), fixed::ca().crl(&[], now, fixed::time("2028-01-01T00:00:00Z")).unwrap()));
    let mut too_much = Vec::new();
    for (reader, read) in READERS {
        // Whatever is read, a validation needs some memory, and so does an error.
        let fixed = peak(|| read(&[]));
        for (name, input) in &inputs {
            let taken = peak(|| read(input)).saturating_sub(fixed);
            if taken > MOST_PER_BYTE * input.len() {
                too_much.push(format!("{reader}: {name}: {taken} bytes of memory"));
            }
        }
    }
    assert!(too_much.is_empty(), "{too_much:#?}");
}

#[test]
fn what_is_far_too_long_takes_no_memory() {
    let _alone = alone();
    LazyLock::force(&JUDGE);
    let der = [&[0x30, 0x83, 0x10, 0, 0][..], &vec![0x30; 1 << 20]].concat();
    // What a validator trusts comes from whoever runs it, and is kept whole.
    for (reader, read) in READERS.iter().filter(|(reader, _)| !reader.starts_with("Validator")) {
        let fixed = peak(|| read(&[]));
        for input in [&der, &vec![b'\n'; 1 << 20]] {
            let taken = peak(|| read(input)).saturating_sub(fixed);
            // An error of any kind is smaller than that.
            assert!(taken < 1024, "{reader}: {taken} bytes of memory");
        }
    }
}

fn signed() -> AuthorizationCertificate {
    let (holder, signer) = (fixed::secondary(), fixed::primary());
    let used = |number: u8| AuthorizedApplication {
        slot: Slot::new(number).unwrap(),
        application: Application {
            code: format!("APPLICATION-{number}").parse().unwrap(),
            name: "財政部電子發票整合服務平台".parse().unwrap(),
        },
        unit_name: Some("中華電信股份有限公司》宜蘭第六廠".parse().unwrap()),
        unit_code: Some("028》78616600".parse().unwrap()),
        role: Some("接收公文、發送專屬訊息".parse().unwrap()),
    };
    let draft = Draft {
        serial: "311026782832146287338320846168273272094000019".parse().unwrap(),
        holder: &holder.certificate,
        signer: &signer.certificate,
        not_before: fixed::time("2026-01-01T00:00:00Z"),
        not_after: fixed::time("2030-01-01T00:00:00Z"),
        holder_id: &HolderId::new(HolderIdKind::NationalId, "A123456789").unwrap(),
        grant: &Grant::Application(Slots::new((1..=5).map(used)).unwrap()),
    };
    let unsigned = draft.to_be_signed(&Profile::default()).unwrap();
    let signature = signer.sign_sha256(unsigned.as_bytes());
    unsigned.assemble(&signature).unwrap()
}

/// How often reading allocates: once, for the bytes.
const READING: usize = 1;
/// How often a validation with known cards allocates beyond what it returns, by each implementation of RSA. What
/// `aws-lc-rs` allocates in C is not counted; the `rsa` crate needs numbers of its own.
const VALIDATING: &[(Backend, usize)] = &[
    (Backend::RustCrypto, 30),
    #[cfg(feature = "aws-lc-rs")]
    (Backend::AwsLc, 0),
];

#[test]
fn what_is_accepted_allocates_as_often_as_is_said_here() {
    let _alone = alone();
    let certificate = signed();
    let read = allocations(|| AuthorizationCertificate::from_der(certificate.as_der()));
    assert!(read <= READING, "{read} allocations to read");
    let (holder, signers) = (fixed::secondary().certificate, [fixed::primary().certificate]);
    let evidence = Evidence::new(&holder, &signers);
    let (ca, at) = (fixed::ca(), fixed::time("2027-06-01T12:00:00Z"));
    for (backend, most) in VALIDATING {
        let trust = Validator::builder().anchor(ca.anchor_der()).unwrap().intermediate(ca.intermediate_der());
        let known = [&holder, &signers[0]].map(CardCertificate::clone).into_iter();
        let validator = known.fold(trust.unwrap().backend(*backend), ValidatorBuilder::known_card).build();
        let authorization = validator.validate(&certificate, &evidence, at).unwrap();
        let returned = allocations(|| authorization.clone());
        let validated = allocations(|| validator.validate(&certificate, &evidence, at));
        assert!(
            validated <= returned + most,
            "{backend:?}: {validated} allocations, {returned} of them returned"
        );
    }
}
