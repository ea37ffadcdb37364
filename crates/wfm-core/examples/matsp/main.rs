//! Solves the public multi-activity, multi-day shift scheduling instances: several tasks by the quarter of an hour, day and
//! night, and checks every answer by the benchmark's own words.
//!
//! Run with `cargo run --release -p wfm-core --example matsp -- SECONDS 1_7_10_1.txt …`; a published solution is
//! checked with `… --example matsp -- check 1_7_10_1.txt SOLUTION.xml`. The instances are not part of this repository; they
//! stand on schedulingbenchmarks.org.
//!
//! Every task is a queue that everybody can serve. A person too few is dear instead of forbidden; a person too many costs
//! 1, each further one 3: the differences of squares up to two. The day after the last, which ends at six, lies in a
//! week that is otherwise closed. To save states, shifts last whole half hours, and nobody works more than an hour above
//! the least: so `roster_bound` holds for such rosters only, `bound` (what is too much, spread evenly) for all.
//!
//! That a task is kept for an hour is no rule of the library, which says who works when: the example hands out the tasks
//! afterwards, and tries other seeds while there is time. `short` counts the quarters of an hour in which a task then lacks people; only 0 is legal.

mod instance;
mod tasks;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc, Weekday};
use wfm_core::control::{Control, Stop};
use wfm_core::model::*;
use wfm_core::rostering::{Input, Options, Problem, check, roster};

use instance::{DAY_BREAKS, Duty, Instance, LENGTHS, MOST_DAYS_RUNNING, REST, SLOT, SLOTS_OF_DAY, STARTS};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => println!("usage: matsp SECONDS INSTANCE…  or  matsp check INSTANCE SOLUTION"),
        ["check", instance, solution] => {
            let instance = Instance::parse(&std::fs::read_to_string(instance)?)?;
            let duties = instance.answer(&std::fs::read_to_string(solution)?).ok_or("no solution of it")?;
            let (penalty, broken) = instance.evaluate(&duties);
            println!("penalty {penalty}, broken: {broken:?}");
        }
        [seconds, ref paths @ ..] => {
            let seconds: f64 = seconds.parse()?;
            println!("instance,penalty,bound,short,roster_cost,roster_bound,outcome,seconds");
            for path in paths {
                let instance = Instance::parse(&std::fs::read_to_string(path)?)?;
                let name = std::path::Path::new(path).file_stem().unwrap_or_default().to_string_lossy();
                println!("{name},{}", solve(&instance, seconds)?);
            }
        }
    }
    Ok(())
}

/// Solves an instance, checks the answer twice, and tells the figures. Apart from tasks that are short no rule may be broken.
fn solve(instance: &Instance, seconds: f64) -> Result<String, Box<dyn std::error::Error>> {
    let centre = centre(instance);
    let problem = problem(instance, &centre)?;
    let (begin, limit) = (Instant::now(), Duration::try_from_secs_f64(seconds)?);
    let stop = || (begin.elapsed() >= limit).then_some(Stop::TimeLimit);
    // As much work as the time allows, so that the search can plan it; the clock ends it.
    let limits = RosterWeights { time_limit_seconds: seconds / SLOWER, ..RosterWeights::default() };
    let attempt = |seed| {
        let options = Options { gap: 0.0, seed, ..Options::new(&limits) };
        let solved = roster(&problem, &options, &Control::new(&stop, &|_| {}))?;
        assert!(check(&problem, &solved.roster).is_empty(), "a rule is broken");
        let (penalty, broken) = instance.evaluate(&duties(instance, &solved.roster));
        let (short, broken): (Vec<String>, Vec<String>) =
            broken.into_iter().partition(|what| what.starts_with("task "));
        assert!(broken.is_empty(), "{broken:?}");
        Ok::<_, wfm_core::Error>((short.len(), penalty, solved))
    };
    let (bound, mut best) = (instance.bound(), attempt(1)?);
    // While there is time, another seed may give a better roster, or one whose tasks can be handed out.
    for seed in 2.. {
        if stop().is_some() || (best.0, best.1) == (0, bound) {
            break;
        }
        let later = attempt(seed)?;
        if (later.0, later.1) < (best.0, best.1) {
            best = later;
        }
    }
    let (short, penalty, solved) = best;
    let (cost, outcome, seconds) = (solved.cost.total(), solved.outcome, begin.elapsed().as_secs_f64());
    let proven = solved.lower_bound.map_or("-".to_owned(), |bound| format!("{bound:.0}"));
    Ok(format!("{penalty},{bound},{short},{cost:.0},{proven},{outcome:?},{seconds:.1}"))
}

