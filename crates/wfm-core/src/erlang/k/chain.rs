//! The chain of states in which every agent is busy, solved.

use super::Line;
use crate::erlang::{Ends, Figures, Load, Patience, b};
use crate::units::{Seconds, Share};

/// Probabilities of the states with all agents busy.
#[derive(Debug)]
pub(super) struct Chain {
    load: Load,
    patience: Option<Seconds>,
    line: Line,
    /// n, contacts that the busy agents finish per handle time: the unit of time is the AHT.
    pace: f64,
    /// θ/μ, hang-ups per handle time and waiting contact.
    leaving: f64,
    /// `π_{n+m}` for m = 0…K−n.
    states: Vec<f64>,
    /// Share answered at once: some agent is free.
    at_once: Share,
}

impl Chain {
    pub(super) fn new(load: Load, patience: Option<Patience>, line: Line) -> Chain {
        let patience = patience.map(Patience::seconds);
        let pace = f64::from(line.agents);
        let leaving = patience.map_or(0.0, |p| (load.aht() / p).clamp(1e-100, 1e100));
        let mut chain = Chain { load, patience, line, pace, leaving, states: Vec::new(), at_once: 1.0 };
        chain.solve();
        chain
    }

    /// Outwards from the likeliest state, so that long queues under overload do not overflow.
    fn solve(&mut self) {
        let places = (self.line.capacity - self.line.agents) as usize;
        let rate = self.load.erlangs();
        let likeliest = (((rate - self.pace) / self.leaving).max(0.0) as usize).min(places);
        let mut states = vec![1.0; places + 1];
        for m in likeliest + 1..=places {
            states[m] = states[m - 1] * rate / self.out_of(m);
        }
        for m in (0..likeliest).rev() {
            states[m] = states[m + 1] * self.out_of(m + 1) / rate;
        }
        let inverse = b::inverse(self.load.erlangs(), f64::from(self.line.agents));
        let free = if states[0] > 0.0 { (inverse - 1.0) * states[0] } else { 0.0 };
        let total = free + states.iter().sum::<f64>();
        for state in &mut states {
            *state /= total;
        }
        self.at_once = if total < f64::INFINITY { free / total } else { 1.0 };
        self.states = states;
    }

    /// Rate at which contacts leave when m wait.
    fn out_of(&self, m: usize) -> f64 {
        self.pace + m as f64 * self.leaving
    }

    pub(super) fn blocking(&self) -> Share {
        self.states.last().copied().unwrap_or(1.0)
    }

    /// States in which somebody who comes is accepted and waits, by the number already waiting.
    fn open(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.states[..self.states.len() - 1].iter().copied().enumerate()
    }

    fn queue_length(&self) -> f64 {
        total(self.states.iter().enumerate().map(|(m, state)| m as f64 * state))
    }

    pub(super) fn abandonment(&self) -> Share {
        (self.leaving * self.queue_length() / self.load.erlangs()).min(1.0)
    }

    fn answered(&self) -> Share {
        let waited = total(self.open().map(|(m, state)| state * self.pace / self.out_of(m + 1)));
        (self.at_once + waited).min(1.0)
    }

    /// `E[W; served]` and `E[W; abandoned]`, each a sum of positive terms.
    fn waits(&self) -> (Seconds, Seconds) {
        let (mut answering, mut leaving) = (0.0, 0.0);
        let (mut answered, mut abandoned) = (0.0, 0.0);
        for (m, state) in self.open() {
            let out = self.out_of(m + 1);
            answering += 1.0 / out;
            leaving += (m + 1) as f64 * self.leaving / out;
            answered += state * self.pace / out * answering;
            abandoned += state / out * leaving;
        }
        (answered * self.load.aht(), abandoned * self.load.aht())
    }

