//! Callbacks: customers who would wait long are offered to be called back, and some accept.
//!
//! The queue is Erlang A up to the wait at which the offer is made; beyond it only the share that declines joins. Those
//! who accept leave the line at once and become work with a deadline, to be planned as a queue of its own.
//!
//! ```text
//! a caller who finds m waiting expects (m + 1)·AHT/n;  from the first m where that exceeds the limit on, λ becomes λ·(1 − s)
//! ```
//!
//! Every figure is per caller who stays on the line. Right when callbacks are made by other people or in quiet hours;
//! it does not know how many of them are answered.

use super::outcome::Outcome;
use crate::erlang::{Ends, Load, Patience, b};
use crate::error::{Error, Result};
use crate::model::Queue;
use crate::units::{Seconds, Share};

/// The offer of a callback.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Offer {
    patience: Patience,
    /// Share of those offered who accept.
    share: Share,
    /// Expected wait above which it is offered.
    after: Seconds,
}

impl Offer {
    /// The offer of a queue with this patience; none when it makes none.
    ///
    /// # Errors
    /// When the share or the wait is outside its range.
    pub(super) fn of(queue: &Queue, patience: Patience) -> Result<Option<Offer>> {
        let Some(share) = queue.callback_share else { return Ok(None) };
        let field = |name: &str| format!("{name} of queue {}", queue.id);
        if !(0.0..=1.0).contains(&share) {
            return Err(Error::invalid(field("callback_share"), share, "a share from 0 to 1"));
        }
        let after = queue.callback_after.unwrap_or(0.0);
        if !(after >= 0.0 && after.is_finite()) {
            return Err(Error::invalid(
                field("callback_after_seconds"),
                after,
                "a number of seconds, 0 or more",
            ));
        }
        Ok((share > 0.0).then_some(Offer { patience, share, after }))
    }

    /// How callers end, as shares of all; what is missing to 1 is the share that takes the offer.
    pub(super) fn outcome(&self, load: Load, agents: u32, within: Seconds, short: Seconds) -> Outcome {
        let n = f64::from(agents);
        let found = self.states(load, n);
        let mut line = Waiting::new(n / load.aht(), 1.0 / self.patience.seconds(), within, short);
        let mut sum = Ends {
            answered_in_time: found.free,
            answered_late: 0.0,
            abandoned_short: 0.0,
            abandoned_long: 0.0,
            blocked: 0.0,
        };
        let mut waited = 0.0;
        for (waiting, probability) in found.busy.iter().enumerate() {
            let staying = probability * self.staying(load, n, waiting);
            let ends = line.next_ends();
            sum.answered_in_time += staying * ends.answered_in_time;
            sum.answered_late += staying * ends.answered_late;
            sum.abandoned_short += staying * ends.abandoned_short;
            sum.abandoned_long += staying * ends.abandoned_long;
            waited += staying * (ends.answered_in_time + ends.answered_late) * line.mean_wait;
        }
        let answered = sum.answered_in_time + sum.answered_late;
        let asa = if answered > 0.0 { waited / answered } else { f64::INFINITY };
        let occupancy = if agents > 0 { (load.erlangs() * answered / n).min(1.0) } else { 1.0 };
        Outcome { ends: sum, asa, occupancy }
    }

    /// Share of those who find `waiting` before them that stays on the line.
    fn staying(&self, load: Load, agents: f64, waiting: usize) -> Share {
        let expected = (waiting + 1) as f64 * load.aht() / agents;
        if expected > self.after { 1.0 - self.share } else { 1.0 }
    }

    /// Probabilities of finding a free agent, or all busy and 0, 1, … waiting.
    fn states(&self, load: Load, agents: f64) -> Found {
        let (erlangs, leaving) = (load.erlangs(), load.aht() / self.patience.seconds());
        // All in logarithms, relative to all busy and nobody waiting: in deep overload the terms pass 1e308.
        let ln_free = if agents < 1.0 {
            f64::NEG_INFINITY
        } else {
            (agents / erlangs).ln() - b::ln_blocking(erlangs, agents - 1.0)
        };
        let (mut ln_busy, mut highest) = (vec![0.0_f64], ln_free.max(0.0));
        loop {
            let waiting = ln_busy.len() - 1;
            let joining = erlangs * self.staying(load, agents, waiting);
            let ratio = joining / (agents + (waiting + 1) as f64 * leaving);
            let ln_term = ln_busy[waiting] + ratio.ln();
            highest = highest.max(ln_term);
            if ratio < 1.0 && ln_term < highest - 40.0 + (1.0 - ratio).ln() {
                break;
            }
            ln_busy.push(ln_term);
        }
        let weight = |ln: f64| (ln - highest).exp();
        let total = weight(ln_free) + ln_busy.iter().map(|ln| weight(*ln)).sum::<f64>();
        Found { free: weight(ln_free) / total, busy: ln_busy.iter().map(|ln| weight(*ln) / total).collect() }
    }
}

/// What a caller finds.
struct Found {
    free: Share,
    busy: Vec<Share>,
}

