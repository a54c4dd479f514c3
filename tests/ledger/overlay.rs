//! Commits wait in memory before the store has them; nobody can tell.

use super::{all, assert_well, commit, commit_with_texts, open_clean, settings};
use proptest::prelude::*;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};
use watchfloor::ledger::{AppendError, Commit, EmbeddedLedger, Ledger, MemoryLedger, Settings, Step, Trouble};

#[derive(Clone, Debug)]
enum Act {
    /// Keys; the place based on is the newest, or not. Lazily or not.
    Append {
        keys: Vec<u8>,
        stale: bool,
        lazily: bool,
    },
    /// The attempt of an earlier call once more.
    Again(u64),
    Sync,
    Reopen,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let append = (proptest::collection::vec(0_u8..5, 1..4), 0_u8..8, any::<bool>());
    let append = append.prop_map(|(keys, stale, lazily)| Act::Append { keys, stale: stale == 0, lazily });
    let act =
        prop_oneof![8 => append, 2 => (1_u64..40).prop_map(Act::Again), 1 => Just(Act::Sync), 1 => Just(Act::Reopen)];
    proptest::collection::vec(act, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the sizes, it answers as a ledger does that has no store.
    #[test]
    fn it_answers_as_if_there_were_none(acts in acts(), overlay_commits_max in 1_usize..9, lag in 1_usize..20) {
        let dir = tempfile::tempdir().unwrap();
        let trouble = Arc::new(Trouble::default());
        // It is about answers, not about power.
        trouble.pretend(&[Step::JournalSync, Step::StoreSync]);
        let settings = Settings { overlay_commits_max, ..settings(&trouble, lag) };
        let open = || EmbeddedLedger::open_with(dir.path(), settings.clone()).unwrap();
        let mut ledger = open().ledger;
        let model = MemoryLedger::new();
        let mut calls: Vec<Vec<Commit>> = Vec::new();
        let mut attempt = 0;
        for act in acts {
            let (commits, lazily) = match act {
                Act::Append { keys, stale, lazily } => {
                    let one = |key: u8| {
                        attempt += 1;
                        let key = format!("c/{key}");
                        let head = model.head(&key).unwrap().map_or(0, |head| head.seq);
                        let texts = vec![attempt as u8; key.len() % 4 * (attempt % 3) as usize * 700];
                        commit_with_texts(&key, if stale { head + 1 } else { head }, attempt, texts)
                    };
                    (keys.into_iter().map(one).collect(), lazily)
                }
                Act::Again(which) if !calls.is_empty() => (calls[which as usize % calls.len()].clone(), false),
                Act::Again(_) => continue,
                Act::Sync => {
                    ledger.sync().unwrap();
                    same(&ledger, &model);
                    continue;
                }
                Act::Reopen => {
                    drop(ledger);
                    let opened = open();
                    prop_assert_eq!(opened.report, Default::default());
                    ledger = opened.ledger;
                    same(&ledger, &model);
                    continue;
                }
            };
            calls.push(commits.clone());
            if lazily {
                prop_assert_eq!(ledger.append_lazily(commits.clone()), model.append(commits));
            } else {
                let answer = model.append(commits.clone());
                prop_assert_eq!(ledger.append(commits), answer.clone());
                if answer.is_ok() {
                    same(&ledger, &model);
                }
            }
        }
        drop(ledger);
        assert_well(dir.path());
    }
}

fn same(ledger: &dyn Ledger, model: &dyn Ledger) {
    assert_eq!(all(ledger), all(model));
    let last = model.last_seq();
    assert_eq!(ledger.last_seq(), last);
    for key in 0..5 {
        let key = format!("c/{key}");
        assert_eq!(ledger.head(&key).unwrap(), model.head(&key).unwrap());
    }
    for from in last.saturating_sub(12)..last + 3 {
        for count in 0..4 {
            assert_eq!(ledger.read(from, count).unwrap(), model.read(from, count).unwrap());
        }
    }
}

/// Readers beside a writer: what is acknowledged is always found, in memory or in the store, while it moves.
#[test]
fn readers_never_miss_what_moves_to_the_store() {
    let dir = tempfile::tempdir().unwrap();
    let trouble = Arc::new(Trouble::default());
    trouble.pretend(&[Step::JournalSync, Step::StoreSync]);
    let settings = Settings { overlay_commits_max: 3, ..settings(&trouble, 64) };
    let ledger = Arc::new(EmbeddedLedger::open_with(dir.path(), settings).unwrap().ledger);
    let done = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let (ledger, done) = (Arc::clone(&ledger), Arc::clone(&done));
            thread::spawn(move || {
                let mut rounds = 0_u64;
                while !done.load(Ordering::Relaxed) {
                    let last = ledger.last_seq();
                    let from = last.saturating_sub(20).max(1);
                    let log = ledger.read(from, usize::MAX).unwrap();
                    assert!(log.iter().map(|stored| stored.seq).eq(from..from + log.len() as u64), "a gap");
                    assert!(from + log.len() as u64 > last, "something acknowledged is missing");
                    for seq in (from..=last).rev().take(5) {
                        assert_eq!(ledger.texts(seq).unwrap(), Some(seq.to_le_bytes().to_vec()));
                    }
                    let head = ledger.head(&format!("c/{}", last % 3)).unwrap();
                    assert!(last == 0 || head.is_some_and(|head| head.seq >= last));
                    rounds += 1;
                }
                rounds
            })
        })
        .collect();
    let mut heads = [0; 3];
    for attempt in 1..=3000_u64 {
        let key = attempt as usize % 3;
        let texts = attempt.to_le_bytes().to_vec();
        heads[key] =
            ledger.append(vec![commit_with_texts(&format!("c/{key}"), heads[key], attempt, texts)]).unwrap()[0];
    }
    done.store(true, Ordering::Relaxed);
    let rounds: u64 = readers.into_iter().map(|reader| reader.join().unwrap()).sum();
    assert!(rounds > 10, "{rounds}");
    drop(Arc::into_inner(ledger));
    assert_eq!(assert_well(dir.path()), 3000);
}

/// An attempt that waits in memory is known like any other.
#[test]
fn what_waits_is_known() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = open_clean(dir.path());
    ledger.append(vec![commit("c/1", 0, 1)]).unwrap();
    assert_eq!(ledger.append(vec![commit("c/1", 0, 1)]), Err(AppendError::Duplicate(1)));
    let conflict = AppendError::Conflict { key: "c/1".to_owned(), expected: 0, actual: 1 };
    assert_eq!(ledger.append(vec![commit("c/1", 0, 2)]), Err(conflict));
}
