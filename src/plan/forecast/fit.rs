//! A forecast: the usual week, the level of now, what events do, and how far it may be off.

use super::band::Band;
use super::calendar::{Calendar, Class, date_of};
use super::level::{Level, Pace, Passed, pass};
use super::lift::{Lift, Lifts, Totals};
use super::profile::{Days, Profile, WEEKS};
use super::robust::{median, spread_about_zero};
use super::trend::Trend;
use crate::floor::At;
use crate::floor::promise::WallClock;
use crate::limits::FORECAST_DAYS_MAX;
use crate::plan::history::{Grain, History};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Days whose misses make the band: six weeks, the first two of eight have no settled level.
const MISSED_DAYS: usize = 42;
const SUNDAY: usize = 6;

/// Why there can be no forecast.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    /// No interval before the moment has a count.
    #[error("there is no count before {0}, so there is nothing to forecast from")]
    Nothing(At),
}

/// One interval of a forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// When it begins.
    pub start: At,
    /// As likely more as less.
    pub p50: f64,
    /// Four times of five it is at most this.
    pub p80: f64,
    /// Nineteen times of twenty it is at most this.
    pub p95: f64,
    /// The mean: what requirements are made of, because rare high counts are work too.
    pub mean: f64,
    /// The history has no count at this time of the week: the desk was closed, or nobody recorded.
    pub closed: bool,
    /// Places of the lifts in [`Fit::lifts`] that this interval has.
    pub lifts: Vec<usize>,
}

/// What was learnt from a history up to a moment.
#[derive(Clone, Debug)]
pub struct Fit {
    grain: Grain,
    history_start: At,
    zone: Arc<WallClock>,
    /// The first interval that is forecast, counted from the history's first.
    origin: i64,
    profile: Profile,
    level: Level,
    pace: Pace,
    band: Band,
    trend: Trend,
    spike_half_life: f64,
    day_variance: f64,
    lifts: Vec<Lift>,
    /// Day since 1970: places of the lifts.
    by_day: BTreeMap<i32, Vec<usize>>,
    notes: Vec<String>,
}

impl Fit {
    /// Learns from all of a history before a moment. What comes after it is not looked at. The calendar's days teach no
    /// profile.
    ///
    /// ```
    /// use watchfloor::floor::{At, promise::WallClock};
    /// use watchfloor::plan::forecast::{Calendar, Fit};
    /// use watchfloor::plan::history::{Grain, History, Key};
    /// // Four weeks: 40 every half hour by day, none at night.
    /// let monday = At::from_unix(1_793_577_600).unwrap();
    /// let count = |i: usize| if (16..40).contains(&(i % 48)) { 40.0 } else { 0.0 };
    /// let zone = WallClock::of("UTC").unwrap();
    /// let history = History::new(Key::default(), Grain::Half, zone, monday, (0..28 * 48).map(|i| Some(count(i))));
    /// let fit = Fit::of(&history, history.ends(), &Calendar::default()).unwrap();
    /// let day = fit.forecast(48, 1.0);
    /// assert!((day[24].p50 - 40.0).abs() < 1.0 && day[4].p50 < 1.0, "{:?}", day[24]);
    /// assert!(day.iter().all(|p| 0.0 <= p.p50 && p.p50 <= p.p80 && p.p80 <= p.p95));
    /// assert_eq!(day[0].start, history.ends());
    /// ```
    ///
    /// # Errors
    ///
    /// [`Impossible`] when nothing was ever counted before that moment.
    pub fn of(history: &History, at: At, calendar: &Calendar) -> Result<Fit, Impossible> {
        // An interval that is still running is not known.
        let until = history.interval_of(at).clamp(0, history.len() as i64);
        let nothing = || Impossible::Nothing(at);
        let all = history.values(0, until as usize, false);
        let until = all.iter().rposition(|count| !count.is_nan()).ok_or_else(nothing)? + 1;
        let origin = history.interval_of(at).max(until as i64);
        let today = history.local(until as i64 - 1).day;
        let from = history.midnight(today + 1 - 7 * WEEKS as i32).clamp(0, until as i64 - 1) as usize;
        let places = places(history, from, until);
        let mut taught = history.values(from, until, true);
        for (count, (day, _)) in taught.iter_mut().zip(&places) {
            if calendar.has(*day) {
                *count = f64::NAN;
            }
        }
        if taught.iter().all(|count| count.is_nan()) {
            taught = history.values(from, until, false);
        }
        let days = Days::of(history, from, &places, &taught);
        let profile = Profile::of(&days);
        let secs = history.grain().secs();
        let z: Vec<f64> = taught.iter().map(|count| count.ln_1p()).collect();
        let passed = pass(&z, &places, &profile, secs);
        let band = band(&profile, &passed, &z, &places);
        let mut level = passed.level;
        // Time without counts passes too: what was quick has gone by then.
        (0..(origin - until as i64).min(10_000)).for_each(|_| level.pass(f64::NAN, &passed.pace));
        let trend = Trend::of(&passed.days);
        let mut fit = Fit {
            grain: history.grain(),
            history_start: history.begins(0),
            zone: Arc::clone(history.zone()),
            origin,
            profile,
            level,
            pace: passed.pace,
            band,
            trend,
            spike_half_life: spike_half_life(&passed.missed, &passed.pace, secs),
            day_variance: day_variance(&passed.missed, &places),
            lifts: Vec::new(),
            by_day: BTreeMap::new(),
            notes: Vec::new(),
        };
        fit.take_lifts(history, until, calendar);
        fit.say(&days, &taught);
        Ok(fit)
    }

