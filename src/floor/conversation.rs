//! A conversation with one customer: one owner at most, one state, and the clocks that run.

use super::{AgentId, At, AuthorId, ChannelId, Due, HandleId, MentionId, Terms};

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
    /// Nobody asked for an answer: praise, chatter, spam, or not about us.
    Watched,
}

impl State {
    /// All of them, in the order of the screens.
    pub const ALL: [State; 8] = [
        State::New,
        State::Waiting,
        State::Assigned,
        State::PendingCustomer,
        State::Snoozed,
        State::Resolved,
        State::Reopened,
        State::Watched,
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
            State::Watched => "watched",
        }
    }

    /// Whether work may be left to do.
    pub fn is_open(self) -> bool {
        !matches!(self, State::Resolved | State::Watched)
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
    /// When a later response is promised, while the customer waits for one. A customer waits for one response at a
    /// time: the first until it came, the next ones after it. The resolution is another promise beside it, and none
    /// of them ends or moves another.
    pub next_response_due: Option<At>,
    /// When the resolution is promised, while it is owed and its clock does not stand still.
    pub resolution_due: Option<At>,
    /// When it was last resolved.
    pub resolved_at: Option<At>,
    /// Until when it is put aside.
    pub snoozed_until: Option<At>,
    /// When we last answered.
    pub answered_at: Option<At>,
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
    /// How many followed the customer when they opened it: who sees that it is not answered.
    pub audience: u32,
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
/// Somebody asked for an answer in it, or got one unasked: it counts as work.
pub const ASKED: u8 = 32;
/// It is a part of a case: its customer's clocks run in the conversation that leads it, and it counts there.
pub const PART: u8 = 64;
/// The response that the customer waits for now was promised, is not their first, and did not come in time.
pub const NEXT_RESPONSE_BREACHED: u8 = 128;

const _: () = assert!(size_of::<Conversation>() <= 80, "a million of them lie in memory");

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

    /// Whether the customer waits for the first answer they ever get here. Putting it aside does not stop that.
    pub fn waits_for_first_response(&self) -> bool {
        self.first_response_at.is_none() && self.waiting_since.is_some() && self.is_open()
    }

    /// Seconds to the first response, once it came.
    pub fn first_response_secs(&self) -> Option<u32> {
        let answered = self.first_response_at?;
        u32::try_from(answered.secs_since(self.opened_at)).ok()
    }

    /// Whether it is on the floor, is work, and is not closed.
    pub fn is_open(&self) -> bool {
        self.state.is_open() && !self.has(NOT_YET | PART)
    }

    /// Whether it counts as work of its own: somebody asked, or was answered, and it is not a part of a case.
    pub fn counts(&self) -> bool {
        self.has(ASKED) && !self.has(NOT_YET | PART)
    }
}

/// How a conversation moves. Each keeps the rule that an open conversation whose customer waits has an owner or a clock.
impl Conversation {
    /// The part that decisions change.
    pub fn standing(&self) -> super::Standing {
        super::Standing {
            state: self.state,
            owner: self.owner.map(Owner::agent),
            snoozed_until: self.snoozed_until,
            waiting_since: self.waiting_since,
            first_response_due: self.first_response_due,
            resolution_due: self.resolution_due,
            resolved_at: self.resolved_at,
            was_resolved: self.has(WAS_RESOLVED),
            asked: self.has(ASKED),
        }
    }

    /// Where it stands when it is open, not put aside, and this is all that is known.
    fn settled(&self) -> State {
        match (self.waiting_since, self.owner) {
            (None, _) if !self.has(ASKED) => State::Watched,
            (None, _) => State::PendingCustomer,
            (Some(_), Some(_)) => State::Assigned,
            (Some(_), None) if self.has(WAS_RESOLVED) => State::Reopened,
            (Some(_), None) if self.first_response_at.is_none() => State::New,
            (Some(_), None) => State::Waiting,
        }
    }

    /// It was written first and arrived later. `first_answer` is our first answer after it, when there is one already.
    pub(super) fn opened_earlier(&mut self, at: At, first_answer: Option<At>, terms: &Terms) {
        self.opened_at = at;
        self.first_response_due = self.first_response_due.map(|_| terms.first_due(at));
        if !self.has(WAS_RESOLVED) && self.resolution_due.is_some() {
            self.resolution_due = terms.resolution(at).at();
        }
        if let Some(answered) = first_answer {
            self.first_response_given(answered, terms);
            if self.state != State::Resolved && self.state != State::Snoozed {
                self.state = self.settled();
            }
        }
    }

    /// The customer wrote and wants no answer: nothing begins to run, and nothing that runs ends.
    pub(super) fn customer_remarked(&mut self) {
        if !matches!(self.state, State::Resolved | State::Snoozed) {
            self.state = self.settled();
        }
    }

    /// A person says that nobody waits for an answer: what was owed is owed no more.
    pub(super) fn asks_no_more(&mut self) {
        self.waiting_since = None;
        if self.first_response_at.is_none() {
            self.flags &= !(ASKED | FIRST_RESPONSE_BREACHED | RESOLUTION_BREACHED);
            self.owner = None;
            self.resolution_due = None;
            self.snoozed_until = None;
        }
        if self.first_response_at.is_none() {
            self.first_response_due = None;
        }
        if self.state != State::Resolved && self.snoozed_until.is_none() {
            self.state = self.settled();
        }
    }

