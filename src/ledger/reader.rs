//! Reads a journal from one end to the other in bounded memory, over torn ends and damaged places.

use super::{
    Fault, Medium, Seq, Stored,
    frame::{self, Group, HEADER_BYTES, MAGIC, PAYLOAD_BYTES_MAX},
};

/// Bytes asked of the medium at a time.
const WINDOW_BYTES: usize = 256 << 10;

/// A place in a journal whose bytes are not what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The segment it lies in.
    pub segment: String,
    /// Where it begins, in bytes.
    pub offset: u64,
    /// How many bytes cannot be read.
    pub bytes: u64,
    /// The first and last commit that are missing there; `None` when no commit is missing, or when it is the end of
    /// the log and nothing says what stood there.
    pub missing: Option<(Seq, Seq)>,
}

/// What comes next in a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The commits of one append, with their texts.
    Group(Vec<Stored>),
    /// Unreadable bytes with readable ones behind them, or commits that are not there.
    Damage(Damage),
    /// The end of the log is torn: an append that was never acknowledged, or damage at the very end.
    Torn(Damage),
    /// The mark at the end of an exported log: the place that would come next.
    End(Seq),
}

/// Walks over a journal's segments in order. `next_found` answers `None` at the end.
pub struct Reader<'a> {
    medium: &'a dyn Medium,
    segments: Vec<String>,
    /// Which segment, and where in it.
    at: usize,
    offset: u64,
    len: u64,
    /// The place that must come next; 0 when anything may.
    expected: Seq,
    from: Seq,
    stored: Seq,
    window: Vec<u8>,
    window_offset: u64,
    /// Damaged bytes whose extent in commits is known only when the next group is read.
    pending: Option<Damage>,
    /// A group that was read and comes after `pending` was told.
    ready: Option<Group>,
}

impl<'a> Reader<'a> {
    /// Reads commits from `from` on, inclusive.
    ///
    /// # Errors
    /// When the medium cannot be listed.
    pub fn new(medium: &'a dyn Medium, from: Seq) -> Result<Self, Fault> {
        let segments = medium.list().map_err(Fault::io("The journal cannot be listed"))?;
        // A segment is named after its first commit, so all before the last one that begins at or before `from` can
        // be left out.
        let at = segments.iter().rposition(|name| first_seq(name).is_some_and(|first| first <= from)).unwrap_or(0);
        Self::over(medium, segments, at, from)
    }

    /// Reads one segment only.
    pub(super) fn of_segment(medium: &'a dyn Medium, name: &str) -> Result<Self, Fault> {
        Self::over(medium, vec![name.to_owned()], 0, 0)
    }

    fn over(medium: &'a dyn Medium, segments: Vec<String>, at: usize, from: Seq) -> Result<Self, Fault> {
        let expected = if from == 0 { 0 } else { segments.get(at).and_then(|name| first_seq(name)).unwrap_or(0) };
        let mut reader = Self {
            medium,
            segments,
            at,
            offset: 0,
            len: 0,
            expected,
            from,
            stored: 0,
            window: Vec::new(),
            window_offset: 0,
            pending: None,
            ready: None,
        };
        reader.enter()?;
        Ok(reader)
    }

    /// Where the next frame begins in the present segment.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// The newest place that the groups read so far say was in the store.
    pub(super) fn stored(&self) -> Seq {
        self.stored
    }

    /// What comes next; `None` at the end.
    ///
    /// # Errors
    /// When the medium fails. Damage is no error: it is [`Found::Damage`].
    pub fn next_found(&mut self) -> Result<Option<Found>, Fault> {
        loop {
            if let Some(group) = self.ready.take() {
                if let Some(found) = self.take_group(group) {
                    return Ok(Some(found));
                }
                continue;
            }
            if self.offset >= self.len {
                if self.at + 1 >= self.segments.len() {
                    return Ok(self.pending.take().map(Found::Torn));
                }
                self.at += 1;
                self.enter()?;
                continue;
            }
            match self.frame_at(self.offset)? {
                Some((group, bytes)) => {
                    self.offset += bytes;
                    self.ready = Some(group);
                }
                None => self.skip_damage()?,
            }
        }
    }

    fn enter(&mut self) -> Result<(), Fault> {
        self.offset = 0;
        self.window.clear();
        self.window_offset = 0;
        let Some(name) = self.segments.get(self.at) else { return Ok(()) };
        self.len = self.medium.len(name).map_err(Fault::io(format!("Segment {name} of the journal cannot be read")))?;
        Ok(())
    }

