//! Every rule held against a finished roster, whoever made it. It shares no code with the search.

use super::problem::Problem;
use super::rules::{AgentRoster, RuleName, Violation, violations};
use crate::model::Roster;

/// All rules that `roster` breaks, by agent in the problem's order; unknown agents first. Empty: the roster is legal.
///
/// Works on any roster for the horizon, also one written or changed by hand. Coverage is no rule: see
/// [`cost`](super::cost()).
pub fn check(problem: &Problem, roster: &Roster) -> Vec<Violation> {
    let mut found = Vec::new();
    for shift in roster.assignments.iter() {
        let say = |message: &str| Violation {
            rule: RuleName::Employment,
            agent: shift.agent.clone(),
            date: Some(shift.date),
            message: message.to_owned(),
        };
        if problem.agent_index(&shift.agent).is_none() {
            found.push(say("is not among the agents"));
        } else if !problem.dates.contains(&shift.date) {
            found.push(say("the day is not in the weeks of this roster"));
        }
    }
    for agent in 0..problem.agents.len() {
        let id = &problem.agents[agent].id;
        let mut shifts: Vec<_> = roster.assignments.iter().filter(|shift| shift.agent == *id).collect();
        shifts.retain(|shift| problem.dates.contains(&shift.date));
        shifts.sort_by_key(|shift| (shift.start, shift.end));
        found.extend(violations(&AgentRoster { problem, agent, shifts }));
    }
    found
}
