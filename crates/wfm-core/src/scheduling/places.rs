//! Where the breaks of one shift go: in their windows, on their step, in order, apart, inside the shift, and never in a
//! fixed activity.
//!
//! For given prices of time the best places are exact: independently the cheapest start of every break where windows
//! cannot collide, else a small dynamic program over the breaks in order.

use crate::model::ShiftTemplate;

/// The breaks of a template in base steps.
#[derive(Debug, Clone, Default)]
pub(crate) struct BreakPlan {
    breaks: Vec<Window>,
    /// Whether no two windows can collide.
    apart: bool,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    earliest: i64,
    latest: i64,
    every: i64,
    steps: i64,
}

/// Running sums of a price per base step; steps off the horizon are worth nothing.
#[derive(Debug, Clone)]
pub(crate) struct PriceSums {
    sums: Vec<i64>,
}

impl Default for PriceSums {
    /// All time is worth nothing.
    fn default() -> Self {
        PriceSums { sums: vec![0] }
    }
}

impl PriceSums {
    pub(crate) fn new(prices: impl IntoIterator<Item = i64>) -> Self {
        let mut sums = PriceSums::default();
        sums.reset(prices);
        sums
    }

    pub(crate) fn reset(&mut self, prices: impl IntoIterator<Item = i64>) {
        self.sums.clear();
        self.sums.push(0);
        let mut total = 0;
        self.sums.extend(prices.into_iter().map(|price| {
            total += price;
            total
        }));
    }

    /// Sum over the base steps `from..to`.
    #[inline]
    pub(crate) fn between(&self, from: i64, to: i64) -> i64 {
        let last = self.sums.len() as i64 - 1;
        self.sums[to.clamp(0, last) as usize] - self.sums[from.clamp(0, last) as usize]
    }
}

impl Window {
    fn starts(self, shift_steps: i64) -> impl Iterator<Item = i64> {
        let last = self.latest.min(shift_steps - self.steps);
        (0..).map(move |n| self.earliest + n * self.every).take_while(move |start| *start <= last)
    }
}

impl BreakPlan {
    pub(crate) fn new(template: &ShiftTemplate, step: i64) -> Self {
        let window = |b: &crate::model::BreakTemplate| Window {
            earliest: i64::from(b.earliest) / step,
            latest: i64::from(b.latest) / step,
            every: (i64::from(template.break_every_minutes) / step).max(1),
            steps: i64::from(b.minutes) / step,
        };
        let breaks: Vec<Window> = template.breaks.iter().map(window).collect();
        let apart = breaks.windows(2).all(|pair| pair[0].latest + pair[0].steps <= pair[1].earliest);
        BreakPlan { breaks, apart }
    }

    /// The same breaks where some are settled: those with a pin at its place, the others no earlier than `not_before`, all
    /// in base steps after the shift's start.
    pub(crate) fn settled(&self, pins: &[Option<i64>], not_before: i64) -> BreakPlan {
        let settle = |(window, pin): (&Window, &Option<i64>)| match pin {
            Some(at) => Window { earliest: *at, latest: *at, every: 1, steps: window.steps },
            None => {
                let late = (not_before - window.earliest).max(0);
                let earliest = window.earliest + (late + window.every - 1) / window.every * window.every;
                Window { earliest, ..*window }
            }
        };
        BreakPlan { breaks: self.breaks.iter().zip(pins).map(settle).collect(), apart: false }
    }

    /// Whether a shift of `steps` base steps has room for all breaks.
    pub(crate) fn fits(&self, steps: i64) -> bool {
        self.place(&PriceSums::new([]), (0, steps), &[]).is_some()
    }

    /// Lengths of the breaks in base steps, in order.
    pub(crate) fn lengths(&self) -> impl Iterator<Item = i64> {
        self.breaks.iter().map(|window| window.steps)
    }

    /// The earliest and latest start, step and length of every break, in base steps.
    pub(crate) fn windows(&self) -> impl Iterator<Item = (i64, i64, i64, i64)> {
        self.breaks.iter().map(|w| (w.earliest, w.latest, w.every, w.steps))
    }

    /// Whether no two breaks of a shift can collide.
    pub(crate) fn is_apart(&self) -> bool {
        self.apart
    }

    /// The least that the time of all breaks can be worth in the shift of base steps `from..to`; `None` when they cannot
    /// be taken outside the `busy` stretches.
    #[inline]
    pub(crate) fn least(&self, sums: &PriceSums, (from, to): (i64, i64), busy: &[(i64, i64)]) -> Option<i64> {
        if !self.apart || !busy.is_empty() {
            return self.place(sums, (from, to), busy).map(|(least, _)| least);
        }
        let mut total = 0;
        for window in &self.breaks {
            let starts = window.starts(to - from);
            total += starts.map(|at| sums.between(from + at, from + at + window.steps)).min()?;
        }
        Some(total)
    }

    /// As [`BreakPlan::least`], with the start of every break in base steps after the shift's start; the earliest of
    /// equally good places.
    pub(crate) fn place(
        &self,
        sums: &PriceSums,
        (from, to): (i64, i64),
        busy: &[(i64, i64)],
    ) -> Option<(i64, Vec<u16>)> {
        // Ways to have placed the breaks so far: end of the last one, worth, places. Only the best per end is kept.
        let mut ways: Vec<(i64, i64, Vec<u16>)> = vec![(0, 0, Vec::new())];
        for window in &self.breaks {
            let mut next: Vec<(i64, i64, Vec<u16>)> = Vec::new();
            for at in window.starts(to - from) {
                let (first, last) = (from + at, from + at + window.steps);
                if busy.iter().any(|(a, b)| first < *b && *a < last) {
                    continue;
                }
                let before = ways.iter().filter(|way| way.0 <= at).min_by_key(|way| way.1);
                if let Some((_, worth, places)) = before {
                    let mut places = places.clone();
                    places.push(at as u16);
                    next.push((at + window.steps, worth + sums.between(first, last), places));
                }
            }
            ways = next;
        }
        ways.into_iter().min_by_key(|way| way.1).map(|(_, worth, places)| (worth, places))
    }
}
