//! The file of a batch: a row for each slot. All of it is checked before a card is touched.

use std::{
    collections::HashMap,
    fs,
    io::{self, Read},
    path::Path,
};

use csv::StringRecord;
use scap_ac::{
    ApplicationCode, AuthorizedApplication, Grant, HolderId, HolderIdKind, SlotError, Slots,
    json::{ApplicationJson, JsonError, SlotJson},
};
use scap_card::Pin;
use scap_desk::{DeskError, read_secret};
use scap_flow::Content;
use secrecy::SecretString;
use serde::Deserialize;

use super::{
    error::BatchError,
    flaw::{Column, Flaw, FlawError, Flaws},
    order::Order,
};
use crate::error::CliError;

/// Longest file that is read, in bytes: more than ten thousand cards.
const MAX_BYTES: u64 = 8 * 1024 * 1024;

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
pub(crate) fn read(file: &Path) -> Result<Vec<Order>, CliError> {
    let text = text(file)?;
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
    Flaws::new(flaws).map_or(Ok(orders), |flaws| Err(BatchError::from(flaws).into()))
}

/// A file of bounded length, without the mark that spreadsheets put at its start.
pub(super) fn text(file: &Path) -> Result<String, CliError> {
    let failed = |source: io::Error| DeskError::Read { file: file.to_owned(), source };
    let mut bytes = Vec::new();
    fs::File::open(file).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if u64::try_from(bytes.len()).is_ok_and(|count| count > MAX_BYTES) {
        return Err(FlawError::at(file, None, Flaw::TooLong).into());
    }
    if [[0xff, 0xfe], [0xfe, 0xff]].iter().any(|mark| bytes.starts_with(mark)) {
        return Err(FlawError::at(file, None, Flaw::Utf16).into());
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
        if text.trim().is_empty() {
            return;
        }
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let headers = match reader.headers() {
            Ok(headers) => headers.clone(),
            Err(error) => return self.flaws.push(FlawError::of_rows(self.file, &error)),
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
                    // Spreadsheets add columns without a name; what is in one has no meaning.
                    let mut fields = headers.iter().zip(&record);
                    let is_stray = fields.any(|(header, field)| header.is_empty() && !field.is_empty());
                    match record.deserialize(Some(&headers)) {
                        Ok(_) if is_stray => {
                            self.flaws.push(FlawError::at(self.file, Some(line), Flaw::FieldCount));
                        }
                        Ok(row) => self.take(line, row),
                        Err(error) => self.flaws.push(FlawError::of_rows(self.file, &error)),
                    }
                }
                Err(error) => self.flaws.push(FlawError::of_rows(self.file, &error)),
            }
        }
    }

    fn check_headers(&mut self, headers: &StringRecord) {
        if is_separated_otherwise(headers) {
            return self.flaws.push(FlawError::at(self.file, Some(1), Flaw::Separator));
        }
        for (at, header) in headers.iter().enumerate().filter(|(_, header)| !header.is_empty()) {
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
        let secret = read_secret(&folder.join(file)).map_err(CliError::from).and_then(|secret| {
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

/// Spreadsheets separate columns as the system's region does, or by tabs.
fn is_separated_otherwise(headers: &StringRecord) -> bool {
    let known = |header: &str| Column::ALL.iter().any(|column| column.as_str() == header.trim());
    let mut fields = headers.iter().filter(|header| header.contains([';', '\t']));
    fields.any(|header| header.split([';', '\t']).any(known))
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

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const HEADER: &str =
        "card,holder_kind,holder_number,slot,application,unit_name,unit_code,role,pin_file\n";

    /// What is read of these bytes: the orders, or line, column and reason of each flaw.
    fn read_bytes(bytes: &[u8]) -> (Vec<Order>, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("list.csv");
        fs::write(&file, bytes).unwrap();
        fs::write(folder.path().join("good.pin"), "1234\n").unwrap();
        fs::write(folder.path().join("bad.pin"), "123456789\n").unwrap();
        match read(&file) {
            Ok(orders) => (orders, Vec::new()),
            Err(error) => {
                assert_eq!(error.code(), "batch.file");
                let details = error.details();
                let place = |flaw: &Value| {
                    let line = flaw["line"].as_u64().map_or("-".to_owned(), |line| line.to_string());
                    let text = |name: &str| flaw[name].as_str().unwrap_or("-").to_owned();
                    format!("{line} {} {}", text("field"), text("reason"))
                };
                let flaws: Vec<_> = details["flaws"].as_array().unwrap().iter().map(place).collect();
                assert_eq!(place(&Value::Object(details.clone())), flaws[0]);
                (Vec::new(), flaws)
            }
        }
    }

    #[test]
    fn the_rows_of_a_card_are_one_order_wherever_they_stand() {
        let rows = "amy,other,E1,2,B,,,,good.pin\n\
                    bob,national_id,a123456789,1,A,,,,\n\
                    ,,,,,,,,\n\
                    amy,,,1,A,\"總公司, 會計\",1》2, 收文 ,\n\
                    carl,other,E2,,,,,,\n\
                    amy,other,E1,,,,,,good.pin\n";
        let spreadsheet = format!("\u{feff}{}", HEADER.replace('\n', ",,\n") + &rows.replace('\n', ",,\n"));
        for text in [HEADER.to_owned() + rows, spreadsheet.replace('\n', "\r\n")] {
            let (orders, flaws) = read_bytes(text.as_bytes());
            assert_eq!(flaws, [""; 0]);
            let cards: Vec<_> = orders.iter().map(|order| (&*order.card, order.applications())).collect();
            assert_eq!(cards, [("amy", 2), ("bob", 1), ("carl", 0)]);
            assert_eq!(
                orders.iter().map(|order| order.pin.is_some()).collect::<Vec<_>>(),
                [true, false, false]
            );
            assert_eq!(orders[1].content.holder_id.number(), "A123456789");
            let Grant::Application(slots) = &orders[0].content.grant else { panic!() };
            let first = slots.application("A").unwrap();
            assert_eq!(first.slot.number(), 1);
            assert_eq!(first.unit_name.as_ref().unwrap().as_str(), "總公司, 會計");
            assert_eq!(first.role.as_ref().unwrap().as_str(), "收文");
        }
    }

    #[test]
    fn every_flaw_is_told_with_its_place() {
        let table = [
            (",other,E1,1,A,,,,", "2 card missing"),
            ("1.78597702969994E+38,other,E1,1,A,,,,", "2 card rounded"),
            ("amy,,,1,A,,,,", "2 holder_number missing"),
            ("amy,other,,1,A,,,,", "2 holder_number missing"),
            ("amy,,E1,1,A,,,,", "2 holder_kind missing"),
            ("amy,passport,E1,1,A,,,,", "2 holder_kind holder_kind"),
            ("amy,national_id,A123456788,1,A,,,,", "2 holder_number holder_number"),
            ("amy,other,E1,1,A,,,,\namy,other,E2,2,B,,,,", "3 holder_number differs"),
            ("amy,other,E1,0,A,,,,", "2 slot slot"),
            ("amy,other,E1,first,A,,,,", "2 slot slot"),
            ("amy,other,E1,,A,,,,", "2 slot missing"),
            ("amy,other,E1,1,,,,,", "2 application missing"),
            ("amy,other,E1,,,,,收文,", "2 application missing"),
            ("amy,other,E1,1,發票,,,,", "2 application text"),
            ("amy,other,E1,1,A,\"a\nb\",,,\namy,,,2,B,,,\u{200b}a,", "2 unit_name text; 4 role text"),
            ("amy,other,E1,1,A,,,,\namy,,,1,B,,,,", "3 slot slot_twice"),
            ("amy,other,E1,1,A,,,,\namy,,,2,A,,,,", "3 application application_twice"),
            (
                "amy,other,E1,1,A,,,,bad.pin\nbob,other,E1,1,A,,,,no.pin",
                "2 pin_file pin_file; 3 pin_file pin_file",
            ),
            ("amy,other,E1,1,A,,,,good.pin\namy,,,,,,,,bad.pin", "3 pin_file differs"),
        ];
        for (rows, expected) in table {
            let (_, flaws) = read_bytes(format!("{HEADER}{rows}\n").as_bytes());
            assert_eq!(flaws.join("; "), expected, "{rows}");
        }
    }

    #[test]
    fn a_file_of_another_form_is_told_as_such() {
        let row = "amy,other,E1,1,A";
        let short = "card,holder_kind,holder_number,slot,application";
        let header = |header: &str| format!("{header}\n{row}\n").into_bytes();
        let mut encoded = header(short);
        encoded.extend(b"\xa4\xfd,other,E1,1,A\n");
        let table = [
            (Vec::new(), "- - no_rows"),
            (b"\xef\xbb\xbf\r\n".to_vec(), "- - no_rows"),
            (b"card\n".to_vec(), "1 holder_kind missing_column"),
            (short.replace(',', ";").into_bytes(), "1 - separator"),
            (short.replace(',', "\t").into_bytes(), "1 - separator"),
            (format!("\u{feff}{short}").encode_utf16().flat_map(u16::to_le_bytes).collect(), "- - utf_16"),
            (format!("\u{feff}{short}").encode_utf16().flat_map(u16::to_be_bytes).collect(), "- - utf_16"),
            (format!("{short}\n").into_bytes(), "- - no_rows"),
            (header("card,holder_kind,holder_number,slot,app"), "1 app unknown_column"),
            (header("card,holder_kind,holder_number,slot,slot"), "1 slot column_twice"),
            (header(&format!("{short},role")), "2 - field_count"),
            (format!("{short},\n{row},x\n").into_bytes(), "2 - field_count"),
            (encoded, "3 - encoding"),
            (vec![b'\n'; 8 * 1024 * 1024 + 1], "- - too_long"),
        ];
        for (bytes, expected) in table {
            let (_, flaws) = read_bytes(&bytes);
            assert_eq!(flaws.first().unwrap(), expected, "{flaws:?}");
        }
        assert_eq!(read_bytes(&header(short)).0.len(), 1, "the other columns may be missing");
    }
}
