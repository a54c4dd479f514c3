//! A ledger in memory: for tests, rehearsal days and the simulator. With a journal it outlives the process, and runs
//! the same journal code as the real store, on whatever disk the simulator gives it.

use super::{
    AppendError, Commit, EventId, Fault, Found, Health, Journal, Ledger, Seq, Stored,
    check::{Known, check},
};
use std::{
    collections::BTreeMap,
    io,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// A [`Ledger`] in memory, with a journal or without.
#[derive(Debug, Default)]
pub struct MemoryLedger {
    state: Mutex<State>,
    grown: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Without texts.
    log: BTreeMap<Seq, Stored>,
    texts: BTreeMap<Seq, Vec<u8>>,
    heads: BTreeMap<String, Seq>,
    ids: BTreeMap<EventId, Seq>,
    journal: Option<Journal>,
    refuses: Option<String>,
}

impl MemoryLedger {
    /// An empty one that forgets everything when it is dropped.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the journal and goes on with it. What lies in damaged places is left out; the journal's own report and
    /// [`super::verify`] tell of it.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn journalled(journal: Journal) -> Result<Self, Fault> {
        let mut state = State::default();
        let mut reader = journal.read(0)?;
        while let Some(found) = reader.next_found()? {
            if let Found::Group(commits) = found {
                for stored in commits {
                    state.keep(stored.seq, stored.commit);
                }
            }
        }
        drop(reader);
        state.journal = Some(journal);
        Ok(Self { state: Mutex::new(state), grown: Condvar::new() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known for State {
    fn head_seq(&self, key: &str) -> Result<Seq, Fault> {
        Ok(self.heads.get(key).copied().unwrap_or(0))
    }
    fn seq_of(&self, event_id: &EventId) -> Result<Option<Seq>, Fault> {
        Ok(self.ids.get(event_id).copied())
    }
}

impl State {
    fn last(&self) -> Seq {
        self.log.last_key_value().map_or(0, |(seq, _)| *seq)
    }

    fn keep(&mut self, seq: Seq, mut commit: Commit) {
        let texts = std::mem::take(&mut commit.texts);
        if !texts.is_empty() {
            self.texts.insert(seq, texts);
        }
        self.heads.insert(commit.key.clone(), seq);
        self.ids.insert(commit.event_id, seq);
        self.log.insert(seq, Stored { seq, commit });
    }

    /// Writes to the journal, durably, or takes it back, or refuses from now on.
    fn journal(&mut self, first: Seq, commits: &[Commit]) -> Result<(), AppendError> {
        let Some(journal) = &mut self.journal else { return Ok(()) };
        let mark = journal.mark();
        let written = journal.append(first, commits.iter()).and_then(|()| journal.sync());
        let Err(error) = written else { return Ok(()) };
        match journal.roll_back(&mark) {
            Ok(()) => Err(AppendError::Unavailable(nothing_kept(&error))),
            Err(again) => {
                let why = unknown(&error, &again);
                self.refuses = Some(why.clone());
                Err(AppendError::Unknown(why))
            }
        }
    }
}

/// The sentence for a journal that refused a decision and was put back in order.
pub(super) fn nothing_kept(error: &io::Error) -> String {
    format!(
        "The journal could not be written ({error}). Nothing was kept of this decision; make room on the disk, then decide again"
    )
}

/// The sentence for a decision that comes after one whose fate is not known.
pub(super) fn refused(why: &str) -> String {
    format!("No decision is taken any more, because {why}. Nothing was kept of this one")
}

/// The sentence for a journal that neither took a decision nor let go of it.
pub(super) fn unknown(error: &io::Error, again: &io::Error) -> String {
    format!(
        "the journal could not be written ({error}) and not be put back in order ({again}). What was acknowledged before is kept; close Watchfloor, look after the disk and open it again"
    )
}

impl Ledger for MemoryLedger {
    fn append(&self, commits: Vec<Commit>) -> Result<Vec<Seq>, AppendError> {
        let mut state = self.state();
        if let Some(why) = &state.refuses {
            return Err(AppendError::Unavailable(refused(why)));
        }
        check(&*state, &commits)?;
        if commits.is_empty() {
            return Ok(Vec::new());
        }
        let journalled = state.journal.as_ref().map_or(0, Journal::next_seq);
        let first = journalled.max(state.last() + 1);
        state.journal(first, &commits)?;
        let seqs = (first..).take(commits.len()).collect();
        for (seq, commit) in (first..).zip(commits) {
            state.keep(seq, commit);
        }
        drop(state);
        self.grown.notify_all();
        Ok(seqs)
    }

    fn head(&self, key: &str) -> Result<Option<Stored>, Fault> {
        let state = self.state();
        Ok(state.heads.get(key).and_then(|seq| state.log.get(seq)).cloned())
    }

    fn last_seq(&self) -> Seq {
        self.state().last()
    }

    fn texts(&self, seq: Seq) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.state().texts.get(&seq).cloned())
    }

    fn read(&self, from: Seq, count_max: usize) -> Result<Vec<Stored>, Fault> {
        Ok(self.state().log.range(from..).take(count_max).map(|(_, stored)| stored.clone()).collect())
    }

    fn wait(&self, from: Seq, timeout: Duration) -> bool {
        let there = |state: &State| state.last() >= from.max(1);
        let waited = self.grown.wait_timeout_while(self.state(), timeout, |state| !there(state));
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        there(&state)
    }

    fn health(&self) -> Health {
        Health { role: "memory", refuses: self.state().refuses.clone() }
    }
}
