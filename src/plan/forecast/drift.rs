//! Whether conversations become harder: the drift of handle time, and what it will be.
//!
//! What customers can do by themselves they do by themselves, so the contacts that remain are the longer ones: row A43.
//! Given the handle times of an intent by week, the drift is the middle of the slopes of their logarithms between any
//! two weeks (Theil 1950, Sen 1968), believed as far as it exceeds its own error, and carried on with what a week adds
//! dying away by a fifth (Gardner and McKenzie 1985): never further than four weeks' worth.
//!
//! It stops being true when the kind of work changes at once: a new product, a new tool. Then the weeks before it are
//! no longer of the same thing, and are left out by whoever gives them.

use super::robust::{believed, median, spread_about_zero};

/// What of a week's drift the next week has.
const DAMPED: f64 = 0.8;
/// Weeks before which there is no drift.
const WEEKS_LEAST: usize = 4;

/// How the handle time of an intent moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drift {
    /// Seconds of handle time now: the middle of the last weeks, at the end of the line.
    pub now_secs: f64,
    /// The share by which it grows in a week, as far as that is believed.
    pub a_week: f64,
    /// Weeks that it was learnt from.
    pub weeks: usize,
}

impl Drift {
    /// From the middle handle time of each week, oldest first, in seconds; `None` for a week with none. `None` when
    /// there is no week at all.
    ///
    /// ```
    /// use watchfloor::plan::forecast::Drift;
    /// // Two per cent more each week, for ten weeks, from 300 s.
    /// let weeks: Vec<Option<f64>> = (0..10).map(|week| Some(300.0 * 1.02_f64.powi(week))).collect();
    /// let drift = Drift::of(&weeks).unwrap();
    /// assert!((drift.a_week - 0.02).abs() < 0.001 && (drift.now_secs - 358.5).abs() < 1.0, "{drift:?}");
    /// // In four weeks it is 6 % more: 2 % times 0.8 + 0.64 + 0.512 + 0.41, and in a year 8 %.
    /// assert!((drift.ahead_secs(4.0) / drift.now_secs - 1.048).abs() < 0.002);
    /// assert!((drift.ahead_secs(52.0) / drift.now_secs - 1.082).abs() < 0.002);
    /// assert_eq!(Drift::of(&[Some(300.0), None, Some(305.0)]).unwrap().a_week, 0.0, "three weeks are no drift");
    /// ```
    pub fn of(weeks: &[Option<f64>]) -> Option<Drift> {
        let usable = |secs: &f64| secs.is_finite() && *secs > 0.0;
        let logs: Vec<(f64, f64)> = weeks
            .iter()
            .enumerate()
            .filter_map(|(week, secs)| Some((week as f64, secs.filter(usable)?.ln())))
            .collect();
        let mut recent: Vec<f64> = logs.iter().rev().take(3).map(|(_, log)| *log).collect();
        if recent.is_empty() {
            return None;
        }
        let flat = Drift { now_secs: median(&mut recent).exp(), a_week: 0.0, weeks: logs.len() };
        if logs.len() < WEEKS_LEAST {
            return Some(flat);
        }
        let pairs = logs
            .iter()
            .enumerate()
            .flat_map(|(i, (a, low))| logs.iter().skip(i + 1).map(move |(b, high)| (high - low) / (b - a)));
        let mut slopes: Vec<f64> = pairs.collect();
        let slope = median(&mut slopes);
        let end = (weeks.len() - 1) as f64;
        let mut at_end: Vec<f64> = logs.iter().map(|(week, log)| log + slope * (end - week)).collect();
        let level = median(&mut at_end);
        let mut left: Vec<f64> = logs.iter().map(|(week, log)| log - (level - slope * (end - week))).collect();
        let scatter = spread_about_zero(&mut left);
        let n = logs.len() as f64;
        let a_week = slope * believed(12.0 * scatter * scatter / (n * n * n), slope * slope);
        // What is not believed of the slope is not in the level either: it is the middle of the last weeks then.
        let part = if slope == 0.0 { 0.0 } else { a_week / slope };
        let now = part * level + (1.0 - part) * flat.now_secs.ln();
        Some(Drift { now_secs: now.exp(), a_week: a_week.exp_m1(), weeks: logs.len() })
    }

    /// Seconds of handle time so many weeks from now.
    pub fn ahead_secs(&self, weeks: f64) -> f64 {
        let sum = DAMPED * (1.0 - DAMPED.powf(weeks.max(0.0))) / (1.0 - DAMPED);
        self.now_secs * (self.a_week.ln_1p() * sum).exp()
    }
}
