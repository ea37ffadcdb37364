//! Which distinct shifts lie near which, on the clock: looked up by every search, made once.

use super::layout::{Kind, Layout};

/// Distinct shifts that count as the neighbours of one.
const NEAR: usize = 12;

/// Which distinct shifts lie near which: the same for every search.
pub(super) struct Neighbours {
    /// The nearest distinct shifts of each.
    pub(super) near: Vec<Vec<usize>>,
    pub(super) spans: Spans,
}

impl Neighbours {
    pub(super) fn new(layout: &Layout<'_>) -> Self {
        Neighbours { near: near(layout), spans: Spans::new(layout) }
    }
}

/// The first distinct shift of every start and end on the clock.
pub(super) struct Spans {
    step: u32,
    ends: usize,
    kinds: Vec<Option<u32>>,
}

impl Spans {
    fn new(layout: &Layout<'_>) -> Self {
        let step = layout.step as u32;
        let last = |of: fn(&Kind) -> u32| layout.kinds.iter().map(of).max().map_or(0, |last| last / step + 1);
        let (starts, ends) = (last(|kind| kind.span.0) as usize, last(|kind| kind.span.1) as usize);
        let mut spans = Spans { step, ends, kinds: vec![None; starts * ends] };
        for (number, kind) in layout.kinds.iter().enumerate() {
            let at = spans.at(kind.span.0, kind.span.1);
            spans.kinds[at].get_or_insert(number as u32);
        }
        spans
    }

    fn at(&self, start: u32, end: u32) -> usize {
        (start / self.step) as usize * self.ends + (end / self.step) as usize
    }

    /// The distinct shift with this start and end, if there is one.
    pub(super) fn kind(&self, start: u32, end: u32) -> Option<usize> {
        self.kinds[self.at(start, end)].map(|kind| kind as usize)
    }
}

/// The nearest distinct shifts of each: those whose start and end are the fewest minutes away.
fn near(layout: &Layout<'_>) -> Vec<Vec<usize>> {
    let of_kind = |(kind, of): (usize, &Kind)| {
        let others = layout.kinds.iter().enumerate().filter(|(other, _)| *other != kind);
        let away = |span: (u32, u32)| span.0.abs_diff(of.span.0) + span.1.abs_diff(of.span.1);
        let mut others: Vec<(u32, usize)> = others.map(|(other, with)| (away(with.span), other)).collect();
        if others.len() > NEAR {
            others.select_nth_unstable(NEAR);
            others.truncate(NEAR);
        }
        others.sort_unstable();
        others.into_iter().map(|(_, other)| other).collect()
    };
    layout.kinds.iter().enumerate().map(of_kind).collect()
}
