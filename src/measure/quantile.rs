//! Medians and other quantiles, exact.

use crate::floor::Durations;

/// The value below which a share `q` of the values lies, from counts of whole values in ascending order; `None` of
/// none. Between two neighbours it is interpolated, so that the median of an even number is the mean of the middle two
/// (definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50, 1996).
///
/// ```
/// use watchfloor::measure::quantile;
/// let counts = |values: &[u32]| values.iter().map(|v| (*v, 1)).collect::<Vec<_>>();
/// assert_eq!(quantile(&counts(&[3, 5, 9]), 0.5), Some(5.0));
/// assert_eq!(quantile(&counts(&[3, 5, 8, 9]), 0.5), Some(6.5));
/// assert_eq!(quantile(&[(10, 9), (20, 1)], 0.9).map(f64::round), Some(11.0));
/// assert_eq!(quantile(&[], 0.5), None);
/// ```
pub fn quantile<'a>(counts: impl IntoIterator<Item = &'a (u32, u32)> + Clone, q: f64) -> Option<f64> {
    let total: u64 = counts.clone().into_iter().map(|(_, n)| u64::from(*n)).sum();
    let place = q.clamp(0.0, 1.0) * (total.checked_sub(1)?) as f64;
    let (below, share) = (place.floor() as u64, place.fract());
    let mut seen = 0;
    let mut low = None;
    for (value, n) in counts {
        seen += u64::from(*n);
        if low.is_none() && seen > below {
            low = Some(f64::from(*value));
        }
        if seen > below + 1 || (share == 0.0 && low.is_some()) {
            return low.map(|low| low + (f64::from(*value) - low) * share);
        }
    }
    low
}

/// The same of many durations, without looking at each.
///
/// ```
/// use watchfloor::{floor::Durations, measure::quantile_of};
/// let mut durations = Durations::default();
/// [3, 5, 8, 900].into_iter().for_each(|secs| durations.add(secs));
/// assert_eq!(quantile_of(&durations, 0.5), Some(6.5));
/// assert_eq!(quantile_of(&durations, 1.0), Some(900.0));
/// ```
pub fn quantile_of(durations: &Durations, q: f64) -> Option<f64> {
    let place = q.clamp(0.0, 1.0) * (durations.len().checked_sub(1)?) as f64;
    let low = f64::from(durations.nth(place.floor() as u64)?);
    let next = durations.nth(place.floor() as u64 + 1).map_or(low, f64::from);
    Some(low + (next - low) * place.fract())
}
