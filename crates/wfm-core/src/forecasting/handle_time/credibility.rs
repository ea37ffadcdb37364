//! How far the mean of a group is to be believed against the mean of all groups.
//!
//! ```text
//! x_i   value of a cell with weight w_i; its variance is σ²/w_i, and τ² is the variance of the groups' true means
//! σ²    = Σ_g Σ_(i in g) w_i (x_i − x̄_g)² / Σ_g (n_g − 1)
//! τ²    = max(0, (Σ_g w_g (x̄_g − x̄)² − (G − 1) σ²) / (W − Σ_g w_g² / W))        w_g = Σ w_i, W = Σ w_g
//! belief in a group = w_g / (w_g + K),   K = σ²/τ²
//! ```
//!
//! Source: Bühlmann and Straub (1970), *Glaubwürdigkeit für Schadensätze*, Mitteilungen der Vereinigung
//! Schweizerischer Versicherungsmathematiker 70:111. A few weeks cannot tell `K`, so it is averaged (its logarithm) with
//! what is usual, by days.

/// Days of history that weigh as much as the usual `K`.
const PRIOR_DAYS: f64 = 28.0;
/// Beyond this weight a group is not believed at all.
const NO_BELIEF: f64 = 1e6;

/// Weighted sums over the cells of one group.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Group {
    pub(super) weight: f64,
    sum: f64,
    squares: f64,
    cells: f64,
}

/// Variances within and between groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Variances {
    /// `σ²`: variance of a value of weight 1.
    pub(super) within: f64,
    /// `τ²`.
    pub(super) between: f64,
}

impl Group {
    pub(super) fn add(&mut self, weight: f64, value: f64) {
        self.weight += weight;
        self.sum += weight * value;
        self.squares += weight * value * value;
        self.cells += 1.0;
    }

    /// The mean, pulled to 1 as if `prior` weight had been seen there.
    pub(super) fn pulled_to_one(&self, prior: f64) -> f64 {
        (self.sum + prior) / (self.weight + prior)
    }
}

impl Variances {
    /// The variances of these groups; both 0 when there is nothing to compare.
    pub(super) fn of(groups: &[Group]) -> Self {
        let filled = || groups.iter().filter(|group| group.weight > 0.0);
        let sum = |of: &dyn Fn(&Group) -> f64| filled().map(of).sum::<f64>();
        let free = sum(&|g| g.cells - 1.0);
        let inside = sum(&|g| (g.squares - g.sum * g.sum / g.weight).max(0.0));
        let within = if free > 0.0 { inside / free } else { 0.0 };
        let weight = sum(&|g| g.weight);
        let spare = weight - sum(&|g| g.weight * g.weight) / weight;
        if spare <= 0.0 || weight <= 0.0 {
            return Variances { within, between: 0.0 };
        }
        let mean = sum(&|g| g.sum) / weight;
        let outside = sum(&|g| g.weight * (g.sum / g.weight - mean).powi(2));
        let groups = sum(&|_| 1.0);
        Variances { within, between: ((outside - (groups - 1.0) * within) / spare).max(0.0) }
    }

    /// `K`, as far as `days` of history can tell it from the usual one.
    pub(super) fn prior(&self, usual: f64, days: usize) -> f64 {
        let own = if self.between > 0.0 { self.within / self.between } else { NO_BELIEF };
        let days = days as f64;
        let log = days * own.clamp(1.0, NO_BELIEF).ln() + PRIOR_DAYS * usual.ln();
        (log / (days + PRIOR_DAYS)).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_distr::{Distribution, Normal};

    /// Groups whose means spread by `between`, with cells of weight 10 that spread by `within`.
    fn groups(within: f64, between: f64) -> Vec<Group> {
        let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(7);
        let mut draw = |spread: f64| Normal::new(0.0, spread).unwrap().sample(&mut random);
        let mut groups = vec![Group::default(); 400];
        for group in &mut groups {
            let mean = 1.0 + draw(between);
            (0..30).for_each(|_| group.add(10.0, mean + draw(within / 10f64.sqrt())));
        }
        groups
    }

    #[test]
    fn the_variances_of_simulated_groups_are_found_again() {
        let found = Variances::of(&groups(1.2, 0.1));
        assert!((found.within / 1.44 - 1.0).abs() < 0.05, "{found:?}");
        assert!((found.between / 0.01 - 1.0).abs() < 0.2, "{found:?}");
        let many_days = found.prior(200.0, 100_000);
        assert!((many_days / 144.0 - 1.0).abs() < 0.25, "{many_days}");
        assert_eq!(found.prior(200.0, 0).round(), 200.0);
    }

    #[test]
    fn groups_that_differ_by_chance_alone_are_not_believed() {
        let found = Variances::of(&groups(1.2, 0.0));
        assert!(found.between < 1e-3 * found.within, "{found:?}");
        assert_eq!(Variances::of(&[]), Variances { within: 0.0, between: 0.0 });
        assert_eq!(Variances::of(&[Group::default()]), Variances { within: 0.0, between: 0.0 });
    }
}
