//! Values to text: tables on standard output, words on standard error, pages in files.

pub(crate) mod bars;
mod calendar;
pub(crate) mod changes;
pub(crate) mod dates;
pub(crate) mod files;
pub(crate) mod findings;
pub(crate) mod headline;
mod html;
pub(crate) mod outlook;
pub(crate) mod plot;
pub(crate) mod reasons;
pub(crate) mod remarks;
mod table;
mod terminal;
mod workbook;
pub(crate) mod words;

pub(crate) use html::whatif;
pub(crate) use table::{Format, Table, rounded};
pub(crate) use terminal::Terminal;
pub(crate) use words::Words;
