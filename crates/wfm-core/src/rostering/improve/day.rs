//! One day as a problem of its own: what everybody works on it is chosen anew, all other days as they are.
//!
//! Comes in: a plan and a day. Goes out: other shifts for that day, which often cost less together. An agent's
//! choices on the day are few once the other days stand, so all of them are in the program from the beginning and nothing
//! needs pricing; and in the corners of such a program nearly everybody has a whole shift. So the few fractions left are
//! rounded some at a time, and little is lost by it: far less than with whole tours. What it cannot do is trade one day for another; lots of agents and annealing do that.

use std::collections::BTreeMap;
use std::ops::Range;

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;

use crate::error::Result;
use crate::rostering::board::{Board, Class, Shift, Tour};
use crate::rostering::choices::Days;
use crate::rostering::graph::{Choices, OFF};
use crate::rostering::master::{Relaxed, Rest, solve};
use crate::rostering::placing;
use crate::rostering::plan::Plan;
use crate::rostering::pool::{Column, Pool};
use crate::rostering::pricer::ActionCosts;
use crate::rostering::watch::Watch;
use crate::scheduling::curve::Curve;

/// Choices of all agents together, at most: of more agents some keep their shifts.
const MOST_CHOICES: usize = 500_000;
/// Relative gap of the programs.
const TOLERANCE: f64 = 1e-6;
/// Own costs are blurred by this part of what an agent costs on average, so that one corner is the best, and another one
/// next time.
const BLUR: f64 = 1e-3;
/// What it takes to see an agent's choices on a day, against finding the best tour.
const WORK_PER_LOOK: u64 = 2;
/// What a whole number may lack: of these shifts the program is as good as sure.
const WHOLE: f64 = 0.01;
/// Part of the shifts left in fractions that is rounded at each step.
const ROUNDED: f64 = 0.1;
/// No second shift is rounded at the same step below this fraction.
const LIKELY: f64 = 0.5;

/// Another shift of an agent on the day, or a day off.
pub(super) type DayChange = (usize, Option<Shift>);

/// Everybody's shifts of `day`, chosen anew: those of agents whose shift differs. Nothing when the search is over before.
///
/// # Errors
/// When the solver gives up.
pub(super) fn choose(
    plan: &Plan<'_>,
    day: usize,
    rng: &mut Pcg64Mcg,
    watch: &mut Watch<'_>,
) -> Result<Vec<DayChange>> {
    let scene = Scene::new(plan, day, rng, watch);
    if scene.agents.is_empty() {
        return Ok(Vec::new());
    }
    let Some(columns) = scene.dive(plan.cost(), watch)? else { return Ok(Vec::new()) };
    let shifts = placing::tours(&scene.board, scene.keeping(plan, columns), watch)?;
    let changed = |(agent, tour): (&usize, Option<Tour>)| {
        let shift = tour?[day].take();
        (shift.as_ref() != plan.shift(*agent, day)).then_some((*agent, shift))
    };
    Ok(scene.agents.iter().zip(shifts).filter_map(changed).collect())
}

/// A day, laid out like a whole roster: agents with the same choices are a class, and what others work stands.
struct Scene<'b> {
    board: Board<'b>,
    day: usize,
    /// Agents who choose anew, by their number on the board of the day.
    agents: Vec<usize>,
}

/// What makes agents alike on the day.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    lane: usize,
    attendance: Vec<usize>,
    busy: Vec<(i64, i64)>,
    locked: Option<Vec<u16>>,
    /// Shifts with what they cost more than a day off or, where there is none, than the first.
    shifts: Vec<(usize, i64)>,
    off: bool,
}

