//! What calls need beside Erlang C: a patience, lines, and people who dial again.

use super::outcome::Outcome;
use crate::erlang::k::{self, Line};
use crate::erlang::x::{self, Redials};
use crate::erlang::{Ends, Load, Patience};
use crate::error::{Error, Result};
use crate::model::Queue;
use crate::units::{Seconds, Share};

/// The mean patience of a queue whose model cannot do without.
pub(super) fn patience(queue: &Queue) -> Result<Patience> {
    let Some(patience) = queue.patience else {
        let field = format!("patience_seconds of queue {}", queue.id);
        let expected =
            "the mean patience of a waiting customer, which this model needs; erlang-c does without";
        return Err(Error::invalid(field, "missing", expected));
    };
    Patience::new(patience)
}

/// Calls on limited lines, with people who try again.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Redialling {
    patience: Patience,
    lines: Option<u32>,
    redials: Redials,
    /// The larger of the two shares that dial again.
    again: Share,
}

impl Redialling {
    pub(super) fn of(queue: &Queue) -> Result<Redialling> {
        let (abandoned, blocked) =
            (queue.redial_abandoned.unwrap_or(0.0), queue.redial_blocked.unwrap_or(0.0));
        if queue.lines == Some(0) {
            return Err(Error::invalid(format!("lines of queue {}", queue.id), 0, "at least 1"));
        }
        Ok(Redialling {
            patience: patience(queue)?,
            lines: queue.lines,
            redials: Redials::new(abandoned, blocked)?,
            again: abandoned.max(blocked),
        })
    }

    pub(super) fn patience(&self) -> Patience {
        self.patience
    }

    pub(super) fn most_agents(&self) -> u32 {
        self.lines.unwrap_or(u32::MAX)
    }

    pub(super) fn too_few(&self, load: Load) -> Error {
        let given = self.lines.map_or("unlimited".to_owned(), |lines| lines.to_string());
        let expected =
            format!("more: with an agent on each, {:.1} erlangs break the promise", load.erlangs());
        Error::invalid("lines", given, expected)
    }

    /// How attempts end; agents without a line have nothing to do.
    pub(super) fn outcome(&self, load: Load, agents: u32, within: Seconds, short: Seconds) -> Outcome {
        let lines = self.lines.unwrap_or_else(|| self.roomy(load, agents));
        let Ok(line) = Line::new(agents.min(lines), lines) else { return nobody_there() };
        let patience = Some(self.patience);
        // All attempts, solved for once; figures and ends are then those of the plain limited line.
        let Some(attempts) = x::total_load(load, patience, line, self.redials) else { return nobody_there() };
        let (figures, ends) =
            (k::figures(attempts, patience, line), k::ends(attempts, patience, line, within, short));
        let occupancy = figures.occupancy * f64::from(line.agents()) / f64::from(agents);
        Outcome { occupancy, ..Outcome::of(&figures, ends) }
    }

    /// Lines of which more would change nothing: with nobody answering, as many as arrive within a patience wait.
    fn roomy(&self, load: Load, agents: u32) -> u32 {
        let most_calls = load.rate() / (1.0 - self.again).max(0.05);
        let waiting = most_calls * self.patience.seconds();
        agents.saturating_add((waiting + 10.0 * waiting.sqrt() + 50.0).ceil() as u32)
    }
}

/// Without an agent everybody gives up sooner or later.
fn nobody_there() -> Outcome {
    let ends = Ends {
        answered_in_time: 0.0,
        answered_late: 0.0,
        abandoned_short: 0.0,
        abandoned_long: 1.0,
        blocked: 0.0,
    };
    Outcome { ends, asa: f64::INFINITY, occupancy: 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::erlang::a;
    use crate::model::Channel;

    #[test]
    fn with_lines_enough_and_no_redials_it_is_erlang_a() {
        let queue = Queue { patience: Some(120.0), ..Queue::new("calls", Channel::Voice) };
        let load = Load::of_erlangs(30.0, 200.0).unwrap();
        for agents in [20, 30, 36] {
            let outcome = Redialling::of(&queue).unwrap().outcome(load, agents, 20.0, 20.0);
            let patience = Patience::new(120.0).unwrap();
            let ends = a::ends(load, patience, f64::from(agents), 20.0, 20.0);
            assert!((outcome.ends.answered_in_time - ends.answered_in_time).abs() < 1e-10);
            assert!((outcome.abandonment() - ends.abandoned_short - ends.abandoned_long).abs() < 1e-10);
        }
    }
}
