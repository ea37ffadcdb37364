//! Whether a year repeats itself.

use std::f64::consts::TAU;

use super::super::cholesky::Symmetric;
use super::DAYS_OF_A_WAVE;
use super::levels::Levels;

/// Waves a year: one, two and three.
const WAVES: usize = 3;
/// Share of the variance of weeks, beyond a straight trend, that the waves must explain.
const WORTH: f64 = 0.2;
/// Days of a year.
const YEAR: f64 = 365.25;

/// Whether there are 13 months of history and a yearly wave in it:
///
/// ```text
/// R² = 1 − (S₁/(n − 8)) / (S₀/(n − 2)) > 0.2
/// ```
///
/// `S₀` is the squared error of the `n` weekly means of the levels about a straight line, `S₁` that about the line with
/// `sin` and `cos` of `2πk t/365.25`, `k = 1, 2, 3`. Weeks without a day are left out.
pub(super) fn is_there(levels: &Levels) -> bool {
    if levels.span() < DAYS_OF_A_WAVE {
        return false;
    }
    let weeks: Vec<(f64, f64)> = weekly_means(levels);
    let free = weeks.len() as f64 - (2 + 2 * WAVES) as f64;
    if free < 26.0 {
        return false;
    }
    let straight = squared_error(&weeks, 0) / (free + 2.0 * WAVES as f64);
    let wavy = squared_error(&weeks, WAVES) / free;
    straight > 1e-9 && 1.0 - wavy / straight > WORTH
}

/// Middle of each week in years, and the mean level of its days.
fn weekly_means(levels: &Levels) -> Vec<(f64, f64)> {
    let starts = (0..levels.known()).step_by(7);
    let week = |start: usize| {
        let days: Vec<f64> = (start..start + 7).filter_map(|day| levels.get(day)).collect();
        let mean = days.iter().sum::<f64>() / days.len() as f64;
        (!days.is_empty()).then_some(((start as f64 + 3.0) / YEAR, mean))
    };
    starts.filter_map(week).collect()
}

/// Squared error of the weeks about a line with so many waves, by least squares.
fn squared_error(weeks: &[(f64, f64)], waves: usize) -> f64 {
    let columns = |time: f64| -> Vec<f64> {
        let turns = (1..=waves).flat_map(|k| [(TAU * k as f64 * time).sin(), (TAU * k as f64 * time).cos()]);
        [1.0, time].into_iter().chain(turns).collect()
    };
    // A trace of penalty keeps the equations regular; the mean is taken off, so that it pulls nothing.
    let size = 2 + 2 * waves;
    let mean = weeks.iter().map(|(_, level)| level).sum::<f64>() / weeks.len() as f64;
    let mut normal = Symmetric::diagonal(&vec![1e-6; size]);
    let mut right = vec![0.0; size];
    for (time, level) in weeks {
        let row = columns(*time);
        for i in 0..size {
            right[i] += row[i] * (level - mean);
            (0..=i).for_each(|j| normal.add(i, j, row[i] * row[j]));
        }
    }
    let effects = normal.solve(&right);
    let error = |(time, level): &(f64, f64)| {
        let fitted: f64 = columns(*time).iter().zip(&effects).map(|(x, effect)| x * effect).sum();
        (level - mean - fitted).powi(2)
    };
    weeks.iter().map(error).sum()
}
