//! Rows out of bytes.
//!
//! Quoting is that of RFC 4180, with the leniency that every spreadsheet shows. We split rows ourselves, because a
//! reader that gathers a row before it shows it would gather the rest of the file after one unclosed quote.
//! [`split`] looks at bytes in place and says where a row goes wrong; [`Rows`] then finds the next line that reads as
//! a row, so that one broken quote costs one row.

use std::borrow::Cow;
use std::io;

use memchr::{memchr, memchr_iter, memchr2, memchr3};

use super::bytes::Window;
use super::cursor::Cursor;
use super::encoding::Charset;
use super::notes::Notes;
use crate::limits::{CELL_BYTES_MAX, COLUMNS_MAX, PAGE_BYTES_MAX, ROW_BYTES_MAX};

/// One cell of a row, as a place in the bytes that were split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    start: usize,
    end: usize,
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// As it stands.
    Plain,
    /// Quotes within are doubled.
    Doubled,
    /// Text follows the closing quote, as in `"so" called`.
    Tailed,
}

impl Cell {
    /// What the cell says as text; nothing when it is empty.
    pub fn text<'a>(&self, row: &'a [u8], charset: Charset, notes: &mut Notes) -> Option<Cow<'a, str>> {
        if self.start == self.end {
            return None;
        }
        Some(match self.bytes(row) {
            Cow::Borrowed(bytes) => {
                let (text, other) = charset.decode(bytes);
                notes.encoding(other);
                text
            }
            Cow::Owned(bytes) => {
                let (text, other) = charset.decode(&bytes);
                notes.encoding(other);
                Cow::Owned(text.into_owned())
            }
        })
    }

    /// What the cell says.
    pub fn bytes<'a>(&self, row: &'a [u8]) -> Cow<'a, [u8]> {
        let inside = row.get(self.start..self.end).unwrap_or_default();
        if self.form == Form::Plain {
            return Cow::Borrowed(inside);
        }
        let mut out = Vec::with_capacity(inside.len());
        let mut rest = inside;
        while let Some(at) = memchr(b'"', rest) {
            out.extend_from_slice(rest.get(..at).unwrap_or_default());
            rest = rest.get(at + 1..).unwrap_or_default();
            match rest.split_first() {
                Some((b'"', after)) => {
                    out.push(b'"');
                    rest = after;
                }
                // The closing quote: what follows is taken as it stands.
                _ => break,
            }
        }
        out.extend_from_slice(rest);
        Cow::Owned(out)
    }
}

/// Why a row cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A quote is never closed.
    Unclosed,
    /// The file ends within a quoted cell of its last line.
    CutOff,
    /// A cell over [`CELL_BYTES_MAX`].
    LongCell,
    /// A row over [`ROW_BYTES_MAX`].
    LongRow,
    /// A quoted cell of several lines has text after its closing quote: one of its quotes belongs elsewhere.
    Quote,
    /// More than [`COLUMNS_MAX`] columns.
    Columns,
    /// So many columns, which is not as many as the header has. The row itself is as long as this.
    Misfit { columns: usize, len: usize, lines: u64 },
}

/// What stands at the front of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Split {
    /// A row of so many bytes, with its line end, in which so many lines end.
    Row { len: usize, lines: u64 },
    /// Its end is not in sight.
    More,
    /// It goes wrong.
    Wrong(Fault),
}

/// Splits the first row off `data`. `ended` says that nothing follows `data`.
pub(super) fn split(data: &[u8], delimiter: u8, ended: bool, columns_max: usize, cells: &mut Vec<Cell>) -> Split {
    cells.clear();
    let (mut at, mut lines) = (0, 0);
    loop {
        if cells.len() >= columns_max {
            return Split::Wrong(Fault::Columns);
        }
        let (cell, stop) = match data.get(at) {
            Some(b'"') => match quoted(data, at, delimiter, ended, &mut lines) {
                Ok(found) => found,
                Err(split) => return split,
            },
            _ => match plain(data, at, delimiter, ended) {
                Ok(stop) => (Cell { start: at, end: stop, form: Form::Plain }, stop),
                Err(split) => return split,
            },
        };
        if cell.end - cell.start > CELL_BYTES_MAX {
            return Split::Wrong(Fault::LongCell);
        }
        cells.push(cell);
        at = stop + 1;
        match (data.get(stop), data.get(at)) {
            (Some(b'\r'), Some(b'\n')) => return Split::Row { len: at + 1, lines: lines + 1 },
            (Some(b'\r'), None) if !ended => return Split::More,
            (Some(b'\n' | b'\r'), _) => return Split::Row { len: at, lines: lines + 1 },
            (None, _) => return Split::Row { len: stop, lines },
            (Some(_), _) => {}
        }
    }
}

