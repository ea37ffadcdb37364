//! Every further rule alone, on a handful of shifts; and the automata against the checker, on all tours there are.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use proptest::prelude::*;

use super::{centre, date};
use crate::error::Error;
use crate::model::*;
use crate::rostering::board::Board;
use crate::rostering::graph::{Graph, OFF};
use crate::rostering::problem::{Input, Problem, start_instant};
use crate::rostering::terms::Terms;
use crate::rostering::{RuleName, check, feasible};

const UTC: chrono_tz::Tz = chrono_tz::UTC;
const MONDAY: &str = "2026-11-23";

/// Early and late shifts and nights of eight, four and ten hours, without breaks.
const SHIFTS: [(&str, u32, u32); 3] = [("early", 480, 480), ("late", 840, 240), ("night", 1320, 600)];

fn template((id, start, length): (&str, u32, u32), days: &str) -> ShiftTemplate {
    ShiftTemplate {
        id: id.into(),
        days: days.parse().unwrap(),
        start: StartWindow { earliest: start, latest: start },
        start_every_minutes: 60,
        lengths: vec![length],
        breaks: Vec::new(),
        break_every_minutes: 60,
        break_rules: BreakRules::default(),
    }
}

fn assignment(day: NaiveDate, shift: &str) -> Assignment {
    let (id, start, length) = SHIFTS.into_iter().find(|(id, ..)| *id == shift).unwrap();
    let start = start_instant(day, start, UTC).unwrap();
    let end = start + chrono::Duration::minutes(i64::from(length));
    Assignment {
        agent: "a".into(),
        date: day,
        shift: id.into(),
        start,
        end,
        paid_minutes: length,
        segments: vec![Segment { start, end, activity: Activity::OnQueue, queue: None }],
        locked: Lock::None,
    }
}

/// Shifts by letter from Monday on: `e`, `l`, `n`, and `-` for a day off; the last letter of the past is the Sunday.
fn shifts(letters: &str, first: NaiveDate) -> Vec<Assignment> {
    let of = |(day, letter): (NaiveDate, char)| {
        let (shift, ..) = *SHIFTS.iter().find(|(id, ..)| id.starts_with(letter))?;
        Some(assignment(day, shift))
    };
    first.iter_days().zip(letters.chars()).filter_map(of).collect()
}

fn past(letters: &str) -> Vec<Assignment> {
    shifts(letters, date(MONDAY) - chrono::Duration::days(letters.len() as i64))
}

fn problem(contract: Contract, past: Vec<Assignment>, weeks: u32, days: &str) -> Problem {
    let centre = centre(UTC, SHIFTS.map(|shift| template(shift, days)).to_vec(), contract);
    Problem::new(Input {
        centre: &centre,
        agents: vec![Agent::new("a", "c")],
        availability: Vec::new(),
        published: Roster { assignments: past },
        requirements: Vec::new(),
        first: date(MONDAY),
        days: 7 * weeks,
        holidays: Vec::new(),
    })
    .unwrap()
}

fn free() -> Contract {
    Contract::new("c", (0.0, 168.0), (0, 7))
}

/// The rules that these shifts break, on one or two weeks after this past.
fn broken(contract: &Contract, before: &str, worked: &str) -> Vec<RuleName> {
    let weeks = worked.len().div_ceil(7) as u32;
    let problem = problem(contract.clone(), past(before), weeks, "mon-sun");
    let assignments = shifts(worked, date(MONDAY));
    let broken: BTreeSet<RuleName> =
        check(&problem, &Roster { assignments }).into_iter().map(|violation| violation.rule).collect();
    broken.into_iter().collect()
}

/// Holds the graph against the checker on every tour; gives how many are legal.
fn agree(contract: &Contract, before: &str, weeks: u32, days: &str) -> usize {
    let strict = problem(contract.clone(), past(before), weeks, days);
    let loose = problem(free(), past(before), weeks, days);
    let board = Board::new(&loose).unwrap();
    let class = &board.classes[0];
    let terms = Terms::of(&strict, 0, &BTreeSet::new());
    let graph = Graph::new(&board.zones[0], &class.days.choices, &terms);
    let mut legal = 0;
    for actions in tours(&class.days.choices.shifts) {
        let worked = actions.iter().enumerate().filter(|(_, action)| **action != OFF).map(|(day, action)| {
            let candidate = class.days.choices.shifts[day][usize::from(*action)];
            let candidate = &board.zones[0].all[candidate];
            assignment(candidate.date, SHIFTS[candidate.shift].0)
        });
        let roster = Roster { assignments: worked.collect() };
        let found = check(&strict, &roster);
        let accepted = graph.as_ref().is_some_and(|graph| graph.allows(&actions));
        assert_eq!(accepted, found.is_empty(), "{contract:?}\nafter {before:?}: {actions:?}: {found:?}");
        legal += usize::from(accepted);
    }
    assert_eq!(feasible(&strict).is_ok(), legal > 0);
    legal
}

