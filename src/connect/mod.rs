//! The outside: networks, helpdesks and files, each turned into pages of mentions.

pub mod file;

use crate::floor::Incoming;

/// Something that could not be read as a mention. It is kept as it came, so that it can be tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands, for example `line 812`.
    pub place: String,
    /// What is wrong with it, in the words of the person at the desk.
    pub reason: String,
    /// What was read, as far as it can be shown; at most [`crate::limits::TEXT_CHARS_MAX`] characters.
    pub raw: String,
}

/// A page of mentions from one source, with the place to go on from. A page is kept whole with its cursor, or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What was read, in the source's order; at most [`crate::limits::PAGE_MENTIONS_MAX`].
    pub mentions: Vec<Incoming>,
    /// What could not be.
    pub problems: Vec<Problem>,
    /// Where to go on from; for a file the byte after the last row of this page, with its line and row.
    pub cursor: String,
}
