//! Values to text: tables, files, pages.

mod dates;
#[cfg_attr(not(test), expect(dead_code, unused_imports, reason = "the commands that show reports come next"))]
mod html;
mod words;