/// All ways to choose one of the shifts or nothing on every day.
fn tours(choices: &[Vec<usize>]) -> impl Iterator<Item = Vec<u16>> {
    let number: usize = choices.iter().map(|shifts| shifts.len() + 1).product();
    (0..number).map(|number| {
        let mut rest = number;
        let mut action = |shifts: &Vec<usize>| {
            let choice = rest % (shifts.len() + 1);
            rest /= shifts.len() + 1;
            choice.checked_sub(1).map_or(OFF, |member| member as u16)
        };
        choices.iter().map(&mut action).collect()
    })
}

/// Weekend and Monday of two weeks: everything a week's end can do, in few tours.
const AROUND_THE_WEEKEND: &str = "sat-mon";

/// A rule binds on whole weeks and across weeks, with and without a past, and leaves something to work.
fn binds(contract: &Contract) {
    let all = agree(&free(), "", 2, AROUND_THE_WEEKEND);
    let mut fewest = all;
    for before in ["", "eeeenn-", "-------e", "ee-eeen", "nnnnnnn", "e---eel"] {
        fewest = fewest.min(agree(contract, before, 2, AROUND_THE_WEEKEND));
    }
    assert!((1..all).contains(&fewest), "{fewest} of {all} tours are legal");
}

fn ids(names: &[&str]) -> Vec<ShiftId> {
    names.iter().map(|name| ShiftId::from(*name)).collect()
}

#[test]
fn a_day_between_nights_is_no_weekly_rest() {
    let rule = Contract { min_weekly_rest_hours: Some(35.0), ..free() };
    // From Saturday 08:00 to Sunday 22:00 there are 38 hours, from one night to the next but one 38 as well.
    assert_eq!(broken(&rule, "", "nnnnn-n"), []);
    assert_eq!(broken(&rule, "", "eeeeeee"), [RuleName::MinWeeklyRestHours]);
    // The night before runs on into Monday: from 08:00 to Tuesday 14:00 are 30 hours.
    assert_eq!(broken(&rule, "n", "-leeeee"), [RuleName::MinWeeklyRestHours]);
    assert_eq!(broken(&rule, "", "-leeeee"), []);
    binds(&Contract { min_weekly_rest_hours: Some(115.0), ..free() });
    binds(&Contract { min_weekly_rest_hours: Some(150.0), ..free() });
}

#[test]
fn one_day_of_work_alone_is_too_short_a_run() {
    let rule = Contract { min_consecutive_days: Some(2), ..free() };
    assert_eq!(broken(&rule, "", "-ee-ee-"), []);
    assert_eq!(broken(&rule, "", "-e--ee-"), [RuleName::MinConsecutiveDays]);
    // At both ends of what is known a run may go on.
    assert_eq!(broken(&rule, "", "e-----e"), []);
    assert_eq!(broken(&rule, "-e", "e------"), []);
    assert_eq!(broken(&rule, "-e", "-------"), []);
    assert_eq!(broken(&rule, "ee-e", "-------"), [RuleName::MinConsecutiveDays]);
    assert_eq!(broken(&rule, "e--", "e------"), [RuleName::MinConsecutiveDays]);
    binds(&rule);
    binds(&Contract { min_consecutive_days: Some(3), ..free() });
}

#[test]
fn a_single_day_off_is_too_short_a_run() {
    let rule = Contract { min_consecutive_days_off: Some(2), ..free() };
    assert_eq!(broken(&rule, "", "-ee--e-"), []);
    assert_eq!(broken(&rule, "", "ee-eee-"), [RuleName::MinConsecutiveDaysOff]);
    assert_eq!(broken(&rule, "e-", "e------"), [RuleName::MinConsecutiveDaysOff]);
    binds(&rule);
}

#[test]
fn no_early_shift_after_a_night() {
    let not_next_day = BTreeMap::from([("night".into(), ids(&["early", "late"]))]);
    let rule = Contract { not_next_day, ..free() };
    assert_eq!(broken(&rule, "", "nn-e---"), []);
    assert_eq!(broken(&rule, "", "nl-----"), [RuleName::NotNextDay]);
    assert_eq!(broken(&rule, "n", "l------"), [RuleName::NotNextDay]);
    binds(&rule);
}

