//! The same figure at many moments.

use super::period::midnight;
use crate::floor::tally::IntervalId;
use crate::floor::{At, ChannelId, Floor};
use jiff::tz::TimeZone;

/// How many waited for a first response at the end of each of the last `minutes` minutes, oldest first.
pub fn waiting_trend(floor: &Floor, now: At, minutes: u32) -> Vec<u32> {
    let tally = floor.tally();
    let from = now.minus(minutes.saturating_sub(1) * 60);
    let begun = tally.waiting_by_minute.first_key_value().map(|(minute, _)| *minute);
    (0..minutes)
        .map(|i| from.plus(i * 60))
        .filter(|at| begun.is_some_and(|begun| (at.unix() / 60) as u32 >= begun))
        .map(|at| tally.waiting_at(at))
        .collect()
}

/// How many waited at `points` evenly spaced moments from `from` to `to`.
pub fn tide(floor: &Floor, from: At, to: At, points: u32) -> Vec<u32> {
    let length = to.secs_since(from).max(0) as u64;
    (0..points)
        .map(|i| {
            let secs = length * u64::from(i) / u64::from(points.saturating_sub(1).max(1));
            floor.tally().waiting_at(from.plus(u32::try_from(secs).unwrap_or(u32::MAX)))
        })
        .collect()
}

/// What happened in one half hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HalfHour {
    /// When it begins.
    pub from: At,
    /// Conversations opened.
    pub opened: u32,
    /// First responses given.
    pub answered: u32,
    /// Whether it is not over yet.
    pub running: bool,
}

/// The half hours of today up to now.
pub fn half_hours(floor: &Floor, now: At, zone: &TimeZone) -> Vec<HalfHour> {
    let start = midnight(now, zone);
    let count = (now.secs_since(start).max(0) / 1800 + 1).min(50) as u32;
    (0..count)
        .map(|i| {
            let from = start.plus(i * 1800);
            let (first, last) = (IntervalId::of(from), IntervalId::of(from.plus(1799)));
            let intervals = floor.tally().intervals.range((first, ChannelId(0))..=(last, ChannelId(u16::MAX)));
            let (mut opened, mut answered) = (0, 0);
            for (_, interval) in intervals {
                opened += interval.opened;
                answered += interval.responses;
            }
            HalfHour { from, opened, answered, running: from.plus(1800) > now }
        })
        .collect()
}
