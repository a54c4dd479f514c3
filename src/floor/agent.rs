//! Somebody who answers.

use super::people::{About, Duty};
use super::{At, ConversationId, Profile, Shift};

/// Whether an agent can take work, as people say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// At work and taking conversations.
    Available,
    /// At work, but not taking any: a break, a meeting, training. The reason is said.
    Away,
    /// Not at work.
    Off,
}

impl Presence {
    /// The word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Presence::Available => "Available",
            Presence::Away => "Away",
            Presence::Off => "Off shift",
        }
    }
}

/// An agent, what they can do and what they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// For example `Ade B.`.
    pub name: String,
    /// For example `billing`.
    pub skills: Vec<String>,
    /// Two-letter codes.
    pub languages: Vec<String>,
    /// Conversations at once.
    pub capacity: u16,
    /// Whether they can take work.
    pub presence: Presence,
    /// Why they are away.
    pub reason: String,
    /// Since when they are in this state.
    pub since: At,
    /// What they hold now, resolved and snoozed ones not counted, in order of id.
    pub holds: std::collections::BTreeSet<ConversationId>,
    /// When they were last given a conversation.
    pub last_assigned: Option<At>,
    /// Conversations they resolved, ever.
    pub resolved: u32,
    /// Where they belong, and whether the queue is theirs.
    pub profile: Profile,
    /// When they work, earliest first; none overlap. Empty when nobody has made a roster for them.
    pub shifts: Vec<Shift>,
    /// What they bring along.
    pub about: About,
    /// Their working day.
    pub duty: Duty,
}

impl Agent {
    /// Conversations they could still take; 0 when they are not available.
    pub fn free_slots(&self) -> usize {
        match self.presence {
            Presence::Available => usize::from(self.capacity).saturating_sub(self.holds.len()),
            Presence::Away | Presence::Off => 0,
        }
    }
}