/// Where an unquoted stretch ends: at a delimiter, a line end, or the end of all.
fn plain(data: &[u8], at: usize, delimiter: u8, ended: bool) -> Result<usize, Split> {
    let rest = data.get(at..).unwrap_or_default();
    match memchr3(delimiter, b'\n', b'\r', rest) {
        Some(stop) => Ok(at + stop),
        None if rest.len() > CELL_BYTES_MAX => Err(Split::Wrong(Fault::LongCell)),
        None if ended => Ok(data.len()),
        None => Err(Split::More),
    }
}

fn quoted(data: &[u8], open: usize, delimiter: u8, ended: bool, lines: &mut u64) -> Result<(Cell, usize), Split> {
    let start = open + 1;
    let (mut at, mut form) = (start, Form::Plain);
    loop {
        let rest = data.get(at..).unwrap_or_default();
        let Some(quote) = memchr(b'"', rest).map(|found| at + found) else {
            return Err(unclosed(data, start, ended));
        };
        match data.get(quote + 1) {
            Some(b'"') => {
                form = Form::Doubled;
                at = quote + 2;
                continue;
            }
            None if !ended => return Err(unclosed(data, start, ended)),
            _ => {}
        }
        let inside = data.get(start..quote).unwrap_or_default();
        let within = memchr_iter(b'\n', inside).count() as u64;
        *lines += within;
        match data.get(quote + 1) {
            None | Some(b'\n' | b'\r') => return Ok((Cell { start, end: quote, form }, quote + 1)),
            Some(next) if *next == delimiter => return Ok((Cell { start, end: quote, form }, quote + 1)),
            Some(_) if within > 0 => return Err(Split::Wrong(Fault::Quote)),
            Some(_) => {
                let stop = plain(data, quote + 1, delimiter, ended)?;
                return Ok((Cell { start, end: stop, form: Form::Tailed }, stop));
            }
        }
    }
}

fn unclosed(data: &[u8], start: usize, ended: bool) -> Split {
    let inside = data.get(start..).unwrap_or_default();
    if inside.len() > CELL_BYTES_MAX {
        Split::Wrong(Fault::LongCell)
    } else if !ended {
        Split::More
    } else if memchr2(b'\n', b'\r', inside.trim_ascii_end()).is_some() {
        Split::Wrong(Fault::Unclosed)
    } else {
        Split::Wrong(Fault::CutOff)
    }
}

/// How many bytes the first line has with its end; `None` when the end is not in sight.
pub(super) fn line_len(data: &[u8], ended: bool) -> Option<usize> {
    let Some(at) = memchr2(b'\n', b'\r', data) else {
        return ended.then_some(data.len());
    };
    match (data.get(at), data.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some(at + 2),
        (Some(b'\r'), None) if !ended => None,
        _ => Some(at + 1),
    }
}

/// What the rows do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A row of the right number of columns. It is in sight until [`Rows::accept`].
    Row { len: usize, lines: u64 },
    /// A row that goes wrong. It is in sight until [`Rows::reject`].
    Wrong(Fault),
    /// Much was passed over without finding a row; ask again.
    Pause,
    /// The end.
    End,
}

/// Whether rows are being read, or the next one is being looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    /// The next byte begins a row.
    #[default]
    Reading,
    /// The next byte begins a line that may be no row.
    Searching,
    /// The next byte is within a line that is no row.
    Passing,
}

/// Goes from row to row.
pub(super) struct Rows {
    /// Between cells.
    pub delimiter: u8,
    /// As many as the header has.
    pub columns: usize,
    /// The cells of the row in sight.
    pub cells: Vec<Cell>,
    /// What it is about.
    pub state: State,
    /// Lines passed over in search of a row.
    pub passed: u64,
    /// Where the search ends if it finds nothing.
    pub search_end: u64,
}

