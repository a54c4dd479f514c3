//! A conversation with one customer: one owner at most, one state, and the clocks that run.

use super::{AgentId, At, AuthorId, ChannelId, HandleId, MentionId};

/// Where a conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum State {
    /// The customer wrote, nobody has taken or answered it yet.
    New,
    /// Somebody answered before; the customer wrote again and nobody has it.
    Waiting,
    /// An agent has it and the customer waits.
    Assigned,
    /// We answered; it is the customer's turn.
    PendingCustomer,
    /// Put aside until a moment.
    Snoozed,
    /// Closed.
    Resolved,
    /// Closed once; the customer wrote again and nobody has it.
    Reopened,
}

impl State {
    /// All of them, in the order of the screens.
    pub const ALL: [State; 7] = [
        State::New,
        State::Waiting,
        State::Assigned,
        State::PendingCustomer,
        State::Snoozed,
        State::Resolved,
        State::Reopened,
    ];

    /// The words on the screen.
    pub fn word(self) -> &'static str {
        match self {
            State::New => "new",
            State::Waiting => "waiting",
            State::Assigned => "assigned",
            State::PendingCustomer => "pending customer",
            State::Snoozed => "snoozed",
            State::Resolved => "resolved",
            State::Reopened => "reopened",
        }
    }

    /// Whether work may be left to do.
    pub fn is_open(self) -> bool {
        self != State::Resolved
    }
}

/// A conversation, as small as it can be: a million of them lie in memory. Words lie in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// The place in the log of the newest decision about it, for compare and set.
    pub version: u64,
    /// When the customer first wrote.
    pub opened_at: At,
    /// Since when the customer has been waiting for an answer; `None` when they are not.
    pub waiting_since: Option<At>,
    /// When we first answered.
    pub first_response_at: Option<At>,
    /// When the first response is promised, while it is owed.
    pub first_response_due: Option<At>,
    /// When the resolution is promised, while it is owed.
    pub resolution_due: Option<At>,
    /// When it was last resolved.
    pub resolved_at: Option<At>,
    /// Until when it is put aside.
    pub snoozed_until: Option<At>,
    /// When anything last happened in it.
    pub touched_at: At,
    /// The customer.
    pub author: AuthorId,
    /// What they first wrote.
    pub first_mention: MentionId,
    /// The newest thing written in it by anyone.
    pub last_mention: MentionId,
    /// Reposts, likes and quotes of its mentions.
    pub amplified: u32,
    /// Who has it.
    pub owner: Option<Owner>,
    /// Things written in it.
    pub mentions: u16,
    /// Where it arrived.
    pub handle: HandleId,
    /// On which network.
    pub channel: ChannelId,
    /// Where it stands.
    pub state: State,
    /// What else is known: see the constants.
    pub flags: u8,
}

/// The first response was promised and did not come in time.
pub const FIRST_RESPONSE_BREACHED: u8 = 1;
/// The resolution was promised and did not come in time.
pub const RESOLUTION_BREACHED: u8 = 2;
/// Only the two of us can read it.
pub const PRIVATE: u8 = 4;
/// It was resolved at least once.
pub const WAS_RESOLVED: u8 = 8;
/// The row is taken but nothing has happened in it yet: the past is being looked at, and it opens later.
pub const NOT_YET: u8 = 16;

/// An agent, kept in two bytes with room for none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner(std::num::NonZeroU16);

impl Owner {
    /// The owner who is this agent.
    pub fn of(agent: AgentId) -> Owner {
        Owner(std::num::NonZeroU16::MIN.saturating_add(agent.0))
    }

    /// Which agent.
    pub fn agent(self) -> AgentId {
        AgentId(self.0.get() - 1)
    }
}

impl std::fmt::Debug for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.agent().fmt(f)
    }
}

impl Conversation {
    /// Whether a flag is set.
    pub fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Whether the customer waits for the first answer they ever get here.
    pub fn waits_for_first_response(&self) -> bool {
        self.first_response_at.is_none()
            && self.waiting_since.is_some()
            && matches!(self.state, State::New | State::Assigned | State::Waiting | State::Reopened)
    }

    /// Seconds to the first response, once it came.
    pub fn first_response_secs(&self) -> Option<u32> {
        let answered = self.first_response_at?;
        u32::try_from(answered.secs_since(self.opened_at)).ok()
    }

    /// Whether it is on the floor and not closed.
    pub fn is_open(&self) -> bool {
        self.state.is_open() && !self.has(NOT_YET)
    }
}
