//! What customers expect, whatever we promised: an answer within an hour.

use super::Period;
use crate::floor::{At, Conversation, ConversationId, Floor, Kind};
use crate::limits;
use jiff::tz::TimeZone;

/// The hour, by the clock on the wall: customers do not know our opening hours.
pub const EXPECTED_SECS: u32 = 3_600;
/// The share of all customers who expect an answer within the hour (article S0 in the product's number register).
pub const EXPECT_OF_ALL: f64 = 0.53;
/// The share of those with a problem who do (the same).
pub const EXPECT_OF_COMPLAINTS: f64 = 0.72;

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Answered within the hour.
    pub within: usize,
    /// Answered, or still waiting after the hour.
    pub of: usize,
}

impl Share {
    /// 0 to 1; `None` when there is nothing to tell yet.
    pub fn ratio(self) -> Option<f64> {
        (self.of > 0).then(|| self.within as f64 / self.of as f64)
    }

    fn count(&mut self, within: bool) {
        self.of += 1;
        self.within += usize::from(within);
    }
}

/// Customers who got an answer within an hour, of those for whom that is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// Answers given in this period, and hours that ran out in it without one.
    pub period: Period,
    /// Of all.
    pub all: Share,
    /// Of those whose conversation began with a complaint.
    pub complaints: Share,
    /// Whether there were more than are looked at: then it is of the newest answers and the longest waits.
    pub cut: bool,
}

/// The expectation over a period: first responses given in it, and those who have waited for one for more than an hour
/// at `now`. Of each, at most [`limits::EXPECTATIONS_MAX`] are looked at.
pub fn expectation(floor: &Floor, period: Period, now: At, zone: &TimeZone) -> Expectation {
    let span = period.span(now, zone);
    let mut told = Expectation { period, all: Share::default(), complaints: Share::default(), cut: false };
    let mut count = |c: &Conversation, within: bool| {
        told.all.count(within);
        if floor.mentions().reading(c.first_mention).is_some_and(|r| r.kind == Kind::Complaint) {
            told.complaints.count(within);
        }
    };
    let from = (span.after.plus(1), ConversationId(0));
    let to = (span.until, ConversationId(u32::MAX));
    let given = (from <= to).then(|| floor.tally().responses.range(from..=to)).into_iter().flatten();
    let (mut answers, mut waits) = (0, 0);
    for ((_, id), secs) in given.rev().take(limits::EXPECTATIONS_MAX) {
        answers += 1;
        if let Some(c) = floor.conversation(*id) {
            count(c, *secs <= EXPECTED_SECS);
        }
    }
    let waiting = floor.index().waiting.iter().take_while(|(since, _)| since.plus(EXPECTED_SECS) < now);
    for (since, id) in waiting.take(limits::EXPECTATIONS_MAX) {
        waits += 1;
        if let Some(c) = floor.conversation(*id).filter(|_| since.plus(EXPECTED_SECS) > span.after) {
            count(c, false);
        }
    }
    told.cut = answers.max(waits) == limits::EXPECTATIONS_MAX;
    told
}