/// How callers end who find 0, 1, 2, … waiting before them.
///
/// ```text
/// P(served) = R/(R + (m+1)θ),   P(served in T) = P(served)·I_x(m+1, R/θ + 1),   x = 1 − e^(−θT)
/// P(W > T) = e^(−θT)·(1 − I_x(m+1, R/θ)),   R = n/AHT,   θ = 1/patience
/// ```
struct Waiting {
    rate: f64,
    leaving: f64,
    /// Callers who leave the line one way or another before this one can be answered, this one included.
    before: f64,
    /// Mean wait of those answered.
    mean_wait: Seconds,
    staying_short: Share,
    in_time: Beta,
    served_short: Beta,
    gone_short: Beta,
}

impl Waiting {
    fn new(rate: f64, leaving: f64, within: Seconds, short: Seconds) -> Waiting {
        let beta = |time: Seconds, b: f64| Beta::new(leaving * time, b);
        Waiting {
            rate,
            leaving,
            before: 0.0,
            mean_wait: 0.0,
            staying_short: (-leaving * short).exp(),
            in_time: beta(within, rate / leaving + 1.0),
            served_short: beta(short, rate / leaving + 1.0),
            gone_short: beta(short, rate / leaving),
        }
    }

    fn next_ends(&mut self) -> Ends {
        self.before += 1.0;
        let out = self.rate + self.before * self.leaving;
        self.mean_wait += 1.0 / out;
        let served = self.rate / out;
        let in_time = served * self.in_time.next();
        let served_later = served * (1.0 - self.served_short.next());
        let waits_longer = self.staying_short * (1.0 - self.gone_short.next());
        let gone_long = (waits_longer - served_later).clamp(0.0, 1.0 - served);
        Ends {
            answered_in_time: in_time,
            answered_late: served - in_time,
            abandoned_short: 1.0 - served - gone_long,
            abandoned_long: gone_long,
            blocked: 0.0,
        }
    }
}

/// The regularised incomplete beta function `I_x(a, b)` for `a` = 1, 2, 3, …, with `1 − x = e^(−y)`.
///
/// ```text
/// I(1) = 1 − e^(−by),   I(a+1) = I(a) − t_a,   t_1 = b·x·e^(−by),   t_{a+1} = t_a·x·(a + b)/(a + 1)
/// ```
struct Beta {
    a: f64,
    b: f64,
    ln_x: f64,
    value: f64,
    ln_term: f64,
}

impl Beta {
    fn new(y: f64, b: f64) -> Beta {
        let ln_x = (-(-y).exp_m1()).ln();
        Beta { a: 1.0, b, ln_x, value: -(-b * y).exp_m1(), ln_term: b.ln() + ln_x - b * y }
    }

    fn next(&mut self) -> f64 {
        let value = self.value;
        // The term in logarithms: for a large centre its first values are below 1e-308, its later ones are not.
        self.value = (value - self.ln_term.exp()).max(0.0);
        self.ln_term += self.ln_x + ((self.a + self.b) / (self.a + 1.0)).ln();
        self.a += 1.0;
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::erlang::a;
    use crate::model::Channel;

    fn offer(share: f64, after: f64) -> Offer {
        let queue = Queue {
            callback_share: Some(share),
            callback_after: Some(after),
            ..Queue::new("calls", Channel::Voice)
        };
        Offer::of(&queue, Patience::new(150.0).unwrap()).unwrap().unwrap()
    }

    #[test]
    fn an_offer_nobody_reaches_changes_nothing() {
        for (erlangs, agents) in [(0.5, 1), (20.0, 18), (20.0, 24), (300.0, 250), (1500.0, 1500), (10.0, 1)] {
            let (load, patience) = (Load::of_erlangs(erlangs, 240.0).unwrap(), Patience::new(150.0).unwrap());
            let n = f64::from(agents);
            let expected = Outcome::of(&a::figures(load, patience, n), a::ends(load, patience, n, 20.0, 5.0));
            let got = offer(0.5, 1e9).outcome(load, agents, 20.0, 5.0);
            for (got, expected) in [
                (got.ends.answered_in_time, expected.ends.answered_in_time),
                (got.ends.answered_late, expected.ends.answered_late),
                (got.ends.abandoned_short, expected.ends.abandoned_short),
                (got.ends.abandoned_long, expected.ends.abandoned_long),
                (got.occupancy, expected.occupancy),
                (got.asa / 240.0, expected.asa / 240.0),
            ] {
                assert!((got - expected).abs() < 1e-9, "{erlangs} erlangs: {got} {expected}");
            }
        }
    }

    #[test]
    fn the_more_accept_the_better_for_those_who_stay() {
        let load = Load::of_erlangs(20.0, 240.0).unwrap();
        let level = |share: f64| {
            let ends = offer(share, 15.0).outcome(load, 18, 20.0, 20.0).ends;
            (1.0 - ends.offered(), ends.answered_in_time / ends.offered())
        };
        let levels: Vec<(f64, f64)> = [0.1, 0.3, 0.6, 1.0].map(level).to_vec();
        for pair in levels.windows(2) {
            assert!(pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1, "{levels:?}");
        }
    }

    #[test]
    fn if_everybody_accepts_at_once_it_is_erlang_b() {
        let load = Load::of_erlangs(20.0, 240.0).unwrap();
        let ends = offer(1.0, 0.0).outcome(load, 22, 20.0, 20.0).ends;
        assert!((1.0 - ends.offered() - b::blocking(20.0, 22.0)).abs() < 1e-12);
        assert!((ends.answered_in_time / ends.offered() - 1.0).abs() < 1e-12);
    }
}
