//! Where mentions come from, and what could not be read.

use crate::floor::{At, SourceId};

/// All of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sources {
    /// In the order they were added.
    pub rows: Vec<SourceRow>,
    /// What could not be read, newest first; at most [`crate::limits::QUARANTINE_SHOWN_MAX`].
    pub quarantine: Vec<QuarantineRow>,
    /// How many there are in all.
    pub quarantined: usize,
}

/// How a source does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceState {
    /// Read, and up to date.
    Live,
    /// Read, but late.
    Behind,
    /// Cannot be read; why.
    Failing(String),
    /// A file, read to its end.
    Done,
    /// A file, read in part.
    Partly,
}

/// One source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// Which.
    pub source: SourceId,
    /// For example `X @larkhelp` or `threads.csv`.
    pub name: String,
    /// For example `rehearsal network` or `file`.
    pub kind: String,
    /// How it does.
    pub state: SourceState,
    /// When the newest mention arrived.
    pub last_in: Option<At>,
    /// When it was last read, with or without anything new.
    pub last_read: Option<At>,
    /// Seconds from writing to arriving, of the newest page.
    pub lag_secs: Option<u32>,
    /// Things read, all told.
    pub read: u64,
    /// Of these, new.
    pub new: u64,
    /// Of these, known already.
    pub known: u64,
    /// Of these, not readable.
    pub quarantined: u64,
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantineRow {
    /// From where.
    pub source: String,
    /// Its place there.
    pub place: String,
    /// What is wrong with it.
    pub reason: String,
    /// What was read.
    pub raw: String,
    /// When.
    pub at: At,
}
