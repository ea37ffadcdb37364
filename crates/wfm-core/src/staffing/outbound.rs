//! Outbound: how many numbers to dial at once, so that few of those who answer find nobody to talk to.
//!
//! Of `d` numbers dialled about `r·d` answer, by chance more or fewer. With `f` agents expected to be free when they do:
//!
//! ```text
//! X ~ Binomial(d, r),   dropped = E[(X − f)⁺] / E[X] ≤ cap
//! ```
//!
//! Right for one round of a dialler that knows how many agents will be free after the ringing; agents who become free
//! meanwhile make it safer. Limits of about 3 % are law in several countries; the cap is the centre's to give. How many
//! agents a campaign takes is plain workload over the calls that are answered.

use crate::error::{Error, Result};
use crate::units::Share;

/// The most dialled at once.
const MOST_DIALS: u32 = 1_000_000;

/// Most numbers to dial at once for `free` agents when a share `connect_rate` answers and at most `cap` of those may
/// find nobody; a million at most.
///
/// ```
/// use wfm_core::staffing::dials;
///
/// assert_eq!(dials(10, 1.0, 0.03)?, 10);
/// assert_eq!(dials(10, 0.3, 0.03)?, 26);
/// # Ok::<(), wfm_core::Error>(())
/// ```
///
/// # Errors
/// When the rate is not above 0 and at most 1, or the cap not in `[0, 1)`.
pub fn dials(free: u32, connect_rate: Share, cap: Share) -> Result<u32> {
    if !(connect_rate > 0.0 && connect_rate <= 1.0) {
        return Err(Error::invalid("connect_rate", connect_rate, "a share above 0, at most 1"));
    }
    if !(0.0..1.0).contains(&cap) {
        return Err(Error::invalid("abandonment cap", cap, "a share from 0 to below 1"));
    }
    if free == 0 {
        return Ok(0);
    }
    // As many as agents drop nobody; one more dial never lowers the share dropped.
    let keeps = |dials: u32| dropped(dials, free, connect_rate) <= cap;
    let (mut few, mut many) = (free.min(MOST_DIALS), free.saturating_mul(2));
    while many < MOST_DIALS && keeps(many) {
        (few, many) = (many, many * 2);
    }
    many = many.min(MOST_DIALS + 1);
    while few + 1 < many {
        let middle = few + (many - few) / 2;
        if keeps(middle) { few = middle } else { many = middle }
    }
    Ok(few)
}

/// Share of the calls answered for which no agent is free, when `dials` are made for `free` agents.
///
/// ```text
/// E[(X − f)⁺] / (d·r),   X ~ Binomial(d, r)
/// ```
pub fn dropped(dials: u32, free: u32, connect_rate: Share) -> Share {
    if dials <= free {
        return 0.0;
    }
    let (d, r) = (f64::from(dials), connect_rate);
    if r >= 1.0 {
        return 1.0 - f64::from(free) / d;
    }
    // From the mode outwards, relative to it: no factorial is formed, and what is left out is below 1e-17.
    let mode = ((d + 1.0) * r).floor().min(d);
    let odds = r / (1.0 - r);
    let (mut total, mut excess) = (1.0, (mode - f64::from(free)).max(0.0));
    let mut weigh = |answered: f64, weight: f64| {
        total += weight;
        excess += weight * (answered - f64::from(free)).max(0.0);
        weight > 1e-18 * total
    };
    let (mut answered, mut weight) = (mode, 1.0);
    while answered < d {
        weight *= odds * (d - answered) / (answered + 1.0);
        answered += 1.0;
        if !weigh(answered, weight) {
            break;
        }
    }
    let (mut answered, mut weight) = (mode, 1.0);
    while answered > 0.0 {
        weight *= answered / (odds * (d - answered + 1.0));
        answered -= 1.0;
        if !weigh(answered, weight) {
            break;
        }
    }
    excess / total / (d * r)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By enumeration: three dials, half of which answer, for one agent: X = 2 with 3/8, X = 3 with 1/8.
    #[test]
    fn a_small_round_is_what_counting_gives() {
        assert!((dropped(3, 1, 0.5) - (0.375 + 2.0 * 0.125) / 1.5).abs() < 1e-15);
        assert!((dropped(2, 1, 0.3) - 0.09 / 0.6).abs() < 1e-15);
        assert_eq!(dropped(5, 0, 0.2), 1.0);
    }

    #[test]
    fn the_dials_keep_the_cap_and_one_more_does_not() {
        for (free, rate, cap) in [(1, 0.2, 0.05), (10, 0.3, 0.03), (60, 0.45, 0.01), (300, 0.1, 0.03)] {
            let most = dials(free, rate, cap).unwrap();
            assert!(dropped(most, free, rate) <= cap);
            assert!(dropped(most + 1, free, rate) > cap);
        }
    }

    #[test]
    fn nobody_free_dials_nothing() {
        assert_eq!(dials(0, 0.3, 0.03).unwrap(), 0);
        assert!(dials(5, 0.0, 0.03).is_err());
        assert!(dials(5, 0.3, 1.0).is_err());
    }

    #[test]
    fn larger_groups_dial_more_for_each_agent() {
        let each = |free: u32| f64::from(dials(free, 0.3, 0.03).unwrap()) / f64::from(free);
        assert!(each(5) < each(20) && each(20) < each(100));
    }
}
