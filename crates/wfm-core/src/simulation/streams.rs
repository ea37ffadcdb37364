//! Streams of random numbers: one per replication, owner and purpose, so that the same call has the same handle time and
//! patience whatever the staffing, and whatever thread plays it.
//!
//! The generator is PCG XSL-RR 128/64 (MCG), `Pcg64Mcg` of the crate `rand_pcg`. Its 128 bits of state are two outputs
//! of SplitMix64 started from a hash of seed, replication, owner and purpose.
//!
//! Source: M. O'Neill (2014), *PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random
//! Number Generation*; G. Steele, D. Lea, C. Flood (2014), *Fast Splittable Pseudorandom Number Generators*.

use rand_pcg::Pcg64Mcg;

/// What random numbers are drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The gaps between calls of a type.
    Arrivals = 1,
    /// Handle times of a type.
    HandleTime = 2,
    /// Patience of a type.
    Patience = 3,
    /// Whether and when callers of a type try again, and those calls.
    Redials = 4,
    /// Whether callers of a type accept a callback, and the callbacks.
    Callbacks = 5,
    /// Which shifts of a group are not worked, and when its people are away.
    Absence = 6,
    /// The factor of the day; its owner is nobody in particular, 0.
    DayFactor = 7,
}

/// The stream of one purpose of call type or group number `owner` in a replication.
pub(super) fn stream(seed: u64, replication: u64, owner: usize, purpose: Purpose) -> Pcg64Mcg {
    let mut state = 0;
    for word in [seed, replication, owner as u64, purpose as u64] {
        state = mixed(state ^ mixed(word.wrapping_add(GOLDEN)));
    }
    let (high, low) = (mixed(state.wrapping_add(GOLDEN)), mixed(state.wrapping_add(GOLDEN.wrapping_mul(2))));
    Pcg64Mcg::new(u128::from(high) << 64 | u128::from(low))
}

/// 2⁶⁴ divided by the golden ratio, the step of SplitMix64.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The output function of SplitMix64.
fn mixed(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    #[test]
    fn neighbouring_streams_have_nothing_in_common() {
        let mut firsts = Vec::new();
        for seed in 0..4 {
            for replication in 0..20 {
                for owner in 0..5 {
                    for purpose in [Purpose::Arrivals, Purpose::HandleTime, Purpose::Patience] {
                        firsts.push(stream(seed, replication, owner, purpose).random::<f64>());
                    }
                }
            }
        }
        let mean = firsts.iter().sum::<f64>() / firsts.len() as f64;
        assert!((mean - 0.5).abs() < 0.03, "{mean}");
        firsts.sort_by(f64::total_cmp);
        assert!(firsts.windows(2).all(|pair| pair[0] != pair[1]), "a stream comes twice");
    }

    /// The numbers are part of the promise that a seed repeats a run on any machine.
    #[test]
    fn a_stream_is_what_it_always_was() {
        let mut stream = stream(1, 2, 3, Purpose::HandleTime);
        let first: [u64; 2] = [stream.random(), stream.random()];
        assert_eq!(first, [17_424_668_100_471_745_497, 7_424_586_368_185_954_884]);
    }
}
