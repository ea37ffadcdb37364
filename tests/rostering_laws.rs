//! Laws of rosters: what is generated and solved is legal, costs what it says, and no roster beats the bound.

mod small_centre;

use chrono::Duration;
use chrono_tz::Tz;
use proptest::prelude::*;
use small_centre::{MONDAY, Small, always_one, at, contract, date, nobody, office, quick, template};
use wfm_core::Error;
use wfm_core::control::{Control, Stop};
use wfm_core::model::*;
use wfm_core::rostering::{
    BurdenKind, Input, Options, Outcome, Problem, RuleName, Solved, burdens, check, cost, feasible, roster,
    rostered,
};

/// Solves, and holds the answer to every law there is.
fn solve(problem: &Problem) -> Solved {
    let solved = small_centre::solve(problem);
    labels_match(problem, &solved.roster);
    solved
}

/// On every queue and interval as many agents are labelled as [`rostered`] says.
fn labels_match(problem: &Problem, roster: &Roster) {
    let grid = problem.grid();
    let step = f64::from(grid.step_minutes());
    for (queue, rostered) in problem.queues().iter().zip(rostered(problem, roster)) {
        let mut labelled = vec![0.0; grid.len()];
        let segments = roster.assignments.iter().flat_map(|shift| &shift.segments);
        for segment in segments.filter(|segment| segment.queue.as_ref() == Some(queue)) {
            for (index, agents) in labelled.iter_mut().enumerate() {
                let (from, to) =
                    (segment.start.max(grid.instant(index)), segment.end.min(grid.instant(index + 1)));
                *agents += (to - from).num_minutes().max(0) as f64 / step;
            }
        }
        for (index, (label, count)) in labelled.iter().zip(&rostered).enumerate() {
            assert!(
                (label - count).abs() < 1e-9,
                "{queue} interval {index}: {label} labelled, {count} rostered"
            );
        }
    }
}

fn rules(problem: &Problem, roster: &Roster) -> Vec<RuleName> {
    let mut rules: Vec<RuleName> =
        check(problem, roster).into_iter().map(|violation| violation.rule).collect();
    rules.dedup();
    rules
}

#[test]
fn an_office_gets_a_legal_week_with_breaks() {
    let problem = Small::office(6).problem();
    let solved = solve(&problem);
    assert!(solved.roster.assignments.len() >= 24);
    assert!(solved.roster.assignments.iter().all(|shift| shift.segments.len() == 5));
    assert!(solved.lower_bound.unwrap() > 0.0);
}

#[test]
fn nobody_to_roster_is_an_empty_roster_that_costs_the_whole_requirement() {
    let problem = Small::office(0).problem();
    let solved = solve(&problem);
    // 24 half hours a day, two agents short: one at 10, one at 30.
    assert_eq!(solved.cost.total(), 7.0 * 24.0 * 40.0);
    assert!(solved.roster.assignments.is_empty());
    assert_eq!(solved.outcome, Outcome::Optimal);
}

#[test]
fn a_single_agent_without_any_requirement_works_the_minimum() {
    let mut small = Small::office(1);
    small.required = vec![("calls", nobody)];
    let solved = solve(&small.problem());
    assert_eq!(solved.roster.assignments.len(), 4);
}

#[test]
fn without_queues_people_still_get_legal_weeks() {
    let mut small = Small::office(2);
    small.required.clear();
    assert!(solve(&small.problem()).roster.assignments.len() >= 8);
}

#[test]
fn the_same_seed_gives_the_same_roster_and_work() {
    let problem = Small::office(9).problem();
    let once = roster(&problem, &quick(), &Control::unlimited()).unwrap();
    let again = roster(&problem, &quick(), &Control::unlimited()).unwrap();
    assert_eq!(format!("{once:?}"), format!("{again:?}"));
}

#[test]
fn a_search_cancelled_at_once_says_that_there_is_nothing_yet() {
    let control = Control::new(&|| Some(Stop::Cancelled), &|_| {});
    assert_eq!(roster(&Small::office(3).problem(), &quick(), &control).unwrap_err(), Error::Cancelled);
}

