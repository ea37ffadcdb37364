//! Values to text: tables on standard output, words on standard error, pages in files.

#[cfg_attr(not(test), expect(dead_code, reason = "the commands that show reports come next"))]
mod dates;
#[cfg_attr(not(test), expect(dead_code, reason = "the commands that show reports come next"))]
mod html;
<<<<<<< HEAD
mod table;
mod terminal;

pub(crate) use table::{Format, Table};
pub(crate) use terminal::Terminal;
=======
#[cfg_attr(not(test), expect(dead_code, reason = "the commands that show reports come next"))]
mod words;
>>>>>>> report