impl<'b> Scene<'b> {
    fn new(plan: &Plan<'b>, day: usize, rng: &mut Pcg64Mcg, watch: &mut Watch<'_>) -> Scene<'b> {
        let mut order: Vec<usize> = (0..plan.tours.len()).collect();
        order.shuffle(rng);
        let mut kinds: BTreeMap<Kind, Vec<usize>> = BTreeMap::new();
        let mut agents = Vec::new();
        let mut choices = 0;
        for agent in order {
            watch.spend(WORK_PER_LOOK * plan.board.classes[plan.board.class_of[agent]].work);
            let Some(kind) = kind(plan, agent, day) else { continue };
            choices += kind.shifts.len();
            if choices > MOST_CHOICES {
                break;
            }
            kinds.entry(kind).or_default().push(agents.len());
            agents.push(agent);
        }
        let board = board(plan, day, kinds, &agents, rng);
        Scene { board, day, agents }
    }

    /// Whole shifts for everybody; nothing when the search is over before that.
    fn dive(&self, cost: i64, watch: &mut Watch<'_>) -> Result<Option<Vec<Column>>> {
        let board = &self.board;
        let mut pool = Pool::default();
        for (class, numbers) in board.classes.iter().enumerate() {
            let off = numbers.days.choices.off[self.day].then_some(OFF);
            let shifts = 0..numbers.days.choices.shifts[self.day].len() as u16;
            for action in shifts.chain(off) {
                pool.add(self.column(class, action));
            }
        }
        let agents = board.classes.iter().map(|class| class.agents.len()).collect();
        let mut rest = Rest { agents, fixed: Vec::new() };
        while rest.agents.iter().any(|left| *left > 0) {
            if watch.is_over(cost) {
                return Ok(None);
            }
            let relaxed = solve(board, &pool, &rest, TOLERANCE)?;
            watch.spend(relaxed.work);
            fix(&pool, &mut rest, &relaxed);
        }
        Ok(Some(rest.fixed))
    }

    /// The columns in an order that leaves agents their shifts where others of their class could have them.
    fn keeping(&self, plan: &Plan<'_>, columns: Vec<Column>) -> Vec<Column> {
        let mut left: BTreeMap<Column, usize> = BTreeMap::new();
        columns.into_iter().for_each(|column| *left.entry(column).or_default() += 1);
        let mut ordered = Vec::new();
        for (number, class) in self.board.classes.iter().enumerate() {
            let mut given: Vec<Option<Column>> = Vec::new();
            for agent in &class.agents {
                let column = self.column_of(plan, number, self.agents[*agent]);
                let count = left.get_mut(&column).filter(|count| **count > 0);
                given.push(count.map(|count| {
                    *count -= 1;
                    column
                }));
            }
            let first = |class| Column { class, actions: Vec::new() };
            let mut others = left
                .range_mut(first(number)..first(number + 1))
                .flat_map(|(column, count)| std::iter::repeat_n(column.clone(), std::mem::take(count)));
            ordered.extend(given.into_iter().filter_map(|column| column.or_else(|| others.next())));
        }
        ordered
    }

    /// What an agent works on the day now.
    fn column_of(&self, plan: &Plan<'_>, class: usize, agent: usize) -> Column {
        let choices = &self.board.classes[class].days.choices.shifts[self.day];
        let shift = plan.shift(agent, self.day);
        let position = shift.and_then(|shift| choices.binary_search(&shift.candidate).ok());
        self.column(class, position.map_or(OFF, |position| position as u16))
    }

    /// A tour of nothing but this action.
    fn column(&self, class: usize, action: u16) -> Column {
        let mut actions = vec![OFF; self.board.problem.dates.len()];
        actions[self.day] = action;
        Column { class, actions }
    }
}

/// What an agent can do on the day; nothing where there is no choice.
fn kind(plan: &Plan<'_>, agent: usize, day: usize) -> Option<Kind> {
    let board = plan.board;
    let class = &board.classes[board.class_of[agent]];
    let given = plan.actions(agent, plan.tours[agent].as_ref()?);
    let actions = board.graphs[class.graph].actions_on(day, &given);
    if actions.len() < 2 {
        return None;
    }
    let off = actions.last() == Some(&OFF);
    let cost = |action: u16| class.own.shifts[day][usize::from(action)];
    let least = if off { class.own.off[day] } else { cost(actions[0]) };
    let shifts = actions.iter().filter(|action| **action != OFF);
    Some(Kind {
        lane: class.lane,
        attendance: class.attendance.clone(),
        busy: class.days.busy[day].clone(),
        locked: class.days.locked[day].clone(),
        shifts: shifts
            .map(|action| (class.days.choices.shifts[day][usize::from(*action)], cost(*action) - least))
            .collect(),
        off,
    })
}

/// The board of a day for these agents.
fn board<'b>(
    plan: &Plan<'b>,
    day: usize,
    kinds: BTreeMap<Kind, Vec<usize>>,
    agents: &[usize],
    rng: &mut Pcg64Mcg,
) -> Board<'b> {
    let whole = plan.board;
    let blur = (BLUR * plan.cost() as f64 / plan.tours.len().max(1) as f64) as i64;
    let classes: Vec<Class> =
        kinds.into_iter().map(|(kind, numbers)| class(whole, day, kind, numbers, blur, rng)).collect();
    let mut class_of = vec![0; agents.len()];
    for (number, class) in classes.iter().enumerate() {
        class.agents.iter().for_each(|agent| class_of[*agent] = number);
    }
    let mut board = Board {
        problem: whole.problem,
        plans: whole.plans.clone(),
        zones: whole.zones.clone(),
        groups: whole.groups.clone(),
        lanes: whole.lanes.clone(),
        curves: whole.curves.clone(),
        steps: whole.steps,
        steps_per_interval: whole.steps_per_interval,
        classes,
        class_of,
        graphs: Vec::new(),
        money: whole.money,
        past: whole.past.clone(),
        attendance: whole.attendance.clone(),
    };
    stand(&mut board, plan, day, agents);
    silence(&mut board, day);
    board
}

