//! Values to text: tables, files, pages.

mod html;
