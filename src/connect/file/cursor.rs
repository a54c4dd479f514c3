//! Where an import goes on.

use std::fmt;

use super::csv::State;

/// A place between two rows, written `byte:line:rows`, and `:searching` or `:passing` after a row that went wrong.
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
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.byte, self.line, self.rows)?;
        f.write_str(match self.state {
            State::Reading => "",
            State::Searching => ":searching",
            State::Passing => ":passing",
        })
    }
}

impl Cursor {
    /// Reads what was written.
    pub fn parse(text: &str) -> Option<Cursor> {
        let mut parts = text.split(':');
        let mut number = || parts.next()?.parse::<u64>().ok();
        let (byte, line, rows) = (number()?, number()?, number()?);
        let state = match (parts.next(), parts.next()) {
            (None, None) => State::Reading,
            (Some("searching"), None) => State::Searching,
            (Some("passing"), None) => State::Passing,
            _ => return None,
        };
        Some(Cursor { byte, line, rows, state })
    }
}
