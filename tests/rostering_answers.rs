//! What a roster answers when asked: why it is short, what a wish costs, what mends a contradiction or an absence.

mod small_centre;

use chrono_tz::Tz;
use small_centre::{MONDAY, Small, at, contract, date};
use wfm_core::Error;
use wfm_core::control::Control;
use wfm_core::model::*;
use wfm_core::rostering::{ShiftChange, *};

fn quick() -> Options {
    Options { work_limit: 3_000_000, ..Options::default() }
}

fn solved(problem: &Problem) -> Solved {
    roster(problem, &quick(), &Control::unlimited()).unwrap()
}

/// The roster with these days of agents exchanged.
fn changed(roster: &Roster, changes: &[ShiftChange]) -> Roster {
    let mut changed = roster.clone();
    for change in changes {
        changed.assignments.retain(|shift| (&shift.agent, shift.date) != (&change.agent, change.date));
        changed.assignments.extend(change.after.clone());
    }
    changed
}

/// Legal, and dearer by exactly the price.
fn holds(problem: &Problem, roster: &Roster, remedy: &Remedy) {
    let other = changed(roster, &remedy.changes);
    assert_eq!(check(problem, &other), []);
    let (before, after) = (cost(problem, roster), cost(problem, &other));
    assert!((after.coverage() - before.coverage() - remedy.price.coverage).abs() < 1e-6, "{remedy:?}");
    assert!((after.agents() - before.agents() - remedy.price.own).abs() < 1e-6, "{remedy:?}");
}

/// Six agents where eight would be needed, one of them on leave on Tuesday, one who cannot come early.
fn short_office() -> Small {
    let mut small = Small::office(6);
    small.required = vec![("calls", |minute| if (480..1200).contains(&minute) { 5.0 } else { 0.0 })];
    small.days_off("a1", "2026-11-24", 1, AvailabilityKind::Unavailable);
    small
}

#[test]
fn every_price_of_a_shortage_is_the_difference_between_two_rosters() {
    let small = short_office();
    let problem = small.problem();
    let roster = solved(&problem).roster;
    let explanation = explain(&problem, &roster, &Question::default()).unwrap();
    assert!(!explanation.shortages.is_empty());
    for shortage in &explanation.shortages {
        assert!(shortage.short > 0.0 && shortage.from <= shortage.at && shortage.at < shortage.to);
        let totals: Vec<f64> = shortage.remedies.iter().map(|remedy| remedy.price.total()).collect();
        assert!(totals.is_sorted(), "{totals:?}");
        for remedy in &shortage.remedies {
            holds(&problem, &roster, remedy);
            let other = changed(&roster, &remedy.changes);
            let serves = |roster: &Roster| {
                let shifts = roster.assignments.iter().filter(|shift| shift.agent == remedy.agent);
                shifts.flat_map(|shift| &shift.segments).any(|segment| {
                    segment.activity == Activity::OnQueue
                        && segment.start <= shortage.at
                        && shortage.at < segment.end
                })
            };
            assert!(serves(&other), "{remedy:?}");
        }
        let blocked: usize = shortage.obstacles.iter().map(|obstacle| obstacle.agents.len()).sum();
        assert_eq!(shortage.remedies.len() + blocked + shortage.there, 6);
    }
}

#[test]
fn who_is_unavailable_is_told_from_who_is_too_dear() {
    let small = short_office();
    let problem = small.problem();
    let roster = solved(&problem).roster;
    let noon = at(Tz::UTC, "2026-11-24", 720);
    let explanation =
        explain(&problem, &roster, &Question { at: Some(noon), ..Question::default() }).unwrap();
    let [shortage] = explanation.shortages.as_slice() else { panic!("one queue, one interval") };
    let [obstacle] = shortage.obstacles.as_slice() else { panic!("{:?}", shortage.obstacles) };
    assert_eq!(obstacle.agents, ["a1".into()]);
    assert_eq!(obstacle.reason, "unavailable from 2026-11-24 00:00 to 2026-11-25 00:00");
}

#[test]
fn before_the_first_shift_nobody_can_come_and_the_shifts_are_named() {
    let problem = short_office().problem();
    let roster = solved(&problem).roster;
    let question = Question { at: Some(at(Tz::UTC, MONDAY, 180)), ..Question::default() };
    let explanation = explain(&problem, &roster, &question).unwrap();
    assert_eq!(explanation.shortages[0].obstacles[0].reason, "no shift template allows it");
    assert_eq!(explanation.shortages[0].obstacles[0].agents.len(), 6);
    let outside = Question { at: Some(at(Tz::UTC, "2026-12-24", 0)), ..Question::default() };
    assert!(explain(&problem, &roster, &outside).is_err());
    let unknown = Question { agent: Some("zoe".into()), ..Question::default() };
    assert!(explain(&problem, &roster, &unknown).unwrap_err().to_string().contains("zoe"));
}

