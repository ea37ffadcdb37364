//! Estimates of queues, of groups and of groups of groups that are made to add up at every level.
//!
//! ```text
//! x = argmin Σ_n (S_n − f_n)² / v_n          over all queues and groups n, S_n the sum of x over the queues of n
//! up:    f*_n = f_n + v_n / (v_n + Σ v*_c) (Σ f*_c − f_n),   v*_n = v_n Σ v*_c / (v_n + Σ v*_c)      c the parts of n
//! down:  S_c  = f*_c + v*_c / Σ v* (S_n − Σ f*),   floored at 0, what that leaves going to the other parts
//! ```
//!
//! With one level this is `f_q + v_q / (v_total + Σ v) (f_total − Σ f)`.
//!
//! Source: Wickramasuriya, Athanasopoulos and Hyndman (2019), *JASA* 114:804, with diagonal weights; the equations of a tree are
//! solved level by level.

use crate::units::Contacts;

/// What a queue or a group expects by itself, and how sure it is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Estimate {
    pub(super) contacts: Contacts,
    pub(super) variance: f64,
}

/// Queues and groups by number; parts come before the whole.
#[derive(Debug)]
pub(super) struct Tree {
    /// The parts of each; queues have none.
    pub(super) parts: Vec<Vec<usize>>,
}

impl Tree {
    /// What each is in the end, where `own` says what it expects by itself; `None`: only its parts know.
    pub(super) fn agreed(&self, own: &[Option<Estimate>]) -> Vec<Contacts> {
        let mut known: Vec<Estimate> = Vec::with_capacity(own.len());
        for (own, parts) in own.iter().zip(&self.parts) {
            let sum = sum(parts.iter().map(|part| known[*part]));
            known.push(match own {
                Some(own) if parts.is_empty() => *own,
                Some(own) => both(sum, *own),
                None => sum,
            });
        }
        let mut agreed: Vec<Contacts> = known.iter().map(|estimate| estimate.contacts).collect();
        for (whole, parts) in self.parts.iter().enumerate().rev().filter(|(_, parts)| !parts.is_empty()) {
            let estimates: Vec<Estimate> = parts.iter().map(|part| known[*part]).collect();
            for (part, contacts) in parts.iter().zip(shared_out(agreed[whole], &estimates)) {
                agreed[*part] = contacts;
            }
        }
        agreed
    }
}

fn sum(parts: impl Iterator<Item = Estimate>) -> Estimate {
    parts.fold(Estimate::default(), |sum, part| Estimate {
        contacts: sum.contacts + part.contacts,
        variance: sum.variance + part.variance,
    })
}

/// The sum of the parts and the whole's own estimate, each weighing as much as it is sure.
fn both(sum: Estimate, own: Estimate) -> Estimate {
    let all = sum.variance + own.variance;
    if all <= 0.0 {
        return sum;
    }
    let contacts = sum.contacts + sum.variance / all * (own.contacts - sum.contacts);
    Estimate { contacts, variance: sum.variance * own.variance / all }
}

/// `whole` contacts on parts of which this is expected: who is least sure gives way most, and nobody falls below 0.
fn shared_out(whole: Contacts, parts: &[Estimate]) -> Vec<Contacts> {
    let mut contacts: Vec<Contacts> = parts.iter().map(|part| part.contacts).collect();
    let mut free: Vec<usize> = (0..parts.len()).filter(|part| parts[*part].variance > 0.0).collect();
    while !free.is_empty() {
        let left = whole - contacts.iter().sum::<f64>();
        let variance: f64 = free.iter().map(|part| parts[*part].variance).sum();
        for part in &free {
            contacts[*part] += parts[*part].variance / variance * left;
        }
        let below = |part: &usize| contacts[*part] < 0.0;
        if !free.iter().any(below) {
            break;
        }
        free.retain(|part| contacts[*part] >= 0.0);
        contacts.iter_mut().for_each(|contacts| *contacts = contacts.max(0.0));
    }
    contacts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn estimate(contacts: f64, variance: f64) -> Option<Estimate> {
        Some(Estimate { contacts, variance })
    }

    /// Queues 0 and 1 in group 5, 2 and 3 in group 6; both and queue 4 in group 7.
    fn tree() -> Tree {
        let mut parts = vec![Vec::new(); 5];
        parts.extend([vec![0, 1], vec![2, 3], vec![5, 6, 4]]);
        Tree { parts }
    }

    fn estimates() -> impl Strategy<Value = Vec<(f64, f64)>> {
        proptest::collection::vec((0.0..500.0f64, 1.0..400.0f64), 8)
    }

    proptest! {
        #[test]
        fn every_level_adds_up_and_nobody_falls_below_nothing(values in estimates(), unknown in 5usize..9) {
            let own: Vec<Option<Estimate>> = values
                .iter()
                .enumerate()
                .map(|(node, (contacts, variance))| estimate(*contacts, *variance).filter(|_| node != unknown))
                .collect();
            let tree = tree();
            let agreed = tree.agreed(&own);
            for (whole, parts) in tree.parts.iter().enumerate().filter(|(_, parts)| !parts.is_empty()) {
                let sum: f64 = parts.iter().map(|part| agreed[*part]).sum();
                prop_assert!((sum - agreed[whole]).abs() < 1e-9 * (1.0 + sum), "{whole}: {agreed:?}");
            }
            prop_assert!(agreed.iter().all(|contacts| *contacts >= 0.0));
        }

        /// Where the floor is far, the derivative of the sum of squares by every queue is 0.
        #[test]
        fn levels_give_way_as_the_least_squares_say(values in estimates()) {
            let values: Vec<(f64, f64)> = values.into_iter().map(|(f, v)| (5000.0 + f, v)).collect();
            let tree = tree();
            let mut values = values;
            for (whole, count) in [(5, 2.0), (6, 2.0), (7, 5.0)] {
                values[whole].0 += (count - 1.0) * 5000.0;
            }
            let own: Vec<Option<Estimate>> = values.iter().map(|(f, v)| estimate(*f, *v)).collect();
            let agreed = tree.agreed(&own);
            for (queue, above) in [(0, vec![5, 7]), (1, vec![5, 7]), (2, vec![6, 7]), (3, vec![6, 7]), (4, vec![7])] {
                let slope = |node: usize| (agreed[node] - values[node].0) / values[node].1;
                let total: f64 = slope(queue) + above.iter().map(|group| slope(*group)).sum::<f64>();
                prop_assert!(total.abs() < 1e-6, "{queue}: {total}");
            }
        }
    }

    #[test]
    fn one_level_is_the_formula_of_the_books() {
        let tree = Tree { parts: vec![Vec::new(), Vec::new(), vec![0, 1]] };
        let agreed = tree.agreed(&[estimate(100.0, 30.0), estimate(50.0, 10.0), estimate(190.0, 40.0)]);
        assert!((agreed[0] - 115.0).abs() < 1e-12 && (agreed[1] - 55.0).abs() < 1e-12, "{agreed:?}");
        assert!((agreed[2] - 170.0).abs() < 1e-12);
    }

    #[test]
    fn who_cannot_give_more_than_all_leaves_the_rest_to_the_others() {
        let parts = [(10.0, 100.0), (100.0, 20.0), (0.0, 0.0)];
        let parts = parts.map(|(contacts, variance)| Estimate { contacts, variance });
        assert_eq!(shared_out(60.0, &parts), [0.0, 60.0, 0.0]);
    }
}
