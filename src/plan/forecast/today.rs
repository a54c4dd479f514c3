//! The rest of a running day: what has come so far, and what of it is a spike that goes and what a level that stays.
//!
//! The day's multiplier `m` has the prior Gamma(α, α), whose variance 1/α is that of days of the past about their
//! forecasts; counts are Poisson given `m` times the forecast `ŷ` of midnight, so that after counts `y`
//!
//! ```text
//! m | y ~ Gamma(α + Σ w·y', α + Σ w·ŷ),   mean (α + Σ w·y') / (α + Σ w·ŷ)
//! ```
//!
//! Counts scatter more than Poisson's do, and neighbours scatter alike, so that eight hours are one look: an interval
//! weighs `w = (its hours / 8) / (1 + φ·ŷ)`. And `y'` is `y` cut to within a standard deviation of what the middle of
//! today's ratios makes likely, so that a spike does not become the level (Hampel's identifier with the threshold at 1).
//! What was cut off is the spike: the newest of it decays, half in the half-life that spikes of this history had.
//!
//! A forecast made anew at this moment, from the end of the history, is another view of the same hours; what is told is
//! the geometric mean of both. On 26 days of mentions of six brands the mean of the two misses less than either view alone.
//!
//! It stops being true when a spike stays: after some hours it has become most of the middle, and then it is the level.

use super::calendar::Calendar;
use super::fit::{Fit, Impossible, Point};
use super::robust::median;
use crate::floor::At;
use crate::plan::history::History;

/// Standard deviations at which a count is cut.
const CUT: f64 = 1.0;
/// Hours that are one look.
const LOOK_HOURS: f64 = 8.0;
/// Ratios of 1 that the middle of today's ratios leans on.
const LEANS: usize = 3;
/// Intervals whose excess makes the spike of now.
const NEWEST: usize = 3;

/// How a running day goes, and how it will go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Today {
    /// How many times its forecast the day runs at, spikes aside.
    pub multiplier: f64,
    /// Between these it lies nine times of ten.
    pub multiplier_band: (f64, f64),
    /// Mentions an interval above that level now, which are taken to go.
    pub spike: f64,
    /// Minutes in which half of a spike goes.
    pub spike_half_life_minutes: f64,
    /// Counted today.
    pub so_far: f64,
    /// What was forecast at midnight for the same intervals.
    pub forecast_so_far: f64,
    /// What was forecast at midnight for the whole day.
    pub forecast_whole: f64,
    /// The intervals of the day that are to come.
    pub rest: Vec<Point>,
}

/// What today's counts say of the day.
struct Seen {
    multiplier: f64,
    band: (f64, f64),
    spike: f64,
}

