//! How high the week stands now, and how sure that is.
//!
//! Three parts, each a recursion over what is left when the profile is taken away, and each of them clipped, so that
//! a wild value counts as a large one (Huber's ψ):
//!
//! * `slow`: from day to day, an exponential mean of the middles of the days;
//! * `steady`: from interval to interval, halved every 36 hours: a level that moved and stays for a while;
//! * `quick`: halved every 4 hours: a spike, which has gone before the next morning.
//!
//! The same pass notes what each day's forecast would have missed, one day and seven days ahead: from these comes the
//! band.

use super::profile::Profile;
use super::robust::{median, spread_about_zero};

/// What one more day teaches the slow level.
const SLOW_GAIN: f64 = 0.13;
/// Spreads of a day's level beyond which a day counts no more.
const SLOW_CLIP: f64 = 1.5;
/// Hours after which half is left.
const STEADY_HOURS: f64 = 36.0;
const QUICK_HOURS: f64 = 4.0;
/// What one half hour teaches.
const STEADY_GAIN: f64 = 0.14;
const QUICK_GAIN: f64 = 0.3;
/// How far they are believed.
const STEADY_BELIEVED: f64 = 0.82;
const QUICK_BELIEVED: f64 = 0.55;
/// Times the noise at which a value is clipped, and at which they themselves are.
const CLIP: f64 = 1.25;
const CAP: f64 = 2.5;
/// Days ahead of the second set of misses.
const LATER_DAYS: usize = 7;

/// The level at a moment, in `z`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Level {
    pub slow: f64,
    pub steady: f64,
    pub quick: f64,
}

/// How the parts decay and learn in an interval of this length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pace {
    steady_kept: f64,
    quick_kept: f64,
    steady_gain: f64,
    quick_gain: f64,
    noise: f64,
}

impl Pace {
    pub fn of(secs: u32, noise: f64) -> Pace {
        let hours = f64::from(secs) / 3600.0;
        let gain = |of_half: f64| 1.0 - (1.0 - of_half).powf(hours / 0.5);
        Pace {
            steady_kept: 0.5_f64.powf(hours / STEADY_HOURS),
            quick_kept: 0.5_f64.powf(hours / QUICK_HOURS),
            steady_gain: gain(STEADY_GAIN),
            quick_gain: gain(QUICK_GAIN),
            noise,
        }
    }
}

impl Pace {
    /// The scatter of one count, in `z`.
    pub fn noise(&self) -> f64 {
        self.noise
    }
}

impl Level {
    /// One interval passes; `apart` is how far its `z` was from the profile, NaN when it is not known.
    pub fn pass(&mut self, apart: f64, pace: &Pace) {
        self.steady *= pace.steady_kept;
        self.quick *= pace.quick_kept;
        if apart.is_nan() {
            return;
        }
        let clip = CLIP * pace.noise;
        let left = apart - self.slow - self.steady;
        self.steady += pace.steady_gain * left.clamp(-clip, clip);
        let left = apart - self.slow - self.steady - self.quick;
        self.quick += pace.quick_gain * left.clamp(-clip, clip);
    }

    /// What is added to the profile so many intervals ahead; 1 is the next one.
    pub fn ahead(&self, intervals: u32, pace: &Pace) -> f64 {
        let cap = CAP * pace.noise;
        let n = f64::from(intervals);
        self.slow
            + STEADY_BELIEVED * self.steady.clamp(-cap, cap) * pace.steady_kept.powf(n)
            + QUICK_BELIEVED * self.quick.clamp(-cap, cap) * pace.quick_kept.powf(n)
    }
}

/// What the pass through the past gives.
pub(super) struct Passed {
    pub level: Level,
    pub pace: Pace,
    /// For each interval, how far it was from what would have been forecast at the midnight before it, and at that six
    /// days earlier; NaN where nothing is known.
    pub missed: Vec<f64>,
    pub missed_later: Vec<f64>,
    /// The middle of each day, apart from the profile: day since 1970, middle.
    pub days: Vec<(i32, f64)>,
}

/// Goes through the intervals: `z` of each (NaN in gaps) with its day and slot on the wall.
pub(super) fn pass(z: &[f64], places: &[(i32, u16)], profile: &Profile, secs: u32) -> Passed {
    let pace = Pace::of(secs, profile.noise);
    let apart: Vec<f64> = z
        .iter()
        .zip(places)
        .map(|(z, (day, slot))| z - profile.at(crate::plan::history::weekday(*day), usize::from(*slot)))
        .collect();
    let days = middles(&apart, places);
    let mut sizes: Vec<f64> = days.iter().map(|(_, middle)| *middle).collect();
    let clip = SLOW_CLIP * spread_about_zero(&mut sizes).max(0.02);
    let mut level = Level::default();
    let mut passed = Passed {
        level,
        pace,
        missed: vec![f64::NAN; z.len()],
        missed_later: vec![f64::NAN; z.len()],
        days: Vec::new(),
    };
    let mut ended = days.iter().peekable();
    let mut midnights: Vec<(usize, Level)> = Vec::new();
    let (mut midnight, mut later) = ((0, level), None);
    for (i, (apart, (day, _))) in apart.iter().zip(places).enumerate() {
        if i == 0 || places[i - 1].0 != *day {
            while let Some((_, middle)) = ended.next_if(|(before, _)| before < day) {
                level.slow += SLOW_GAIN * (middle - level.slow).clamp(-clip, clip);
            }
            midnight = (i, level);
            midnights.push(midnight);
            later = midnights.len().checked_sub(LATER_DAYS).map(|n| midnights[n]);
        }
        passed.missed[i] = apart - midnight.1.ahead((i - midnight.0) as u32 + 1, &pace);
        if let Some((from, then)) = later {
            passed.missed_later[i] = apart - then.ahead((i - from) as u32 + 1, &pace);
        }
        level.pass(*apart, &pace);
    }
    // The running day has not ended: it teaches the slow level as much as there is of it.
    if let Some((_, middle)) = ended.next() {
        let share = (z.len() - midnight.0) as f64 * f64::from(secs) / 86_400.0;
        level.slow += SLOW_GAIN * share.min(1.0) * (middle - level.slow).clamp(-clip, clip);
    }
    passed.level = level;
    passed.days = days;
    passed
}

fn middles(apart: &[f64], places: &[(i32, u16)]) -> Vec<(i32, f64)> {
    let mut days = Vec::new();
    let mut row = Vec::new();
    for (i, (apart, (day, _))) in apart.iter().zip(places).enumerate() {
        if !apart.is_nan() {
            row.push(*apart);
        }
        if places.get(i + 1).is_none_or(|(next, _)| next != day) {
            if !row.is_empty() {
                days.push((*day, median(&mut row)));
            }
            row.clear();
        }
    }
    days
}