    /// `seen_later` says that something the customer wrote after it was here already when it arrived.
    pub(super) fn customer_wrote(&mut self, at: At, seen_later: bool, terms: &Terms) {
        self.flags |= ASKED;
        let resolved_since = self.resolved_at.is_some_and(|resolved| resolved > at);
        // Who resolved had read what came later, so this too. What is newer than all they had read opens it again.
        if self.answered_at.is_some_and(|answered| answered >= at) || resolved_since && seen_later {
            return;
        }
        self.waiting_since = Some(self.waiting_since.map_or(at, |since| since.min(at)));
        if self.first_response_at.is_none() && self.first_response_due.is_none() {
            self.promise_first_response(terms);
        }
        if self.resolution_due.is_none() {
            let from = if self.has(WAS_RESOLVED) { at } else { self.opened_at };
            // One that stands still goes on as soon as the row says so.
            self.resolution_due = match terms.resolution(from) {
                Due::At(due) => Some(due),
                _ => None,
            };
            self.flags &= !RESOLUTION_BREACHED;
        }
        self.snoozed_until = None;
        self.state = self.settled();
    }

    /// The first response was given at `at`, in time or late, whenever it arrived here.
    fn first_response_given(&mut self, at: At, terms: &Terms) {
        self.first_response_at = Some(at);
        // Nothing is owed when it was resolved without an answer; then the channel says what would have been in time.
        let due = self.first_response_due.take().unwrap_or_else(|| terms.first_due(self.opened_at));
        self.flags &= !FIRST_RESPONSE_BREACHED;
        if at > due {
            self.flags |= FIRST_RESPONSE_BREACHED;
        }
    }

    /// `asked_again` is when the customer first wrote after it, when that is here already.
    pub(super) fn we_answered(&mut self, at: At, asked_again: Option<At>, terms: &Terms) {
        if at >= self.opened_at && self.first_response_at.is_none_or(|first| at < first) {
            self.first_response_given(at, terms);
        }
        self.answered_at = self.answered_at.max(Some(at));
        if !self.has(ASKED) && at >= self.opened_at {
            self.flags |= ASKED;
            self.customer_remarked();
        }
        if self.waiting_since.is_some_and(|since| since <= at) {
            self.waiting_since = asked_again;
            if self.state != State::Resolved && self.state != State::Snoozed {
                self.state = self.settled();
            }
        }
    }

    pub(super) fn assign(&mut self, to: Option<AgentId>) {
        self.owner = to.map(Owner::of);
        self.snoozed_until = None;
        if self.state != State::Resolved {
            self.state = self.settled();
        }
    }

    pub(super) fn wake(&mut self) {
        if self.state == State::Snoozed {
            self.snoozed_until = None;
            self.state = self.settled();
        }
    }

    pub(super) fn resolve(&mut self, at: At) {
        self.state = State::Resolved;
        self.flags |= WAS_RESOLVED;
        self.resolved_at = Some(at);
        self.owner = None;
        self.waiting_since = None;
        self.first_response_due = None;
        self.resolution_due = None;
        self.snoozed_until = None;
    }

    pub(super) fn reopen(&mut self, at: At, terms: &Terms) {
        self.flags |= ASKED;
        self.waiting_since = Some(at);
        self.resolved_at = None;
        self.snoozed_until = None;
        self.flags &= !RESOLUTION_BREACHED;
        self.resolution_due = terms.resolution(at).at();
        if self.first_response_at.is_none() {
            self.promise_first_response(terms);
        }
        self.state = self.settled();
    }

    /// Keeps the promise of a later response in step with whether the customer waits for one.
    pub(super) fn settle_next(&mut self, terms: &Terms) {
        let since = self.waiting_since.filter(|_| self.first_response_at.is_some() && self.state.is_open());
        let due = since.and_then(|since| terms.next_due(since));
        if due != self.next_response_due {
            self.next_response_due = due;
            self.flags &= !NEXT_RESPONSE_BREACHED;
        }
    }

    /// The clock runs from when the customer first wrote. The promise may have been changed while none was owed, so
    /// that whether it is broken is told anew.
    fn promise_first_response(&mut self, terms: &Terms) {
        self.first_response_due = Some(terms.first_due(self.opened_at));
        self.flags &= !FIRST_RESPONSE_BREACHED;
    }

    pub(super) fn restore(&mut self, before: &super::Standing, terms: &Terms) {
        self.state = before.state;
        self.owner = before.owner.map(Owner::of);
        self.snoozed_until = before.snoozed_until;
        self.waiting_since = before.waiting_since;
        // The promise may have been changed since, and is kept as it is now.
        let owed = before.first_response_due.filter(|_| self.first_response_at.is_none());
        self.first_response_due = owed.map(|_| terms.first_due(self.opened_at));
        if self.first_response_due.is_some() && self.first_response_due != owed {
            self.flags &= !FIRST_RESPONSE_BREACHED;
        }
        self.resolution_due = before.resolution_due;
        self.resolved_at = before.resolved_at;
        self.flags &= !(WAS_RESOLVED | ASKED);
        if before.was_resolved {
            self.flags |= WAS_RESOLVED;
        }
        if before.asked || self.first_response_at.is_some() {
            self.flags |= ASKED;
        }
    }
}