/// The shifts of every member, tasks handed out.
fn duties(instance: &Instance, roster: &Roster) -> Vec<Vec<Duty>> {
    let slot = |instant: DateTime<Utc>| ((instant - midnight(0)).num_minutes() / i64::from(SLOT)) as usize;
    let mut shifts: Vec<&Assignment> = roster.assignments.iter().collect();
    shifts.sort_by_key(|shift| shift.start);
    let stretch = |shift: &&Assignment| (slot(shift.start), slot(shift.end) - slot(shift.start));
    let stretches: Vec<tasks::Stretch> = shifts.iter().map(stretch).collect();
    let mut duties: Vec<Vec<Duty>> = instance.staff.iter().map(|_| Vec::new()).collect();
    for (shift, duty) in shifts.iter().zip(tasks::hand_out(&instance.wanted(), &stretches)) {
        let member = instance.staff.iter().position(|member| member.id == shift.agent.as_str());
        duties[member.expect("one of the staff")].push(duty);
    }
    duties
}

/// The first day of every instance; any Monday will do.
fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).expect("a Monday")
}

fn midnight(day: usize) -> DateTime<Utc> {
    (monday() + Days::new(day as u64)).and_time(NaiveTime::MIN).and_utc()
}

fn centre(instance: &Instance) -> Centre {
    // However little is wanted, the first band is one person wide.
    let first = CostBand { up_to_share: Some(1e-6), cost: 1.0 };
    let band = |cost: f64| CostBand { up_to_share: None, cost };
    let weights = RosterWeights {
        understaffing: vec![band(SHORT)],
        overstaffing: vec![first, band(3.0)],
        paid_hour_above_minimum: 0.0,
        start_deviation_hour: 0.0,
        changed_shift: 0.0,
        fairness: 0.0,
        ..RosterWeights::default()
    };
    let minutes: BTreeSet<(u32, u32)> = instance.staff.iter().map(|member| member.minutes).collect();
    Centre {
        name: "shop".to_owned(),
        zone: chrono_tz::UTC,
        week_starts: Weekday::Mon,
        weekend: "sat-sun".parse().expect("days"),
        interval_minutes: SLOT,
        language: Language::En,
        date_style: DateStyle::Gregorian,
        currency: None,
        queues: Vec::new(),
        shrinkage: Shrinkage::default(),
        shifts: STARTS.into_iter().map(template).collect(),
        contracts: minutes.into_iter().map(contract).collect(),
        weights,
    }
}

/// Cost of a person too few in a quarter of an hour.
const SHORT: f64 = 20.0;

/// Minutes between the lengths of shifts that are tried, and those above a member's least: everybody together has to
/// work more than is wanted, so few are the better, and the sums of minutes that a legal tour may pass through fewer.
const LENGTHS_EVERY: usize = 30;
const MOST_ABOVE_LEAST: u32 = 60;

/// So many times slower than usual counted work is done, as a day has hundreds of shifts.
const SLOWER: f64 = 4.0;

fn template((earliest, latest): (u32, u32)) -> ShiftTemplate {
    ShiftTemplate {
        id: format!("from {earliest}").as_str().into(),
        days: WeekdaySet::ALL,
        start: StartWindow { earliest, latest },
        start_every_minutes: SLOT,
        lengths: (LENGTHS.0..=LENGTHS.1).step_by(LENGTHS_EVERY).collect(),
        breaks: Vec::new(),
        break_every_minutes: SLOT,
        break_rules: BreakRules::default(),
    }
}

fn contract_id((least, most): (u32, u32)) -> String {
    format!("{least} to {most}")
}

fn contract(minutes: (u32, u32)) -> Contract {
    let hours = |minutes: u32| f64::from(minutes) / 60.0;
    Contract {
        hours_per_period: Some((hours(minutes.0), hours(minutes.1.min(minutes.0 + MOST_ABOVE_LEAST)))),
        min_rest_hours: hours(REST),
        max_consecutive_days: Some(MOST_DAYS_RUNNING as u32),
        ..Contract::new(contract_id(minutes).as_str(), (0.0, 168.0), (0, 7))
    }
}

fn problem(instance: &Instance, centre: &Centre) -> wfm_core::Result<Problem> {
    let days = (instance.days + 1).next_multiple_of(7);
    let at = |day: usize| midnight(day) + chrono::Duration::minutes(i64::from(DAY_BREAKS));
    let closed = [(midnight(0), at(0)), (at(instance.days), midnight(days))];
    let away = |member: &instance::Member| {
        let id = member.id.clone();
        closed.map(|(from, to)| Availability::new(id.as_str(), from, to, AvailabilityKind::Unavailable))
    };
    let agent =
        |member: &instance::Member| Agent::new(member.id.as_str(), contract_id(member.minutes).as_str());
    let wanted = instance.wanted();
    let tasks = wanted.iter().enumerate();
    Problem::new(Input {
        centre,
        agents: instance.staff.iter().map(agent).collect(),
        availability: instance.staff.iter().flat_map(away).collect(),
        published: Roster::default(),
        requirements: tasks
            .map(|(task, wanted)| requirement(task, wanted, days))
            .collect::<wfm_core::Result<_>>()?,
        first: monday(),
        days: days as u32,
        holidays: Vec::new(),
    })
}

