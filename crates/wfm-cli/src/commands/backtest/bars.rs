//! The errors of a backtest as bars: what chance alone leaves, and what lies above it.

use wfm_core::forecasting::Backtest;

use super::{leads, percent};

/// Characters of the longest bar.
const WIDTH: f64 = 48.0;

/// One bar a method and distance, longest error full width.
pub(super) fn lines(backtest: &Backtest) -> Vec<String> {
    let longest = backtest.scores.iter().map(|score| score.accuracy.wape).fold(0.0, f64::max);
    let names = backtest.scores.iter().map(|score| score.method.to_string().len()).max().unwrap_or(0);
    let ends = backtest.scores.iter().map(|score| score.lead.to_string().len()).max().unwrap_or(0);
    let mut lines = vec!["WAPE by distance:  . what chance alone leaves   = what the method adds".to_owned()];
    for (lead, scores) in leads(backtest) {
        for (row, (method, accuracy)) in scores.into_iter().enumerate() {
            let lead = if row == 0 { lead.to_string() } else { String::new() };
            let bar = bar(accuracy.wape, accuracy.floor, longest);
            let method = method.to_string();
            lines.push(format!(" {lead:ends$}  {method:names$}  {bar} {}", percent(accuracy.wape)));
        }
    }
    lines
}

fn bar(wape: f64, floor: f64, longest: f64) -> String {
    let length = |share: f64| if longest > 0.0 { (WIDTH * share / longest).round() as usize } else { 0 };
    let chance = length(floor.min(wape));
    format!("{}{}", ".".repeat(chance), "=".repeat(length(wape).saturating_sub(chance)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_shows_chance_and_the_rest() {
        assert_eq!(bar(0.05, 0.02, 0.10), ".".repeat(10) + &"=".repeat(14));
        assert_eq!(bar(0.02, 0.05, 0.05), ".".repeat(19), "luck below the floor is no error of the method");
        assert_eq!(bar(0.0, 0.0, 0.0), "");
    }
}
