//! The desktop application of secondary-card authorization: an office clerk signs an authorization without asking
//! anyone.
//!
//! Only drawing and input are here. Every rule is a flow's (`scap-flow`), every text in the shared Fluent files
//! (`scap-messages`); cards and the server are worked with on a thread of their own, and the window never waits.

mod app;
mod aside;
mod days;
mod desk;
mod evaluation;
mod fonts;
mod function;
mod help;
mod look;
mod memory;
mod organization;
mod page;
mod pages;
mod shell;
#[cfg(test)]
mod staged;
#[cfg(test)]
mod testing;
mod widgets;

pub use crate::app::{Opening, Window};

/// The version of this program.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The size of the window before it is opened.
pub mod sizes {
    pub use crate::memory::SMALLEST;
    use crate::{app::Opening, memory::Memory};

    /// The size that the window had last, in points, and whether it was maximized.
    #[must_use]
    pub fn remembered(opening: &Opening) -> ([f32; 2], bool) {
        let memory = opening.overrides.path().map(|path| Memory::read(path.with_file_name("window.toml")));
        let memory = memory.unwrap_or_default();
        (memory.window, memory.maximized)
    }
}
