//! Where the breaks of one shift go: in their windows, on their step, in order, as far apart as the template asks, inside
//! the shift, and never in a fixed activity.
//!
//! For given prices of time the best places are exact: independently the cheapest start of every break where windows
//! cannot collide, else a small dynamic program over the breaks in order.

use crate::model::ShiftTemplate;

/// The breaks of a template in base steps.
#[derive(Debug, Clone, Default)]
pub(crate) struct BreakPlan {
    breaks: Vec<Window>,
    distances: Distances,
    /// Whether every break can be placed without a look at the others, in a shift of any of the template's lengths.
    apart: bool,
}

/// The template's [`BreakRules`](crate::model::BreakRules) in base steps.
#[derive(Debug, Clone, Copy)]
struct Distances {
    longest: i64,
    between: i64,
    from_ends: i64,
}

impl Default for Distances {
    /// Whatever the windows allow.
    fn default() -> Self {
        Distances { longest: i64::MAX, between: 0, from_ends: 0 }
    }
}

impl Distances {
    fn new(template: &ShiftTemplate, step: i64) -> Self {
        let rules = template.break_rules;
        let up = |minutes: u32| (i64::from(minutes) + step - 1) / step;
        let longest = rules.max_work.map_or(i64::MAX, |minutes| i64::from(minutes) / step);
        Distances { longest, between: up(rules.min_between), from_ends: up(rules.min_from_ends) }
    }

    /// Whether a stretch of work between two breaks is long enough and not too long.
    fn allow_between(&self, steps: i64) -> bool {
        (self.between..=self.longest).contains(&steps)
    }

    /// Whether a stretch of work from an end of the shift to a break is.
    fn allow_at_end(&self, steps: i64) -> bool {
        (self.from_ends..=self.longest).contains(&steps)
    }

    /// Whether breaks anywhere in these windows keep the distances, in shifts of these lengths.
    fn are_implied(&self, breaks: &[Window], lengths: &[i64]) -> bool {
        let (Some(first), Some(last)) = (breaks.first(), breaks.last()) else {
            return lengths.iter().all(|steps| *steps <= self.longest);
        };
        let between = breaks.windows(2).all(|pair| {
            self.allow_between(pair[1].earliest - pair[0].latest - pair[0].steps)
                && self.allow_between(pair[1].latest - pair[0].earliest - pair[0].steps)
        });
        let rest = |steps: i64, start: i64| self.allow_at_end(steps - start - last.steps);
        between
            && self.allow_at_end(first.earliest)
            && self.allow_at_end(first.latest)
            && lengths
                .iter()
                .all(|steps| rest(*steps, last.earliest) && rest(*steps, last.latest.min(steps - last.steps)))
    }
}

#[derive(Debug, Clone, Copy)]
struct Window {
    earliest: i64,
    latest: i64,
    every: i64,
    steps: i64,
}

/// The room that a break has: it takes `steps` and begins at one of `places`, `every` base steps apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Room {
    steps: usize,
    every: usize,
    places: usize,
}

/// The rooms of all breaks of many shifts, each kind once: what a break of one room is worth least, wherever the shift
/// begins, is found for all of these shifts in one go.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rooms(Vec<Room>);

/// A break of a shift: number of its room, and its first place in base steps after the shift's start.
pub(crate) type RoomOf = (usize, i64);

impl Rooms {
    /// The breaks of a shift of `steps` base steps, noted; `None` where one cannot be placed without a look at the others.
    pub(crate) fn note(&mut self, plan: &BreakPlan, steps: i64) -> Option<Vec<RoomOf>> {
        if !plan.apart {
            return None;
        }
        let mut of_window = |window: &Window| {
            let places = window.starts(steps).count();
            let room = Room { steps: window.steps as usize, every: window.every as usize, places };
            let number = self.0.iter().position(|known| *known == room).unwrap_or_else(|| {
                self.0.push(room);
                self.0.len() - 1
            });
            (places > 0 && window.earliest >= 0).then_some((number, window.earliest))
        };
        plan.breaks.iter().map(&mut of_window).collect()
    }
}

