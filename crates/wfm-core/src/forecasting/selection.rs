//! Which method for which distance: the day model, unless forecasts of the last weeks say clearly otherwise.
//!
//! ```text
//! WAPE of each method and distance over ordinary days of the last weeks, each forecast from the days before alone
//! mixture: weights 1 / WAPE² among at most three methods within 10 % of the best
//! ```
//!
//! The best method, or the mixture where it is better still, takes the place of the day model where it is better by
//! 0.3 points and 5 % of the error over 20 days or more of five contacts an interval or more. Weights change from distance to distance over three days, so that
//! the forecast has no step.

use super::backtest::Lead;
use super::day_model::DayModel;
use super::past::Past;
use super::profile::Profiles;
use super::rehearsal::Rehearsal;
use super::timeline::Timeline;
use super::{Method, weekday_means};
use crate::model::{MethodChoice, Tried};
use crate::units::Share;

/// The methods compared; the first is the one to beat.
pub(super) const METHODS: [Method; 4] = [
    Method::DayModel,
    Method::Mixed,
    Method::MeanOfWeekdays { weeks: 8 },
    Method::MeanOfWeekdays { weeks: 1 },
];
/// Share of the contacts by which another method must be better.
const POINTS: f64 = 0.003;
/// Part of the error by which it must be better.
const PART: f64 = 0.05;
/// Days that must have been scored.
const DAYS: usize = 20;
/// Contacts of an interval from which on errors tell good methods from those that forecast nothing: the median of a thin
/// count is 0.
const THICK: f64 = 5.0;
/// Methods of a mixture are at most this much worse than the best.
const NEAR: f64 = 1.1;
/// Methods of a mixture.
const MOST: usize = 3;

/// One figure for each of [`METHODS`].
pub(super) type OfMethods = [f64; METHODS.len()];

/// The weights of the methods at every distance.
#[derive(Debug)]
pub(super) struct Selection {
    buckets: Vec<(Lead, OfMethods)>,
    pub(super) choices: Vec<MethodChoice>,
}

/// An interval of the past with what each method made of it.
struct Cell {
    seen: f64,
    means: OfMethods,
}

/// What was compared at one distance.
#[derive(Default)]
struct Scored {
    cells: Vec<Cell>,
    days: usize,
}

impl Selection {
    /// Compares the methods on the rehearsals.
    pub(super) fn of(past: &Past<'_>, rehearsals: &[Rehearsal]) -> Self {
        let leads = Lead::buckets(past.line.week);
        let mut scored: Vec<Scored> = leads.iter().map(|_| Scored::default()).collect();
        let plain = past.line.without_calendar();
        for rehearsal in rehearsals {
            let forecasts = Forecasts::at(past, &plain, rehearsal);
            let open = rehearsal.days(past).filter(|day| !past.line.days[*day].off);
            for (lead, day) in open.enumerate() {
                let Some(bucket) = leads.iter().position(|bucket| bucket.contains(lead + 1)) else {
                    continue;
                };
                forecasts.score(past, day, &mut scored[bucket]);
            }
        }
        let mut selection = Selection { buckets: Vec::new(), choices: Vec::new() };
        for (lead, scored) in leads.into_iter().zip(&scored) {
            let weights = scored.weights();
            selection.choices.extend(scored.choice(lead, &weights));
            selection.buckets.push((lead, weights));
        }
        selection
    }

    /// Weights of the methods so many open days ahead.
    pub(super) fn weights(&self, leads: &[usize]) -> Vec<OfMethods> {
        let at =
            |day: usize| self.buckets.iter().find(|(lead, _)| lead.contains(day)).map(|(_, weights)| weights);
        let smooth = |day: usize| {
            let around: Vec<&OfMethods> = (day.max(2) - 1..=day + 1).filter_map(at).collect();
            let mut mean = [0.0; METHODS.len()];
            for weights in &around {
                for (sum, weight) in mean.iter_mut().zip(*weights) {
                    *sum += weight / around.len() as f64;
                }
            }
            mean
        };
        leads.iter().map(|lead| smooth(*lead)).collect()
    }
}

/// What the methods knew on a day of the past.
struct Forecasts<'a> {
    model: &'a DayModel,
    mixed: DayModel,
    plain: &'a Timeline,
    profiles: &'a Profiles,
    means: Vec<Vec<Vec<f64>>>,
}

