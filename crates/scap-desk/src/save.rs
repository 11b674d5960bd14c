//! F7: a certificate as text in a file. That it can be written is made sure of before there is a certificate.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use scap_ac::{AuthorizationCertificate, Language};

use crate::error::DeskError;

/// Where a certificate is to be saved.
#[derive(Debug)]
pub struct SaveTo {
    file: PathBuf,
    /// What is written first, and takes the file's name when it is whole.
    beside: PathBuf,
}

impl SaveTo {
    /// Makes sure that the file can be written. It may be there already, and stays as it is until the end.
    ///
    /// # Errors
    ///
    /// [`DeskError::Extension`] if its name does not end in `.txt`, [`DeskError::Write`] if it cannot be written.
    pub fn prepare(file: PathBuf) -> Result<Self, DeskError> {
        // The name that a certificate may be saved under (manual § 7.2.3.1 step 19).
        if file.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("txt")) {
            return Err(DeskError::Extension { file });
        }
        let mut name = std::ffi::OsString::from(".");
        name.push(file.file_name().unwrap_or_default());
        name.push(format!(".{}", std::process::id()));
        let save = Self { beside: file.with_file_name(name), file };
        // Nothing stays behind if the person leaves with Ctrl+C.
        save.check().map(|()| save)
    }

    fn check(&self) -> Result<(), DeskError> {
        if self.file.is_dir() {
            return Err(self.failed(io::ErrorKind::IsADirectory.into()));
        }
        fs::File::create_new(&self.beside)
            .and_then(|_| fs::remove_file(&self.beside))
            .map_err(|source| self.failed(source))
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Saves the certificate in this language: the file is there whole, or as it was.
    ///
    /// # Errors
    ///
    /// [`DeskError::Write`] if it cannot be written.
    pub fn save(&self, certificate: &AuthorizationCertificate, language: Language) -> Result<(), DeskError> {
        let text = certificate.to_text(language);
        write_whole(&self.beside, &self.file, text.as_bytes()).map_err(|source| {
            // What failed is told; that cleaning up fails, too, would add nothing.
            let _ = fs::remove_file(&self.beside);
            self.failed(source)
        })
    }

    fn failed(&self, source: io::Error) -> DeskError {
        DeskError::Write { file: self.file.clone(), source }
    }
}

fn write_whole(beside: &Path, file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut new = fs::File::create_new(beside)?;
    io::Write::write_all(&mut new, bytes)?;
    new.sync_all()?;
    fs::rename(beside, file)
}

#[cfg(test)]
mod tests {
    use scap_hostile::good;

    use super::*;

    #[test]
    fn a_certificate_is_saved_whole_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("card.TXT");
        for (before, language) in [(None, Language::TraditionalChinese), (Some("old"), Language::English)] {
            if let Some(before) = before {
                fs::write(&file, before).unwrap();
            }
            let save = SaveTo::prepare(file.clone()).unwrap();
            assert_eq!(fs::read_to_string(&file).ok().as_deref(), before);
            save.save(good::application(), language).unwrap();
            assert_eq!(fs::read_to_string(save.file()).unwrap(), good::application().to_text(language));
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn a_file_that_cannot_be_written_is_refused_beforehand() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("folder.txt")).unwrap();
        let table = [
            ("card", "file.extension"),
            ("card.pdf", "file.extension"),
            ("folder.txt", "file.write"),
            ("nowhere/card.txt", "file.write"),
        ];
        for (name, code) in table {
            let file = folder.path().join(name);
            let error = SaveTo::prepare(file.clone()).unwrap_err();
            assert_eq!(error.code(), code, "{name}");
            assert_eq!(error.details()["file"], file.display().to_string());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
