//! What an event multiplies, learnt from its own past, leaning on events of its kind.
//!
//! The lift of one occurrence is the logarithm of that day's count over what the day would have been: the middle of
//! the four same weekdays before and after it that have no event (for a holiday, of the Sundays). Over `n`
//! occurrences
//!
//! ```text
//! lift = n / (n + κ) · mean + κ / (n + κ) · prior,   κ = 2
//! ```
//!
//! where the prior is the same mean over all events of the class, leaning in the same way on what is assumed before
//! anything is known: that a holiday is a Sunday, and that any other day is like its weekday, surely so for an observed
//! day, and not at all surely for a day of shopping or a campaign, whose band is twice as wide until one was seen or a
//! person has said. A person's own number stands over all of it.
//!
//! It stops being true where the occurrences are not alike: a campaign of another size, a holiday that falls on a
//! Sunday. The spread between occurrences widens the band for that.

use super::calendar::{Calendar, Class, Event};
use super::robust::median;
use crate::plan::history::{History, weekday};
use std::collections::BTreeMap;

/// Occurrences that the prior counts as.
pub const PRIOR_WEIGHT: f64 = 2.0;
/// Weeks on each side whose weekdays are compared.
const WEEKS_BESIDE: i32 = 4;
/// Lifts beyond which an occurrence counts no more: ×20 and a twentieth.
const LIFT_MAX: f64 = 3.0;
const SUNDAY: usize = 6;

/// Where a lift comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// A person set it.
    Person,
    /// From its own occurrences, so many of them.
    Own(u32),
    /// From so many days of other events of its class.
    Class(u32),
    /// From what is assumed.
    Assumed,
}

/// What an event does to a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Lift {
    /// The event.
    pub event: String,
    /// Which of its days, from 0.
    pub nth: u16,
    /// Its class.
    pub class: Class,
    /// The factor on the volume: 1.35 is 35 % more. For a [`Class::Holiday`], than on a Sunday.
    pub volume: f64,
    /// The factor that its own occurrences had, in the order of time.
    pub seen: Vec<f64>,
    /// The factor of its class, by which it was shrunk.
    pub prior: f64,
    /// Where it comes from.
    pub from: From,
    /// The standard deviation of its logarithm.
    pub spread: f64,
}

/// `β̂ = n/(n+κ) · mean + κ/(n+κ) · prior`, in logarithms of factors.
///
/// ```
/// use watchfloor::plan::forecast::shrunk;
/// // One Black Friday was 3 times the usual, and the class says 1.5 times: with κ = 2 that is 1.5^(2/3) · 3^(1/3).
/// let lift = shrunk(&[3.0_f64.ln()], 1.5_f64.ln());
/// assert!((lift.exp() - 1.89).abs() < 0.001, "{}", lift.exp());
/// assert_eq!(shrunk(&[], 0.2), 0.2);
/// ```
pub fn shrunk(seen: &[f64], prior: f64) -> f64 {
    let n = seen.len() as f64;
    let mean = if seen.is_empty() { 0.0 } else { seen.iter().sum::<f64>() / n };
    (n * mean + PRIOR_WEIGHT * prior) / (n + PRIOR_WEIGHT)
}

/// The spread between occurrences that is assumed before two are known: a third more or less, and of days of shopping
/// and campaigns twice that.
fn assumed_spread(class: Class) -> f64 {
    match class {
        Class::Shopping | Class::Campaign => 0.6,
        Class::Holiday | Class::Observed | Class::YearEnd => 0.3,
    }
}

/// What the occurrences of all events in a history were worth.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lifts {
    seen: BTreeMap<(String, u16), (Class, Vec<f64>)>,
}

impl Lifts {
    /// From a history up to interval `until`; `totals` are its days.
    pub fn of(totals: &Totals, calendar: &Calendar, first: i32, until: i32) -> Lifts {
        let mut lifts = Lifts::default();
        for day in calendar.days(first, until) {
            // A day of two events says nothing of either.
            let mut on = calendar.on(day);
            let (Some((event, nth)), None) = (on.next(), on.next()) else { continue };
            let Some(lift) = lift(totals, calendar, event.class, day, until) else { continue };
            lifts.seen.entry((event.name.clone(), nth)).or_insert((event.class, Vec::new())).1.push(lift);
        }
        lifts
    }

