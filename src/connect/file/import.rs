//! A file becomes pages.

use std::io::{Seek, SeekFrom};
use std::path::Path;

use super::bytes::{Source, Window};
use super::csv::{Fault, Rows, Step, line_len};
use super::cursor::Cursor;
use super::date::{Dates, Evidence};
use super::error::ImportError;
use super::jsonl::{self, Lines};
use super::layout::{Layout, Table};
use super::mapping::{Mapping, Role};
use super::notes::Notes;
use super::opened::Opened;
use super::preview::Preview;
use super::row::{Fields, Rules, account, mention};
use super::shape::{Shape, ShapeKind};
use crate::connect::{Page, Problem};
use crate::floor::Incoming;
use crate::limits::{
    CELL_BYTES_MAX, COLUMNS_MAX, PAGE_BYTES_MAX, PAGE_MENTIONS_MAX, PREVIEW_ROWS_MAX, ROW_BYTES_MAX, TEXT_CHARS_MAX,
};

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file that were read.
    pub bytes_read: u64,
    /// Bytes that the file had when it was opened.
    pub bytes_total: u64,
    /// Rows that were read, the header not among them, the broken ones among them.
    pub rows_read: u64,
}

/// A file that is being imported, page by page. To cancel is to ask for no further page; to go on another day,
/// [`FileImport::resume`] with the last page's cursor.
pub struct FileImport {
    name: String,
    layout: Layout,
    format: Format,
    rules: Rules,
    mapping: Mapping,
    places: Vec<(Role, usize)>,
    notes: Notes,
    window: Window,
    bytes_total: u64,
    rows: u64,
}

enum Format {
    Csv(Rows),
    Jsonl(Lines),
}

/// What one step of an import gave.
enum Item {
    Mention(Incoming),
    Problem(Problem),
    Pause,
    End,
}

impl FileImport {
    /// Opens a file at its beginning. Without a mapping, the column names must tell what they mean.
    pub fn open(path: &Path, mapping: Option<Mapping>) -> Result<FileImport, ImportError> {
        let (mut file, opened) = Opened::file(path)?;
        let mapping = opened.mapping(mapping)?;
        let failed = |error| ImportError::from_io(&opened.name, 0, &error);
        let evidence = opened.evidence_of_file(&mapping, &mut file).map_err(failed)?;
        let start = opened.start();
        file.seek(SeekFrom::Start(start.byte)).map_err(failed)?;
        FileImport::begin(opened, Box::new(file), start, mapping, evidence)
    }

    /// Opens a file after the page whose cursor this is. The mapping must be the same as then.
    pub fn resume(path: &Path, mapping: Option<Mapping>, cursor: &str) -> Result<FileImport, ImportError> {
        let (mut file, opened) = Opened::file(path)?;
        let mapping = opened.mapping(mapping)?;
        let at = Cursor::parse(cursor).filter(|at| (opened.start().byte..=opened.bytes_total).contains(&at.byte));
        let Some(at) = at else { return Err(ImportError::Changed { name: opened.name }) };
        let failed = |error| ImportError::from_io(&opened.name, at.rows, &error);
        let evidence = opened.evidence_of_file(&mapping, &mut file).map_err(failed)?;
        file.seek(SeekFrom::Start(at.byte)).map_err(failed)?;
        FileImport::begin(opened, Box::new(file), at, mapping, evidence)
    }

    /// Reads anything that gives bytes, under a name for the messages.
    pub fn from_read(
        name: &str,
        mut source: Source,
        bytes_total: u64,
        mapping: Option<Mapping>,
    ) -> Result<FileImport, ImportError> {
        let mut opened = Opened::read(name, &mut source, bytes_total)?;
        let mapping = opened.mapping(mapping)?;
        let (start, evidence) = (opened.start(), opened.evidence(&mapping));
        let source = opened.body_of(source);
        FileImport::begin(opened, source, start, mapping, evidence)
    }