fn class(
    whole: &Board<'_>,
    day: usize,
    kind: Kind,
    agents: Vec<usize>,
    blur: i64,
    rng: &mut Pcg64Mcg,
) -> Class {
    let days = whole.problem.dates.len();
    let mut choices = Choices { shifts: vec![Vec::new(); days], off: vec![true; days] };
    let mut own = ActionCosts { shifts: vec![Vec::new(); days], off: vec![0; days] };
    choices.off[day] = kind.off;
    choices.shifts[day] = kind.shifts.iter().map(|(shift, _)| *shift).collect();
    own.shifts[day] = kind.shifts.iter().map(|(_, cost)| cost + rng.random_range(0..=blur.max(0))).collect();
    let (mut busy, mut locked) = (vec![Vec::new(); days], vec![None; days]);
    busy[day] = kind.busy;
    locked[day] = kind.locked;
    Class {
        agents,
        lane: kind.lane,
        attendance: kind.attendance,
        graph: 0,
        days: Days { choices, busy, locked },
        own,
        constant: 0,
        work: 0,
    }
}

/// Counts in as past what everybody works but these agents on the day.
fn stand(board: &mut Board<'_>, plan: &Plan<'_>, day: usize, agents: &[usize]) {
    let whole = plan.board;
    let mut chooses = vec![false; plan.tours.len()];
    agents.iter().for_each(|agent| chooses[*agent] = true);
    for (agent, tour) in plan.tours.iter().enumerate() {
        let class = &whole.classes[whole.class_of[agent]];
        for (on, shift) in tour.iter().flatten().enumerate() {
            let Some(shift) = shift.as_ref().filter(|_| on != day || !chooses[agent]) else { continue };
            let past = &mut board.past[whole.group(class)];
            whole.each_on_queue(class, on, shift, |from, to| past[from..to].iter_mut().for_each(|n| *n += 1));
            if !class.attendance.is_empty() {
                let candidate = &whole.candidates(class).all[shift.candidate];
                board.attendance.stand(agent, (candidate.from, candidate.to));
            }
        }
    }
}

/// Leaves out of the program what no choice of the day touches.
fn silence(board: &mut Board<'_>, day: usize) {
    let touched = touched(board, day);
    for (interval, curves) in board.curves.iter_mut().enumerate() {
        if !touched.contains(&(interval * board.steps_per_interval)) {
            curves.fill(Curve::silent());
        }
    }
    for past in &mut board.past {
        past[..touched.start].fill(0);
        past[touched.end..].fill(0);
    }
}

/// Base steps of the intervals that choices of the day can fill.
fn touched(board: &Board<'_>, day: usize) -> Range<usize> {
    let candidates = board.classes.iter().flat_map(|class| {
        let all = &board.candidates(class).all;
        class.days.choices.shifts[day].iter().map(|shift| &all[*shift])
    });
    let spans = candidates.map(|candidate| (candidate.from, candidate.to));
    let (from, to) = spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or_default();
    let clip = |step: i64| step.clamp(0, board.steps as i64) as usize;
    let whole = board.steps_per_interval;
    clip(from) / whole * whole..clip(to).div_ceil(whole) * whole
}