#[test]
fn a_search_whose_time_is_over_still_gives_a_legal_roster() {
    let problem = Small::office(5).problem();
    let control = Control::new(&|| Some(Stop::TimeLimit), &|_| {});
    let solved = roster(&problem, &Options::default(), &control).unwrap();
    assert_eq!(check(&problem, &solved.roster), []);
    assert_eq!(solved.outcome, Outcome::TimeLimit);
}

#[test]
fn people_whose_rules_contradict_are_all_named_with_the_reason() {
    let mut small = Small::office(4);
    for agent in ["a1", "a3"] {
        small.days_off(agent, MONDAY, 5, AvailabilityKind::Unavailable);
    }
    let Err(Error::Conflict(conflicts)) = roster(&small.problem(), &quick(), &Control::unlimited()) else {
        panic!("nobody can work four days in two")
    };
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].agents, ["a1", "a3"]);
    assert!(conflicts[0].reason.contains("unavailable from 2026-11-23"), "{}", conflicts[0].reason);
    assert!(!conflicts[0].reason.contains("rest"), "{}", conflicts[0].reason);
}

/// The reason why the only agent has no legal week.
fn only_reason(change: impl FnOnce(&mut Small)) -> String {
    let mut small = Small::office(1);
    change(&mut small);
    match feasible(&small.problem()) {
        Err(Error::Conflict(conflicts)) => conflicts[0].reason.clone(),
        other => panic!("no conflict: {other:?}"),
    }
}

#[test]
fn without_a_shift_to_work_the_conflict_says_so() {
    assert_eq!(only_reason(|small| small.centre.shifts.clear()), "there is no shift template");
    assert_eq!(
        only_reason(|small| small.centre.contracts[0].shifts = Some(Vec::new())),
        "contract c may work no shift template: its list of shifts is empty"
    );
    assert_eq!(
        only_reason(|small| small.centre.contracts[0].hours_per_day = Some((2.0, 3.0))),
        "contract c may work no shift template: shifts of 2 to 3 hours"
    );
}

#[test]
fn a_conflict_inside_a_contract_names_it_and_the_longest_week() {
    // Nine hours with an unpaid half hour, five days.
    assert_eq!(
        only_reason(|small| small.centre.contracts[0].hours_per_week = (60.0, 70.0)),
        "no week can meet this: contract c: 60 to 70 paid hours a week; the longest week its shifts and days allow is \
         42.5 hours"
    );
}

#[test]
fn work_that_is_used_up_is_told_from_nothing_left_to_try() {
    let solved = solve(&Small::office(9).problem());
    assert_eq!(solved.outcome, Outcome::WorkLimit);
    assert!(solved.work >= quick().work_limit);
    assert_eq!(solved.setbacks, [""; 0]);
}

#[test]
fn a_requirement_shorter_than_its_grid_is_refused() {
    let small = Small::office(1);
    let mut requirements = small.requirements();
    requirements[0].scheduled.pop();
    let error = Problem::new(Input { requirements, ..small.input() }).unwrap_err().to_string();
    assert!(
        error.starts_with("scheduled of the requirement of queue calls is 335 values; expected 336"),
        "{error}"
    );
}

#[test]
fn a_week_of_leave_counts_as_work_where_the_contract_says_so() {
    let mut small = Small::office(2);
    small.days_off("a0", MONDAY, 7, AvailabilityKind::Leave);
    assert!(matches!(roster(&small.problem(), &quick(), &Control::unlimited()), Err(Error::Conflict(_))));
    small.centre.contracts[0].leave_day_hours = Some(7.5);
    let solved = solve(&small.problem());
    assert!(solved.roster.assignments.iter().all(|shift| shift.agent == "a1".into()));
}

