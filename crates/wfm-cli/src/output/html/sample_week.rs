//! An invented week for the tests of the page: two queues, twelve agents, seven days.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use wfm_core::forecasting::Backtest;
use wfm_core::model::{
    Activity, Agent, Assignment, Availability, AvailabilityKind, BreakRules, BreakTemplate, Calendar, Centre,
    Channel, Combine, Coverage, DateStyle, DayForecast, DayKind, EffectBasis, Forecast, Grid, Language, Lock,
    OpeningHours, OpeningRule, Performance, Quantile, Queue, QueueCalendar, Requirement, Roster,
    RosterWeights, Segment, ServiceLevelDefinition, ServiceLevelTarget, ShiftTemplate, Shrinkage, SpecialDay,
    SpecialEffect, StartWindow, Warning, WeekdaySet, first_instant,
};

use super::{Ending, Origin, QueueService, ReportInput, Search, Wishes};

/// Everything a report borrows.
pub(crate) struct SampleWeek {
    pub(crate) centre: Centre,
    pub(crate) calendar: Calendar,
    pub(crate) agents: Vec<Agent>,
    pub(crate) availability: Vec<Availability>,
    pub(crate) first: NaiveDate,
    pub(crate) forecasts: Vec<Forecast>,
    pub(crate) models: Vec<Forecast>,
    pub(crate) tested: Vec<Backtest>,
    pub(crate) requirements: Vec<Requirement>,
    pub(crate) coverage: Vec<Coverage>,
    pub(crate) roster: Roster,
    pub(crate) service: Vec<QueueService>,
    pub(crate) warnings: Vec<Warning>,
}

impl SampleWeek {
    /// A centre that is open from Monday to Saturday, with a holiday on the Wednesday.
    pub(crate) fn new() -> Self {
        Self::of(centre(&["cards", "webchat"]), "2026-11-23", 12)
    }

    /// A week of `centre` from `first` on, worked by `agents` people.
    pub(crate) fn of(centre: Centre, first: &str, agents: usize) -> Self {
        let first: NaiveDate = first.parse().unwrap();
        let wednesday = first + Duration::days(2);
        let calendar = Calendar { days: vec![special(wednesday, DayKind::Holiday, "Founders’ Day")] };
        let grid = Grid::of_days(first, 7, centre.interval_minutes, centre.zone).unwrap();
        let agents: Vec<Agent> = (0..agents).map(agent).collect();
        let roster = roster(&centre, &agents, first);
        let mut week = SampleWeek {
            availability: vec![leave(&agents[3], first, centre.zone)],
            centre,
            calendar,
            agents,
            first,
            forecasts: Vec::new(),
            models: Vec::new(),
            tested: Vec::new(),
            requirements: Vec::new(),
            coverage: Vec::new(),
            roster,
            service: Vec::new(),
            warnings: vec![Warning {
                code: "W1".into(),
                message: "patience is not known; nobody hangs up".into(),
            }],
        };
        for place in 0..week.centre.queues.len() {
            week.add_queue(place, &grid);
        }
        week
    }

    /// The report of all there is.
    pub(crate) fn report(&self) -> ReportInput<'_> {
        ReportInput {
            centre: &self.centre,
            calendar: &self.calendar,
            agents: &self.agents,
            availability: &self.availability,
            first: self.first,
            days: 7,
            forecasts: &self.forecasts,
            models: &self.models,
            tested: &self.tested,
            requirements: &self.requirements,
            coverage: &self.coverage,
            values: &[],
            roster: Some(&self.roster),
            search: Some(Search {
                ending: Ending::WithinGap,
                objective: 1234.5,
                lower_bound: Some(1210.0),
                parts: vec![("understaffing".into(), 800.0), ("overstaffing".into(), 434.5)],
            }),
            service: &self.service,
            outlook: None,
            wishes: Some(Wishes { granted: 7, refused: 2 }),
            warnings: &self.warnings,
            origin: Origin {
                version: "0.1.0".into(),
                seed: 1,
                input_hash: "9f2c51e07ab3".into(),
                sources: vec!["history.csv, 26 weeks".into(), "agents.csv".into()],
            },
        }
    }

    fn add_queue(&mut self, place: usize, grid: &Grid) {
        let queue = self.centre.queues[place].clone();
        let calendar = QueueCalendar { opening: queue.opening.clone(), special: self.calendar.days.clone() };
        let open = calendar.open_intervals(grid);
        let offered: Vec<f64> =
            (0..grid.len()).map(|i| if open[i] { load(grid, i, place) } else { 0.0 }).collect();
        let scale = |factor: f64| offered.iter().map(|o| o * factor).collect::<Vec<f64>>();
        let required: Vec<u32> = offered.iter().map(|o| (o / 14.0).ceil() as u32).collect();
        let rostered = rostered(&self.roster, grid, place, self.centre.queues.len());
        let performance: Vec<Performance> = (0..grid.len())
            .map(|i| {
                if open[i] {
                    performance(f64::from(required[i]), rostered[i])
                } else {
                    Performance::default()
                }
            })
            .collect();
        self.forecasts.push(Forecast {
            aht: Some(vec![240.0; grid.len()]),
            quantiles: [(0.1, 0.78), (0.5, 0.98), (0.9, 1.24)]
                .map(|(probability, factor)| Quantile { probability, offered: scale(factor) })
                .to_vec(),
            days: days(grid, &offered, self.first + Duration::days(2)),
            method: "mean of the last 8 same weekdays".into(),
            notes: vec!["2 days with a broken feed were left out".into()],
            ..Forecast::given(queue.id.clone(), grid.clone(), open.clone(), offered)
        });
        self.requirements.push(Requirement {
            queue: queue.id.clone(),
            grid: grid.clone(),
            open: open.clone(),
            agents: required.iter().map(|n| f64::from(*n) * 0.8).collect(),
            scheduled: required.iter().map(|n| f64::from(*n) - 0.3).map(|n| n.max(0.0)).collect(),
            basis: None,
        });
        self.service.push(service(&queue, grid, &performance));
        self.coverage.push(Coverage {
            queue: queue.id,
            grid: grid.clone(),
            open,
            required,
            rostered,
            performance,
        });
    }
}