    pub(super) fn figures(&self) -> Figures {
        let (blocking, abandonment, answered) = (self.blocking(), self.abandonment(), self.answered());
        let waits = total(self.open().map(|(_, state)| state));
        let (wait_of_answered, wait_of_abandoned) = self.waits();
        let queue_length = self.queue_length();
        let wait_of_all = queue_length / self.load.erlangs() * self.load.aht();
        Figures {
            stable: true,
            wait_probability: waits.min(1.0),
            blocking,
            abandonment,
            mean_wait: ratio(wait_of_all, answered + abandonment),
            asa: if answered > 0.0 { wait_of_answered / answered } else { f64::INFINITY },
            mean_wait_of_waiting: ratio(wait_of_all, waits),
            mean_wait_abandoned: (abandonment > 0.0).then(|| wait_of_abandoned / abandonment),
            queue_length,
            occupancy: (self.load.erlangs() * answered / f64::from(self.line.agents)).min(1.0),
        }
    }

    pub(super) fn ends(&self, within: Seconds, short: Seconds) -> Ends {
        let (answered_late, abandoned_late) = self.after(within);
        let abandoned_long = if short == within { abandoned_late } else { self.after(short).1 };
        Ends {
            answered_in_time: (self.answered() - answered_late).max(0.0),
            answered_late,
            abandoned_short: (self.abandonment() - abandoned_long).max(0.0),
            abandoned_long,
            blocked: self.blocking(),
        }
    }

    /// Shares answered, and hung up, after `seconds`.
    fn after(&self, seconds: Seconds) -> (Share, Share) {
        let Some(patience) = self.patience else {
            let mut moved = Moves::poisson(self.pace * seconds / self.load.aht());
            return (total(self.open().map(|(_, state)| state * moved.at_most_next())), 0.0);
        };
        let time = (seconds / patience).min(1e4);
        let moving_up = self.pace / self.leaving;
        let mut for_answer = Moves::leaving(moving_up + 1.0, time);
        let mut for_any = Moves::leaving(moving_up, time);
        let (mut answered, mut still_there) = (0.0, 0.0);
        for (m, state) in self.open() {
            answered += state * self.pace / self.out_of(m + 1) * for_answer.at_most_next();
            still_there += state * (-time).exp() * for_any.at_most_next();
        }
        (answered, (still_there - answered).max(0.0))
    }
}

/// The sum; nothing adds up to 0, where `sum` would say −0.
fn total(terms: impl Iterator<Item = f64>) -> f64 {
    terms.fold(0.0, |sum, term| sum + term)
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// The probability that at most m places have moved on in a time, for m = 0, 1, 2, … in turn.
///
/// ```text
/// θ = 0: Poisson, p_j = p_{j−1}·w/j, p_0 = e^(−w), w = nμT
/// else:  negative binomial, p_j = p_{j−1}·(1−e^(−u))·(s+j−1)/j, p_0 = e^(−us), u = θT
/// ```
struct Moves {
    /// Factor from one to the next is `(base + slope·(j−1))/j`.
    base: f64,
    slope: f64,
    next: f64,
    /// `p_j = term·e^(ln_scale)`: the first ones are too small for an `f64`.
    term: f64,
    ln_scale: f64,
    sum: f64,
}

/// e^460 is 1e200: room to grow, and far from the end of an `f64`.
const STEP: f64 = 460.0;

impl Moves {
    fn poisson(mean: f64) -> Moves {
        Moves::starting(mean, 0.0, -mean)
    }

    fn leaving(size: f64, time: f64) -> Moves {
        let gone = -(-time).exp_m1();
        Moves::starting(gone * size, gone, -time * size)
    }

    fn starting(base: f64, slope: f64, ln_first: f64) -> Moves {
        Moves { base, slope, next: 1.0, term: 1.0, ln_scale: ln_first, sum: 0.0 }
    }

    fn at_most_next(&mut self) -> Share {
        if self.ln_scale < 0.0 && self.ln_scale > -600.0 {
            self.term *= self.ln_scale.exp();
            self.ln_scale = 0.0;
        }
        if self.ln_scale == 0.0 {
            self.sum += self.term;
        }
        let answer = self.sum.min(1.0);
        self.term *= (self.base + self.slope * (self.next - 1.0)) / self.next;
        self.next += 1.0;
        if self.ln_scale < 0.0 && self.term > STEP.exp() {
            self.term /= STEP.exp();
            self.ln_scale += STEP;
        }
        answer
    }
}
