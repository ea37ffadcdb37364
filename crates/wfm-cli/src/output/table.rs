//! One table, three printers: aligned for people, CSV and JSON for programs.

use std::io::{self, Write};

use clap::ValueEnum;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, LineStyle};
use serde_json::{Map, Value};

/// How a table is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns for people
    Table,
    /// Comma-separated values with a header
    Csv,
    /// A list of objects, or one object
    Json,
}

/// Columns and rows of JSON values; an absent value is `null`.
#[derive(Debug, Default)]
pub(crate) struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

impl Table {
    /// An empty table with these columns.
    pub(crate) fn new<const N: usize>(columns: [&str; N]) -> Self {
        Table::of_columns(columns.map(str::to_owned).to_vec())
    }

    /// An empty table with these columns.
    pub(crate) fn of_columns(columns: Vec<String>) -> Self {
        Table { columns, rows: Vec::new() }
    }

    /// Adds a row, one value a column.
    pub(crate) fn push(&mut self, values: Vec<Value>) {
        debug_assert_eq!(values.len(), self.columns.len());
        self.rows.push(values);
    }

    /// Adds a row, one value a column.
    pub(crate) fn row<const N: usize>(&mut self, values: [Value; N]) {
        self.push(values.to_vec());
    }

    /// Prints the table.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub(crate) fn print(&self, format: Format, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Table => self.print_aligned(out),
            Format::Csv => self.print_csv(out),
            Format::Json => self.print_json(out),
        }
    }

    fn print_aligned(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut table = comfy_table::Table::new();
        table.load_style(NOTHING.header_separator(LineStyle::none().fill('-')));
        table.set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(self.columns.iter().map(|name| name.replace('_', " ")));
        for row in &self.rows {
            table.add_row(row.iter().map(text));
        }
        for (index, column) in table.column_iter_mut().enumerate() {
            if self.rows.iter().any(|row| row[index].is_number()) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        for line in table.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    fn print_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        // Into memory first: csv hides the kind of an error, and a closed pipe must be seen as such.
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.columns)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(text))?;
        }
        let text = writer.into_inner().map_err(|error| error.into_error())?;
        out.write_all(&text)
    }

    /// The rows as JSON objects.
    pub(crate) fn objects(&self) -> Vec<Value> {
        let object = |row: &Vec<Value>| -> Value {
            self.columns.iter().cloned().zip(row.iter().cloned()).collect::<Map<_, _>>().into()
        };
        self.rows.iter().map(object).collect()
    }

    fn print_json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &self.objects())?;
        writeln!(out)
    }
}

/// A number rounded to `decimals`, whole numbers without a point; what has no JSON number is `null`.
pub(crate) fn rounded(value: f64, decimals: i32) -> Value {
    let scale = 10f64.powi(decimals);
    let value = (value * scale).round() / scale;
    if value.fract() == 0.0 && value.abs() < 1e15 { Value::from(value as i64) } else { Value::from(value) }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(format: Format) -> String {
        let mut table = Table::new(["queue", "agents"]);
        table.row(["cards, loans".into(), 12.into()]);
        table.row(["chat".into(), Value::Null]);
        let mut out = Vec::new();
        table.print(format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_same_rows_come_as_columns_csv_and_json() {
        assert_eq!(printed(Format::Csv), "queue,agents\n\"cards, loans\",12\nchat,\n");
        assert!(printed(Format::Json).contains("\"agents\": null"));
        assert_eq!(
            printed(Format::Table),
            " queue         agents\n----------------------\n cards, loans      12\n chat\n"
        );
    }
}
