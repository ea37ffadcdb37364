//! Values to text: tables on standard output, words on standard error, pages in files.

pub(crate) mod changes;
mod dates;
pub(crate) mod files;
pub(crate) mod headline;
mod html;
pub(crate) mod outlook;
pub(crate) mod plot;
pub(crate) mod reasons;
mod table;
mod terminal;
mod words;

pub(crate) use table::{Format, Table, rounded};
pub(crate) use terminal::Terminal;
pub(crate) use words::Words;
