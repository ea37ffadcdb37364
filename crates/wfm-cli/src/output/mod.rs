//! Values to text: tables on standard output, words on standard error, pages in files.

mod dates;
mod html;
mod table;
mod terminal;
mod words;

pub(crate) use table::{Format, Table};
pub(crate) use terminal::Terminal;
