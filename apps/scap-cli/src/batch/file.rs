//! The file of a batch: a row for each slot. All of it is checked before a card is touched.

use std::{
    collections::HashMap,
    fmt, fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use csv::{ErrorKind, StringRecord};
use scap_ac::{
    ApplicationCode, AuthorizedApplication, Grant, HolderId, HolderIdKind, SlotError, Slots,
    json::{ApplicationJson, JsonError, SlotJson},
};
use scap_card::Pin;
use scap_flow::Content;
use secrecy::SecretString;
use serde::Deserialize;

use super::order::Order;
use crate::{error::CliError, secret};

/// Longest file that is read, in bytes: more than ten thousand cards.
const MAX_BYTES: u64 = 8 * 1024 * 1024;

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
    const ALL: [Self; 9] = [
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

    const fn as_str(self) -> &'static str {
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
    const fn is_required(self) -> bool {
        matches!(self, Self::Card | Self::HolderKind | Self::HolderNumber | Self::Slot | Self::Application)
    }
}

/// What is wrong with a field, a row or the whole file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Flaw {
    #[error("it is longer than {MAX_BYTES} bytes")]
    TooLong,
    #[error("it is not UTF-8")]
    Encoding,
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
    pub(super) fn new(file: &Path, line: u64, column: Column, flaw: Flaw) -> Self {
        let field = Some(column.as_str().to_owned());
        Self { file: file.to_owned(), line: Some(line), field, flaw }
    }

    /// Of a line.
    pub(super) fn at(file: &Path, line: Option<u64>, flaw: Flaw) -> Self {
        Self { file: file.to_owned(), line, field: None, flaw }
    }

    fn of_column(file: &Path, column: &str, flaw: Flaw) -> Self {
        Self { file: file.to_owned(), line: Some(1), field: Some(column.to_owned()), flaw }
    }
}

/// A row. What is empty is not there.
#[derive(Debug, Deserialize)]
struct Row {
    card: Option<String>,
    holder_kind: Option<String>,
    holder_number: Option<String>,
    slot: Option<String>,
    application: Option<String>,
    unit_name: Option<String>,
    unit_code: Option<String>,
    role: Option<String>,
    pin_file: Option<String>,
}

/// What the rows of one card say so far.
#[derive(Debug)]
struct Draft {
    card: String,
    line: u64,
    holder: Option<HolderId>,
    /// The holder was named, if in a way that cannot be used.
    is_held: bool,
    pin_file: Option<String>,
    pin: Option<SecretString>,
    slots: Vec<AuthorizedApplication>,
    lines: Vec<(ApplicationCode, u64)>,
}

/// Reads the orders of a file, in the order in which their cards first come.
///
/// # Errors
///
/// Everything that is wrong with it; that it cannot be read.
pub(crate) fn read(file: &Path) -> Result<Vec<Order>, Vec<CliError>> {
    let text = text(file).map_err(|error| vec![error])?;
    let mut reading = Reading { file, drafts: Vec::new(), of_card: HashMap::new(), flaws: Vec::new() };
    reading.read(&text);
    let Reading { drafts, mut flaws, .. } = reading;
    if drafts.is_empty() && flaws.is_empty() {
        flaws.push(FlawError::at(file, None, Flaw::NoRows));
    }
    let mut orders = Vec::new();
    for Draft { card, line, holder, is_held, pin, slots, lines, .. } in drafts {
        match (holder, Slots::new(slots)) {
            (Some(holder_id), Ok(slots)) => {
                let content = Content { holder_id, grant: Grant::Application(slots) };
                orders.push(Order::new(card, content, pin, lines));
            }
            (None, _) if !is_held => {
                flaws.push(FlawError::new(file, line, Column::HolderNumber, Flaw::Missing));
            }
            // Told where it stands.
            _ => {}
        }
    }
    flaws.sort_by_key(|flaw| flaw.line);
    if flaws.is_empty() { Ok(orders) } else { Err(flaws.into_iter().map(CliError::from).collect()) }
}

