//! Escalations: what was raised, to which rung of which ladder, and what was done about it.
//!
//! A ladder always ends with a person or with an alarm. What is raised waits on a rung until somebody who stands there
//! says that they have it; when their time has passed, or nobody stands there, it goes to the next rung, and after the
//! last one an alarm burns on the wallboard until somebody takes it. The ladder and the playbook are copied into each
//! escalation when it is raised, so that changing them later changes nothing that runs.
//!
//! ```
//! use watchfloor::floor::escalation::Ladder;
//! let ladder = Ladder::default();
//! let minutes: Vec<u32> = ladder.rungs.iter().map(|r| r.ack_secs / 60).collect();
//! assert_eq!(minutes, [5, 5, 15], "acknowledged after 25 minutes at the latest, or an alarm burns");
//! ```

mod apply;
mod decide;
mod edit;
mod hear;
mod ladder;
mod playbook;
mod row;
mod rule;
mod store;
mod time;

pub use ladder::{Ladder, LadderId, Mute, Muted, Rung, Substitute};
pub use playbook::{Step, Trouble};
pub use row::{Escalation, Line, Progress, Raiser, Stood, Stretch, What, Why};
pub use rule::{Rule, When, tried};
pub use store::{Before, EscalationParts, Escalations, RuleState};

pub(super) use decide::{decide, undone_words, with_alert};
pub(super) use time::{due, next_deadline};

use super::{AgentId, At, ConversationId, EscalationId};

/// What can happen here.
#[expect(missing_docs, reason = "a field is named after what it holds")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EscalationEvent {
    /// A ladder was written. What runs keeps the one it has.
    LadderSet { ladder: LadderId, to: Ladder },
    /// A rule was written, or dropped.
    RuleSet { rule: u16, to: Option<Rule> },
    /// A playbook was written.
    PlaybookSet { trouble: Trouble, steps: Vec<String> },
    /// Somebody stands in for somebody else, or no longer.
    SubstituteSet { instead_of: AgentId, to: Option<Substitute> },
    /// Something was told to be quiet, or no longer.
    MuteSet { of: Muted, to: Option<Mute> },
    /// Something was raised, and waits on the first rung until `due`.
    Raised {
        escalation: EscalationId,
        trouble: Trouble,
        title: String,
        conversations: Vec<ConversationId>,
        by: Raiser,
        words: String,
        ladder: Ladder,
        steps: Vec<String>,
        due: At,
    },
    /// Something happened to an escalation.
    Of { escalation: EscalationId, what: What },
    /// What a rule had noticed needs nothing any more.
    Lapsed { rule: u16, conversation: ConversationId },
}

/// What a person may ask for here.
#[expect(missing_docs, reason = "a field is named after what it holds")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EscalationCommand {
    /// Write a ladder: one that is there, or the next.
    SetLadder { ladder: LadderId, to: Ladder },
    /// Write a rule: a new one for `None`; drop it for no words.
    SetRule { rule: Option<u16>, to: Option<Rule> },
    /// Take over the rules that are offered.
    UseSuggestedRules,
    /// Write a playbook.
    SetPlaybook { trouble: Trouble, steps: Vec<String> },
    /// Let somebody stand in for somebody else; nobody for `None`.
    Substitute { instead_of: AgentId, to: Option<Substitute> },
    /// Tell a group or a rule to be quiet; no longer for `None`.
    Mute { of: Muted, to: Option<Mute> },
    /// Raise conversations as one matter, for an agent who asked or for the desk itself.
    Raise {
        conversations: Vec<ConversationId>,
        trouble: Trouble,
        title: String,
        by: Option<AgentId>,
        words: String,
        ladder: LadderId,
    },
    /// Somebody has it. What it is about becomes theirs.
    Take { escalation: EscalationId, agent: AgentId },
    /// Somebody else has it from now on.
    Reassign { escalation: EscalationId, agent: AgentId },
    /// Nobody has it any more; it waits on its rung again.
    GiveBack { escalation: EscalationId },
    /// Move it to another rung, up or down.
    MoveTo { escalation: EscalationId, rung: u8, reason: String },
    /// Say what is being done.
    Say { escalation: EscalationId, words: String },
    /// It goes on somewhere else.
    HandOff { escalation: EscalationId, to: String },
    /// Tick a step of the playbook, or take the tick away.
    Tick { escalation: EscalationId, step: u8, done: bool, by: Option<AgentId> },
    /// These belong to it too.
    Link { escalation: EscalationId, conversations: Vec<ConversationId> },
    /// This does not belong to it.
    Unlink { escalation: EscalationId, conversation: ConversationId },
    /// Write down what happened elsewhere.
    Note { escalation: EscalationId, words: String },
    /// Begin or end incident mode: while it is on, automatic answers hold still.
    Incident { escalation: EscalationId, on: bool, contact: String },
    /// It is over, and why.
    Resolve { escalation: EscalationId, reason: String },
    /// It is not over after all.
    Reopen { escalation: EscalationId },
}

/// Whether a promise is broken: it is kept at its moment, and broken the second after.
fn reached(due: At, now: At) -> bool {
    due < now
}
