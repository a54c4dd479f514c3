//! How far a forecast may be off: the quantiles, from what forecasts of the past missed.
//!
//! A miss is taken in `z = ln(1 + count)` and in units of the scatter that its size would have: by chance alone the
//! variance of `ln(1 + y)` is about `m / (1 + m)²` of a mean `m`, and what a queue scatters beside that is added. So the
//! misses of day and night are of one kind, and their own quantiles, not those of a bell, are those of the forecast.
//! Misses of one day and of seven days ahead are kept apart, and the squares of their quantiles are carried on in
//! proportion to the days between.
//!
//! It stops being true where tomorrow is of another kind than the last six weeks: a launch, a crisis, a new channel.

use super::robust::{median, quantile};

/// Shares of the quantiles that a forecast has beside the middle.
pub(super) const SHARES: [f64; 2] = [0.80, 0.95];
/// The same of a normal spread, for histories that have missed nothing yet.
const NORMAL: [f64; 2] = [0.8416, 1.6449];
/// Misses before which the normal spread counts more than they.
const FEW: f64 = 96.0;
/// Days ahead of the second set.
const LATER_DAYS: f64 = 7.0;
/// Times the quantile of one day that a far one may have.
const WIDEST: f64 = 2.5;
/// Spreads beyond which a miss counts as this large in the mean (Hampel).
const WILD: f64 = 4.0;

/// The band of a forecast.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Band {
    /// Variance of `z` beside chance.
    excess: f64,
    near: [f64; 2],
    far: [f64; 2],
    /// The mean of `(1 + y) / (1 + p50)`.
    pub mean: f64,
}

/// The variance of `ln(1 + y)` of a Poisson mean, nearly.
fn chance(mean: f64) -> f64 {
    mean / (1.0 + mean).powi(2)
}

impl Band {
    /// From misses of one day and seven days ahead, each beside the count that was forecast, and the scatter of the
    /// profile. `widened` is how many times larger misses are on days that taught nothing.
    pub fn of(near: &[(f64, f64)], far: &[(f64, f64)], noise: f64, widened: f64) -> Band {
        let mut chances: Vec<f64> = near.iter().map(|(_, mean)| chance(*mean)).collect();
        let typical = median(&mut chances);
        let excess = (noise * noise - if typical.is_nan() { 0.0 } else { typical }).max(1e-4);
        let mut band = Band { excess, near: NORMAL, far: NORMAL, mean: 1.0 };
        let sorted = |misses: &[(f64, f64)]| {
            let mut all: Vec<f64> = misses.iter().map(|(miss, mean)| widened * miss / band.scale(*mean, 0.0)).collect();
            all.sort_unstable_by(f64::total_cmp);
            all
        };
        let (near, far) = (sorted(near), sorted(far));
        let leaning = |sorted: &[f64], share: f64, coarser: f64| {
            let n = sorted.len() as f64;
            let own = quantile(sorted, share);
            if own.is_nan() { coarser } else { (n * own.max(0.0) + FEW * coarser) / (n + FEW) }
        };
        for (i, share) in SHARES.iter().enumerate() {
            band.near[i] = leaning(&near, *share, NORMAL[i]);
            band.far[i] = leaning(&far, *share, band.near[i]).max(band.near[i]);
        }
        band.near[1] = band.near[1].max(band.near[0]);
        band.far[1] = band.far[1].max(band.far[0]);
        let scale = noise.max(0.01);
        let sum: f64 = near.iter().map(|miss| (miss.clamp(-WILD, WILD) * scale).exp()).sum();
        band.mean = (sum + FEW) / (near.len() as f64 + FEW);
        band
    }

    /// The variance of counts beside Poisson's, in units of the squared mean.
    pub fn excess(&self) -> f64 {
        self.excess
    }

    /// The standard deviation in `z` of a count with this middle, with a variance of its own beside.
    fn scale(&self, middle: f64, beside: f64) -> f64 {
        (chance(middle) + self.excess + beside).sqrt()
    }

    /// The quantiles of a count whose middle is this, so many days ahead. `beside` is a variance in `z` of its own: that
    /// of an event's lift.
    pub fn quantiles(&self, middle: f64, days_ahead: f64, beside: f64) -> [f64; 2] {
        let z = middle.ln_1p();
        let scale = self.scale(middle, beside);
        let mut out = [0.0; 2];
        let mut least = middle;
        for (i, out) in out.iter_mut().enumerate() {
            let (near, far) = (self.near[i], self.far[i]);
            let part = (days_ahead - 1.0).max(0.0) / (LATER_DAYS - 1.0);
            let square = near * near + (far * far - near * near) * part;
            let times = square.sqrt().min(WIDEST * near.max(NORMAL[i] / 2.0));
            *out = (z + times * scale).exp_m1().max(least);
            least = *out;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_band_is_ordered_and_widens() {
        let misses: Vec<(f64, f64)> = (0..500).map(|i| ((f64::from(i) - 250.0) / 500.0, 40.0)).collect();
        let later: Vec<(f64, f64)> = misses.iter().map(|(miss, mean)| (miss * 1.5, *mean)).collect();
        let band = Band::of(&misses, &later, 0.3, 1.0);
        let (near, week, month) =
            (band.quantiles(40.0, 1.0, 0.0), band.quantiles(40.0, 7.0, 0.0), band.quantiles(40.0, 28.0, 0.0));
        assert!(40.0 < near[0] && near[0] < near[1], "{near:?}");
        assert!(near[0] < week[0] && week[0] < month[0], "{near:?} {week:?} {month:?}");
        // Misses are even from -0.5 to 0.5, so their 80 % quantile is 0.3 in z.
        assert!((near[0].ln_1p() - 40.0_f64.ln_1p() - 0.3).abs() < 0.04, "{near:?}");
        assert!(band.quantiles(40.0, 1.0, 0.25)[0] > near[0], "an event that is not sure widens it");
    }

    #[test]
    fn nothing_missed_yet_is_a_normal_spread() {
        let band = Band::of(&[], &[], 0.2, 1.0);
        let [p80, p95] = band.quantiles(0.0, 1.0, 0.0);
        assert!(p80 > 0.0 && p95 > p80 && p95 < 1.0);
        assert_eq!(band.mean, 1.0);
    }
}
