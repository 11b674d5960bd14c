//! The pages.

pub(crate) mod about;
pub(crate) mod choose;
pub(crate) mod diagnosis;
pub(crate) mod records;
pub(crate) mod settings;
pub(crate) mod start;
pub(crate) mod task;
