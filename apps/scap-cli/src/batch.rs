//! `scap batch`: many secondary cards from one file, by one card that signs.

mod desk;
mod error;
mod fault;
mod file;
mod flaw;
mod interrupt;
mod order;
mod progress;
mod results;
mod run;

pub(crate) use self::{
    error::{BatchError, Counts},
    file::read,
    flaw::Flaws,
    interrupt::Interrupt,
    order::{Order, name},
    progress::Progress,
    results::{Line, ResultFile, Status},
    run::{Common, End, Report, run},
};