#[test]
fn a_refused_wish_has_a_price_and_an_impossible_one_a_reason() {
    let mut small = short_office();
    small.centre.contracts[0].days_per_week = (5, 5);
    small.centre.contracts[0].max_start_spread_hours = Some(2.0);
    small.days_off("a0", MONDAY, 5, AvailabilityKind::WishOff);
    // Only five days are left to somebody who must work five.
    small.days_off("a2", "2026-11-28", 2, AvailabilityKind::Unavailable);
    small.days_off("a2", "2026-11-25", 1, AvailabilityKind::WishOff);
    let problem = small.problem();
    let roster = solved(&problem).roster;
    let wishes = explain(&problem, &roster, &Question::default()).unwrap().wishes;
    assert!(wishes.len() >= 4, "{wishes:?}");
    for wish in wishes.iter().filter(|wish| wish.agent == "a0".into()) {
        let Answer::Possible(remedy) = &wish.answer else { panic!("{wish:?}") };
        holds(&problem, &roster, remedy);
        let other = changed(&roster, &remedy.changes);
        assert!(!other.assignments.iter().any(|s| s.agent == wish.agent && s.date == wish.date));
    }
    let of_a2 = wishes.iter().find(|wish| wish.agent == "a2".into()).expect("it cannot be granted");
    let Answer::Forbidden(reason) = &of_a2.answer else { panic!("{of_a2:?}") };
    assert!(reason.contains("5 days a week") && reason.contains("unavailable from 2026-11-28"), "{reason}");
}

#[test]
fn one_agent_more_saves_what_the_cost_without_says() {
    let small = short_office();
    let problem = small.problem();
    let roster = solved(&problem).roster;
    let values = explain(&problem, &roster, &Question::default()).unwrap().shifts;
    let best = values.iter().max_by(|a, b| a.saves.total_cmp(&b.saves)).unwrap();
    // The same week with a seventh agent, who works that shift and nothing else.
    let mut more = small;
    more.agents.push(Agent::new("extra", "free"));
    let free = Contract { id: "free".into(), ..contract((0.0, 50.0), (0, 7)) };
    more.centre.contracts.push(free);
    let problem = more.problem();
    let before = cost(&problem, &roster).coverage();
    let question = Question { at: Some(best.start), agent: Some("extra".into()), ..Question::default() };
    let explanation = explain(&problem, &roster, &question).unwrap();
    let remedy = &explanation.shortages[0].remedies[0];
    let after = cost(&problem, &changed(&roster, &remedy.changes)).coverage();
    let shifts = remedy.changes.len() as f64;
    assert!(before - after >= best.saves - 1e-6, "{shifts} shifts save {} < {}", before - after, best.saves);
    assert!(values.iter().all(|value| value.saves > 0.0 && value.start < value.end));
}

#[test]
fn the_bound_alone_holds_for_every_roster_and_its_gap_has_three_measures() {
    let problem = short_office().problem();
    let solved = solved(&problem);
    let bound = bound(&problem, &quick(), &Control::unlimited()).unwrap();
    assert!(bound.lower_bound > 0.0 && bound.lower_bound <= solved.cost.total() + 1e-9);
    assert_eq!(bound.prices.len(), 1);
    let gap = Gap::new(solved.cost.total(), solved.lower_bound.unwrap(), solved.payroll);
    assert_eq!(Some(gap.units), solved.gap_units());
    assert_eq!((gap.of_bound, gap.of_payroll), (solved.gap(), solved.gap_of_payroll()));
    assert_eq!(Gap::new(10.0, 0.0, 0.0), Gap { units: 10.0, of_bound: None, of_payroll: None });
}

/// The only conflict of a centre of one agent.
fn conflict(change: impl FnOnce(&mut Small)) -> wfm_core::Conflict {
    let mut small = Small::office(1);
    change(&mut small);
    match feasible(&small.problem()) {
        Err(Error::Conflict(mut conflicts)) if conflicts.len() == 1 => conflicts.remove(0),
        other => panic!("no single conflict: {other:?}"),
    }
}

#[test]
fn the_smallest_change_of_a_figure_mends_a_conflict_and_a_smaller_one_does_not() {
    // Five days of nine hours with an unpaid half hour make 42.5 paid hours.
    let hours = conflict(|small| small.centre.contracts[0].hours_per_week = (60.0, 70.0));
    assert_eq!(hours.remedies, ["contract c: 42.5 to 70 paid hours a week"]);
    // Nine hours of work from seven at the earliest to twelve at the latest, then fifteen until the next day.
    let rest = conflict(|small| small.centre.contracts[0].min_rest_hours = 60.0);
    assert!(rest.reason.contains("60 hours of rest"), "{}", rest.reason);
    let rested = rest.remedies.iter().find(|remedy| remedy.contains("rest")).expect("less rest");
    let enough: f64 = rested.split_whitespace().find_map(|word| word.parse().ok()).unwrap();
    let feasible_with = |hours: f64| {
        let mut small = Small::office(1);
        small.centre.contracts[0].min_rest_hours = hours;
        feasible(&small.problem()).is_ok()
    };
    assert!(feasible_with(enough) && !feasible_with(enough + 0.1), "{enough}");
}