#[test]
fn only_windows_leave_and_meetings_are_kept() {
    let mut small = Small::office(3);
    small.note("a0", at(Tz::UTC, "2026-11-24", 540), at(Tz::UTC, "2026-11-24", 1080), AvailabilityKind::Only);
    small.days_off("a1", "2026-11-25", 1, AvailabilityKind::Leave);
    small.note(
        "a2",
        at(Tz::UTC, "2026-11-26", 660),
        at(Tz::UTC, "2026-11-26", 705),
        AvailabilityKind::Meeting,
    );
    let problem = small.problem();
    let solved = solve(&problem);
    let mut meetings = solved.roster.assignments.iter().flat_map(|shift| {
        shift.segments.iter().filter(|segment| segment.activity == Activity::Named("meeting".to_owned()))
    });
    assert_eq!(meetings.next().unwrap().start, at(Tz::UTC, "2026-11-26", 660));
    assert!(meetings.next().is_none());
}

#[test]
fn a_meeting_in_the_night_belongs_to_the_night_shift() {
    let nights = vec![template("night", (1320, 1320), &[480], &[("meal", 30, false, 180, 240)])];
    let mut small = Small::new(2, contract((15.0, 40.0), (2, 5)), nights);
    small.required = vec![("calls", always_one)];
    small.note(
        "a0",
        at(Tz::UTC, "2026-11-25", 60),
        at(Tz::UTC, "2026-11-25", 90),
        AvailabilityKind::Training,
    );
    let solved = solve(&small.problem());
    let mut shifts = solved.roster.assignments.iter();
    assert!(shifts.any(|shift| shift.agent == "a0".into() && shift.date == date("2026-11-24")));
}

#[test]
fn locked_shifts_and_breaks_stay() {
    let mut small = Small::office(3);
    let mut promised = solve(&small.problem()).roster;
    promised.assignments.truncate(3);
    promised.assignments.iter_mut().for_each(|shift| shift.locked = Lock::Breaks);
    small.published = promised.clone();
    small.centre.weights.understaffing.iter_mut().for_each(|band| band.cost = 0.0);
    let solved = solve(&small.problem());
    for shift in &promised.assignments {
        let kept =
            solved.roster.assignments.iter().find(|now| (&now.agent, now.date) == (&shift.agent, shift.date));
        assert_eq!(kept.unwrap().start, shift.start);
    }
}

#[test]
fn with_a_price_on_changes_a_good_promised_roster_stays() {
    let mut small = Small::office(4);
    small.published = solve(&small.problem()).roster;
    small.centre.weights.changed_shift = 1000.0;
    let solved = solve(&small.problem());
    assert_eq!(solved.cost.changed_shifts, 0.0);
}

#[test]
fn of_two_wishes_the_heavier_is_granted_and_a_wish_for_a_shift_means_that_shift() {
    let mut small = Small::office(2);
    small.centre.shifts.push(ShiftTemplate { id: "other".into(), ..small.centre.shifts[0].clone() });
    small.required = vec![("calls", nobody)];
    small.centre.weights.wished_work = 50.0;
    small.days_off("a0", MONDAY, 1, AvailabilityKind::WishOff);
    small.days_off("a0", MONDAY, 1, AvailabilityKind::WishWork);
    small.availability[1].weight = 9;
    small.availability[1].shift = Some("other".into());
    let solved = solve(&small.problem());
    let monday =
        solved.roster.assignments.iter().find(|s| (s.agent.as_str(), s.date) == ("a0", date(MONDAY)));
    assert_eq!(monday.map(|shift| shift.shift.as_str()), Some("other"));
    assert_eq!((solved.cost.wished_days_off, solved.cost.wished_work), (10.0, 0.0));
    small.availability[1].shift = None;
    small.availability[0].weight = 60;
    let cost = solve(&small.problem()).cost;
    assert_eq!((cost.wished_days_off, cost.wished_work), (0.0, 450.0));
}

