//! Rows of any table of text, with the same eyes as mentions: the same encodings, delimiters and leniency, and the same
//! sentences for what cannot be read.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::Path;

use super::bytes::{Source, Window};
use super::csv::{Fault, Rows, Step, line_len};
use super::error::ImportError;
use super::import::reason;
use super::layout::{Layout, Table};
use super::notes::Notes;
use super::opened::Opened;
use crate::connect::Problem;
use crate::limits::TEXT_CHARS_MAX;

/// A table that is being read, row by row.
pub(in crate::connect) struct TableRows {
    name: String,
    layout: Layout,
    rows: Rows,
    notes: Notes,
    window: Window,
    bytes_total: u64,
    read: u64,
    line: u64,
}

/// What one step gave.
pub(in crate::connect) enum TableStep {
    /// The cells of a row, as many as there are columns.
    Row(Vec<String>),
    /// A row that cannot be split.
    Wrong(Problem),
    /// Much was passed over without finding a row; ask again.
    Pause,
    /// The end.
    End,
}

impl TableRows {
    /// Opens a file at its first row.
    pub fn open(path: &Path) -> Result<TableRows, ImportError> {
        let (mut file, opened): (File, Opened) = Opened::file(path)?;
        let start = opened.start();
        let failed = |error| ImportError::from_io(&opened.name, 0, &error);
        file.seek(SeekFrom::Start(start.byte)).map_err(failed)?;
        TableRows::begin(opened, Box::new(file))
    }

    /// Reads anything that gives bytes, under a name for the messages.
    pub fn from_read(name: &str, mut source: Source, bytes_total: u64) -> Result<TableRows, ImportError> {
        let mut opened = Opened::read(name, &mut source, bytes_total)?;
        let source = opened.body_of(source);
        TableRows::begin(opened, source)
    }

    fn begin(opened: Opened, source: Source) -> Result<TableRows, ImportError> {
        let start = opened.start();
        let Opened { name, layout, bytes_total, .. } = opened;
        let Table::Csv { delimiter } = layout.table else {
            let reason = "it holds JSON, and a table with a row of column names is wanted.".to_owned();
            return Err(ImportError::Header { name, reason });
        };
        let rows = Rows::new(delimiter, layout.shape.columns().len(), start);
        let window = Window::new(source, layout.wide, start.byte, start.line);
        Ok(TableRows { name, layout, rows, notes: Notes::default(), window, bytes_total, read: 0, line: start.line })
    }

    /// The name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names of the columns.
    pub fn columns(&self) -> &[String] {
        self.layout.shape.columns()
    }

    /// The line on which the row last given begins.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Bytes read, and bytes there are.
    pub fn bytes(&self) -> (u64, u64) {
        (self.window.offset, self.bytes_total.max(self.window.offset))
    }

    /// Rows read, the broken ones among them.
    pub fn read(&self) -> u64 {
        self.read
    }

    /// What was assumed, in sentences.
    pub fn notes(&self) -> Vec<String> {
        self.notes.sentences()
    }

    /// The next row.
    pub fn next(&mut self) -> Result<TableStep, ImportError> {
        let failed = |name: &str, read: u64, error: std::io::Error| ImportError::from_io(name, read, &error);
        let step = self.rows.step(&mut self.window).map_err(|error| failed(&self.name, self.read, error))?;
        self.line = self.window.line;
        self.notes.line = self.line;
        self.notes.passed = self.rows.passed;
        match step {
            Step::End => Ok(TableStep::End),
            Step::Pause => Ok(TableStep::Pause),
            Step::Row { len, lines } => {
                let TableRows { window, rows, layout, notes, .. } = self;
                let row = window.data().get(..len).unwrap_or_default();
                let text = |cell: &super::csv::Cell| cell.text(row, layout.charset, notes).unwrap_or_default().into();
                let cells = rows.cells.iter().take(rows.columns).map(text).collect();
                self.window.consume(len, lines);
                self.read += 1;
                Ok(TableStep::Row(cells))
            }
            Step::Wrong(fault) => {
                let problem = self.problem(fault);
                let passed = self.rows.reject(&mut self.window, fault);
                passed.map_err(|error| failed(&self.name, self.read, error))?;
                self.read += 1;
                Ok(TableStep::Wrong(problem))
            }
        }
    }

    fn problem(&self, fault: Fault) -> Problem {
        let columns = self.layout.shape.columns().len();
        let first = line_len(self.window.data(), true).unwrap_or_default();
        let (len, reason) = match fault {
            Fault::Misfit { len, lines: 0, columns: found } if found < columns => (len, reason(Fault::CutOff, 0)),
            Fault::Misfit { len, .. } => (len, reason(fault, columns)),
            _ => (first, reason(fault, 0)),
        };
        let shown = self.window.data().get(..len.min(TEXT_CHARS_MAX * 4)).unwrap_or_default();
        let text = self.layout.charset.decode(shown).0;
        let raw = text.trim_end().chars().take(TEXT_CHARS_MAX).map(|c| if c == '\0' { '␀' } else { c }).collect();
        Problem { place: format!("line {}", self.window.line), reason, raw }
    }
}
