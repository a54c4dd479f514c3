//! Two levels of warning: one that comes early, one that is nearly always right.

use super::features::features;
use super::forecast::{Basis, Forecast, basis};
use super::seismic::Excitement;
use super::trees::Trees;
use crate::floor::{At, Cascade};

/// How worried to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing to do.
    #[default]
    Calm,
    /// Have an eye on it: early, and right about two times in five.
    Watch,
    /// Act: later, and right six to ten times in ten, by the threshold that is asked about.
    Alarm,
}

/// How likely passing the threshold must be for [`Level::Watch`]: of the histories that pass 500 000, about three in four
/// are seen so while they are at less than half of it. See the card beside the trees, `assets/triage/cascade.md`.
pub const WATCH_P: f64 = 0.5;
/// How likely it must be for [`Level::Alarm`]: all such alarms were right there (fifteen of fifteen), before the threshold
/// was passed. Where it is passed already, the alarm is right by itself.
pub const ALARM_P: f64 = 0.8;
/// A level is left only when the probability has fallen below this share of the one that it began at.
pub const LEAVE_RATIO: f64 = 0.6;
/// Seconds after the last join from which on there is no alarm, and then no watch: what nobody carries on any more
/// cannot be averted.
pub const QUIET_SECS: [u32; 2] = [3 * 3_600, 24 * 3_600];
/// Where nobody's followers are known: joins that count towards the last five minutes, and towards the last half hour,
/// from which on to watch.
pub const VELOCITY_WATCH: [f64; 2] = [3.0, 8.0];
/// The same for an alarm.
pub const VELOCITY_ALARM: [f64; 2] = [10.0, 30.0];

/// The level of one conversation, and how likely it passes the threshold where that can be said: what a sweep over all
/// of them asks. It is that of [`super::forecast()`], without the rest of it.
pub fn level(cascade: &Cascade, now: At, threshold_reach: u64) -> (Level, Option<f64>) {
    if basis(cascade) == Basis::Velocity {
        return (velocity_level(cascade, now), None);
    }
    let p = if cascade.followers_seen() >= threshold_reach {
        1.0
    } else {
        let features = features(cascade, now, &Excitement::of(cascade, now), threshold_reach);
        Trees::shipped().passes(&features)
    };
    (level_of(cascade, now, p), Some(p))
}

/// The level of one that passes the threshold with this probability.
pub(super) fn level_of(cascade: &Cascade, now: At, p: f64) -> Level {
    let level = if p >= ALARM_P {
        Level::Alarm
    } else if p >= WATCH_P {
        Level::Watch
    } else {
        Level::Calm
    };
    // A widely known author whom nobody has joined is to be watched, not yet to be alarmed about.
    let most = if cascade.carried() == 0 { Level::Watch } else { Level::Alarm };
    level.min(most).min(most_when_quiet(cascade, now))
}

/// The level by the number of joins alone.
pub(super) fn velocity_level(cascade: &Cascade, now: At) -> Level {
    let lately = cascade.joined_lately(now);
    let from = |least: [f64; 2]| lately[0] >= least[0] || lately[1] >= least[1];
    if from(VELOCITY_ALARM) {
        Level::Alarm
    } else if from(VELOCITY_WATCH) {
        Level::Watch
    } else {
        Level::Calm
    }
}

/// Whether nobody has joined for so long that no alarm is raised.
pub(super) fn is_quiet(cascade: &Cascade, now: At) -> bool {
    most_when_quiet(cascade, now) < Level::Alarm
}

fn most_when_quiet(cascade: &Cascade, now: At) -> Level {
    let since = now.secs_since(cascade.newest());
    let [no_alarm, no_watch] = QUIET_SECS.map(i64::from);
    if since >= no_watch {
        Level::Calm
    } else if since >= no_alarm {
        Level::Watch
    } else {
        Level::Alarm
    }
}

/// The level to show after `was`: up at once, down only when the forecast is clearly below, so that one near a threshold
/// does not flicker.
///
/// ```
/// use watchfloor::floor::{At, Cascade};
/// use watchfloor::triage::viral::{ALARM_P, Level, forecast, next_level};
/// let start = At::from_unix(1_700_000_000).unwrap();
/// let mut f = forecast(&Cascade::begin(start, Some(100)), start, 500_000);
/// (f.level, f.p_threshold) = (Level::Watch, Some(ALARM_P * 0.9));
/// assert_eq!(next_level(Level::Alarm, &f), Level::Alarm, "a little below is no reason to say otherwise");
/// f.p_threshold = Some(ALARM_P * 0.5);
/// assert_eq!(next_level(Level::Alarm, &f), Level::Watch);
/// assert_eq!(next_level(Level::Calm, &f), Level::Watch, "up at once");
/// ```
pub fn next_level(was: Level, forecast: &Forecast) -> Level {
    if forecast.level >= was || forecast.quiet {
        return forecast.level;
    }
    let stays = |least: f64, least_joins: [f64; 2]| match forecast.p_threshold {
        Some(p) => p >= least * LEAVE_RATIO,
        None => forecast.joins_per_minute * 5.0 >= least_joins[0] * LEAVE_RATIO,
    };
    if was == Level::Alarm && stays(ALARM_P, VELOCITY_ALARM) {
        Level::Alarm
    } else if stays(WATCH_P, VELOCITY_WATCH) {
        Level::Watch.max(forecast.level)
    } else {
        forecast.level
    }
}
