//! When calls arrive: a Poisson process whose rate is constant within an interval.
//!
//! A unit-rate process is stretched by the expected calls, so with more calls expected the same draws come earlier: common
//! random numbers hold between operations of different volume, too.

use rand_pcg::Pcg64Mcg;

use super::draw::standard_exponential;
use crate::units::{Contacts, Seconds};

/// Arrivals of one call type in one replication, in order.
#[derive(Debug)]
pub(super) struct Arrivals<'a> {
    offered: &'a [Contacts],
    factor: f64,
    length: Seconds,
    interval: usize,
    /// Expected calls of the interval that lie before the last arrival, and all of them.
    passed: f64,
    expected: f64,
    seconds_per_call: Seconds,
    random: Pcg64Mcg,
}

impl<'a> Arrivals<'a> {
    /// Arrivals of `offered · factor` expected calls per interval of `length` seconds.
    pub(super) fn new(offered: &'a [Contacts], factor: f64, length: Seconds, random: Pcg64Mcg) -> Self {
        let mut arrivals = Arrivals {
            offered,
            factor,
            length,
            interval: 0,
            passed: 0.0,
            expected: 0.0,
            seconds_per_call: 0.0,
            random,
        };
        arrivals.enter(0);
        arrivals
    }

    fn enter(&mut self, interval: usize) {
        self.interval = interval;
        self.passed = 0.0;
        self.expected = self.offered.get(interval).map_or(0.0, |calls| calls * self.factor);
        self.seconds_per_call = if self.expected > 0.0 { self.length / self.expected } else { 0.0 };
    }

    /// Time and interval of the next call.
    #[inline]
    pub(super) fn next(&mut self) -> Option<(Seconds, usize)> {
        let mut gap = standard_exponential(&mut self.random);
        while gap >= self.expected - self.passed {
            gap -= self.expected - self.passed;
            if self.interval >= self.offered.len() {
                return None;
            }
            self.enter(self.interval + 1);
        }
        self.passed += gap;
        Some((self.interval as f64 * self.length + self.passed * self.seconds_per_call, self.interval))
    }
}

#[cfg(test)]
mod tests {
    use super::super::streams::{Purpose, stream};
    use super::*;

    #[test]
    fn as_many_calls_arrive_as_are_expected_and_none_where_none_is() {
        let offered = [3.0, 0.0, 40.0, 0.5, 0.0];
        let mut found = [0.0; 5];
        for replication in 0..4000 {
            let mut arrivals =
                Arrivals::new(&offered, 2.0, 900.0, stream(5, replication, 0, Purpose::Arrivals));
            let mut last = 0.0;
            while let Some((time, interval)) = arrivals.next() {
                assert!(time >= last && (time / 900.0) as usize == interval, "{time} {interval}");
                last = time;
                found[interval] += 1.0 / 4000.0;
            }
        }
        for (found, offered) in found.iter().zip(offered) {
            assert!((found - 2.0 * offered).abs() < 0.4, "{found} {offered}");
        }
    }
}
