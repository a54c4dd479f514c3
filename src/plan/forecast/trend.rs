//! Whether the level grows, as far as that can be believed, and how far it is carried on.
//!
//! The slope is the middle of the slopes between any two days (Theil 1950, Sen 1968), of the middles of days apart
//! from the profile. It is believed as far as it exceeds its own error, `1 - 1/t²`, and dies away: of what a day adds,
//! the next adds 95 % (a damped trend, Gardner and McKenzie 1985), so that it never carries further than 20 days' worth.
//! With less than three weeks there is none: a weekday is no trend.

use super::robust::{median, spread_about_zero};

/// What of a day's growth the next day has.
const DAMPED: f64 = 0.95;
/// Days before which there is no slope.
const DAYS_LEAST: usize = 21;
/// A day's growth beyond which a slope is no slope: doubling in two weeks.
const SLOPE_MAX: f64 = 0.05;

/// The damped slope of a level.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Trend {
    a_day: f64,
}

impl Trend {
    pub fn of(days: &[(i32, f64)]) -> Trend {
        let span = days.len();
        if span < DAYS_LEAST {
            return Trend::default();
        }
        // Days a third of the span apart: nearer ones say more of noise than of slope.
        let apart = span / 3;
        let mut slopes: Vec<f64> = Vec::with_capacity(span * span / 3);
        for (i, (from, low)) in days.iter().enumerate() {
            slopes.extend(days.iter().skip(i + apart).map(|(to, high)| (high - low) / f64::from(to - from)));
        }
        let slope = median(&mut slopes);
        let middle = f64::from(days[span / 2].0);
        let mut level: Vec<f64> = days.iter().map(|(day, z)| z - slope * (f64::from(*day) - middle)).collect();
        let own = median(&mut level);
        let mut left: Vec<f64> = level.iter().map(|z| z - own).collect();
        let scatter = spread_about_zero(&mut left);
        // The error of a slope through evenly spaced days, with days that lean on their neighbours counted half.
        let n = span as f64;
        let error = scatter * (2.0 * 12.0 / (n * n * n)).sqrt();
        let believed = if slope == 0.0 { 0.0 } else { (1.0 - (error / slope).powi(2)).max(0.0) };
        Trend { a_day: (believed * slope).clamp(-SLOPE_MAX, SLOPE_MAX) }
    }

    pub fn a_day(&self) -> f64 {
        self.a_day
    }

    /// What it adds so many days after the next day.
    pub fn ahead(&self, days: f64) -> f64 {
        if days <= 0.0 { 0.0 } else { self.a_day * DAMPED * (1.0 - DAMPED.powf(days)) / (1.0 - DAMPED) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_is_found_and_noise_is_none() {
        let wobble = |i: i32| f64::from((i * 7919) % 13 - 6) / 60.0;
        let grows: Vec<(i32, f64)> = (0..56).map(|i| (i, 0.01 * f64::from(i) + wobble(i))).collect();
        let trend = Trend::of(&grows);
        assert!((trend.a_day() - 0.01).abs() < 0.002, "{trend:?}");
        assert!(trend.ahead(1000.0) < 0.2, "it dies away");
        let flat: Vec<(i32, f64)> = (0..56).map(|i| (i, wobble(i))).collect();
        assert!(Trend::of(&flat).a_day().abs() < 0.001);
        let mut spiked = flat;
        spiked[55].1 = 5.0;
        assert!(Trend::of(&spiked).a_day().abs() < 0.002, "one day makes no slope");
        assert_eq!(Trend::of(&grows[..20]), Trend::default(), "too few days");
    }
}
