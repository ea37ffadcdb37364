//! How many agents of a group are on the queue when, in one replication.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::model::operation::{Operation, Shift, Staffing};
use crate::units::{Seconds, Share};

/// From a moment on, so many agents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    pub(super) from: Seconds,
    pub(super) agents: u32,
}

/// Staffing laid out for the draws of many replications.
#[derive(Debug, Clone)]
pub(super) enum Presence {
    /// The same in every replication.
    Fixed(Vec<Step>),
    /// Some people do not come, or are away.
    Drawn(Drawn),
}

impl Presence {
    pub(super) fn of(staffing: &Staffing, operation: &Operation) -> Presence {
        match staffing {
            Staffing::Counts(agents) => {
                let from = |interval: usize| interval as f64 * operation.interval;
                let steps =
                    agents.iter().enumerate().map(|(i, agents)| Step { from: from(i), agents: *agents });
                Presence::Fixed(changes(steps))
            }
            Staffing::Shifts { shifts, absence, away } => {
                Presence::Drawn(Drawn::of(shifts, *absence, *away, operation))
            }
        }
    }

    /// The steps of a replication. They start at 0 and end before the end of the operation: those who are there at the
    /// last moment stay until all calls are done.
    pub(super) fn steps(&self, random: impl FnOnce() -> Pcg64Mcg) -> Vec<Step> {
        match self {
            Presence::Fixed(steps) => steps.clone(),
            Presence::Drawn(drawn) => drawn.steps(&mut random()),
        }
    }
}

/// Steps without those that change nothing.
fn changes(steps: impl Iterator<Item = Step>) -> Vec<Step> {
    let mut changes: Vec<Step> = Vec::new();
    for step in steps {
        if changes.last().is_none_or(|last| last.agents != step.agents) {
            changes.push(step);
        }
    }
    changes
}

/// Shifts cut at the interval boundaries, each end a position among all moments at which anything changes.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    absence: Share,
    away: Share,
    /// Moments of change, first 0.
    moments: Vec<Seconds>,
    /// Per shift, the positions of its pieces in `pieces`.
    shifts: Vec<std::ops::Range<usize>>,
    /// From and to, as positions in `moments`; the latter may be one past the last.
    pieces: Vec<(u32, u32)>,
}

impl Drawn {
    fn of(shifts: &[Shift], absence: Share, away: Share, operation: &Operation) -> Drawn {
        let mut cut: Vec<(Seconds, Seconds)> = Vec::new();
        let mut ranges = Vec::with_capacity(shifts.len());
        for shift in shifts {
            let first = cut.len();
            for (from, to) in &shift.spans {
                // Without absences within the day there is nothing to cut.
                let length = if away > 0.0 { operation.interval } else { operation.end() };
                pieces(*from, to.min(operation.end()), length, &mut cut);
            }
            ranges.push(first..cut.len());
        }
        let ends = cut.iter().flat_map(|(from, to)| [*from, *to]).filter(|moment| *moment < operation.end());
        let mut moments: Vec<Seconds> = std::iter::once(0.0).chain(ends).collect();
        moments.sort_by(f64::total_cmp);
        moments.dedup();
        let position = |moment: Seconds| moments.partition_point(|other| *other < moment) as u32;
        let pieces = cut.iter().map(|(from, to)| (position(*from), position(*to))).collect();
        Drawn { absence, away, shifts: ranges, pieces, moments }
    }

    /// One draw per shift, then one per piece, whether the person came or not: a larger absence only takes people away.
    fn steps(&self, random: &mut Pcg64Mcg) -> Vec<Step> {
        let mut change = vec![0i64; self.moments.len() + 1];
        for shift in &self.shifts {
            let comes = random.random::<f64>() >= self.absence;
            for (from, to) in &self.pieces[shift.clone()] {
                let there = self.away == 0.0 || random.random::<f64>() >= self.away;
                if comes && there {
                    change[*from as usize] += 1;
                    change[*to as usize] -= 1;
                }
            }
        }
        let mut agents = 0;
        changes(self.moments.iter().zip(change).map(|(from, change)| {
            agents += change;
            Step { from: *from, agents: u32::try_from(agents).unwrap_or(0) }
        }))
    }
}

/// Cuts a span at the multiples of `length`.
fn pieces(from: Seconds, to: Seconds, length: Seconds, cut: &mut Vec<(Seconds, Seconds)>) {
    let (mut at, mut multiple) = (from, (from / length).floor());
    while at < to {
        multiple += 1.0;
        let next = (multiple * length).min(to);
        if at < next {
            cut.push((at, next));
            at = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::streams::{Purpose, stream};
    use super::*;

    fn operation(staffing: Staffing) -> (Presence, Operation) {
        let operation = Operation {
            interval: 900.0,
            intervals: 8,
            warmup: 0.0,
            call_types: Vec::new(),
            groups: Vec::new(),
            day_rate_shape: None,
        };
        (Presence::of(&staffing, &operation), operation)
    }

    fn shifts(absence: f64, away: f64) -> Staffing {
        let shift = |spans: &[(f64, f64)]| Shift { spans: spans.to_vec() };
        let shifts = vec![shift(&[(0.0, 1800.0), (2700.0, 9000.0)]), shift(&[(900.0, 5000.0)])];
        Staffing::Shifts { shifts, absence, away }
    }

    #[test]
    fn people_who_come_are_there_exactly_when_the_roster_says() {
        let (presence, _) = operation(shifts(0.0, 0.0));
        let steps: Vec<_> = presence
            .steps(|| stream(1, 0, 0, Purpose::Absence))
            .iter()
            .map(|step| (step.from, step.agents))
            .collect();
        assert_eq!(steps, [(0.0, 1), (900.0, 2), (1800.0, 1), (2700.0, 2), (5000.0, 1)]);
    }

    #[test]
    fn absences_take_the_share_asked_for_and_more_of_them_only_take_people_away() {
        let staffed = |steps: &[Step]| -> f64 {
            let ends = steps.iter().skip(1).map(|step| step.from).chain([7200.0]);
            steps.iter().zip(ends).map(|(step, end)| f64::from(step.agents) * (end - step.from)).sum()
        };
        let at = |steps: &[Step], moment: f64| steps[steps.partition_point(|s| s.from <= moment) - 1].agents;
        let (few, _) = operation(shifts(0.1, 0.2));
        let (many, _) = operation(shifts(0.4, 0.2));
        let mut sum = 0.0;
        for replication in 0..4000 {
            let steps = |presence: &Presence| presence.steps(|| stream(3, replication, 0, Purpose::Absence));
            let (few, many) = (steps(&few), steps(&many));
            sum += staffed(&few);
            assert!((0..72).all(|i| at(&many, 100.0 * f64::from(i)) <= at(&few, 100.0 * f64::from(i))));
        }
        let expected = 0.9 * 0.8 * (1800.0 + 4500.0 + 4100.0);
        assert!((sum / 4000.0 / expected - 1.0).abs() < 0.02, "{}", sum / 4000.0 / expected);
    }
}
