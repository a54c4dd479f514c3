//! Commits that are in the journal and not yet in the store.
//!
//! Whoever looks for a commit looks here first and then in the store. It is emptied only after the store took all of
//! it, so what is not found here any more is found there; and while the store is taking it, or after it failed to,
//! what is here hides what the store may have of it.

use super::{Commit, EventId, Seq, Stored, store::Store};
use sled::Batch;
use std::collections::BTreeMap;

/// Commits in places without a gap, and where each key and attempt among them is.
#[derive(Debug)]
pub(super) struct Overlay {
    first: Seq,
    commits: Vec<Commit>,
    bytes: usize,
    heads: BTreeMap<String, Seq>,
    ids: BTreeMap<EventId, Seq>,
}

impl Overlay {
    /// An empty one. `first` is the place that comes next.
    pub fn new(first: Seq) -> Self {
        Self { first, commits: Vec::new(), bytes: 0, heads: BTreeMap::new(), ids: BTreeMap::new() }
    }

    /// The first place that is here; all before it are in the store.
    pub fn first(&self) -> Seq {
        self.first
    }

    /// The place that comes next.
    pub fn next(&self) -> Seq {
        self.first + self.commits.len() as u64
    }

    pub fn is_empty(&self) -> bool {
        self.commits.is_empty()
    }

    /// Whether it holds so many commits or bytes.
    pub fn reaches(&self, commits: usize, bytes: usize) -> bool {
        self.commits.len() >= commits || self.bytes >= bytes
    }

    pub fn push(&mut self, commit: Commit) {
        let seq = self.next();
        self.bytes += commit.key.len() + commit.body.len() + commit.texts.len();
        self.heads.insert(commit.key.clone(), seq);
        self.ids.insert(commit.event_id, seq);
        self.commits.push(commit);
    }

    /// What keeps all of it in the store.
    pub fn batch(&self) -> Batch {
        let mut batch = Batch::default();
        for (seq, commit) in (self.first..).zip(&self.commits) {
            Store::stage(&mut batch, seq, commit);
        }
        batch
    }

    /// The store has it all.
    pub fn clear(&mut self) {
        *self = Self::new(self.next());
    }

    pub fn head_seq(&self, key: &str) -> Option<Seq> {
        self.heads.get(key).copied()
    }

    pub fn seq_of(&self, event_id: &EventId) -> Option<Seq> {
        self.ids.get(event_id).copied()
    }

    /// A commit without its texts.
    pub fn commit(&self, seq: Seq) -> Option<Stored> {
        self.get(seq).map(|commit| without_texts(seq, commit))
    }

    /// The texts of a commit, empty when it has none; `None` when the commit is not here.
    pub fn texts(&self, seq: Seq) -> Option<&[u8]> {
        self.get(seq).map(|commit| commit.texts.as_slice())
    }

    /// Commits without texts from `from` to `to`, both inclusive.
    pub fn read(&self, from: Seq, to: Seq) -> impl Iterator<Item = Stored> {
        let all = (self.first..=to).zip(&self.commits);
        all.filter(move |(seq, _)| *seq >= from).map(|(seq, commit)| without_texts(seq, commit))
    }

    fn get(&self, seq: Seq) -> Option<&Commit> {
        self.commits.get(usize::try_from(seq.checked_sub(self.first)?).ok()?)
    }
}

fn without_texts(seq: Seq, commit: &Commit) -> Stored {
    let Commit { key, prev, event_id, body, .. } = commit;
    let commit = Commit { key: key.clone(), prev: *prev, event_id: *event_id, body: body.clone(), texts: Vec::new() };
    Stored { seq, commit }
}
