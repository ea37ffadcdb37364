//! Load that changes while contacts are being handled.
//!
//! Staffing each interval alone for its own arrivals (SIPP) is good when a contact is short against the interval. Long
//! contacts arrive in one interval and keep people busy in the next; the modified offered load (MOL) counts them where
//! they are handled.
//!
//! Source: Jennings, Mandelbaum, Massey, Whitt (1996), *Server Staffing to Meet Time-Varying Demand*; the rule by which
//! one is chosen is our judgement.

use crate::units::{Contacts, Erlangs, Seconds};

/// Whether the load of an interval counts contacts that arrived earlier and are still being handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Carrying {
    /// When the mean handle time is longer than a sixth of the interval.
    #[default]
    WhenLong,
    /// Always: modified offered load.
    Always,
    /// Never: each interval by itself.
    Never,
}

impl Carrying {
    pub(super) fn is_used(self, aht: &[Seconds], offered: &[Contacts], step: Seconds) -> bool {
        match self {
            Carrying::WhenLong => mean_handle_time(aht, offered).is_some_and(|aht| aht > step / 6.0),
            Carrying::Always => true,
            Carrying::Never => false,
        }
    }
}

/// Handle time per contact over all intervals; none without contacts.
pub(super) fn mean_handle_time(aht: &[Seconds], offered: &[Contacts]) -> Option<Seconds> {
    let work: f64 = aht.iter().zip(offered).map(|(aht, offered)| aht * offered).sum();
    let contacts: f64 = offered.iter().sum();
    (contacts > 0.0).then(|| work / contacts)
}

/// Mean number of contacts in hand per interval if all were answered at once: the modified offered load.
///
/// ```text
/// m(t) = a + (m₀ − a)·e^(−(t − t₀)/AHT),   mean over an interval Δ:  a + (m₀ − a)·(1 − e^(−Δ/AHT))·AHT/Δ
/// ```
///
/// `arriving` is `a` per interval, the load of its own arrivals; `m₀` is 0 at opening, and what is still in hand at
/// closing time is finished after it and not carried into the next day.
pub(super) fn modified(arriving: &[Erlangs], aht: &[Seconds], open: &[bool], step: Seconds) -> Vec<Erlangs> {
    let mut in_hand = 0.0;
    let mut mean = Vec::with_capacity(arriving.len());
    for ((arriving, aht), open) in arriving.iter().zip(aht).zip(open) {
        if !open || *aht <= 0.0 {
            in_hand = 0.0;
            mean.push(0.0);
            continue;
        }
        let left = in_hand - arriving;
        // 1 − e^(−Δ/AHT) without cancellation for very long handle times.
        let gone = -(-step / aht).exp_m1();
        mean.push((arriving + left * gone * aht / step).max(0.0));
        in_hand = arriving + left * (1.0 - gone);
    }
    mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_rate_ends_at_its_own_load() {
        let mean = modified(&[10.0; 40], &[1800.0; 40], &[true; 40], 1800.0);
        assert!(mean[0] < 5.0 && mean.windows(2).all(|pair| pair[0] < pair[1] + 1e-12));
        assert!((mean[39] - 10.0).abs() < 1e-9);
    }

    #[test]
    fn short_contacts_leave_the_load_as_it_is() {
        let arriving = [3.0, 9.0, 1.0, 0.0];
        let mean = modified(&arriving, &[1e-6; 4], &[true; 4], 1800.0);
        for (mean, arriving) in mean.iter().zip(arriving) {
            assert!((mean - arriving).abs() < 1e-8, "{mean} {arriving}");
        }
    }

    #[test]
    fn contacts_are_conserved_when_all_are_finished_in_the_open() {
        let mut arriving = vec![4.0, 8.0, 2.0];
        arriving.resize(60, 0.0);
        let mean = modified(&arriving, &[1200.0; 60], &[true; 60], 900.0);
        assert!((mean.iter().sum::<f64>() - 14.0).abs() < 1e-9);
    }

    #[test]
    fn a_closed_night_starts_the_next_day_empty() {
        let mean = modified(&[9.0, 0.0, 9.0], &[900.0; 3], &[true, false, true], 900.0);
        assert_eq!(mean[0], mean[2]);
        assert_eq!(mean[1], 0.0);
    }
}
