//! Values to text: tables, files, pages.

#[cfg_attr(not(test), expect(dead_code, reason = "the commands that show reports come next"))]
mod dates;
#[cfg_attr(not(test), expect(dead_code, reason = "the commands that show reports come next"))]
mod html;
#[cfg_attr(not(test), expect(dead_code, reason = "the commands that show reports come next"))]
mod words;