    fn begin(
        opened: Opened,
        source: Source,
        cursor: Cursor,
        mapping: Mapping,
        evidence: Evidence,
    ) -> Result<FileImport, ImportError> {
        let Opened { name, layout, bytes_total, .. } = opened;
        let columns = layout.shape.columns();
        // A key that only later lines of a JSON file have is no mistake.
        if let (Table::Csv { .. }, Some(reason)) = (layout.table, mapping.misfit(columns)) {
            return Err(ImportError::Mapping { name, reason });
        }
        let zone_name = mapping.zone.as_deref().unwrap_or("UTC");
        let Ok(zone) = jiff::tz::TimeZone::get(zone_name) else {
            return Err(ImportError::Mapping { name, reason: format!("there is no time zone “{zone_name}”.") });
        };
        let order = mapping.day_order.unwrap_or(evidence.order());
        let told = mapping.day_order.is_some() || evidence.day_first != evidence.month_first;
        let zone_said = mapping.zone.is_none().then(|| "UTC".to_owned());
        let notes = Notes::assuming(zone_said, (!told).then_some(order));
        let rules = Rules {
            twitter: layout.shape.kind() == ShapeKind::TwitterSupport,
            dates: Dates { zone, order },
            our_accounts: mapping.our_accounts.iter().map(|name| account(name)).collect(),
        };
        let format = match layout.table {
            Table::Csv { delimiter } => Format::Csv(Rows::new(delimiter, columns.len(), cursor)),
            Table::Jsonl => Format::Jsonl(Lines { state: cursor.state }),
        };
        let places = mapping.places(columns);
        let window = Window::new(source, layout.wide, cursor.byte, cursor.line);
        let rows = cursor.rows;
        Ok(FileImport { name, layout, format, rules, mapping, places, notes, window, bytes_total, rows })
    }

    /// The next page; `None` when all was read. A page holds at most [`PAGE_MENTIONS_MAX`] rows, read or broken, and
    /// may hold none where the file is broken for many megabytes.
    pub fn next_page(&mut self) -> Result<Option<Page>, ImportError> {
        let begun = self.window.offset;
        let mut page = Page::default();
        while page.mentions.len() + page.problems.len() < PAGE_MENTIONS_MAX
            && self.window.offset - begun <= PAGE_BYTES_MAX
        {
            match self.item()? {
                Item::Mention(mention) => page.mentions.push(mention),
                Item::Problem(problem) => page.problems.push(problem),
                Item::Pause => break,
                Item::End if page.mentions.is_empty() && page.problems.is_empty() => return Ok(None),
                Item::End => break,
            }
        }
        page.cursor = self.cursor().to_string();
        Ok(Some(page))
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        let bytes_total = self.bytes_total.max(self.window.offset);
        Progress { bytes_read: self.window.offset, bytes_total, rows_read: self.rows }
    }

    /// What was assumed or changed so far, in sentences for the person who imports.
    pub fn notes(&self) -> Vec<String> {
        self.notes.sentences()
    }

    /// What the file is by its column names.
    pub fn shape(&self) -> &Shape {
        &self.layout.shape
    }

    fn cursor(&self) -> Cursor {
        let reading = Cursor::reading(self.window.offset, self.window.line, self.rows);
        match &self.format {
            Format::Csv(rows) => Cursor { state: rows.state, search_end: rows.search_end, ..reading },
            Format::Jsonl(lines) => Cursor { state: lines.state, ..reading },
        }
    }

    fn step(&mut self) -> Result<Step, ImportError> {
        let step = match &mut self.format {
            Format::Csv(rows) => rows.step(&mut self.window),
            Format::Jsonl(lines) => lines.step(&mut self.window),
        };
        step.map_err(|error| ImportError::from_io(&self.name, self.rows, &error))
    }

    fn item(&mut self) -> Result<Item, ImportError> {
        let step = self.step()?;
        self.notes.line = self.window.line;
        if let Format::Csv(rows) = &self.format {
            self.notes.passed = rows.passed;
        }
        match step {
            Step::End => Ok(Item::End),
            Step::Pause => Ok(Item::Pause),
            Step::Row { len, lines } => {
                let read = self.mention(len);
                let item = match read {
                    Ok(mention) => Item::Mention(mention),
                    Err(reason) => Item::Problem(self.problem(len, reason)),
                };
                self.window.consume(len, lines);
                self.rows += 1;
                Ok(item)
            }
            Step::Wrong(fault) => self.wrong(fault).map(Item::Problem),
        }
    }

    fn wrong(&mut self, fault: Fault) -> Result<Problem, ImportError> {
        // Where no end is known, the first line is what is kept: those after it are tried as rows of their own.
        let first = line_len(self.window.data(), true).unwrap_or_default();
        let (len, reason) = match fault {
            // The last line, and nothing ends it: the rest of the row is what is missing.
            Fault::Misfit { len, lines: 0, columns } if columns < self.layout.shape.columns().len() => {
                (len, reason(Fault::CutOff, 0))
            }
            Fault::Misfit { len, .. } => (len, reason(fault, self.layout.shape.columns().len())),
            _ => (first, reason(fault, 0)),
        };
        let problem = self.problem(len, reason);
        let passed = match &mut self.format {
            Format::Csv(rows) => rows.reject(&mut self.window, fault),
            Format::Jsonl(lines) => {
                lines.reject();
                Ok(())
            }
        };
        passed.map_err(|error| ImportError::from_io(&self.name, self.rows, &error))?;
        self.rows += 1;
        Ok(problem)
    }

