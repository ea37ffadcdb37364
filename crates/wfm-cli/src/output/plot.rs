//! A plot of shares in the terminal, in plain characters.

/// One line of the plot: a share, or none, per label.
#[derive(Debug)]
pub(crate) struct Series {
    pub(crate) mark: char,
    pub(crate) name: &'static str,
    pub(crate) shares: Vec<Option<f64>>,
}

/// Rows from 100 % down to 0 %.
const ROWS: usize = 20;

/// The plot, line by line: shares upwards, a column per label, `target` as a dashed line. Where two marks fall together
/// the later series is seen.
pub(crate) fn lines(series: &[Series], labels: &[String], target: Option<f64>) -> Vec<String> {
    let width = labels.iter().map(String::len).max().unwrap_or(0) + 1;
    let row_of = |share: f64| ROWS - (share.clamp(0.0, 1.0) * ROWS as f64).round() as usize;
    let mut rows: Vec<Vec<char>> = vec![vec![' '; width * labels.len()]; ROWS + 1];
    if let Some(target) = target {
        rows[row_of(target)].fill('-');
    }
    for Series { mark, shares, .. } in series {
        for (column, share) in shares.iter().enumerate().take(labels.len()) {
            if let Some(share) = share {
                rows[row_of(*share)][column * width + width - 1] = *mark;
            }
        }
    }
    let scale = |row: usize| match row.is_multiple_of(4) {
        true => format!("{:>5} %", 100 - 100 * row / ROWS),
        false => " ".repeat(7),
    };
    let mut lines: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(row, marks)| {
            format!("{} |{}", scale(row), marks.iter().collect::<String>()).trim_end().to_owned()
        })
        .collect();
    lines.push(format!("{} +{}", " ".repeat(7), "-".repeat(width * labels.len())));
    let axis: String = labels.iter().map(|label| format!("{label:>width$}")).collect();
    lines.push(format!("{}  {axis}", " ".repeat(7)));
    let legend: Vec<String> =
        series.iter().rev().map(|series| format!("{} {}", series.mark, series.name)).collect();
    let target = if target.is_some() { "   - target of the service level" } else { "" };
    lines.push(format!("{}  {}{target}", " ".repeat(7), legend.join("   ")));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_stands_at_its_height() {
        let series = [Series { mark: '*', name: "level", shares: vec![Some(0.0), None, Some(1.0)] }];
        let lines = lines(&series, &["1".to_owned(), "2".to_owned(), "3".to_owned()], Some(0.8));
        assert_eq!(lines[0], "  100 % |     *");
        assert_eq!(lines[4], "   80 % |------");
        assert_eq!(lines[20], "    0 % | *");
        assert_eq!(lines[22], "          1 2 3");
    }
}
