//! Seals: a chain of fingerprints over the whole log, so that a change in the past shows.
//!
//! Every commit makes a link of the chain:
//!
//! ```text
//! link = SHA-256( link before | event id | SHA-256(key, prev, body) | SHA-256(texts) )
//! ```
//!
//! The first link before is 32 zeros. Every so often the newest link is itself kept as a fact
//! ([`crate::floor::DeskEvent::Sealed`]), and that fact is a commit of the chain like any other. Whoever
//! changes, adds or takes away a commit that a seal covers would have to change every seal after it; a copy of one
//! seal, written down elsewhere, is enough to find out that they did.
//!
//! **Which commit** was changed is known exactly when its body, key or place was: the name of an attempt is made of
//! them. When only its texts were, the chain says between which two seals it lies.
//!
//! **Erasing a person.** Only the fingerprint of a commit's texts goes into its link, not the texts. Who erases words
//! keeps a fact [`crate::floor::DeskEvent::TextsErased`] with the fingerprints of the texts before and after. The chain is then made
//! with the one before, and the one after is compared with the texts that are there: the words are gone, the history
//! still adds up, and that something was erased, when, and by whom is in the log and sealed itself.
//!
//! What it does not do: it cannot see a log that was cut off after its newest seal, and it cannot tell an owner of the
//! machine who makes the whole chain anew from the truth. Against both helps a seal that was written down elsewhere.

use super::{Commit, Fault, Ledger, Seq, Stored, wire};
use crate::floor::{DeskEvent, Event};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A fingerprint.
pub type Sha = [u8; 32];

/// Commits that are read at once.
const READ_AT_ONCE: usize = 512;

/// The fingerprint of what a commit says, whose first half names the attempt.
pub fn digest(key: &str, prev: Seq, body: &[u8]) -> Sha {
    let mut hash = Sha256::new();
    hash.update((key.len() as u64).to_le_bytes());
    hash.update(key);
    hash.update(prev.to_le_bytes());
    hash.update(body);
    hash.finalize().into()
}

/// The fingerprint of texts; of none, 32 zeros.
pub fn digest_of_texts(texts: &[u8]) -> Sha {
    if texts.is_empty() { [0; 32] } else { Sha256::digest(texts).into() }
}

/// The newest link of a chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// Its fingerprint.
    pub link: Sha,
    /// The commit that it covers last.
    pub up_to: Seq,
    /// Commits since the chain was last sealed or begun.
    pub commits: u32,
}

impl Chain {
    /// The chain as a seal says it is.
    pub fn from_seal(up_to: Seq, link: Sha) -> Chain {
        Chain { link, up_to, commits: 0 }
    }

    /// Goes on with a commit that was just kept: its place, its name, and the fingerprints of what it says.
    pub fn add(&mut self, seq: Seq, event_id: &[u8; 16], said: &Sha, texts: &Sha) {
        let mut hash = Sha256::new();
        hash.update(self.link);
        hash.update(event_id);
        hash.update(said);
        hash.update(texts);
        self.link = hash.finalize().into();
        self.up_to = seq;
        self.commits = self.commits.saturating_add(1);
    }

    /// Goes on with what the ledger holds after the chain's end.
    ///
    /// # Errors
    ///
    /// A [`Fault`] when the ledger cannot be read.
    pub fn catch_up(&mut self, ledger: &dyn Ledger) -> Result<(), Fault> {
        loop {
            let stored = ledger.read(self.up_to + 1, READ_AT_ONCE)?;
            if stored.is_empty() {
                return Ok(());
            }
            for one in &stored {
                let texts = ledger.texts(one.seq)?.unwrap_or_default();
                let Commit { key, prev, event_id, body, .. } = &one.commit;
                self.add(one.seq, event_id, &digest(key, *prev, body), &digest_of_texts(&texts));
            }
        }
    }
}

/// What a check of all seals found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Commits that were read.
    pub commits: u64,
    /// Seals that hold.
    pub seals: u64,
    /// The newest commit that a seal covers; what lies after it is not sealed yet.
    pub sealed_up_to: Seq,
    /// The fingerprint of that seal, to be written down elsewhere.
    pub newest: Option<Sha>,
    /// Commits whose texts were erased, as the log itself says.
    pub erased: u64,
    /// What does not hold, in words, the first few.
    pub broken: Vec<String>,
}

