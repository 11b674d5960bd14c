use scap_ac::Authorization;

/// What your own access control needs to know.
pub fn granted(authorization: &Authorization) -> Option<String> {
    let slot = authorization.application("G2B-EHELPER")?;
    let role = slot.role.map(|role| role.to_string()).unwrap_or_default();
    Some(format!("{} as “{role}” until {}", authorization.business_number(), authorization.not_after()))
}
