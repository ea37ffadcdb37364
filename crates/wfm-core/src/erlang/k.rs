//! Limited trunks (M/M/n/K, with hang-ups M/M/n/K+M): whoever finds every place taken is turned away.
//!
//! Right where lines are scarce, and the bridge between the other models: with as many trunks as agents it is Erlang B,
//! with endless trunks Erlang C or A. It settles under any load. Contacts that are turned away count as offered and as
//! missed; it knows no redials, see [`x`](super::x).
//!
//! Cost: one pass over the waiting places.

mod chain;
mod inverse;

pub use inverse::{agents, capacity, largest_load};
pub(in crate::erlang) use inverse::{fewest, is_met};

use super::load::{from_zero, positive};
use super::{Ends, Figures, Load, Patience};
use crate::error::{Error, Result};
use crate::units::{Seconds, Share};
use chain::Chain;

/// The most contacts that may wait for an agent.
pub const MOST_WAITING: u32 = 10_000_000;

/// Agents, and the contacts there is room for: those in talk and those waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    agents: u32,
    capacity: u32,
}

impl Line {
    /// A line of `capacity` trunks for `agents`.
    ///
    /// # Errors
    ///
    /// When there are no agents, fewer trunks than agents, or more than [`MOST_WAITING`] places to wait.
    pub fn new(agents: u32, capacity: u32) -> Result<Line> {
        positive("agents", f64::from(agents))?;
        if capacity < agents {
            return Err(Error::invalid("trunks", capacity, format!("at least as many as agents, {agents}")));
        }
        if capacity - agents > MOST_WAITING {
            return Err(Error::invalid(
                "trunks",
                capacity,
                format!("at most {MOST_WAITING} above the agents"),
            ));
        }
        Ok(Line { agents, capacity })
    }

    /// Agents.
    pub fn agents(self) -> u32 {
        self.agents
    }

    /// Places in the system: agents and waiting places.
    pub fn capacity(self) -> u32 {
        self.capacity
    }
}

/// Every figure that needs no threshold; without `patience` nobody hangs up.
///
/// ```text
/// q_m = Π_{j≤m} λ/(nμ + jθ),  m = 0…K−n       Z = 1/B(n, a) + Σ_{m≥1} q_m       π_{n+m} = q_m/Z
///
/// blocking = π_K    P(wait) = Σ_{m<K−n} π_{n+m}    E[queue] = Σ m·π_{n+m}    P(abandon) = θ·E[queue]/λ
/// ```
///
/// ```
/// use wfm_core::erlang::{Load, b, k};
///
/// // As many trunks as agents: Erlang B.
/// let load = Load::of_erlangs(25.0, 180.0)?;
/// let figures = k::figures(load, None, k::Line::new(30, 30)?);
/// assert!((figures.blocking - b::blocking(25.0, 30.0)).abs() < 1e-15);
/// # Ok::<(), wfm_core::Error>(())
/// ```
pub fn figures(load: Load, patience: Option<Patience>, line: Line) -> Figures {
    if load.erlangs() == 0.0 {
        return Figures::IDLE;
    }
    Chain::new(load, patience, line).figures()
}

/// Shares of the contacts that hang up, and that are turned away.
pub(super) fn lost(load: Load, patience: Option<Patience>, line: Line) -> (Share, Share) {
    if load.erlangs() == 0.0 {
        return (0.0, 0.0);
    }
    let chain = Chain::new(load, patience, line);
    (chain.abandonment(), chain.blocking())
}

/// How the contacts end: answered within `within` seconds or later, hung up within `short` or later, or blocked.
///
/// Somebody who finds m waiting and never hangs up is answered within T with the probability that m + 1 places move on.
///
/// ```text
/// P(served, W≤T | m) = nμ/(nμ+(m+1)θ) · I_{1−e^(−θT)}(m+1, nμ/θ+1)       θ = 0: Erlang(m+1, nμ)
/// P(W>T | m)         = e^(−θT)·(1 − I_{1−e^(−θT)}(m+1, nμ/θ))
/// ```
pub fn ends(load: Load, patience: Option<Patience>, line: Line, within: Seconds, short: Seconds) -> Ends {
    if load.erlangs() == 0.0 {
        return Ends::IDLE;
    }
    Chain::new(load, patience, line).ends(from_zero(within), from_zero(short))
}

#[cfg(test)]
mod tests;
