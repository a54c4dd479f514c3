//! Who is promised what: policies in order, and the terms that a conversation gets by them.

use super::calendar::Calendar;
use super::working::{self, Due, Pause, Working};
use crate::floor::{At, CalendarId, ChannelId, HandleId, Intent, Kind, State, Tier};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Which hours a policy counts in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PolicyHours {
    /// Those of the account that was written to; day and night where it has none.
    #[default]
    OfHandle,
    /// Day and night.
    Always,
    /// These.
    Calendar(CalendarId),
}

/// A promise to some of those who write. What is not named fits everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// For example `Complaints on X`.
    pub name: String,
    /// Only on this channel.
    pub channel: Option<ChannelId>,
    /// Only to this account of ours.
    pub handle: Option<HandleId>,
    /// Only customers of this tier or a higher one.
    pub tier: Option<Tier>,
    /// Only what begins so, as triage or a person says.
    pub kind: Option<Kind>,
    /// Only what begins with this matter.
    pub intent: Option<Intent>,
    /// Promised seconds to the first response.
    pub first_secs: u32,
    /// Promised seconds to each later response; `None` when none is promised.
    pub next_secs: Option<u32>,
    /// Promised seconds to the resolution.
    pub resolution_secs: u32,
    /// Which hours all three count in.
    pub hours: PolicyHours,
    /// Whether the resolution clock stands still while it is the customer's turn.
    pub pauses_pending: bool,
    /// Whether the resolution clock stands still while it is put aside.
    pub pauses_snoozed: bool,
}

/// What a policy is chosen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyOf {
    /// Where it arrived.
    pub channel: ChannelId,
    /// At which account of ours.
    pub handle: HandleId,
    /// The customer's tier; `None` when they are not known.
    pub tier: Tier,
    /// What the conversation began with.
    pub kind: Option<Kind>,
    /// What that was about.
    pub intent: Option<Intent>,
}

impl Policy {
    /// Whether somebody gets this promise, if no policy before it fits them.
    pub fn fits(&self, asker: &PolicyOf) -> bool {
        self.channel.is_none_or(|c| c == asker.channel)
            && self.handle.is_none_or(|h| h == asker.handle)
            && self.tier.is_none_or(|t| asker.tier >= t)
            && self.kind.is_none_or(|k| asker.kind == Some(k))
            && self.intent.is_none_or(|i| asker.intent == Some(i))
    }

    /// Whether a clock of it ever stands still.
    pub fn pauses(&self) -> bool {
        self.pauses_pending || self.pauses_snoozed
    }
}

/// Everything that promises are made by. It changes as a whole, so that the past can be told by what it was then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// Opening hours, by number.
    pub calendars: Vec<Arc<Calendar>>,
    /// Hours that were deleted: their places are free.
    pub gone: BTreeSet<CalendarId>,
    /// The first that fits counts; the channel's own target when none does.
    pub policies: Vec<Policy>,
    /// The hours of an account of ours; day and night where none are said.
    pub handle_hours: BTreeMap<HandleId, CalendarId>,
    /// The hours of a group of people, for those who wait for one of them.
    pub group_hours: BTreeMap<String, CalendarId>,
    /// Names of accounts and agents that are programs: what they write is no response. In small letters, in order.
    pub bots: Vec<String>,
}

impl Book {
    /// The promise that somebody gets: its place in the list, or `None` for the channel's own target.
    pub fn policy_for(&self, asker: &PolicyOf) -> Option<usize> {
        self.policies.iter().position(|p| p.fits(asker))
    }

    /// The terms that somebody gets. `target` is what the channel promises by itself, first response and resolution.
    pub fn terms(&self, asker: &PolicyOf, target: (u32, u32)) -> Terms {
        let place = self.policy_for(asker);
        let policy = place.map(|at| &self.policies[at]);
        let calendar = match policy.map_or(PolicyHours::OfHandle, |p| p.hours) {
            PolicyHours::OfHandle => self.handle_hours.get(&asker.handle).copied(),
            PolicyHours::Always => None,
            PolicyHours::Calendar(id) => Some(id),
        };
        Terms {
            policy: place,
            first_secs: policy.map_or(target.0, |p| p.first_secs),
            next_secs: policy.and_then(|p| p.next_secs),
            resolution_secs: policy.map_or(target.1, |p| p.resolution_secs),
            pauses_pending: policy.is_some_and(|p| p.pauses_pending),
            pauses_snoozed: policy.is_some_and(|p| p.pauses_snoozed),
            hours: calendar.and_then(|id| self.calendars.get(id.index())).cloned(),
            paused: Vec::new(),
        }
    }
}

/// What one conversation is promised, and how its clocks are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The place of the policy in the list; `None` for the channel's own target.
    pub policy: Option<usize>,
    /// Seconds to the first response.
    pub first_secs: u32,
    /// Seconds to each later response, if that is promised.
    pub next_secs: Option<u32>,
    /// Seconds to the resolution.
    pub resolution_secs: u32,
    /// Whether the resolution clock stands still while it is the customer's turn.
    pub pauses_pending: bool,
    /// Whether the resolution clock stands still while it is put aside.
    pub pauses_snoozed: bool,
    /// The hours that count; `None` for day and night.
    pub hours: Option<Arc<Calendar>>,
    /// When the resolution clock stood still so far.
    pub paused: Vec<Pause>,
}

impl Terms {
    /// When the first response to somebody who wrote at a moment is due.
    pub fn first_due(&self, opened_at: At) -> At {
        self.moment(opened_at, self.first_secs, &[]).at().unwrap_or(At::LAST)
    }

    /// When the response to somebody who wrote again at a moment is due, if one is promised.
    pub fn next_due(&self, waiting_since: At) -> Option<At> {
        self.moment(waiting_since, self.next_secs?, &[]).at()
    }

    /// Where the clock of a resolution that began at a moment stands.
    pub fn resolution(&self, began: At) -> Due {
        self.moment(began, self.resolution_secs, &self.paused)
    }

    /// Whether the resolution clock stands still in a state.
    pub fn stands_still_in(&self, state: State) -> bool {
        match state {
            State::PendingCustomer => self.pauses_pending,
            State::Snoozed => self.pauses_snoozed,
            _ => false,
        }
    }

    /// A clock with its explanation. It ends at the very moment that is promised: one function makes both.
    pub fn explain(&self, from: At, secs: u32, pauses: &[Pause]) -> Working {
        let explained = working::working(self.hours.as_deref(), from, secs, pauses);
        match explained.due {
            Due::Never => working::working(None, from, secs, pauses),
            _ => explained,
        }
    }

    /// A promise must run out some day: by hours that never come it runs by the clock on the wall.
    fn moment(&self, from: At, secs: u32, pauses: &[Pause]) -> Due {
        match working::due(self.hours.as_deref(), from, secs, pauses) {
            Due::Never => working::due(None, from, secs, pauses),
            due => due,
        }
    }

    /// Whether the hours never come within the horizon, so that a clock that began at a moment runs by the clock on the
    /// wall.
    pub fn falls_back(&self, from: At, secs: u32) -> bool {
        self.hours.as_deref().is_some_and(|hours| hours.after(from, secs).is_none())
    }
}
