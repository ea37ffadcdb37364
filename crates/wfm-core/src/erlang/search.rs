//! Searches over functions that change from no to yes once.

/// Least whole number from `low` that is good, where everything above a good number is good.
///
/// Gallops away from the guess and halves what is left: few trials where the guess is near. Ends at [`u32::MAX`].
pub(super) fn least_whole(low: u32, guess: u32, mut good: impl FnMut(u32) -> bool) -> u32 {
    let guess = guess.max(low);
    let (mut bad, mut best, mut step) = (None, None, 1_u32);
    let mut at = guess;
    loop {
        if good(at) {
            best = Some(at);
            if at == low || bad.is_some() {
                break;
            }
            at = at.saturating_sub(step).max(low);
        } else {
            bad = Some(at);
            if best.is_some() || at == u32::MAX {
                break;
            }
            at = at.saturating_add(step);
        }
        step = step.saturating_mul(2);
    }
    let Some(mut best) = best else { return u32::MAX };
    let Some(mut bad) = bad else { return best };
    while best - bad > 1 {
        let middle = bad + (best - bad) / 2;
        if good(middle) { best = middle } else { bad = middle }
    }
    best
}

/// Least real number in `(bad, good]` that is good, to the last digit or two.
pub(super) fn least_real(mut bad: f64, mut good: f64, mut is_good: impl FnMut(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (bad + good);
        if middle <= bad.min(good) || middle >= bad.max(good) {
            break;
        }
        if is_good(middle) { good = middle } else { bad = middle }
    }
    good
}

/// Largest real number in `[0, ceiling]` that is good, where everything below a good number is good and 0 is.
///
/// Starts at `guess` and doubles while it can.
pub(super) fn largest_real(guess: f64, ceiling: f64, mut is_good: impl FnMut(f64) -> bool) -> f64 {
    let (mut good, mut bad) = (0.0, guess.min(ceiling));
    while is_good(bad) {
        good = bad;
        if bad >= ceiling {
            return ceiling;
        }
        bad = (2.0 * bad).min(ceiling);
    }
    least_real(bad, good, is_good)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_good_number_is_found_from_any_guess() {
        for answer in [0, 1, 2, 7, 100, 1000] {
            for guess in [0, 1, 5, 99, 100, 101, 5000] {
                assert_eq!(least_whole(0, guess, |n| n >= answer), answer);
            }
        }
        assert_eq!(least_whole(3, 1, |n| n >= 2), 3);
        assert_eq!(least_whole(0, 1, |_| false), u32::MAX);
    }

    #[test]
    fn real_answers_are_exact_to_the_last_digits() {
        assert!((least_real(1.0, 2.0, |x| x * x >= 2.0) - 2.0_f64.sqrt()).abs() < 1e-15);
        assert!((largest_real(0.1, 1e9, |x| x * x <= 200.0) - 200.0_f64.sqrt()).abs() < 1e-14);
        assert_eq!(largest_real(1.0, 50.0, |_| true), 50.0);
    }
}
