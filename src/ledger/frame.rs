//! The bytes of one append in the journal: one frame, so that it is whole or not there.
//!
//! ```text
//! magic "WFJ1" | length u32 | crc32 u32 | first seq u64 | stored seq u64 | count u32 | commits
//! commit: key length u16, key | prev u64 | event id 16 | body length u32, body | texts length u32, texts
//! ```
//!
//! All numbers are little-endian. The checksum covers the length and all that follows it, so neither a shortened nor a
//! shifted frame passes. The commits of a frame have the places `first`, `first + 1` and so on.
//! `stored` is the newest place that the store beside the journal held durably when the frame was written. After a
//! crash it tells a store that merely had not come so far from one that lost what it had.
//! A frame without commits marks the end of an exported log; its `first` is the place that would come next.

use super::{Commit, Seq, Stored};
use crate::limits::{APPEND_BYTES_MAX, APPEND_COMMITS_MAX, KEY_BYTES_MAX};

/// The four bytes a frame begins with.
pub(super) const MAGIC: [u8; 4] = *b"WFJ1";
/// Bytes before the payload: magic, length, checksum.
pub(super) const HEADER_BYTES: usize = 12;
/// No frame has a longer payload; a larger length is damage, not a reason to ask for memory.
pub(super) const PAYLOAD_BYTES_MAX: usize = APPEND_BYTES_MAX + APPEND_COMMITS_MAX * (KEY_BYTES_MAX + 64) + 20;

/// What one append kept. Here the commits carry their texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The place of the first commit.
    pub first: Seq,
    /// What the store beside the journal held durably when it was written.
    pub stored: Seq,
    /// The commits, with texts.
    pub commits: Vec<Stored>,
}

impl Group {
    /// The place that comes after this group.
    pub fn next(&self) -> Seq {
        self.first + self.commits.len() as u64
    }
}

/// One frame: all commits of one append.
pub(super) fn encode<'a>(first: Seq, stored: Seq, commits: impl ExactSizeIterator<Item = &'a Commit>) -> Vec<u8> {
    let mut out = Vec::with_capacity(512);
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&[0; 8]);
    out.extend_from_slice(&first.to_le_bytes());
    out.extend_from_slice(&stored.to_le_bytes());
    out.extend_from_slice(&(commits.len() as u32).to_le_bytes());
    for commit in commits {
        out.extend_from_slice(&(commit.key.len() as u16).to_le_bytes());
        out.extend_from_slice(commit.key.as_bytes());
        out.extend_from_slice(&commit.prev.to_le_bytes());
        out.extend_from_slice(&commit.event_id);
        for part in [&commit.body, &commit.texts] {
            out.extend_from_slice(&(part.len() as u32).to_le_bytes());
            out.extend_from_slice(part);
        }
    }
    let length = (out.len() - HEADER_BYTES) as u32;
    out[4..8].copy_from_slice(&length.to_le_bytes());
    let crc = checksum(length, &out[HEADER_BYTES..]);
    out[8..12].copy_from_slice(&crc.to_le_bytes());
    out
}

/// The checksum of a frame.
pub(super) fn checksum(length: u32, payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&length.to_le_bytes());
    hasher.update(payload);
    hasher.finalize()
}

/// Reads a payload whose checksum was right. `None` when it is no group all the same.
pub(super) fn decode(payload: &[u8]) -> Option<Group> {
    let mut cursor = Cursor(payload);
    let first = cursor.u64()?;
    let stored = cursor.u64()?;
    let count = cursor.u32()? as usize;
    if count > APPEND_COMMITS_MAX {
        return None;
    }
    let mut commits = Vec::with_capacity(count);
    for seq in first..first.checked_add(count as u64)? {
        let key_bytes = cursor.u16()? as usize;
        let key = std::str::from_utf8(cursor.take(key_bytes)?).ok()?.to_owned();
        let prev = cursor.u64()?;
        let event_id = cursor.take(16)?.try_into().ok()?;
        let body_bytes = cursor.u32()? as usize;
        let body = cursor.take(body_bytes)?.to_vec();
        let texts_bytes = cursor.u32()? as usize;
        let texts = cursor.take(texts_bytes)?.to_vec();
        commits.push(Stored { seq, commit: Commit { key, prev, event_id, body, texts } });
    }
    cursor.0.is_empty().then_some(Group { first, stored, commits })
}

/// Takes numbers and slices off the front of bytes, and never past the end.
pub(super) struct Cursor<'a>(pub &'a [u8]);

impl<'a> Cursor<'a> {
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(count)?;
        self.0 = tail;
        Some(head)
    }
    pub fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }
    pub fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }
    pub fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }
}
