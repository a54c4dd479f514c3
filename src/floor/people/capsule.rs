//! The hand-over capsule: what a shift leaves to the next.

use crate::floor::{AgentId, AlertId, At, ConversationId};
use crate::limits;
use std::collections::BTreeMap;

/// The number of a capsule, given in the order in which they were left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CapsuleId(pub u32);

/// Why work was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The shift ended.
    ShiftEnded,
    /// An absence began.
    Absent,
    /// A lead logged them out.
    LoggedOut,
    /// They went off shift and took nothing along.
    WentOff,
}

impl Why {
    /// The words on the capsule.
    pub fn words(self) -> &'static str {
        match self {
            Why::ShiftEnded => "shift ended",
            Why::Absent => "absent",
            Why::LoggedOut => "logged out",
            Why::WentOff => "went off shift",
        }
    }
}

/// What one agent left. Every conversation that was taken from somebody who is gone is in exactly one capsule each time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capsule {
    /// Who left it.
    pub agent: AgentId,
    /// When.
    pub at: At,
    /// Why.
    pub why: Why,
    /// The substitute who has it now; `None` when it went back into the queue.
    pub to: Option<AgentId>,
    /// Conversations in which the customer waits, in order of their number.
    pub open: Vec<ConversationId>,
    /// What was put aside, and when it comes back: promises that somebody else must keep now.
    pub aside: Vec<(ConversationId, At)>,
    /// Answered ones, in which the customer has the word.
    pub pending: Vec<ConversationId>,
    /// Where an answer was begun.
    pub drafts: Vec<ConversationId>,
    /// Alerts that burnt at the time.
    pub watch: Vec<AlertId>,
    /// In their own words.
    pub note: String,
    /// Who of the next shift took it over, and when.
    pub accepted: Option<(AgentId, At)>,
}

impl Capsule {
    /// All conversations that were taken from whoever left it, each once.
    pub fn taken(&self) -> impl Iterator<Item = ConversationId> {
        let aside = self.aside.iter().map(|(id, _)| *id);
        self.open.iter().copied().chain(aside).chain(self.pending.iter().copied())
    }
}

/// The capsules that are remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capsules {
    rows: BTreeMap<CapsuleId, Capsule>,
    left: u32,
}

impl Capsules {
    /// A capsule, if it is remembered.
    pub fn get(&self, id: CapsuleId) -> Option<&Capsule> {
        self.rows.get(&id)
    }

    /// Newest first.
    pub fn newest(&self) -> impl Iterator<Item = (CapsuleId, &Capsule)> {
        self.rows.iter().rev().map(|(id, row)| (*id, row))
    }

    /// The number that the next one gets.
    pub fn next_id(&self) -> CapsuleId {
        CapsuleId(self.left)
    }

    pub(super) fn keep(&mut self, id: CapsuleId, row: Capsule) {
        self.left = self.left.max(id.0.saturating_add(1));
        self.rows.insert(id, row);
        while self.rows.len() > limits::CAPSULES_KEPT_MAX {
            self.rows.pop_first();
        }
    }

    pub(super) fn accept(&mut self, id: CapsuleId, by: AgentId, at: At) {
        if let Some(row) = self.rows.get_mut(&id) {
            row.accepted = row.accepted.or(Some((by, at)));
        }
    }

    /// The capsules that are made of these rows, and how many were ever left.
    pub fn from_rows(rows: impl IntoIterator<Item = (CapsuleId, Capsule)>, left: u32) -> Capsules {
        Capsules { rows: rows.into_iter().collect(), left }
    }
}
