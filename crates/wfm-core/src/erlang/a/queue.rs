//! One solved queue: its sums, and every figure made of them.

use super::series::Series;
use crate::erlang::load::NOTHING;
use crate::erlang::{Ends, Figures, Load, Patience, b, poisson};
use crate::units::{Seconds, Share};

/// Above this deviance of `x` from `y` the Poisson probability that at most x of y arrive is below 1e-19: waiting
/// never ends, and the sums, which pass 1e308, have closed forms.
const CROWDED: f64 = 45.0;

/// The queue in units of a `scale` that keeps every sum finite: 1, or in overload the Poisson probability p(x; y).
///
/// With `R(z) = p(x; z)·A1(z)`, the probability that more than x of a mean z arrive, the factor of the time goes into
/// `g·A1(y_T)·p(x; y) = R(y_T)`, and in overload `R(y) = 1`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Queue {
    load: Load,
    patience: Seconds,
    agents: f64,
    x: f64,
    y: f64,
    /// `(x − y)/y`, without cancellation near the load.
    spare: f64,
    crowded: bool,
    scale: f64,
    a1: f64,
    weighted: f64,
    total: f64,
}

impl Queue {
    /// None where there are no agents to speak of. `load` is positive.
    pub(super) fn new(load: Load, patience: Patience, agents: f64) -> Option<Queue> {
        let a = load.erlangs();
        let agents = agents.min(1e12);
        if agents < NOTHING {
            return None;
        }
        let ratio = (patience.seconds() / load.aht()).clamp(1e-100, 1e15);
        let (x, y, spare) = (agents * ratio, a * ratio, (agents - a) / a);
        let queue = Queue {
            load,
            patience: patience.seconds(),
            agents,
            x,
            y,
            spare,
            crowded: spare < 0.0 && poisson::deviance(x, y) > CROWDED,
            scale: 1.0,
            a1: 0.0,
            weighted: 0.0,
            total: 0.0,
        };
        Some(if queue.crowded { queue.summed_in_overload() } else { queue.summed() })
    }

    fn summed(self) -> Queue {
        let series = Series::new(self.x, self.y);
        let total = b::inverse(self.load.erlangs(), self.agents) + series.a1;
        let weighted = if self.spare > 0.0 { series.weighted } else { 1.0 - self.spare * series.a1 };
        Queue { a1: series.a1, weighted, total, ..self }
    }

    fn summed_in_overload(self) -> Queue {
        let scale = poisson::ln_pmf(self.x, self.y).exp();
        let total = scale * b::inverse(self.load.erlangs(), self.agents) + 1.0;
        Queue { scale, a1: 1.0, weighted: scale - self.spare, total, ..self }
    }

    /// Share that waits or hangs up.
    pub(super) fn wait_probability(&self) -> Share {
        ((self.scale + self.a1) / self.total).min(1.0)
    }

    /// Share that hangs up.
    pub(super) fn abandonment(&self) -> Share {
        (self.weighted / self.total).min(1.0)
    }

    /// Mean wait of the answered.
    ///
    /// ```text
    /// E[W; served]    = patience·x·Σ b_k·H_k/D      in overload: patience·(n/a)·(ln y − ψ(x+1))/D
    /// E[W; abandoned] = patience·Σ b_k·G_k/D
    /// ```
    pub(super) fn asa(&self) -> Seconds {
        self.asa_of(self.waits().0)
    }

    fn asa_of(&self, wait_of_answered: Seconds) -> Seconds {
        let answered = self.answered();
        if answered > 0.0 { wait_of_answered / answered } else { f64::INFINITY }
    }

    /// Handling time over staffed time.
    pub(super) fn occupancy(&self) -> Share {
        (self.load.erlangs() * self.answered() / self.agents).min(1.0)
    }

    fn answered(&self) -> Share {
        if self.crowded {
            // 1 − P(abandon) = (D − K/ρ)/D, with everything that cancels already taken out.
            let rest = self.total - 1.0 - self.scale + (1.0 + self.spare);
            return (rest / self.total).clamp(0.0, 1.0);
        }
        1.0 - self.abandonment()
    }

    /// `E[W; served]` and `E[W; abandoned]`.
    fn waits(&self) -> (Seconds, Seconds) {
        let (answered, abandoned) = if self.crowded {
            let answered = (1.0 + self.spare) * (self.y.ln() - poisson::digamma_next(self.x));
            (answered, (self.weighted - answered).max(0.0))
        } else {
            let (answered, abandoned) = Series::waits(self.x, self.y);
            (self.x * answered, abandoned)
        };
        (self.patience * answered / self.total, self.patience * abandoned / self.total)
    }

    pub(super) fn figures(&self) -> Figures {
        let (waits, abandonment) = (self.wait_probability(), self.abandonment());
        let mean_wait = abandonment * self.patience;
        let (wait_of_answered, wait_of_abandoned) = self.waits();
        Figures {
            stable: true,
            wait_probability: waits,
            blocking: 0.0,
            abandonment,
            mean_wait,
            asa: self.asa_of(wait_of_answered),
            mean_wait_of_waiting: if waits > 0.0 { mean_wait / waits } else { 0.0 },
            mean_wait_abandoned: (abandonment > 0.0).then(|| wait_of_abandoned / abandonment),
            queue_length: abandonment * self.y,
            occupancy: self.occupancy(),
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
            blocked: 0.0,
        }
    }

    /// Shares answered, and hung up, after `seconds`.
    pub(super) fn after(&self, seconds: Seconds) -> (Share, Share) {
        let time = seconds / self.patience;
        if time > 700.0 {
            return (0.0, 0.0);
        }
        let shrunk = (-time).exp();
        let (a1, weighted) =
            if self.crowded { self.crowd_after(shrunk) } else { self.sums_after(time, shrunk) };
        ((1.0 + self.spare) * a1 / self.total, shrunk * weighted / self.total)
    }

    fn sums_after(&self, time: f64, shrunk: f64) -> (f64, f64) {
        if time == 0.0 {
            return (self.a1, self.weighted);
        }
        // y·(1−e^(−θT)) − xθT, with the large part θT·y already taken off.
        let factor = (-self.y * (self.spare * time + curvature(time))).exp();
        let series = Series::new(self.x, self.y * shrunk);
        (factor * series.a1, factor * series.weighted)
    }

    fn crowd_after(&self, shrunk: f64) -> (f64, f64) {
        let z = self.y * shrunk;
        let p = poisson::ln_pmf(self.x, z).exp();
        if z > self.x {
            let more = (1.0 - p * b::inverse(z, self.x)).max(0.0);
            return (more, p + (z - self.x) / z * more);
        }
        let series = Series::new(self.x, z);
        (p * series.a1, p * series.weighted)
    }
}

/// `e^(−u) − 1 + u` without cancellation.
fn curvature(u: f64) -> f64 {
    if u > 0.5 {
        return (-u).exp_m1() + u;
    }
    let (mut sum, mut term) = (0.0, -u);
    for k in 2..24 {
        term *= -u / f64::from(k);
        sum += term;
    }
    sum
}