#[test]
fn the_past_is_carried_over() {
    let mut small = Small::office(1);
    small.centre.contracts[0].max_consecutive_days = Some(3);
    small.centre.weights.wished_work = 1000.0;
    small.days_off("a0", MONDAY, 1, AvailabilityKind::WishWork);
    // Four days of work, of which only Monday, Friday, Saturday and Sunday are left.
    small.days_off("a0", "2026-11-17", 3, AvailabilityKind::Unavailable);
    let works_on_monday = |small: &Small| {
        let roster = solve(&small.problem()).roster;
        roster.assignments.iter().any(|shift| shift.date == date(MONDAY))
    };
    assert!(works_on_monday(&small));
    small.first = "2026-11-16";
    small.published = solve(&small.problem()).roster;
    small.first = MONDAY;
    assert!(!works_on_monday(&small), "after three days in a row the fourth must be off");
}

#[test]
fn nobody_with_two_queues_is_counted_twice() {
    let mut small = Small::office(6);
    small.required = vec![("calls", office), ("chats", office)];
    let skill = |queue: &str| Skill { queue: queue.into(), speed: 1.0 };
    small.agents[0].skills = vec![skill("calls")];
    small.agents[1].skills = vec![skill("chats")];
    let problem = small.problem();
    let solved = solve(&problem);
    let on_queues: f64 = rostered(&problem, &solved.roster).iter().flatten().sum();
    let serving = solved.roster.assignments.iter().flat_map(|shift| &shift.segments);
    let minutes: i64 = serving
        .filter(|segment| segment.activity == Activity::OnQueue)
        .map(|segment| (segment.end - segment.start).num_minutes())
        .sum();
    assert!((on_queues * 30.0 - minutes as f64).abs() < 1e-6);
    assert!(solved.lower_bound.unwrap() > 0.0);
}

#[test]
fn a_slow_agent_covers_less() {
    let mut small = Small::office(2);
    small.agents[1].skills = vec![Skill { queue: "calls".into(), speed: 0.5 }];
    let problem = small.problem();
    let solved = roster(&problem, &quick(), &Control::unlimited()).unwrap();
    assert_eq!(check(&problem, &solved.roster), []);
    assert!(solved.lower_bound.unwrap() <= solved.cost.total());
    let most = rostered(&problem, &solved.roster)[0].iter().copied().fold(0.0, f64::max);
    assert!((most - 1.5).abs() < 1e-9, "{most}");
}

#[test]
fn agents_in_another_zone_work_by_their_own_clock() {
    let mut small = Small::office(2);
    small.agents[1].zone = Some(Tz::Asia__Tehran);
    let solved = solve(&small.problem());
    let tehran = solved.roster.assignments.iter().find(|shift| shift.agent == "a1".into()).unwrap();
    assert_eq!(tehran.start.with_timezone(&Tz::Asia__Tehran).date_naive(), tehran.date);
}

#[test]
fn agents_in_another_zone_have_their_own_days_windows_and_weekends() {
    let mut small = Small::office(2);
    // 07:00 to 12:00 in Manila is 23:00 to 04:00 in UTC.
    small.agents[1].zone = Some(Tz::Asia__Manila);
    let first = first_instant(date(MONDAY), Tz::Asia__Manila);
    small.note("a1", first, first + Duration::days(1), AvailabilityKind::Leave);
    let solved = solve(&small.problem());
    let manila: Vec<&Assignment> =
        solved.roster.assignments.iter().filter(|s| s.agent.as_str() == "a1").collect();
    for shift in &manila {
        let local = shift.start.with_timezone(&Tz::Asia__Manila);
        assert_eq!(local.date_naive(), shift.date);
        assert!((420..=720).contains(&(chrono::Timelike::num_seconds_from_midnight(&local) / 60)));
    }
    assert!(manila.iter().all(|shift| shift.date != date(MONDAY)), "on leave on the Monday of Manila");
}

