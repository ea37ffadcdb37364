//! A shift laid out in base steps: where its breaks and activities are.

use chrono::{DateTime, Utc};

use super::desk::steps_of;
use crate::model::{Activity, Assignment, Segment};
use crate::rostering::problem::Problem;
use crate::rostering::rules::Placed;
use crate::scheduling::places::{BreakPlan, PriceSums};

/// Stretch of base steps.
type Stretch = (i64, i64);

/// A shift of a roster.
#[derive(Debug, Clone)]
pub(super) struct Laid {
    /// Position among the assignments.
    pub(super) position: usize,
    pub(super) span: Stretch,
    /// Rows of the agent's availability that are placed in it.
    pub(super) placed: Vec<(usize, Stretch)>,
    plan: BreakPlan,
    /// Break starts after the shift's start; none where they are not where the template has them, then they are busy.
    starts: Vec<i64>,
    busy: Vec<Stretch>,
    /// What the breaks are called in the template, if they may move.
    template: Option<usize>,
}

impl Laid {
    /// `placed` are the activities of the agent that are placed anywhere.
    pub(super) fn new(problem: &Problem, position: usize, shift: &Assignment, placed: &[Placed]) -> Laid {
        let step = problem.step;
        let span =
            (problem.minute_up(shift.start).div_euclid(step), problem.minute(shift.end).div_euclid(step));
        let at = |instant| problem.minute(instant).div_euclid(step);
        let taken =
            |segment: &Segment| (at(segment.start), -(-problem.minute_up(segment.end)).div_euclid(step));
        let own = |(from, to): (DateTime<Utc>, DateTime<Utc>)| shift.start <= from && to <= shift.end;
        let inside = placed.iter().filter_map(|(row, stretch)| Some((*row, stretch.filter(|s| own(*s))?)));
        let (rows, stretches): (Vec<usize>, Vec<_>) = inside.unzip();
        let is_placed = |segment: &Segment| stretches.contains(&(segment.start, segment.end));
        let away = shift.segments.iter().filter(|segment| segment.activity != Activity::OnQueue);
        let others: Vec<&Segment> = away.filter(|segment| !is_placed(segment)).collect();
        let template = problem.shifts.iter().position(|template| template.id == shift.shift);
        let breaks = template.map_or(&[][..], |template| &problem.shifts[template].breaks);
        let named = |segment: &Segment| breaks.iter().position(|b| b.id == segment.activity.name());
        let (breaks_taken, busy): (Vec<&Segment>, Vec<&Segment>) =
            others.iter().partition(|segment| named(segment).is_some());
        let plan =
            template.map(|template| BreakPlan::new(&problem.shifts[template], step)).unwrap_or_default();
        let starts: Vec<i64> = breaks_taken.iter().map(|segment| at(segment.start) - span.0).collect();
        let movable = plan.allows(&starts, span.1 - span.0) && shift.locked != crate::model::Lock::Breaks;
        let steps_of_row = |row: usize, from: DateTime<Utc>, to: DateTime<Utc>| {
            let minutes = (to - from).num_minutes().max(0) as u32;
            (row, (at(from), at(from) + steps_of(problem, minutes)))
        };
        Laid {
            position,
            span,
            placed: rows.into_iter().zip(&stretches).map(|(row, s)| steps_of_row(row, s.0, s.1)).collect(),
            busy: match movable {
                true => busy.into_iter().map(taken).collect(),
                false => others.into_iter().map(taken).collect(),
            },
            starts: if movable { starts } else { Vec::new() },
            plan,
            template: template.filter(|_| movable),
        }
    }

    pub(super) fn breaks(&self) -> impl Iterator<Item = Stretch> + '_ {
        let from = self.span.0;
        self.plan.lengths().zip(&self.starts).map(move |(steps, at)| (from + at, from + at + steps))
    }

    fn taken(&self) -> impl Iterator<Item = Stretch> + '_ {
        self.busy.iter().copied().chain(self.placed.iter().map(|(_, stretch)| *stretch))
    }

    /// Whether the shift holds this stretch, breaks aside.
    pub(super) fn has_room(&self, (from, to): Stretch) -> bool {
        self.span.0 <= from && to <= self.span.1 && self.taken().all(|(a, b)| to <= a || b <= from)
    }

    /// Base steps on the queue.
    pub(super) fn on_queue(&self) -> impl Iterator<Item = i64> + '_ {
        let away: Vec<Stretch> = self.taken().chain(self.breaks()).collect();
        (self.span.0..self.span.1).filter(move |step| away.iter().all(|(a, b)| step < a || b <= step))
    }

    /// Moves the breaks to the best places beside what is taken; nothing where they find none.
    pub(super) fn move_breaks(&mut self, sums: &PriceSums) -> Option<()> {
        let taken: Vec<Stretch> = self.taken().collect();
        self.template?;
        let (_, starts) = self.plan.place(sums, self.span, &taken)?;
        self.starts = starts.into_iter().map(i64::from).collect();
        Some(())
    }

    /// What is done from start to end, without queues.
    pub(super) fn segments(&self, problem: &Problem, agent: usize, shift: &Assignment) -> Vec<Segment> {
        let instant = |step: i64| problem.instant(step * problem.step);
        let named = |start, end, name: &str| Segment {
            start,
            end,
            activity: Activity::Named(name.to_owned()),
            queue: None,
        };
        let rows = &problem.availability[agent];
        let placed = self.placed.iter().map(|(row, (from, _))| {
            let minutes = rows[*row].minutes_to_place().unwrap_or(0);
            let start = instant(*from);
            named(start, start + chrono::Duration::minutes(i64::from(minutes)), rows[*row].kind.name())
        });
        let mut away: Vec<Segment> = placed.collect();
        let is_break = |segment: &Segment| {
            self.template
                .is_some_and(|t| problem.shifts[t].breaks.iter().any(|b| b.id == segment.activity.name()))
        };
        if let Some(template) = self.template {
            let breaks = problem.shifts[template].breaks.iter().zip(self.breaks());
            away.extend(breaks.map(|(b, (from, _))| {
                let start = instant(from);
                named(start, start + chrono::Duration::minutes(i64::from(b.minutes)), &b.id)
            }));
        }
        let is_row = |segment: &Segment| {
            let kinds = rows.iter().filter(|row| row.minutes_to_place().is_some());
            let steps = problem.minute(segment.start).div_euclid(problem.step);
            kinds.clone().any(|row| row.kind.name() == segment.activity.name())
                && !self.busy.iter().any(|(from, _)| *from == steps)
        };
        let kept = shift.segments.iter().filter(|segment| segment.activity != Activity::OnQueue);
        away.extend(kept.filter(|segment| !is_break(segment) && !is_row(segment)).cloned());
        away.sort_by_key(|segment| (segment.start, segment.end));
        shift.filled(away, None)
    }
}
