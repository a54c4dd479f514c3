//! What the desk is told of one conversation's spread.

use super::seismic::Excitement;
use crate::floor::{At, Cascade};

/// A figure with the range in which it will be four times in five.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Band {
    /// One time in ten it is less.
    pub low: f64,
    /// As often more as less.
    pub mid: f64,
    /// One time in ten it is more.
    pub high: f64,
}

/// How worried to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing to do.
    #[default]
    Calm,
    /// Have an eye on it: early, and right about every other time.
    Watch,
    /// Act: later, and right nine times in ten.
    Alarm,
}

/// What a forecast rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// On who joined when and how many follow them.
    Cascade,
    /// On the number of joins alone: the channel does not say how many follow whom. Reach then counts joiners, not
    /// their followers, and there is no probability.
    Velocity,
}

/// One of the people who made it spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Driver {
    /// The key that the join came with.
    pub by: u64,
    /// How many follow them.
    pub followers: u32,
    /// Their share of all who may have seen it, 0 to 1.
    pub share: f64,
}

/// What a forecast was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Factor {
    /// How long ago it began.
    Age,
    /// How many carried it on.
    Carried,
    /// How many did lately.
    Lately,
    /// Whether that is more or less than before.
    Trend,
    /// How many were shown it.
    Shown,
    /// How many follow those who carry it.
    Joiners,
    /// How many follow the author.
    Author,
    /// Whether one joiner is most of it.
    Biggest,
    /// How many were shown it and have not reacted yet.
    Pending,
    /// How many of those who see it carry it on.
    Infectious,
    /// How it began.
    Start,
    /// How far it is from the alert's threshold.
    Threshold,
}

impl Factor {
    /// The words on the screen.
    pub fn words(self) -> &'static str {
        match self {
            Factor::Age => "its age",
            Factor::Carried => "how many carried it on",
            Factor::Lately => "how many do so now",
            Factor::Trend => "faster or slower than before",
            Factor::Shown => "how many were shown it",
            Factor::Joiners => "how many follow the joiners",
            Factor::Author => "how many follow the author",
            Factor::Biggest => "one widely known joiner",
            Factor::Pending => "how many have not reacted yet",
            Factor::Infectious => "how many of its viewers join",
            Factor::Start => "how fast it began",
            Factor::Threshold => "how near the threshold is",
        }
    }
}

/// How much a factor moved the forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighing {
    /// Which.
    pub factor: Factor,
    /// Its share of all that moved it: -1 to 1, above 0 towards more spread.
    pub share: f64,
}

/// The forecast of one conversation's spread at one moment. All figures are finite and not negative, in each band
/// `low <= mid <= high`, and a longer horizon never has less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// What it rests on.
    pub basis: Basis,
    /// How worried to be, seen alone; [`next_level`] keeps it from flickering.
    pub level: Level,
    /// Carryings that each carrying brings: from 1 on it grows by itself.
    pub r: Band,
    /// Carryings a minute to be expected now.
    pub joins_per_minute: f64,
    /// New people a minute who will be shown it.
    pub people_per_minute: f64,
    /// Carryings so far.
    pub size_now: u32,
    /// Carryings in the end.
    pub size_final: Band,
    /// Followers of all who carried it and of the author, added up.
    pub reach_now: f64,
    /// The same in an hour.
    pub reach_1h: Band,
    /// The same in six hours.
    pub reach_6h: Band,
    /// The same in the end.
    pub reach_final: Band,
    /// The threshold that was asked about.
    pub threshold_reach: u64,
    /// How likely the reach passes the threshold, 0 to 1; `None` on [`Basis::Velocity`].
    pub p_threshold: Option<f64>,
    /// Minutes until the middle forecast passes the threshold; 0 when it has, `None` when it does not within a week.
    pub minutes_to_threshold: Option<u32>,
    /// Who made it spread, biggest first.
    pub drivers: [Option<Driver>; 3],
    /// What the forecast was read from, heaviest first.
    pub factors: [Option<Weighing>; 3],
}

/// A point of the fan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When.
    pub at: At,
    /// Reach by then.
    pub reach: Band,
}

/// What an answer is assumed to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Of the joins that anger drives, the share that an answer prevents, 0 to 1.
    pub calms_ratio: f64,
}

