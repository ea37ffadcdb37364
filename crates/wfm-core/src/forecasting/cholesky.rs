//! Symmetric positive definite equations of a few dozen unknowns.

/// A symmetric matrix of which the lower triangle is stored, row by row.
#[derive(Debug, Clone)]
pub(super) struct Symmetric {
    size: usize,
    lower: Vec<f64>,
}

impl Symmetric {
    /// A diagonal matrix.
    pub(super) fn diagonal(entries: &[f64]) -> Self {
        let size = entries.len();
        let mut matrix = Symmetric { size, lower: vec![0.0; size * (size + 1) / 2] };
        for (index, entry) in entries.iter().enumerate() {
            matrix.add(index, index, *entry);
        }
        matrix
    }

    /// Adds `value` to the entry in `row` and `column`, and to its mirror image.
    pub(super) fn add(&mut self, row: usize, column: usize, value: f64) {
        let (row, column) = (row.max(column), row.min(column));
        self.lower[row * (row + 1) / 2 + column] += value;
    }

    /// The Cholesky factor `L` of the matrix, `A = L L'`; it must be positive definite.
    pub(super) fn factored(mut self) -> Factor {
        self.factorise();
        Factor(self)
    }

    /// Solves `A x = b`; the matrix must be positive definite.
    pub(super) fn solve(self, right: &[f64]) -> Vec<f64> {
        self.factored().solve(right)
    }

    fn row(&self, index: usize) -> &[f64] {
        let start = index * (index + 1) / 2;
        &self.lower[start..=start + index]
    }

    /// Puts `L` in place of the lower triangle of `A`.
    fn factorise(&mut self) {
        for i in 0..self.size {
            let (above, row) = self.lower.split_at_mut(i * (i + 1) / 2);
            for j in 0..=i {
                let (head, tail) = row.split_at_mut(j);
                if j == i {
                    let left: f64 = head.iter().map(|l| l * l).sum();
                    // Rounding must not make a root of a negative number out of a column that repeats another.
                    tail[0] = (tail[0] - left).max(f64::MIN_POSITIVE).sqrt();
                } else {
                    let other = &above[j * (j + 1) / 2..=j * (j + 1) / 2 + j];
                    let left: f64 = head.iter().zip(other).map(|(a, b)| a * b).sum();
                    tail[0] = (tail[0] - left) / other[j];
                }
            }
        }
    }
}

/// `L` of a symmetric positive definite matrix `A = L L'`.
#[derive(Debug, Clone)]
pub(super) struct Factor(Symmetric);

impl Factor {
    /// Solves `A x = b`.
    ///
    /// ```text
    /// L z = b,   L' x = z
    /// ```
    pub(super) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut x = self.forward(right.to_vec());
        for i in (0..x.len()).rev() {
            let row = self.0.row(i);
            x[i] /= row[i];
            let solved = x[i];
            for (z, l) in x[..i].iter_mut().zip(row) {
                *z -= l * solved;
            }
        }
        x
    }

    /// `b' A⁻¹ b`.
    pub(super) fn inverse_form(&self, right: Vec<f64>) -> f64 {
        self.forward(right).iter().map(|z| z * z).sum()
    }

    /// Solves `L z = b`.
    fn forward(&self, mut x: Vec<f64>) -> Vec<f64> {
        for i in 0..x.len() {
            let row = self.0.row(i);
            let known: f64 = row[..i].iter().zip(&x).map(|(l, z)| l * z).sum();
            x[i] = (x[i] - known) / row[i];
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_system_is_solved() {
        // L = [[2, 0, 0], [6, 1, 0], [-8, 5, 3]] and x = [1, 2, 3].
        let mut matrix = Symmetric::diagonal(&[4.0, 37.0, 98.0]);
        matrix.add(1, 0, 12.0);
        matrix.add(0, 2, -16.0);
        matrix.add(2, 1, -43.0);
        let x = matrix.solve(&[-20.0, -43.0, 192.0]);
        for (found, expected) in x.iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - expected).abs() < 1e-10, "{x:?}");
        }
    }

    #[test]
    fn a_column_without_data_gets_nothing() {
        let x = Symmetric::diagonal(&[2.0, 0.3]).solve(&[4.0, 0.0]);
        assert!((x[0] - 2.0).abs() < 1e-15 && x[1] == 0.0);
    }
}
