//! The long tables: authors and mentions, each found by the key of its name outside.
//!
//! The hash tables hold ids only and look the key up in the row, so that a million names are not kept twice. They are
//! never iterated: their order is a source of chance.

use super::{AgentId, At, AuthorId, ConversationId, HandleId, MentionId, MentionKind, Reading, Verdict};
use hashbrown::HashTable;

/// The key of a name outside: 64 bits of SipHash-1-3 under a fixed key, over scope and name.
///
/// Two different names share a key once in about 10^19 pairs: among a million mentions the chance that any one is taken
/// for another is below one in thirty million.
///
/// ```
/// use watchfloor::floor::key_of;
/// assert_eq!(key_of("X", "611"), key_of("X", "611"));
/// assert_ne!(key_of("X", "611"), key_of("Facebook", "611"));
/// ```
pub fn key_of(scope: &str, name: &str) -> u64 {
    use std::hash::Hasher;
    let mut hasher = siphasher::sip::SipHasher13::new_with_keys(0x7761_7463_6866_6c6f, 0x6f72_2d6b_6579_2d31);
    hasher.write(scope.as_bytes());
    hasher.write_u8(0xff); // never part of UTF-8, so ("a", "bc") and ("ab", "c") differ
    hasher.write(name.as_bytes());
    hasher.finish()
}

/// Somebody who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The key of the account's id outside.
    pub key: u64,
    /// The name that is shown.
    pub name: Box<str>,
    /// How many follow this account; `u32::MAX` when it is not known.
    followers: u32,
    /// Conversations they opened.
    pub conversations: u16,
    /// Whether this is an account of ours.
    pub ours: bool,
}

impl Author {
    /// An author who has opened no conversation yet.
    pub fn new(key: u64, name: &str, followers: Option<u32>, ours: bool) -> Author {
        Author { key, name: name.into(), followers: followers.unwrap_or(u32::MAX), conversations: 0, ours }
    }

    /// How many follow this account, if it is known.
    pub fn followers(&self) -> Option<u32> {
        (self.followers != u32::MAX).then_some(self.followers)
    }
}

/// Something that was written; its words lie in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The key of its id outside.
    pub key: u64,
    /// The commit whose texts hold its words.
    pub page: u64,
    /// When it was written.
    pub at: At,
    /// By whom.
    pub author: AuthorId,
    conversation: u32,
    prev: u32,
    /// The place of its words in the texts.
    pub slot: u16,
    /// The agent who wrote it, plus one; 0 when that is not known.
    agent: u16,
    /// What kind of thing it is.
    pub kind: MentionKind,
    /// Whether it asks for an answer, as far as triage or a person says; so it does when nobody said.
    pub asks: bool,
}

impl Mention {
    /// The conversation it belongs to.
    pub fn conversation(&self) -> Option<ConversationId> {
        (self.conversation != u32::MAX).then_some(ConversationId(self.conversation))
    }

    /// Remembers what it answers while it belongs to no conversation.
    pub fn stand_under(&mut self, answers: MentionId) {
        self.prev = answers.0;
    }

    /// The one before it in its conversation, in the order in which they arrived; what it answers while it belongs to
    /// none.
    pub fn prev(&self) -> Option<MentionId> {
        (self.prev != u32::MAX).then_some(MentionId(self.prev))
    }

    /// The agent who wrote it, when that is known.
    pub fn agent(&self) -> Option<AgentId> {
        self.agent.checked_sub(1).map(AgentId)
    }

    /// A mention that belongs to no conversation yet.
    pub fn new(key: u64, page: u64, at: At, author: AuthorId, kind: MentionKind) -> Mention {
        Mention { key, page, at, author, conversation: u32::MAX, prev: u32::MAX, slot: 0, agent: 0, kind, asks: true }
    }

    /// The same, written by this agent, with its words at this place.
    #[must_use]
    pub fn with(self, slot: u16, agent: Option<AgentId>) -> Mention {
        Mention { slot, agent: agent.map_or(0, |a| a.0.saturating_add(1)), ..self }
    }

    /// Makes it part of a conversation, after `prev`.
    pub fn link(&mut self, conversation: ConversationId, prev: Option<MentionId>) {
        self.conversation = conversation.0;
        self.prev = prev.map_or(u32::MAX, |m| m.0);
    }
}

/// All authors.
#[derive(Clone, Debug, Default)]
pub struct Authors {
    rows: Vec<Author>,
    by_key: HashTable<AuthorId>,
}

impl Authors {
    /// How many.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nobody has written.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// An author.
    pub fn get(&self, id: AuthorId) -> Option<&Author> {
        self.rows.get(id.index())
    }

    pub(super) fn get_mut(&mut self, id: AuthorId) -> Option<&mut Author> {
        self.rows.get_mut(id.index())
    }

    /// The author with this key.
    pub fn find(&self, key: u64) -> Option<AuthorId> {
        let rows = &self.rows;
        self.by_key.find(key, |id| rows.get(id.index()).is_some_and(|a| a.key == key)).copied()
    }

