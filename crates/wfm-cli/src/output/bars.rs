//! Bars in the terminal, in plain characters.

use wfm_core::scenario::Bar;

/// Characters of the longest bar.
const WIDTH: usize = 50;
/// Characters of a name.
const NAME: usize = 32;

/// One line a value, with a bar from 0 on; negative values have none.
pub(crate) fn bars(values: &[(&str, f64)]) -> Vec<String> {
    let most = values.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    let width = name_width(values.iter().map(|(name, _)| *name));
    let line = |(name, value): &(&str, f64)| {
        format!("  {}  {} {value:.1}", fitted(name, width), "#".repeat(length(*value, most)))
    };
    values.iter().map(line).collect()
}

/// One line a bar, to the left and right of `base`, each end with its value.
pub(crate) fn tornado(bars: &[Bar], base: f64) -> Vec<String> {
    let half = WIDTH / 2;
    let reach = bars.iter().flat_map(|bar| [base - bar.low.value, bar.high.value - base]).fold(0.0, f64::max);
    let width = name_width(bars.iter().map(|bar| bar.name.as_str()));
    let line = |bar: &Bar| {
        let left = length(base - bar.low.value, reach) / 2;
        let right = length(bar.high.value - base, reach) / 2;
        format!(
            "  {}  {}{}|{}{}  {} to {}",
            fitted(&bar.name, width),
            " ".repeat(half - left),
            "#".repeat(left),
            "#".repeat(right),
            " ".repeat(half - right),
            end(&bar.low),
            end(&bar.high)
        )
    };
    bars.iter().map(line).collect()
}

fn end(end: &wfm_core::scenario::End) -> String {
    format!("{:.2} ({})", end.value, end.step)
}

fn length(value: f64, most: f64) -> usize {
    if most > 0.0 { (value / most * WIDTH as f64).round().clamp(0.0, WIDTH as f64) as usize } else { 0 }
}

fn name_width<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.map(|name| name.chars().count()).max().unwrap_or(0).min(NAME)
}

/// The name in so many characters.
fn fitted(name: &str, width: usize) -> String {
    if name.chars().count() <= width {
        return format!("{name:<width$}");
    }
    name.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wfm_core::scenario::End;

    #[test]
    fn the_longest_bar_fills_the_line_and_the_others_follow() {
        let lines = bars(&[("base", 20.0), ("twice as many calls", 40.0)]);
        assert_eq!(lines[0], format!("  base                 {} 20.0", "#".repeat(25)));
        assert_eq!(lines[1], format!("  twice as many calls  {} 40.0", "#".repeat(50)));
    }

    #[test]
    fn a_tornado_stands_on_both_sides_of_the_base() {
        let end = |step: &str, value| End { step: step.to_owned(), value };
        let bar = Bar { name: "volume".to_owned(), low: end("0.9", 8.0), high: end("1.1", 11.0) };
        let line = &tornado(&[bar], 10.0)[0];
        assert!(line.contains(&format!("{}|{}", "#".repeat(25), "#".repeat(12))), "{line}");
        assert!(line.ends_with("8.00 (0.9) to 11.00 (1.1)"), "{line}");
    }
}
