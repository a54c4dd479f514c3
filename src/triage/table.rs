//! A table of texts and labels, for learning and for measuring.

use crate::limits::{LABELS_MAX, TRAIN_BYTES_MAX, TRAIN_ROWS_MAX};
use std::collections::BTreeMap;

/// Texts with their labels, and what was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Each with the place of its label among the labels.
    pub rows: Vec<(String, usize)>,
    /// The labels that there are, in the order of the alphabet.
    pub labels: Vec<String>,
    /// Rows that had no label, no text, or no such columns.
    pub left_out: usize,
    /// Rows beyond [`TRAIN_ROWS_MAX`].
    pub beyond: usize,
}

/// Why a table cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// No rows.
    #[error("there are no rows in it")]
    Empty,
    /// More than we hold in memory.
    #[error("it is longer than {} MB", TRAIN_BYTES_MAX >> 20)]
    TooLong,
    /// Not in the header, and no number of a column.
    #[error("there is no column {0}; its columns are {1}")]
    NoColumn(String, String),
    /// No row had both.
    #[error("no row of it has both a text and a label ({0} rows were looked at)")]
    NothingUsable(usize),
    /// Nothing to tell apart.
    #[error("all {1} rows are labelled {0}, so there is nothing to tell apart; at least two labels are needed")]
    OneLabel(String, usize),
    /// Not a set of classes.
    #[error("it has {0} different labels, and at most {LABELS_MAX} can be told apart; is that the right column?")]
    TooManyLabels(usize),
    /// Broken beyond reading.
    #[error("it cannot be read from row {0} on: {1}")]
    Broken(usize, String),
}

/// Reads a CSV or TSV file. A column is named as in the header, without regard to case when only one is meant, or by its
/// number from 1 when it is a number that no header is called; a file whose columns are both numbers has no header.
///
/// # Errors
///
/// [`TableError`] when there is nothing in it to learn or to measure from.
///
/// ```
/// use watchfloor::triage::read_table;
/// let table = read_table(b"text,label\nwhere is it,ask\nlovely,praise\n,ask\n", "text", "label").unwrap();
/// assert_eq!((table.rows.len(), table.left_out), (2, 1));
/// assert_eq!(table.labels, ["ask", "praise"]);
/// let error = read_table(b"text,label\na,b\n", "words", "label").unwrap_err();
/// assert_eq!(error.to_string(), "there is no column words; its columns are text, label");
/// ```
pub fn read_table(bytes: &[u8], text: &str, label: &str) -> Result<Table, TableError> {
    if bytes.len() > TRAIN_BYTES_MAX {
        return Err(TableError::TooLong);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = bytes.split(|b| *b == b'\n').find(|line| !line.trim_ascii().is_empty()).ok_or(TableError::Empty)?;
    let delimiter = delimiter(first);
    // A quote in a TSV file is a quote, unless cells begin and end with one.
    let quoting =
        delimiter != b'\t' || bytes.windows(2).any(|w| w == b"\t\"") && bytes.windows(2).any(|w| w == b"\"\t");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(quoting)
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes);
    let mut records = reader.byte_records();
    let head = records.next().ok_or(TableError::Empty)?.map_err(|e| TableError::Broken(1, e.to_string()))?;
    let names: Vec<String> = head.iter().map(|c| String::from_utf8_lossy(c).trim().to_owned()).collect();
    let (text_at, text_named) = column(&names, text)?;
    let (label_at, label_named) = column(&names, label)?;
    let mut read = Reading { text_at, label_at, rows: Vec::new(), left_out: 0, beyond: 0 };
    if !text_named && !label_named {
        read.take(&head);
    }
    for (i, record) in records.enumerate() {
        read.take(&record.map_err(|e| TableError::Broken(i + 2, e.to_string()))?);
    }
    read.table()
}

/// What stands between the columns: a tab when the first line has one, for texts are full of commas; else the more
/// frequent of semicolon and comma.
fn delimiter(line: &[u8]) -> u8 {
    let count = |d: u8| line.iter().filter(|b| **b == d).count();
    if count(b'\t') > 0 {
        b'\t'
    } else if count(b';') > count(b',') {
        b';'
    } else {
        b','
    }
}

/// Where a column is, and whether by its name.
fn column(names: &[String], wanted: &str) -> Result<(usize, bool), TableError> {
    if let Some(at) = names.iter().position(|n| n == wanted) {
        return Ok((at, true));
    }
    let mut alike = (0..names.len()).filter(|i| names[*i].eq_ignore_ascii_case(wanted));
    if let (Some(at), None) = (alike.next(), alike.next()) {
        return Ok((at, true));
    }
    match wanted.parse::<usize>() {
        Ok(number) if (1..=names.len()).contains(&number) => Ok((number - 1, false)),
        _ => {
            let mut shown: Vec<String> = names.iter().take(30).map(|n| n.chars().take(40).collect()).collect();
            if names.len() > 30 {
                shown.push(format!("and {} more", names.len() - 30));
            }
            Err(TableError::NoColumn(wanted.to_owned(), shown.join(", ")))
        }
    }
}

struct Reading {
    text_at: usize,
    label_at: usize,
    rows: Vec<(String, String)>,
    left_out: usize,
    beyond: usize,
}

impl Reading {
    fn take(&mut self, record: &csv::ByteRecord) {
        if self.rows.len() >= TRAIN_ROWS_MAX {
            self.beyond += 1;
            return;
        }
        let cell = |at: usize| record.get(at).map(|c| String::from_utf8_lossy(c).trim().to_owned());
        match (cell(self.text_at), cell(self.label_at)) {
            (Some(text), Some(label)) if !text.is_empty() && !label.is_empty() => self.rows.push((text, label)),
            _ => self.left_out += 1,
        }
    }

    fn table(self) -> Result<Table, TableError> {
        let mut labels: BTreeMap<&str, usize> = self.rows.iter().map(|(_, label)| (label.as_str(), 0)).collect();
        if labels.is_empty() {
            let looked_at = self.left_out + self.beyond;
            return Err(if looked_at == 0 { TableError::Empty } else { TableError::NothingUsable(looked_at) });
        }
        labels.values_mut().enumerate().for_each(|(i, at)| *at = i);
        let names: Vec<String> = labels.keys().map(|label| (*label).to_owned()).collect();
        let places: Vec<usize> = self.rows.iter().map(|(_, label)| labels[label.as_str()]).collect();
        let rows = self.rows.into_iter().zip(places).map(|((text, _), at)| (text, at)).collect();
        Ok(Table { rows, labels: names, left_out: self.left_out, beyond: self.beyond })
    }
}
