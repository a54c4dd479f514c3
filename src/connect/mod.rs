//! The outside: networks, helpdesks and files, each turned into pages of mentions.

pub mod customers;
pub mod file;
pub mod ical;
pub mod ics;
pub mod net;
pub mod roster;
pub mod send;

use crate::floor::Incoming;

pub use crate::floor::Unreadable as Problem;

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