/// A file of bounded length, without the mark that spreadsheets put at its start.
pub(super) fn text(file: &Path) -> Result<String, CliError> {
    let failed = |source: io::Error| CliError::Read { file: file.to_owned(), source };
    let mut bytes = Vec::new();
    fs::File::open(file).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if u64::try_from(bytes.len()).is_ok_and(|count| count > MAX_BYTES) {
        return Err(FlawError::at(file, None, Flaw::TooLong).into());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = (1..).zip(before.split(|byte| *byte == b'\n')).last().map(|(line, _)| line);
        FlawError::at(file, line, Flaw::Encoding)
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(text) => text.to_owned(),
        None => text,
    })
}

struct Reading<'a> {
    file: &'a Path,
    drafts: Vec<Draft>,
    /// Where in `drafts` a card is.
    of_card: HashMap<String, usize>,
    flaws: Vec<FlawError>,
}

impl Reading<'_> {
    fn read(&mut self, text: &str) {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let headers = match reader.headers() {
            Ok(headers) => headers.clone(),
            Err(error) => return self.flaws.push(structure(self.file, &error)),
        };
        self.check_headers(&headers);
        if !self.flaws.is_empty() {
            return;
        }
        for record in reader.records() {
            match record {
                Ok(record) if record.iter().all(str::is_empty) => {}
                Ok(record) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    match record.deserialize(Some(&headers)) {
                        Ok(row) => self.take(line, row),
                        Err(error) => self.flaws.push(structure(self.file, &error)),
                    }
                }
                Err(error) => self.flaws.push(structure(self.file, &error)),
            }
        }
    }

    fn check_headers(&mut self, headers: &StringRecord) {
        for (at, header) in headers.iter().enumerate() {
            let flaw = if !Column::ALL.iter().any(|column| column.as_str() == header) {
                Flaw::UnknownColumn
            } else if headers.iter().take(at).any(|other| other == header) {
                Flaw::ColumnTwice
            } else {
                continue;
            };
            self.flaws.push(FlawError::of_column(self.file, header, flaw));
        }
        for column in Column::ALL.into_iter().filter(|column| column.is_required()) {
            if !headers.iter().any(|header| header == column.as_str()) {
                self.flaws.push(FlawError::of_column(self.file, column.as_str(), Flaw::MissingColumn));
            }
        }
    }

    fn take(&mut self, line: u64, row: Row) {
        let flaw = |(column, flaw)| FlawError::new(self.file, line, column, flaw);
        let card = match &row.card {
            None => return self.flaws.push(flaw((Column::Card, Flaw::Missing))),
            Some(card) if is_rounded(card) => return self.flaws.push(flaw((Column::Card, Flaw::Rounded))),
            Some(card) => card,
        };
        let at = *self.of_card.entry(card.clone()).or_insert_with(|| {
            self.drafts.push(Draft::new(card.clone(), line));
            self.drafts.len() - 1
        });
        let Some(draft) = self.drafts.get_mut(at) else { return };
        let folder = self.file.parent().unwrap_or(Path::new(""));
        let found = [draft.hold(&row), draft.take_pin(&row, folder), draft.grant(row, line)];
        self.flaws.extend(found.into_iter().filter_map(Result::err).map(flaw));
    }
}

/// A flaw in a field of a row.
type Found = Result<(), (Column, Flaw)>;