fn requirement(task: usize, wanted: &[u32], days: usize) -> wfm_core::Result<Requirement> {
    let grid = Grid::of_days(monday(), days as u32, SLOT, chrono_tz::UTC)?;
    let mut agents = vec![0.0; days * SLOTS_OF_DAY];
    agents.iter_mut().zip(wanted).for_each(|(agents, wanted)| *agents = f64::from(*wanted));
    let (queue, open) = (format!("task {}", task + 1), vec![true; agents.len()]);
    Ok(Requirement {
        queue: queue.as_str().into(),
        open,
        scheduled: agents.clone(),
        agents,
        basis: None,
        grid,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_TASKS: &str = "SECTION_HORIZON\n7\nSECTION_TASKS\n2\nSECTION_STAFF\nann,960,960\nben,360,2400\n\
        SECTION_COVER\n";

    /// From an hour of a day on, one person on a task for some hours.
    fn one(day: u32, hour: u32, hours: u32, task: u32) -> String {
        let quarters = (hour * 4..(hour + hours) * 4).map(|at| (at / 4, at % 4 * 15));
        quarters.map(|(hour, minute)| format!("{day},{hour:02}:{minute:02}-,{task},1,1\n")).collect()
    }

    #[test]
    fn a_small_instance_is_solved_to_the_end() {
        let wanted = [(1, 8, 4, 1), (1, 12, 4, 2), (2, 8, 8, 2), (8, 0, 6, 1)];
        let rows = wanted.map(|(day, hour, hours, task)| one(day, hour, hours, task));
        let line = solve(&Instance::parse(&(TWO_TASKS.to_owned() + &rows.concat())).unwrap(), 60.0).unwrap();
        assert!(line.starts_with("0,0,0,0,0,Optimal"), "{line}");
    }

    #[test]
    fn a_row_that_is_not_understood_is_named() {
        let of = |text: &str| Instance::parse(text).err().unwrap();
        assert_eq!(of("SECTION_HORIZON\nsoon\n"), "SECTION_HORIZON: \"soon\"");
        assert!(of("SECTION_HORIZON\n7\n").contains("tasks are missing"));
        let cover = TWO_TASKS.to_owned() + "1,05:45-06:00,1,1,1\n";
        assert_eq!(of(&cover), "SECTION_COVER: \"1,05:45-06:00,1,1,1\"");
    }

    #[test]
    fn what_an_answer_breaks_is_named_and_squares_are_charged() {
        let instance = Instance::parse(&(TWO_TASKS.to_owned() + &one(1, 6, 1, 1))).unwrap();
        let duty = |day: usize, hour: usize, tasks: &[(usize, usize)]| Duty {
            start: day * SLOTS_OF_DAY + hour * 4,
            tasks: tasks.iter().flat_map(|(task, slots)| vec![*task; *slots]).collect(),
        };
        // Ben's second shift begins too soon, and his first task there is kept for three quarters of an hour.
        let ann = vec![duty(0, 6, &[(0, 32)]), duty(1, 6, &[(0, 32)])];
        let ben = vec![duty(0, 6, &[(1, 24)]), duty(0, 20, &[(0, 3), (1, 21)])];
        let (penalty, broken) = instance.evaluate(&[ann, ben]);
        assert_eq!(
            (penalty, &broken[..]),
            (
                28 + 32 + 24 + 24,
                &["ben: task not kept", "ben: rest", "ben: two starts on a day"].map(str::to_owned)[..]
            )
        );
        let both = || vec![duty(1, 7, &[(0, 24)])];
        let (penalty, broken) = instance.evaluate(&[both(), both()]);
        assert_eq!((penalty, broken.len()), (24 * 4, 5), "{broken:?}");
    }

    #[test]
    fn a_published_answer_is_read() {
        let instance = Instance::parse(TWO_TASKS).unwrap();
        let xml = "<Employee ID=\"ben\"><Shift><Day>1</Day><Start>06:15:00</Start><Task WorkLength=\"60\"><ID>2</ID>\
            <Length>60</Length></Task></Shift></Employee>";
        let duties = instance.answer(xml).unwrap();
        assert!(duties[0].is_empty());
        assert_eq!((duties[1][0].start, &duties[1][0].tasks[..]), (SLOTS_OF_DAY + 25, &[1; 4][..]));
        assert!(instance.answer(&xml.replace("ben", "cleo")).is_none());
    }
}
