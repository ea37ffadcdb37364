//! `wfm`: plan a contact centre from a folder of plain files.

mod commands;
mod output;
mod samples;

fn main() {}
