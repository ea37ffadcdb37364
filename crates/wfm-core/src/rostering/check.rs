//! Every rule held against a finished roster, whoever made it. It shares no code with the search.

use super::problem::Problem;
use super::rules::{AgentRoster, RuleName, Violation, check_gatherings, violations};
use crate::model::{Assignment, Roster};

/// All rules that `roster` breaks, by agent in the problem's order; unknown agents first. Empty: the roster is legal.
///
/// Works on any roster for the horizon, also one written or changed by hand. Coverage is no rule: see
/// [`cost`](super::cost()).
pub fn check(problem: &Problem, roster: &Roster) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut of_agent: Vec<Vec<&Assignment>> = vec![Vec::new(); problem.agents.len()];
    for shift in &roster.assignments {
        let say = |message: &str| Violation {
            rule: RuleName::Employment,
            agent: shift.agent.clone(),
            date: Some(shift.date),
            message: message.to_owned(),
        };
        match problem.agent_index(&shift.agent) {
            None => found.push(say("is not among the agents")),
            Some(_) if !problem.dates.contains(&shift.date) => {
                found.push(say("the day is not in the weeks of this roster"));
            }
            Some(agent) => of_agent[agent].push(shift),
        }
    }
    check_gatherings(problem, &of_agent, &mut found);
    for (agent, mut shifts) in of_agent.into_iter().enumerate() {
        shifts.sort_by_key(|shift| (shift.start, shift.end));
        found.extend(violations(&AgentRoster { problem, agent, shifts }));
    }
    found
}
