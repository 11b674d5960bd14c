//! The structure of an attribute certificate as the `der` crate decodes it, from the ASN.1 of [RFC 5755 Section 4.1]
//! alone: what scap-ac reads in place has to decode here too, and to encode again to the same bytes.
//!
//! Object identifiers and names stay as they are, as those of `der` and `x509-cert` have limits that certificates need
//! not keep.
//!
//! [RFC 5755 Section 4.1]: https://www.rfc-editor.org/rfc/rfc5755#section-4.1

use der::{
    AnyRef, Decode, Encode, ErrorKind, Sequence, Tag, Tagged,
    asn1::{BitStringRef, GeneralizedTime, IntRef, OctetStringRef, SetOfVec},
};

#[derive(Sequence)]
struct Certificate<'a> {
    info: Info<'a>,
    signature_algorithm: Algorithm<'a>,
    signature: BitStringRef<'a>,
}

#[derive(Sequence)]
struct Info<'a> {
    version: u8,
    holder: Holder<'a>,
    issuer: AnyRef<'a>,
    signature: Algorithm<'a>,
    serial: IntRef<'a>,
    validity: Validity,
    attributes: Vec<Attribute<'a>>,
    #[asn1(optional = "true")]
    issuer_unique_id: Option<BitStringRef<'a>>,
    #[asn1(optional = "true")]
    extensions: Option<Vec<Extension<'a>>>,
}

#[derive(Sequence)]
struct Holder<'a> {
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    base_certificate_id: Option<IssuerSerial<'a>>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    entity_name: Option<Vec<AnyRef<'a>>>,
    #[asn1(context_specific = "2", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    object_digest_info: Option<ObjectDigestInfo<'a>>,
}

#[derive(Sequence)]
struct IssuerSerial<'a> {
    issuer: Vec<AnyRef<'a>>,
    serial: IntRef<'a>,
    #[asn1(optional = "true")]
    issuer_uid: Option<BitStringRef<'a>>,
}

#[derive(Sequence)]
struct ObjectDigestInfo<'a> {
    digested_object_type: AnyRef<'a>,
    rest: AnyRef<'a>,
    more: AnyRef<'a>,
    #[asn1(optional = "true")]
    most: Option<AnyRef<'a>>,
}

#[derive(Sequence)]
struct V2Form<'a> {
    #[asn1(optional = "true")]
    issuer_name: Option<Vec<AnyRef<'a>>>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    base_certificate_id: Option<IssuerSerial<'a>>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    object_digest_info: Option<ObjectDigestInfo<'a>>,
}

#[derive(Sequence)]
struct Algorithm<'a> {
    oid: AnyRef<'a>,
    #[asn1(optional = "true")]
    parameters: Option<AnyRef<'a>>,
}

#[derive(Sequence)]
struct Validity {
    not_before: GeneralizedTime,
    not_after: GeneralizedTime,
}

#[derive(Sequence)]
struct Attribute<'a> {
    oid: AnyRef<'a>,
    values: SetOfVec<AnyRef<'a>>,
}

#[derive(Sequence)]
struct Extension<'a> {
    oid: AnyRef<'a>,
    #[asn1(default = "Default::default")]
    critical: bool,
    value: &'a OctetStringRef,
}

/// Whether `bytes` decodes to an attribute certificate of version 2 that encodes to the same bytes.
///
/// # Errors
///
/// What the `der` crate says, or what differs.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    let text = |error: der::Error| error.to_string();
    let certificate = match Certificate::from_der(bytes) {
        Ok(certificate) => certificate,
        // A value that nobody looks into may be of a type that `der` has no name for.
        Err(error) if matches!(error.kind(), ErrorKind::TagUnknown { .. }) => return Ok(()),
        Err(error) => return Err(text(error)),
    };
    if certificate.to_der().map_err(text)? != bytes {
        return Err("it encodes otherwise".to_owned());
    }
    let info = &certificate.info;
    let types = info.attributes.iter().map(|attribute| attribute.oid);
    let types = types.chain(info.extensions.iter().flatten().map(|extension| extension.oid));
    let mut types = types.chain([info.signature.oid, certificate.signature_algorithm.oid]);
    if !types.all(|oid| oid.tag() == Tag::ObjectIdentifier) {
        return Err("a type is no object identifier".to_owned());
    }
    if info.version != 1 {
        return Err("another version".to_owned());
    }
    if info.issuer.tag() == Tag::Sequence {
        return Ok(());
    }
    let form = AnyRef::new(Tag::Sequence, info.issuer.value()).map_err(text)?;
    let form: V2Form<'_> = form.decode_as().map_err(text)?;
    let again = form.to_der().map_err(text)?;
    let issuer = info.issuer.to_der().map_err(text)?;
    if again[1..] == issuer[1..] { Ok(()) } else { Err("the issuer encodes otherwise".to_owned()) }
}
