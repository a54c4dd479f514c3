//! Everything that can ever wake the engine.

use super::outbox::DeliveryNews;
use crate::floor::source::{Change, DeliveryId};
use crate::floor::{Actor, At, AuthorId, Command, Customer, Floor, Incoming, Refusal, Seat, SourceKind, Unreadable};
use crate::view::made::Names;
use crate::view::{AuditAsked, Looking, SealCheck};

use super::auditing::Audited;
use super::planning::{PlanWork, Planned};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Everything that can ever wake the engine.
#[derive(Debug)]
pub enum Input {
    /// A page was read.
    Fetched(Fetched),
    /// A page could not be read.
    Failed(Failed),
    /// Customers were read from the user's own records.
    Customers(Vec<Customer>),
    /// A customer system was asked who somebody is.
    LookedUp {
        /// Who.
        author: AuthorId,
        /// Whom it named; nobody is an answer, too.
        customers: Vec<Customer>,
    },
    /// Something that has to reach the outside has come further.
    Brought {
        /// What.
        delivery: DeliveryId,
        /// How far.
        news: DeliveryNews,
    },
    /// Something in quarantine was read after all.
    Mended {
        /// The commit that it was quarantined in.
        page: u64,
        /// The place of what was read in its texts.
        slot: u16,
    },
    /// Somebody wants something decided.
    Asked {
        /// Who.
        by: Actor,
        /// Names the wish, for the answer; the window makes it.
        id: u64,
        /// What.
        command: Command,
    },
    /// The person at this desk decides in this role from now on.
    Seated(Seat),
    /// The window looks at something.
    Looking(Looking),
    /// Commit and place of words that a search found; `done` when there are no more.
    Found {
        /// Which search.
        search: u64,
        /// Where the words lie, in ascending order.
        hits: Vec<(u64, u16)>,
        /// No more will come.
        done: bool,
    },
    /// A part of the log was looked through for the audit.
    Audited(Audited),
    /// All seals were checked.
    SealsChecked(SealCheck),
    /// Something was worked out for the planner, or is on its way.
    Planned {
        /// Which work.
        id: u64,
        /// What came of it so far.
        what: Planned,
    },
    /// A floor of the past is ready.
    Folded {
        /// As it was then.
        floor: Arc<Floor>,
        /// When.
        at: At,
    },
}

/// Where a page comes from. The engine adds what is new of it to the floor's tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRef {
    /// For example `threads.csv`.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// The channel's name.
    pub channel: String,
    /// The account of ours that mentions are addressed to unless their words name another.
    pub handle: String,
}

/// A page of mentions. It is kept whole with its cursor, or not at all.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// From where.
    pub source: SourceRef,
    /// What was written.
    pub mentions: Vec<Incoming>,
    /// What could not be read.
    pub unreadable: Vec<Unreadable>,
    /// What the source tells of what is on the floor already, or on this page.
    pub changes: Vec<Change>,
    /// Where to go on from.
    pub cursor: String,
    /// The source is read to its end.
    pub done: bool,
    /// It tells of what happened earlier, and counts at the moment it happened.
    pub afterwards: bool,
}

/// A page that could not be read.
#[derive(Clone, Debug)]
pub struct Failed {
    /// From where.
    pub source: SourceRef,
    /// Why, in words.
    pub reason: String,
}

/// What became of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The page is kept.
    Taken {
        /// New mentions and signals.
        new: u32,
        /// Known ones.
        known: u32,
        /// Things that could not be read, and are new as such.
        quarantined: u32,
    },
    /// The wish is done; in words.
    Done {
        /// For example `3 conversations assigned to Ade B.`.
        words: String,
        /// Whether it can be taken back.
        undoable: bool,
    },
    /// The wish is refused.
    Refused(Refusal),
    /// Nothing of it is kept; send it again later.
    NotKept(String),
    /// There is nothing to say.
    Noted,
}

/// Work that would keep a turn waiting. Whoever runs the engine does it elsewhere and sends the answer as an input.
#[derive(Debug)]
pub enum Job {
    /// Read words and look for some in them; answered by [`Input::Found`].
    Search {
        /// Names it; a newer one makes it worthless.
        search: u64,
        /// Lower-case words to look for.
        needle: String,
        /// The commits whose words to read, ascending.
        pages: Vec<u64>,
    },
    /// Look through commits for the audit; answered by [`Input::Audited`].
    Audit {
        /// Names the question.
        id: u64,
        /// What is looked for.
        asked: AuditAsked,
        /// The newest commit to look at.
        high: u64,
        /// The oldest.
        low: u64,
        /// So many rows are enough.
        rows_max: usize,
        /// What things are called.
        names: Arc<Names>,
    },
    /// Make the chain of seals anew and compare; answered by [`Input::SealsChecked`].
    CheckSeals,
    /// Work something out for the planner; answered by [`Input::Planned`], as often as there is something new.
    Plan {
        /// Names the work.
        id: u64,
        /// Set when nobody waits for it any more: a search ends with the best it has, all else with nothing.
        stop: Arc<AtomicBool>,
        /// What.
        work: PlanWork,
    },
    /// Fold the facts up to a moment; answered by [`Input::Folded`].
    Fold {
        /// A floor to go on from, if one serves.
        base: Option<Arc<Floor>>,
        /// The moment.
        until: At,
    },
}