/// A centre with these queues, voice first and then chat.
pub(crate) fn centre(queues: &[&str]) -> Centre {
    let hours =
        |days: &str, hours: &str| OpeningRule { days: days.parse().unwrap(), hours: hours.parse().unwrap() };
    let queue = |(place, id): (usize, &&str)| {
        let mut queue = Queue::new(*id, if place == 0 { Channel::Voice } else { Channel::Chat });
        queue.opening =
            OpeningHours { rules: vec![hours("mon-fri", "08:00-20:00"), hours("sat", "09:00-17:00")] };
        queue.target.service_level = Some(ServiceLevelTarget {
            share: if place == 0 { 0.8 } else { 0.7 },
            within: if place == 0 { 20.0 } else { 45.0 },
            definition: ServiceLevelDefinition::Offered,
            short_abandon: None,
        });
        queue
    };
    Centre {
        name: "Harbour Bank".into(),
        zone: Tz::Europe__London,
        week_starts: chrono::Weekday::Mon,
        weekend: "sat-sun".parse().unwrap(),
        interval_minutes: 15,
        language: Language::En,
        date_style: DateStyle::Gregorian,
        currency: Some("GBP".into()),
        queues: queues.iter().enumerate().map(queue).collect(),
        shrinkage: Shrinkage::new(
            vec![("planned".into(), 0.1), ("unplanned".into(), 0.07)],
            Combine::Multiplicative,
        )
        .unwrap(),
        shifts: vec![shift()],
        contracts: Vec::new(),
        weights: RosterWeights::default(),
    }
}

/// A special day of all queues.
pub(crate) fn special(date: NaiveDate, kind: DayKind, name: &str) -> SpecialDay {
    SpecialDay { date, kind, name: Some(name.into()), queue: None, open: Vec::new(), factor: None }
}

fn shift() -> ShiftTemplate {
    let rest = |id: &str, minutes, paid, earliest| BreakTemplate {
        id: id.into(),
        minutes,
        paid,
        earliest,
        latest: earliest + 60,
    };
    ShiftTemplate {
        id: "long".into(),
        days: WeekdaySet::ALL,
        start: StartWindow { earliest: 480, latest: 690 },
        start_every_minutes: 30,
        lengths: vec![510],
        breaks: vec![
            rest("rest 1", 15, true, 60),
            rest("meal", 30, false, 195),
            rest("rest 2", 15, true, 360),
        ],
        break_every_minutes: 15,
        break_rules: BreakRules::default(),
    }
}

fn agent(place: usize) -> Agent {
    const NAMES: [&str; 12] = [
        "Amara Okafor",
        "Ben Whitlock",
        "Chiara Rossi",
        "Dylan Hughes",
        "Elena Petrova",
        "Farid Rahimi",
        "Grace Mbeki",
        "Henrik Larsen",
        "Isla Murray",
        "Jonas Weber",
        "Katya Orlova",
        "Liam O’Brien",
    ];
    let name = NAMES[place % NAMES.len()];
    Agent {
        name: Some(if place < NAMES.len() {
            name.into()
        } else {
            format!("{name} {}", place / NAMES.len() + 1)
        }),
        team: Some(["Harbour", "Lighthouse", "Pier", "Quay"][place % 12 / 3].into()),
        cost_per_hour: Some(14.5),
        ..Agent::new(format!("a{place:03}"), "full-time")
    }
}

fn leave(agent: &Agent, first: NaiveDate, zone: Tz) -> Availability {
    let (from, to) = (first_instant(first, zone), first_instant(first + Duration::days(7), zone));
    Availability::new(agent.id.clone(), from, to, AvailabilityKind::Leave)
}