    /// Looks up what the events of the time to come were worth.
    fn take_lifts(&mut self, history: &History, until: usize, calendar: &Calendar) {
        let first = history.local(self.origin).day;
        let mut coming = calendar.days(first, first + FORECAST_DAYS_MAX as i32 + 1).peekable();
        if coming.peek().is_none() {
            return;
        }
        let values = history.values(0, until, true);
        let all = places(history, 0, until);
        let totals = Totals::of(history, &values, &all);
        let begin = all.first().map_or(first, |(day, _)| *day);
        let learnt = Lifts::of(&totals, calendar, begin, first);
        for day in coming {
            for (event, nth) in calendar.on(day) {
                self.by_day.entry(day).or_default().push(self.lifts.len());
                self.lifts.push(learnt.on(event, nth));
            }
        }
    }

    fn say(&mut self, days: &Days, taught: &[f64]) {
        let known = days.z.chunks(days.slots).filter(|day| day.iter().any(|z| !z.is_nan())).count();
        if known < 2 {
            self.notes.push("Only one day is known: its hours are taken for those of every day.".to_owned());
        } else if known < 14 {
            self.notes.push(format!(
                "{known} days are known: too few to tell the weekdays apart surely, so the band is a guess."
            ));
        }
        if taught.iter().all(|count| count.is_nan() || *count == 0.0) {
            self.notes.push("Nothing but zeros was counted, so zero is what is forecast.".to_owned());
        }
        if days.reach > 0 {
            let minutes = (2 * days.reach + 1) as u32 * self.grain.secs() / 60;
            self.notes.push(format!(
                "So little is written that {minutes} minutes around each interval are looked at together."
            ));
        }
    }

    /// Variance of counts beside Poisson's, in units of the squared mean.
    pub(super) fn scatter(&self) -> f64 {
        self.band.excess()
    }

    /// The variance of a day's multiplier about its forecast.
    pub(super) fn day_variance(&self) -> f64 {
        self.day_variance
    }

    /// Intervals in which half of a spike goes.
    pub(super) fn spike_half_life(&self) -> f64 {
        self.spike_half_life
    }

    /// When the first interval of the forecast begins.
    pub fn origin(&self) -> At {
        self.begins(self.origin)
    }

