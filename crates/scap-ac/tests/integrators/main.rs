//! The page for integrators: what stands in docs/integrators.md, in both languages, is what is compiled and run here.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "tests, and examples of a page"
)]

mod page {
    #[cfg(feature = "rayon")]
    pub(crate) mod batch;
    pub(crate) mod card;
    pub(crate) mod clock;
    pub(crate) mod delegation;
    pub(crate) mod explain;
    pub(crate) mod granted;
    pub(crate) mod known;
    pub(crate) mod login;
    pub(crate) mod primary;
    pub(crate) mod sha1;
    pub(crate) mod status;
    pub(crate) mod targets;
}
mod runs;
mod text;