#[test]
fn a_day_off_after_and_before_some_shifts() {
    let after = Contract { day_off_after: ids(&["night"]), ..free() };
    assert_eq!(broken(&after, "", "en-en--"), []);
    assert_eq!(broken(&after, "", "nn-----"), [RuleName::DayOffAfter]);
    assert_eq!(broken(&after, "n", "l------"), [RuleName::DayOffAfter]);
    binds(&after);
    let before = Contract { day_off_before: ids(&["night"]), ..free() };
    assert_eq!(broken(&before, "-", "n-nee--"), []);
    assert_eq!(broken(&before, "", "en-----"), [RuleName::DayOffBefore]);
    assert_eq!(broken(&before, "e", "n------"), [RuleName::DayOffBefore]);
    binds(&before);
}

#[test]
fn weekends_in_a_row_and_in_the_period() {
    let run = Contract { max_consecutive_weekends: Some(1), ..free() };
    assert_eq!(broken(&run, "", "-----ee------e"), [RuleName::MaxConsecutiveWeekends]);
    assert_eq!(broken(&run, "e------", "------e-------"), []);
    assert_eq!(broken(&run, "e-", "------e"), [RuleName::MaxConsecutiveWeekends]);
    binds(&run);
    binds(&Contract { max_consecutive_weekends: Some(0), ..free() });
    let count = Contract { max_weekends: Some(1), ..free() };
    assert_eq!(broken(&count, "e-", "-----ee-------"), []);
    assert_eq!(broken(&count, "", "-----e-------e"), [RuleName::MaxWeekends]);
    binds(&count);
}

#[test]
fn shifts_are_counted_by_week_and_by_period() {
    let count = |shifts: &[&str], per_week, per_period| {
        let counted = ShiftCount { shifts: ids(shifts), per_week, per_period };
        Contract { shift_counts: vec![counted], ..free() }
    };
    let nights = count(&["night"], Some((0, 1)), None);
    assert_eq!(broken(&nights, "n", "n------n------"), []);
    assert_eq!(broken(&nights, "", "n--n---"), [RuleName::ShiftCounts]);
    binds(&nights);
    let kind = count(&["late", "night"], None, Some((2, 3)));
    assert_eq!(broken(&kind, "", "n-l----eel----"), []);
    assert_eq!(broken(&kind, "", "n------eee----"), [RuleName::ShiftCounts]);
    binds(&kind);
    binds(&count(&["late"], Some((1, 2)), Some((3, 4))));
}

#[test]
fn hours_and_days_off_of_a_period_let_weeks_differ() {
    let hours = Contract { hours_per_period: Some((40.0, 48.0)), ..free() };
    assert_eq!(broken(&hours, "", "eeeee---------"), []);
    assert_eq!(broken(&hours, "", "eeee----------"), [RuleName::HoursPerPeriod]);
    assert_eq!(broken(&hours, "", "eeeee--ee-----"), [RuleName::HoursPerPeriod]);
    binds(&Contract { hours_per_period: Some((16.0, 22.0)), ..free() });
    let off = Contract { days_off_per_period: Some((10, 11)), ..free() };
    assert_eq!(broken(&off, "", "eee----------e"), []);
    assert_eq!(broken(&off, "", "ee------------"), [RuleName::DaysOffPerPeriod]);
    assert_eq!(broken(&off, "", "eeeee---------"), [RuleName::DaysOffPerPeriod]);
    binds(&off);
}

#[test]
fn starts_of_neighbouring_days_and_hours_of_a_week_stay_near() {
    let change = Contract { max_start_change_hours: Some(6.0), ..free() };
    assert_eq!(broken(&change, "", "el-n---"), []);
    assert_eq!(broken(&change, "", "en-----"), [RuleName::MaxStartChangeHours]);
    assert_eq!(broken(&change, "e", "n------"), [RuleName::MaxStartChangeHours]);
    binds(&change);
    let same = Contract { same_paid_hours_in_week: true, ..free() };
    assert_eq!(broken(&same, "", "ee--e--ll-----"), []);
    assert_eq!(broken(&same, "", "el-----"), [RuleName::SamePaidHoursInWeek]);
    binds(&same);
}

#[test]
fn after_the_last_night_there_is_time_to_recover() {
    let rule = Contract { rest_after: BTreeMap::from([("night".into(), 48.0)]), ..free() };
    // A night ends at 08:00: nights may follow it, and an early shift at 08:00 on the second day after.
    assert_eq!(broken(&rule, "", "nnn-e--"), [RuleName::RestAfter]);
    assert_eq!(broken(&rule, "", "nnn--ee"), []);
    assert_eq!(broken(&rule, "n", "-e-----"), [RuleName::RestAfter]);
    assert_eq!(broken(&rule, "n-", "-e-----"), []);
    binds(&rule);
    let both = BTreeMap::from([("night".into(), 40.0), ("late".into(), 24.0)]);
    binds(&Contract { rest_after: both, min_rest_hours: 11.0, ..free() });
}