/// Fixes what is whole already, and rounds the largest of the fractions.
fn fix(pool: &Pool, rest: &mut Rest, relaxed: &Relaxed) {
    let fractions = rest.fix_whole(pool, relaxed, WHOLE);
    let left = fractions.iter().take_while(|(fraction, _)| *fraction > WHOLE).count();
    let likely = fractions.iter().take_while(|(fraction, _)| *fraction >= LIKELY).count();
    let most = ((left as f64 * ROUNDED) as usize).max(1);
    for (_, position) in fractions.iter().take(most.min(likely.max(1))) {
        if rest.agents[pool.columns[*position].class] > 0 {
            rest.fix(pool, *position);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::Control;
    use crate::model::{Agent, Grid, Requirement, Roster, TimeOfDay};
    use crate::rostering::Options;
    use crate::rostering::local::generator;
    use crate::rostering::problem::{Input, Problem};
    use crate::rostering::tests::{centre, contract, date, shift};

    const MONDAY: &str = "2026-11-23";

    /// Agents who prefer to start at these hours; an early and a late shift a day, one agent of each wanted.
    fn problem(preferred: &[u16]) -> Problem {
        let shifts = vec![shift("early", (480, 480, 30), 480), shift("late", (840, 840, 30), 480)];
        let centre = centre(chrono_tz::UTC, shifts, contract());
        let agent = |(number, hour): (usize, &u16)| Agent {
            preferred_start: TimeOfDay::from_minutes(hour * 60),
            ..Agent::new(format!("a{number}"), "c")
        };
        let grid = Grid::of_days(date(MONDAY), 7, 30, chrono_tz::UTC).unwrap();
        let wanted = |index: usize| {
            let minute = grid.minute_of_day(index);
            f64::from((480..960).contains(&minute)) + f64::from((840..1320).contains(&minute))
        };
        let agents: Vec<f64> = (0..grid.len()).map(wanted).collect();
        let requirement = Requirement {
            queue: "q".into(),
            open: vec![true; grid.len()],
            scheduled: agents.clone(),
            agents,
            basis: None,
            grid,
        };
        Problem::new(Input {
            centre: &centre,
            agents: preferred.iter().enumerate().map(agent).collect(),
            availability: Vec::new(),
            published: Roster::default(),
            requirements: vec![requirement],
            first: date(MONDAY),
            days: 7,
            holidays: Vec::new(),
        })
        .unwrap()
    }

    /// Everybody has the same action every day.
    fn plan<'b>(board: &'b Board<'b>, actions: &[u16]) -> Plan<'b> {
        let mut plan = Plan::empty(board);
        for (agent, action) in actions.iter().enumerate() {
            plan.insert_actions(agent, &vec![*action; 7], &mut Default::default());
        }
        plan
    }

    #[test]
    fn two_who_have_what_the_other_prefers_exchange_it() {
        let problem = problem(&[14, 8]);
        let board = Board::new(&problem).unwrap();
        let plan = plan(&board, &[0, 1]);
        let control = Control::unlimited();
        let mut watch = Watch::new(&Options::default(), &control, &board);
        let mut changes = choose(&plan, 2, &mut generator(1, 1), &mut watch).unwrap();
        changes.sort();
        let clock = |(agent, shift): &DayChange| {
            (*agent, board.zones[0].all[shift.as_ref().unwrap().candidate].clock)
        };
        assert_eq!(changes.iter().map(clock).collect::<Vec<_>>(), [(0, 840), (1, 480)]);
    }

    #[test]
    fn somebody_gets_a_shift_at_every_step_however_small_the_fractions() {
        let mut pool = Pool::default();
        (0..200).for_each(|action| assert!(pool.add(Column { class: 0, actions: vec![action] })));
        let taken = (0..200).map(|position| (position, 1.0 / 200.0)).collect();
        let relaxed = Relaxed { taken, prices: Vec::new(), objective: 0.0, work: 0 };
        let mut rest = Rest { agents: vec![1], fixed: Vec::new() };
        fix(&pool, &mut rest, &relaxed);
        assert_eq!((rest.agents, rest.fixed.len()), (vec![0], 1));
    }

    #[test]
    fn what_the_day_costs_as_it_is_the_plan_says_too() {
        let problem = problem(&[8, 8, 8]);
        let board = Board::new(&problem).unwrap();
        let plan = plan(&board, &[0, 0, OFF]);
        let control = Control::unlimited();
        let mut watch = Watch::new(&Options::default(), &control, &board);
        let scene = Scene::new(&plan, 3, &mut generator(1, 1), &mut watch);
        let columns: Vec<Column> = (0..scene.agents.len())
            .map(|agent| scene.column_of(&plan, scene.board.class_of[agent], scene.agents[agent]))
            .collect();
        let rest = Rest { agents: vec![0; scene.board.classes.len()], fixed: columns };
        let relaxed = solve(&scene.board, &Pool::default(), &rest, TOLERANCE).unwrap();
        let touched: i64 = touched(&scene.board, 3).map(|step| plan.cover_cost_at(step)).sum();
        assert!(touched > 0);
        // Breaks may be better placed by the program, never worse.
        assert!(relaxed.objective <= touched as f64 * (1.0 + 1e-6), "{} {touched}", relaxed.objective);
        assert!(relaxed.objective >= touched as f64 * 0.9, "{} {touched}", relaxed.objective);
    }
}
