//! What calls need beside Erlang C: a patience, lines, and people who dial again.

use super::outcome::Outcome;
use crate::erlang::k::{self, Line};
use crate::erlang::x::{self, Redials};
use crate::erlang::{Ends, Load, Patience, a};
use crate::error::{Error, Result};
use crate::model::Queue;
use crate::units::Seconds;

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
        let Some(lines) = self.lines else { return self.on_endless_lines(load, agents, within, short) };
        let Ok(line) = Line::new(agents.min(lines), lines) else { return nobody_there() };
        let patience = Some(self.patience);
        // All attempts, solved for once; figures and ends are then those of the plain limited line.
        let Some(attempts) = x::total_load(load, patience, line, self.redials) else { return nobody_there() };
        let (figures, ends) =
            (k::figures(attempts, patience, line), k::ends(attempts, patience, line, within, short));
        let occupancy = figures.occupancy * f64::from(line.agents()) / f64::from(agents);
        Outcome { occupancy, ..Outcome::of(&figures, ends) }
    }

    /// With a line for everybody the attempts are those of Erlang A.
    fn on_endless_lines(&self, load: Load, agents: u32, within: Seconds, short: Seconds) -> Outcome {
        let n = f64::from(agents);
        match x::total_load_on_endless_lines(load, self.patience, n, self.redials) {
            Some(attempts) if agents > 0 => Outcome::of(
                &a::figures(attempts, self.patience, n),
                a::ends(attempts, self.patience, n, within, short),
            ),
            _ => nobody_there(),
        }
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
    use crate::model::Channel;

    /// Plenty of lines, solved state by state, and endless ones, by the sums of Erlang A.
    #[test]
    fn lines_enough_are_as_good_as_endless_ones() {
        let endless = Queue {
            patience: Some(120.0),
            redial_abandoned: Some(0.6),
            ..Queue::new("calls", Channel::Voice)
        };
        let plenty = Queue { lines: Some(400), ..endless.clone() };
        let load = Load::of_erlangs(30.0, 200.0).unwrap();
        for agents in [0, 1, 20, 30, 36] {
            let [endless, plenty] = [&endless, &plenty]
                .map(|queue| Redialling::of(queue).unwrap().outcome(load, agents, 20.0, 20.0));
            assert!((endless.ends.answered_in_time - plenty.ends.answered_in_time).abs() < 1e-10);
            assert!((endless.abandonment() - plenty.abandonment()).abs() < 1e-10);
            assert!((endless.occupancy - plenty.occupancy).abs() < 1e-10);
        }
    }
}
