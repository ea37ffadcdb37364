//! Solves the public employee shift scheduling instances of Curtois and Qu, and checks every answer by the benchmark's
//! own rules.
//!
//! Run with `cargo run --release -p wfm-core --example nurse_rostering -- SECONDS Instance1.txt Instance2.txt …`. The
//! instances are not part of this repository; they stand on schedulingbenchmarks.org.
//!
//! The instances ask for people per *shift type and day*. So the day of the grid gets one interval for each type: shifts
//! of the first type start in the first interval, those of the second in the next. Everybody counts in the interval in
//! which the shift starts, and is away, paid, for the rest of it.
//!
//! Source: T. Curtois, R. Qu (2014), *Computational results on new staff scheduling benchmark instances*.

mod instance;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc, Weekday};
use wfm_core::control::{Control, Stop};
use wfm_core::model::*;
use wfm_core::rostering::{Input, Options, Outcome, Problem, Solved, check, roster};

use instance::{Instance, Member};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let Some(seconds) = words.next() else {
        println!("usage: nurse_rostering SECONDS INSTANCE…");
        return Ok(());
    };
    let seconds: f64 = seconds.parse()?;
    println!("instance,cost,lower_bound,gap,outcome,seconds,work");
    for path in words {
        let instance = Instance::parse(&std::fs::read_to_string(&path)?)?;
        let name = std::path::Path::new(&path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        println!("{name},{}", solve(&instance, seconds)?);
    }
    Ok(())
}

/// Into so many parts the time is cut, each for a search with a seed of its own: where strict rules leave deep valleys
/// between rosters, several starts may find better ones than a long one.
const STARTS: f64 = 4.0;

/// Solves an instance, checks the answer twice, and tells the figures.
fn solve(instance: &Instance, seconds: f64) -> Result<String, Box<dyn std::error::Error>> {
    let centre = centre(instance);
    let problem = problem(instance, &centre)?;
    let (begin, limit) = (Instant::now(), Duration::try_from_secs_f64(seconds)?);
    let stop = || (begin.elapsed() >= limit).then_some(Stop::TimeLimit);
    let solve = |seed| {
        // As much work as a part of the time may do, so that the search can plan it; the clock ends it.
        let limits = RosterWeights { time_limit_seconds: seconds / STARTS, ..RosterWeights::default() };
        let options = Options { gap: 0.0, seed, ..Options::new(&limits) };
        roster(&problem, &options, &Control::new(&stop, &|_| {}))
    };
    let mut solved = solve(1)?;
    // A search that has used up its part, or tried all it knows, begins again with another seed, while there is time.
    for seed in 2.. {
        if !matches!(solved.outcome, Outcome::Exhausted | Outcome::WorkLimit) {
            break;
        }
        solved = better(solved, solve(seed)?);
    }
    assert!(check(&problem, &solved.roster).is_empty(), "a rule is broken");
    let (cost, broken) = instance.evaluate(&worked(instance, &solved.roster));
    assert!(broken.is_empty(), "{broken:?}");
    assert!((cost - solved.cost.total()).abs() < 1e-6, "{cost} against {}", solved.cost.total());
    let bound = solved.lower_bound.map_or("-".to_owned(), |bound| format!("{bound:.0}"));
    let gap = solved.gap().map_or("-".to_owned(), |gap| format!("{gap:.4}"));
    let seconds = begin.elapsed().as_secs_f64();
    Ok(format!("{cost:.0},{bound},{gap},{:?},{seconds:.1},{}", solved.outcome, solved.work))
}

/// The cheaper of two answers, with the better bound and all the work; done when the later one is.
fn better(first: Solved, later: Solved) -> Solved {
    let lower_bound = [first.lower_bound, later.lower_bound].into_iter().flatten().reduce(f64::max);
    let (work, outcome) = (first.work + later.work, later.outcome);
    let cheaper = if later.cost.total() < first.cost.total() { later } else { first };
    let is_proven = lower_bound.is_some_and(|bound| bound >= cheaper.cost.total());
    Solved { lower_bound, work, outcome: if is_proven { Outcome::Optimal } else { outcome }, ..cheaper }
}

/// The type worked, by member and day.
fn worked(instance: &Instance, roster: &Roster) -> BTreeMap<(usize, u32), usize> {
    let of = |shift: &Assignment| {
        let member = instance.staff.iter().position(|member| member.id == shift.agent.as_str())?;
        let day = (shift.date - monday()).num_days() as u32;
        Some(((member, day), instance.position(shift.shift.as_str())))
    };
    roster.assignments.iter().filter_map(of).collect()
}

/// Day 0 of every instance is a Monday; any will do.
fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).expect("a Monday")
}

fn midnight(day: u32) -> DateTime<Utc> {
    (monday() + Days::new(u64::from(day))).and_time(NaiveTime::MIN).and_utc()
}

/// Minutes of an interval: a day has room for one interval per type.
fn interval(instance: &Instance) -> u32 {
    if instance.shifts.len() <= 12 { 60 } else { 30 }
}

fn centre(instance: &Instance) -> Centre {
    let first = instance.cover.first();
    let band = |cost: f64| vec![CostBand { up_to_share: None, cost }];
    let weights = RosterWeights {
        understaffing: band(first.map_or(0.0, |cover| cover.under)),
        overstaffing: band(first.map_or(0.0, |cover| cover.over)),
        paid_hour_above_minimum: 0.0,
        start_deviation_hour: 0.0,
        wished_day_off: 1.0,
        wished_work: 1.0,
        changed_shift: 0.0,
        fairness: 0.0,
        ..RosterWeights::default()
    };
    Centre {
        name: "nurses".to_owned(),
        zone: chrono_tz::UTC,
        week_starts: Weekday::Mon,
        weekend: "sat-sun".parse().expect("days"),
        interval_minutes: interval(instance),
        language: Language::En,
        date_style: DateStyle::Gregorian,
        currency: None,
        queues: Vec::new(),
        shrinkage: Shrinkage::default(),
        shifts: (0..instance.shifts.len()).map(|position| template(instance, position)).collect(),
        contracts: instance.staff.iter().map(|member| contract(instance, member)).collect(),
        weights,
    }
}

