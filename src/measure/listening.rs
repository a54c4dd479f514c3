//! Whether we listen more than we speak, and whether people have room to breathe.

use super::Period;
use crate::floor::tally::IntervalId;
use crate::floor::{At, ChannelId, Floor, Presence};
use jiff::tz::TimeZone;

/// Of what agents can hold, so much at most should be in hand, in percent: above it queues grow faster than people can
/// work them off, and errors with them.
pub const OCCUPANCY_CAP_PCT: u32 = 85;

/// What we read, and what we said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listening {
    /// Things that others wrote, and that were read here.
    pub read: u64,
    /// Answers of ours that went out: first responses in the period.
    pub said: u64,
}

impl Listening {
    /// How many were read for each that was said; `None` when nothing was said.
    ///
    /// ```
    /// use watchfloor::measure::Listening;
    /// assert_eq!(Listening { read: 120, said: 40 }.ratio(), Some(3.0));
    /// assert_eq!(Listening { read: 120, said: 0 }.ratio(), None);
    /// ```
    pub fn ratio(&self) -> Option<f64> {
        (self.said > 0).then(|| self.read as f64 / self.said as f64)
    }
}

/// Inbound read to outbound in a period.
///
/// Read is what others than us wrote or passed on; said are the first responses, because a second answer in one
/// conversation is a part of the same listening. It stops being true when much is said that answers nobody: own posts
/// are not counted.
pub fn listening(floor: &Floor, period: Period, now: At, zone: &TimeZone) -> Listening {
    if period == Period::All {
        let all = &floor.tally().all;
        return Listening { read: u64::from(all.mentions), said: u64::from(all.responses) };
    }
    let span = period.span(now, zone);
    let (first, last) = (IntervalId::of(span.after.plus(1)), IntervalId::of(span.until));
    let rows = floor.tally().intervals.range((first, ChannelId(0))..=(last, ChannelId(u16::MAX)));
    rows.fold(Listening::default(), |sum, (_, i)| Listening {
        read: sum.read + u64::from(i.mentions),
        said: sum.said + u64::from(i.responses),
    })
}

/// Conversations in hand, of what those who are there can hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Occupancy {
    /// In hand.
    pub held: u32,
    /// What they can hold.
    pub capacity: u32,
}

impl Occupancy {
    /// In percent; `None` when nobody is there.
    ///
    /// ```
    /// use watchfloor::measure::{OCCUPANCY_CAP_PCT, Occupancy};
    /// let busy = Occupancy { held: 18, capacity: 20 };
    /// assert_eq!((busy.pct(), busy.is_over()), (Some(90), true));
    /// assert_eq!(Occupancy { held: 17, capacity: 20 }.pct(), Some(OCCUPANCY_CAP_PCT));
    /// ```
    pub fn pct(&self) -> Option<u32> {
        (self.capacity > 0).then(|| (f64::from(self.held) * 100.0 / f64::from(self.capacity)).round() as u32)
    }

    /// Whether it is more than [`OCCUPANCY_CAP_PCT`].
    pub fn is_over(&self) -> bool {
        u64::from(self.held) * 100 > u64::from(OCCUPANCY_CAP_PCT) * u64::from(self.capacity)
    }
}

/// How much of what the available agents can hold is in hand now.
pub fn occupancy(floor: &Floor) -> Occupancy {
    let there = floor.agents().iter().filter(|a| a.presence == Presence::Available);
    there.fold(Occupancy::default(), |sum, a| Occupancy {
        held: sum.held.saturating_add(u32::try_from(a.holds.len()).unwrap_or(u32::MAX)),
        capacity: sum.capacity.saturating_add(u32::from(a.capacity)),
    })
}