impl Rows {
    /// Rows of so many columns, from a cursor on.
    pub fn new(delimiter: u8, columns: usize, cursor: Cursor) -> Rows {
        let Cursor { state, search_end, .. } = cursor;
        Rows { delimiter, columns, cells: Vec::new(), state, passed: 0, search_end }
    }

    /// Finds the next row, or what is wrong with it.
    pub fn step(&mut self, window: &mut Window) -> io::Result<Step> {
        let begun = window.offset;
        loop {
            if window.offset - begun > PAGE_BYTES_MAX {
                return Ok(Step::Pause);
            }
            if window.data().len() < 2 {
                window.fill()?;
            }
            match window.data() {
                [] => return Ok(Step::End),
                [b'\r', b'\n', ..] => window.consume(2, 1),
                [b'\n' | b'\r', ..] => window.consume(1, 1),
                _ => match self.state {
                    State::Reading => {
                        let step = self.read(window, COLUMNS_MAX)?;
                        return Ok(step);
                    }
                    State::Searching if window.offset >= self.search_end => self.state = State::Reading,
                    State::Searching => {
                        // One column too many tells as much as all of them, and keeps the search short.
                        let found = matches!(self.read(window, self.columns + 1)?, Step::Row { .. });
                        self.state = if found { State::Reading } else { State::Passing };
                        self.passed += u64::from(!found);
                    }
                    State::Passing => self.pass_line(window)?,
                },
            }
        }
    }

    fn read(&mut self, window: &mut Window, columns_max: usize) -> io::Result<Step> {
        let step = loop {
            match split(window.data(), self.delimiter, window.ended(), columns_max, &mut self.cells) {
                Split::Row { len, lines } => break Step::Row { len, lines },
                Split::Wrong(fault) => break Step::Wrong(fault),
                Split::More if window.data().len() > ROW_BYTES_MAX => break Step::Wrong(Fault::LongRow),
                Split::More => {
                    window.fill()?;
                }
            }
        };
        let Step::Row { len, lines } = step else { return Ok(step) };
        // Said of every such row, also of one that happens to be in sight as a whole.
        if len > ROW_BYTES_MAX {
            return Ok(Step::Wrong(Fault::LongRow));
        }
        let found = self.cells.len();
        // Spreadsheets write the empty cells beside a table as well.
        let spare = self.cells.get(self.columns..).unwrap_or_default();
        let fits = found >= self.columns && spare.iter().all(|cell| cell.start == cell.end);
        Ok(if fits { step } else { Step::Wrong(Fault::Misfit { columns: found, len, lines }) })
    }

    fn pass_line(&mut self, window: &mut Window) -> io::Result<()> {
        match line_len(window.data(), window.ended()) {
            Some(len) => {
                window.consume(len, 1);
                self.state = State::Searching;
            }
            None => {
                // A carriage return at the very end stays in sight, for its line feed.
                let len = window.data().len();
                let keep = usize::from(window.data().ends_with(b"\r"));
                window.consume(len - keep, 0);
                window.fill()?;
            }
        }
        Ok(())
    }

    /// Goes past a row that went wrong; as far as its first line only, when its other lines may be rows.
    pub fn reject(&mut self, window: &mut Window, fault: Fault) -> io::Result<()> {
        self.search_end = match fault {
            Fault::Misfit { len, lines: 0 | 1, .. } => {
                window.consume(len, 1);
                return Ok(());
            }
            Fault::Misfit { len, .. } => window.offset_after(len),
            Fault::Columns => 0,
            _ => u64::MAX,
        };
        self.state = State::Passing;
        self.pass_line(window)
    }
}

/// Which of `, ; tab |` stands between the cells: the one by which most rows have as many cells as the first.
pub(super) fn delimiter(head: &[u8], whole: bool) -> u8 {
    let score = |delimiter: u8| {
        let (mut at, mut columns, mut alike, mut cells) = (0, 0, 0, Vec::new());
        for _ in 0..50 {
            let rest = head.get(at..).unwrap_or_default();
            let Split::Row { len, .. } = split(rest, delimiter, whole, COLUMNS_MAX, &mut cells) else { break };
            if len == 0 {
                break;
            }
            at += len;
            if columns == 0 {
                columns = cells.len();
            }
            alike += usize::from(cells.len() == columns);
        }
        if columns < 2 { (0, 0) } else { (alike, columns) }
    };
    // The last of equals wins, so the commonest stands last.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|delimiter| score(*delimiter)).unwrap_or(b',')
}
