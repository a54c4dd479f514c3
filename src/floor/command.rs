//! All that a person may ask of the floor, and all the ways in which it may say no.

use super::{
    AgentId, AlertId, AssignmentCommand, At, Brand, ChannelId, ConversationId, DeskCommand, EscalationCommand,
    HandoffCommand, Lesson, Overrule, PeopleCommand, Presence, PromiseCommand, Role, ScheduleCommand, SourceCommand,
    Weights,
};

/// A wish of the person at the desk. It becomes facts, or a [`Refusal`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Give conversations to an agent, whoever has them now.
    Assign {
        /// Which.
        conversations: Vec<ConversationId>,
        /// To whom.
        agent: AgentId,
        /// What to do when that is more than the agent can take.
        beyond_capacity: BeyondCapacity,
    },
    /// Take conversations back from whoever has them.
    Release {
        /// Which.
        conversations: Vec<ConversationId>,
    },
    /// Put conversations aside until a moment.
    Snooze {
        /// Which.
        conversations: Vec<ConversationId>,
        /// When they come back.
        until: At,
    },
    /// Close conversations.
    Resolve {
        /// Which.
        conversations: Vec<ConversationId>,
    },
    /// Open resolved or snoozed conversations again.
    Reopen {
        /// Which.
        conversations: Vec<ConversationId>,
    },
    /// Take back the newest decision of this desk that can be taken back.
    Undo,
    /// Say what an agent is doing.
    SetPresence {
        /// Who.
        agent: AgentId,
        /// What.
        presence: Presence,
        /// Why, for example `lunch`.
        reason: String,
    },
    /// Add somebody who answers.
    AddAgent {
        /// For example `Ade B.`.
        name: String,
        /// For example `billing`.
        skills: Vec<String>,
        /// Two-letter codes.
        languages: Vec<String>,
        /// Conversations at once.
        capacity: u16,
    },
    /// Add a way that customers write on.
    AddChannel {
        /// For example `SMS`.
        name: String,
    },
    /// Change what is promised on a channel. Every open clock of it is set anew.
    SetTarget {
        /// Where.
        channel: ChannelId,
        /// Seconds to the first response.
        first_response_secs: u32,
        /// Seconds to the resolution.
        resolution_secs: u32,
    },
    /// Say what the customers of conversations wrote, against what triage read.
    Overrule {
        /// Which.
        conversations: Vec<ConversationId>,
        /// What it is.
        to: Overrule,
        /// What the model learns from each. The engine, which has the words, adds it.
        lessons: Vec<(ConversationId, Vec<Lesson>)>,
    },
    /// Let what triage read stand again.
    TakeBackOverrule {
        /// Which.
        conversations: Vec<ConversationId>,
    },
    /// Say what the brand is called, and what is not meant by it.
    SetBrand {
        /// From now on.
        brand: Brand,
    },
    /// Say what waiting costs.
    SetWeights {
        /// From now on.
        weights: Weights,
    },
    /// Say that somebody has seen an alert.
    AcknowledgeAlert {
        /// Which.
        alert: AlertId,
    },
    /// Put an alert aside until a moment.
    SnoozeAlert {
        /// Which.
        alert: AlertId,
        /// When it is loud again.
        until: At,
    },
    /// Raise an alert to those above this desk.
    EscalateAlert {
        /// Which.
        alert: AlertId,
    },
    /// Make conversations of one customer one case. The first that was opened leads it.
    JoinCase {
        /// Which.
        conversations: Vec<ConversationId>,
    },
    /// Take a case apart.
    PartCase {
        /// Any of its conversations.
        conversation: ConversationId,
    },
    /// Change hours and promises.
    Promise(PromiseCommand),
    /// Something about the people who answer.
    People(PeopleCommand),
    /// Raise something, or do something about what was raised.
    Escalation(EscalationCommand),
    /// Say something, or hand something off.
    Handoff(HandoffCommand),
    /// Something about the desks of this floor.
    Desk(DeskCommand),
    /// How work is given out.
    Assignment(AssignmentCommand),
    /// Something about plans.
    Schedule(ScheduleCommand),
    /// Something about sources in the network, and what goes out by them.
    Source(SourceCommand),
}

/// What to do when an assignment goes over an agent's capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeyondCapacity {
    /// Say no, so that the person can be asked.
    Refuse,
    /// The person was asked and wants it so.
    Allow,
}

