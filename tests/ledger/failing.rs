//! Makes the n-th call to the disk fail, for every n, and asks what is left.

use super::{all, assert_well, commit, commit_with_texts, settings};
use std::{collections::BTreeSet, path::Path, sync::Arc};
use watchfloor::ledger::{
    AppendError, Commit, EmbeddedLedger, FaultyMedium, Folder, Journal, Ledger, MemoryLedger, Step, Trouble,
};

/// Twelve calls of one to three commits.
fn calls() -> Vec<Vec<Commit>> {
    let part = |call: u64, index: u64| {
        commit_with_texts(
            &format!("c/{call}-{index}"),
            0,
            call << 8 | (index + 1),
            vec![call as u8; call as usize * 300],
        )
    };
    (0..12).map(|call| (0..=call % 3).map(|index| part(call, index)).collect()).collect()
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Before,
    After,
    From,
}

fn order(trouble: &Trouble, kind: Kind, n: u64) {
    match kind {
        Kind::Before => trouble.fail_before(n),
        Kind::After => trouble.fail_after(n),
        Kind::From => trouble.fail_from(n),
    }
}

/// Sends all calls; answers the attempts that must be there, those that must not, and those that may.
fn send(ledger: &dyn Ledger) -> [BTreeSet<[u8; 16]>; 3] {
    let [mut kept, mut refused, mut unknown] = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
    for commits in calls() {
        let ids: Vec<_> = commits.iter().map(|commit| commit.event_id).collect();
        let before = all(ledger);
        match ledger.append(commits) {
            Ok(_) => kept.extend(ids),
            Err(AppendError::Unavailable(why)) => {
                assert!(why.contains("Nothing was kept"), "{why}");
                assert_eq!(all(ledger), before, "nothing shows");
                refused.extend(ids);
            }
            Err(AppendError::Unknown(why)) => {
                assert!(!why.is_empty());
                assert_eq!(all(ledger), before, "reading goes on, and shows what was acknowledged");
                assert!(ledger.health().refuses.is_some());
                unknown.extend(ids);
            }
            Err(other) => panic!("{other}"),
        }
        for stored in all(ledger) {
            assert_eq!(ledger.head(&stored.commit.key).unwrap().unwrap().seq, stored.seq);
        }
    }
    [kept, refused, unknown]
}

