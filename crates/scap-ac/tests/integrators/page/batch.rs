use scap_ac::{AuthorizationCertificate, CardCertificate, Evidence, UnixTime, Validator};

/// The codes of those that do not hold, in the order of the records.
pub fn refused(
    validator: &Validator,
    records: &[(AuthorizationCertificate, CardCertificate)],
    primary_cards: &[CardCertificate],
    at: UnixTime,
) -> Vec<&'static str> {
    let cases: Vec<_> = records
        .iter()
        .map(|(certificate, holder)| (certificate, Evidence::new(holder, primary_cards)))
        .collect();
    let verdicts = validator.validate_all(&cases, at);
    verdicts.iter().filter_map(|verdict| verdict.as_ref().err()).map(|error| error.code()).collect()
}
