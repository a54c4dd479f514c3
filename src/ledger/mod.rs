//! Where facts are kept.
//!
//! A ledger is an ordered list of commits. One decision is one commit; a commit is kept whole or not at all, and
//! [`Ledger::append`] answering `Ok` means that the decision survives a power cut.
//!
//! A ledger interprets no fact: a body is bytes. What the bytes mean is said once, in [`wire`].
//! Texts of customers lie beside the body under a key of their own, so that a person can be erased
//! and the history still adds up.
//!
//! What a ledger does not do: it keeps no index but the head of each key. Every question about the floor is answered
//! by the projection in memory.

mod archive;
mod check;
mod embedded;
mod faulty;
mod frame;
mod journal;
mod medium;
mod memory;
mod mend;
mod overlay;
mod reader;
mod recover;
pub mod seal;
mod snapshot;
mod store;
mod subscription;
pub mod wire;

pub use archive::{Report, Restored, export, export_ledger, restore, verify};
pub use embedded::{EmbeddedLedger, Opened, Settings};
pub use faulty::{FaultyMedium, Step, Trouble};
pub use journal::{Journal, JournalReport};
pub use medium::{Folder, Medium};
pub use memory::MemoryLedger;
pub use reader::{Damage, Found, Reader};
pub use recover::{OpenReport, Recovered};
pub use snapshot::{Loaded, Snapshots};
pub use subscription::Subscription;

use std::time::Duration;

/// The place of a commit in the log: global, strictly increasing, gaps allowed. The first is 1; 0 means "none".
pub type Seq = u64;

/// Names one attempt to decide, so that the same attempt sent twice is kept once.
pub type EventId = [u8; 16];

/// One decision on its way to the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// What was decided about, for example `c/17` or `source/2`. At most [`crate::limits::KEY_BYTES_MAX`].
    pub key: String,
    /// The newest commit under this key that the decision was based on; 0 when there was none.
    pub prev: Seq,
    /// Names this attempt.
    pub event_id: EventId,
    /// The facts, as bytes of [`wire`].
    pub body: Vec<u8>,
    /// The texts that the facts point at, as bytes of [`wire`]; empty when there are none.
    pub texts: Vec<u8>,
}

/// A commit that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its place.
    pub seq: Seq,
    /// What was kept. `texts` is empty here: they are read by [`Ledger::texts`].
    pub commit: Commit,
}

/// Why nothing, or perhaps something, was appended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Somebody else decided about the same thing first. Nothing was kept.
    #[error("{key} has changed: based on {expected}, now {actual}")]
    Conflict {
        /// The key that changed.
        key: String,
        /// What the decision was based on.
        expected: Seq,
        /// What is there.
        actual: Seq,
    },
    /// This very attempt is kept already, here.
    #[error("already kept as {0}")]
    Duplicate(Seq),
    /// Whether it is kept cannot be told until the ledger is opened again; sending the same attempt again is safe.
    #[error("it is not known whether the decision was kept: {0}")]
    Unknown(String),
    /// Nothing was kept, for example because the disk is full. The ledger still reads.
    #[error("{0}")]
    Unavailable(String),
}

/// The outside failing under a ledger: a disk, a file, a folder. Worded for the person at the desk.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Another running program holds the store.
    #[error(
        "the store in {0} is already open in another Watchfloor; close that one first, or choose another folder with --data"
    )]
    AlreadyOpen(String),
    /// The operating system refused.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done, for example "cannot write /data/journal/1.log".
        doing: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// What was read is not what was written.
    #[error("{0}")]
    Damaged(String),
}

impl Fault {
    /// Wraps what the system said, with what was being done at the time.
    pub(crate) fn io(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Fault {
        let doing = doing.into();
        move |source| Fault::Io { doing, source }
    }
}

impl Fault {
    /// Whether trying again later can help.
    pub fn is_transient(&self) -> bool {
        matches!(self, Fault::AlreadyOpen(_) | Fault::Io { .. })
    }
}

/// What the health strip shows of a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// For example "memory" or "this machine".
    pub role: &'static str,
    /// Why it takes no more decisions, if it does not.
    pub refuses: Option<String>,
}

/// An ordered, durable list of commits. See the module's page.
pub trait Ledger: Send + Sync {
    /// Keeps all of the commits or none, in order. `Ok` means durable against loss of power.
    ///
    /// Checked in this order: an attempt that is already kept is `Duplicate`; a `prev` that is not the key's head is
    /// `Conflict`. Two commits of one call under one key follow each other: the second's `prev` is
    /// checked against the head before the call.
    fn append(&self, commits: Vec<Commit>) -> Result<Vec<Seq>, AppendError>;

    /// Like [`Ledger::append`], but not yet durable: acknowledged, and shown by the reading calls, only after
    /// [`Ledger::sync`] or a later `append` answered `Ok`. For bulk imports, where one sync serves thousands of
    /// commits. After a crash in between, a prefix of what was appended lazily may be kept, each append whole or not
    /// at all. The places it answers may be used as `prev` of what follows.
    fn append_lazily(&self, commits: Vec<Commit>) -> Result<Vec<Seq>, AppendError> {
        self.append(commits)
    }

    /// Makes all that was appended lazily durable.
    fn sync(&self) -> Result<(), AppendError> {
        Ok(())
    }

    /// The newest commit under a key.
    fn head(&self, key: &str) -> Result<Option<Stored>, Fault>;

    /// The newest place, 0 for an empty ledger.
    fn last_seq(&self) -> Seq;

    /// The texts that were kept with a commit; `None` when it has none.
    fn texts(&self, seq: Seq) -> Result<Option<Vec<u8>>, Fault>;

    /// At most `count_max` commits from `from` on (inclusive), in order. Fewer only at the end of the log.
    fn read(&self, from: Seq, count_max: usize) -> Result<Vec<Stored>, Fault>;

    /// Blocks until there is a commit at or after `from`, or `timeout` is over; says whether there is one.
    fn wait(&self, from: Seq, timeout: Duration) -> bool;

    /// How it is.
    fn health(&self) -> Health;
}