/// Seven letters a week: `e`, `l`, `n` and `-`; `*` for anything, `w` for any shift.
fn rotation(weeks: &[&str], from: Option<&str>) -> Option<Rotation> {
    let day = |letter: char| RotationDay {
        off: matches!(letter, '-' | '*'),
        shifts: match letter {
            '*' | 'w' => None,
            letter => Some(SHIFTS.iter().filter(|s| s.0.starts_with(letter)).map(|s| s.0.into()).collect()),
        },
    };
    let week = |text: &&str| text.chars().map(day).collect::<Vec<_>>().try_into().unwrap();
    Some(Rotation { weeks: weeks.iter().map(week).collect(), from: from.map(date) })
}

#[test]
fn every_week_is_one_of_the_rotation() {
    let rule = Contract { rotation: rotation(&["eeeee--", "-lllww-"], None), ..free() };
    assert_eq!(broken(&rule, "", "eeeee--"), []);
    assert_eq!(broken(&rule, "", "-lllne-eeeee--"), []);
    assert_eq!(broken(&rule, "", "eeeel--"), [RuleName::Rotation]);
    assert_eq!(broken(&rule, "", "-lll---"), [RuleName::Rotation]);
    binds(&Contract { rotation: rotation(&["e****e-", "*****l*", "n******"], None), ..free() });
}

#[test]
fn an_agent_with_a_place_works_the_weeks_in_order_but_for_leave() {
    let contract = Contract { rotation: rotation(&["e****--", "l*****n"], Some("2026-11-16")), ..free() };
    let with = |place: u32, availability: Vec<Availability>| {
        let centre =
            centre(UTC, SHIFTS.map(|shift| template(shift, AROUND_THE_WEEKEND)).to_vec(), contract.clone());
        let mut agent = Agent::new("a", "c");
        agent.rotation_week = Some(place);
        Problem::new(Input {
            centre: &centre,
            agents: vec![agent],
            availability,
            published: Roster::default(),
            requirements: Vec::new(),
            first: date(MONDAY),
            days: 14,
            holidays: Vec::new(),
        })
    };
    let broken = |problem: &Problem, letters: &str| -> Vec<NaiveDate> {
        let found = check(problem, &Roster { assignments: shifts(letters, date(MONDAY)) });
        assert!(found.iter().all(|violation| violation.rule == RuleName::Rotation), "{found:?}");
        found.into_iter().filter_map(|violation| violation.date).collect()
    };
    // The rotation began a week ago: place 2 works its first week now.
    let second = with(2, Vec::new()).unwrap();
    assert_eq!(broken(&second, "e------l-----n"), []);
    assert_eq!(
        broken(&second, "l-----ne------"),
        [date(MONDAY), date("2026-11-29"), date("2026-11-30"), date("2026-12-06")]
    );
    assert_eq!(broken(&with(1, Vec::new()).unwrap(), "l-----ne------"), []);
    let solved =
        super::super::roster(&second, &super::Options::default(), &super::Control::unlimited()).unwrap();
    assert_eq!(check(&second, &solved.roster), []);
    let worked =
        |day: &str| solved.roster.assignments.iter().find(|s| s.date == date(day)).map(|s| s.shift.as_str());
    assert_eq!(
        [worked(MONDAY), worked("2026-11-29"), worked("2026-12-06")],
        [Some("early"), None, Some("night")]
    );
    let monday = start_instant(date(MONDAY), 0, UTC).unwrap();
    let leave = Availability::new("a", monday, monday + chrono::Duration::days(1), AvailabilityKind::Leave);
    assert_eq!(broken(&with(2, vec![leave]).unwrap(), "-------l-----n"), []);
    assert!(with(3, Vec::new()).unwrap_err().to_string().starts_with("rotation_week of agent a is 3"));
}

#[test]
fn a_contradiction_among_further_rules_is_told_in_their_words() {
    let contract = Contract {
        hours_per_period: Some((30.0, 40.0)),
        shift_counts: vec![ShiftCount {
            shifts: ids(&["early", "night"]),
            per_week: Some((0, 1)),
            per_period: None,
        }],
        day_off_after: ids(&["late"]),
        ..free()
    };
    let Err(Error::Conflict(conflicts)) = feasible(&problem(contract, Vec::new(), 1, "mon-sun")) else {
        panic!("a night and three late shifts are 22 hours")
    };
    assert_eq!(
        conflicts[0].reason,
        "these cannot all hold: contract c: a day off after late; early or night 0 to 1 times a week; 30 to 40 paid \
         hours in the period"
    );
}