impl Room {
    /// The least that the break can be worth, by the base step of its first place.
    fn least(self, sums: &[i64], least: &mut Vec<i64>) {
        least.clear();
        let ends = sums.get(self.steps..).unwrap_or_default();
        least.extend(sums.iter().zip(ends).map(|(begin, end)| end - begin));
        // The least of `seen` places, then of twice as many.
        let mut seen = 1;
        while seen < self.places {
            let more = seen.min(self.places - seen);
            let apart = more * self.every;
            for at in 0..least.len().saturating_sub(apart) {
                least[at] = least[at].min(least[at + apart]);
            }
            seen += more;
        }
    }
}

/// Running sums of a price per base step; steps off the horizon are worth nothing.
#[derive(Debug, Clone)]
pub(crate) struct PriceSums {
    sums: Vec<i64>,
    /// The least that a break is worth, per room and base step of its first place; while `rooms` are looked into.
    least: Vec<Vec<i64>>,
    rooms: usize,
}

impl Default for PriceSums {
    /// All time is worth nothing.
    fn default() -> Self {
        PriceSums { sums: vec![0], least: Vec::new(), rooms: 0 }
    }
}

impl PriceSums {
    pub(crate) fn new(prices: impl IntoIterator<Item = i64>) -> Self {
        let mut sums = PriceSums::default();
        sums.reset(prices);
        sums
    }

    pub(crate) fn reset(&mut self, prices: impl IntoIterator<Item = i64>) {
        self.rooms = 0;
        self.sums.clear();
        self.sums.push(0);
        let mut total = 0;
        self.sums.extend(prices.into_iter().map(|price| {
            total += price;
            total
        }));
    }

    /// Looks into these rooms, so that [`PriceSums::worth`] knows them.
    pub(crate) fn look_into(&mut self, rooms: &Rooms) {
        self.rooms = rooms.0.len();
        if self.least.len() < self.rooms {
            self.least.resize_with(self.rooms, Vec::new);
        }
        for (room, least) in rooms.0.iter().zip(&mut self.least) {
            room.least(&self.sums, least);
        }
    }

    /// What the shift of base steps `from..to` is worth, its breaks at the best places; `None` where it reaches beyond the
    /// horizon or its rooms were not looked into.
    #[inline]
    pub(crate) fn worth(&self, (from, to): (i64, i64), breaks: &[RoomOf]) -> Option<i64> {
        let at = |step: i64| self.sums.get(usize::try_from(step).ok()?);
        let mut worth = at(to)? - at(from)?;
        let least = &self.least[..self.rooms];
        for (room, first) in breaks {
            worth -= least.get(*room)?.get((from + first) as usize)?;
        }
        Some(worth)
    }

