//! `history.csv`: what an ACD would have exported for a queue used like that.
//!
//! The expected volume of an interval is multiplied by a level that wanders from day to day (AR(1)), by a gamma
//! factor of the day and a gamma factor of the interval, and a Poisson count is drawn: overdispersed, with intervals
//! of a day moving together, as real history does. Busier than expected means longer waits and more abandonment.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use rand_distr::{Binomial, Distribution, Exp1, Gamma, LogNormal, Normal, Poisson};
use rand_pcg::Pcg64Mcg;
use wfm_core::model::{Grid, LocalInstant, QueueCalendar, local_instant};

use super::days::{Special, calendar};
use super::demand::{Demand, Service};
use super::stream::stream;

/// Weeks of history of every sample.
pub(super) const WEEKS: u32 = 26;
/// Standard deviation of the wandering level's daily step, and how much of it is left the day after.
const LEVEL: (f64, f64) = (0.025, 0.7);
/// Coefficient of variation of the day factor and of the interval factor.
const DAY_CV: f64 = 0.03;
const INTERVAL_CV: f64 = 0.08;
/// Day-to-day standard deviation of AHT, and the coefficient of variation of one handle time.
const AHT_DAY: f64 = 0.02;
const HANDLE_CV: f64 = 0.9;

/// Everything a sample's history is made from.
#[derive(Debug, Clone)]
pub(super) struct Past {
    pub(super) sample: &'static str,
    pub(super) zone: Tz,
    pub(super) interval_minutes: u32,
    pub(super) first: NaiveDate,
    pub(super) queues: Vec<Demand>,
    pub(super) special: Vec<Special>,
    pub(super) blemishes: Vec<Blemish>,
}

/// Something every real export has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blemish {
    /// The queue it concerns; all when absent.
    pub(super) queue: Option<&'static str>,
    /// Local time of its start, and its length.
    pub(super) from: &'static str,
    pub(super) minutes: i64,
    pub(super) kind: BlemishKind,
}

/// Kinds of blemishes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum BlemishKind {
    /// The recording was down: no rows.
    Missing,
    /// Something broke and everybody called: volume times this.
    Rush(f64),
    /// A line was not put down: so many seconds more of handle time in each interval.
    LineLeftOpen(f64),
}

struct Row {
    at: DateTime<Tz>,
    queue: &'static str,
    counts: Counts,
}

#[derive(Default)]
struct Counts {
    offered: u64,
    handled: u64,
    in_threshold: u64,
    handle_seconds: f64,
    wait_answered: f64,
    wait_abandoned: f64,
}

/// `history.csv` of the 26 weeks from `past.first` on, in order of time.
pub(super) fn history_csv(past: &Past, seed: u64) -> String {
    let mut rows: Vec<Row> = past.queues.iter().flat_map(|demand| queue_rows(past, demand, seed)).collect();
    rows.sort_by_key(|row| row.at);
    let header = "interval_start,queue,offered,handled,abandoned,answered_in_threshold,handle_seconds,\
                  wait_answered_seconds,wait_abandoned_seconds";
    super::table(header, rows.iter().map(Row::line))
}

impl Row {
    fn line(&self) -> String {
        let Counts { offered, handled, in_threshold, handle_seconds, wait_answered, wait_abandoned } =
            self.counts;
        format!(
            "{},{},{offered},{handled},{},{in_threshold},{handle_seconds:.0},{wait_answered:.0},{wait_abandoned:.0}",
            self.at.format("%Y-%m-%dT%H:%M:%S%:z"),
            self.queue,
            offered - handled,
        )
    }
}

/// A queue while its history is made: what it expects, and its random streams.
struct Queue<'a> {
    past: &'a Past,
    demand: &'a Demand,
    calendar: QueueCalendar,
    volume: Pcg64Mcg,
    service: Pcg64Mcg,
}

/// How a day turned out: expected contacts, and the factors on volume and handle time it happened to have.
struct Today {
    date: NaiveDate,
    mean: f64,
    luck: f64,
    pace: f64,
}

fn queue_rows(past: &Past, demand: &Demand, seed: u64) -> Vec<Row> {
    let rng = |purpose| stream(seed, &[past.sample, demand.queue, purpose]);
    let grid = Grid::of_days(past.first, WEEKS * 7, past.interval_minutes, past.zone)
        .expect("the samples' first days and steps are literals far from the last date there is");
    let calendar = demand.calendar(&calendar(&past.special));
    let open = calendar.open_intervals(&grid);
    let mut queue = Queue { past, demand, calendar, volume: rng("volume"), service: rng("service") };
    let (mut days, mut level) = (rng("days"), 0.0);
    let mut rows = Vec::new();
    for day in grid.days() {
        level = LEVEL.1 * level + normal(&mut days, LEVEL.0);
        let weeks = (day.date - past.first).num_days() as f64 / 7.0 - f64::from(WEEKS);
        let today = Today {
            date: day.date,
            mean: demand.day(&queue.calendar, &past.special, day.date, weeks),
            luck: level.exp() * gamma(&mut days, DAY_CV),
            pace: normal(&mut days, AHT_DAY).exp(),
        };
        let open = day.intervals.filter(|index| open[*index]);
        rows.extend(open.filter_map(|index| queue.row(&today, grid.local(index), grid.minute_of_day(index))));
    }
    rows
}