#[test]
fn figures_that_make_no_sense_are_refused() {
    let refused = |contract: Contract| {
        let centre = centre(UTC, SHIFTS.map(|shift| template(shift, "mon-sun")).to_vec(), contract);
        let input = Input {
            centre: &centre,
            agents: Vec::new(),
            availability: Vec::new(),
            published: Roster::default(),
            requirements: Vec::new(),
            first: date(MONDAY),
            days: 7,
            holidays: Vec::new(),
        };
        Problem::new(input).unwrap_err().to_string()
    };
    let unknown = refused(Contract { day_off_after: ids(&["nihgt"]), ..free() });
    assert!(unknown.starts_with("day_off_after of contract c is nihgt"), "{unknown}");
    let turned = refused(Contract { hours_per_period: Some((160.0, 150.0)), ..free() });
    assert!(turned.starts_with("hours_per_period of contract c is 160 to 150"), "{turned}");
    let endless = refused(Contract { min_weekly_rest_hours: Some(f64::NAN), ..free() });
    assert!(endless.starts_with("min_weekly_rest_hours of contract c is NaN"), "{endless}");
}

/// Bits of the shifts, and least and how many more, per week and per period.
type Counted = (usize, Option<(u32, u32)>, Option<(u32, u32)>);

prop_compose! {
    fn further_rules()(
        (rest, run, run_off) in (prop::option::of(20.0_f64..150.0), prop::option::of(1_u32..4), prop::option::of(1_u32..4)),
        (next, after, before) in (0_usize..8, 0_usize..8, 0_usize..8),
        (in_a_row, weekends) in (prop::option::of(0_u32..3), prop::option::of(0_u32..3)),
        counts in prop::collection::vec((1_usize..8, prop::option::of((0_u32..2, 0_u32..3)), prop::option::of((0_u32..3, 0_u32..3))), 0..3),
        hours in prop::option::of((0.0_f64..30.0, 0.0_f64..30.0)),
        off in prop::option::of((0_u32..12, 0_u32..6)),
        change in prop::option::of(0.0_f64..14.0),
        recovery in prop::option::weighted(0.3, (8.0_f64..60.0, 0_usize..8)),
        weeks in prop::option::weighted(0.3, prop::collection::vec("[eln*w-]{7}", 1..4)),
        same in prop::bool::ANY,
        old in (0.0_f64..20.0, prop::option::of(2_u32..5), prop::option::of(1_u32..4)),
    ) -> Contract {
        let some = |bits: usize| {
            let names = SHIFTS.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
            names.map(|(_, (id, ..))| ShiftId::from(*id)).collect::<Vec<_>>()
        };
        let range = |(lo, more): (u32, u32)| (lo, lo + more);
        let count = |(shifts, week, period): Counted| {
            ShiftCount { shifts: some(shifts), per_week: week.map(range), per_period: period.map(range) }
        };
        Contract {
            min_weekly_rest_hours: rest,
            min_consecutive_days: run,
            min_consecutive_days_off: run_off,
            not_next_day: BTreeMap::from([("night".into(), some(next))]),
            day_off_after: if after < 4 { Vec::new() } else { some(after - 4) },
            day_off_before: if before < 4 { Vec::new() } else { some(before - 4) },
            max_consecutive_weekends: in_a_row,
            max_weekends: weekends,
            shift_counts: counts.into_iter().map(count).collect(),
            hours_per_period: hours.map(|(lo, more)| (lo, lo + more)),
            days_off_per_period: off.map(range),
            max_start_change_hours: change,
            same_paid_hours_in_week: same,
            rest_after: recovery.iter().flat_map(|(hours, of)| some(*of).into_iter().map(|id| (id, *hours))).collect(),
            rotation: weeks.and_then(|weeks| {
                rotation(&weeks.iter().map(String::as_str).collect::<Vec<_>>(), None)
            }),
            min_rest_hours: old.0,
            max_consecutive_days: old.1,
            consecutive_days_off: old.2,
            ..free()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the rules together, the search may choose exactly the tours that the checker finds legal.
    #[test]
    fn search_and_checker_agree_on_all_further_rules_together(
        contract in further_rules(),
        before in "[eln-]{0,9}",
    ) {
        agree(&contract, &before, 2, AROUND_THE_WEEKEND);
    }
}
