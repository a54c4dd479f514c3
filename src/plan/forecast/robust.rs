//! Middles and spreads that a few wild values cannot move.

/// From the median of absolute deviations to the standard deviation of a normal spread.
pub(super) const MAD_TO_SD: f64 = 1.4826;
/// The variance of a median over that of a mean of as many normal values: π/2.
pub(super) const MEDIAN_VARIANCE: f64 = std::f64::consts::FRAC_PI_2;

/// The middle of some values; NaN of none. The order of the values is lost.
pub(in crate::plan) fn median(values: &mut [f64]) -> f64 {
    let n = values.len();
    if n == 0 {
        return f64::NAN;
    }
    let (below, middle, _) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    if n % 2 == 1 {
        return *middle;
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (lower + *middle) / 2.0
}

/// The standard deviation of values about zero, by their median size; 0 of none.
pub(super) fn spread_about_zero(values: &mut [f64]) -> f64 {
    values.iter_mut().for_each(|value| *value = value.abs());
    let middle = median(values);
    if middle.is_nan() { 0.0 } else { MAD_TO_SD * middle }
}

/// The value below which a share of the sorted values lies, between two of them in proportion; NaN of none.
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = share.clamp(0.0, 1.0) * last as f64;
    let low = place.floor() as usize;
    let (a, b) = (sorted[low], sorted[(low + 1).min(last)]);
    a + (b - a) * (place - low as f64)
}

/// What is left of a variance when what noise alone would give is taken away, as a share from 0 to 1: how far a
/// difference that was seen can be believed (positive-part shrinkage, James and Stein 1961).
pub(super) fn believed(noise: f64, seen: f64) -> f64 {
    if seen > 0.0 { (1.0 - noise / seen).max(0.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn middles_of_even_and_odd_numbers_of_values() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&mut []).is_nan());
        assert_eq!(quantile(&[0.0, 10.0], 0.8), 8.0);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn what_noise_explains_is_not_believed() {
        assert_eq!(believed(2.0, 1.0), 0.0);
        assert_eq!(believed(0.0, 1.0), 1.0);
        assert_eq!(believed(1.0, 4.0), 0.75);
        assert_eq!(believed(1.0, 0.0), 0.0);
    }
}
