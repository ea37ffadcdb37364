//! Method `factor`: a day as a mixture of a few typical days, each carried on from day to day.
//!
//! ```text
//! X[d,s]  = √(C[d,s] + 1/4)                     C contacts, gaps and special days filled from same weekdays
//! X       = U S V',   B = U_3 S_3               the three largest singular values
//! B[d,k]  = a_k(weekday(d)) + b_k B[d−1,k] + e  least squares
//! mean    = max((B_h V')_s² − 1/4 + var_s, 0)   var_s variance of the one-step error of X
//! ```
//!
//! It sees how the shape of yesterday goes on today, and is right for tomorrow; it knows no calendar, and is wrong next to
//! closed and special days.
//!
//! Source: Shen and Huang (2008), *Manufacturing & Service Operations Management* 10:391.

use super::cholesky::Symmetric;
use super::past::Past;

/// Typical days.
const RANK: usize = 3;
/// Newest days that are looked at: half a year of seven days.
const DAYS: usize = 182;
/// Rounds of the power iteration; the noise beyond the third factor need not be told apart.
const ROUNDS: usize = 15;

/// A fitted factor model.
#[derive(Debug)]
pub(super) struct Factors {
    /// `V`, one typical day each.
    shapes: Vec<Vec<f64>>,
    /// `a` of the seven weekdays and then `b`, for each factor.
    motion: Vec<Vec<f64>>,
    /// `B` of the last day.
    last: Vec<f64>,
    /// `var`.
    variance: Vec<f64>,
    until: usize,
}

impl Factors {
    /// Fits the first `until` days of the past.
    pub(super) fn fit(past: &Past<'_>, until: usize) -> Self {
        let first = until.saturating_sub(DAYS);
        let roots: Vec<Vec<f64>> = (first..until).map(|day| roots_of_day(past, day)).collect();
        let weekdays: Vec<usize> = (first..until).map(|day| past.line.days[day].weekday).collect();
        let shapes = typical_days(&roots, past.table.slots);
        let scores: Vec<Vec<f64>> =
            roots.iter().map(|row| shapes.iter().map(|shape| dot(row, shape)).collect()).collect();
        let motion: Vec<Vec<f64>> = (0..shapes.len()).map(|k| motion(&scores, &weekdays, k)).collect();
        let mut model =
            Factors { shapes, motion, last: Vec::new(), variance: vec![0.0; past.table.slots], until };
        model.fit_variance(&roots, &scores, &weekdays);
        model.last = scores.last().cloned().unwrap_or_default();
        model
    }

    /// Expected contacts per slot of the days that follow the fitted ones, `count` of them.
    pub(super) fn ahead(&self, past: &Past<'_>, count: usize) -> Vec<Vec<f64>> {
        let mut scores = self.last.clone();
        let days = self.until..(self.until + count).min(past.line.days.len());
        days.map(|day| {
            scores = self.step(&scores, past.line.days[day].weekday);
            let roots = self.row(&scores);
            roots.iter().zip(&self.variance).map(|(x, var)| (x * x - 0.25 + var).max(0.0)).collect()
        })
        .collect()
    }

    fn step(&self, scores: &[f64], weekday: usize) -> Vec<f64> {
        scores.iter().zip(&self.motion).map(|(score, motion)| motion[weekday] + motion[7] * score).collect()
    }

    fn row(&self, scores: &[f64]) -> Vec<f64> {
        let mut row = vec![0.0; self.variance.len()];
        for (score, shape) in scores.iter().zip(&self.shapes) {
            for (x, v) in row.iter_mut().zip(shape) {
                *x += score * v;
            }
        }
        row
    }

    fn fit_variance(&mut self, roots: &[Vec<f64>], scores: &[Vec<f64>], weekdays: &[usize]) {
        let days = roots.len().saturating_sub(1).max(1) as f64;
        let mut squares = vec![0.0; self.variance.len()];
        for day in 1..roots.len() {
            let expected = self.row(&self.step(&scores[day - 1], weekdays[day]));
            for (sum, (x, m)) in squares.iter_mut().zip(roots[day].iter().zip(&expected)) {
                *sum += (x - m) * (x - m) / days;
            }
        }
        self.variance = squares;
    }
}

