//! Hours of people with several skills, shared among the queues so that all are covered alike.
//!
//! Comes in: groups of like people with their hours, and what each queue needs. Goes out: hours for each queue. Nobody's
//! hour is counted twice.
//!
//! ```text
//! maximise Σ need_q·ln(hours_q),   hours_q = Σ_g speed_gq·x_gq,   Σ_q x_gq ≤ hours of g
//! ```
//!
//! At the best answer every group works only where cover, hours over need, is lowest among its queues: no queue could be
//! covered better without another, covered no better, losing. Found by proportional response: each queue bids its need for
//! the groups, in proportion to what each gave it, and gets their hours in proportion to the bids.
//!
//! Source: Eisenberg, Gale (1959), *Consensus of Subjective Probabilities*, for the programme; Wu, Zhang (2007),
//! *Proportional Response Dynamics Leads to Market Equilibrium*, for the method.

/// People alike in their skills.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    /// Queues, by position, and the speed on each.
    pub(super) skills: Vec<(usize, f64)>,
    /// Hours together.
    pub(super) hours: f64,
}

/// Rounds of bidding: the cover then moves by less than a thousandth of a per cent.
const ROUNDS: usize = 400;

/// Hours for each queue, in ordinary speed. A queue that needs nothing gets none.
pub(super) fn levelled(groups: &[Group], need: &[f64]) -> Vec<f64> {
    let mut bids: Vec<Vec<f64>> =
        groups.iter().map(|group| group.skills.iter().map(|(queue, _)| need[*queue]).collect()).collect();
    let mut hours = vec![0.0; need.len()];
    for _ in 0..ROUNDS {
        hours.fill(0.0);
        for (group, bids) in groups.iter().zip(&mut bids) {
            let price: f64 = bids.iter().sum();
            for ((queue, speed), bid) in group.skills.iter().zip(bids.iter_mut()) {
                // From here on the bid holds what the group gives the queue.
                *bid = if price > 0.0 { speed * group.hours * *bid / price } else { 0.0 };
                hours[*queue] += *bid;
            }
        }
        for (group, given) in groups.iter().zip(&mut bids) {
            for ((queue, _), given) in group.skills.iter().zip(given) {
                *given = if hours[*queue] > 0.0 { need[*queue] * *given / hours[*queue] } else { 0.0 };
            }
        }
    }
    hours
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(skills: &[usize], hours: f64) -> Group {
        Group { skills: skills.iter().map(|queue| (*queue, 1.0)).collect(), hours }
    }

    #[test]
    fn those_who_can_do_both_level_the_cover() {
        let hours = levelled(&[group(&[0], 100.0), group(&[1], 20.0), group(&[0, 1], 60.0)], &[120.0, 60.0]);
        assert!((hours[0] / 120.0 - 1.0).abs() < 1e-4 && (hours[1] / 60.0 - 1.0).abs() < 1e-4, "{hours:?}");
    }

    #[test]
    fn those_who_can_do_both_go_where_it_is_worse() {
        let hours = levelled(&[group(&[0], 100.0), group(&[1], 10.0), group(&[0, 1], 20.0)], &[100.0, 60.0]);
        assert!((hours[0] - 100.0).abs() < 1e-3 && (hours[1] - 30.0).abs() < 1e-3, "{hours:?}");
    }

    #[test]
    fn nobodys_hour_is_counted_twice_and_none_is_lost() {
        let groups = [group(&[0, 1, 2], 75.0), group(&[1], 30.0), group(&[0, 2], 8.0)];
        let hours: f64 = levelled(&groups, &[40.0, 90.0, 10.0]).iter().sum();
        assert!((hours - 113.0).abs() < 1e-9);
        assert_eq!(levelled(&groups, &[0.0, 0.0, 0.0]), [0.0, 0.0, 0.0]);
    }

    #[test]
    fn slow_agents_give_fewer_hours() {
        let slow = Group { skills: vec![(0, 0.5)], hours: 40.0 };
        assert_eq!(levelled(&[slow], &[10.0]), [20.0]);
    }
}
