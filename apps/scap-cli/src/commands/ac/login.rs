//! A login that is to be judged along with a certificate.

use std::path::Path;

use scap_ac::{CardCertificate, Challenge, Login, LoginError, UnixTime, Validator};

use crate::{args::Verify, commands::read, error::CliError};

/// The check of a login in a verdict, beside those of the certificate.
pub(super) const CHECK: &str = "login";

/// A login, and whether it holds.
pub(super) struct Judged {
    /// `None` if it cannot be read.
    login: Option<Login>,
    pub(super) outcome: Result<(), LoginError>,
}

/// Judges the login of `--login`, if there is one. A given holder is the card that is to have logged in.
pub(super) fn judge(
    args: &Verify,
    holder: Option<&CardCertificate>,
    validator: &Validator,
    at: UnixTime,
) -> Result<Option<Judged>, CliError> {
    let (Some(login), Some(challenge)) = (&args.login, &args.challenge) else { return Ok(None) };
    let piped = [&args.file, login, challenge].into_iter().filter(|file| *file == Path::new("-"));
    if piped.count() > 1 {
        return Err(CliError::Usage("standard input (-) can be read for one file alone".to_owned()));
    }
    let (login, challenge) = (read(login)?, read(challenge)?);
    let mut challenge = Challenge::new(&challenge);
    if let Some(nonce) = &args.nonce {
        challenge = challenge.nonce(&nonce.0);
    }
    if let Some(seconds) = args.login_max_age {
        challenge = challenge.max_age(seconds).require_signing_time();
    }
    let login = match holder {
        Some(holder) => Login::with_card(&login, holder),
        None => Login::from_any(&login),
    };
    Ok(Some(match login {
        Ok(login) => {
            let outcome = validator.check_login(&login, &challenge, at);
            Judged { login: Some(login), outcome }
        }
        Err(error) => Judged { login: None, outcome: Err(error) },
    }))
}

impl Judged {
    /// The card that the login names.
    pub(super) fn card(&self) -> Option<&CardCertificate> {
        self.login.as_ref().map(Login::card)
    }

    /// The login, if it holds.
    pub(super) fn holding(&self) -> Option<&Login> {
        self.login.as_ref().filter(|_| self.outcome.is_ok())
    }
}