/// Why a command was not done. Nothing has changed. The words are for the person at the desk.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing was selected.
    #[error("nothing is selected")]
    NothingSelected,
    /// More than one command may carry.
    #[error("{asked} conversations at once are too many; select at most {most}")]
    TooMany {
        /// How many were asked for.
        asked: usize,
        /// How many are allowed.
        most: usize,
    },
    /// No such conversation.
    #[error("conversation {} is not on this floor", .0.0)]
    NoConversation(ConversationId),
    /// No such agent.
    #[error("that agent is not on this floor")]
    NoAgent,
    /// No such channel.
    #[error("that channel is not on this floor")]
    NoChannel,
    /// No such alert.
    #[error("that alert is not remembered any more")]
    NoAlert,
    /// Over capacity.
    #[error("{name} is at capacity, {holds} of {capacity}")]
    AtCapacity {
        /// Who.
        name: String,
        /// What they hold.
        holds: usize,
        /// What they can hold.
        capacity: u16,
        /// How many would be more than that.
        over: usize,
    },
    /// Over a limit that is not the plain capacity of an agent. The person can be asked.
    #[error("{0}")]
    OverLimit(String),
    /// Not there.
    #[error("{name} is {state}")]
    NotAvailable {
        /// Who.
        name: String,
        /// For example `off shift` or `away, lunch`.
        state: String,
    },
    /// It is so already.
    #[error("{0}")]
    AlreadySo(String),
    /// Not in this state.
    #[error("conversation {} is {state}; {instead}", .conversation.0)]
    WrongState {
        /// Which.
        conversation: ConversationId,
        /// Its state.
        state: &'static str,
        /// What can be done instead.
        instead: &'static str,
    },
    /// A snooze into the past.
    #[error("that moment has passed; choose a later one")]
    NotInFuture,
    /// A promise nobody should make, or none at all.
    #[error("{0}")]
    BadValue(String),
    /// Nothing to undo.
    #[error("there is nothing left to undo")]
    NothingToUndo,
    /// Something happened since, so undoing would hide it.
    #[error("conversation {} has changed since; it was left as it is", .0.0)]
    ChangedSince(ConversationId),
    /// Not in this role.
    #[error("{}", not_allowed(*.role, .what, *.ask))]
    NotAllowed {
        /// Who asked.
        role: Role,
        /// For what, after `may not`.
        what: &'static str,
        /// Who may.
        ask: Role,
    },
    /// A partner asked for what is not in their queue.
    #[error("{}", not_yours(.group))]
    NotYours {
        /// Whose queue they see.
        group: String,
    },
    /// The floor that is shown is the past.
    #[error("this is the floor as it was; go back to now to decide")]
    InThePast,
    /// The store takes nothing.
    #[error("the decision could not be kept, so it was not made: {0}")]
    NotKept(String),
}

impl Refusal {
    /// A word for counting refusals by kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Refusal::NothingSelected => "nothing_selected",
            Refusal::TooMany { .. } => "too_many",
            Refusal::NoConversation(_) => "no_conversation",
            Refusal::NoAgent => "no_agent",
            Refusal::NoChannel => "no_channel",
            Refusal::NoAlert => "no_alert",
            Refusal::AtCapacity { .. } => "at_capacity",
            Refusal::OverLimit(_) => "over_limit",
            Refusal::NotAvailable { .. } => "not_available",
            Refusal::AlreadySo(_) => "already_so",
            Refusal::WrongState { .. } => "wrong_state",
            Refusal::NotInFuture => "not_in_future",
            Refusal::BadValue(_) => "bad_value",
            Refusal::NothingToUndo => "nothing_to_undo",
            Refusal::ChangedSince(_) => "changed_since",
            Refusal::NotAllowed { .. } => "not_allowed",
            Refusal::NotYours { .. } => "not_yours",
            Refusal::InThePast => "in_the_past",
            Refusal::NotKept(_) => "not_kept",
        }
    }
}

/// `a viewer only looks; ask a lead`.
fn not_allowed(role: Role, what: &str, ask: Role) -> String {
    let ask = ask.word();
    match role {
        Role::Viewer => format!("a viewer only looks; ask a {ask}"),
        role => format!("a {} may not {what}; ask a {ask}", role.word()),
    }
}

fn not_yours(group: &str) -> String {
    if group.is_empty() {
        "this desk is a partner's and no group is named; choose one in the settings".into()
    } else {
        format!("that is not in the queue of {group}, and a partner works only there")
    }
}
