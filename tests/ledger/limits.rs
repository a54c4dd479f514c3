//! Limits that are reached only by more than a few commits.

use super::{assert_well, commit, commit_with_texts, open_clean, settings};
use std::{fs, path::Path, sync::Arc};
use watchfloor::{
    ledger::{EmbeddedLedger, Ledger, Step, Trouble, verify},
    limits::{OPEN_COMPARED_MAX, OVERLAY_BYTES_MAX, OVERLAY_COMMITS_MAX, REPORT_PROBLEMS_MAX},
};

/// `count` commits, the one at `other` with another body than it should have.
fn fill(dir: &Path, count: u64, other: impl Fn(u64) -> bool) {
    let ledger = open_clean(dir);
    for first in (1..=count).step_by(100) {
        let one = |attempt: u64| {
            let mut one = commit(&format!("c/{attempt}"), 0, attempt);
            if other(attempt) {
                one.body.push(b'!');
            }
            one
        };
        ledger.append_lazily((first..=count.min(first + 99)).map(one).collect()).unwrap();
    }
}

/// A ledger with the store of another.
fn crossed(count: u64, other: impl Fn(u64) -> bool) -> tempfile::TempDir {
    let (dir, stranger) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fill(dir.path(), count, |_| false);
    fill(stranger.path(), count, other);
    fs::remove_dir_all(dir.path().join("store")).unwrap();
    fs::rename(stranger.path().join("store"), dir.path().join("store")).unwrap();
    dir
}

#[test]
fn opening_compares_the_newest_commits() {
    let count = OPEN_COMPARED_MAX + 200;
    let oldest_compared = 201;
    let dir = crossed(count, |attempt| attempt == oldest_compared);
    let recovered = EmbeddedLedger::open(dir.path()).unwrap().report.recovered.unwrap();
    assert!(recovered.why.contains("commit 201 is not what the journal says"), "{recovered}");
    assert_eq!((recovered.facts, recovered.missing), (count, None));
    assert_eq!(assert_well(dir.path()), count);
    let dir = crossed(count, |attempt| attempt == oldest_compared - 1);
    drop(open_clean(dir.path()));
    let report = verify(dir.path()).unwrap();
    assert_eq!(report.problems, ["Commit 200 is another in the store than in the journal"]);
}

#[test]
fn a_report_names_so_many_problems_and_counts_the_rest() {
    let count = REPORT_PROBLEMS_MAX as u64 + 50;
    let dir = crossed(count, |_| true);
    let report = verify(dir.path()).unwrap();
    assert!(!report.ok);
    assert_eq!(report.problems.len(), REPORT_PROBLEMS_MAX + 1);
    assert_eq!(report.problems[REPORT_PROBLEMS_MAX], "and 50 more");
}

#[test]
fn opening_names_so_many_problems_and_counts_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = open_clean(dir.path());
    let places = REPORT_PROBLEMS_MAX as u64 + 3;
    let path = dir.path().join("journal").join(format!("{:020}.log", 1));
    let mut begins = Vec::new();
    for attempt in 1..=2 * places {
        begins.push(fs::metadata(&path).map_or(0, |meta| meta.len()) as usize);
        ledger.append_lazily(vec![commit(&format!("c/{attempt}"), 0, attempt)]).unwrap();
    }
    drop(ledger);
    let mut bytes = fs::read(&path).unwrap();
    begins.iter().step_by(2).for_each(|begin| bytes[begin + 20] ^= 1);
    fs::write(&path, bytes).unwrap();
    let report = EmbeddedLedger::open(dir.path()).unwrap().report;
    assert_eq!((report.from_store, report.recovered), (places, None));
    assert_eq!(report.problems.len(), REPORT_PROBLEMS_MAX + 1);
    assert_eq!(report.problems[REPORT_PROBLEMS_MAX], "and 3 more");
    assert_eq!(assert_well(dir.path()), 2 * places);
}

/// The store is given what waits in memory when it is so many commits or bytes, and not before.
#[test]
fn so_much_waits_in_memory() {
    let dir = tempfile::tempdir().unwrap();
    let trouble = Arc::new(Trouble::default());
    let ledger = EmbeddedLedger::open_with(dir.path(), settings(&trouble, usize::MAX)).unwrap().ledger;
    let given = || trouble.steps().iter().filter(|step| **step == Step::StoreApply).count();
    for attempt in 1..=OVERLAY_COMMITS_MAX as u64 {
        assert_eq!(given(), 0);
        ledger.append_lazily(vec![commit(&format!("c/{attempt}"), 0, attempt)]).unwrap();
    }
    assert_eq!(given(), 1);
    let half = |attempt| commit_with_texts(&format!("l/{attempt}"), 0, attempt, vec![1; OVERLAY_BYTES_MAX / 2]);
    ledger.append(vec![half(1000)]).unwrap();
    assert_eq!(given(), 1);
    ledger.append(vec![half(1001)]).unwrap();
    assert_eq!(given(), 2);
    drop(ledger);
    assert_eq!(assert_well(dir.path()), OVERLAY_COMMITS_MAX as u64 + 2);
}