#[test]
fn leave_is_shortened_by_as_few_days_as_needed() {
    let leave = conflict(|small| {
        small.days_off("a0", MONDAY, 5, AvailabilityKind::Leave);
        small.centre.contracts[0].consecutive_days_off = Some(2);
    });
    assert!(leave.reason.contains("leave from 2026-11-23"), "{}", leave.reason);
    let shorter = "end the leave that begins on 2026-11-23 on 2026-11-25";
    assert!(leave.remedies.contains(&shorter.to_owned()), "{:?}", leave.remedies);
    assert!(leave.to_string().contains("would mend it: "), "{leave}");
}

/// A week for six agents, published.
fn published() -> (Small, Roster) {
    let mut small = Small::office(6);
    small.centre.contracts[0] = contract((24.0, 45.0), (3, 6));
    let roster = solved(&small.problem()).roster;
    small.published = roster.clone();
    (small, roster)
}

fn absence(roster: &Roster) -> Absence {
    let shift = roster.assignments.iter().find(|shift| shift.date == date("2026-11-25")).unwrap();
    Absence { agent: shift.agent.clone(), date: shift.date }
}

#[test]
fn a_repair_is_legal_changes_as_little_as_it_says_and_gets_cheaper_with_every_change() {
    let (small, roster) = published();
    let problem = small.problem();
    let absence = absence(&roster);
    let limits = RepairLimits { most_changes: 4, change_cost: 10.0 };
    let repaired = repair(&problem, &roster, std::slice::from_ref(&absence), &limits).unwrap();
    let [nothing, ..] = repaired.tradeoffs.as_slice() else { panic!("doing nothing is a choice") };
    assert_eq!(nothing.changes, []);
    assert_eq!(nothing.roster.assignments.len(), roster.assignments.len() - 1);
    for pair in repaired.tradeoffs.windows(2) {
        let free_of_changes = |t: &Tradeoff| t.cost.total() - t.cost.changed_shifts;
        assert!(free_of_changes(&pair[1]) < free_of_changes(&pair[0]));
        assert!(pair[1].changes.len() > pair[0].changes.len() && pair[1].changes.len() <= 4);
    }
    for tradeoff in &repaired.tradeoffs {
        assert_eq!(tradeoff.cost, cost(&problem, &tradeoff.roster));
        let broken = check(&problem, &tradeoff.roster);
        assert!(broken.iter().all(|violation| violation.agent == absence.agent), "{broken:?}");
        assert!(tradeoff.changes.iter().all(|c| c.agent != absence.agent && c.date >= absence.date));
        let mut without = roster.clone();
        without.assignments.retain(|s| (&s.agent, s.date) != (&absence.agent, absence.date));
        assert_eq!(changes(&without, &tradeoff.roster), tradeoff.changes);
    }
}

#[test]
fn one_change_is_the_best_there_is() {
    let (small, roster) = published();
    let problem = small.problem();
    let absence = absence(&roster);
    let limits = RepairLimits { most_changes: 1, change_cost: 0.0 };
    let repaired = repair(&problem, &roster, std::slice::from_ref(&absence), &limits).unwrap();
    let found = repaired.tradeoffs.last().unwrap();
    let found = found.cost.total() - found.cost.changed_shifts;
    // Every other shift that somebody has in any solved week, tried by hand on every later day.
    let mut left = roster.clone();
    left.assignments.retain(|s| (&s.agent, s.date) != (&absence.agent, absence.date));
    for shift in left.assignments.iter().filter(|shift| shift.date >= absence.date) {
        for agent in small.agents.iter().filter(|agent| agent.id != absence.agent) {
            let mut other = left.clone();
            other.assignments.retain(|s| (&s.agent, s.date) != (&agent.id, shift.date));
            other.assignments.push(Assignment { agent: agent.id.clone(), ..shift.clone() });
            let legal = check(&problem, &other).iter().all(|violation| violation.agent == absence.agent);
            if legal && changes(&left, &other).len() <= 1 {
                let other = cost(&problem, &other);
                assert!(found <= other.total() - other.changed_shifts + 1e-6);
            }
        }
    }
}

#[test]
fn all_wrong_absences_are_named_at_once() {
    let (small, roster) = published();
    let limits = RepairLimits { most_changes: 1, change_cost: 0.0 };
    let of = |agent: &str, day: &str| Absence { agent: agent.into(), date: date(day) };
    let wrong = [of("zoe", MONDAY), of("a0", "2027-01-01")];
    let error = repair(&small.problem(), &roster, &wrong, &limits).unwrap_err().to_string();
    assert!(error.contains("zoe@2026-11-23 (no such agent)"), "{error}");
    assert!(error.contains("a0@2027-01-01 (not in the week from 2026-11-23)"), "{error}");
}

#[test]
fn queues_are_named_anew_as_the_search_names_them() {
    let mut small = Small::office(4);
    small.required.push(("chat", |minute| if (600..900).contains(&minute) { 2.0 } else { 0.0 }));
    let problem = small.problem();
    let roster = solved(&problem).roster;
    let mut bare = roster.clone();
    bare.assignments.iter_mut().flat_map(|s| &mut s.segments).for_each(|segment| segment.queue = None);
    assert_eq!(with_queues(&problem, &bare), roster);
    assert_eq!(with_queues(&problem, &roster), roster);
}
