//! A plain, append-only list of commits in checksummed frames: backup, export and the source to rebuild from.
//!
//! One append call is one frame (see [`super::frame`]), so a torn one is dropped whole. Segments are named by the
//! place of their first commit and begun anew at [`crate::limits::SEGMENT_BYTES_MAX`].
//! A journal checks no heads and knows no keys: that is the business of the ledger above it.

use super::{Commit, Damage, Fault, Found, Medium, Reader, Seq, frame, reader::first_seq};
use crate::limits::SEGMENT_BYTES_MAX;
use std::io;

/// A journal that is open for appending.
pub struct Journal {
    medium: Box<dyn Medium>,
    segment_bytes_max: u64,
    segment: Option<String>,
    len: u64,
    next: Seq,
    unsynced: bool,
    /// The newest place that the store beside this journal holds durably; written into every frame.
    stored: Seq,
}

/// What opening a journal found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalReport {
    /// The newest place, 0 for an empty journal.
    pub last: Seq,
    /// The newest place that the store beside this journal is known to have held durably.
    pub stored: Seq,
    /// What was cut off the end: an append that was never acknowledged, or damage at the very end.
    pub torn: Option<Damage>,
    /// Damaged places of the newest segment. Older ones are looked at by [`super::verify`].
    pub damaged: Vec<Damage>,
}

/// Where the journal stood before an append, so that it can be taken back.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    segment: Option<String>,
    len: u64,
    next: Seq,
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journal").field("segment", &self.segment).field("next", &self.next).finish_non_exhaustive()
    }
}

impl Journal {
    /// Opens or begins a journal. The torn end of the newest segment, if there is one, is cut off and reported.
    ///
    /// # Errors
    /// When the medium fails. Damage is no error but a part of the report.
    pub fn open(medium: Box<dyn Medium>) -> Result<(Self, JournalReport), Fault> {
        Self::open_with(medium, SEGMENT_BYTES_MAX)
    }

    /// Like [`Journal::open`], with segments of another size, so that a test or the simulator sees them change.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn open_with(mut medium: Box<dyn Medium>, segment_bytes_max: u64) -> Result<(Self, JournalReport), Fault> {
        let segments = medium.list().map_err(Fault::io("The journal cannot be listed"))?;
        let newest = segments.into_iter().rfind(|name| first_seq(name).is_some());
        let mut report = JournalReport::default();
        let mut journal_len = 0;
        if let Some(name) = &newest {
            report.last = first_seq(name).unwrap_or(1).saturating_sub(1);
            journal_len = scan(&*medium, name, &mut report)?;
            let len = medium.len(name).map_err(Fault::io("The journal cannot be read"))?;
            if len > journal_len {
                let cut = medium.truncate(name, journal_len).and_then(|()| medium.sync(name));
                cut.map_err(Fault::io(format!("The torn end of segment {name} of the journal cannot be cut off")))?;
            }
        }
        let next = report.last + 1;
        let journal = Self {
            medium,
            segment_bytes_max,
            segment: newest,
            len: journal_len,
            next,
            unsynced: false,
            stored: report.stored,
        };
        Ok((journal, report))
    }

    /// The place that comes next.
    pub fn next_seq(&self) -> Seq {
        self.next
    }

    /// Reads commits from `from` on, with their texts.
    ///
    /// # Errors
    /// When the medium cannot be read.
    pub fn read(&self, from: Seq) -> Result<Reader<'_>, Fault> {
        Reader::new(&*self.medium, from)
    }

    /// Adds one group in one frame; not durable before [`Journal::sync`]. `first` may leave a gap behind the newest.
    ///
    /// # Errors
    /// What the medium said. The journal then holds nothing of the group once [`Journal::roll_back`] succeeded.
    pub(super) fn append<'a>(
        &mut self,
        first: Seq,
        commits: impl ExactSizeIterator<Item = &'a Commit>,
    ) -> io::Result<()> {
        debug_assert!(first >= self.next, "a journal only grows");
        let next = first + commits.len() as u64;
        let bytes = frame::encode(first, self.stored, commits);
        let segment = match &self.segment {
            Some(segment) if self.len < self.segment_bytes_max => segment.clone(),
            _ => self.begin_segment(first)?,
        };
        self.unsynced = true;
        self.medium.append(&segment, &bytes)?;
        self.len += bytes.len() as u64;
        self.next = next;
        Ok(())
    }

    /// Adds the mark that ends an exported log.
    pub(super) fn append_end(&mut self) -> io::Result<()> {
        self.append(self.next, std::iter::empty())
    }

    /// Where the journal stands.
    pub(super) fn mark(&self) -> Mark {
        Mark { segment: self.segment.clone(), len: self.len, next: self.next }
    }

    /// Takes back, durably, the one append that was tried since the mark.
    pub(super) fn roll_back(&mut self, mark: &Mark) -> io::Result<()> {
        let Some(segment) = self.segment.clone() else { return Ok(()) };
        // A segment begun since then stays, empty: its name is that of the next commit.
        let len = if mark.segment.as_ref() == Some(&segment) { mark.len } else { 0 };
        self.medium.truncate(&segment, len)?;
        self.medium.sync(&segment)?;
        self.len = len;
        self.next = mark.next;
        self.unsynced = false;
        Ok(())
    }

    /// Makes all that was appended durable.
    ///
    /// # Errors
    /// What the medium said; whether the newest groups are durable is then not known.
    pub fn sync(&mut self) -> io::Result<()> {
        if let (true, Some(segment)) = (self.unsynced, &self.segment) {
            self.medium.sync(segment)?;
        }
        self.unsynced = false;
        Ok(())
    }

    /// Notes that the store beside this journal holds everything up to a place durably.
    pub(super) fn note_stored(&mut self, seq: Seq) {
        self.stored = self.stored.max(seq);
    }

    fn begin_segment(&mut self, first: Seq) -> io::Result<String> {
        self.sync()?;
        let name = segment_name(first);
        self.medium.open(&name)?;
        // Left over from a beginning that was taken back.
        if self.medium.len(&name)? > 0 {
            self.medium.truncate(&name, 0)?;
        }
        self.segment = Some(name.clone());
        self.len = 0;
        Ok(name)
    }
}

/// Names sort as their numbers do.
pub(super) fn segment_name(first: Seq) -> String {
    format!("{first:020}")
}

/// Walks over the newest segment; answers how many of its bytes are whole.
fn scan(medium: &dyn Medium, name: &str, report: &mut JournalReport) -> Result<u64, Fault> {
    let mut reader = Reader::of_segment(medium, name)?;
    let mut whole = 0;
    while let Some(found) = reader.next_found()? {
        match found {
            Found::Group(commits) => {
                report.last = commits.last().map_or(report.last, |stored| stored.seq);
                whole = reader.offset();
            }
            Found::End(_) => whole = reader.offset(),
            Found::Damage(damage) => report.damaged.push(damage),
            Found::Torn(damage) => report.torn = Some(damage),
        }
    }
    report.stored = reader.stored();
    Ok(whole)
}
