//! How good the forecast would have been: made anew at each midnight of the past from what was known then.
//!
//! Beside it stand the seven-day seasonal naive forecast (the same interval a week before), and the Poisson floor: the
//! share by which even a forecast that knew each mean would be wrong, `√(2/(πμ))` of a count of mean `μ`. With μ = 100
//! that is 8 %, with μ = 10 it is 25 %: an error near it cannot be improved upon.
//!
//! | measure | formula |
//! |---|---|
//! | WAPE | `Σ abs(y - p50) / Σ y` |
//! | MASE | mean of `abs(y - p50)`, over that of the weekly naive forecast within the history before the origin |
//! | pinball of a share q | mean of `max(q·(y - f), (q - 1)·(y - f))` |
//! | coverage of a share q | how often `y` was at most the quantile |
//!
//! The sources: Hyndman and Koehler 2006 for MASE; Koenker and Bassett 1978 for the pinball loss.

use super::calendar::Calendar;
use super::fit::{Fit, Point};
use crate::limits::BACKTEST_ORIGINS_MAX;
use crate::plan::history::History;

/// How a forecast did on days of the past.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BackTest {
    /// Midnights at which a forecast was made.
    pub origins: usize,
    /// Intervals that were forecast and counted.
    pub intervals: usize,
    /// Mentions in these.
    pub counted: f64,
    /// The weighted error; `None` where nothing was written.
    pub wape: Option<f64>,
    /// The scaled error; `None` with less than a week before the origins.
    pub mase: Option<f64>,
    /// The same of the seven-day seasonal naive forecast.
    pub naive_wape: Option<f64>,
    /// The same of the seven-day seasonal naive forecast.
    pub naive_mase: Option<f64>,
    /// The WAPE of a forecast that knows each mean, when counts are Poisson.
    pub poisson_wape: Option<f64>,
    /// The pinball loss of P50, P80 and P95, in mentions an interval.
    pub pinball: [f64; 3],
    /// How often the count was at most P50, P80 and P95.
    pub coverage: [f64; 3],
}

/// The Poisson floor of a count of this mean, as a share of it: `√(2/(πμ))`, and at most everything.
///
/// ```
/// use watchfloor::plan::forecast::poisson_floor;
/// assert!((poisson_floor(100.0) - 0.0798).abs() < 1e-4);
/// assert!((poisson_floor(10.0) - 0.2523).abs() < 1e-4);
/// assert_eq!(poisson_floor(0.1), 1.0, "of what hardly ever comes, zero is the best forecast");
/// ```
pub fn poisson_floor(mean: f64) -> f64 {
    if mean > 0.0 { (2.0 / (std::f64::consts::PI * mean)).sqrt().min(1.0) } else { 1.0 }
}

/// The count of the same interval a week before, or of the nearest week before that has one.
pub fn seasonal_naive(history: &History, interval: i64) -> Option<f64> {
    let week = 7 * history.grain().slots() as i64;
    let local = history.local(interval);
    let mut before = interval - week;
    while before >= 0 {
        // Where clocks changed within the week, an hour is made up for.
        let there = history.local(before);
        let off = local.slot as i64 - there.slot as i64;
        let off = if off.abs() <= 8 { off } else { 0 };
        if let Some(count) = history.value(before + off) {
            return Some(count);
        }
        before -= week;
    }
    None
}

#[derive(Default)]
struct Sums {
    error: f64,
    naive_error: f64,
    naive_counted: f64,
    floor: f64,
    scaled: f64,
    naive_scaled: f64,
    scaled_days: f64,
    scaled_naive_days: f64,
}