    /// The running sums from base step `from` up to and with `to`; `None` where that reaches beyond the horizon.
    #[inline]
    fn stretch(&self, from: i64, to: i64) -> Option<&[i64]> {
        self.sums.get(usize::try_from(from).ok()?..=usize::try_from(to).ok()?)
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

    /// The least that the break can be worth, and its first start where it is worth so little, in a shift with these running
    /// sums of prices.
    fn least(self, sums: &[i64]) -> Option<(i64, i64)> {
        let last = self.latest.min(sums.len() as i64 - 1 - self.steps);
        let starts = usize::try_from(self.earliest).ok()?..usize::try_from(last + 1).ok()?;
        let ends = sums.get(starts.start + self.steps as usize..)?;
        let begins = sums.get(starts.clone())?.iter().zip(ends);
        let (mut least, mut place) = (i64::MAX, None);
        for (at, (begin, end)) in begins.enumerate().step_by(self.every as usize) {
            if end - begin < least {
                (least, place) = (end - begin, Some(at));
            }
        }
        Some((least, self.earliest + place? as i64))
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
        let distances = Distances::new(template, step);
        let lengths: Vec<i64> = template.lengths.iter().map(|length| i64::from(*length) / step).collect();
        let apart = breaks.windows(2).all(|pair| pair[0].latest + pair[0].steps <= pair[1].earliest)
            && distances.are_implied(&breaks, &lengths);
        BreakPlan { breaks, distances, apart }
    }

    /// Whether breaks that start so many base steps into a shift of `steps` are where the template allows them.
    pub(crate) fn allows(&self, starts: &[i64], steps: i64) -> bool {
        let in_window = |(window, start): (&Window, &i64)| window.starts(steps).any(|at| at == *start);
        let pins: Vec<Option<i64>> = starts.iter().copied().map(Some).collect();
        starts.len() == self.breaks.len()
            && self.breaks.iter().zip(starts).all(in_window)
            && self.settled(&pins, 0).fits(steps)
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
        BreakPlan { breaks: self.breaks.iter().zip(pins).map(settle).collect(), apart: false, ..self.clone() }
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

    /// Whether every break of a shift can be placed without a look at the others.
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
        if self.apart
            && busy.is_empty()
            && let Some(sums) = sums.stretch(from, to)
        {
            let mut total = 0;
            let place = |window: &Window| {
                let (least, place) = window.least(sums)?;
                total += least;
                Some(place as u16)
            };
            let places: Option<Vec<u16>> = self.breaks.iter().map(place).collect();
            return places.map(|places| (total, places));
        }
        // Ways to have placed the breaks so far: end of the last one, worth, places. Only the best per end is kept.
        let mut ways: Vec<(i64, i64, Vec<u16>)> = vec![(0, 0, Vec::new())];
        for (position, window) in self.breaks.iter().enumerate() {
            let is_far = |steps: i64| match position {
                0 => self.distances.allow_at_end(steps),
                _ => self.distances.allow_between(steps),
            };
            let mut next: Vec<(i64, i64, Vec<u16>)> = Vec::new();
            for at in window.starts(to - from) {
                let (first, last) = (from + at, from + at + window.steps);
                if busy.iter().any(|(a, b)| first < *b && *a < last) {
                    continue;
                }
                let before = ways.iter().filter(|way| is_far(at - way.0)).min_by_key(|way| way.1);
                if let Some((_, worth, places)) = before {
                    let mut places = places.clone();
                    places.push(at as u16);
                    next.push((at + window.steps, worth + sums.between(first, last), places));
                }
            }
            ways = next;
        }
        let rest = |way: &(i64, i64, Vec<u16>)| match self.breaks.is_empty() {
            true => to - from <= self.distances.longest,
            false => self.distances.allow_at_end(to - from - way.0),
        };
        let best = ways.into_iter().filter(rest).min_by_key(|way| way.1);
        best.map(|(_, worth, places)| (worth, places))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(earliest: i64, latest: i64, every: i64, steps: i64) -> Window {
        Window { earliest, latest, every, steps }
    }

    /// Breaks apart from each other, one at a single place, one whose window a short shift cuts off, one every third step.
    #[test]
    fn breaks_looked_up_are_worth_what_their_best_places_are() {
        let breaks = vec![window(2, 2, 1, 1), window(4, 8, 1, 2), window(12, 22, 3, 3)];
        let plan = BreakPlan { breaks, distances: Distances::default(), apart: true };
        let prices = (0..120).map(|step: i64| step * 7919 % 23 - 6);
        let mut sums = PriceSums::new(prices);
        for steps in [20, 26, 40] {
            let mut rooms = Rooms::default();
            let breaks = rooms.note(&plan, steps).expect("breaks are apart");
            sums.look_into(&rooms);
            for from in -5..125 {
                let span = (from, from + steps);
                let (least, places) = plan.place(&sums, span, &[]).expect("there is room");
                let taken = plan.lengths().zip(&places).map(|(steps, at)| {
                    let at = from + i64::from(*at);
                    sums.between(at, at + steps)
                });
                assert_eq!(least, taken.sum::<i64>());
                assert_eq!(Some(least), plan.least(&sums, span, &[]));
                let worth = (0 <= from && span.1 <= 120).then(|| sums.between(span.0, span.1) - least);
                assert_eq!(sums.worth(span, &breaks), worth, "{steps} steps from {from}");
            }
        }
    }

    #[test]
    fn prices_that_changed_are_not_looked_up_in_the_old_ones() {
        let plan =
            BreakPlan { breaks: vec![window(1, 3, 1, 1)], distances: Distances::default(), apart: true };
        let mut rooms = Rooms::default();
        let breaks = rooms.note(&plan, 8).expect("a single break");
        let mut sums = PriceSums::new([1; 20]);
        sums.look_into(&rooms);
        assert_eq!(sums.worth((0, 8), &breaks), Some(7));
        sums.reset([2; 20]);
        assert_eq!(sums.worth((0, 8), &breaks), None);
    }
}