#[test]
fn burdens_are_shared_anew_after_a_week_of_nights() {
    let shifts = vec![template("day", (480, 480), &[480], &[]), template("night", (1320, 1320), &[480], &[])];
    let mut small = Small::new(2, contract((32.0, 40.0), (4, 5)), shifts);
    small.required = vec![("calls", always_one)];
    small.centre.weights.fairness = 200.0;
    let night = |day: &str| plain("a0", day, "night", 1320, 480);
    small.published.assignments =
        ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"].map(night).to_vec();
    let problem = small.problem();
    let solved = solve(&problem);
    let nights = |agent: &str| {
        let shifts = solved.roster.assignments.iter();
        shifts.filter(|shift| shift.agent.as_str() == agent && shift.shift.as_str() == "night").count()
    };
    assert!(nights("a0") <= nights("a1"), "{} and {}", nights("a0"), nights("a1"));
    let spread = burdens(&problem, &solved.roster);
    let night = spread.iter().find(|spread| spread.kind == BurdenKind::Night).unwrap();
    // Four nights in eight weeks, of 36 hours a week against 40.
    assert!((night.before.most - 4.0 / 8.0 / 0.9).abs() < 1e-9, "{night:?}");
    assert_eq!(night.before.least, 0.0);
}

#[test]
fn a_wish_refused_in_the_past_weighs_like_a_burden() {
    let factor = |refused: bool| {
        let mut small = Small::office(2);
        small.centre.weights.fairness = 1.0;
        small.published.assignments = vec![plain("a0", "2026-11-20", "day", 480, 480)];
        if refused {
            small.days_off("a0", "2026-11-20", 1, AvailabilityKind::WishOff);
        }
        let early = Roster { assignments: vec![plain("a0", MONDAY, "day", 300, 480)] };
        cost(&small.problem(), &early).fairness
    };
    // Two points, night and early; a refused wish in eight weeks of 35 hours, half of it above the mean of two agents.
    assert_eq!(factor(false), 2.0);
    assert!((factor(true) - 2.0 * (1.0 + 0.5 / 8.0 / 0.875)).abs() < 1e-9);
}

#[test]
fn a_start_in_the_missing_hour_is_not_planned() {
    let shifts = vec![template("night", (60, 180), &[480], &[])];
    let mut small = Small::new(2, contract((40.0, 60.0), (5, 7)), shifts);
    small.centre.zone = Tz::Europe__London;
    small.first = "2026-03-23";
    small.required = vec![("calls", always_one)];
    let solved = solve(&small.problem());
    let sunday = solved.roster.assignments.iter().filter(|shift| shift.date == date("2026-03-29"));
    // 01:00 does not exist on that day; 02:00 and 03:00 do.
    assert!(sunday.into_iter().all(|shift| shift.start > at(Tz::UTC, "2026-03-29", 30)));
}

#[test]
fn four_weeks_are_one_problem() {
    let mut small = Small::office(4);
    small.days = 28;
    small.centre.contracts[0].weekends_off_of = Some((1, 2));
    small.centre.contracts[0].max_start_spread_hours = Some(2.0);
    small.centre.contracts[0].consecutive_days_off = Some(2);
    assert!(solve(&small.problem()).lower_bound.unwrap() > 0.0);
}

#[test]
fn a_horizon_that_is_not_whole_weeks_is_refused() {
    let mut small = Small::office(1);
    small.days = 5;
    assert!(matches!(small.try_problem(), Err(Error::InvalidInput { .. })));
    small.days = 7;
    small.first = "2026-11-24";
    assert!(small.try_problem().unwrap_err().to_string().contains("Mon"));
}

#[test]
fn costs_that_fall_from_band_to_band_are_refused() {
    let mut small = Small::office(1);
    small.centre.weights.understaffing[1].cost = 1.0;
    assert!(matches!(small.try_problem(), Err(Error::InvalidInput { .. })));
}

