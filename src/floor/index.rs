//! The orders that the screens and the clock ask for, kept per fact so that nothing is ever searched for.

use super::conversation::{FIRST_RESPONSE_BREACHED, NEXT_RESPONSE_BREACHED, NOT_YET, PART, RESOLUTION_BREACHED};
use super::{AgentId, At, ChannelId, Conversation, ConversationId, Kind, Lane, Reading, Stage, State};
use std::collections::BTreeSet;

/// A set of conversations ordered by a moment.
pub type ByMoment = BTreeSet<(At, ConversationId)>;

/// The orders.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Waiting for a first response, by the moment since when.
    pub waiting: ByMoment,
    /// Of these, those still in time, by the promised moment.
    pub first_response_due: ByMoment,
    /// Of these, those past it, by the promised moment.
    pub first_response_breached: ByMoment,
    /// Waiting for a later response that is promised and still in time, by the promised moment.
    pub next_response_due: ByMoment,
    /// The same, past it.
    pub next_response_breached: ByMoment,
    /// Open and not past their resolution target, by the promised moment.
    pub resolution_due: ByMoment,
    /// Put aside, by the moment they come back.
    pub snoozed: ByMoment,
    /// Carried further by strangers, by the moment it last was.
    pub carried: ByMoment,
    /// Begun with praise, by when that was written.
    pub praise: ByMoment,
    /// Begun with something for others than the agents of this floor, by when that was written.
    pub lanes: ByMoment,
    /// How many stand in each state, in the order of [`State::ALL`].
    pub by_state: [usize; 8],
    /// Waiting for a first response, by channel.
    pub waiting_by_channel: Vec<usize>,
    /// Of these, past target.
    pub breached_by_channel: Vec<usize>,
    /// The customer waits and nobody has it.
    pub unowned: usize,
    /// Answered before, and the customer waits again.
    pub waiting_again: usize,
}

/// What the index knows a conversation by. Two equal ones need no work.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Keys {
    waiting: Option<At>,
    first_response: Option<(At, bool)>,
    next_response: Option<(At, bool)>,
    resolution: Option<At>,
    snoozed: Option<At>,
    state: Option<State>,
    channel: ChannelId,
    unowned: bool,
    waiting_again: bool,
    pub(super) held_by: Option<AgentId>,
}

impl Keys {
    pub(super) fn of(c: &Conversation) -> Keys {
        let here = !c.has(NOT_YET | PART);
        let open = c.is_open();
        let waits = open && c.first_response_at.is_none() && c.waiting_since.is_some();
        Keys {
            waiting: c.waiting_since.filter(|_| waits),
            first_response: c.first_response_due.filter(|_| waits).map(|due| (due, c.has(FIRST_RESPONSE_BREACHED))),
            next_response: c.next_response_due.filter(|_| open).map(|due| (due, c.has(NEXT_RESPONSE_BREACHED))),
            resolution: c.resolution_due.filter(|_| open && !c.has(RESOLUTION_BREACHED)),
            snoozed: c.snoozed_until.filter(|_| here && c.state == State::Snoozed),
            state: here.then_some(c.state),
            channel: c.channel,
            unowned: open && c.waiting_since.is_some() && c.owner.is_none() && c.state != State::Snoozed,
            waiting_again: open && c.first_response_at.is_some() && c.waiting_since.is_some(),
            held_by: c.owner.filter(|_| c.state == State::Assigned).map(super::Owner::agent),
        }
    }
}

fn bump(counts: &mut Vec<usize>, channel: ChannelId, present: bool) {
    if counts.len() <= channel.index() {
        counts.resize(channel.index() + 1, 0);
    }
    let count = &mut counts[channel.index()];
    *count = if present { *count + 1 } else { count.saturating_sub(1) };
}

fn step(count: &mut usize, present: bool) {
    *count = if present { *count + 1 } else { count.saturating_sub(1) };
}

fn set(order: &mut ByMoment, at: Option<At>, id: ConversationId, present: bool) {
    if let Some(at) = at {
        if present {
            order.insert((at, id));
        } else {
            order.remove(&(at, id));
        }
    }
}

impl Index {
    /// Moves a conversation from where it was known to where it is.
    pub(super) fn moved(&mut self, id: ConversationId, before: &Keys, after: &Keys) {
        if before == after {
            return;
        }
        for (keys, present) in [(before, false), (after, true)] {
            let other = if present { before } else { after };
            if keys.waiting != other.waiting {
                set(&mut self.waiting, keys.waiting, id, present);
            }
            if keys.waiting.is_some() {
                bump(&mut self.waiting_by_channel, keys.channel, present);
            }
            if keys.first_response != other.first_response {
                match keys.first_response {
                    Some((due, false)) => set(&mut self.first_response_due, Some(due), id, present),
                    Some((due, true)) => set(&mut self.first_response_breached, Some(due), id, present),
                    None => {}
                }
            }
            if keys.first_response.is_some_and(|(_, breached)| breached) {
                bump(&mut self.breached_by_channel, keys.channel, present);
            }
            if keys.next_response != other.next_response {
                match keys.next_response {
                    Some((due, false)) => set(&mut self.next_response_due, Some(due), id, present),
                    Some((due, true)) => set(&mut self.next_response_breached, Some(due), id, present),
                    None => {}
                }
            }
            if keys.resolution != other.resolution {
                set(&mut self.resolution_due, keys.resolution, id, present);
            }
            if keys.snoozed != other.snoozed {
                set(&mut self.snoozed, keys.snoozed, id, present);
            }
            if let Some(state) = keys.state {
                step(&mut self.by_state[state as usize], present);
            }
            if keys.unowned {
                step(&mut self.unowned, present);
            }
            if keys.waiting_again {
                step(&mut self.waiting_again, present);
            }
        }
    }

    /// A conversation that was last carried further at one moment is now at another.
    pub(super) fn carried_at(&mut self, id: ConversationId, before: Option<At>, after: Option<At>) {
        if before != after {
            set(&mut self.carried, before, id, false);
            set(&mut self.carried, after, id, true);
        }
    }

    /// What a conversation begins with is said to be something else.
    pub(super) fn told(&mut self, id: ConversationId, at: At, reading: Option<&Reading>) {
        let about_us = reading.filter(|r| r.stage >= Stage::Quiet);
        set(&mut self.praise, Some(at), id, about_us.is_some_and(|r| r.kind == Kind::Praise));
        set(&mut self.lanes, Some(at), id, about_us.is_some_and(|r| r.lane != Lane::Support));
    }

    /// How many conversations are not resolved.
    pub fn open(&self) -> usize {
        State::ALL.iter().zip(self.by_state).filter(|(s, _)| s.is_open()).map(|(_, n)| n).sum()
    }

    /// How many stand in this state.
    pub fn in_state(&self, state: State) -> usize {
        self.by_state[state as usize]
    }

    /// The next promised moment or return, if there is one.
    pub fn next_deadline(&self) -> Option<At> {
        [&self.first_response_due, &self.next_response_due, &self.resolution_due, &self.snoozed]
            .into_iter()
            .filter_map(|order| order.first().map(|(at, _)| *at))
            .min()
    }
}
