//! What can be wrong with the file of a batch, and where.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use scap_ac::{SlotError, json::JsonError};
use serde_json::{Map, Value};

use crate::error::CliError;

/// A column.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Column {
    Card,
    HolderKind,
    HolderNumber,
    Slot,
    Application,
    UnitName,
    UnitCode,
    Role,
    PinFile,
}

impl Column {
    pub(super) const ALL: [Self; 9] = [
        Self::Card,
        Self::HolderKind,
        Self::HolderNumber,
        Self::Slot,
        Self::Application,
        Self::UnitName,
        Self::UnitCode,
        Self::Role,
        Self::PinFile,
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::HolderKind => "holder_kind",
            Self::HolderNumber => "holder_number",
            Self::Slot => "slot",
            Self::Application => "application",
            Self::UnitName => "unit_name",
            Self::UnitCode => "unit_code",
            Self::Role => "role",
            Self::PinFile => "pin_file",
        }
    }

    /// Whether a file without it is none.
    pub(super) const fn is_required(self) -> bool {
        matches!(self, Self::Card | Self::HolderKind | Self::HolderNumber | Self::Slot | Self::Application)
    }
}

/// What is wrong with a field, a row or the whole file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Flaw {
    #[error("it is too long")]
    TooLong,
    #[error("it is not UTF-8")]
    Encoding,
    #[error("it is UTF-16")]
    Utf16,
    #[error("its columns are not separated by commas")]
    Separator,
    #[error("there is no such column")]
    UnknownColumn,
    #[error("the column is there twice")]
    ColumnTwice,
    #[error("the column is missing")]
    MissingColumn,
    #[error("there is no row")]
    NoRows,
    #[error("the row has not as many fields as the header")]
    FieldCount,
    #[error("it is missing")]
    Missing,
    #[error("a spreadsheet has rounded the number")]
    Rounded,
    #[error("another row of this card says otherwise")]
    Differs,
    #[error("it is neither national_id nor other")]
    HolderKind,
    #[error("it is no slot")]
    Slot,
    #[error(transparent)]
    Rule(#[from] JsonError),
    #[error("it is not in the catalogue")]
    UnknownApplication,
    #[error("it holds no PIN")]
    Pin(#[source] Box<CliError>),
    #[error("it is no result file of a batch")]
    NotResults,
}

impl Flaw {
    /// In one word, stable, for machines and message catalogues.
    pub(crate) const fn reason(&self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::Encoding => "encoding",
            Self::Utf16 => "utf_16",
            Self::Separator => "separator",
            Self::UnknownColumn => "unknown_column",
            Self::ColumnTwice => "column_twice",
            Self::MissingColumn => "missing_column",
            Self::NoRows => "no_rows",
            Self::FieldCount => "field_count",
            Self::Missing => "missing",
            Self::Rounded => "rounded",
            Self::Differs => "differs",
            Self::HolderKind => "holder_kind",
            Self::Slot | Self::Rule(JsonError::Slot(SlotError::Range { .. })) => "slot",
            Self::Rule(JsonError::Slot(SlotError::DuplicateApplication { .. })) => "application_twice",
            Self::Rule(JsonError::Slot(_)) => "slot_twice",
            Self::Rule(JsonError::HolderId(_)) => "holder_number",
            Self::Rule(_) => "text",
            Self::UnknownApplication => "application",
            Self::Pin(_) => "pin_file",
            Self::NotResults => "not_results",
        }
    }
}

/// What is wrong, and where.
#[derive(Debug, thiserror::Error)]
#[error("{}{}{} cannot be used", file.display(), Place(", line ", line), Place(", ", field))]
pub(crate) struct FlawError {
    pub(crate) file: PathBuf,
    pub(crate) line: Option<u64>,
    pub(crate) field: Option<String>,
    #[source]
    pub(crate) flaw: Flaw,
}

/// A part of a place, if it is known.
struct Place<'a, T>(&'static str, &'a Option<T>);

impl<T: fmt::Display> fmt::Display for Place<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.1.as_ref().map_or(Ok(()), |part| write!(f, "{}{part}", self.0))
    }
}

impl FlawError {
    /// Of a field.
    pub(super) fn new(file: &Path, line: u64, column: Column, flaw: Flaw) -> Self {
        let field = Some(column.as_str().to_owned());
        Self { file: file.to_owned(), line: Some(line), field, flaw }
    }

    /// Of a line, or of the whole file.
    pub(super) fn at(file: &Path, line: Option<u64>, flaw: Flaw) -> Self {
        Self { file: file.to_owned(), line, field: None, flaw }
    }

    /// Of a column, in the header.
    pub(super) fn of_column(file: &Path, column: &str, flaw: Flaw) -> Self {
        Self { file: file.to_owned(), line: Some(1), field: Some(column.to_owned()), flaw }
    }

    /// Where it is in the file, and what it is.
    fn place(&self) -> [(&'static str, Value); 3] {
        [
            ("line", self.line.into()),
            ("field", self.field.clone().into()),
            ("reason", self.flaw.reason().into()),
        ]
    }

    fn details(&self) -> Map<String, Value> {
        let file = ("file", self.file.display().to_string().into());
        [file].into_iter().chain(self.place()).map(|(name, fact)| (name.to_owned(), fact)).collect()
    }

    /// Of a row that the reader of rows cannot take apart.
    pub(super) fn of_rows(file: &Path, error: &csv::Error) -> Self {
        Self::at(file, error.position().map(csv::Position::line), Flaw::FieldCount)
    }
}

/// Everything that is wrong with a file, in the file's order: one flaw at least.
#[derive(Debug, thiserror::Error)]
#[error("the file cannot be used")]
pub(crate) struct Flaws {
    #[source]
    first: Box<FlawError>,
    others: Vec<FlawError>,
}

impl From<FlawError> for Flaws {
    fn from(flaw: FlawError) -> Self {
        Self { first: Box::new(flaw), others: Vec::new() }
    }
}

impl Flaws {
    /// These, if there are any.
    pub(crate) fn new(mut flaws: Vec<FlawError>) -> Option<Self> {
        flaws.sort_by_key(|flaw| flaw.line);
        let mut flaws = flaws.into_iter();
        let first = Box::new(flaws.next()?);
        Some(Self { first, others: flaws.collect() })
    }

    /// The facts of the first one, and all of them.
    pub(super) fn details(&self) -> Map<String, Value> {
        let place = |flaw: &FlawError| flaw.place().map(|(name, fact)| (name.to_owned(), fact));
        let all = [&*self.first].into_iter().chain(&self.others).map(|flaw| Map::from_iter(place(flaw)));
        let flaws = ("flaws".to_owned(), all.collect());
        self.first.details().into_iter().chain([flaws]).collect()
    }

    /// The facts of each one but the first.
    pub(super) fn others(&self) -> impl Iterator<Item = Map<String, Value>> {
        self.others.iter().map(FlawError::details)
    }
}