/// Problems that are named.
const NAMED_MAX: usize = 20;

impl Checked {
    fn break_at(&mut self, words: String) {
        if self.broken.len() < NAMED_MAX {
            self.broken.push(words);
        }
    }
}

type Erased = BTreeMap<Seq, (Sha, Sha)>;

/// Makes the chain anew from the first commit on and compares it with every seal.
///
/// # Errors
///
/// A [`Fault`] when the ledger cannot be read.
pub fn check(ledger: &dyn Ledger) -> Result<Checked, Fault> {
    let erased = erased(ledger)?;
    let mut checked = Checked { erased: erased.len() as u64, ..Checked::default() };
    let mut chain = Chain::default();
    let mut from = 1;
    loop {
        let page = ledger.read(from, READ_AT_ONCE)?;
        let Some(last) = page.last() else { return Ok(checked) };
        from = last.seq + 1;
        for stored in &page {
            // What a seal covers lies before it.
            for (up_to, sha256) in seals(stored) {
                compare(&mut checked, &mut chain, up_to, sha256);
            }
            link(ledger, stored, &erased, &mut chain, &mut checked)?;
        }
    }
}

fn compare(checked: &mut Checked, chain: &mut Chain, up_to: Seq, sha256: Sha) {
    if (chain.up_to, chain.link) == (up_to, sha256) {
        checked.seals += 1;
    } else {
        let after = checked.sealed_up_to + 1;
        checked
            .break_at(format!("something between commit {after} and commit {up_to} was changed, added or taken away"));
        // One change breaks one seal: those after it are compared with what they were made on.
        (chain.link, chain.up_to) = (sha256, chain.up_to.max(up_to));
    }
    (checked.sealed_up_to, checked.newest) = (up_to, Some(sha256));
}

fn link(
    ledger: &dyn Ledger,
    stored: &Stored,
    erased: &Erased,
    chain: &mut Chain,
    checked: &mut Checked,
) -> Result<(), Fault> {
    let Commit { key, prev, event_id, body, .. } = &stored.commit;
    let said = digest(key, *prev, body);
    if said[..16] != event_id[..] {
        checked.break_at(format!("commit {} ({key}) does not say what was decided: it was changed", stored.seq));
    }
    let found = digest_of_texts(&ledger.texts(stored.seq)?.unwrap_or_default());
    let texts = match erased.get(&stored.seq) {
        Some((was, is)) => {
            if *is != found {
                checked.break_at(format!("the texts of commit {} were changed after words were erased", stored.seq));
            }
            *was
        }
        None => found,
    };
    chain.add(stored.seq, event_id, &said, &texts);
    checked.commits += 1;
    Ok(())
}

/// The seals that a commit holds.
fn seals(stored: &Stored) -> Vec<(Seq, Sha)> {
    if stored.commit.key != SEAL_KEY {
        return Vec::new();
    }
    let events = wire::decision(&stored.commit.body).map(|d| d.events).unwrap_or_default();
    let sealed = events.into_iter().filter_map(|event| match event {
        Event::Desk(DeskEvent::Sealed { up_to, sha256 }) => Some((up_to, sha256)),
        _ => None,
    });
    sealed.collect()
}

/// The key of the commits that hold seals.
pub const SEAL_KEY: &str = "seal";
/// The key of the commits that say what was erased.
pub const ERASED_KEY: &str = "erased";

/// Of every commit whose texts were erased: how they were at first, and how they should be now. Read backwards, by key,
/// so that it costs as much as was erased.
fn erased(ledger: &dyn Ledger) -> Result<Erased, Fault> {
    let mut all = Erased::new();
    let mut next = ledger.head(ERASED_KEY)?;
    while let Some(stored) = next {
        for event in wire::decision(&stored.commit.body).map(|d| d.events).unwrap_or_default().into_iter().rev() {
            if let Event::Desk(DeskEvent::TextsErased { commit, was, is }) = event {
                all.entry(commit).and_modify(|of| of.0 = was).or_insert((was, is));
            }
        }
        let prev = stored.commit.prev;
        next = match prev {
            0 => None,
            prev => ledger.read(prev, 1)?.into_iter().next().filter(|s| s.seq == prev),
        };
    }
    Ok(all)
}
