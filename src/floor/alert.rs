//! Alerts: one a cause, with a level, how grave it is, how long it lasts, and what people did about it.

use super::{AgentId, At, ChannelId, ConversationId, EscalationId, HandleId, SourceId};
use crate::limits;
use std::collections::BTreeMap;

/// The number of an alert, given in the order in which they were raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlertId(pub u32);

/// What an alert is about. Two alerts about one thing are one alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A conversation that strangers carry on.
    Viral(ConversationId),
    /// Far more is written on a channel than is expected there at this hour.
    Spike(ChannelId),
    /// Far less.
    Silence(ChannelId),
    /// Somebody waits and nobody is on duty.
    Unstaffed,
    /// A conversation that needs an answer has not moved for too long, or has neither owner nor clock.
    Stuck(ConversationId),
    /// The last rung of a ladder let its time pass.
    Ladder(EscalationId),
    /// A hand-off came back unaccepted.
    HandoffBack(ConversationId),
    /// Answers of an account of ours are too much alike.
    Alike(HandleId),
    /// Too many are sent to another channel.
    Switching,
    /// A figure of the board passed the threshold that somebody set for it: the place of the rule.
    Threshold(u16),
    /// Something that should be ready by now is not: the place of the item.
    Overdue(u16),
    /// A shift has begun and somebody of it is not there.
    Late(AgentId),
    /// Somebody is not there, long after a shift of theirs began.
    Missing(AgentId),
    /// A break is over and somebody is not back.
    BreakOver(AgentId),
    /// Something that had to reach the customer or the helpdesk did not.
    NotDelivered(ConversationId),
    /// A source has been silent for longer than it ever should be.
    SourceSilent(SourceId),
}

/// How sure an alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Level {
    /// Early, and often wrong: have an eye on it.
    Watch,
    /// Late enough to be nearly always right: act.
    Alarm,
}

/// Something that people should know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alert {
    /// What about.
    pub cause: Cause,
    /// How sure.
    pub level: Level,
    /// The highest level it ever had.
    pub peak: Level,
    /// From 1 to 10.
    pub severity: u8,
    /// What was measured when the level last moved: people within six hours, or mentions; silence in seconds.
    pub figure: u64,
    /// What had been expected, in the same unit; for a viral conversation the reach from which it is an alert.
    pub expected: u64,
    /// When.
    pub raised_at: At,
    /// When level or severity last moved.
    pub moved_at: At,
    /// When somebody first said that they have seen it.
    pub acknowledged_at: Option<At>,
    /// Until when it is put aside.
    pub snoozed_until: Option<At>,
    /// When it was raised to those who are above this desk.
    pub escalated_at: Option<At>,
    /// When it was over.
    pub ended_at: Option<At>,
}

impl Alert {
    /// Whether it still burns and nobody has put it aside.
    pub fn is_loud(&self, now: At) -> bool {
        self.ended_at.is_none() && self.snoozed_until.is_none_or(|until| until <= now)
    }

    /// Whether nobody has said that they have seen it.
    pub fn is_unseen(&self, now: At) -> bool {
        self.is_loud(now) && self.acknowledged_at.is_none()
    }

    /// Seconds from when it was raised to its end, or to now.
    pub fn lasts_secs(&self, now: At) -> u32 {
        u32::try_from(self.ended_at.unwrap_or(now).secs_since(self.raised_at)).unwrap_or(0)
    }
}

/// All alerts that are remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alerts {
    rows: BTreeMap<AlertId, Alert>,
    burning: BTreeMap<Cause, AlertId>,
    raised: u32,
}

impl Alerts {
    /// Those that are not over, by what they are about.
    pub fn burning(&self) -> impl Iterator<Item = (AlertId, &Alert)> {
        self.burning.values().filter_map(|id| Some((*id, self.rows.get(id)?)))
    }

    /// The one about this that is not over.
    pub fn about(&self, cause: Cause) -> Option<(AlertId, &Alert)> {
        let id = *self.burning.get(&cause)?;
        Some((id, self.rows.get(&id)?))
    }

    /// An alert, if it is remembered.
    pub fn get(&self, id: AlertId) -> Option<&Alert> {
        self.rows.get(&id)
    }

    /// All that are remembered, newest first: at most [`limits::ALERTS_KEPT_MAX`] that are over, and all that burn.
    pub fn newest(&self) -> impl Iterator<Item = (AlertId, &Alert)> {
        self.rows.iter().rev().map(|(id, alert)| (*id, alert))
    }

    /// The number that the next one gets.
    pub fn next_id(&self) -> AlertId {
        AlertId(self.raised)
    }

    pub(super) fn raise(&mut self, id: AlertId, alert: Alert) {
        self.raised = self.raised.max(id.0.saturating_add(1));
        if let Some(earlier) = self.burning.insert(alert.cause, id).and_then(|id| self.rows.get_mut(&id)) {
            earlier.ended_at = Some(alert.raised_at);
        }
        self.rows.insert(id, alert);
        let over = self.rows.len().saturating_sub(self.burning.len() + limits::ALERTS_KEPT_MAX);
        for _ in 0..over {
            let oldest = self.rows.iter().find(|(_, a)| a.ended_at.is_some()).map(|(id, _)| *id);
            oldest.and_then(|id| self.rows.remove(&id));
        }
    }

    pub(super) fn change(&mut self, id: AlertId, f: impl FnOnce(&mut Alert)) {
        let Some(alert) = self.rows.get_mut(&id) else { return };
        f(alert);
        if alert.ended_at.is_some() && self.burning.get(&alert.cause) == Some(&id) {
            self.burning.remove(&alert.cause);
        }
    }

    /// The alerts that are made of these rows, and how many were ever raised.
    pub fn from_rows(rows: impl IntoIterator<Item = (AlertId, Alert)>, raised: u32) -> Alerts {
        let rows: BTreeMap<_, _> = rows.into_iter().collect();
        let burning = rows.iter().filter(|(_, a)| a.ended_at.is_none()).map(|(id, a)| (a.cause, *id)).collect();
        Alerts { rows, burning, raised }
    }
}