    /// The row in sight as a mention.
    fn mention(&mut self, len: usize) -> Result<Incoming, String> {
        let FileImport { window, format, layout, mapping, places, notes, rules, .. } = self;
        let row = window.data().get(..len).unwrap_or_default();
        let fields = match format {
            Format::Csv(rows) => {
                let mut fields = Fields::default();
                for (role, place) in places.iter() {
                    let Some(cell) = rows.cells.get(*place) else { continue };
                    if let Some(value) = cell.text(row, layout.charset, notes) {
                        fields.set(*role, value);
                    }
                }
                fields
            }
            Format::Jsonl(_) => {
                let (line, other) = layout.charset.decode(row);
                notes.encoding(other);
                jsonl::fields(jsonl::columns(&line)?, &mapping.columns)
            }
        };
        mention(fields, rules, notes)
    }

    /// The row in sight, as it stands.
    fn cells(&self, len: usize) -> Vec<String> {
        let row = self.window.data().get(..len).unwrap_or_default();
        let text = |bytes: &[u8]| self.layout.charset.decode(bytes).0.into_owned();
        match &self.format {
            Format::Csv(rows) => rows.cells.iter().map(|cell| text(&cell.bytes(row))).collect(),
            Format::Jsonl(_) => {
                let values = jsonl::columns(&text(row)).unwrap_or_default();
                let value = |column: &String| values.iter().find(|(name, _)| name == column).map(|(_, value)| value);
                self.layout.shape.columns().iter().map(|column| value(column).cloned().unwrap_or_default()).collect()
            }
        }
    }

    fn problem(&self, len: usize, reason: String) -> Problem {
        let shown = self.window.data().get(..len.min(TEXT_CHARS_MAX * 4)).unwrap_or_default();
        let text = self.layout.charset.decode(shown).0;
        // A NUL would end the text in many a program that it is shown in.
        let raw = text.trim_end().chars().take(TEXT_CHARS_MAX).map(|c| if c == '\0' { '␀' } else { c }).collect();
        Problem { place: format!("line {}", self.window.line), reason, raw }
    }
}

/// Looks at the first rows of a file. An unknown shape is no error here: the preview is what a mapping is made from.
pub fn preview(path: &Path, mapping: Option<Mapping>) -> Result<Preview, ImportError> {
    let (mut file, opened) = Opened::file(path)?;
    let mapping = mapping.unwrap_or_else(|| opened.layout.shape.proposal().clone());
    let failed = |error| ImportError::from_io(&opened.name, 0, &error);
    let evidence = opened.evidence_of_file(&mapping, &mut file).map_err(failed)?;
    let start = opened.start();
    file.seek(SeekFrom::Start(start.byte)).map_err(failed)?;
    let mut import = FileImport::begin(opened, Box::new(file), start, mapping, evidence)?;
    let (mut rows, mut mentions, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    let missing = import.mapping.missing();
    for _ in 0..PREVIEW_ROWS_MAX {
        if let Step::Row { len, .. } = import.step()? {
            rows.push(import.cells(len));
        }
        match import.item()? {
            Item::Mention(mention) => mentions.push(mention),
            // Until the mapping is whole, no row can be read, and to say so ten times helps nobody.
            Item::Problem(_) if missing.is_some() => {}
            Item::Problem(problem) => problems.push(problem),
            Item::Pause | Item::End => break,
        }
    }
    let notes = import.notes();
    let FileImport { name, layout, mapping, .. } = import;
    Ok(Preview { name, shape: layout.shape, mapping, missing, rows, mentions, problems, notes })
}

/// What went wrong, in a sentence; `columns` are the header's.
pub(super) fn reason(fault: Fault, columns: usize) -> String {
    const GOES_ON: &str = "Reading goes on at the next line that reads as a row.";
    match fault {
        Fault::Unclosed => format!("A quote is opened in this row and never closed. {GOES_ON}"),
        Fault::CutOff => "The file ends in the middle of this row.".to_owned(),
        Fault::LongCell => format!(
            "A cell of this row is longer than {} KB: most likely a quote is opened and not closed. {GOES_ON}",
            CELL_BYTES_MAX >> 10
        ),
        Fault::LongRow => format!("The row is longer than {} KB. {GOES_ON}", ROW_BYTES_MAX >> 10),
        Fault::Quote => format!(
            "A quoted cell of this row goes on over several lines and is closed in the middle of text: most likely a quote is missing. {GOES_ON}"
        ),
        Fault::Columns => format!("The row has more than {COLUMNS_MAX} columns."),
        Fault::Misfit { columns: 1, .. } => format!("The row has 1 column where the header has {columns}."),
        Fault::Misfit { columns: found, .. } => format!("The row has {found} columns where the header has {columns}."),
    }
}