/// Two agents, three templates, three days: all pairs of weeks by hand.
#[test]
fn the_best_roster_of_a_tiny_centre_is_found() {
    let shifts = vec![
        template("early", (480, 480), &[240], &[]),
        template("late", (720, 720), &[240], &[]),
        template("long", (480, 480), &[480], &[]),
    ];
    let mut small = Small::new(2, contract((4.0, 16.0), (1, 3)), shifts);
    small.required = vec![("calls", |minute| if (480..960).contains(&minute) { 1.0 } else { 0.0 })];
    small.centre.shifts.iter_mut().for_each(|shift| shift.days = "mon-wed".parse().unwrap());
    let problem = small.problem();
    let solved = solve(&problem);
    let weeks: Vec<Vec<Assignment>> = (0..64).map(|number| week("a0", number)).collect();
    let others: Vec<Vec<Assignment>> = (0..64).map(|number| week("a1", number)).collect();
    let pairs =
        weeks.iter().flat_map(|one| others.iter().map(move |other| [one.clone(), other.clone()].concat()));
    let rosters = pairs.map(|assignments| Roster { assignments });
    let legal = rosters.filter(|roster| check(&problem, roster).is_empty());
    let best = legal.map(|roster| cost(&problem, &roster).total()).fold(f64::INFINITY, f64::min);
    assert!((solved.cost.total() - best).abs() < 1e-9, "{} found, {best} possible", solved.cost.total());
}

/// The `number`-th way to work Monday to Wednesday with three shifts to choose from.
fn week(agent: &str, number: u32) -> Vec<Assignment> {
    let days = ["2026-11-23", "2026-11-24", "2026-11-25"];
    let shifts = [("early", 480, 240), ("late", 720, 240), ("long", 480, 480)];
    let worked = days.iter().enumerate().filter_map(|(position, day)| {
        let choice = number / 4_u32.pow(position as u32) % 4;
        let (shift, start, length) = *shifts.get((choice as usize).checked_sub(1)?)?;
        Some(plain(agent, day, shift, start, length))
    });
    worked.collect()
}

/// A shift without breaks.
fn plain(agent: &str, day: &str, shift: &str, start: i64, length: i64) -> Assignment {
    let (start, end) = (at(Tz::UTC, day, start), at(Tz::UTC, day, start) + Duration::minutes(length));
    Assignment {
        agent: agent.into(),
        date: date(day),
        shift: shift.into(),
        start,
        end,
        paid_minutes: length as u32,
        segments: vec![Segment { start, end, activity: Activity::OnQueue, queue: Some("calls".into()) }],
        locked: Lock::None,
    }
}

#[test]
fn the_checker_finds_every_kind_of_mistake_in_an_edited_roster() {
    let small = Small::office(1);
    let problem = small.problem();
    let good = solve(&problem).roster;
    let broken = |edit: fn(&mut Assignment)| {
        let mut roster = good.clone();
        edit(&mut roster.assignments[0]);
        rules(&problem, &roster)
    };
    assert!(broken(|shift| shift.agent = "stranger".into()).contains(&RuleName::Employment));
    assert!(broken(|shift| shift.shift = "unknown".into()).contains(&RuleName::Template));
    assert!(broken(|shift| shift.date = date("2026-12-24")).contains(&RuleName::Employment));
    assert_eq!(broken(|shift| shift.paid_minutes -= 1), [RuleName::Template]);
    assert!(
        broken(|shift| {
            shift.segments.pop();
        })
        .contains(&RuleName::Template)
    );
    assert!(
        broken(|shift| {
            shift.segments.remove(1);
        })
        .contains(&RuleName::Breaks)
    );
    assert!(broken(|shift| shift.segments[1].end -= Duration::minutes(15)).contains(&RuleName::Breaks));
    assert!(broken(|shift| shift.end += Duration::minutes(30)).contains(&RuleName::Template));
    assert!(
        broken(|shift| {
            shift.segments[1].start += Duration::hours(2);
            shift.segments[1].end += Duration::hours(2);
        })
        .contains(&RuleName::Breaks)
    );
    let mut twice = good.clone();
    twice.assignments.push(good.assignments[0].clone());
    assert!(rules(&problem, &twice).contains(&RuleName::OneShiftADay));
    let mut short = good.clone();
    short.assignments.truncate(1);
    assert_eq!(rules(&problem, &short), [RuleName::HoursPerWeek, RuleName::DaysPerWeek]);
}

