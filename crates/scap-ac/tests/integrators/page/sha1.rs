use scap_ac::{ParseTimeError, Sha1Policy, ValidatorBuilder};

/// Lets old signatures with SHA-1 count.
pub fn with_old_signatures(trust: ValidatorBuilder) -> Result<ValidatorBuilder, ParseTimeError> {
    Ok(trust.sha1(Sha1Policy::StartedBefore("2014-01-01T00:00:00Z".parse()?)))
}
