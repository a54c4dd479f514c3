//! How good the warnings are: how many of the histories that pass a threshold are warned of, how early, and how many
//! warnings are right.

use super::features::features;
use super::history::History;
use super::level::{VELOCITY_ALARM, VELOCITY_WATCH};
use super::seismic::Excitement;
use super::trees::Trees;
use crate::floor::Cascade;

/// Seconds after the beginning at which each history is looked at, beside right after each carrying.
const LOOK_SECS: [u32; 10] = [300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400];
/// Carryings after which a history is only looked at by the clock.
const LOOKS_MAX: usize = 400;
/// Carryings from which a history counts as one that the rule of speed should have warned of.
const MANY_CARRIED: usize = 100;

/// What would have been said of one history, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Warned {
    /// Whether its reach passes the threshold in the end.
    pub passes: bool,
    /// The highest probability of it that was said before it did.
    pub before: f64,
    /// The same while the reach was less than half of the threshold.
    pub early: f64,
    /// Whether at least a hundred carry it on in the end.
    pub many: bool,
    /// Whether the rule of speed, which knows no followers, would have said watch, and alarm, before half of them did.
    pub speed: [bool; 2],
}

/// Follows one history by these trees; `None` when its author's followers alone are half of the threshold or more, so
/// that no warning could be early.
pub fn warned(trees: &Trees, history: &History, threshold_reach: u64) -> Option<Warned> {
    let (author, carried) = history.carryings().split_first()?;
    if u64::from(author.1) >= threshold_reach / 2 {
        return None;
    }
    let mut times: Vec<u32> = carried.iter().take(LOOKS_MAX).map(|(at, _)| at + 1).chain(LOOK_SECS).collect();
    times.sort_unstable();
    times.dedup();
    let passes = history.reach() >= threshold_reach;
    let mut all = Warned { passes, before: 0.0, early: 0.0, many: carried.len() >= MANY_CARRIED, speed: [false; 2] };
    history.replay(&times, |secs, cascade| look(trees, cascade, secs, threshold_reach, &mut all));
    Some(all)
}

fn look(trees: &Trees, cascade: &Cascade, secs: u32, threshold_reach: u64, all: &mut Warned) {
    let now = History::moment(secs);
    if (cascade.carried() as usize) < MANY_CARRIED / 2 {
        let lately = cascade.joined_lately(now);
        for (said, least) in all.speed.iter_mut().zip([VELOCITY_WATCH, VELOCITY_ALARM]) {
            *said |= lately[0] >= least[0] || lately[1] >= least[1];
        }
    }
    if cascade.followers_seen() >= threshold_reach {
        return;
    }
    let p = trees.passes(&features(cascade, now, &Excitement::of(cascade, now), threshold_reach));
    all.before = all.before.max(p);
    if cascade.followers_seen() < threshold_reach / 2 {
        all.early = all.early.max(p);
    }
}
