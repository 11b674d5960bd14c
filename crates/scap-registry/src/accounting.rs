//! Accounting: that every number given to a signer is known for what became of it.

use scap_ac::DistinguishedName;

use crate::{error::RegistryError, registry::Registry, store};

/// What became of the numbers of one signer.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct SignerAccount {
    /// The CA of the signer's certificate.
    pub issuer: String,
    /// The serial of the signer's certificate.
    pub serial: String,
    /// The last number given.
    pub last: u32,
    /// Numbers that wait for their certificate.
    pub reserved: u32,
    /// Numbers of recorded certificates.
    pub issued: u32,
    /// Numbers whose certificate did not come in time.
    pub abandoned: u32,
    /// Whether the numbers from 1 to `last` are all there, each once.
    pub complete: bool,
}

impl Registry {
    /// The account of every signer.
    ///
    /// # Errors
    ///
    /// `server.database`.
    pub async fn accounting(&self) -> Result<Vec<SignerAccount>, RegistryError> {
        let usage = store::issuance::usage(&mut *self.store.read().await?).await?;
        usage.into_iter().map(account).collect()
    }

    /// What the database itself finds wrong with its file; empty if it is sound.
    ///
    /// # Errors
    ///
    /// `server.database`.
    pub async fn integrity(&self) -> Result<Vec<String>, RegistryError> {
        Ok(store::integrity(&mut *self.store.read().await?).await?)
    }
}

fn account(usage: store::issuance::Usage) -> Result<SignerAccount, RegistryError> {
    let issuer = DistinguishedName::from_der(&usage.issuer).map_err(store::decode)?;
    // The table holds a number of a signer once at most, so these three leave no room for a hole.
    let complete = usage.lowest == 1
        && usage.highest == usage.last_sequence
        && usage.reserved + usage.issued + usage.abandoned == usage.last_sequence;
    Ok(SignerAccount {
        issuer: issuer.to_string(),
        serial: usage.serial,
        last: usage.last_sequence,
        reserved: usage.reserved,
        issued: usage.issued,
        abandoned: usage.abandoned,
        complete,
    })
}
