//! Reading a file into the floor: page by page, in bounded memory, with what is done kept at any moment.

use super::mappings;
use crate::config::Home;
use crate::connect::file::{FileImport, ImportError, Mapping, Shape, ShapeKind, preview};
use crate::engine::{Fetched, Outcome, SourceRef};
use crate::floor::SourceKind;
use std::path::Path;

/// Pages that go to the floor at once. They become durable together.
const PAGES_AT_ONCE: usize = 16;

/// Rows that could not be read and are named at once; all of them stay on the floor with their lines and reasons.
const PROBLEMS_NAMED: usize = 10;

/// What an import has done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Rows of the file, without its header.
    pub read: u64,
    /// Mentions and signals that were new.
    pub new: u64,
    /// Those that were on the floor already.
    pub known: u64,
    /// Rows that could not be read, and were set aside with their line and reason. Rows that an earlier import of the
    /// same file set aside count as known.
    pub quarantined: u64,
    /// Bytes of the file that were read, and all.
    pub bytes: (u64, u64),
    /// The first of the rows that could not be read, each with its line and the reason.
    pub problems: Vec<String>,
    /// What was assumed or changed, in sentences.
    pub notes: Vec<String>,
}

impl Totals {
    /// In a line.
    pub fn words(&self) -> String {
        format!("{} rows read, {} new, {} known, {} quarantined", self.read, self.new, self.known, self.quarantined)
    }
}

/// Why an import ended early.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The file.
    #[error(transparent)]
    File(#[from] ImportError),
    /// The floor.
    #[error(
        "{why}. {kept} rows of {name} were kept; put it right and import the same file again, and it goes on where it \
         stopped"
    )]
    NotKept {
        /// What the store said.
        why: String,
        /// Rows that are kept.
        kept: u64,
        /// The file.
        name: String,
    },
}

/// A file on its way to the floor.
pub struct Importing {
    file: FileImport,
    source: SourceRef,
    totals: Totals,
    at_end: bool,
}

impl Importing {
    /// Opens a file with the mapping that is given, that was remembered for files of its shape, or that it needs none of.
    /// A mapping that was given is remembered.
    ///
    /// # Errors
    ///
    /// An [`ImportError`] in words; nothing was imported.
    pub fn open(path: &Path, mapping: Option<Mapping>, home: &Home) -> Result<Importing, ImportError> {
        let shape = preview(path, mapping.clone())?.shape;
        let fingerprint = shape.fingerprint();
        // The fingerprint does not tell `Created at` from `created_at`, so neither must the mapping.
        let remembered = || mappings::remembered(home, &fingerprint).map(|known| known.renamed(shape.columns()));
        let is_new = mapping.is_some();
        let mapping = mapping.or_else(remembered);
        let file = FileImport::open(path, mapping.clone())?;
        // Only what a file could be read by is worth remembering.
        if let Some(mapping) = mapping.filter(|_| is_new)
            && let Err(error) = mappings::remember(home, &fingerprint, &mapping)
        {
            tracing::warn!("the meaning of the columns could not be remembered: {error}");
        }
        let name = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
        let source = source(name, &shape);
        Ok(Importing { file, source, totals: Totals::default(), at_end: false })
    }

    /// The next pages, as inputs of one turn; `None` at the end. Each must be answered by [`Importing::hear`].
    ///
    /// # Errors
    ///
    /// An [`ImportError`] when the file cannot be read further; what was sent before is kept.
    pub fn next_pages(&mut self) -> Result<Option<Vec<Fetched>>, ImportError> {
        if self.at_end {
            return Ok(None);
        }
        let mut pages = Vec::new();
        let mut cursor = String::new();
        while pages.len() < PAGES_AT_ONCE {
            let Some(page) = self.file.next_page()? else {
                self.at_end = true;
                break;
            };
            cursor.clone_from(&page.cursor);
            let room = PROBLEMS_NAMED.saturating_sub(self.totals.problems.len());
            let named = page.problems.iter().take(room).map(|p| format!("{}: {}", p.place, p.reason));
            self.totals.problems.extend(named);
            pages.push(self.fetched(page.mentions, page.problems, page.cursor));
        }
        if self.at_end {
            match pages.last_mut() {
                Some(last) => last.done = true,
                None => {
                    let mut last = self.fetched(Vec::new(), Vec::new(), cursor);
                    last.done = true;
                    pages.push(last);
                }
            }
        }
        Ok(Some(pages))
    }

    fn fetched(
        &self,
        mentions: Vec<crate::floor::Incoming>,
        unreadable: Vec<crate::floor::Unreadable>,
        cursor: String,
    ) -> Fetched {
        Fetched {
            source: self.source.clone(),
            mentions,
            unreadable,
            changes: Vec::new(),
            cursor,
            done: false,
            afterwards: true,
        }
    }

    /// Takes what became of the pages.
    ///
    /// # Errors
    ///
    /// [`Stopped::NotKept`] when the floor took no more.
    pub fn hear(&mut self, outcomes: &[Outcome]) -> Result<(), Stopped> {
        for outcome in outcomes {
            match outcome {
                Outcome::Taken { new, known, quarantined } => {
                    self.totals.new += u64::from(*new);
                    self.totals.known += u64::from(*known);
                    self.totals.quarantined += u64::from(*quarantined);
                }
                Outcome::NotKept(why) => {
                    let kept = self.totals.new + self.totals.known + self.totals.quarantined;
                    let why = why.trim_end_matches('.').to_owned();
                    return Err(Stopped::NotKept { why, kept, name: self.source.name.clone() });
                }
                Outcome::Done { .. } | Outcome::Refused(_) | Outcome::Noted => {}
            }
        }
        Ok(())
    }

    /// What was done so far.
    pub fn totals(&self) -> Totals {
        let progress = self.file.progress();
        Totals {
            read: progress.rows_read,
            bytes: (progress.bytes_read, progress.bytes_total),
            notes: self.file.notes(),
            ..self.totals.clone()
        }
    }
}

fn source(name: String, shape: &Shape) -> SourceRef {
    let channel = match shape.kind() {
        ShapeKind::TwitterSupport => "X",
        ShapeKind::Known | ShapeKind::Unknown => "Imported",
    };
    let handle = "any account".to_owned();
    SourceRef { name, kind: SourceKind::File, channel: channel.to_owned(), handle }
}
