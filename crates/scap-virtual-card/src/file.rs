//! The files of a card: transparent EFs in a tree of DFs below the MF.

use std::collections::BTreeMap;

/// The identifier of the MF.
const MF: u16 = 0x3F00;

/// When a file may be read or written.
#[expect(clippy::exhaustive_enums, reason = "a test names what it wants")]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Access {
    /// Always.
    Free,
    /// After VERIFY.
    Pin,
    /// Never.
    Never,
}

impl Access {
    pub(crate) fn is_given(self, verified: bool) -> bool {
        match self {
            Self::Free => true,
            Self::Pin => verified,
            Self::Never => false,
        }
    }
}

/// A transparent elementary file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ef {
    /// What is in it; its size does not change.
    pub contents: Vec<u8>,
    /// When it may be read.
    pub read: Access,
    /// When it may be written.
    pub write: Access,
}

impl Ef {
    /// A file that anyone may read and nobody may write.
    #[must_use]
    pub const fn read_only(contents: Vec<u8>) -> Self {
        Self { contents, read: Access::Free, write: Access::Never }
    }

    /// A file that anyone may read, and that may be written after VERIFY.
    #[must_use]
    pub const fn pin_to_write(contents: Vec<u8>) -> Self {
        Self { contents, read: Access::Free, write: Access::Pin }
    }

    /// A file that may be read and written after VERIFY.
    #[must_use]
    pub const fn pin_to_read(contents: Vec<u8>) -> Self {
        Self { contents, read: Access::Pin, write: Access::Pin }
    }
}

/// The files of a card: every EF by its path. What is on the way to one is a DF.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Files(BTreeMap<Vec<u16>, Ef>);

/// What a SELECT arrives at.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Place {
    /// The current DF: empty for the MF.
    pub(crate) df: Vec<u16>,
    /// The current EF in it.
    pub(crate) ef: Option<u16>,
}

impl Place {
    pub(crate) const ROOT: Self = Self { df: Vec::new(), ef: None };

    fn path(&self) -> Vec<u16> {
        self.df.iter().copied().chain(self.ef).collect()
    }

    /// The identifier of what is selected.
    pub(crate) fn id(&self) -> u16 {
        self.ef.or_else(|| self.df.last().copied()).unwrap_or(MF)
    }
}

impl Files {
    /// Adds a file, or replaces the one at `path`, which begins at the MF. DFs on the way are made.
    pub fn insert(&mut self, path: &[u16], file: Ef) {
        self.0.insert(below_mf(path).to_vec(), file);
    }

    pub(crate) fn get(&self, path: &[u16]) -> Option<&Ef> {
        self.0.get(below_mf(path))
    }

    pub(crate) fn get_mut(&mut self, path: &[u16]) -> Option<&mut Ef> {
        self.0.get_mut(below_mf(path))
    }

    /// The EF that is selected.
    pub(crate) fn at(&self, place: &Place) -> Option<&Ef> {
        place.ef.and_then(|_| self.0.get(&place.path()))
    }

    pub(crate) fn at_mut(&mut self, place: &Place) -> Option<&mut Ef> {
        place.ef.and_then(|_| self.0.get_mut(&place.path()))
    }

    /// The MF, or the file `id` in the DF `from`.
    pub(crate) fn step(&self, from: &[u16], id: u16) -> Option<Place> {
        if id == MF { Some(Place::ROOT) } else { self.walk(from, &[id]) }
    }

    /// What `path` leads to from the DF `from`.
    pub(crate) fn walk(&self, from: &[u16], path: &[u16]) -> Option<Place> {
        let full = [from, path].concat();
        if self.0.contains_key(&full) {
            let (&ef, df) = full.split_last()?;
            return Some(Place { df: df.to_vec(), ef: Some(ef) });
        }
        let is_df = self.0.keys().any(|file| file.starts_with(&full));
        is_df.then_some(Place { df: full, ef: None })
    }
}

/// `path` without the MF, which may be named or not.
fn below_mf(path: &[u16]) -> &[u16] {
    path.strip_prefix(&[MF]).unwrap_or(path)
}
