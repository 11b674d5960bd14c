//! F7: a certificate as text in a file. That it can be written is made sure of before a flow starts.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use scap_ac::AuthorizationCertificate;

use crate::{error::CliError, terminal::Terminal};

/// Where a certificate is to be saved.
#[derive(Debug)]
pub(super) struct SaveTo {
    file: PathBuf,
    /// What is written first, and takes the file's name when it is whole.
    beside: PathBuf,
}

impl SaveTo {
    /// Makes sure that the file can be written. It may be there already, and stays as it is until the end.
    pub(super) fn prepare(file: Option<PathBuf>) -> Result<Option<Self>, CliError> {
        let Some(file) = file else { return Ok(None) };
        // The name that a certificate may be saved under (manual § 7.2.3.1 step 19).
        if file.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("txt")) {
            return Err(CliError::Extension { file });
        }
        let mut name = std::ffi::OsString::from(".");
        name.push(file.file_name().unwrap_or_default());
        name.push(format!(".{}", std::process::id()));
        let save = Self { beside: file.with_file_name(name), file };
        // Nothing stays behind if the person leaves with Ctrl+C.
        save.check().map(|()| Some(save))
    }

    fn check(&self) -> Result<(), CliError> {
        if self.file.is_dir() {
            return Err(self.failed(io::ErrorKind::IsADirectory.into()));
        }
        fs::File::create_new(&self.beside)
            .and_then(|_| fs::remove_file(&self.beside))
            .map_err(|source| self.failed(source))
    }

    /// Saves the certificate.
    pub(super) fn save(
        &self,
        certificate: &AuthorizationCertificate,
        terminal: &Terminal,
    ) -> Result<(), CliError> {
        let text = certificate.to_text(terminal.messages().language());
        write_whole(&self.beside, &self.file, text.as_bytes()).map_err(|source| {
            // What failed is told; that cleaning up fails, too, would add nothing.
            let _ = fs::remove_file(&self.beside);
            self.failed(source)
        })?;
        terminal.say("view-saved", &[("file", self.file.display().to_string().into())]);
        Ok(())
    }

    fn failed(&self, source: io::Error) -> CliError {
        CliError::Write { file: self.file.clone(), source }
    }
}

fn write_whole(beside: &Path, file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut new = fs::File::create_new(beside)?;
    io::Write::write_all(&mut new, bytes)?;
    new.sync_all()?;
    fs::rename(beside, file)
}