/// Everybody but the fourth works four days and the odd ones a fifth, on Saturday.
fn roster(centre: &Centre, agents: &[Agent], first: NaiveDate) -> Roster {
    let mut assignments = Vec::new();
    for (place, agent) in agents.iter().enumerate().filter(|(place, _)| *place != 3) {
        for day in (0..6).filter(|day| if *day == 5 { place % 2 == 1 } else { (place + day) % 5 != 4 }) {
            assignments.push(assignment(centre, agent, place, first + Duration::days(day as i64)));
        }
    }
    Roster { assignments }
}

fn assignment(centre: &Centre, agent: &Agent, place: usize, date: NaiveDate) -> Assignment {
    let start = first_instant(date, centre.zone) + Duration::minutes(480 + 30 * (place as i64 % 8));
    let at = |minutes: i64| start + Duration::minutes(minutes);
    let queue = centre.queues.get(place % centre.queues.len()).map(|queue| queue.id.clone());
    let work = |from, to| Segment {
        start: at(from),
        end: at(to),
        activity: Activity::OnQueue,
        queue: queue.clone(),
    };
    let named = |from, to, name: &str| Segment {
        start: at(from),
        end: at(to),
        activity: Activity::Named(name.into()),
        queue: None,
    };
    let early = 75 + 15 * (place as i64 % 3);
    Assignment {
        agent: agent.id.clone(),
        date,
        shift: "long".into(),
        start,
        end: at(510),
        paid_minutes: 480,
        segments: vec![
            work(0, early),
            named(early, early + 15, "rest 1"),
            work(early + 15, 210),
            named(210, 240, "meal"),
            named(240, 270, if place.is_multiple_of(4) { "coaching" } else { "rest 2" }),
            work(270, 510),
        ],
        locked: Lock::None,
    }
}

/// A morning peak and a lower one after lunch, busiest on Monday.
fn load(grid: &Grid, index: usize, place: usize) -> f64 {
    let hour = f64::from(grid.minute_of_day(index)) / 60.0;
    let bump = |at: f64, width: f64| (-((hour - at) / width).powi(2)).exp();
    let weekday = chrono::Datelike::weekday(&grid.local(index)).num_days_from_monday();
    let day = [1.25, 1.05, 0.6, 1.0, 0.95, 0.5, 0.4][weekday as usize];
    day * (10.0 + 55.0 * bump(10.8, 2.2) + 38.0 * bump(15.5, 2.6)) / (1.0 + place as f64)
}

fn rostered(roster: &Roster, grid: &Grid, place: usize, queues: usize) -> Vec<f64> {
    let mut rostered = vec![0.0; grid.len()];
    let working = |assignment: &Assignment, instant: DateTime<Utc>| {
        let segment = assignment.segments.iter().find(|s| s.start <= instant && instant < s.end);
        segment.is_some_and(|segment| segment.activity == Activity::OnQueue)
    };
    for (index, people) in rostered.iter_mut().enumerate() {
        let there = roster.assignments.iter().filter(|a| working(a, grid.instant(index))).count() as f64;
        *people = (there * if place == 0 { 0.62 } else { 0.38 / (queues as f64 - 1.0) }).round();
    }
    rostered
}

fn performance(required: f64, rostered: f64) -> Performance {
    let spare = rostered - required;
    Performance {
        service_level: Some((0.83 + 0.06 * spare).clamp(0.05, 0.99)),
        asa: Some(if spare < -5.0 { f64::INFINITY } else { (24.0 - 6.0 * spare).max(2.0) }),
        abandonment: Some((0.03 - 0.01 * spare).clamp(0.0, 0.4)),
        occupancy: Some((0.84 - 0.03 * spare).clamp(0.2, 1.0)),
    }
}

fn days(grid: &Grid, offered: &[f64], holiday: NaiveDate) -> Vec<DayForecast> {
    let day = |day: wfm_core::model::Day| {
        let total: f64 = offered[day.intervals].iter().sum();
        DayForecast {
            date: day.date,
            offered: total,
            quantiles: vec![(0.1, total * 0.91), (0.5, total * 0.99), (0.9, total * 1.1)],
            special: (day.date == holiday).then(|| "Founders’ Day".to_owned()),
            effect: (day.date == holiday)
                .then_some(SpecialEffect { factor: 0.62, basis: EffectBasis::SameName { days: 2 } }),
        }
    };
    grid.days().into_iter().map(day).collect()
}

/// Plain means: good enough for a page that only prints them.
fn service(queue: &Queue, grid: &Grid, performance: &[Performance]) -> QueueService {
    let mean = |range: std::ops::Range<usize>| {
        let of = |figure: fn(&Performance) -> Option<f64>| {
            let known: Vec<f64> = performance[range.clone()].iter().filter_map(figure).collect();
            (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
        };
        Performance {
            service_level: of(|p| p.service_level),
            asa: of(|p| p.asa),
            abandonment: of(|p| p.abandonment),
            occupancy: of(|p| p.occupancy),
        }
    };
    QueueService {
        queue: queue.id.clone(),
        week: mean(0..grid.len()),
        days: grid.days().into_iter().map(|day| (day.date, mean(day.intervals))).collect(),
    }
}