fn template(instance: &Instance, position: usize) -> ShiftTemplate {
    let (shift, interval) = (&instance.shifts[position], interval(instance));
    let start = interval * position as u32;
    ShiftTemplate {
        id: shift.id.as_str().into(),
        days: WeekdaySet::ALL,
        start: StartWindow { earliest: start, latest: start },
        start_every_minutes: interval,
        lengths: vec![shift.minutes],
        breaks: vec![BreakTemplate {
            id: "ward".to_owned(),
            minutes: shift.minutes - interval,
            paid: true,
            earliest: interval,
            latest: interval,
        }],
        break_every_minutes: interval,
        break_rules: BreakRules::default(),
    }
}

fn contract(instance: &Instance, member: &Member) -> Contract {
    let hours = |minutes: u32| f64::from(minutes) / 60.0;
    let follow = instance.shifts.iter().filter(|shift| !shift.not_next.is_empty());
    let ids = |ids: &[String]| ids.iter().map(|id| ShiftId::from(id.as_str())).collect::<Vec<_>>();
    // A limit no lower than the days of the horizon limits nothing.
    let scarce = member.most_of_type.iter().filter(|(_, most)| *most > 0 && *most < instance.days);
    let allowed = member.most_of_type.iter().filter(|(_, most)| *most > 0);
    Contract {
        hours_per_period: Some((hours(member.minutes.0), hours(member.minutes.1))),
        min_consecutive_days: Some(member.run.0),
        max_consecutive_days: Some(member.run.1),
        min_consecutive_days_off: Some(member.least_run_off),
        max_weekends: Some(member.most_weekends),
        not_next_day: follow.map(|shift| (shift.id.as_str().into(), ids(&shift.not_next))).collect(),
        shift_counts: scarce
            .map(|(id, most)| ShiftCount {
                shifts: vec![id.as_str().into()],
                per_week: None,
                per_period: Some((0, *most)),
            })
            .collect(),
        shifts: Some(allowed.map(|(id, _)| id.as_str().into()).collect()),
        ..Contract::new(member.id.as_str(), (0.0, 168.0), (0, 7))
    }
}

fn problem(instance: &Instance, centre: &Centre) -> wfm_core::Result<Problem> {
    let day =
        |member: &str, day: u32, kind| Availability::new(member, midnight(day), midnight(day + 1), kind);
    let off = instance.staff.iter().flat_map(|member| {
        member.days_off.iter().map(|date| day(&member.id, *date, AvailabilityKind::Unavailable))
    });
    let wishes = instance.requests.iter().map(|request| Availability {
        shift: Some(request.shift.as_str().into()),
        weight: request.weight,
        ..day(
            &request.member,
            request.day,
            if request.wanted { AvailabilityKind::WishWork } else { AvailabilityKind::WishOff },
        )
    });
    Problem::new(Input {
        centre,
        agents: instance
            .staff
            .iter()
            .map(|member| Agent::new(member.id.as_str(), member.id.as_str()))
            .collect(),
        availability: off.chain(wishes).collect(),
        published: Roster::default(),
        requirements: vec![requirement(instance, centre)?],
        first: monday(),
        days: instance.days,
        holidays: Vec::new(),
    })
}

fn requirement(instance: &Instance, centre: &Centre) -> wfm_core::Result<Requirement> {
    let grid = Grid::of_days(monday(), instance.days, centre.interval_minutes, centre.zone)?;
    let mut agents = vec![0.0; grid.len()];
    for cover in &instance.cover {
        let of_day = (1440 / centre.interval_minutes) as usize;
        agents[cover.day as usize * of_day + instance.position(&cover.shift)] = f64::from(cover.people);
    }
    let open = vec![true; grid.len()];
    Ok(Requirement { queue: "ward".into(), open, scheduled: agents.clone(), agents, basis: None, grid })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_PEOPLE: &str = "SECTION_HORIZON\n7\nSECTION_SHIFTS\nD,480,\nN,600,D\nSECTION_STAFF\n\
        ann,D=7|N=7,1200,960,3,1,1,1\nben,D=7|N=0,960,480,2,2,1,0\nSECTION_DAYS_OFF\nann,2\n\
        SECTION_SHIFT_ON_REQUESTS\nann,0,N,3\nSECTION_SHIFT_OFF_REQUESTS\nben,1,D,2\nSECTION_COVER\n";

    #[test]
    fn a_small_instance_is_solved_to_the_end() {
        let people = |day, shift| u32::from(day == 0 || (day == 1 && shift == "D"));
        let cover = (0..7).flat_map(|day| ["D", "N"].map(|shift| (day, shift)));
        let cover = cover.map(|(day, shift)| format!("{day},{shift},{},100,1\n", people(day, shift)));
        let text = TWO_PEOPLE.to_owned() + &cover.collect::<String>();
        // Ann has the night she likes and, as she must work twice and no day may follow it, a shift nobody asks for; Ben
        // works both days, the second against his wish.
        let line = solve(&Instance::parse(&text).unwrap(), 10.0).unwrap();
        assert!(line.starts_with("3,3,0.0000,Optimal"), "{line}");
    }

    #[test]
    fn a_row_that_is_not_understood_is_named() {
        assert_eq!(Instance::parse("SECTION_HORIZON\nsoon\n").err().unwrap(), "SECTION_HORIZON: \"soon\"");
    }
}