    /// Tells damage that lies before a group first; then the group, if it is asked for.
    fn take_group(&mut self, group: Group) -> Option<Found> {
        let gap = self.expected != 0 && group.first > self.expected;
        if self.pending.is_some() || gap {
            let mut damage = self.pending.take().unwrap_or_else(|| Damage {
                segment: self.segments.get(self.at).cloned().unwrap_or_default(),
                offset: self.offset,
                bytes: 0,
                missing: None,
            });
            damage.missing = gap.then(|| (self.expected, group.first - 1));
            self.expected = group.first;
            self.ready = Some(group);
            return Some(Found::Damage(damage));
        }
        if group.commits.is_empty() {
            return Some(Found::End(group.first));
        }
        if self.expected != 0 && group.first < self.expected {
            // A frame that repeats what came before is not part of the log, whatever wrote it.
            return None;
        }
        self.expected = group.next();
        self.stored = self.stored.max(group.stored);
        let from = self.from;
        let commits: Vec<Stored> = group.commits.into_iter().filter(|stored| stored.seq >= from).collect();
        (!commits.is_empty()).then_some(Found::Group(commits))
    }

    /// Moves to the next readable frame of the segment, or to its end, and remembers what lay between.
    fn skip_damage(&mut self) -> Result<(), Fault> {
        let begin = self.offset;
        let mut at = begin + 1;
        let end = loop {
            match self.find_magic(at)? {
                None => break self.len,
                Some(candidate) if self.frame_at(candidate)?.is_some() => break candidate,
                Some(candidate) => at = candidate + 1,
            }
        };
        self.offset = end;
        if self.pending.is_none() {
            let segment = self.segments.get(self.at).cloned().unwrap_or_default();
            self.pending = Some(Damage { segment, offset: begin, bytes: end - begin, missing: None });
        }
        Ok(())
    }

    /// The frame at an offset and its length in bytes; `None` when there is none, or not a whole one.
    fn frame_at(&mut self, offset: u64) -> Result<Option<(Group, u64)>, Fault> {
        let Some(header) = self.bytes(offset, HEADER_BYTES)? else { return Ok(None) };
        let mut cursor = frame::Cursor(header);
        let magic = cursor.take(4).is_some_and(|magic| magic == MAGIC);
        let (Some(length), Some(crc)) = (cursor.u32(), cursor.u32()) else { return Ok(None) };
        if !magic || length as usize > PAYLOAD_BYTES_MAX {
            return Ok(None);
        }
        let Some(payload) = self.bytes(offset + HEADER_BYTES as u64, length as usize)? else { return Ok(None) };
        if frame::checksum(length, payload) != crc {
            return Ok(None);
        }
        Ok(frame::decode(payload).map(|group| (group, HEADER_BYTES as u64 + u64::from(length))))
    }

    fn find_magic(&mut self, mut at: u64) -> Result<Option<u64>, Fault> {
        loop {
            let want = WINDOW_BYTES.min(usize::try_from(self.len.saturating_sub(at)).unwrap_or(WINDOW_BYTES));
            if want < HEADER_BYTES {
                return Ok(None);
            }
            let Some(bytes) = self.bytes(at, want)? else { return Ok(None) };
            if let Some(found) = bytes.windows(MAGIC.len()).position(|window| window == MAGIC) {
                return Ok(Some(at + found as u64));
            }
            // The magic may lie across the end of this window.
            at += (want - MAGIC.len() + 1) as u64;
        }
    }

    /// `count` bytes of the segment from `offset` on; `None` when it ends before.
    fn bytes(&mut self, offset: u64, count: usize) -> Result<Option<&[u8]>, Fault> {
        if offset + count as u64 > self.len {
            return Ok(None);
        }
        let held =
            offset >= self.window_offset && offset + count as u64 <= self.window_offset + self.window.len() as u64;
        if !held {
            let Some(name) = self.segments.get(self.at) else { return Ok(None) };
            let want = count.max(WINDOW_BYTES);
            // One long frame must not keep its memory for the rest of the walk.
            if self.window.capacity() > 4 * want {
                self.window = Vec::new();
            }
            self.window.resize(want, 0);
            let read = self.medium.read(name, offset, &mut self.window);
            let read = read.map_err(Fault::io(format!("Segment {name} of the journal cannot be read")))?;
            self.window.truncate(read);
            self.window_offset = offset;
        }
        let start = usize::try_from(offset - self.window_offset).unwrap_or(usize::MAX);
        Ok(start.checked_add(count).and_then(|end| self.window.get(start..end)))
    }
}

/// The first commit of a segment, by its name.
pub(super) fn first_seq(name: &str) -> Option<Seq> {
    name.parse().ok()
}