/// Of the joins that anger drives, the share that a public answer is assumed to prevent. An assumption, chosen to be
/// modest; nobody has measured it here, and whoever measures it on their own floor should put it in its place.
pub const ANSWER_CALMS_RATIO: f64 = 0.3;
/// The same as a sentence, to stand beside every figure that rests on it.
pub const ANSWERED_ASSUMPTION: &str =
    "Assumes that a public answer now prevents three in ten of the joins that anger drives; assumed, not measured.";

impl Default for Effect {
    /// What is assumed: [`ANSWER_CALMS_RATIO`].
    fn default() -> Effect {
        Effect { calms_ratio: ANSWER_CALMS_RATIO }
    }
}

/// The forecast at `now`, with the reach from which on it is an alert.
pub fn forecast(cascade: &Cascade, now: At, threshold_reach: u64) -> Forecast {
    let _ = (cascade, now, threshold_reach);
    first(cascade, now, threshold_reach, 1.0)
}

/// The same if we answered now.
pub fn answered_now(cascade: &Cascade, now: At, threshold_reach: u64, effect: Effect) -> Forecast {
    let angry = cascade.angry_ratio().unwrap_or(1.0);
    first(cascade, now, threshold_reach, (1.0 - effect.calms_ratio * angry).clamp(0.0, 1.0))
}

/// The fan from `now` on: a point each quarter of an hour for so many hours, at most a week.
pub fn curve(cascade: &Cascade, now: At, hours: u32) -> Vec<Point> {
    let f = forecast(cascade, now, u64::MAX);
    let e = Excitement::of(cascade, now);
    (0..=hours.min(168) * 4)
        .map(|n| Point {
            at: now.plus(n * 900),
            reach: within(f.reach_now, f.reach_final, e.share_within(f64::from(n) * 900.0)),
        })
        .collect()
}

fn within(now: f64, end: Band, share: f64) -> Band {
    let part = |end: f64| now + (end - now) * share;
    Band { low: part(end.low), mid: part(end.mid), high: part(end.high) }
}

/// The level to show after `was`: up at once, down only when the forecast is clearly below.
pub fn next_level(was: Level, forecast: &Forecast) -> Level {
    if forecast.level >= was {
        return forecast.level;
    }
    match forecast.p_threshold {
        Some(p) if was == Level::Alarm && p >= 0.5 => Level::Alarm,
        Some(p) if p >= 0.1 => Level::Watch,
        _ => forecast.level,
    }
}

fn first(cascade: &Cascade, now: At, threshold_reach: u64, spread: f64) -> Forecast {
    let e = Excitement::of(cascade, now);
    let known = cascade.author_followers().is_some() && cascade.counted() * 2 >= cascade.carried();
    let basis = if known { Basis::Cascade } else { Basis::Velocity };
    let size_now = cascade.carried();
    let reach_now = cascade.followers_seen() as f64;
    let r = e.reproduction();
    let more = spread * e.infectiousness * e.pending / (1.0 - r.min(0.8));
    let mean = (reach_now + 1000.0) / (f64::from(size_now) + 2.0);
    let band = |mid: f64, now: f64| Band { low: now + (mid - now) * 0.3, mid, high: now + (mid - now) * 3.0 };
    let size_final = band(f64::from(size_now) + more, f64::from(size_now));
    let reach_final = band(reach_now + more * mean, reach_now);
    let error = 1.0 / (e.rests_on + 0.5).sqrt();
    let p = (reach_final.mid / (threshold_reach.max(1) as f64)).min(1.0);
    let p = if reach_now >= threshold_reach as f64 { 1.0 } else { p * 0.8 };
    let level = if p >= 0.9 {
        Level::Alarm
    } else if p >= 0.3 {
        Level::Watch
    } else {
        Level::Calm
    };
    let mut drivers = [None; 3];
    for (place, (by, followers)) in drivers.iter_mut().zip(cascade.biggest()) {
        *place = Some(Driver { by, followers, share: f64::from(followers) / reach_now.max(1.0) });
    }
    Forecast {
        basis,
        level,
        r: Band { low: r / (1.0 + error), mid: r, high: r * (1.0 + error) },
        joins_per_minute: e.rate * 60.0,
        people_per_minute: e.rate * 60.0 * mean,
        size_now,
        size_final,
        reach_now,
        reach_1h: within(reach_now, reach_final, e.share_within(3_600.0)),
        reach_6h: within(reach_now, reach_final, e.share_within(21_600.0)),
        reach_final,
        threshold_reach,
        p_threshold: known.then_some(p),
        minutes_to_threshold: (reach_now >= threshold_reach as f64).then_some(0),
        drivers,
        factors: [None; 3],
    }
}