impl Queue<'_> {
    /// What was recorded in the interval at `at`; nothing when the recording was down.
    fn row(&mut self, today: &Today, at: DateTime<Tz>, minute: u32) -> Option<Row> {
        let (demand, step) = (self.demand, self.past.interval_minutes);
        let blemish = self.past.blemish(demand.queue, at);
        let rush = if let Some(BlemishKind::Rush(factor)) = blemish { factor } else { 1.0 };
        let pressure = today.luck * gamma(&mut self.volume, INTERVAL_CV) * rush;
        let expected = today.mean * demand.share(&self.calendar, today.date, minute, step);
        let offered = poisson(&mut self.volume, expected * pressure);
        let aht = demand.aht_at(minute, step) * today.pace;
        let mut counts = serve(&mut self.service, demand.service, offered, aht, pressure);
        match blemish {
            Some(BlemishKind::Missing) => return None,
            Some(BlemishKind::LineLeftOpen(seconds)) if counts.handled > 0 => {
                counts.handle_seconds += seconds
            }
            _ => {}
        }
        Some(Row { at, queue: demand.queue, counts })
    }
}

impl Past {
    fn blemish(&self, queue: &str, at: DateTime<Tz>) -> Option<BlemishKind> {
        let hit = |blemish: &&Blemish| {
            let from = blemish.from(self.zone);
            let concerns = blemish.queue.is_none_or(|q| q == queue);
            concerns && from.is_some_and(|from| from <= at && at < from + Duration::minutes(blemish.minutes))
        };
        self.blemishes.iter().find(hit).map(|blemish| blemish.kind)
    }
}

impl Blemish {
    /// The instant it begins; `None` when the clock of the zone never shows that time.
    pub(super) fn from(&self, zone: Tz) -> Option<DateTime<Tz>> {
        let local: NaiveDateTime = self.from.parse().ok()?;
        match local_instant(local, zone) {
            LocalInstant::Once(instant) | LocalInstant::Twice(instant, _) => {
                Some(instant.with_timezone(&zone))
            }
            LocalInstant::Never => None,
        }
    }
}

/// What became of `offered` contacts when the interval was `pressure` times as busy as expected.
fn serve(rng: &mut Pcg64Mcg, service: Service, offered: u64, aht: f64, pressure: f64) -> Counts {
    match service {
        Service::Live { threshold, patience, abandoned, in_time } => {
            let strain = normal(rng, 0.3).exp() * (3.0 * (pressure - 1.0)).exp();
            let lost = binomial(rng, offered, (abandoned * strain).clamp(0.002, 0.5));
            let handled = offered - lost;
            let in_threshold = binomial(rng, handled, (1.0 - (1.0 - in_time) * strain).clamp(0.1, 0.995));
            let late = handled - in_threshold;
            // The quick ones wait a quarter of the threshold, the late ones the threshold and a while more.
            let quick_wait =
                (threshold / 4.0 * waits(rng, in_threshold)).min(threshold * in_threshold as f64);
            let late_wait = threshold * late as f64 + patience / 3.0 * pressure * waits(rng, late);
            Counts {
                offered,
                handled,
                in_threshold,
                handle_seconds: handle_seconds(rng, handled, aht),
                wait_answered: quick_wait + late_wait,
                wait_abandoned: patience / 2.0 * waits(rng, lost),
            }
        }
        Service::Deferred { hours, in_time } => Counts {
            offered,
            handled: offered,
            in_threshold: binomial(rng, offered, (in_time - 0.1 * (pressure - 1.0)).clamp(0.5, 0.995)),
            handle_seconds: handle_seconds(rng, offered, aht),
            wait_answered: hours * 3600.0 * waits(rng, offered),
            wait_abandoned: 0.0,
        },
    }
}

/// Sum of `count` handle times: lognormal, in whole seconds.
fn handle_seconds(rng: &mut Pcg64Mcg, count: u64, aht: f64) -> f64 {
    let variance = (HANDLE_CV * HANDLE_CV).ln_1p();
    let times = LogNormal::new(aht.ln() - variance / 2.0, variance.sqrt());
    times.map_or(0.0, |times| total(count, || times.sample(rng).round().max(1.0)))
}

/// Sum of `count` exponential waits of mean 1.
fn waits(rng: &mut Pcg64Mcg, count: u64) -> f64 {
    total(count, || Exp1.sample(rng))
}

/// Sum of `count` draws; a plain `sum` of none would be -0, which a table would show.
fn total(count: u64, mut draw: impl FnMut() -> f64) -> f64 {
    (0..count).fold(0.0, |sum, _| sum + draw())
}

fn normal(rng: &mut Pcg64Mcg, deviation: f64) -> f64 {
    Normal::new(0.0, deviation).map_or(0.0, |normal| normal.sample(rng))
}

/// A gamma factor of mean 1.
fn gamma(rng: &mut Pcg64Mcg, cv: f64) -> f64 {
    Gamma::new(1.0 / (cv * cv), cv * cv).map_or(1.0, |gamma| gamma.sample(rng))
}

/// A Poisson count; 0 when nothing is expected.
fn poisson(rng: &mut Pcg64Mcg, mean: f64) -> u64 {
    Poisson::new(mean).map_or(0, |poisson| poisson.sample(rng) as u64)
}

fn binomial(rng: &mut Pcg64Mcg, count: u64, share: f64) -> u64 {
    Binomial::new(count, share).map_or(0, |binomial| binomial.sample(rng))
}
