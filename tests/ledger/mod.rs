//! Where facts are kept: one suite for every ledger, and then the disk is made to misbehave.

// A test that unwraps is a test that fails, in helpers too.
#![allow(clippy::unwrap_used)]

mod archive;
mod conformance;
mod damage;
mod failing;
mod journal;
mod kill;
mod lazily;
mod limits;
mod outside;
mod overlay;
mod power;
mod seal;
mod snapshot;

use std::{path::Path, sync::Arc};
use watchfloor::ledger::{Commit, EmbeddedLedger, Ledger, OpenReport, Seq, Settings, Stored, Trouble, verify};

/// An attempt whose every byte follows from its number.
pub fn commit(key: &str, prev: Seq, attempt: u64) -> Commit {
    let mut event_id = [0; 16];
    event_id[..8].copy_from_slice(&attempt.to_le_bytes());
    event_id[8] = 1;
    let body = format!("{key} attempt {attempt}").into_bytes();
    Commit { key: key.to_owned(), prev, event_id, body, texts: Vec::new() }
}

/// Like [`commit`], with texts.
pub fn commit_with_texts(key: &str, prev: Seq, attempt: u64, texts: Vec<u8>) -> Commit {
    Commit { texts, ..commit(key, prev, attempt) }
}

/// Everything a ledger holds, texts included.
pub fn all(ledger: &dyn Ledger) -> Vec<Stored> {
    let mut stored = ledger.read(0, usize::MAX).unwrap();
    for stored in &mut stored {
        stored.commit.texts = ledger.texts(stored.seq).unwrap().unwrap_or_default();
    }
    stored
}

/// Opens, and insists that there is nothing to tell.
pub fn open_clean(dir: &Path) -> EmbeddedLedger {
    let opened = EmbeddedLedger::open(dir).unwrap();
    assert_eq!(opened.report, OpenReport::default());
    opened.ledger
}

/// Calls to the disk can be made to fail, and the store lags behind by so many commits at most.
pub fn settings(trouble: &Arc<Trouble>, store_lag_commits_max: usize) -> Settings {
    Settings { store_lag_commits_max, trouble: Arc::clone(trouble), ..Settings::default() }
}

/// Store and journal hold the same, and every key and attempt is where it should be.
pub fn assert_well(dir: &Path) -> u64 {
    let report = verify(dir).unwrap();
    assert!(report.ok, "{:?}", report.problems);
    report.commits
}
