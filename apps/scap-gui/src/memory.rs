//! What the window remembers from one run to the next: its size and how it looks. Settings are elsewhere.

use std::{fs, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::look::{Colours, TEXT_SIZES};

/// What is remembered. A file that cannot be read is as good as none, and so is a value that makes no sense.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub(crate) struct Memory {
    /// Width and height of the window, in points.
    pub(crate) window: [f32; 2],
    pub(crate) maximized: bool,
    pub(crate) colours: Colours,
    /// The size of text in percent.
    pub(crate) text_size: u16,
    #[serde(skip)]
    file: Option<PathBuf>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            window: [1080.0, 720.0],
            maximized: false,
            colours: Colours::default(),
            text_size: 100,
            file: None,
        }
    }
}

/// The smallest window in which everything can be reached.
pub const SMALLEST: [f32; 2] = [640.0, 440.0];
const LARGEST: f32 = 10_000.0;

impl Memory {
    /// What is remembered in this file.
    pub(crate) fn read(file: PathBuf) -> Self {
        let text = fs::read_to_string(&file).unwrap_or_default();
        let read: Self = toml::from_str(&text).unwrap_or_default();
        Self { file: Some(file), ..read.sensible() }
    }

    fn sensible(mut self) -> Self {
        for (size, smallest) in self.window.iter_mut().zip(SMALLEST) {
            *size = if size.is_finite() { size.clamp(smallest, LARGEST) } else { smallest };
        }
        if !TEXT_SIZES.contains(&self.text_size) {
            self.text_size = 100;
        }
        self
    }

    /// Remembers it. That it could not be is no reason to disturb anybody.
    pub(crate) fn save(&self) {
        let Some(file) = &self.file else { return };
        let saved = toml::to_string(self).map_err(std::io::Error::other).and_then(|text| {
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(file, text)
        });
        if let Err(error) = saved {
            tracing::warn!(%error, "the look of the window is not remembered");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_sense_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/window.toml");
        let fresh = Memory { file: Some(file.clone()), ..Memory::default() };
        assert_eq!(Memory::read(file.clone()), fresh);

        let changed = Memory {
            window: [900.0, 700.0],
            colours: Colours::HighContrast,
            text_size: 150,
            ..fresh.clone()
        };
        changed.save();
        assert_eq!(Memory::read(file.clone()), changed);

        for (text, expected) in [
            ("", fresh.clone()),
            ("not toml at all [", fresh.clone()),
            ("text_size = 42", fresh.clone()),
            ("window = [1.0, nan]", Memory { window: SMALLEST, ..fresh.clone() }),
        ] {
            fs::write(&file, text).unwrap();
            assert_eq!(Memory::read(file.clone()), expected, "{text:?}");
        }
    }
}
