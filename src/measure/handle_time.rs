//! How long work takes, and whether it takes longer than it did: as easy questions are settled elsewhere, those that are
//! left are harder.

use crate::floor::tally::{INTERVAL_SECS, IntervalId};
use crate::floor::{At, Floor, Intent};
use std::collections::BTreeMap;

/// Handle times of one intent.
#[derive(Clone, Debug, PartialEq)]
pub struct HandleTime {
    /// What the conversations are about.
    pub intent: Intent,
    /// Conversations.
    pub count: u32,
    /// Their mean, in seconds.
    pub mean_secs: f64,
    /// By how many seconds it grows an hour; negative when it falls, `None` with fewer than three points.
    pub slope_secs_per_hour: Option<f64>,
    /// Each stretch with any: when it began, its mean in seconds, and conversations. Oldest first.
    pub points: Vec<(At, f64, u32)>,
}

/// The slope of a line through points of `(hours, seconds, weight)` by weighted least squares:
/// `Σw(x−x̄)(y−ȳ) / Σw(x−x̄)²` with weighted means. `None` with fewer than three points or when all lie at one hour. It
/// is a line: where times jump once, it says how a line would lie through the jump.
///
/// ```
/// use watchfloor::measure::slope;
/// assert_eq!(slope(&[(0.0, 300.0, 1.0), (1.0, 330.0, 1.0), (2.0, 360.0, 1.0)]), Some(30.0));
/// assert_eq!(slope(&[(0.0, 300.0, 1.0), (1.0, 330.0, 1.0)]), None);
/// ```
pub fn slope(points: &[(f64, f64, f64)]) -> Option<f64> {
    let weight: f64 = points.iter().map(|(_, _, w)| w).sum();
    if points.len() < 3 || weight <= 0.0 {
        return None;
    }
    let mean = |f: &dyn Fn(&(f64, f64, f64)) -> f64| points.iter().map(|p| f(p) * p.2).sum::<f64>() / weight;
    let (x, y) = (mean(&|p| p.0), mean(&|p| p.1));
    let (mut up, mut over) = (0.0, 0.0);
    for (px, py, w) in points {
        up += w * (px - x) * (py - y);
        over += w * (px - x) * (px - x);
    }
    (over > 0.0).then(|| up / over)
}

/// Handle times from a moment on, by intent, most conversations first: a point for each `step_secs` (at least a quarter
/// of an hour) with any.
///
/// A handle time runs from when somebody was given a conversation to our answer or its resolution, whichever was first,
/// as far as this floor saw both. It holds waiting in the agent's own queue, too: it is no pure working time.
pub fn handle_times(floor: &Floor, from: At, step_secs: u32) -> Vec<HandleTime> {
    let step = i64::from(step_secs.max(INTERVAL_SECS));
    let mut sums: BTreeMap<(Intent, i64), (u32, u64)> = BTreeMap::new();
    for ((interval, intent), row) in floor.handoffs().handled().range((IntervalId::of(from), Intent::Delivery)..) {
        let sum = sums.entry((*intent, interval.start().unix().div_euclid(step))).or_default();
        sum.0 = sum.0.saturating_add(row.count);
        sum.1 = sum.1.saturating_add(row.secs);
    }
    let mut by_intent: BTreeMap<Intent, Vec<(At, f64, u32)>> = BTreeMap::new();
    for ((intent, place), (count, secs)) in sums {
        let at = At::from_unix(place * step).unwrap_or(At::FIRST);
        by_intent.entry(intent).or_default().push((at, secs as f64 / f64::from(count.max(1)), count));
    }
    let mut all: Vec<HandleTime> = by_intent
        .into_iter()
        .map(|(intent, points)| {
            let count: u32 = points.iter().map(|(_, _, n)| n).sum();
            let secs: f64 = points.iter().map(|(_, mean, n)| mean * f64::from(*n)).sum();
            let line: Vec<(f64, f64, f64)> = points
                .iter()
                .map(|(at, mean, n)| (at.secs_since(from) as f64 / 3600.0, *mean, f64::from(*n)))
                .collect();
            let mean_secs = secs / f64::from(count.max(1));
            HandleTime { intent, count, mean_secs, slope_secs_per_hour: slope(&line), points }
        })
        .collect();
    all.sort_by_key(|t| (std::cmp::Reverse(t.count), t.intent));
    all
}
