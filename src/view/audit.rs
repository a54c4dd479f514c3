//! Who did what, when and why.

use crate::floor::{At, ConversationId};
use std::sync::Arc;

/// What somebody wants to know of the past.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditAsked {
    /// Words that must all stand in a row: a name, a kind, a reason, a moment as `2026-11-27` or `14:3`.
    pub search: String,
    /// Only what was decided about this conversation.
    pub conversation: Option<ConversationId>,
    /// Also what the clock and the floor's own rules did.
    pub all: bool,
    /// How many rows are wanted; more are looked for when the person scrolls to the end.
    pub count: usize,
    /// Grows by one when the person wants every seal checked.
    pub check: u64,
}

/// One row: what one command did, however many conversations it was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// The place in the log.
    pub seq: u64,
    /// When.
    pub at: At,
    /// Who: `supervisor at this desk`, `the floor's rules`, `the clock`.
    pub by: String,
    /// What kind of thing, for example `assigned`.
    pub kind: String,
    /// What, in words.
    pub what: String,
    /// Why, where a reason was given.
    pub why: String,
    /// The first conversation that it was about.
    pub conversation: Option<ConversationId>,
    /// How many it was about.
    pub count: usize,
    /// Joins what one command did; 0 for none.
    pub group: u64,
}

/// What a check of all seals found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealCheck {
    /// When it was made.
    pub at: At,
    /// Commits that were read.
    pub commits: u64,
    /// Seals that hold.
    pub seals: u64,
    /// What does not, in words.
    pub broken: Vec<String>,
}

/// The audit, as far as it is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// The question this answers.
    pub asked: AuditAsked,
    /// Newest first.
    pub rows: Arc<[AuditRow]>,
    /// More is being looked for.
    pub searching: bool,
    /// The log was read to its beginning.
    pub whole: bool,
    /// When the log was last sealed, and up to which commit.
    pub sealed: Option<(At, u64)>,
    /// How many seals there are.
    pub seals: u64,
    /// What the newest check of them found.
    pub checked: Option<SealCheck>,
}
