//! Chance for millions of moves a second, and the logarithm it is shaped by: the same on every machine.

/// Chance that repeats: a counter spread over 64 bits (Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014). Good enough to choose moves by, and three instructions long.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        let mut dice = Dice(seed ^ 0x5bd1_e995_0b5f_29a1);
        dice.draw();
        dice
    }

    #[inline]
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let n = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        n ^ (n >> 31)
    }

    /// A whole number below `end`; 0 when that is 0.
    #[inline]
    pub fn below(&mut self, end: usize) -> usize {
        (((self.draw() >> 32) * end as u64) >> 32) as usize
    }
}

/// How much worse a move may be, in units of the temperature: draws of an exponential law from a table, as the rule of
/// Metropolis needs them.
#[derive(Debug)]
pub(super) struct Patience(Vec<f64>);

impl Patience {
    pub fn new() -> Patience {
        Patience((0..4096).map(|i| -ln((f64::from(i) + 0.5) / 4096.0)).collect())
    }

    #[inline]
    pub fn draw(&self, dice: &mut Dice) -> f64 {
        self.0[(dice.draw() >> 52) as usize]
    }
}

/// The natural logarithm of a positive number by the series of its inverse hyperbolic tangent. The system's own may
/// differ in the last bit from machine to machine, and one bit is another roster.
fn ln(x: f64) -> f64 {
    let (mut x, mut halves) = (x, 0.0);
    while x < 0.75 {
        x *= 2.0;
        halves -= 1.0;
    }
    let y = (x - 1.0) / (x + 1.0);
    let (mut term, mut sum) = (y, 0.0);
    for n in 0..20 {
        sum += term / f64::from(2 * n + 1);
        term *= y * y;
    }
    2.0 * sum + halves * std::f64::consts::LN_2
}

/// Temperatures from hot to cold in even ratios.
#[derive(Debug)]
pub(super) struct Cooling(Vec<f64>);

impl Cooling {
    pub fn new(hot: f64, cold: f64) -> Cooling {
        // The 256th root by eight square roots, which are exact everywhere.
        let ratio = (0..8).fold(cold / hot, |r, _| r.sqrt());
        Cooling((0..=256).scan(hot, |t, _| Some(std::mem::replace(t, *t * ratio))).collect())
    }

    /// The temperature when this share of the time is over.
    pub fn at(&self, fraction: f64) -> f64 {
        let place = fraction.clamp(0.0, 1.0) * 256.0;
        let below = (place as usize).min(255);
        let (a, b) = (self.0[below], self.0[below + 1]);
        a + (b - a) * (place - below as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_one() {
        for x in [1e-4, 0.1, 0.5, 0.75, 0.999, 1.0] {
            assert!((ln(x) - f64::ln(x)).abs() < 1e-14, "{x}");
        }
    }

    #[test]
    fn cooling_goes_from_hot_to_cold() {
        let cooling = Cooling::new(100.0, 1.0);
        assert!((cooling.at(0.0) - 100.0).abs() < 1e-9 && (cooling.at(1.0) - 1.0).abs() < 1e-9);
        assert!((cooling.at(0.5) - 10.0).abs() < 1e-6);
    }
}
