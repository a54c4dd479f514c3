//! What is appended lazily is not acknowledged, and does not look as if it were.

use super::{all, assert_well, commit, open_clean};
use watchfloor::ledger::{AppendError, Ledger};

#[test]
fn it_is_shown_only_after_a_sync() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = open_clean(dir.path());
    let first = ledger.append(vec![commit("c/1", 0, 1)]).unwrap()[0];
    let second = ledger.append_lazily(vec![commit("c/1", first, 2)]).unwrap()[0];
    let third = ledger.append_lazily(vec![commit("c/1", second, 3)]).unwrap()[0];
    assert_eq!(ledger.last_seq(), first);
    assert_eq!(ledger.head("c/1").unwrap().unwrap().seq, first);
    assert_eq!(all(&ledger).len(), 1);
    ledger.sync().unwrap();
    assert_eq!(ledger.head("c/1").unwrap().unwrap().seq, third);
    drop(ledger);
    assert_eq!(assert_well(dir.path()), 3);
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
