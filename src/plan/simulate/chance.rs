//! Chance that is looked up and not drawn in turn.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Even numbers by their place: the same seed, stream and place give the same, whatever else was asked before.
///
/// A conversation's own chances (how long it takes, how long its customer is patient) are looked up by its number, so two
/// floors with the same seed meet the same customers, and what differs between them is no noise. A generator that is
/// drawn in turn cannot do that. The key of each stream is a number of ChaCha8 seeded with the seed; the place is mixed
/// into it by SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
#[derive(Clone, Copy, Debug)]
pub(super) struct Chance {
    key: u64,
}

impl Chance {
    /// The stream of this name in this run of this seed.
    pub fn new(seed: u64, run: u32, stream: u64) -> Chance {
        let mut chacha = ChaCha8Rng::seed_from_u64(seed ^ mix(u64::from(run) << 32 | 0x5eed));
        chacha.set_stream(stream);
        Chance { key: chacha.next_u64() }
    }

    /// Between 0 and 1, neither of them.
    pub fn unit(self, place: u64) -> f64 {
        let bits = mix(self.key.wrapping_add(place.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        // 53 bits, in the middle of their step.
        ((bits >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Of mean 1, exponential.
    pub fn exponential(self, place: u64) -> f64 {
        -self.unit(place).ln()
    }
}

fn mix(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// The number below which a normal one lies with this probability: M. J. Wichura's AS 241 (Applied Statistics 37, 1988),
/// the short form with 7 digits, in place of a longer one because the lengths that people measure have two.
pub(super) fn normal_at(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        let above = ((59.109_374_720 * r + 159.291_132_02) * r + 50.434_271_938) * r + 3.387_132_717_9;
        let below = ((67.187_563_600 * r + 78.757_757_664) * r + 17.895_169_469) * r + 1.0;
        return q * above / below;
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-tail.max(1e-300).ln()).sqrt();
    let found = if r <= 5.0 {
        let r = r - 1.6;
        let above = ((0.170_238_211_03 * r + 1.306_728_481_6) * r + 2.756_815_390_0) * r + 1.423_437_277_7;
        above / ((0.120_211_326_75 * r + 0.737_001_642_50) * r + 1.0)
    } else {
        let r = r - 5.0;
        let above = ((0.017_337_203_997 * r + 0.428_682_943_37) * r + 3.081_226_389_7) * r + 6.657_905_115_0;
        above / ((0.012_258_202_635 * r + 0.241_978_942_25) * r + 1.0)
    };
    if q < 0.0 { -found } else { found }
}

/// The probability that a normal number is below `z`, by Hastings' polynomial (Abramowitz and Stegun 26.2.17), to 7
/// digits.
pub(super) fn normal_below(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let series =
        t * (0.319_381_530 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    let tail = series * (-z * z / 2.0).exp() * 0.398_942_280_401_432_7;
    if z > 0.0 { 1.0 - tail } else { tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_looked_up_and_even() {
        let chance = Chance::new(7, 0, 1);
        assert_eq!(chance.unit(5).to_bits(), Chance::new(7, 0, 1).unit(5).to_bits());
        assert_ne!(chance.unit(5).to_bits(), Chance::new(7, 1, 1).unit(5).to_bits());
        assert_ne!(chance.unit(5).to_bits(), Chance::new(7, 0, 2).unit(5).to_bits());
        let n = 100_000;
        let mean: f64 = (0..n).map(|i| chance.unit(i)).sum::<f64>() / n as f64;
        let mean_exponential: f64 = (0..n).map(|i| chance.exponential(i)).sum::<f64>() / n as f64;
        assert!((mean - 0.5).abs() < 0.005 && (mean_exponential - 1.0).abs() < 0.015, "{mean} {mean_exponential}");
    }

    #[test]
    fn normal_numbers_and_their_shares_are_inverse() {
        for (p, z) in [(0.5, 0.0), (0.975, 1.959_964), (0.025, -1.959_964), (0.999_9, 3.719_016), (1e-12, -7.034_484)] {
            assert!((normal_at(p) - z).abs() < 2e-6, "{p}: {}", normal_at(p));
            assert!((normal_below(z) - p).abs() < 1e-6);
        }
    }
}
