//! The smallest value of a function of four numbers, by a simplex that needs no derivatives.
//!
//! Source: Nelder and Mead (1965), *The Computer Journal* 7:308.

type Point = [f64; 4];

/// First step in each direction.
const STEP: f64 = 0.5;

/// The best point found in `steps` steps from `start` on, and its value.
pub(super) fn minimum(value: impl Fn(&Point) -> f64, start: Point, steps: usize) -> (Point, f64) {
    let mut simplex = vec![(start, value(&start))];
    for axis in 0..start.len() {
        let mut point = start;
        point[axis] += STEP;
        simplex.push((point, value(&point)));
    }
    for _ in 0..steps {
        simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
        let worst = simplex[start.len()];
        let centre = centre(&simplex[..start.len()]);
        let at = |factor: f64| {
            let point = between(&centre, &worst.0, factor);
            (point, value(&point))
        };
        let mirrored = at(-1.0);
        let next = if mirrored.1 < simplex[0].1 {
            let farther = at(-2.0);
            if farther.1 < mirrored.1 { farther } else { mirrored }
        } else if mirrored.1 < simplex[start.len() - 1].1 {
            mirrored
        } else {
            at(if mirrored.1 < worst.1 { -0.5 } else { 0.5 })
        };
        if next.1 < worst.1 {
            simplex[start.len()] = next;
        } else {
            shrink(&mut simplex, &value);
        }
    }
    simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
    simplex[0]
}

fn centre(points: &[(Point, f64)]) -> Point {
    let mut centre = [0.0; 4];
    for (point, _) in points {
        for (sum, x) in centre.iter_mut().zip(point) {
            *sum += x / points.len() as f64;
        }
    }
    centre
}

/// `centre + factor · (worst − centre)`.
fn between(centre: &Point, worst: &Point, factor: f64) -> Point {
    let mut point = *centre;
    for (x, w) in point.iter_mut().zip(worst) {
        *x += factor * (w - *x);
    }
    point
}

/// Moves all points half way to the best, which is the first.
fn shrink(simplex: &mut [(Point, f64)], value: &impl Fn(&Point) -> f64) {
    let best = simplex[0].0;
    for (point, of_point) in &mut simplex[1..] {
        *point = between(&best, point, 0.5);
        *of_point = value(point);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_bent_valley_is_found() {
        let valley = |p: &Point| {
            10.0 * (p[1] - p[0] * p[0]).powi(2) + (1.0 - p[0]).powi(2) + p[2].powi(2) + (p[3] - 2.0).powi(2)
        };
        let (point, value) = minimum(valley, [-1.0, 1.0, 1.0, 0.0], 600);
        assert!(value < 1e-6, "{point:?} {value}");
        assert!((point[0] - 1.0).abs() < 1e-2 && (point[3] - 2.0).abs() < 1e-2, "{point:?}");
    }
}