    /// What an event does on one of its days.
    pub fn on(&self, event: &Event, nth: u16) -> Lift {
        let own = self.seen.get(&(event.name.clone(), nth)).map_or(&[][..], |(_, seen)| seen);
        let others: Vec<f64> = self
            .seen
            .iter()
            .filter(|((name, _), (class, _))| *class == event.class && *name != event.name)
            .flat_map(|(_, (_, seen))| seen.iter().copied())
            .collect();
        // A campaign is of its own kind: others say little of its size.
        let others = if event.class == Class::Campaign { Vec::new() } else { others };
        let prior = shrunk(&others, 0.0);
        let spread = assumed_spread(event.class);
        let learnt = shrunk(own, prior);
        let (log, from) = match event.volume {
            Some(volume) => (volume.max(1e-6).ln(), From::Person),
            None if !own.is_empty() => (learnt, From::Own(own.len() as u32)),
            None if !others.is_empty() => (learnt, From::Class(others.len() as u32)),
            None => (learnt, From::Assumed),
        };
        let around = own.iter().map(|lift| (lift - learnt).powi(2));
        let spread = if event.volume.is_some() {
            0.5 * assumed_spread(Class::Holiday)
        } else {
            let known = own.iter().chain(&others).count() as f64;
            let others = others.iter().map(|lift| (lift - prior).powi(2));
            ((around.chain(others).sum::<f64>() + 2.0 * spread * spread) / (known + 2.0)).sqrt()
        };
        let seen = own.iter().map(|lift| lift.exp()).collect();
        let (volume, prior) = (if event.volume == Some(0.0) { 0.0 } else { log.exp() }, prior.exp());
        Lift { event: event.name.clone(), nth, class: event.class, volume, seen, prior, from, spread }
    }
}

/// The counts of whole days.
pub(super) struct Totals {
    first: i32,
    days: Vec<f64>,
}

impl Totals {
    /// The days of a history: a day with a gap of more than a quarter of it is not known, a smaller gap is filled up.
    pub fn of(history: &History, values: &[f64], places: &[(i32, u16)]) -> Totals {
        let first = places.first().map_or(0, |(day, _)| *day);
        let most = f64::from(places.iter().map(|(day, _)| day - first).max().unwrap_or(-1) + 1) as usize;
        let mut sums = vec![(0.0, 0_u32); most];
        for ((day, _), value) in places.iter().zip(values).filter(|(_, value)| !value.is_nan()) {
            let (sum, n) = &mut sums[(day - first) as usize];
            *sum += value;
            *n += 1;
        }
        // The usual number of intervals with counts: a desk need not be open all day.
        let mut known: Vec<f64> = sums.iter().filter(|(_, n)| *n > 0).map(|(_, n)| f64::from(*n)).collect();
        let usual = median(&mut known).min(history.grain().slots() as f64).max(1.0);
        let whole = |(sum, n): &(f64, u32)| {
            let share = f64::from(*n) / usual;
            if share >= 0.75 { sum / share.min(1.0) } else { f64::NAN }
        };
        Totals { first, days: sums.iter().map(whole).collect() }
    }

    /// `ln(1 + count)` of a day; NaN where it is not known.
    pub fn z(&self, day: i32) -> f64 {
        usize::try_from(day - self.first).ok().and_then(|i| self.days.get(i)).map_or(f64::NAN, |sum| sum.ln_1p())
    }
}

/// The lift of one day, in logarithms.
fn lift(totals: &Totals, calendar: &Calendar, class: Class, day: i32, until: i32) -> Option<f64> {
    let that = totals.z(day);
    let alike = if class == Class::Holiday { SUNDAY } else { weekday(day) };
    let nearest = day - (weekday(day) as i32 - alike as i32).rem_euclid(7);
    let beside = (-WEEKS_BESIDE..=WEEKS_BESIDE).map(|week| nearest + 7 * week);
    let beside = beside.filter(|other| *other != day && *other < until && !calendar.has(*other));
    let mut usual: Vec<f64> = beside.map(|other| totals.z(other)).filter(|z| !z.is_nan()).collect();
    (usual.len() >= 2 && !that.is_nan()).then(|| (that - median(&mut usual)).clamp(-LIFT_MAX, LIFT_MAX))
}
