//! What is decided is appended, folded in, sealed and made durable.

use super::commands::ASSIGNING;
use super::outbox::Outbox;
use super::outgoing::OwnVoice;
use super::replay;
use super::sealing::Sealing;
use super::turn::Engine;
use super::watch::Watch;
use crate::floor::{Actor, At, Decision, Event, Floor, Words};
use crate::ledger::seal::{self, SEAL_KEY};
use crate::ledger::{AppendError, Commit, wire};

/// One commit on its way.
pub(super) struct Draft {
    pub(super) key: String,
    pub(super) prev: u64,
    pub(super) decision: Decision,
    pub(super) words: Vec<Words>,
}

impl Engine {
    /// Keeps facts that the floor itself found. What could not be kept is found again.
    pub(super) fn keep_by_floor(&mut self, events: Vec<Event>, at: At, afterwards: bool) -> bool {
        if events.is_empty() {
            return true;
        }
        let decision = Decision { at, by: Actor::Floor, role: None, group: 0, afterwards, events };
        let prev = self.floor.head("watch");
        self.keep(&[Draft { key: "watch".into(), prev, decision, words: Vec::new() }]).is_ok()
    }

    /// Seals what is not sealed yet, because the program ends.
    pub fn seal(&mut self, now: At) {
        self.keep_seal(now, true);
        if let Err(why) = self.sync() {
            tracing::warn!("the log could not be sealed: {why}");
        }
    }

    pub(super) fn keep_seal(&mut self, now: At, closing: bool) {
        if let Some(sealed) = self.sealing.as_mut().and_then(|s| s.due(now, closing)) {
            let decision =
                Decision { at: now, by: Actor::Floor, role: None, group: 0, afterwards: false, events: vec![sealed] };
            let prev = self.floor.head(SEAL_KEY);
            // What could not be sealed now is sealed with what comes next.
            let _ = self.keep(&[Draft { key: SEAL_KEY.into(), prev, decision, words: Vec::new() }]);
        }
    }

    /// Appends commits and folds them in. They are durable after [`Engine::sync`].
    pub(super) fn keep(&mut self, drafts: &[Draft]) -> Result<(), String> {
        let mut digests = Vec::new();
        let commits = drafts
            .iter()
            .map(|draft| {
                let body = wire::decision_bytes(&draft.decision);
                let texts = wire::words_bytes(&draft.words);
                let said = seal::digest(&draft.key, draft.prev, &body);
                let event_id = attempt(&said);
                if self.sealing.is_some() {
                    digests.push((event_id, said, seal::digest_of_texts(&texts)));
                }
                Commit { key: draft.key.clone(), prev: draft.prev, event_id, body, texts }
            })
            .collect();
        let why = match self.ledger.append_lazily(commits) {
            Ok(seqs) => {
                self.unsynced = true;
                // Where somebody else wrote in between, theirs is folded in before ours.
                let next = self.floor.revision() + 1;
                if !(next..).zip(&seqs).all(|(next, seq)| next == *seq) {
                    self.failed = self.failed.take().or(self.sync().err());
                    self.catch_up();
                    return Ok(());
                }
                if let Some(sealing) = &mut self.sealing {
                    for (seq, (event_id, said, texts)) in seqs.iter().zip(&digests) {
                        sealing.chain().add(*seq, event_id, said, texts);
                    }
                }
                for (draft, seq) in drafts.iter().zip(seqs) {
                    self.floor.apply(seq, &draft.key, &draft.decision);
                }
                return Ok(());
            }
            Err(error @ (AppendError::Conflict { .. } | AppendError::Duplicate(_))) => {
                // The same decision on the same ground, on another desk: deciding anew says that it is so already.
                self.conflict = Some(match error {
                    AppendError::Conflict { key, .. } => key,
                    _ => ASSIGNING.to_owned(),
                });
                // What this turn has kept so far is shown by the ledger only when it is durable.
                self.failed = self.failed.take().or(self.sync().err());
                self.catch_up();
                "the floor changed at the same moment; look again and decide anew".to_owned()
            }
            Err(AppendError::Unavailable(why) | AppendError::Unknown(why)) => why,
        };
        self.trouble = Some(why.clone());
        Err(why)
    }

    /// Makes everything durable that was appended.
    pub(super) fn sync(&mut self) -> Result<(), String> {
        if !std::mem::take(&mut self.unsynced) {
            return Ok(());
        }
        self.ledger.sync().map_err(|e| {
            self.trouble = Some(e.to_string());
            e.to_string()
        })
    }

    /// Folds in what others kept since. What this engine kept is folded in already, in the order of the log.
    pub(super) fn catch_up(&mut self) {
        if self.ledger.last_seq() <= self.floor.revision() {
            return;
        }
        // The reader's memory of copies and customers knows nothing of what others took in.
        self.watch.iter_mut().for_each(Watch::forget);
        let sealed = self.sealing.as_mut().map_or(Ok(()), |s| s.chain().catch_up(self.ledger.as_ref()));
        if let Err(fault) = replay::catch_up(&mut self.floor, self.ledger.as_ref()).and(sealed) {
            self.trouble = Some(fault.to_string());
        }
    }

    /// Folds the floor anew from what the ledger holds.
    pub(super) fn reload(&mut self) {
        let mut floor = Floor::default();
        match replay::catch_up(&mut floor, self.ledger.as_ref()) {
            Ok(()) => {
                self.watch.iter_mut().for_each(Watch::forget);
                self.floor = floor;
                self.voice = OwnVoice::default();
                self.outbox = Outbox::default();
                self.table.forget_marks();
                self.assigner.forget();
                if self.sealing.is_some() {
                    match Sealing::open(&self.floor, self.ledger.as_ref()) {
                        Ok(sealing) => self.sealing = Some(sealing),
                        Err(fault) => self.trouble = Some(fault.to_string()),
                    }
                }
            }
            Err(fault) => self.trouble = Some(fault.to_string()),
        }
    }
}

/// Names an attempt by what is attempted: the same decision on the same ground is the same attempt.
fn attempt(said: &seal::Sha) -> [u8; 16] {
    let mut id = [0; 16];
    id.copy_from_slice(&said[..16]);
    id
}