fn check(ledger: &dyn Ledger, [kept, refused, unknown]: &[BTreeSet<[u8; 16]>; 3]) {
    let found: BTreeSet<_> = all(ledger).into_iter().map(|stored| stored.commit.event_id).collect();
    assert!(found.is_superset(kept), "something acknowledged is lost");
    assert!(found.is_disjoint(refused), "something refused is there");
    assert!(found.iter().all(|id| kept.contains(id) || unknown.contains(id)));
    // The very same attempts once more: what is there is known, what is not is now kept; nothing twice.
    for commits in calls() {
        match ledger.append(commits.clone()) {
            Ok(_) => assert!(!found.contains(&commits[0].event_id)),
            Err(AppendError::Duplicate(_)) => assert!(found.contains(&commits[0].event_id)),
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(all(ledger).len(), calls().concat().len());
}

fn one(dir: &Path, kind: Kind, n: u64, lag: usize) -> bool {
    let trouble = Arc::new(Trouble::default());
    let ledger = EmbeddedLedger::open_with(dir, settings(&trouble, lag)).unwrap().ledger;
    ledger.append(vec![commit("before", 0, u64::MAX)]).unwrap();
    order(&trouble, kind, n);
    let fates = send(&ledger);
    let reached = trouble.steps().len() as u64 >= n;
    trouble.clear();
    drop(ledger);
    let opened = EmbeddedLedger::open(dir).unwrap();
    assert_eq!(opened.report.recovered, None, "{kind:?} {n}");
    let mut log = all(&opened.ledger);
    assert_eq!(log.remove(0).commit, commit("before", 0, u64::MAX));
    drop(opened);
    let well = assert_well(dir);
    assert_eq!(well, log.len() as u64 + 1);
    // On a ledger of its own, so that `check` need not know of the first commit.
    let copy = MemoryLedger::new();
    for stored in log {
        copy.append(vec![stored.commit]).unwrap();
    }
    check(&copy, &fates);
    reached
}

#[test]
fn every_call_of_the_embedded_ledger() {
    for (lag, calls) in [(1, 60), (7, 40), (256, 36)] {
        for kind in [Kind::Before, Kind::After, Kind::From] {
            let mut n = 1;
            loop {
                let dir = tempfile::tempdir().unwrap();
                if !one(dir.path(), kind, n, lag) {
                    break;
                }
                n += 1;
            }
            assert!(n > calls, "three to five calls a decision, twelve decisions: {n}");
        }
    }
}

#[test]
fn every_call_of_the_journalled_memory() {
    for kind in [Kind::Before, Kind::After, Kind::From] {
        for n in 1.. {
            let dir = tempfile::tempdir().unwrap();
            let trouble = Arc::new(Trouble::default());
            let medium = FaultyMedium::new(Box::new(Folder::new(dir.path())), Arc::clone(&trouble));
            // Small segments, so that beginning one fails too.
            let (journal, _) = Journal::open_with(Box::new(medium), 2000).unwrap();
            let ledger = MemoryLedger::journalled(journal).unwrap();
            order(&trouble, kind, n);
            let fates = send(&ledger);
            let steps = trouble.steps();
            drop(ledger);
            let (journal, _) = Journal::open_with(Box::new(Folder::new(dir.path())), 2000).unwrap();
            check(&MemoryLedger::journalled(journal).unwrap(), &fates);
            if (steps.len() as u64) < n {
                assert!(steps.contains(&Step::JournalOpen));
                break;
            }
        }
    }
}

/// A journal that fails once costs one decision, not the shift.
#[test]
fn after_a_full_disk_the_next_decision_is_kept() {
    for n in [1, 2] {
        let dir = tempfile::tempdir().unwrap();
        let trouble = Arc::new(Trouble::default());
        let ledger = EmbeddedLedger::open_with(dir.path(), settings(&trouble, 1)).unwrap().ledger;
        ledger.append(vec![commit("c/1", 0, 1)]).unwrap();
        trouble.fail_before(n);
        let refused = ledger.append(vec![commit("c/2", 0, 2)]);
        assert!(matches!(refused, Err(AppendError::Unavailable(_))), "{refused:?}");
        assert_eq!(ledger.health().refuses, None);
        assert_eq!(ledger.append(vec![commit("c/2", 0, 2)]), Ok(vec![2]));
    }
}

/// A store that does not take a decision is not trusted again before it was opened again; the decision turns up then.
#[test]
fn after_a_failing_store_it_refuses_and_reads() {
    let dir = tempfile::tempdir().unwrap();
    let trouble = Arc::new(Trouble::default());
    let ledger = EmbeddedLedger::open_with(dir.path(), settings(&trouble, 1)).unwrap().ledger;
    ledger.append(vec![commit("c/1", 0, 1)]).unwrap();
    trouble.fail_after(3);
    let unknown = ledger.append(vec![commit("c/1", 1, 2)]);
    assert!(matches!(unknown, Err(AppendError::Unknown(_))), "{unknown:?}");
    assert!(matches!(ledger.append(vec![commit("c/2", 0, 3)]), Err(AppendError::Unavailable(_))));
    assert_eq!(ledger.head("c/1").unwrap().unwrap().seq, 1, "what was not acknowledged does not show");
    assert_eq!(ledger.last_seq(), 1);
    drop(ledger);
    let ledger = EmbeddedLedger::open(dir.path()).unwrap().ledger;
    assert_eq!(ledger.append(vec![commit("c/1", 1, 2)]), Err(AppendError::Duplicate(2)));
}

/// A store that took it but is not durable: the journal is, so the decision is kept and only the next is refused.
#[test]
fn after_a_store_that_is_not_durable_the_next_is_refused() {
    for n in [4, 5] {
        let dir = tempfile::tempdir().unwrap();
        let trouble = Arc::new(Trouble::default());
        let ledger = EmbeddedLedger::open_with(dir.path(), settings(&trouble, 1)).unwrap().ledger;
        ledger.append(vec![commit("c/1", 0, 1)]).unwrap();
        trouble.fail_from(n);
        assert_eq!(ledger.append(vec![commit("c/1", 1, 2)]), Ok(vec![2]));
        let Err(AppendError::Unavailable(why)) = ledger.append(vec![commit("c/1", 2, 3)]) else { panic!("taken") };
        assert!(why.contains("All that was acknowledged is kept") && why.contains("open it again"), "{why}");
        assert_eq!(ledger.head("c/1").unwrap().unwrap().seq, 2);
        drop(ledger);
        let ledger = EmbeddedLedger::open(dir.path()).unwrap().ledger;
        assert_eq!(ledger.append(vec![commit("c/1", 2, 3)]), Ok(vec![3]));
    }
}