/// Makes the forecast at so many midnights of the past, the newest, for `days` days each, and compares.
///
/// Days on which nothing was recorded are passed over. Where the history is long enough, each origin has two weeks
/// before it. `None` when there is no midnight with a day before it and counts after it.
pub fn back_test(history: &History, calendar: &Calendar, origins: usize, days: u32) -> Option<BackTest> {
    let last = history.len().checked_sub(1)? as i64;
    let (first_day, last_day) = (history.local(0).day, history.local(last).day);
    let ahead = days.clamp(1, 366) as i32;
    // A last day that is not whole is no day of a test, unless it is all there is.
    let whole = history.local(last + 1).day > last_day;
    let newest = last_day - ahead + i32::from(whole);
    let oldest = [14, 7, 1].into_iter().map(|before| first_day + before).find(|day| *day <= newest)?;
    let (mut test, mut sums) = (BackTest::default(), Sums::default());
    let mut day = newest;
    while day >= oldest && test.origins < origins.clamp(1, BACKTEST_ORIGINS_MAX) {
        let (from, until) = (history.midnight(day), history.midnight(day + ahead).min(last + 1));
        day -= 1;
        if (from..until).all(|i| history.value(i).is_none()) {
            continue;
        }
        let Ok(fit) = Fit::of(history, history.begins(from), calendar) else { continue };
        test.one(history, &fit.forecast((until - from) as usize, 1.0), from, &mut sums);
    }
    test.finish(&sums)
}

impl BackTest {
    fn one(&mut self, history: &History, points: &[Point], from: i64, sums: &mut Sums) {
        self.origins += 1;
        let (mut error, mut naive_error, mut n, mut naive_n) = (0.0, 0.0, 0.0, 0.0);
        for point in points {
            let interval = history.interval_of(point.start);
            let Some(count) = history.value(interval) else { continue };
            self.intervals += 1;
            self.counted += count;
            error += (count - point.p50).abs();
            n += 1.0;
            sums.floor += count * poisson_floor(count);
            for (i, (quantile, share)) in
                [point.p50, point.p80, point.p95].into_iter().zip([0.5, 0.8, 0.95]).enumerate()
            {
                self.coverage[i] += f64::from(u8::from(count <= quantile));
                self.pinball[i] += (share * (count - quantile)).max((share - 1.0) * (count - quantile));
            }
            // The same interval a week before the origin or earlier: nothing after the origin is known.
            let weeks = (interval - from).div_euclid(7 * history.grain().slots() as i64);
            let known = interval - weeks * 7 * history.grain().slots() as i64;
            if let Some(naive) = seasonal_naive(history, known) {
                naive_error += (count - naive).abs();
                sums.naive_counted += count;
                naive_n += 1.0;
            }
        }
        sums.error += error;
        sums.naive_error += naive_error;
        if let Some(scale) = weekly_change(history, from) {
            sums.scaled += error / n / scale;
            sums.scaled_days += 1.0;
            if naive_n > 0.0 {
                sums.naive_scaled += naive_error / naive_n / scale;
                sums.scaled_naive_days += 1.0;
            }
        }
    }

    fn finish(mut self, sums: &Sums) -> Option<BackTest> {
        if self.intervals == 0 {
            return None;
        }
        let share = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
        let n = self.intervals as f64;
        self.pinball.iter_mut().chain(&mut self.coverage).for_each(|sum| *sum /= n);
        self.wape = share(sums.error, self.counted);
        self.poisson_wape = share(sums.floor, self.counted);
        self.naive_wape = share(sums.naive_error, sums.naive_counted);
        self.mase = share(sums.scaled, sums.scaled_days);
        self.naive_mase = share(sums.naive_scaled, sums.scaled_naive_days);
        Some(self)
    }
}

/// The mean change from one week to the next before an interval; `None` where there is none.
fn weekly_change(history: &History, before: i64) -> Option<f64> {
    let week = 7 * history.grain().slots();
    let values = history.values(0, usize::try_from(before).ok()?, false);
    let pairs = values.iter().zip(values.get(week..)?).filter(|(a, b)| !a.is_nan() && !b.is_nan());
    let (sum, n) = pairs.fold((0.0, 0_u32), |(sum, n), (a, b)| (sum + (a - b).abs(), n + 1));
    (sum > 0.0).then(|| sum / f64::from(n))
}
