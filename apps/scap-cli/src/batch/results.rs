//! The result file of a batch: a line for each card that was done with, on disk before the next card is begun.

use std::{
    collections::HashMap,
    fs::{File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use scap_desk::DeskError;
use serde::{Deserialize, Serialize};

use super::{
    error::BatchError,
    file::text,
    flaw::{Flaw, FlawError},
};
use crate::error::CliError;

/// Without it spreadsheets take the file for one in the system's old encoding.
const MARK: &str = "\u{feff}";

/// How it went with a card.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    /// The card holds what the file says, and the server knows.
    Issued,
    /// It does not.
    Failed,
}

/// A line of the result file. Who holds the card is not in it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Line {
    /// The card as the batch names it.
    pub(crate) card: String,
    /// The serial of the card's certificate, once it was seen.
    pub(crate) card_serial: Option<String>,
    /// The serial of the authorization, once it was given.
    pub(crate) serial: Option<String>,
    pub(crate) status: Status,
    /// The code of a failure.
    pub(crate) code: Option<String>,
    /// The same in words.
    pub(crate) message: Option<String>,
    /// When the server recorded the write.
    pub(crate) written_at: Option<String>,
    /// Tells whether the batch says the same of the card as it did then.
    pub(crate) content: String,
}

/// The columns.
const HEADER: [&str; 8] =
    ["card", "card_serial", "serial", "status", "code", "message", "written_at", "content"];

/// The result file, for this run alone.
#[derive(Debug)]
pub(crate) struct ResultFile {
    path: PathBuf,
    file: File,
    /// What it said of each card last, before this run.
    earlier: HashMap<String, Line>,
}

impl ResultFile {
    /// A new file; or that of an earlier run, if that is to be resumed or did nothing.
    pub(crate) fn open(path: &Path, resume: bool) -> Result<Self, CliError> {
        let failed = |source| DeskError::Write { file: path.to_owned(), source };
        let file = File::options().read(true).append(true).create(true).open(path).map_err(failed)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => {
                failed(io::Error::new(io::ErrorKind::ResourceBusy, "another run is using it"))
            }
            TryLockError::Error(error) => failed(error),
        })?;
        let mut results = Self { path: path.to_owned(), file, earlier: HashMap::new() };
        let said = text(path)?;
        let header = format!("{}\n", HEADER.join(","));
        if header.starts_with(&said) {
            results.file.set_len(0).map_err(failed)?;
            results.write(format!("{MARK}{header}").as_bytes()).map_err(failed)?;
        } else if resume {
            let whole = said.rfind('\n').map_or(0, |end| end + 1);
            results.earlier = earlier(path, said.get(..whole).unwrap_or_default())?;
            results.cut(said.len() - whole).map_err(failed)?;
        } else {
            return Err(BatchError::ResultsExist { file: path.to_owned() }.into());
        }
        Ok(results)
    }

    /// The line of an earlier run that issued this content to this card, if none after it says otherwise.
    pub(crate) fn issued(&self, card: &str, content: &str) -> Option<&Line> {
        self.earlier.get(card).filter(|line| line.status == Status::Issued && line.content == content)
    }

    /// The cards that earlier runs issued to: the serial of each, and what it was called.
    pub(crate) fn cards(&self) -> impl Iterator<Item = (String, String)> {
        let issued = self.earlier.values().filter(|line| line.status == Status::Issued);
        issued.filter_map(|line| Some((line.card_serial.clone()?, line.card.clone())))
    }

    /// Adds a line: on disk when this returns.
    pub(crate) fn append(&mut self, line: &Line) -> Result<(), CliError> {
        let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
        let row = writer.serialize(line).map_err(io::Error::other);
        let row = row.and_then(|()| writer.into_inner().map_err(|error| error.into_error()));
        row.and_then(|row| self.write(&row))
            .map_err(|source| DeskError::Write { file: self.path.clone(), source }.into())
    }

    /// Cuts off a line that an earlier run did not finish, of this many bytes.
    fn cut(&self, torn: usize) -> io::Result<()> {
        match u64::try_from(torn) {
            Ok(torn) if torn > 0 => self.file.set_len(self.file.metadata()?.len().saturating_sub(torn)),
            _ => Ok(()),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.file.sync_data()
    }
}

/// What a result file says of each card last.
fn earlier(path: &Path, said: &str) -> Result<HashMap<String, Line>, CliError> {
    let mut reader = csv::Reader::from_reader(said.as_bytes());
    let headers = reader.headers().map_err(|error| FlawError::of_rows(path, &error))?.clone();
    if headers.iter().ne(HEADER) {
        return Err(FlawError::at(path, Some(1), Flaw::NotResults).into());
    }
    let mut lines = HashMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| FlawError::of_rows(path, &error))?;
        let at = record.position().map(csv::Position::line);
        let line: Line =
            record.deserialize(Some(&headers)).map_err(|_| FlawError::at(path, at, Flaw::NotResults))?;
        lines.insert(line.card.clone(), line);
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn line(card: &str, status: Status, content: &str) -> Line {
        Line {
            card: card.to_owned(),
            card_serial: None,
            serial: Some("7".to_owned()),
            status,
            code: None,
            message: Some("一, \"two\"".to_owned()),
            written_at: None,
            content: content.to_owned(),
        }
    }

    #[test]
    fn the_last_line_of_a_card_counts_and_a_torn_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.results.csv");
        let mut results = ResultFile::open(&path, false).unwrap();
        for (card, status, content) in [
            ("amy", Status::Failed, "1"),
            ("amy", Status::Issued, "1"),
            ("bob", Status::Issued, "1"),
            ("bob", Status::Failed, "2"),
        ] {
            results.append(&line(card, status, content)).unwrap();
        }
        assert_eq!(ResultFile::open(&path, true).unwrap_err().code(), "file.write", "it is in use");
        drop(results);
        let whole = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{whole}carl,1,2,iss")).unwrap();

        assert_eq!(ResultFile::open(&path, false).unwrap_err().code(), "file.exists");
        let mut results = ResultFile::open(&path, true).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), whole);
        let issued = |card, content| results.issued(card, content).is_some();
        assert!(issued("amy", "1"));
        assert!(!issued("amy", "2") && !issued("bob", "1") && !issued("bob", "2") && !issued("carl", "1"));
        results.append(&line("carl", Status::Issued, "1")).unwrap();
        drop(results);
        assert!(ResultFile::open(&path, true).unwrap().issued("carl", "1").is_some());
    }

    #[test]
    fn a_file_that_was_torn_before_its_first_line_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.results.csv");
        drop(ResultFile::open(&path, false).unwrap());
        let header = fs::read_to_string(&path).unwrap();
        for torn in ["", "\u{feff}", "\u{feff}card,card_ser"] {
            fs::write(&path, torn).unwrap();
            drop(ResultFile::open(&path, true).unwrap());
            assert_eq!(fs::read_to_string(&path).unwrap(), header, "{torn:?}");
        }
    }

    #[test]
    fn another_file_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.csv");
        for (said, code) in [("card,slot\namy,1\nbob", "batch.file"), ("torn", "batch.file")] {
            fs::write(&path, said).unwrap();
            assert_eq!(ResultFile::open(&path, true).unwrap_err().code(), code);
            assert_eq!(ResultFile::open(&path, false).unwrap_err().code(), "file.exists");
            assert_eq!(fs::read_to_string(&path).unwrap(), said);
        }
    }
}
