//! All that can happen on a floor. The floor is the fold of these.

use super::{
    AgentId, AlertId, Amplification, AssignmentEvent, At, AuthorId, Brand, Cause, ChannelId, ConversationId, Customer,
    DeskEvent, EscalationEvent, HandleId, HandoffEvent, How, Lesson, Level, Match, MentionId, MentionKind, Overrule,
    PeopleEvent, Presence, PromiseEvent, Reading, Role, ScheduleEvent, SourceEvent, SourceId, SourceKind, State,
    Weights,
};

/// Who or what made a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Actor {
    /// A promised moment passed.
    Clock,
    /// Something was read.
    Source(SourceId),
    /// The person at this desk.
    Desk,
    /// The floor's own rule or, in a rehearsal, an invented person.
    Floor,
}

/// What was decided at one moment: the facts of one commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// When.
    pub at: At,
    /// By whom.
    pub by: Actor,
    /// In which role, when a person at a desk decided.
    pub role: Option<Role>,
    /// Joins the commits of one command, so that they are undone together. 0 for none.
    pub group: u64,
    /// True when this tells of things that happened before they were recorded: a file of last year. Such
    /// facts count at the moment they happened.
    pub afterwards: bool,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// One thing that happened. A field without a word of its own holds what it is named after.
#[expect(missing_docs, reason = "a field is named after what it holds")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A channel was added.
    ChannelAdded { channel: ChannelId, name: String, first_response_secs: u32, resolution_secs: u32 },
    /// A promise was changed.
    TargetSet { channel: ChannelId, first_response_secs: u32, resolution_secs: u32 },
    /// An account of ours was added.
    HandleAdded { handle: HandleId, channel: ChannelId, name: String },
    /// A source was added.
    SourceAdded { source: SourceId, name: String, kind: SourceKind },
    /// An agent was added.
    AgentAdded { agent: AgentId, name: String, skills: Vec<String>, languages: Vec<String>, capacity: u16 },
    /// An agent came, went or took a break.
    PresenceSet { agent: AgentId, presence: Presence, reason: String },
    /// Somebody wrote for the first time, or has changed since.
    AuthorSeen { author: AuthorId, key: u64, name: String, followers: Option<u32>, ours: bool },
    /// Something was written. `slot` is the place of its words in the commit's texts.
    Mentioned {
        mention: MentionId,
        key: u64,
        at: At,
        author: AuthorId,
        handle: HandleId,
        kind: MentionKind,
        /// The agent who wrote it, when it is ours and it is known.
        agent: Option<AgentId>,
        slot: u16,
        /// `None` for an own post that nobody has answered.
        conversation: Option<ConversationId>,
        /// What it answers, when that is on the floor.
        answers: Option<MentionId>,
        /// What it answers, when that is not on the floor (yet).
        awaits: Option<u64>,
        /// What triage read in it; `None` for our own, and where nothing was read.
        reading: Option<Reading>,
    },
    /// Something written earlier turned out to belong to a conversation.
    Joined { mention: MentionId, conversation: ConversationId },
    /// A mention was carried further. `conversation` is `None` while what was carried is not on the floor.
    Amplified {
        key: u64,
        at: At,
        conversation: Option<ConversationId>,
        carried: u64,
        kind: Amplification,
        followers: Option<u32>,
        /// Who did it, when many follow them: those whom an alert names.
        by: Option<AuthorId>,
    },
    /// Something could not be read. `slot` is the place of what was read in the commit's texts.
    Quarantined { source: SourceId, key: u64, place: String, reason: String, slot: u16 },
    /// A page was read, up to here.
    PageRead { source: SourceId, cursor: String, read: u32, new: u32, known: u32, lag_secs: Option<u32>, done: bool },
    /// A source could not be read.
    SourceFailed { source: SourceId, reason: String },
    /// Owner changed.
    Assigned { conversation: ConversationId, to: Option<AgentId>, how: How },
    /// Put aside.
    Snoozed { conversation: ConversationId, until: At },
    /// Came back from being put aside.
    Woken { conversation: ConversationId },
    /// Closed.
    Resolved { conversation: ConversationId },
    /// Opened again by a person.
    Reopened { conversation: ConversationId },
    /// Set back to how it was before a decision that was undone.
    Restored { conversation: ConversationId, before: Standing },
    /// A decision was taken back: the one with this group.
    Undone { group: u64 },
    /// The first response was promised for `at` and did not come.
    FirstResponseBreached { conversation: ConversationId, at: At },
    /// The resolution was promised for `at` and did not come.
    ResolutionBreached { conversation: ConversationId, at: At },
    /// A customer became known, or more of them.
    CustomerKnown { customer: Customer },
    /// An author was recognised as a customer, or is not any more.
    AuthorMatched { author: AuthorId, found: Option<Match> },
    /// What the brand is called was set.
    BrandSet { brand: Brand },
    /// What waiting costs was set.
    WeightsSet { weights: Weights },
    /// A person said what mentions of a conversation are. `lessons` is what the model learns from it.
    Overruled { conversation: ConversationId, mentions: Vec<MentionId>, to: Overrule, lessons: Vec<Lesson> },
    /// What a person said is taken back: the overrule of this decision.
    OverruleTakenBack { conversation: ConversationId, group: u64 },
    /// Something should be known of.
    AlertRaised { alert: AlertId, cause: Cause, level: Level, severity: u8, figure: u64, expected: u64 },
    /// It is graver, or less grave.
    AlertMoved { alert: AlertId, level: Level, severity: u8, figure: u64 },
    /// Somebody has seen it.
    AlertAcknowledged { alert: AlertId },
    /// Somebody put it aside.
    AlertSnoozed { alert: AlertId, until: At },
    /// Somebody raised it to those above.
    AlertEscalated { alert: AlertId },
    /// It is over.
    AlertEnded { alert: AlertId },
    /// Order began to matter, or ceased to. `load_centi` is the load in hundredths; `u32::MAX` when nobody is there.
    ModeChanged { priority: bool, load_centi: u32 },
    /// A conversation became a part of the case that `lead` leads.
    CaseJoined { conversation: ConversationId, lead: ConversationId },
    /// A conversation stands alone again.
    CaseParted { conversation: ConversationId },
    /// Hours and promises.
    Promise(PromiseEvent),
    /// The people who answer.
    People(PeopleEvent),
    /// What is raised to those above.
    Escalation(EscalationEvent),
    /// What we say, and where it goes on.
    Handoff(HandoffEvent),
    /// The desks of this floor.
    Desk(DeskEvent),
    /// How work is given out.
    Assignment(AssignmentEvent),
    /// Plans, and what people ask of them.
    Schedule(ScheduleEvent),
    /// Sources in the network, and what goes out by them.
    Source(SourceEvent),
}