impl Today {
    /// Forecasts the rest of the day of `now` anew, from a history that has what was counted until then.
    ///
    /// ```
    /// use watchfloor::floor::{At, promise::WallClock};
    /// use watchfloor::plan::forecast::{Calendar, Today};
    /// use watchfloor::plan::history::{Grain, History, Key};
    /// // Four even weeks of 40 every half hour, and a morning of 60.
    /// let monday = At::from_unix(1_793_577_600).unwrap();
    /// let counts = (0..28 * 48 + 20).map(|i| Some(if i < 28 * 48 { 40.0 + f64::from(i % 5) } else { 60.0 }));
    /// let history = History::new(Key::default(), Grain::Half, WallClock::of("UTC").unwrap(), monday, counts);
    /// let today = Today::of(&history, history.ends(), &Calendar::default()).unwrap();
    /// assert!(today.multiplier > 1.02 && today.so_far == 1200.0, "{today:?}");
    /// assert!(today.rest.len() == 28 && today.rest[0].p50 > 44.0);
    /// ```
    ///
    /// # Errors
    ///
    /// [`Impossible`] when nothing was counted before the day.
    pub fn of(history: &History, now: At, calendar: &Calendar) -> Result<Today, Impossible> {
        let day = history.local(history.interval_of(now)).day;
        let (from, until) = (history.midnight(day), history.midnight(day + 1));
        let morning = Fit::of(history, history.begins(from), calendar)?;
        let fresh = Fit::of(history, now, calendar)?;
        let skipped = history.interval_of(morning.origin()).max(from);
        let whole = morning.forecast((until - skipped).max(0) as usize, 1.0);
        let running = history.interval_of(now);
        let mut counted: Vec<(f64, f64)> = Vec::new();
        let (mut so_far, mut forecast_so_far) = (0.0, 0.0);
        for point in whole.iter().filter(|point| history.interval_of(point.start) < running) {
            if let Some(count) = history.value(history.interval_of(point.start)) {
                so_far += count;
                forecast_so_far += point.p50;
                if !point.closed {
                    counted.push((count, point.p50));
                }
            }
        }
        let half_life = morning.spike_half_life();
        let kept = 0.5_f64.powf(1.0 / half_life);
        let seen = seen(&counted, &morning, kept, f64::from(history.grain().secs()) / 3600.0);
        let before = history.interval_of(fresh.origin()).min(running);
        let anew = fresh.forecast((until - before).max(0) as usize, 1.0);
        let coming = |points: &[Point]| -> Vec<Point> {
            points.iter().filter(|point| history.interval_of(point.start) >= running).cloned().collect()
        };
        let mut rest = coming(&anew);
        for (ahead, (point, first)) in rest.iter_mut().zip(&coming(&whole)).enumerate() {
            let by_day = first.p50 * seen.multiplier + seen.spike * kept.powf(ahead as f64 + 1.0);
            let both = (by_day * point.p50).sqrt();
            // A geometric mean with nothing is nothing; between nothing and little the half is meant.
            let both = if point.p50 < 1.0 || by_day < 1.0 { (by_day + point.p50) / 2.0 } else { both };
            let times = if point.p50 > 0.0 { both / point.p50 } else { 1.0 };
            point.p50 = if point.p50 > 0.0 { both } else { 0.0 };
            (point.p80, point.p95, point.mean) = (point.p80 * times, point.p95 * times, point.mean * times);
        }
        Ok(Today {
            multiplier: seen.multiplier,
            multiplier_band: seen.band,
            spike: seen.spike,
            spike_half_life_minutes: half_life * f64::from(history.grain().secs()) / 60.0,
            so_far,
            forecast_so_far,
            forecast_whole: whole.iter().map(|point| point.p50).sum(),
            rest,
        })
    }

    /// The whole day as it is now expected: what was counted and the middle of what comes.
    pub fn whole(&self) -> f64 {
        self.so_far + self.rest.iter().map(|point| point.p50).sum::<f64>()
    }
}

/// The multiplier of the day after these counts, each beside its forecast, and the spike that is going on.
fn seen(counted: &[(f64, f64)], fit: &Fit, kept: f64, hours: f64) -> Seen {
    let phi = fit.scatter();
    let prior = 1.0 / fit.day_variance();
    let middle = middle_ratio(counted);
    let (mut a, mut b) = (prior, prior);
    let mut excess = Vec::with_capacity(counted.len());
    for (count, p50) in counted {
        let likely = p50 * middle;
        let sd = (likely + phi * likely * likely).sqrt().max(1.0);
        let cut = count.clamp((likely - CUT * sd).max(0.0), likely + CUT * sd);
        let weight = (hours / LOOK_HOURS) / (1.0 + phi * p50);
        a += weight * cut;
        b += weight * p50;
        excess.push(count - cut);
    }
    let newest = excess.iter().rev().take(NEWEST).enumerate();
    let spike = newest.map(|(ago, over)| over * kept.powf(ago as f64)).fold(0.0, f64::max);
    let (multiplier, sd) = (a / b, a.sqrt() / b);
    Seen { multiplier, band: ((multiplier - 1.645 * sd).max(0.0), multiplier + 1.645 * sd), spike }
}

/// The middle of the ratios of count and forecast, leaning on 1 while there are few.
fn middle_ratio(counted: &[(f64, f64)]) -> f64 {
    let mut ratios: Vec<f64> = counted.iter().filter(|(_, p50)| *p50 >= 1.0).map(|(count, p50)| count / p50).collect();
    ratios.extend(std::iter::repeat_n(1.0, LEANS));
    median(&mut ratios).clamp(0.2, 5.0)
}
