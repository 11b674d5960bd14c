//! Which proxy stands on the way to the server (F11).

use scap_proto::{Proxy, ServerUrl};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    error::DeskError,
    file::{SettingsFile, StoredSettings},
    password::{self, Place},
};

/// The proxy that is none.
pub(crate) const OFF: &str = "off";

/// Which proxy is asked for.
#[derive(Clone, Debug)]
pub(crate) enum ProxySetting {
    /// For this run alone: it may hold its account.
    Run(SecretString),
    /// By the settings file, with the account of its own.
    Configured { url: String, account: Option<String>, password: Option<Password>, file: SettingsFile },
    /// That of the environment, if it names one.
    Unset,
}

/// The password of the account.
#[derive(Clone, Debug)]
pub(crate) enum Password {
    /// It is kept there.
    Kept(Place),
    /// It was typed, and is kept nowhere yet.
    Typed(SecretString),
}

impl ProxySetting {
    /// What is said for this run, else what this file says.
    pub(crate) fn new(run: Option<&SecretString>, stored: &StoredSettings, file: &SettingsFile) -> Self {
        match (run, &stored.proxy) {
            (Some(url), _) if !url.expose_secret().is_empty() => Self::Run(url.clone()),
            (_, Some(url)) if !url.is_empty() => Self::Configured {
                url: url.clone(),
                account: stored.proxy_account.clone(),
                password: stored.proxy_password.map(Password::Kept),
                file: file.clone(),
            },
            _ => Self::Unset,
        }
    }

    /// The same with a password that was typed.
    pub(crate) fn with_password(mut self, typed: SecretString) -> Self {
        if let Self::Configured { password, .. } = &mut self {
            *password = Some(Password::Typed(typed));
        }
        self
    }

    /// The proxy on the way to this server. Account and password of the file are told to its own proxy alone.
    pub(crate) fn resolve(&self, server: &ServerUrl) -> Result<Option<Proxy>, DeskError> {
        let invalid = |source| DeskError::Url { setting: "proxy", source };
        match self {
            Self::Run(url) => match url.expose_secret() {
                OFF => Ok(None),
                url => Proxy::new(url).map(Some).map_err(invalid),
            },
            Self::Configured { url, .. } if url == OFF => Ok(None),
            Self::Configured { url, account, password, file } => {
                let proxy = Proxy::without_account(url).map_err(invalid)?;
                let Some(account) = account else { return Ok(Some(proxy)) };
                let fetched = |password: &Password| match password {
                    Password::Kept(place) => password::fetch(file.path(), *place),
                    Password::Typed(password) => Ok(password.clone()),
                };
                let password = password.as_ref().map(fetched).transpose()?;
                proxy.with_account(account, password.as_ref()).map(Some).map_err(invalid)
            }
            Self::Unset => Proxy::of_environment(server, |name| std::env::var(name).ok()).map_err(invalid),
        }
    }
}
