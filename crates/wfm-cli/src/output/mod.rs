//! Values to text: tables on standard output, words on standard error, pages in files.

mod html;
mod table;
mod terminal;

pub(crate) use table::{Format, Table};
pub(crate) use terminal::Terminal;