/// The part of a conversation that decisions change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub state: State,
    /// Who has it.
    pub owner: Option<AgentId>,
    /// Until when it is put aside.
    pub snoozed_until: Option<At>,
    /// Since when the customer waits.
    pub waiting_since: Option<At>,
    /// When the first response is due.
    pub first_response_due: Option<At>,
    /// When the resolution is due.
    pub resolution_due: Option<At>,
    /// When it was resolved.
    pub resolved_at: Option<At>,
    /// Whether it had been resolved before.
    pub was_resolved: bool,
    /// Whether anybody had asked for an answer.
    pub asked: bool,
}

impl Decision {
    /// The events with the moment that each counts at.
    ///
    /// What is told afterwards counts when it happened: a mention when it was written, and what came with it then too.
    /// Names of people, accounts, channels and sources are told as if they had always been known.
    pub fn moments(&self) -> impl Iterator<Item = (At, &Event)> {
        let mut written = self.at;
        self.events.iter().map(move |event| {
            let at = match event {
                // A promise that runs out at a moment is kept at that moment, and broken the second after.
                Event::FirstResponseBreached { at, .. }
                | Event::ResolutionBreached { at, .. }
                | Event::Promise(PromiseEvent::NextResponseBreached { at, .. })
                    if self.afterwards =>
                {
                    at.plus(1)
                }
                Event::Mentioned { at, .. } | Event::Amplified { at, .. } if self.afterwards => {
                    written = *at;
                    *at
                }
                Event::People(event) if self.afterwards => event.due_at().unwrap_or(self.at),
                Event::Joined { .. } if self.afterwards => written,
                Event::AuthorSeen { .. }
                | Event::HandleAdded { .. }
                | Event::ChannelAdded { .. }
                | Event::SourceAdded { .. }
                    if self.afterwards =>
                {
                    At::FIRST
                }
                _ => self.at,
            };
            (at, event)
        })
    }
}

impl Event {
    /// The moment that a broken promise was given for.
    pub fn promised_at(&self) -> Option<At> {
        match self {
            Event::FirstResponseBreached { at, .. }
            | Event::ResolutionBreached { at, .. }
            | Event::Promise(PromiseEvent::NextResponseBreached { at, .. }) => Some(*at),
            Event::People(event) => event.due_at(),
            _ => None,
        }
    }
}