    /// Sets the row of `id`, growing the table with nameless rows when it lies beyond the end.
    pub(super) fn put(&mut self, id: AuthorId, author: Author) {
        let key = author.key;
        while self.rows.len() <= id.index() {
            self.rows.push(Author::new(0, "", None, false));
        }
        let conversations = self.rows[id.index()].conversations;
        let was = std::mem::replace(&mut self.rows[id.index()], author);
        self.rows[id.index()].conversations = conversations;
        if was.key != key || self.find(key).is_none() {
            let rows = &self.rows;
            self.by_key.insert_unique(key, id, |id| rows.get(id.index()).map_or(0, |a| a.key));
        }
    }

    /// All of them in the order of their ids.
    pub fn rows(&self) -> &[Author] {
        &self.rows
    }

    pub(super) fn from_rows(rows: Vec<Author>) -> Authors {
        let mut by_key = HashTable::with_capacity(rows.len());
        for (i, row) in rows.iter().enumerate().filter(|(_, row)| row.key != 0) {
            by_key.insert_unique(row.key, AuthorId(i as u32), |id| rows.get(id.index()).map_or(0, |a| a.key));
        }
        Authors { rows, by_key }
    }
}

/// All mentions.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    rows: Vec<Mention>,
    by_key: HashTable<MentionId>,
    /// What is not here yet, by its key, and the first mention here that answers it.
    awaited: hashbrown::HashMap<u64, MentionId, rustc_hash::FxBuildHasher>,
    /// What triage read, by place; shorter than the rows where the newest were not read.
    readings: Vec<Option<Reading>>,
}

impl Mentions {
    /// How many.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A mention.
    pub fn get(&self, id: MentionId) -> Option<&Mention> {
        self.rows.get(id.index())
    }

    /// What triage, or a person, says of a mention.
    pub fn reading(&self, id: MentionId) -> Option<&Reading> {
        self.readings.get(id.index())?.as_ref()
    }

    /// What was read, by place; shorter than the rows where the newest were not read.
    pub fn readings(&self) -> &[Option<Reading>] {
        &self.readings
    }

    /// Sets what is said of a mention and answers what was said before.
    pub(super) fn read(&mut self, id: MentionId, reading: Option<Reading>) -> Option<Reading> {
        if let Some(row) = self.rows.get_mut(id.index()) {
            row.asks = reading.is_none_or(|r| r.verdict == Verdict::Respond);
        }
        if self.readings.len() <= id.index() {
            reading?;
            self.readings.resize(id.index() + 1, None);
        }
        std::mem::replace(&mut self.readings[id.index()], reading)
    }

    pub(super) fn get_mut(&mut self, id: MentionId) -> Option<&mut Mention> {
        self.rows.get_mut(id.index())
    }

    /// The mention with this key.
    pub fn find(&self, key: u64) -> Option<MentionId> {
        let rows = &self.rows;
        self.by_key.find(key, |id| rows.get(id.index()).is_some_and(|m| m.key == key)).copied()
    }

    /// The mention here that answers the one with this key, which is not here.
    pub fn answers_absent(&self, key: u64) -> Option<MentionId> {
        self.awaited.get(&key).copied()
    }

    /// All of them in the order of their ids.
    pub fn rows(&self) -> &[Mention] {
        &self.rows
    }

    pub(super) fn from_rows(
        mut rows: Vec<Mention>,
        awaited: Vec<(u64, MentionId)>,
        readings: Vec<Option<Reading>>,
    ) -> Mentions {
        for (row, reading) in rows.iter_mut().zip(&readings) {
            row.asks = reading.is_none_or(|r| r.verdict == Verdict::Respond);
        }
        let mut by_key = HashTable::with_capacity(rows.len());
        for (i, row) in rows.iter().enumerate().filter(|(_, row)| row.key != 0) {
            by_key.insert_unique(row.key, MentionId(i as u32), |id| rows.get(id.index()).map_or(0, |m| m.key));
        }
        Mentions { rows, by_key, awaited: awaited.into_iter().collect(), readings }
    }

    /// All that is awaited, sorted by key.
    pub fn awaited(&self) -> Vec<(u64, MentionId)> {
        let mut all: Vec<_> = self.awaited.iter().map(|(k, m)| (*k, *m)).collect();
        all.sort_unstable();
        all
    }

    pub(super) fn await_parent(&mut self, parent: u64, child: MentionId) {
        self.awaited.entry(parent).or_insert(child);
    }

    /// Sets the row of `id`, growing the table with empty rows when it lies beyond the end.
    pub(super) fn put(&mut self, id: MentionId, written: &Written) {
        let row = Mention::new(written.key, written.page, written.at, written.author, written.kind)
            .with(written.slot, written.agent);
        while self.rows.len() < id.index() {
            self.rows.push(Mention { key: 0, page: 0, ..row });
        }
        if self.rows.len() == id.index() {
            self.rows.push(row);
        } else {
            self.rows[id.index()] = row;
        }
        self.awaited.remove(&written.key);
        let rows = &self.rows;
        self.by_key.insert_unique(written.key, id, |id| rows.get(id.index()).map_or(0, |m| m.key));
    }
}

/// What is known of a mention when it arrives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    pub(super) key: u64,
    pub(super) page: u64,
    pub(super) at: At,
    pub(super) author: AuthorId,
    pub(super) handle: HandleId,
    pub(super) kind: MentionKind,
    pub(super) agent: Option<AgentId>,
    pub(super) slot: u16,
}
