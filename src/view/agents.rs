//! The agents in lines.

use crate::floor::{AgentId, At, ConversationId, Presence};

/// All of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agents {
    /// In order of name.
    pub rows: Vec<AgentRow>,
}

/// One agent.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentRow {
    /// Who.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// What they can do.
    pub skills: Vec<String>,
    /// In which languages.
    pub languages: Vec<String>,
    /// Whether they take work.
    pub presence: Presence,
    /// Why they are away.
    pub reason: String,
    /// Since when.
    pub since: At,
    /// What they hold.
    pub holds: usize,
    /// What they can hold.
    pub capacity: u16,
    /// What they hold whose customer has waited longest, and since when.
    pub oldest_in_hand: Option<(ConversationId, At)>,
    /// First responses given today.
    pub answered_today: usize,
    /// Of these, in time.
    pub within_today: usize,
    /// Conversations resolved today.
    pub resolved_today: usize,
}
