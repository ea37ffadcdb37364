//! Random streams: one per purpose, so that a change to one table leaves every other number where it was.

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

/// The random stream that belongs to `seed` and these labels (sample, queue, purpose), whoever else draws.
pub(super) fn stream(seed: u64, labels: &[&str]) -> Pcg64Mcg {
    // FNV-1a; the separator keeps ["ab", "c"] apart from ["a", "bc"].
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut mix = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    seed.to_le_bytes().into_iter().for_each(&mut mix);
    for label in labels {
        label.bytes().for_each(&mut mix);
        mix(0xff);
    }
    Pcg64Mcg::seed_from_u64(hash)
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;

    #[test]
    fn streams_repeat_and_differ_by_seed_and_label() {
        let first = |seed, labels: &[&str]| stream(seed, labels).next_u64();
        assert_eq!(first(1, &["bank", "cards"]), first(1, &["bank", "cards"]));
        assert_ne!(first(1, &["bank", "cards"]), first(2, &["bank", "cards"]));
        assert_ne!(first(1, &["ab", "c"]), first(1, &["a", "bc"]));
    }
}