/// Seven letters a week: a day shift, off, any work, anything.
fn rotated(weeks: &[String]) -> Rotation {
    let day = |letter: char| RotationDay {
        off: matches!(letter, 'o' | '*'),
        shifts: match letter {
            'd' => Some(vec!["day".into()]),
            'o' => Some(Vec::new()),
            _ => None,
        },
    };
    let week = |text: &String| text.chars().map(day).collect::<Vec<_>>().try_into().unwrap();
    Rotation { weeks: weeks.iter().map(week).collect(), from: Some(date(MONDAY)) }
}

prop_compose! {
    /// Each of them rarely, so that most centres can be rostered.
    fn further_rules()(
        rest in prop::option::weighted(0.3, 24.0_f64..60.0),
        runs in (prop::option::weighted(0.2, 1_u32..3), prop::option::weighted(0.2, 1_u32..3)),
        pairs in (prop::bool::weighted(0.3), prop::bool::weighted(0.1), prop::bool::weighted(0.1)),
        weekends in (prop::option::weighted(0.2, 0_u32..2), prop::option::weighted(0.2, 1_u32..3)),
        count in prop::option::weighted(0.2, (1_u32..3, 2_u32..8)),
        hours in prop::option::weighted(0.2, 8.0_f64..40.0),
        off in prop::option::weighted(0.2, 2_u32..5),
        change in prop::option::weighted(0.2, 0_u32..4),
        same in prop::bool::weighted(0.2),
        recovery in prop::option::weighted(0.2, 12.0_f64..40.0),
        rotation in prop::option::weighted(0.2, prop::collection::vec("[dow*]{7}", 1..3)),
    ) -> Contract {
        let days = |holds: bool| if holds { vec![ShiftId::from("day")] } else { Vec::new() };
        let count = count.map(|(week, period)| ShiftCount {
            shifts: vec!["day".into()],
            per_week: Some((0, week)),
            per_period: Some((0, period)),
        });
        Contract {
            min_weekly_rest_hours: rest,
            min_consecutive_days: runs.0,
            min_consecutive_days_off: runs.1,
            not_next_day: if pairs.0 { [("day".into(), vec!["day".into()])].into() } else { [].into() },
            day_off_after: days(pairs.1),
            day_off_before: days(pairs.2),
            max_consecutive_weekends: weekends.0,
            max_weekends: weekends.1,
            shift_counts: count.into_iter().collect(),
            hours_per_period: hours.map(|hours| (hours, hours + 40.0)),
            days_off_per_period: off.map(|off| (off, off + 8)),
            max_start_change_hours: change.map(f64::from),
            same_paid_hours_in_week: same,
            rest_after: recovery.map(|hours| ("day".into(), hours)).into_iter().collect(),
            rotation: rotation.map(|weeks| rotated(&weeks)),
            ..contract((0.0, 168.0), (0, 7))
        }
    }
}

