//! `wfm verify CENTRE`

use std::io::Write;

use serde_json::json;
use wfm_core::rostering;

use crate::Answer;
use crate::args::{Global, StandingRoster};
use crate::output::{Format, Table, Terminal, remarks, rounded};
use crate::planning::Remarks;
use crate::standing::Standing;

/// Checks a roster against every rule and recomputes its cost, without the solver.
pub(crate) fn run(
    args: &StandingRoster,
    global: &Global,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> anyhow::Result<Answer> {
    let standing = Standing::open(args, &["out/roster.csv"], global, terminal)?;
    let (problem, roster) = (standing.problem()?, &standing.roster);
    let broken = rostering::check(&problem, roster);
    let cost = rostering::cost(&problem, roster);
    let remarks = Remarks::of(&problem, roster);

    match global.format {
        Format::Table => {
            for violation in &broken {
                writeln!(out, "violation: {violation}")?;
            }
            writeln!(out, "{}", verdict(broken.len(), roster.assignments.len()))?;
            writeln!(out, "objective {}", rounded(cost.total(), 6))?;
            let centre = &standing.inputs.centre;
            let unplaced = remarks.unplaced.iter().map(|missing| remarks::unplaced(missing, centre));
            let misattended = remarks.misattended.iter().map(|missing| remarks::misattended(missing, centre));
            for line in unplaced.chain(misattended) {
                writeln!(out, "{line}")?;
            }
            if centre.weights.fairness > 0.0 && !remarks.burdens.is_empty() {
                writeln!(out, "burdens: {}", remarks::burdens(&remarks.burdens))?;
            }
        }
        Format::Json => {
            let violations: Vec<_> = broken
                .iter()
                .map(|v| json!({"rule": v.rule.as_str(), "agent": v.agent, "date": v.date, "message": v.message}))
                .collect();
            let answer = json!({
                "violations": violations,
                "objective": cost.total(),
                "cost": cost,
                "unplaced": remarks.unplaced,
                "misattended": remarks.misattended,
                "burdens": remarks.burdens,
            });
            writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?;
        }
        Format::Csv => {
            let mut table = Table::new(["rule", "agent", "date", "message"]);
            for v in &broken {
                table.row([json!(v.rule.as_str()), json!(v.agent), json!(v.date), json!(v.message)]);
            }
            table.print(Format::Csv, out)?;
        }
    }
    Ok(if broken.is_empty() { Answer::Done } else { Answer::No })
}

fn verdict(broken: usize, shifts: usize) -> String {
    match broken {
        0 => format!("{shifts} shifts, every rule holds"),
        1 => format!("{shifts} shifts, 1 rule is broken"),
        broken => format!("{shifts} shifts, {broken} rules are broken"),
    }
}
