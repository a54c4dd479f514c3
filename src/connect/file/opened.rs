//! A file whose head was looked at, and what is decided before its first row is read.

use std::fs::File;
use std::io::{Cursor as Bytes, Read, Seek, SeekFrom};
use std::path::Path;

use super::bytes::Source;
use super::cursor::Cursor;
use super::date::Evidence;
use super::error::ImportError;
use super::layout::{Layout, Table};
use super::mapping::{Mapping, Role};
use crate::limits::HEAD_BYTES_MAX;

/// A file whose head was looked at.
pub(super) struct Opened {
    pub name: String,
    pub layout: Layout,
    pub bytes_total: u64,
    head: Vec<u8>,
}

impl Opened {
    /// Looks at the head of anything.
    pub fn read(name: &str, source: &mut dyn Read, bytes_total: u64) -> Result<Opened, ImportError> {
        let mut head = Vec::new();
        let came = source.take(HEAD_BYTES_MAX as u64).read_to_end(&mut head);
        let came = came.map_err(|error| ImportError::from_io(name, 0, &error))?;
        let layout = Layout::of(name, &head, came < HEAD_BYTES_MAX)?;
        Ok(Opened { name: name.to_owned(), head, layout, bytes_total })
    }

    /// Looks at the head of a file.
    pub fn file(path: &Path) -> Result<(File, Opened), ImportError> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let failed = |error: std::io::Error| ImportError::from_io(&name, 0, &error);
        // Asked before it is opened: opening a pipe that nobody writes to would wait for ever.
        let data = std::fs::metadata(path).map_err(failed)?;
        if !data.is_file() {
            let what = if data.is_dir() { "a folder" } else { "a device" };
            return Err(ImportError::NotAFile { name, what });
        }
        let mut file = File::open(path).map_err(failed)?;
        let opened = Opened::read(&name, &mut file, data.len())?;
        Ok((file, opened))
    }

    /// The mapping to import by: the one that was given, or what the column names tell if they tell enough.
    pub fn mapping(&self, asked: Option<Mapping>) -> Result<Mapping, ImportError> {
        let missing = asked.as_ref().unwrap_or(self.layout.shape.proposal()).missing();
        match missing {
            Some(missing) => Err(ImportError::NeedsMapping { name: self.name.clone(), missing }),
            None => Ok(asked.unwrap_or_else(|| self.proposal())),
        }
    }

    /// What the column names tell. Keys of JSON lines may come late, such as the parent of the first answer, so a role
    /// that no key of the head plays is given to every name that we know for it.
    pub fn proposal(&self) -> Mapping {
        let mut mapping = self.layout.shape.proposal().clone();
        if self.layout.table == Table::Jsonl {
            for role in Role::ALL.into_iter().filter(|role| !mapping.plays(*role)).collect::<Vec<_>>() {
                for name in role.names() {
                    mapping.columns.entry(name.to_owned()).or_insert(role);
                }
            }
        }
        mapping
    }

    /// What the head gives away about the order of day and month.
    pub fn evidence(&self, mapping: &Mapping) -> Evidence {
        let mut evidence = Evidence::default();
        let body = self.head.get(self.body()..).unwrap_or_default();
        self.layout.date_evidence(body, mapping, &mut evidence);
        evidence
    }

    /// The same; and when the head tells nothing, what a few looks into the rest of the file tell. A file in order of
    /// time may begin with a fortnight whose every date can be read either way.
    pub fn evidence_of_file(&self, mapping: &Mapping, file: &mut File) -> std::io::Result<Evidence> {
        const LOOKS: u64 = 16;
        const LOOK_BYTES: u64 = 32 << 10;
        let mut evidence = self.evidence(mapping);
        for look in 1..=LOOKS {
            if !evidence.undecided() || mapping.day_order.is_some() {
                break;
            }
            // An even place, because that is where characters begin in UTF-16.
            let place = (self.bytes_total / (LOOKS + 1) * look) & !1;
            file.seek(SeekFrom::Start(place))?;
            let mut bytes = Vec::new();
            (&mut *file).take(LOOK_BYTES).read_to_end(&mut bytes)?;
            let line_end = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
            let row = if self.layout.wide.is_some() { (line_end | 1) + 1 } else { line_end + 1 };
            self.layout.date_evidence(bytes.get(row..).unwrap_or_default(), mapping, &mut evidence);
        }
        Ok(evidence)
    }

    /// Where the first row is.
    pub fn start(&self) -> Cursor {
        Cursor::reading(self.layout.body_byte, self.layout.body_line, 0)
    }

    /// All from the first row on, when `source` stands after the head.
    pub fn body_of(&mut self, source: Source) -> Source {
        let body = self.head.split_off(self.body());
        Box::new(Bytes::new(body).chain(source))
    }

    fn body(&self) -> usize {
        usize::try_from(self.layout.body_byte).unwrap_or(usize::MAX).min(self.head.len())
    }
}
