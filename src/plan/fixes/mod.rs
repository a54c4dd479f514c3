//! What closes a gap cheapest: breaks moved, shifts moved or made longer, somebody called in, seats of a partner.
//!
//! Each fix is a handful of changes of the roster as it stands, all lawful together, found greedily: always the change
//! that saves most, until the gap is closed or no change of this way helps. What it does to the service level is the
//! caller's to say, who has the queue: this module passes it the people of each interval before and after.

use super::roster::candidates::why;
use super::roster::cover::POINT;
use super::roster::desk::{Change, Desk, Try, standing};
use super::roster::state::Ground;
use super::roster::tries::tries;
use super::roster::{Instance, MILLI, Way, Why};
use crate::limits::FIX_CHANGES_MAX;

/// A way to close a gap, or a part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// How.
    pub way: Way,
    /// What changes, in the order in which it helps most.
    pub changes: Vec<Change>,
    /// What speaks for and against each change.
    pub why: Vec<Vec<Why>>,
    /// What it costs, in cents; 0 is free.
    pub cents: i64,
    /// Person-intervals that were missing in the window and are not then.
    pub closed: f64,
    /// Person-intervals that are missing in the whole plan then.
    pub under: f64,
    /// Person-intervals too many in the whole plan then.
    pub over: f64,
    /// The service level before, as the caller's function says: 0 to 1.
    pub level_before: f64,
    /// The same after.
    pub level_after: f64,
}

impl Fix {
    /// Cents for each person-interval that it closes.
    pub fn price(&self) -> f64 {
        self.cents as f64 / self.closed.max(1e-9)
    }
}

/// Fixes for the intervals from `from` to `until`, the cheapest for what it closes first; of two that cost the same, the
/// one that closes more. `level` tells the service level from the people of each interval and skill, in thousandths, in
/// the order of [`Instance::need_milli`]: it is called once for the roster as it stands and once for each fix.
///
/// ```
/// use watchfloor::plan::fixes::fixes;
/// use watchfloor::plan::roster::{Way, sample};
/// // Nobody works; a partner has three seats from eight to twenty.
/// let instance = sample::with_pool(sample::small(7), 3, (8, 20), 3_100, 100);
/// let met = |people: &[u32]| people.iter().sum::<u32>() as f64 / 1e6;
/// let found = fixes(&instance, 20, 28, &met);
/// assert_eq!(found.iter().map(|f| f.way).collect::<Vec<_>>(), [Way::CallIn, Way::PartnerSeat]);
/// assert_eq!((found[0].cents, found[0].changes[0].was), (0, None));
/// assert!(found.iter().all(|f| f.closed > 0.0 && f.level_after > f.level_before));
/// ```
pub fn fixes(instance: &Instance, from: u32, until: u32, level: &dyn Fn(&[u32]) -> f64) -> Vec<Fix> {
    if instance.readable().is_err() || from >= until {
        return Vec::new();
    }
    let standing = standing(instance);
    let ground = Ground::new(&standing);
    let level_before = level(&instance.coverage().scheduled_milli());
    let mut found: Vec<Fix> = Vec::new();
    for way in Way::ALL {
        let mut desk = Desk::new(&ground, instance);
        let before = missing(&desk, from, until);
        let Some((changes, why, cents)) = greedy(&mut desk, way, from, until) else { continue };
        let (under, over) = desk.state.tables.under_over();
        let level_after = level(&instance.changed(&changes).coverage().scheduled_milli());
        let milli = |n: i64| n as f64 / f64::from(MILLI);
        found.push(Fix {
            way,
            changes,
            why,
            cents,
            closed: milli(before - missing(&desk, from, until)),
            under: milli(under),
            over: milli(over),
            level_before,
            level_after,
        });
    }
    found.retain(|fix| fix.closed > 0.0);
    found.sort_by(|a, b| a.price().total_cmp(&b.price()).then(b.closed.total_cmp(&a.closed)).then(a.way.cmp(&b.way)));
    found
}

fn missing(desk: &Desk<'_>, from: u32, until: u32) -> i64 {
    let end = (until as usize).min(desk.state.ground.instance.grid.slots());
    (from as usize..end).map(|t| i64::from(desk.state.tables.unmet(t))).sum()
}

type Found = (Vec<Change>, Vec<Vec<Why>>, i64);

/// The changes of one way that save most, one after the other. A person is changed once.
fn greedy(desk: &mut Desk<'_>, way: Way, from: u32, until: u32) -> Option<Found> {
    let people = desk.state.ground.instance.people.len();
    let (mut changes, mut reasons, mut cents) = (Vec::new(), Vec::new(), 0);
    let mut done = vec![false; people];
    // Looked at once: what a change saves only shrinks as the gap closes, so most need not be looked at again.
    let mut open: Vec<(i64, Try)> = Vec::new();
    for p in 0..people {
        for of in tries(desk, way, p, from, until) {
            if let Some(gain) = gain(desk, of) {
                open.push((gain, of));
            }
        }
    }
    open.sort_by_key(|(gain, of)| (std::cmp::Reverse(*gain), of.person, of.day, of.shift.from, of.shift.breaks));
    while changes.len() < FIX_CHANGES_MAX && missing(desk, from, until) > 0 {
        let mut best: Option<(i64, usize)> = None;
        for (i, (once, of)) in open.iter_mut().enumerate() {
            if best.is_some_and(|(gain, _)| *once <= gain) {
                break;
            }
            if done[of.person] {
                continue;
            }
            let now = gain(desk, *of).unwrap_or(0);
            *once = (*once).min(now.max(0));
            if now > 0 && best.is_none_or(|(gain, _)| now > gain) {
                best = Some((now, i));
            }
        }
        let Some((_, i)) = best else { break };
        let of = open[i].1;
        let effect = desk.effect(of)?;
        reasons.push(why(desk, of));
        changes.push(desk.apply(of));
        cents += effect.cents;
        done[of.person] = true;
        open.sort_by_key(|(gain, of)| (std::cmp::Reverse(*gain), of.person, of.day, of.shift.from, of.shift.breaks));
    }
    (!changes.is_empty()).then_some((changes, reasons, cents))
}

/// How much a change saves, in thousandths of points, if it is lawful and helps what is missing.
fn gain(desk: &mut Desk<'_>, of: Try) -> Option<i64> {
    let effect = desk.effect(of)?;
    let gain = -(effect.cover + effect.own);
    (effect.cover < 0 && gain > POINT / 1_000).then_some(gain)
}