prop_compose! {
    fn small_centre()(
        agents in 1_usize..5,
        hours in (8.0_f64..20.0, 0.0_f64..20.0),
        days in (1_u32..4, 0_u32..3),
        rest in prop::sample::select(vec![0.0, 8.0, 11.0, 16.0]),
        together in prop::option::of(1_u32..4),
        run in prop::option::of(2_u32..6),
        spread in prop::option::of(0_u32..5),
        weekends in prop::bool::ANY,
        nights in prop::bool::ANY,
        two_queues in prop::bool::ANY,
        clock_change in 0_usize..3,
        notes in prop::collection::vec((0_usize..4, 0_i64..7, 0_i64..20, 1_i64..10, 0_usize..9, 1_u16..4), 0..5),
        further in further_rules(),
        two_weeks in prop::bool::ANY,
        together_at_work in prop::option::weighted(0.3, (0_u32..3, 0_u32..3, 0_u32..40, prop::bool::ANY)),
        distances in prop::option::weighted(0.3, (180_u32..300, 0_u32..60, 0_u32..120)),
        seed in 0_u64..1000,
    ) -> (Small, u64) {
        let rules = Contract {
            min_rest_hours: rest,
            consecutive_days_off: together,
            max_consecutive_days: run,
            max_start_spread_hours: spread.map(f64::from),
            weekends_off_of: weekends.then_some((1, 2)),
            id: "c".into(),
            hours_per_week: (hours.0, hours.0 + hours.1 + 8.0),
            days_per_week: (days.0, days.0 + days.1),
            ..further
        };
        let mut shifts = vec![template("day", (420, 840), &[300, 480], &[("meal", 30, false, 90, 180), ("rest", 15, true, 120, 240)])];
        if let Some((most, between, from_ends)) = distances {
            shifts[0].break_rules = BreakRules { max_work: Some(most), min_between: between, min_from_ends: from_ends };
        }
        if nights {
            shifts.push(template("night", (1260, 1380), &[540], &[("meal", 45, false, 200, 290)]));
        }
        let mut small = Small::new(agents, rules, shifts);
        let (zone, first) = [(Tz::UTC, MONDAY), (Tz::Europe__London, "2026-03-23"), (Tz::Europe__London, "2026-10-19")][clock_change];
        (small.centre.zone, small.first) = (zone, first);
        if two_queues {
            small.required.push(("chats", always_one));
            small.agents[0].skills = vec![Skill { queue: "chats".into(), speed: 1.0 }];
        }
        if two_weeks {
            small.days = 14;
        }
        if let Some((at_least, more, cost, all_or_none)) = together_at_work {
            small.centre.weights.attendance = vec![Attendance {
                id: "together".to_owned(),
                agents: Vec::new(),
                together: all_or_none,
                team: None,
                site: None,
                queue: None,
                open: OpeningHours { rules: vec![OpeningRule { days: WeekdaySet::ALL, hours: "09:00-17:00".parse().unwrap() }] },
                at_least,
                at_most: Some(at_least + more),
                cost: f64::from(cost),
            }];
        }
        small.agents[0].rotation_week = small.centre.contracts[0].rotation.as_ref().map(|_| 1);
        for (agent, day, hour, length, kind, weight) in notes {
            let from = first_instant(date(first) + Duration::days(day), zone) + Duration::hours(hour);
            let kind = AvailabilityKind::ALL[kind];
            let length = if kind.is_activity() { length.min(1) } else { length };
            small.note(&format!("a{agent}"), from, from + Duration::hours(length), kind);
            if let Some(note) = small.availability.last_mut() {
                note.weight = weight;
                note.shift = (weight == 2).then(|| "day".into());
                if kind.is_activity() && weight == 3 {
                    note.minutes = Some(30);
                    note.to = from + Duration::hours(30);
                }
            }
        }
        (small, seed)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the centre, the answer is a legal roster at the cost it claims, or a conflict with names.
    #[test]
    fn what_is_solved_is_legal((small, seed) in small_centre()) {
        let problem = match small.try_problem() {
            Ok(problem) => problem,
            Err(error) => {
                prop_assert!(error.to_string().starts_with("breaks of shift"), "{}", error);
                return Ok(());
            }
        };
        let options = Options { work_limit: 3_000_000, seed, ..Options::default() };
        match roster(&problem, &options, &Control::unlimited()) {
            Ok(solved) => {
                prop_assert_eq!(check(&problem, &solved.roster), []);
                prop_assert_eq!(cost(&problem, &solved.roster), solved.cost);
                prop_assert!(solved.lower_bound.is_none_or(|bound| bound <= solved.cost.total() + 1e-9));
                labels_match(&problem, &solved.roster);
            }
            Err(Error::Conflict(conflicts)) => {
                prop_assert!(conflicts.iter().all(|c| !c.agents.is_empty() && !c.reason.is_empty()));
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
    }
}