    fn begins(&self, interval: i64) -> At {
        let unix = self.history_start.unix() + interval * i64::from(self.grain.secs());
        At::from_unix(unix).unwrap_or(At::LAST)
    }

    /// What the forecast rests on, where that is little, in sentences.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// What the events of the next two years are worth, each with its source.
    pub fn lifts(&self) -> &[Lift] {
        &self.lifts
    }

    /// By how much the level grows in a week, as a share, as far as that is believed; 0 where nothing is sure.
    pub fn growth_a_week(&self) -> f64 {
        (self.trend.a_day() * 7.0).exp_m1()
    }

    /// The forecast of the next intervals, times `growth` (1.2 is a fifth more). At most [`FORECAST_DAYS_MAX`] days.
    pub fn forecast(&self, intervals: usize, growth: f64) -> Vec<Point> {
        let most = FORECAST_DAYS_MAX as usize * self.grain.slots();
        (0..intervals.min(most)).map(|ahead| self.point(ahead as u32, growth)).collect()
    }

    fn point(&self, ahead: u32, growth: f64) -> Point {
        let start = self.begins(self.origin + i64::from(ahead));
        let wall = self.zone.shows(start);
        let (day, slot) =
            (wall.div_euclid(86_400) as i32, wall.rem_euclid(86_400) as usize / self.grain.secs() as usize);
        let lifts = self.by_day.get(&day).cloned().unwrap_or_default();
        let holiday = lifts.iter().any(|place| self.lifts[*place].class == Class::Holiday);
        let weekday = crate::plan::history::weekday(day);
        let usual = self.profile.at(if holiday { SUNDAY } else { weekday }, slot);
        let closed = Point { start, p50: 0.0, p80: 0.0, p95: 0.0, mean: 0.0, closed: true, lifts: Vec::new() };
        if usual.is_nan() {
            return closed;
        }
        let days_ahead = f64::from(ahead) / self.grain.slots() as f64 + 1.0;
        let level = self.level.ahead(ahead + 1, &self.pace) + self.trend.ahead(days_ahead - 1.0);
        let (mut times, mut beside) = (growth.max(0.0), 0.0);
        for lift in lifts.iter().map(|place| &self.lifts[*place]) {
            times *= lift.volume;
            beside += lift.spread * lift.spread;
        }
        let p50 = (usual + level).exp_m1().max(0.0) * times;
        // Nothing times nothing is sure; otherwise the band is that of the size.
        let [p80, p95] = if times == 0.0 { [0.0; 2] } else { self.band.quantiles(p50, days_ahead.floor(), beside) };
        let mean = if times == 0.0 { 0.0 } else { ((1.0 + p50) * self.band.mean - 1.0).max(0.0) };
        Point { start, p50, p80, p95, mean, closed: false, lifts }
    }

    /// The date on the wall of an interval of the forecast.
    pub fn date(&self, point: &Point) -> jiff::civil::Date {
        date_of(self.zone.shows(point.start).div_euclid(86_400) as i32)
    }
}

