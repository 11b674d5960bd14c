//! The catalogue: its file, its import as a whole, and what clients read of it.

use std::collections::{BTreeMap, HashSet};

use scap_ac::{ApplicationCode, ApplicationName, Role, UnitCode, UnitName, UnixTime};
use scap_proto::wire::{ApplicationDetail, Catalogue, Terms, Unit};
use serde::Deserialize;

use crate::{
    audit::{Act, Event},
    error::RegistryError,
    registry::Registry,
    store,
};

/// Between the levels of a unit's name or code.
const JOINT: &str = "》";

/// A catalogue file, read and checked: what there is to authorize, and the terms to agree to.
///
/// ```json
/// { "terms": { "version": "2026-11", "text": { "zh-TW": "…", "en": "…" } },
///   "applications": [
///     { "code": "G2B-EHELPER", "name": "…",
///       "units": [ { "name": "…", "code": "028", "units": [ { "name": "…", "code": "78616600" } ] } ],
///       "roles": [ "接收公文" ] } ] }
/// ```
///
/// `units` and `roles` may be left out. A unit names its own level only; joined with `》` along the tree,
/// names and codes must fit a certificate. Unknown fields, applications given twice and texts that no
/// certificate takes are errors.
#[derive(Clone, Debug)]
pub struct CatalogueFile {
    terms: Terms,
    applications: Vec<ApplicationDetail>,
}

/// Why a catalogue file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// Not the JSON described at [`CatalogueFile`]; names the field.
    #[error("not a catalogue")]
    Json(#[source] serde_path_to_error::Error<serde_json::Error>),
    /// A text that no certificate takes.
    #[error("{field} \"{text}\" of application {application} is not usable")]
    Text {
        /// The code of the application.
        application: String,
        /// The field.
        field: &'static str,
        /// The text, joined along the tree for a unit.
        text: String,
        /// The rule that fails.
        source: scap_ac::TextError,
    },
    /// An application code that is there twice.
    #[error("application {0} is there twice")]
    Twice(String),
    /// Terms without a version or text.
    #[error("the terms have no version or no text")]
    NoTerms,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileJson {
    terms: TermsJson,
    applications: Vec<ApplicationFileJson>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TermsJson {
    version: String,
    text: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApplicationFileJson {
    code: String,
    name: String,
    #[serde(default)]
    units: Vec<UnitJson>,
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitJson {
    name: String,
    code: String,
    #[serde(default)]
    units: Vec<Self>,
}

impl CatalogueFile {
    /// Reads a catalogue file.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong.
    pub fn from_json(json: &[u8]) -> Result<Self, CatalogueError> {
        let mut reader = serde_json::Deserializer::from_slice(json);
        let file: FileJson = serde_path_to_error::deserialize(&mut reader).map_err(CatalogueError::Json)?;
        let blank = |text: &String| text.trim().is_empty();
        if blank(&file.terms.version) || file.terms.text.is_empty() || file.terms.text.values().any(blank) {
            return Err(CatalogueError::NoTerms);
        }
        let mut codes = HashSet::new();
        let mut applications = Vec::new();
        for application in file.applications {
            check_application(&application)?;
            if !codes.insert(application.code.clone()) {
                return Err(CatalogueError::Twice(application.code));
            }
            let ApplicationFileJson { code, name, units, roles } = application;
            let units = units.into_iter().map(Unit::from).collect();
            applications.push(ApplicationDetail { code, name, units, roles });
        }
        let TermsJson { version, text } = file.terms;
        Ok(Self { terms: Terms { version, text }, applications })
    }
}

impl From<UnitJson> for Unit {
    fn from(unit: UnitJson) -> Self {
        Self { name: unit.name, code: unit.code, units: unit.units.into_iter().map(Self::from).collect() }
    }
}

fn check_application(application: &ApplicationFileJson) -> Result<(), CatalogueError> {
    check::<ApplicationCode>(application, "code", &application.code)?;
    check::<ApplicationName>(application, "name", &application.name)?;
    application.roles.iter().try_for_each(|role| check::<Role>(application, "role", role))?;
    check_units(application, &application.units, None)
}

fn check_units(
    application: &ApplicationFileJson,
    units: &[UnitJson],
    above: Option<(&str, &str)>,
) -> Result<(), CatalogueError> {
    for unit in units {
        let join = |above: &str, own: &str| format!("{above}{JOINT}{own}");
        let (name, code) = match above {
            Some((name, code)) => (join(name, &unit.name), join(code, &unit.code)),
            None => (unit.name.clone(), unit.code.clone()),
        };
        check::<UnitName>(application, "unit name", &unit.name)?;
        check::<UnitCode>(application, "unit code", &unit.code)?;
        check::<UnitName>(application, "unit name", &name)?;
        check::<UnitCode>(application, "unit code", &code)?;
        check_units(application, &unit.units, Some((&name, &code)))?;
    }
    Ok(())
}

fn check<T: std::str::FromStr<Err = scap_ac::TextError>>(
    application: &ApplicationFileJson,
    field: &'static str,
    text: &str,
) -> Result<(), CatalogueError> {
    text.parse::<T>().map(drop).map_err(|source| CatalogueError::Text {
        application: application.code.clone(),
        field,
        text: text.to_owned(),
        source,
    })
}

impl Registry {
    /// Puts this catalogue in the place of the present one, as a whole or not at all. Returns how many
    /// applications it has.
    ///
    /// # Errors
    ///
    /// `server.database`.
    pub async fn import_catalogue(
        &self,
        file: &CatalogueFile,
        now: UnixTime,
    ) -> Result<usize, RegistryError> {
        let mut act = Act::new("import", now);
        act.note("applications", file.applications.len());
        act.note("terms", file.terms.version.as_str());
        let mut transaction = self.store.write().await?;
        store::catalogue::replace(&mut transaction, &file.terms, &file.applications).await?;
        act.record(&mut transaction, Event::CatalogueImported).await?;
        transaction.commit().await?;
        Ok(file.applications.len())
    }

    /// The terms to agree to.
    ///
    /// # Errors
    ///
    /// `catalogue.none` before the first import, `server.database`.
    pub async fn terms(&self) -> Result<Terms, RegistryError> {
        let terms = store::catalogue::terms(&mut *self.store.read().await?).await?;
        terms.ok_or(RegistryError::NoCatalogue)
    }

    /// Code and name of each application.
    ///
    /// # Errors
    ///
    /// `server.database`.
    pub async fn applications(&self) -> Result<Catalogue, RegistryError> {
        let applications = store::catalogue::applications(&mut *self.store.read().await?).await?;
        Ok(Catalogue { applications })
    }

    /// An application with its units and roles.
    ///
    /// # Errors
    ///
    /// `application.unknown`, `server.database`.
    pub async fn application(&self, code: &str) -> Result<ApplicationDetail, RegistryError> {
        let found = store::catalogue::application(&mut *self.store.read().await?, code).await?;
        found.ok_or_else(|| RegistryError::ApplicationUnknown { application: code.to_owned() })
    }
}
