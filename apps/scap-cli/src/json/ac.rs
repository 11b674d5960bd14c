//! The verdict on a certificate.

use scap_ac::{
    Grant,
    json::{GrantJson, HolderIdJson, SlotJson},
};
use serde::Serialize;

use super::{CardCertificate, Kind};

/// Whether a certificate is valid, and what it authorizes.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Verdict {
    pub(crate) valid: bool,
    /// The code of the first check that failed: see docs/failures.md; `null` if the certificate is valid.
    pub(crate) code: Option<&'static str>,
    /// Every check that was made, in order.
    pub(crate) checks: Vec<Checked>,
    /// The checks that were not made, as neither `--login` nor `--holder` was given.
    pub(crate) not_checked: Vec<&'static str>,
    /// Who logged in; `null` without `--login`, or if the check `login` failed.
    pub(crate) login: Option<LoggedIn>,
    /// What is authorized; `null` if the certificate is not valid.
    pub(crate) authorization: Option<Authorization>,
}

/// A check that was made.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Checked {
    /// The stable name of the check; `decode` if the certificate cannot be read; `login` is that of `--login`.
    pub(crate) check: &'static str,
    pub(crate) passed: bool,
    /// What was made sure of, or what is wrong, in the language of the run.
    pub(crate) detail: String,
}

/// A login that holds.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct LoggedIn {
    /// The card that signed the challenge.
    pub(crate) card: CardCertificate,
    /// When it signed, by the clock of the user's computer (RFC 3339 in UTC); `null` if it does not say.
    pub(crate) signed_at: Option<String>,
}

/// What a valid certificate authorizes.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Authorization {
    pub(crate) kind: Kind,
    /// The serial number of the certificate, decimal.
    pub(crate) serial: String,
    /// The unified business number of the entity.
    #[cfg_attr(test, schemars(regex(pattern = "^[0-9]{8}$")))]
    pub(crate) business_number: String,
    pub(crate) holder_id: HolderIdJson,
    /// The used slots; none of a delegation.
    pub(crate) slots: Vec<SlotJson>,
    /// The last second of its validity (RFC 3339 in UTC).
    pub(crate) not_after: String,
    /// Whether a secondary card signed, by a delegation.
    pub(crate) delegated: bool,
}

impl From<&scap_ac::Login> for LoggedIn {
    fn from(login: &scap_ac::Login) -> Self {
        Self {
            card: CardCertificate::from(login.card()),
            signed_at: login.signing_time().map(|time| time.to_string()),
        }
    }
}

impl From<&scap_ac::Authorization> for Authorization {
    fn from(authorization: &scap_ac::Authorization) -> Self {
        Self {
            kind: match authorization.grant() {
                Grant::Application(_) => Kind::Application,
                Grant::Delegation(_) => Kind::Delegation,
            },
            serial: authorization.serial().to_string(),
            business_number: authorization.business_number().as_str().to_owned(),
            holder_id: HolderIdJson::from(&authorization.holder_id()),
            slots: match GrantJson::from(&authorization.grant()) {
                GrantJson::Application { slots } => slots,
                GrantJson::Delegation { .. } => Vec::new(),
            },
            not_after: authorization.not_after().to_string(),
            delegated: authorization.is_delegated(),
        }
    }
}
