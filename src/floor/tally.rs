//! What happened, added up per quarter of an hour, so that a report never reads old rows.
//!
//! A quarter of an hour because every time zone in use is a whole number of quarters from UTC: any local day is a sum
//! of whole intervals.

use super::{AgentId, At, ChannelId, ConversationId, Durations};
use std::collections::BTreeMap;

/// Seconds of an interval.
pub const INTERVAL_SECS: u32 = 15 * 60;

/// The number of an interval: quarters of an hour since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IntervalId(pub u32);

impl IntervalId {
    /// The interval that a moment lies in.
    pub fn of(at: At) -> IntervalId {
        IntervalId((at.unix() / i64::from(INTERVAL_SECS)) as u32)
    }

    /// When it begins.
    pub fn start(self) -> At {
        At::from_unix(i64::from(self.0) * i64::from(INTERVAL_SECS)).unwrap_or(At::FIRST)
    }
}

/// One channel in one interval. Everything about a conversation counts in the interval in which it was opened, except
/// `responses`, which count when they are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interval {
    /// Conversations opened.
    pub opened: u32,
    /// Of these, those that got a first response.
    pub answered: u32,
    /// Of these, in time.
    pub in_time: u32,
    /// Of `opened`, those whose time ran out, answered later or not.
    pub late: u32,
    /// First responses given in this interval.
    pub responses: u32,
    /// Things that were written or pressed by others than us.
    pub mentions: u32,
}

impl Interval {
    pub(super) fn add(&mut self, other: &Interval) {
        self.change(&Interval::default(), other);
    }

    /// Moves a sum as one of its parts has moved.
    fn change(&mut self, before: &Interval, after: &Interval) {
        let moved = |sum: &mut u32, before: u32, after: u32| *sum = (*sum + after).saturating_sub(before);
        moved(&mut self.opened, before.opened, after.opened);
        moved(&mut self.answered, before.answered, after.answered);
        moved(&mut self.in_time, before.in_time, after.in_time);
        moved(&mut self.late, before.late, after.late);
        moved(&mut self.responses, before.responses, after.responses);
        moved(&mut self.mentions, before.mentions, after.mentions);
    }
}

/// One agent in one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AgentInterval {
    /// First responses given.
    pub responses: u32,
    /// Of these, in time.
    pub in_time: u32,
    /// Conversations resolved while they had them.
    pub resolved: u32,
}

/// All that is added up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// By interval and channel.
    pub intervals: BTreeMap<(IntervalId, ChannelId), Interval>,
    /// By interval and agent.
    pub agents: BTreeMap<(IntervalId, AgentId), AgentInterval>,
    /// Every first response, by the moment it was given: seconds it took.
    pub responses: BTreeMap<(At, ConversationId), u32>,
    /// The seconds that first responses took, over all time.
    pub response_secs: Durations,
    /// The same by channel, in the order of the ids.
    pub response_secs_by_channel: Vec<Durations>,
    /// All intervals added up.
    pub all: Interval,
    /// How many waited for a first response at the end of each minute in which that changed.
    pub waiting_by_minute: BTreeMap<u32, u32>,
}

impl Tally {
    pub(super) fn count(&mut self, at: At, channel: ChannelId, f: impl FnOnce(&mut Interval)) {
        let interval = self.intervals.entry((IntervalId::of(at), channel)).or_default();
        let before = *interval;
        f(interval);
        self.all.change(&before, interval);
    }

    pub(super) fn agent(&mut self, at: At, agent: AgentId) -> &mut AgentInterval {
        self.agents.entry((IntervalId::of(at), agent)).or_default()
    }

    pub(super) fn responded(&mut self, at: At, conversation: ConversationId, channel: ChannelId, secs: u32) {
        if self.responses.insert((at, conversation), secs).is_none() {
            self.add_response_secs(channel, secs);
        }
    }

    pub(super) fn add_response_secs(&mut self, channel: ChannelId, secs: u32) {
        self.response_secs.add(secs);
        if self.response_secs_by_channel.len() <= channel.index() {
            self.response_secs_by_channel.resize_with(channel.index() + 1, Durations::default);
        }
        self.response_secs_by_channel[channel.index()].add(secs);
    }

    /// How many waited at the end of the minute that `at` lies in.
    pub fn waiting_at(&self, at: At) -> u32 {
        let minute = (at.unix() / 60) as u32;
        self.waiting_by_minute.range(..=minute).next_back().map_or(0, |(_, n)| *n)
    }
}
