//! Where an import goes on.

use std::fmt;

use super::csv::State;

/// A place between two rows, written `byte:line:rows`; after a row that went wrong, also what the reader is about and
/// the byte at which it gives that up, as in `90:7:5:searching:120`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    /// The byte after the last row.
    pub byte: u64,
    /// The line on which the next row begins.
    pub line: u64,
    /// Rows before it.
    pub rows: u64,
    /// What the reader was about.
    pub state: State,
    /// Where a search ends if it finds nothing.
    pub search_end: u64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.byte, self.line, self.rows)?;
        match self.state {
            State::Reading => Ok(()),
            State::Searching => write!(f, ":searching:{}", self.search_end),
            State::Passing => write!(f, ":passing:{}", self.search_end),
        }
    }
}

impl Cursor {
    /// The cursor before a row.
    pub fn reading(byte: u64, line: u64, rows: u64) -> Cursor {
        Cursor { byte, line, rows, state: State::Reading, search_end: u64::MAX }
    }

    /// Reads what was written.
    pub fn parse(text: &str) -> Option<Cursor> {
        let parts: Vec<&str> = text.split(':').collect();
        let (place, state, search_end) = match parts.as_slice() {
            [place @ .., "searching", end] => (place, State::Searching, end.parse().ok()?),
            [place @ .., "passing", end] => (place, State::Passing, end.parse().ok()?),
            place => (place, State::Reading, u64::MAX),
        };
        let [byte, line, rows] = place else { return None };
        let (byte, line, rows) = (byte.parse().ok()?, line.parse().ok()?, rows.parse().ok()?);
        Some(Cursor { byte, line, rows, state, search_end })
    }
}