/// What is usual in each interval of a history, NaN where nothing is, and the scatter about it in `ln(1 + count)`: by
/// which gaps and spikes are found. Every eight weeks have a profile and levels of their own.
pub fn usual(history: &History) -> (Vec<f64>, f64) {
    let mut usual = vec![f64::NAN; history.len()];
    let mut noises = Vec::new();
    let (mut until, slots) = (history.len(), history.grain().slots());
    while until > 0 {
        let last = history.local(until as i64 - 1).day;
        let mut from = history.midnight(last + 1 - 7 * WEEKS as i32).clamp(0, until as i64 - 1) as usize;
        // A rest of less than two weeks goes with the weeks after it.
        if from < 14 * slots {
            from = 0;
        }
        let places = places(history, from, until);
        let taught = history.values(from, until, true);
        if taught.iter().any(|count| !count.is_nan()) {
            let profile = Profile::of(&Days::of(history, from, &places, &taught));
            let z: Vec<f64> = taught.iter().map(|count| count.ln_1p()).collect();
            let passed = pass(&z, &places, &profile, history.grain().secs());
            let mut levels = passed.days.iter().peekable();
            let mut level = levels.peek().map_or(0.0, |(_, level)| *level);
            for (i, (day, slot)) in places.iter().enumerate() {
                while let Some((_, next)) = levels.next_if(|(next, _)| next <= day) {
                    level = *next;
                }
                let z = profile.at(crate::plan::history::weekday(*day), usize::from(*slot));
                // `max` would make a zero of what is not known.
                usual[from + i] = if z.is_nan() { f64::NAN } else { (z + level).exp_m1().max(0.0) };
            }
            noises.push(profile.noise);
        }
        until = from;
    }
    (usual, median(&mut noises))
}

/// Intervals in which half of what stood out had gone, in the past: the middle of what the interval after a large miss
/// kept of it, leaning on two hours with the weight of ten spikes; from half an hour to eight.
fn spike_half_life(missed: &[f64], pace: &Pace, secs: u32) -> f64 {
    let hour = 3600.0 / f64::from(secs);
    let large = 2.5 * pace.noise();
    let kept = missed.windows(2).filter(|two| two[0] > large && !two[1].is_nan());
    let mut kept: Vec<f64> = kept.map(|two| (two[1].exp_m1() / two[0].exp_m1()).clamp(0.0, 1.0)).collect();
    let usual = 0.5_f64.powf(1.0 / (2.0 * hour));
    let n = kept.len() as f64;
    let middle = if kept.is_empty() { usual } else { median(&mut kept) };
    let kept = ((n * middle + 10.0 * usual) / (n + 10.0)).clamp(0.05, 0.999);
    (0.5_f64.ln() / kept.ln()).clamp(0.5 * hour, 8.0 * hour)
}

/// The variance of days about their forecasts, from the middles of their misses, leaning on a tenth of the level.
fn day_variance(missed: &[f64], places: &[(i32, u16)]) -> f64 {
    let mut days: Vec<f64> = Vec::new();
    let mut row: Vec<f64> = Vec::new();
    for (i, (miss, (day, _))) in missed.iter().zip(places).enumerate() {
        row.extend(Some(*miss).filter(|miss| !miss.is_nan()));
        if places.get(i + 1).is_none_or(|(next, _)| next != day) && !row.is_empty() {
            days.push(median(&mut row));
            row.clear();
        }
    }
    let n = days.len() as f64;
    let spread = spread_about_zero(&mut days);
    ((n * spread * spread + 4.0 * 0.01) / (n + 4.0)).max(0.0025)
}

/// Day and slot of each interval.
pub(super) fn places(history: &History, from: usize, until: usize) -> Vec<(i32, u16)> {
    let one = |interval: usize| {
        let local = history.local(interval as i64);
        (local.day, local.slot as u16)
    };
    (from..until).map(one).collect()
}

fn band(profile: &Profile, passed: &Passed, z: &[f64], places: &[(i32, u16)]) -> Band {
    let last = places.last().map_or(0, |(day, _)| *day);
    let misses = |missed: &[f64]| -> Vec<(f64, f64)> {
        let recent = places.iter().map(|(day, _)| *day + MISSED_DAYS as i32 > last);
        let all = missed.iter().zip(z).zip(recent).filter(|((miss, _), recent)| *recent && !miss.is_nan());
        all.map(|((miss, z), _)| (*miss, (z - miss).exp_m1().max(0.0))).collect()
    };
    // The days that were missed taught the profile that they were missed by.
    let own = profile.own_variance.min(0.5);
    let widened = ((1.0 + own) / (1.0 - own)).sqrt();
    Band::of(&misses(&passed.missed), &misses(&passed.missed_later), profile.noise, widened)
}