impl Draft {
    const fn new(card: String, line: u64) -> Self {
        Self {
            card,
            line,
            holder: None,
            is_held: false,
            pin_file: None,
            pin: None,
            slots: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// Who holds the card: the same in every row that says it.
    fn hold(&mut self, row: &Row) -> Found {
        let (kind, number) = match (row.holder_kind.as_deref(), row.holder_number.as_deref()) {
            (None, None) => return Ok(()),
            (Some(kind), Some(number)) => (kind, number),
            (None, Some(_)) => {
                self.is_held = true;
                return Err((Column::HolderKind, Flaw::Missing));
            }
            (Some(_), None) => {
                self.is_held = true;
                return Err((Column::HolderNumber, Flaw::Missing));
            }
        };
        self.is_held = true;
        let kinds = [HolderIdKind::NationalId, HolderIdKind::Other];
        let kind = kinds.into_iter().find(|known| known.as_str() == kind);
        let kind = kind.ok_or((Column::HolderKind, Flaw::HolderKind))?;
        let holder = HolderId::new(kind, number)
            .map_err(|error| (Column::HolderNumber, JsonError::from(error).into()))?;
        match &self.holder {
            Some(other) if *other != holder => Err((Column::HolderNumber, Flaw::Differs)),
            _ => {
                self.holder = Some(holder);
                Ok(())
            }
        }
    }

    /// Where the PIN is: the same in every row that says it. It is read here, and once.
    fn take_pin(&mut self, row: &Row, folder: &Path) -> Found {
        let Some(file) = &row.pin_file else { return Ok(()) };
        match &self.pin_file {
            Some(other) if other == file => return Ok(()),
            Some(_) => return Err((Column::PinFile, Flaw::Differs)),
            None => self.pin_file = Some(file.clone()),
        }
        let secret = secret::read(&folder.join(file)).and_then(|secret| {
            Pin::new(secret.clone())?;
            Ok(secret)
        });
        self.pin = Some(secret.map_err(|error| (Column::PinFile, Flaw::Pin(Box::new(error))))?);
        Ok(())
    }

    /// What the row's slot grants.
    fn grant(&mut self, row: Row, line: u64) -> Found {
        let (slot, code) = match (row.slot, row.application) {
            (Some(slot), Some(code)) => (slot, code),
            (Some(_), None) => return Err((Column::Application, Flaw::Missing)),
            (None, Some(_)) => return Err((Column::Slot, Flaw::Missing)),
            (None, None) if row.unit_name.or(row.unit_code).or(row.role).is_some() => {
                return Err((Column::Application, Flaw::Missing));
            }
            (None, None) => return Ok(()),
        };
        let json = SlotJson {
            slot: slot.parse().map_err(|_| (Column::Slot, Flaw::Slot))?,
            application: ApplicationJson { code: code.clone(), name: code },
            unit_name: row.unit_name,
            unit_code: row.unit_code,
            role: row.role,
        };
        let used = AuthorizedApplication::try_from(&json).map_err(rule)?;
        let code = used.application.code.clone();
        self.slots.push(used);
        if let Err(error) = Slots::new(self.slots.iter().cloned()) {
            self.slots.pop();
            return Err(rule(error.into()));
        }
        self.lines.push((code, line));
        Ok(())
    }
}

/// Which column breaks a rule.
fn rule(error: JsonError) -> (Column, Flaw) {
    let column = match &error {
        JsonError::Text { field: "unit_name", .. } => Column::UnitName,
        JsonError::Text { field: "unit_code", .. } => Column::UnitCode,
        JsonError::Text { field: "role", .. } => Column::Role,
        JsonError::Text { .. } | JsonError::Slot(SlotError::DuplicateApplication { .. }) => {
            Column::Application
        }
        _ => Column::Slot,
    };
    (column, error.into())
}

/// What the reader of rows found.
pub(super) fn structure(file: &Path, error: &csv::Error) -> FlawError {
    let line = error.position().map(csv::Position::line);
    let flaw = match error.kind() {
        ErrorKind::Utf8 { .. } => Flaw::Encoding,
        _ => Flaw::FieldCount,
    };
    FlawError::at(file, line, flaw)
}

/// Spreadsheets show and save long numbers as `1.78597702969994E+38`: which card that was cannot be told.
fn is_rounded(card: &str) -> bool {
    let parts = card.split_once("E+").or_else(|| card.split_once("e+"));
    parts.is_some_and(|(digits, exponent)| {
        digits.starts_with(|first: char| first.is_ascii_digit())
            && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && !exponent.is_empty()
            && exponent.bytes().all(|byte| byte.is_ascii_digit())
    })
}
