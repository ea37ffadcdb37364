//! What a roster costs, what none can cost less than, and what the difference means.

use std::path::Path;

use chrono::NaiveDate;
use serde_json::{Value, json};
use wfm_core::model::{Language, Roster};
use wfm_core::rostering::{self, Bound, Cost, Gap, Problem};

use crate::output::Words;

/// A roster's cost against the bound.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) cost: Cost,
    pub(super) bound: Bound,
    pub(super) gap: Gap,
}

impl Judged {
    pub(super) fn new(problem: &Problem, roster: &Roster, bound: Bound) -> Judged {
        let cost = rostering::cost(problem, roster);
        let payroll = rostering::payroll(problem, roster);
        Judged { gap: Gap::new(cost.total(), bound.lower_bound, payroll), cost, bound }
    }

    /// The figures, a line each: title and text.
    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        let words = Words::of(Language::En);
        let units = |value: f64| words.number(value, if value.fract().abs() < 1e-9 { 0 } else { 1 });
        let cost = &self.cost;
        let parts = [
            ("too few agents", cost.understaffing),
            ("too many", cost.overstaffing),
            ("paid hours above the minimum", cost.paid_hours),
            ("starts away from the preferred", cost.start_deviation),
            ("wished days off refused", cost.wished_days_off),
            ("wished work refused", cost.wished_work),
            ("changes", cost.changed_shifts),
            ("meetings and training not placed", cost.unplaced_activities),
            ("attendance", cost.attendance),
            ("burden", cost.fairness),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(_, cost)| *cost != 0.0)
            .map(|(name, cost)| format!("{name} {}", units(cost)))
            .collect();
        let mut lines = vec![
            ("Cost", format!("{} penalty points by [roster]: {}", units(cost.total()), parts.join(", "))),
            (
                "Bound",
                format!(
                    "no legal roster costs less than {}, whoever plans it",
                    units(self.bound.lower_bound)
                ),
            ),
            ("Gap", format!("at most {} points could be saved", units(self.gap.units))),
        ];
        if let Some(share) = self.gap.of_bound {
            let text =
                "of the bound; frightens where the bound is small, as with few agents, who cannot be split";
            lines.push(("", format!("{} {text}", words.percent(share, 1))));
        }
        if let Some(share) = self.gap.of_payroll {
            lines.push(("", format!("{} of all that is paid; flatters", words.percent(share, 1))));
        }
        lines
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "objective": self.cost.total(),
            "cost": self.cost,
            "lower_bound": self.bound.lower_bound,
            "gap_units": self.gap.units,
            "gap": self.gap.of_bound,
            "gap_of_payroll": self.gap.of_payroll,
        })
    }
}

/// The bound in a `summary.json`, when it is about the same input and week.
pub(super) fn written(path: &Path, inputs_sha256: &str, first: NaiveDate) -> Option<f64> {
    let summary: Value = serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()?;
    let same = summary["inputs_sha256"] == inputs_sha256 && summary["first_day"] == first.to_string();
    summary["roster"]["lower_bound"].as_f64().filter(|_| same)
}
