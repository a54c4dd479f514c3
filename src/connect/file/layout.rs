//! How a file is laid out, decided by its head.

use encoding_rs::Encoding;

use super::bytes::wide_len;
use super::csv::{Fault, Split, delimiter, line_len, split};
use super::date::Evidence;
use super::encoding::{Charset, binary, mark};
use super::error::ImportError;
use super::jsonl;
use super::mapping::{Mapping, Role};
use super::shape::{Shape, named};
use crate::limits::COLUMNS_MAX;

/// How rows are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    /// Cells with this between them.
    Csv { delimiter: u8 },
    /// One JSON object a line.
    Jsonl,
}

/// What the head of a file tells about the rest.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub table: Table,
    pub charset: Charset,
    /// The encoding of a file in UTF-16.
    pub wide: Option<&'static Encoding>,
    pub shape: Shape,
    /// Where the first row after the header begins.
    pub body_byte: u64,
    /// On which line.
    pub body_line: u64,
}

impl Layout {
    /// Decides by the head; `whole` says that the head is all of the file.
    pub fn of(name: &str, head: &[u8], whole: bool) -> Result<Layout, ImportError> {
        let (mark_len, wide) = mark(head);
        let body = head.get(mark_len..).unwrap_or_default();
        let decoded = wide.map(|encoding| encoding.decode_without_bom_handling(body).0);
        let text = decoded.as_ref().map_or(body, |text| text.as_bytes());
        if text.trim_ascii().is_empty() && whole {
            return Err(ImportError::Empty { name: name.to_owned() });
        }
        if let Some(what) = binary(text) {
            return Err(ImportError::Binary { name: name.to_owned(), what });
        }
        let charset = Charset::of(text);
        let mut layout = match text.trim_ascii_start() {
            [b'{', ..] => Layout::jsonl(name, text, charset)?,
            [b'[', rest @ ..] if rest.trim_ascii_start().starts_with(b"{") => {
                return Err(ImportError::NotLines { name: name.to_owned() });
            }
            _ if is_jsonl(name) => Layout::jsonl(name, text, charset)?,
            _ => Layout::csv(name, text, whole, charset)?,
        };
        let before = text.get(..usize::try_from(layout.body_byte).unwrap_or(usize::MAX)).unwrap_or_default();
        layout.body_byte = mark_len as u64 + if wide.is_some() { wide_len(before) } else { layout.body_byte };
        layout.wide = wide;
        Ok(layout)
    }

    fn jsonl(name: &str, text: &[u8], charset: Charset) -> Result<Layout, ImportError> {
        let mut header: Vec<String> = Vec::new();
        for line in text.split(|b| *b == b'\n').take(200) {
            for (column, _) in jsonl::columns(&charset.decode(line).0).unwrap_or_default() {
                if header.len() < COLUMNS_MAX && !header.contains(&column) {
                    header.push(column);
                }
            }
        }
        if header.is_empty() {
            return Err(ImportError::NotLines { name: name.to_owned() });
        }
        let shape = Shape::of(&header);
        Ok(Layout { table: Table::Jsonl, charset, wide: None, shape, body_byte: 0, body_line: 1 })
    }

    fn csv(name: &str, text: &[u8], whole: bool, charset: Charset) -> Result<Layout, ImportError> {
        let (mut at, mut line) = (0, 1);
        let mut said = None;
        while let Some(len) = line_len(text.get(at..).unwrap_or_default(), whole) {
            let first = text.get(at..at + len).unwrap_or_default().trim_ascii_end();
            match first {
                [] if len > 0 => {}
                // A hint that Excel writes and reads before the header.
                [b's', b'e', b'p', b'=', mark] => said = Some(*mark),
                _ => break,
            }
            at += len;
            line += 1;
        }
        let rest = text.get(at..).unwrap_or_default();
        let delimiter = said.unwrap_or_else(|| delimiter(rest, whole));
        let mut cells = Vec::new();
        let (len, lines) = match split(rest, delimiter, whole, COLUMNS_MAX, &mut cells) {
            Split::Row { len, lines } => (len, lines),
            Split::More => return Err(bad_header(name, Fault::LongRow)),
            Split::Wrong(fault) => return Err(bad_header(name, fault)),
        };
        if whole && rest.get(len..).unwrap_or_default().trim_ascii().is_empty() {
            return Err(ImportError::HeaderOnly { name: name.to_owned() });
        }
        let header = named(cells.iter().map(|cell| charset.decode(&cell.bytes(rest)).0.into_owned()).collect());
        let shape = Shape::of(&header);
        let table = Table::Csv { delimiter };
        Ok(Layout { table, charset, wide: None, shape, body_byte: (at + len) as u64, body_line: line + lines })
    }

    /// What the dates in some bytes of the file, which begin with a row, give away about their order.
    pub fn date_evidence(&self, bytes: &[u8], mapping: &Mapping, evidence: &mut Evidence) {
        let decoded = self.wide.map(|encoding| encoding.decode_without_bom_handling(bytes).0);
        let mut rest = decoded.as_ref().map_or(bytes, |text| text.as_bytes());
        let column = mapping.columns.iter().find(|(_, role)| **role == Role::At).map(|(column, _)| column);
        let Some(column) = column else { return };
        let place = self.shape.columns().iter().position(|name| name == column).unwrap_or(usize::MAX);
        let mut cells = Vec::new();
        while let Some(line) = line_len(rest, false) {
            let len = match self.table {
                Table::Jsonl => {
                    let text = self.charset.decode(rest.get(..line).unwrap_or_default()).0;
                    let values = jsonl::columns(&text).unwrap_or_default();
                    values.iter().filter(|(name, _)| name == column).for_each(|(_, value)| evidence.add(value));
                    line
                }
                Table::Csv { delimiter } => match split(rest, delimiter, false, COLUMNS_MAX, &mut cells) {
                    Split::Row { len, .. } if cells.len() == self.shape.columns().len() => {
                        if let Some(cell) = cells.get(place) {
                            evidence.add(&self.charset.decode(&cell.bytes(rest)).0);
                        }
                        len
                    }
                    Split::More => return,
                    _ => line,
                },
            };
            rest = rest.get(len..).unwrap_or_default();
        }
    }
}

fn is_jsonl(name: &str) -> bool {
    let end = name.rsplit('.').next().unwrap_or_default();
    ["jsonl", "ndjson", "json"].iter().any(|known| end.eq_ignore_ascii_case(known))
}

fn bad_header(name: &str, fault: Fault) -> ImportError {
    ImportError::Header { name: name.to_owned(), reason: super::import::reason(fault, 0) }
}
