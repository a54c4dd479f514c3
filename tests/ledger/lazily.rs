//! What is appended lazily is not acknowledged, and does not look as if it were.

use super::{all, assert_well, commit, open_clean};
use watchfloor::ledger::{AppendError, EmbeddedLedger, Ledger, Settings};

/// Wherever it lies: in memory, in the store, or half and half.
#[test]
fn it_is_shown_only_after_a_sync() {
    for overlay_commits_max in [1, 2, 64] {
        let dir = tempfile::tempdir().unwrap();
        let settings = Settings { overlay_commits_max, ..Settings::default() };
        let ledger = EmbeddedLedger::open_with(dir.path(), settings).unwrap().ledger;
        let first = ledger.append(vec![commit("c/1", 0, 1)]).unwrap()[0];
        let second = ledger.append_lazily(vec![commit("c/1", first, 2)]).unwrap()[0];
        let third = ledger.append_lazily(vec![commit("c/1", second, 3)]).unwrap()[0];
        assert_eq!(ledger.last_seq(), first);
        assert_eq!(ledger.head("c/1").unwrap().unwrap().seq, first);
        assert_eq!(all(&ledger).len(), 1);
        ledger.sync().unwrap();
        assert_eq!(ledger.head("c/1").unwrap().unwrap().seq, third);
        assert_eq!(all(&ledger).len(), 3);
        drop(ledger);
        assert_eq!(assert_well(dir.path()), 3);
    }
}

#[test]
fn closing_makes_it_durable() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = open_clean(dir.path());
    ledger.append(vec![commit("c/1", 0, 1)]).unwrap();
    ledger.append_lazily(vec![commit("c/2", 0, 2)]).unwrap();
    drop(ledger);
    assert_eq!(all(&open_clean(dir.path())).len(), 2);
}

#[test]
fn a_durable_append_takes_it_along() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = open_clean(dir.path());
    ledger.append_lazily(vec![commit("c/1", 0, 1)]).unwrap();
    ledger.append(vec![commit("c/2", 0, 2)]).unwrap();
    assert_eq!(all(&ledger).len(), 2);
}

#[test]
fn an_attempt_that_is_already_kept_is_durable_when_it_is_said_so() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = open_clean(dir.path());
    ledger.append_lazily(vec![commit("c/1", 0, 1)]).unwrap();
    assert_eq!(ledger.append(vec![commit("c/1", 0, 1)]), Err(AppendError::Duplicate(1)));
    assert_eq!(ledger.last_seq(), 1);
}
