//! A small centre whose parts a test changes before it asks.
#![allow(dead_code)]

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use wfm_core::control::Control;
use wfm_core::model::*;
use wfm_core::rostering::{Input, Options, Problem, Solved, check, cost, roster};

pub(crate) const MONDAY: &str = "2026-11-23";

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A local time of the zone; the earlier one where it comes twice.
pub(crate) fn at(zone: Tz, day: &str, minute: i64) -> DateTime<Utc> {
    let local = date(day).and_time(NaiveTime::MIN) + Duration::minutes(minute);
    match local_instant(local, zone) {
        LocalInstant::Once(instant) | LocalInstant::Twice(instant, _) => instant,
        LocalInstant::Never => panic!("{local} does not exist"),
    }
}

pub(crate) fn quick() -> Options {
    Options { work_limit: 10_000_000, ..Options::default() }
}

/// Solves; the answer is legal, costs what it says and no less than the bound.
pub(crate) fn solve(problem: &Problem) -> Solved {
    let solved = roster(problem, &quick(), &Control::unlimited()).unwrap();
    assert_eq!(check(problem, &solved.roster), []);
    assert_eq!(cost(problem, &solved.roster), solved.cost);
    let bound = solved.lower_bound.unwrap_or(f64::NEG_INFINITY);
    assert!(bound <= solved.cost.total() + 1e-9, "{bound} above {}", solved.cost.total());
    solved
}

pub(crate) fn template(
    id: &str,
    start: (u32, u32),
    lengths: &[u32],
    breaks: &[(&str, u32, bool, u32, u32)],
) -> ShiftTemplate {
    ShiftTemplate {
        id: id.into(),
        days: WeekdaySet::ALL,
        start: StartWindow { earliest: start.0, latest: start.1 },
        start_every_minutes: 60,
        lengths: lengths.to_vec(),
        breaks: breaks
            .iter()
            .map(|(id, minutes, paid, earliest, latest)| BreakTemplate {
                id: (*id).to_owned(),
                minutes: *minutes,
                paid: *paid,
                earliest: *earliest,
                latest: *latest,
            })
            .collect(),
        break_every_minutes: 15,
        break_rules: BreakRules::default(),
    }
}

pub(crate) fn contract(hours: (f64, f64), days: (u32, u32)) -> Contract {
    Contract { min_rest_hours: 11.0, ..Contract::new("c", hours, days) }
}

/// Agents required by minute of the day.
pub(crate) type Need = fn(u32) -> f64;

/// A small centre whose parts a test changes before it asks.
#[derive(Debug)]
pub(crate) struct Small {
    pub(crate) centre: Centre,
    pub(crate) agents: Vec<Agent>,
    pub(crate) availability: Vec<Availability>,
    pub(crate) published: Roster,
    pub(crate) required: Vec<(&'static str, Need)>,
    pub(crate) first: &'static str,
    pub(crate) days: u32,
}

pub(crate) fn office(minute: u32) -> f64 {
    if (480..1200).contains(&minute) { 2.0 } else { 0.0 }
}

pub(crate) fn nobody(_: u32) -> f64 {
    0.0
}

pub(crate) fn always_one(_: u32) -> f64 {
    1.0
}

impl Small {
    pub(crate) fn new(agents: usize, contract: Contract, shifts: Vec<ShiftTemplate>) -> Small {
        Small {
            centre: Centre {
                name: "small".to_owned(),
                zone: Tz::UTC,
                week_starts: Weekday::Mon,
                weekend: "sat-sun".parse().unwrap(),
                interval_minutes: 30,
                language: Language::En,
                date_style: DateStyle::Gregorian,
                currency: None,
                queues: Vec::new(),
                shrinkage: Shrinkage::default(),
                shifts,
                contracts: vec![contract],
                weights: RosterWeights::default(),
            },
            agents: (0..agents).map(|n| Agent::new(format!("a{n}"), "c")).collect(),
            availability: Vec::new(),
            published: Roster::default(),
            required: vec![("calls", office)],
            first: MONDAY,
            days: 7,
        }
    }

    pub(crate) fn office(agents: usize) -> Small {
        let meal = [("meal", 30, false, 180, 240), ("rest", 15, true, 300, 360)];
        Small::new(
            agents,
            contract((30.0, 40.0), (4, 5)),
            vec![template("day", (420, 720), &[480, 540], &meal)],
        )
    }

    pub(crate) fn note(
        &mut self,
        agent: &str,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        kind: AvailabilityKind,
    ) -> &mut Self {
        self.availability.push(Availability::new(agent, from, to, kind));
        self
    }

    pub(crate) fn days_off(
        &mut self,
        agent: &str,
        first: &str,
        days: i64,
        kind: AvailabilityKind,
    ) -> &mut Self {
        let from = at(self.centre.zone, first, 0);
        let last = (date(first) + Duration::days(days)).to_string();
        self.note(agent, from, at(self.centre.zone, &last, 0), kind)
    }

    pub(crate) fn problem(&self) -> Problem {
        self.try_problem().unwrap()
    }

    pub(crate) fn try_problem(&self) -> wfm_core::Result<Problem> {
        Problem::new(self.input())
    }

    pub(crate) fn requirements(&self) -> Vec<Requirement> {
        let grid = Grid::of_days(date(self.first), self.days, self.centre.interval_minutes, self.centre.zone)
            .unwrap();
        let requirement = |(queue, need): &(&str, Need)| {
            let agents: Vec<f64> = (0..grid.len()).map(|index| need(grid.minute_of_day(index))).collect();
            Requirement {
                queue: (*queue).into(),
                open: vec![true; grid.len()],
                scheduled: agents.clone(),
                agents,
                basis: None,
                grid: grid.clone(),
            }
        };
        self.required.iter().map(requirement).collect()
    }

    pub(crate) fn input(&self) -> Input<'_> {
        Input {
            centre: &self.centre,
            agents: self.agents.clone(),
            availability: self.availability.clone(),
            published: self.published.clone(),
            requirements: self.requirements(),
            first: date(self.first),
            days: self.days,
            holidays: Vec::new(),
        }
    }
}
