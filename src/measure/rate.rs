//! Shares: how many got a response, and how many in time.

use super::Period;
use crate::floor::tally::{Interval, IntervalId};
use crate::floor::{At, Floor};
use jiff::tz::TimeZone;

/// Conversations opened in a period that got a response, of all that were opened in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Which conversations: those opened in this period.
    pub period: Period,
    /// Got a first response, whenever it came.
    pub answered: usize,
    /// Were opened.
    pub opened: usize,
    /// Things that others than us wrote or pressed in the period.
    pub mentions: usize,
}

impl Rate {
    /// 0 to 1; `None` when nothing was opened.
    pub fn ratio(&self) -> Option<f64> {
        (self.opened > 0).then(|| self.answered as f64 / self.opened as f64)
    }
}

/// Service level of the first response: of the conversations opened in a period whose promise is decided (answered, or
/// past due), those that were answered in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within {
    /// Which conversations: those opened in this period.
    pub period: Period,
    /// Answered in time.
    pub within: usize,
    /// Answered, or past due.
    pub of: usize,
}

impl Within {
    /// 0 to 1; `None` when no promise is decided yet.
    pub fn ratio(&self) -> Option<f64> {
        (self.of > 0).then(|| self.within as f64 / self.of as f64)
    }

    /// How many of the next answers must be in time, and of how many, to bring the share back to `goal`: the fewest `n`
    /// with `(within + n) / (of + n) >= goal`. `None` when it is there already or cannot be reached with the next
    /// 10 000. Stops being true when some of the next are late.
    ///
    /// ```
    /// use watchfloor::measure::{Period, Within};
    /// let short = Within { period: Period::Today, within: 7, of: 10 };
    /// assert_eq!(short.recovers(0.8), Some(5), "12 of 15 is 80 %");
    /// assert_eq!(short.recovers(0.7), None);
    /// ```
    pub fn recovers(&self, goal: f64) -> Option<usize> {
        let (within, of) = (self.within as f64, self.of as f64);
        if self.of == 0 || within >= goal * of || goal >= 1.0 {
            return None;
        }
        let n = ((goal * of - within) / (1.0 - goal) - 1e-9).ceil();
        (n <= 10_000.0).then_some(n as usize)
    }
}

fn sum(floor: &Floor, period: Period, now: At, zone: &TimeZone) -> Interval {
    if period == Period::All {
        return floor.tally().all;
    }
    let span = period.span(now, zone);
    let first = match period {
        // A trailing hour is made of whole intervals: the four before the one that runs, and that one.
        Period::Hour => IntervalId::of(span.after),
        _ => IntervalId::of(span.after.plus(1)),
    };
    let last = IntervalId::of(span.until);
    let mut total = Interval::default();
    let all = floor.tally().intervals.range((first, crate::floor::ChannelId(0))..);
    for (_, interval) in all.take_while(|((id, _), _)| *id <= last) {
        total.opened += interval.opened;
        total.answered += interval.answered;
        total.in_time += interval.in_time;
        total.late += interval.late;
        total.mentions += interval.mentions;
    }
    total
}

/// Response rate. For [`Period::Hour`] the quarter of an hour in which the hour begins counts whole.
pub fn rate(floor: &Floor, period: Period, now: At, zone: &TimeZone) -> Rate {
    let total = sum(floor, period, now, zone);
    Rate { period, answered: total.answered as usize, opened: total.opened as usize, mentions: total.mentions as usize }
}

/// Service level of the first response. For [`Period::Hour`] as in [`rate`].
pub fn within(floor: &Floor, period: Period, now: At, zone: &TimeZone) -> Within {
    let total = sum(floor, period, now, zone);
    Within { period, within: total.in_time as usize, of: (total.in_time + total.late) as usize }
}
