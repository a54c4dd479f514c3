//! What happened, added up per quarter of an hour, so that a report never reads old rows.
//!
//! A quarter of an hour because every time zone in use is a whole number of quarters from UTC: any local day is a sum
//! of whole intervals.

use super::conversation::FIRST_RESPONSE_BREACHED;
use super::{AgentId, At, ChannelId, Conversation, ConversationId, Durations, Reading, Stage};
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
    /// Things written by others than us that triage read, by the stage they stand at, in the order of
    /// [`super::Stage`]: a sum that is the whole.
    pub stages: [u32; 5],
    /// Of those about us (quiet or actionable), by what kind of thing they say, in the order of [`super::Kind`].
    pub kinds: [u32; 5],
}

impl Interval {
    pub(super) fn add(&mut self, other: &Interval) {
        self.change(&Interval::default(), other);
    }

    /// One more mention was read so.
    pub(super) fn read(&mut self, reading: &Reading) {
        self.stages[reading.stage as usize] += 1;
        self.kinds[reading.kind as usize] += u32::from(reading.stage >= Stage::Quiet);
    }

    /// One mention is not read so any more.
    pub(super) fn unread(&mut self, reading: &Reading) {
        let stage = &mut self.stages[reading.stage as usize];
        *stage = stage.saturating_sub(1);
        let kind = &mut self.kinds[reading.kind as usize];
        *kind = kind.saturating_sub(u32::from(reading.stage >= Stage::Quiet));
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
        for i in 0..5 {
            moved(&mut self.stages[i], before.stages[i], after.stages[i]);
            moved(&mut self.kinds[i], before.kinds[i], after.kinds[i]);
        }
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

/// What one conversation adds to the sums. It is a function of the row alone, so that the sums cannot differ from the
/// rows, whatever arrives late, is taken back or is promised anew.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    opened_at: At,
    channel: ChannelId,
    /// When it was given and the seconds it took.
    first_response: Option<(At, u32)>,
    late: bool,
}

impl Part {
    pub(super) fn of(c: &Conversation) -> Option<Part> {
        c.counts().then(|| Part {
            opened_at: c.opened_at,
            channel: c.channel,
            first_response: c.first_response_at.zip(c.first_response_secs()),
            late: c.has(FIRST_RESPONSE_BREACHED),
        })
    }
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

    /// Takes out what a conversation added as it was, and puts in what it adds as it is.
    pub(super) fn moved(&mut self, id: ConversationId, before: Option<Part>, after: Option<Part>) {
        if before == after {
            return;
        }
        if let Some(part) = before {
            self.take_out(id, &part);
        }
        if let Some(part) = after {
            self.put_in(id, &part);
        }
    }

    fn put_in(&mut self, id: ConversationId, part: &Part) {
        self.count(part.opened_at, part.channel, |interval| {
            interval.opened += 1;
            interval.late += u32::from(part.late);
            if part.first_response.is_some() {
                interval.answered += 1;
                interval.in_time += u32::from(!part.late);
            }
        });
        let Some((given, secs)) = part.first_response else { return };
        self.count(given, part.channel, |interval| interval.responses += 1);
        self.responses.insert((given, id), secs);
        self.add_response_secs(part.channel, secs);
    }

    fn take_out(&mut self, id: ConversationId, part: &Part) {
        let less = |n: &mut u32, by: bool| *n = n.saturating_sub(u32::from(by));
        self.count(part.opened_at, part.channel, |interval| {
            less(&mut interval.opened, true);
            less(&mut interval.late, part.late);
            less(&mut interval.answered, part.first_response.is_some());
            less(&mut interval.in_time, part.first_response.is_some() && !part.late);
        });
        let Some((given, secs)) = part.first_response else { return };
        self.count(given, part.channel, |interval| less(&mut interval.responses, true));
        self.responses.remove(&(given, id));
        self.response_secs.remove(secs);
        if let Some(durations) = self.response_secs_by_channel.get_mut(part.channel.index()) {
            durations.remove(secs);
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