/// `X` of a day; missing slots and special days are filled from the weekdays before.
fn roots_of_day(past: &Past<'_>, day: usize) -> Vec<f64> {
    past.whole_day(day).iter().map(|count| (count + 0.25).sqrt()).collect()
}

/// The first right singular vectors of the rows, by power iteration on all at once.
fn typical_days(rows: &[Vec<f64>], slots: usize) -> Vec<Vec<f64>> {
    let mut shapes: Vec<Vec<f64>> = rows.iter().rev().take(RANK).cloned().collect();
    for _ in 0..ROUNDS {
        let mut next = vec![vec![0.0; slots]; shapes.len()];
        for row in rows {
            for (shape, sum) in shapes.iter().zip(&mut next) {
                let score = dot(row, shape);
                for (s, x) in sum.iter_mut().zip(row) {
                    *s += score * x;
                }
            }
        }
        shapes = orthonormal(next);
    }
    shapes
}

/// Gram and Schmidt's orthonormal vectors; those that depend on the ones before are left out.
fn orthonormal(vectors: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(vectors.len());
    for mut vector in vectors {
        let length = dot(&vector, &vector).sqrt();
        for other in &basis {
            let along = dot(&vector, other);
            for (v, o) in vector.iter_mut().zip(other) {
                *v -= along * o;
            }
        }
        let rest = dot(&vector, &vector).sqrt();
        if rest > 1e-9 * length {
            basis.push(vector.iter().map(|v| v / rest).collect());
        }
    }
    basis
}

/// `a` of each weekday and `b` of factor `k`.
fn motion(scores: &[Vec<f64>], weekdays: &[usize], k: usize) -> Vec<f64> {
    // A trace of ridge keeps weekdays without a day, and a factor that never moves, regular.
    let scale = scores.iter().map(|row| row[k] * row[k]).sum::<f64>() / scores.len().max(1) as f64;
    let mut normal = Symmetric::diagonal(&[1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6 * scale + 1e-12]);
    let mut right = vec![0.0; 8];
    for day in 1..scores.len() {
        let (weekday, before, now) = (weekdays[day], scores[day - 1][k], scores[day][k]);
        normal.add(weekday, weekday, 1.0);
        normal.add(7, weekday, before);
        normal.add(7, 7, before * before);
        right[weekday] += now;
        right[7] += before * now;
    }
    let mut motion = normal.solve(&right);
    // A factor that grows from day to day would run away.
    motion[7] = motion[7].clamp(-0.98, 0.98);
    motion
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_typical_days_of_two_shapes_span_them() {
        let (flat, slope) = (vec![1.0; 6], vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        let rows: Vec<Vec<f64>> = (0..30)
            .map(|day| {
                let tilt = f64::from(day % 7) / 7.0;
                flat.iter().zip(&slope).map(|(a, b)| 10.0 * a + tilt * b).collect()
            })
            .collect();
        let shapes = typical_days(&rows, 6);
        assert_eq!(shapes.len(), 2, "there are no more than two shapes");
        for row in &rows {
            let scores: Vec<f64> = shapes.iter().map(|shape| dot(row, shape)).collect();
            for slot in 0..6 {
                let again: f64 = scores.iter().zip(&shapes).map(|(score, shape)| score * shape[slot]).sum();
                assert!((again - row[slot]).abs() < 1e-8);
            }
        }
    }

    #[test]
    fn the_motion_of_a_factor_is_found_again() {
        let weekdays: Vec<usize> = (0..70).map(|day| day % 7).collect();
        let mut scores = vec![vec![3.0]];
        for day in 1..70 {
            scores.push(vec![weekdays[day] as f64 + 0.5 * scores[day - 1][0]]);
        }
        let motion = motion(&scores, &weekdays, 0);
        assert!((motion[7] - 0.5).abs() < 1e-4 && (motion[4] - 4.0).abs() < 1e-3, "{motion:?}");
    }
}
