//! The floor's table: one question, its answer in order, and the rows that are looked at.

use super::CostRow;
use crate::floor::{AgentId, At, ChannelId, ConversationId, Cues, Lane, Level, State, Tier};
use std::sync::Arc;

/// What the table is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Only the queue of this group: set by the engine for a partner's desk, whatever the window asks.
    pub queue: Option<String>,
    /// Which set.
    pub chip: Chip,
    /// Words to be found in the text or the author's name; empty for all.
    pub search: String,
    /// Only this channel.
    pub channel: Option<ChannelId>,
    /// Only this agent's.
    pub owner: Option<AgentId>,
    /// In which order.
    pub sort: Sort,
    /// The order turned round.
    pub reversed: bool,
    /// Only authors with at least so many points of influence; 0 for all.
    pub influence_min: u8,
}

/// The sets above the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Chip {
    /// The customer waits and nobody has it.
    #[default]
    NeedsOwner,
    /// Waiting past the promised moment.
    PastTarget,
    /// Will be past it within 15 minutes.
    Next15Min,
    /// Strangers carry it on.
    Spreading,
    /// Somebody praises.
    Praise,
    /// For others than the agents of this floor.
    OtherLanes,
    /// Put aside.
    Snoozed,
    /// Everything that is not resolved.
    Open,
    /// Everything.
    All,
}

impl Chip {
    /// In the order of the screen.
    pub const ALL: [Chip; 9] = [
        Chip::NeedsOwner,
        Chip::PastTarget,
        Chip::Next15Min,
        Chip::Spreading,
        Chip::Praise,
        Chip::OtherLanes,
        Chip::Snoozed,
        Chip::Open,
        Chip::All,
    ];

    /// The words on it.
    pub fn word(self) -> &'static str {
        match self {
            Chip::NeedsOwner => "Needs an owner",
            Chip::PastTarget => "Past target",
            Chip::Next15Min => "Next 15 min",
            Chip::Spreading => "Viral risk",
            Chip::Praise => "Praise",
            Chip::OtherLanes => "Other teams",
            Chip::Snoozed => "Snoozed",
            Chip::Open => "All open",
            Chip::All => "Everything",
        }
    }
}

/// What the rows are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As the floor serves now: whoever waits longest, and in priority mode whoever costs most.
    #[default]
    Turn,
    /// Cost of delay, most first.
    Cost,
    /// The promised moment, soonest first; rows without one last.
    Due,
    /// How long the customer has waited, longest first.
    Waiting,
    /// Followers of the author, most first.
    Reach,
    /// The newest happening first.
    Touched,
    /// Reposts, likes and quotes, most first.
    Amplified,
    /// Influence of the author, most first.
    Influence,
    /// People times minutes that it stood unanswered in public, most first; nothing once it is answered.
    Exposure,
}

impl Sort {
    /// In the order of the menu.
    pub const ALL: [Sort; 9] = [
        Sort::Turn,
        Sort::Cost,
        Sort::Due,
        Sort::Waiting,
        Sort::Reach,
        Sort::Influence,
        Sort::Exposure,
        Sort::Touched,
        Sort::Amplified,
    ];

    /// The words in the menu.
    pub fn word(self) -> &'static str {
        match self {
            Sort::Turn => "turn",
            Sort::Cost => "cost of delay",
            Sort::Due => "time left",
            Sort::Waiting => "waiting",
            Sort::Reach => "reach",
            Sort::Touched => "newest",
            Sort::Amplified => "reshares and likes",
            Sort::Influence => "influence",
            Sort::Exposure => "minutes unanswered × people",
        }
    }
}

/// How many are in each set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChipCounts {
    /// In the order of [`Chip::ALL`].
    pub counts: [usize; 9],
}

impl ChipCounts {
    /// How many are in this set.
    pub fn of(&self, chip: Chip) -> usize {
        Chip::ALL.iter().position(|c| *c == chip).and_then(|i| self.counts.get(i)).copied().unwrap_or(0)
    }
}

/// The table.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The question this answers.
    pub query: Query,
    /// The answer: all of it, in order. It stays as it is while it is looked at.
    pub order: Arc<[ConversationId]>,
    /// The place in `order` of the first of `rows`.
    pub first: usize,
    /// The rows that are looked at and some around them.
    pub rows: Vec<Row>,
    /// How many more would be in `order` if it were asked for again.
    pub newer: usize,
    /// True while the question is still being worked on.
    pub searching: bool,
    /// How many are in each set.
    pub counts: ChipCounts,
    /// Channels that can be asked for.
    pub channels: Vec<(ChannelId, String)>,
}

impl Listing {
    /// The row at this place, when it is loaded.
    pub fn row(&self, place: usize) -> Option<&Row> {
        place.checked_sub(self.first).and_then(|i| self.rows.get(i))
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub conversation: ConversationId,
    /// Where it stands.
    pub state: State,
    /// The promised moment that comes next: first response, or resolution once answered.
    pub due: Option<At>,
    /// Whether `due` is of the first response.
    pub due_is_first_response: bool,
    /// Since when the customer waits.
    pub waiting_since: Option<At>,
    /// The first words.
    pub text: Arc<str>,
    /// When we were told that these are other words than those that were written first.
    pub edited_at: Option<At>,
    /// When we were told that they are not there any more where they were written.
    pub gone_at: Option<At>,
    /// Who wrote.
    pub author: String,
    /// How many follow the author.
    pub followers: Option<u32>,
    /// Where.
    pub channel: String,
    /// On which account of ours.
    pub handle: String,
    /// Who has it.
    pub owner: Option<String>,
    /// Things written in it.
    pub mentions: u16,
    /// Reposts, likes and quotes.
    pub amplified: u32,
    /// When anything last happened in it.
    pub touched_at: At,
    /// What one more minute costs; empty when nobody waits.
    pub cost: CostRow,
    /// Influence of the author, 0 to 100.
    pub influence: u8,
    /// Who the customer is to us, when we know them.
    pub tier: Option<Tier>,
    /// What triage read, when it read it.
    pub reading: Option<Lane>,
    /// Cues of urgency and risk.
    pub cues: Cues,
    /// How many copies of it came after it.
    pub copies: u32,
    /// Other conversations that are one case with it.
    pub parts: usize,
    /// Its alert's level, when it burns.
    pub alert: Option<Level>,
}
