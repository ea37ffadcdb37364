//! How the search goes: the same on any number of threads, legal whenever it is stopped, and never below what all rosters
//! tried out one by one can reach.

mod small_centre;

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::Duration;
use chrono_tz::Tz;
use proptest::prelude::*;
use small_centre::{MONDAY, Need, Small, at, contract, date, template};
use wfm_core::Error;
use wfm_core::control::{Control, Progress, Stop};
use wfm_core::model::*;
use wfm_core::rostering::{Options, Outcome, Problem, check, cost, roster};

/// Enough work for every phase: prices, linear program, dive, annealing, lots.
fn every_phase() -> Options {
    Options { work_limit: 700_000_000, gap: 0.0, ..Options::default() }
}

/// On a pool of one thread and on pools of two and three.
#[cfg(feature = "parallel")]
#[test]
fn threads_change_nothing_but_the_time() {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    let problem = Small::office(9).problem();
    let phases = Mutex::new(BTreeSet::new());
    let report = |progress: &Progress| {
        phases.lock().unwrap().insert(progress.phase);
    };
    let answers = [1, 2, 3].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| format!("{:?}", roster(&problem, &every_phase(), &Control::new(&|| None, &report))))
    });
    assert!(answers[0] == answers[1] && answers[1] == answers[2]);
    let seen = phases.into_inner().unwrap();
    for phase in ["prices", "linear program", "dive", "improving"] {
        assert!(seen.contains(phase), "{phase} not in {seen:?}");
    }
}

/// Stops the search when it asks for the `asked`-th time; gives the answer and whether it was stopped.
fn stopped_at(
    problem: &Problem,
    asked: usize,
    stop: Stop,
) -> (wfm_core::Result<wfm_core::rostering::Solved>, bool) {
    let questions = AtomicUsize::new(0);
    let ask = || (questions.fetch_add(1, Ordering::Relaxed) >= asked).then_some(stop);
    let answer = roster(problem, &every_phase(), &Control::new(&ask, &|_| {}));
    (answer, questions.into_inner() > asked)
}

#[test]
fn whenever_it_is_cancelled_there_is_a_legal_roster_or_a_clear_word() {
    let problem = Small::office(7).problem();
    let mut asked = 0;
    loop {
        let (answer, stopped) = stopped_at(&problem, asked, Stop::Cancelled);
        match answer {
            Err(error) => assert_eq!((error, asked), (Error::Cancelled, 0)),
            Ok(solved) => {
                assert_eq!(check(&problem, &solved.roster), []);
                assert_eq!(cost(&problem, &solved.roster), solved.cost);
                assert!(solved.lower_bound.is_none_or(|bound| bound <= solved.cost.total() + 1e-9));
                assert_eq!(solved.outcome == Outcome::Cancelled, stopped, "{:?}", solved.outcome);
            }
        }
        if !stopped {
            break;
        }
        // Every moment at the beginning, then ever rarer ones.
        asked += 1 + asked / 3;
    }
    assert!(asked > 20, "the search asked only {asked} times");
}

const SHIFTS: [(&str, i64, i64); 3] = [("early", 480, 240), ("late", 720, 240), ("long", 480, 480)];
const DAYS: [&str; 3] = ["2026-11-23", "2026-11-24", "2026-11-25"];

/// All ways of an agent to work Monday to Wednesday with three shifts to choose from.
fn weeks(agent: &str) -> Vec<Vec<Assignment>> {
    let way = |number: usize| {
        let shift = |day: usize| SHIFTS.get((number / 4_usize.pow(day as u32) % 4).checked_sub(1)?);
        (0..3).filter_map(|day| Some(plain(agent, DAYS[day], shift(day)?))).collect()
    };
    (0..64).map(way).collect()
}

/// A shift without breaks.
fn plain(agent: &str, day: &str, (shift, start, length): &(&str, i64, i64)) -> Assignment {
    let start = at(Tz::UTC, day, *start);
    let end = start + Duration::minutes(*length);
    Assignment {
        agent: agent.into(),
        date: date(day),
        shift: (*shift).into(),
        start,
        end,
        paid_minutes: *length as u32,
        segments: vec![Segment { start, end, activity: Activity::OnQueue, queue: Some("calls".into()) }],
        locked: Lock::None,
    }
}