impl<'a> Forecasts<'a> {
    fn at(past: &Past<'_>, plain: &'a Timeline, rehearsal: &'a Rehearsal) -> Self {
        let until = rehearsal.until;
        let rows = past.table.days.partition_point(|row| row.date < past.line.days[until].date);
        let means = [8, 1].map(|weeks| weekday_means::of_every_weekday_before(past.table, rows, weeks));
        Forecasts {
            model: &rehearsal.model,
            mixed: DayModel::quick_fit(plain, &past.logs, until, &past.changes),
            plain,
            profiles: &rehearsal.profiles,
            means: means.to_vec(),
        }
    }

    fn score(&self, past: &Past<'_>, day: usize, scored: &mut Scored) {
        let line = &past.line.days[day];
        let (Some(row), None, Some(_)) = (past.rows[day], &line.special, past.totals[day]) else { return };
        let shape = &self.profiles.by_weekday[line.weekday];
        let totals = [self.model.total(&past.line, day, 1.0), self.mixed.total(self.plain, day, 1.0)];
        for (slot, seen) in past.table.days[row].offered.iter().enumerate() {
            let (Some(seen), true) = (seen, shape[slot] > 0.0) else { continue };
            let mean = |place: usize| self.means[place][line.weekday][slot];
            let means = [totals[0] * shape[slot], totals[1] * shape[slot], mean(0), mean(1)];
            scored.cells.push(Cell { seen: *seen, means });
        }
        scored.days += 1;
    }
}

impl Scored {
    /// WAPE of the methods mixed by `weights`.
    fn wape(&self, weights: &OfMethods) -> Share {
        let (mut error, mut seen) = (0.0, 0.0);
        for cell in &self.cells {
            let mean: f64 = cell.means.iter().zip(weights).map(|(mean, weight)| mean * weight).sum();
            error += (cell.seen - mean).abs();
            seen += cell.seen;
        }
        if seen > 0.0 { error / seen } else { 0.0 }
    }

    /// The weights that are clearly better than the day model alone, else the day model.
    fn weights(&self) -> OfMethods {
        let day_model = alone(0);
        let wapes: Vec<(usize, Share)> =
            (0..METHODS.len()).map(|method| (method, self.wape(&alone(method)))).collect();
        let Some((best, least)) = wapes.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1)) else {
            return day_model;
        };
        let mixture = mixture(wapes.clone(), least);
        let winner = if self.wape(&mixture) < least { mixture } else { alone(best) };
        let own = wapes[0].1;
        let clear = self.wape(&winner) < own - POINTS.max(PART * own);
        if clear && self.days >= DAYS && self.is_thick() { winner } else { day_model }
    }

    fn is_thick(&self) -> bool {
        self.cells.iter().map(|cell| cell.seen).sum::<f64>() >= THICK * self.cells.len() as f64
    }

    fn choice(&self, lead: Lead, weights: &OfMethods) -> Option<MethodChoice> {
        let used = METHODS.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
        let tried = METHODS
            .iter()
            .enumerate()
            .map(|(place, method)| Tried { method: method.to_string(), wape: self.wape(&alone(place)) });
        (self.days > 0).then(|| MethodChoice {
            first_day: lead.first,
            last_day: (lead.last < usize::MAX).then_some(lead.last),
            methods: used.map(|(method, weight)| (method.to_string(), *weight)).collect(),
            wape: self.wape(weights),
            tried: tried.collect(),
            days: self.days,
        })
    }
}

fn alone(method: usize) -> OfMethods {
    let mut weights = [0.0; METHODS.len()];
    weights[method] = 1.0;
    weights
}

/// Weights by the inverse squared error among the methods near the `least`.
fn mixture(mut wapes: Vec<(usize, Share)>, least: Share) -> OfMethods {
    wapes.sort_by(|a, b| a.1.total_cmp(&b.1));
    wapes.retain(|(_, wape)| *wape <= NEAR * least);
    wapes.truncate(MOST);
    let trust = |wape: Share| 1.0 / (wape * wape).max(1e-12);
    let whole: f64 = wapes.iter().map(|(_, wape)| trust(*wape)).sum();
    let mut weights = [0.0; METHODS.len()];
    for (method, wape) in wapes {
        weights[method] = trust(wape) / whole;
    }
    weights
}
