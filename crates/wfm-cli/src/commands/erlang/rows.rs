//! `wfm erlang table`: one answer a row.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use anyhow::{Context, bail};
use clap::ValueEnum;
use serde_json::Value;

use super::models::{self, Row};
use crate::Answer;
use crate::output::{Format, Table};

/// Which formula answers the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Model {
    /// Erlang B: no waiting room
    B,
    /// Erlang C: nobody hangs up
    C,
    /// Erlang A: callers hang up
    A,
    /// M/M/n/K: limited trunks, with patience where it is given
    K,
    /// Erlang X: limited trunks, and people who dial again
    X,
    /// The fewest agents or trunks that meet a target, by kind
    Inverse,
}

/// Reads the rows, from standard input if `file` is `-`, and prints each with every result column.
pub(crate) fn run(model: Model, file: &Path, format: Format, out: &mut dyn Write) -> anyhow::Result<Answer> {
    let source: Box<dyn Read> = match file.as_os_str() {
        name if name == "-" => Box::new(io::stdin()),
        _ => Box::new(File::open(file).with_context(|| format!("reading {}", file.display()))?),
    };
    let (inputs, results) = models::columns(model);
    let names = inputs.iter().chain(results).map(|&name| name.to_owned());
    let mut table = Table::of_columns(names.collect());
    let mut problems = Vec::new();
    for row in read(source, inputs).with_context(|| format!("reading {}", file.display()))? {
        match models::answer(model, &row) {
            Ok(figures) => table.push(printed(&row, &figures, format)),
            Err(error) => problems.push(format!("{}, line {}: {error}", file.display(), row.line)),
        }
    }
    if !problems.is_empty() {
        bail!("{}", problems.join("\n"));
    }
    table.print(format, out)?;
    Ok(Answer::Done)
}

fn read(source: Box<dyn Read>, inputs: &'static [&'static str]) -> anyhow::Result<Vec<Row>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(source);
    let header = reader.headers()?.clone();
    let at = |name: &&str| header.iter().position(|column| column.trim_start_matches('\u{feff}') == *name);
    let missing: Vec<&str> = inputs.iter().copied().filter(|name| at(name).is_none()).collect();
    if !missing.is_empty() {
        bail!("no column {}; the columns must be {}", missing.join(", "), inputs.join(", "));
    }
    let indexes: Vec<usize> = inputs.iter().filter_map(at).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let cells = indexes.iter().map(|&index| record.get(index).unwrap_or_default().to_owned()).collect();
        rows.push(Row { line: record.position().map_or(0, csv::Position::line), names: inputs, cells });
    }
    Ok(rows)
}

fn printed(row: &Row, figures: &[Option<f64>], format: Format) -> Vec<Value> {
    let given = row.cells.iter().map(|cell| as_given(cell, format));
    given.chain(figures.iter().map(|figure| figure.map_or(Value::Null, |x| number(x, format)))).collect()
}

fn as_given(cell: &str, format: Format) -> Value {
    match cell.parse::<f64>() {
        _ if cell.is_empty() => Value::Null,
        Ok(x) if format != Format::Csv => number(x, format),
        _ => cell.into(),
    }
}

/// All digits for programs, six for people; JSON has no infinity, so an infinite wait is `null` there.
pub(super) fn number(x: f64, format: Format) -> Value {
    match format {
        _ if x.fract() == 0.0 && x.abs() < 1e15 => (x as i64).into(),
        Format::Json => x.into(),
        Format::Csv => digits(x, 17).into(),
        Format::Table => digits(x, 6).parse().map_or(Value::Null, |x: f64| match x.is_finite() {
            true => x.into(),
            false => x.to_string().into(),
        }),
    }
}

/// `x` with so many significant digits: `0.025`, `1.2e-9`, `inf`. Whole numbers stay whole.
fn digits(x: f64, significant: usize) -> String {
    if !x.is_finite() || (x.fract() == 0.0 && x.abs() < 1e15) {
        return x.to_string();
    }
    let scientific = format!("{x:.*e}", significant - 1);
    let exponent: i32 = scientific.split('e').nth(1).and_then(|e| e.parse().ok()).unwrap_or(0);
    match usize::try_from(significant as i32 - 1 - exponent) {
        Ok(decimals) if exponent > -6 => format!("{x:.decimals$}"),
        _ => scientific,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seventeen_digits_read_back_as_the_same_number() {
        for x in [1.0 / 3.0, 1e-9 / 7.0, 12345.678, 2.0 / 3.0 * 1e22, f64::INFINITY, 14.0] {
            assert_eq!(digits(x, 17).parse::<f64>().unwrap(), x);
        }
        assert_eq!(digits(1.0 / 3.0, 17), "0.33333333333333331");
        assert_eq!(digits(14.0, 17), "14");
        assert_eq!(digits(f64::INFINITY, 6), "inf");
    }
}
