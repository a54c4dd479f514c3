//! Chance that repeats.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A seeded generator for one purpose. Each purpose has its own, so that a new draw in one place does not shift all
/// others.
///
/// ```
/// use watchfloor::sim::Chance;
/// let (mut a, mut b) = (Chance::new(7, "customers"), Chance::new(7, "customers"));
/// assert_eq!(a.below(1000), b.below(1000));
/// ```
#[derive(Clone, Debug)]
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// The generator of this seed for this purpose.
    pub fn new(seed: u64, purpose: &str) -> Chance {
        Chance(ChaCha8Rng::seed_from_u64(seed ^ crate::floor::key_of("chance", purpose)))
    }

    /// A whole number below `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        // The high half of a product spreads evenly enough: n is far below 2^32.
        ((u64::from(self.0.next_u32()) * n as u64) >> 32) as usize
    }

    /// From 0 up to but not 1.
    pub fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }

    /// Whether something of this probability happens.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Seconds until the next of something that comes on average every `mean` seconds; at least 1.
    pub fn wait(&mut self, mean_secs: f64) -> u32 {
        (-(1.0 - self.unit()).ln() * mean_secs).clamp(1.0, 1e9) as u32
    }

    /// Seconds until the next of something that comes on average every `mean` seconds, with their fractions: for what
    /// comes more often than once a second.
    pub fn gap(&mut self, mean_secs: f64) -> f64 {
        -(1.0 - self.unit()).ln() * mean_secs
    }

    /// A number whose logarithm is normal: `median` in the middle, and about one in six above `median * e^spread`.
    pub fn lognormal(&mut self, median: f64, spread: f64) -> f64 {
        // Twelve even draws add up to nearly a normal one (variance 1, mean 6), without trigonometry.
        let normal: f64 = (0..12).map(|_| self.unit()).sum::<f64>() - 6.0;
        median * (normal * spread).exp()
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }
}