/// Cost of the cheapest legal roster of two agents; `None` when there is no legal one.
fn cheapest(problem: &Problem) -> Option<f64> {
    let legal = |agent| {
        let weeks = weeks(agent).into_iter();
        weeks.filter(move |week| {
            let of_agent = check(problem, &Roster { assignments: week.clone() });
            of_agent.iter().all(|violation| violation.agent.as_str() != agent)
        })
    };
    let others: Vec<Vec<Assignment>> = legal("a1").collect();
    let pairs =
        legal("a0").flat_map(|one| others.iter().map(move |other| [one.clone(), other.clone()].concat()));
    let costs = pairs.map(|assignments| cost(problem, &Roster { assignments }).total());
    costs.reduce(f64::min)
}

const NEEDS: [Need; 4] = [
    |minute| if (480..960).contains(&minute) { 1.0 } else { 0.0 },
    |minute| if (480..720).contains(&minute) { 2.0 } else { 0.0 },
    |minute| if (600..900).contains(&minute) { 1.0 } else { 0.0 },
    |_| 0.0,
];

prop_compose! {
    /// Two agents, three shifts, three days, and some of the rules.
    fn tiny_centre()(
        need in 0_usize..4,
        hours in (0.0_f64..10.0, 4.0_f64..20.0),
        days in (0_u32..3, 0_u32..3),
        rest in prop::sample::select(vec![0.0, 11.0, 15.0, 18.0, 24.0]),
        runs in (prop::option::weighted(0.3, 2_u32..4), prop::option::weighted(0.3, 2_u32..4), prop::option::weighted(0.3, 1_u32..3)),
        follow in prop::bool::weighted(0.3),
        count in prop::option::weighted(0.3, (0_u32..2, 1_u32..3)),
        change in prop::option::weighted(0.3, 0_u32..4),
        spread in prop::option::weighted(0.3, 0_u32..4),
        same in prop::bool::weighted(0.2),
        wish in prop::option::of((0_usize..3, 0_usize..2)),
        seed in 0_u64..1000,
    ) -> (Small, u64) {
        let shifts = SHIFTS.iter().map(|(id, start, length)| template(id, (*start as u32, *start as u32), &[*length as u32], &[]));
        let rules = Contract {
            min_rest_hours: rest,
            min_consecutive_days: runs.0,
            min_consecutive_days_off: runs.1,
            max_consecutive_days: runs.2,
            not_next_day: if follow { [("late".into(), vec!["early".into(), "long".into()])].into() } else { [].into() },
            shift_counts: count.map(|(lo, more)| ShiftCount { shifts: vec!["late".into()], per_week: Some((lo, lo + more)), per_period: None }).into_iter().collect(),
            max_start_change_hours: change.map(f64::from),
            max_start_spread_hours: spread.map(f64::from),
            same_paid_hours_in_week: same,
            ..contract((hours.0, hours.0 + hours.1), (days.0, days.0 + days.1))
        };
        let mut small = Small::new(2, rules, shifts.collect());
        small.centre.shifts.iter_mut().for_each(|shift| shift.days = "mon-wed".parse().unwrap());
        small.required = vec![("calls", NEEDS[need])];
        if let Some((day, kind)) = wish {
            let kind = [AvailabilityKind::WishOff, AvailabilityKind::Unavailable][kind];
            small.days_off("a1", DAYS[day], 1, kind);
        }
        assert_eq!(small.first, MONDAY);
        (small, seed)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// All rosters tried out: the bound is below the best of them, and what is proven to be the best is the best.
    #[test]
    fn no_roster_there_is_costs_less_than_the_bound((small, seed) in tiny_centre()) {
        let problem = small.problem();
        let options = Options { work_limit: 20_000_000, gap: 0.0, seed };
        match (roster(&problem, &options, &Control::unlimited()), cheapest(&problem)) {
            (Ok(solved), Some(best)) => {
                let bound = solved.lower_bound.expect("there is work enough for a bound");
                prop_assert!(bound <= best + 1e-9, "bound {bound}, best {best}");
                prop_assert!(solved.cost.total() >= best - 1e-9, "{} below the best, {best}", solved.cost.total());
                prop_assert!(solved.outcome != Outcome::Optimal || solved.cost.total() <= best + 1e-9);
            }
            (Err(Error::Conflict(_)), None) => {}
            (answer, best) => prop_assert!(false, "{answer:?}, but trying out gives {best:?}"),
        }
    }
}
