//! Values to text: tables on standard output, words on standard error, pages in files.

mod dates;
pub(crate) mod files;
pub(crate) mod findings;
pub(crate) mod headline;
mod html;
pub(crate) mod plot;
mod table;
mod terminal;
mod words;

pub(crate) use table::{Format, Table, rounded};
pub(crate) use terminal::Terminal;
