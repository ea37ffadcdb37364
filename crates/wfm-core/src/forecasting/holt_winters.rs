//! Method `holt-winters`: a level, a shape of the day and a shape of the week, each moved by every interval's error.
//!
//! ```text
//! e_t = y_t − l − d[t mod S1] − w[t mod S2]            S1 slots of a day, S2 = S1 · days of the week
//! l += α e_t,   d[t mod S1] += δ e_t,   w[t mod S2] += ω e_t
//! minimise Σ (e_t − φ e_(t−1))² from the second week on
//! k ahead: l + d + w + φ^k e_n, at least 0
//! ```
//!
//! Right for tomorrow and the day after, on queues whose level wanders. Wrong weeks ahead, where it chases the last level,
//! and next to closed and special days, which it takes from the weeks before. Counts are taken raw: roots did worse.
//!
//! Cost: some hundred passes over half a year of intervals; a hundred times the day model.
//!
//! Source: Taylor (2003), *Journal of the Operational Research Society* 54:799; Taylor (2008), *Management Science* 54:253.

use super::nelder_mead::minimum;
use super::past::Past;

/// Newest days that are looked at: half a year of seven days.
const DAYS: usize = 182;
/// Steps of the search from each start.
const STEPS: usize = 300;
/// Where the search starts: logits of α, δ and ω, and the inverse of `0.99 tanh` of φ.
const STARTS: [[f64; 4]; 3] = [[-6.0, -4.0, -2.0, 1.0], [-4.0, -3.0, -2.0, 0.5], [-8.0, -4.0, -1.5, 1.5]];

/// Expected contacts per slot of the days that follow the first `until` of the past, `count` of them.
pub(super) fn ahead(past: &Past<'_>, until: usize, count: usize) -> Vec<Vec<f64>> {
    let open: Vec<usize> =
        (0..past.table.slots).filter(|slot| past.open.iter().any(|weekday| weekday[*slot])).collect();
    let week = past.line.week.max(1);
    let first = until.saturating_sub(DAYS.min(until - until % week));
    let counts: Vec<f64> = (first..until)
        .flat_map(|day| {
            let whole = past.whole_day(day);
            open.iter().map(move |slot| whole[*slot]).collect::<Vec<_>>()
        })
        .collect();
    let seasons = Seasons { of_day: open.len(), of_week: open.len() * week };
    if seasons.of_day == 0 || counts.len() < 2 * seasons.of_week {
        return vec![vec![0.0; past.table.slots]; count];
    }
    let start = State::start(&counts, seasons);
    let error = |point: &[f64; 4]| start.clone().pass(&counts, Speed::of(point));
    let best = STARTS.map(|point| minimum(error, point, STEPS));
    let best = best.iter().min_by(|a, b| a.1.total_cmp(&b.1)).map_or(STARTS[0], |best| best.0);
    let mut state = start;
    state.pass(&counts, Speed::of(&best));
    state.days_ahead(&Speed::of(&best), &open, past.table.slots, count)
}

#[derive(Debug, Clone, Copy)]
struct Seasons {
    of_day: usize,
    of_week: usize,
}

/// How fast each part moves.
#[derive(Debug, Clone, Copy)]
struct Speed {
    level: f64,
    day: f64,
    week: f64,
    carry: f64,
}

impl Speed {
    fn of(point: &[f64; 4]) -> Self {
        let share = |x: f64| 1.0 / (1.0 + (-x).exp());
        let [level, day, week, carry] = *point;
        Speed { level: share(level), day: share(day), week: share(week), carry: 0.99 * carry.tanh() }
    }
}

#[derive(Debug, Clone)]
struct State {
    seasons: Seasons,
    level: f64,
    day: Vec<f64>,
    week: Vec<f64>,
    /// Intervals passed.
    time: usize,
    /// Error of the last interval.
    last: f64,
}

impl State {
    /// Level and shapes of the first two weeks.
    fn start(counts: &[f64], seasons: Seasons) -> Self {
        let two_weeks = &counts[..2 * seasons.of_week];
        let level = two_weeks.iter().sum::<f64>() / two_weeks.len() as f64;
        let mean_every = |period: usize, place: usize| {
            let same = two_weeks.iter().skip(place).step_by(period);
            same.clone().sum::<f64>() / same.count() as f64
        };
        let day: Vec<f64> =
            (0..seasons.of_day).map(|slot| mean_every(seasons.of_day, slot) - level).collect();
        let week = (0..seasons.of_week)
            .map(|place| mean_every(seasons.of_week, place) - level - day[place % seasons.of_day])
            .collect();
        State { seasons, level, day, week, time: 0, last: 0.0 }
    }

    /// Goes through all counts; gives the sum of squared errors from the second week on.
    fn pass(&mut self, counts: &[f64], speed: Speed) -> f64 {
        let mut sum = 0.0;
        for count in counts {
            let (slot, place) = (self.time % self.seasons.of_day, self.time % self.seasons.of_week);
            let error = count - self.level - self.day[slot] - self.week[place];
            self.level += speed.level * error;
            self.day[slot] += speed.day * error;
            self.week[place] += speed.week * error;
            if self.time >= self.seasons.of_week {
                sum += (error - speed.carry * self.last).powi(2);
            }
            (self.last, self.time) = (error, self.time + 1);
        }
        if sum.is_finite() { sum } else { f64::MAX }
    }

    fn days_ahead(&self, speed: &Speed, open: &[usize], slots: usize, count: usize) -> Vec<Vec<f64>> {
        let mut carried = self.last;
        let mut time = self.time;
        let mut days = vec![vec![0.0; slots]; count];
        for day in &mut days {
            for slot in open {
                carried *= speed.carry;
                let season = self.day[time % self.seasons.of_day] + self.week[time % self.seasons.of_week];
                day[*slot] = (self.level + season + carried).max(0.0);
                time += 1;
            }
        }
        days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_seasons_without_noise_are_repeated_to_the_digit() {
        let seasons = Seasons { of_day: 4, of_week: 12 };
        let truth = |t: usize| 100.0 + 10.0 * (t % 4) as f64 + 5.0 * (t % 12 / 4) as f64;
        let counts: Vec<f64> = (0..60).map(truth).collect();
        let mut state = State::start(&counts, seasons);
        assert!(state.pass(&counts, Speed::of(&STARTS[0])) < 1e-18);
        let ahead = state.days_ahead(&Speed::of(&STARTS[0]), &[1, 2, 3, 4], 6, 3);
        for (day, slots) in ahead.iter().enumerate() {
            assert_eq!((slots[0], slots[5]), (0.0, 0.0));
            for slot in 0..4 {
                assert!((slots[slot + 1] - truth(60 + 4 * day + slot)).abs() < 1e-9);
            }
        }
    }
}
