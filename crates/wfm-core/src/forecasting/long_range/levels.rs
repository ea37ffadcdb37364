//! The level of each day, smoothed, and carried on from earlier years.

/// Days on either side whose levels are averaged: four weeks in all, so that every weekday has the same weight.
const REACH: usize = 14;
/// Part of the full weight that must be there.
const ENOUGH: f64 = 0.25;
/// Longest gap, in days, over which the season is drawn as a straight line.
const LONGEST_GAP: usize = 60;
/// A year that keeps the weekday.
pub(super) const YEAR: usize = 364;
/// Years that are looked back at.
const YEARS: usize = 3;
/// Days that are compared with earlier years.
const RECENT: usize = 42;
/// Days among them that must be comparable.
const COMPARABLE: usize = 14;
/// Weight of a day against the day after it: for the growth since a year, and for the level of the last days.
const SLOW: f64 = 0.97;
const FAST: f64 = 0.85;
/// Days after which the level of the last days has been blended out.
const BLEND_DAYS: f64 = 42.0;
/// What is left of the growth after half a year.
const ETA: f64 = 0.9;
const ETA_DAYS: f64 = 182.0;

/// Log totals of consecutive days without the calendar's part; none where closed, missing or special.
#[derive(Debug)]
pub(super) struct Levels {
    values: Vec<Option<f64>>,
}

impl Levels {
    pub(super) fn unknown(days: usize) -> Self {
        Levels { values: vec![None; days] }
    }

    pub(super) fn set(&mut self, day: usize, level: f64) {
        if let Some(value) = self.values.get_mut(day) {
            *value = Some(level);
        }
    }

    /// Number of days up to the forecast.
    pub(super) fn known(&self) -> usize {
        self.values.len()
    }

    /// Days from the first that was observed to the forecast.
    pub(super) fn span(&self) -> usize {
        self.values.iter().position(Option::is_some).map_or(0, |first| self.values.len() - first)
    }

    pub(super) fn get(&self, day: usize) -> Option<f64> {
        self.values.get(day).copied().flatten()
    }

    /// The level around `day` as seen from the days before `until`; `None` where too few are known.
    pub(super) fn smooth(&self, day: usize, until: usize) -> Option<f64> {
        let days = day.saturating_sub(REACH)..(day + REACH + 1).min(until).min(self.values.len());
        let (mut sum, mut weights) = (0.0, 0.0);
        for other in days {
            if let Some(level) = self.values[other] {
                let weight = (REACH + 1 - other.abs_diff(day)) as f64;
                sum += weight * level;
                weights += weight;
            }
        }
        (weights >= ENOUGH * ((REACH + 1) * (REACH + 1)) as f64).then(|| sum / weights)
    }

    /// The smoothed levels of the days before `until`, straight lines over gaps.
    fn seasons(&self, until: usize) -> Vec<Option<f64>> {
        let mut seasons: Vec<Option<f64>> = (0..until).map(|day| self.smooth(day, until)).collect();
        let known: Vec<(usize, f64)> =
            seasons.iter().enumerate().filter_map(|(day, level)| Some((day, (*level)?))).collect();
        for pair in known.windows(2) {
            let ((from, before), (to, after)) = (pair[0], pair[1]);
            if to - from <= LONGEST_GAP {
                for day in from + 1..to {
                    let part = (day - from) as f64 / (to - from) as f64;
                    seasons[day] = Some(before + part * (after - before));
                }
            }
        }
        seasons
    }
}

/// The level ahead, as seen from the days before `until`.
#[derive(Debug)]
pub(super) struct LevelForecast<'a> {
    levels: &'a Levels,
    until: usize,
    seasons: Vec<Option<f64>>,
    /// Earlier years to go by; none without a wave.
    years: Vec<Year>,
    flat: Recent,
}

/// An earlier year and how the last weeks compare with it.
#[derive(Debug)]
struct Year {
    back: usize,
    weight: f64,
    recent: Recent,
}

/// How far the last days lie above something: over weeks, and over days.
#[derive(Debug, Clone, Copy, Default)]
struct Recent {
    slow: f64,
    fast: f64,
}

impl<'a> LevelForecast<'a> {
    /// The forecast from the days before `until`, with the wave of earlier years if there is one.
    pub(super) fn new(levels: &'a Levels, until: usize, waves: bool) -> Self {
        let seasons = if waves { levels.seasons(until) } else { Vec::new() };
        let mut forecast =
            LevelForecast { levels, until, seasons, years: Vec::new(), flat: Recent::default() };
        forecast.flat = forecast.recent(|_| Some(0.0)).unwrap_or_default();
        if waves {
            for back in 1..=YEARS {
                if let Some(recent) = forecast.recent(|day| forecast.season(day, back)) {
                    forecast.years.push(Year { back, weight: 0.5f64.powi(back as i32 - 1), recent });
                }
            }
        }
        forecast
    }

    /// The level of `day`, which is `until` or later.
    pub(super) fn level(&self, day: usize) -> f64 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for year in &self.years {
            if let Some(season) = self.season(day, year.back) {
                sum += year.weight * (season + self.above(year.recent, day, true));
                weights += year.weight;
            }
        }
        if weights > 0.0 { sum / weights } else { self.above(self.flat, day, false) }
    }

    /// How far the last weeks lie above those a year before, as a logarithm.
    pub(super) fn growth(&self) -> f64 {
        self.years.first().map_or(0.0, |year| year.recent.slow)
    }

    /// The smoothed level so many years before `day`, or more where that is not past yet.
    fn season(&self, day: usize, years: usize) -> Option<f64> {
        let mut anchor = day.checked_sub(YEAR * years)?;
        while anchor >= self.until {
            anchor = anchor.checked_sub(YEAR)?;
        }
        self.seasons[anchor]
    }

    fn above(&self, recent: Recent, day: usize, fades: bool) -> f64 {
        let ahead = (day - self.until) as f64;
        let eta = if fades { 1.0 - (1.0 - ETA) * (ahead / ETA_DAYS).min(1.0) } else { 1.0 };
        let rho = (1.0 - (ahead + 1.0) / BLEND_DAYS).max(0.0);
        eta * recent.slow + rho * (recent.fast - recent.slow)
    }

    /// The last days against `usual`; `None` where too few can be compared.
    fn recent(&self, usual: impl Fn(usize) -> Option<f64>) -> Option<Recent> {
        let (mut slow, mut fast, mut days) = ((0.0, 0.0), (0.0, 0.0), 0);
        for age in 0..RECENT.min(self.until) {
            let day = self.until - 1 - age;
            if let Some((level, usual)) = self.levels.get(day).zip(usual(day)) {
                for (sums, discount) in [(&mut slow, SLOW), (&mut fast, FAST)] {
                    let weight = f64::powi(discount, age as i32);
                    sums.0 += weight * (level - usual);
                    sums.1 += weight;
                }
                days += 1;
            }
        }
        (days >= COMPARABLE).then(|| Recent { slow: slow.0 / slow.1, fast: fast.0 / fast.1 })
    }
}
