//! What every ledger promises. Each check gets an empty ledger and knows nothing of its kind.

use super::{all, commit, commit_with_texts};
use std::{sync::Arc, thread, time::Duration};
use watchfloor::ledger::{AppendError, EmbeddedLedger, Folder, Journal, Ledger, MemoryLedger, Subscription};

type Check = fn(&Arc<dyn Ledger>);

const CHECKS: &[(&str, Check)] = &[
    ("first append", first_append),
    ("head", head),
    ("head of nothing", head_none),
    ("stale is a conflict that names the newest", stale),
    ("places grow", monotonic),
    ("the same attempt is kept once", duplicate),
    ("a duplicate is said before a conflict", duplicate_before_conflict),
    ("several are kept one after another", multi),
    ("several are kept all or none", multi_all_or_nothing),
    ("nothing of a refused call can be seen", nothing_leaked),
    ("replay is in order", replay),
    ("bytes come back as they were", bytes_equal),
    ("texts come back, and only for their own commit", texts),
    ("a live tail", live_tail),
    ("a subscription begins at its place", subscribe_inclusive),
    ("eight race for one, one wins", race),
    ("several under one key follow the head before the call", several_under_one_key),
    ("over a limit is refused in words", limits),
    ("waiting ends", waiting_ends),
    ("appended lazily, then synced", lazily),
];

fn run(mut fresh: impl FnMut() -> Arc<dyn Ledger>) {
    for (name, check) in CHECKS {
        let ledger = fresh();
        eprintln!("{}: {name}", ledger.health().role);
        check(&ledger);
    }
}

#[test]
fn memory() {
    run(|| Arc::new(MemoryLedger::new()));
}

#[test]
fn journalled_memory() {
    let dir = tempfile::tempdir().unwrap();
    let mut number = 0;
    run(|| {
        number += 1;
        let path = dir.path().join(number.to_string());
        std::fs::create_dir(&path).unwrap();
        let (journal, _) = Journal::open(Box::new(Folder::new(path))).unwrap();
        Arc::new(MemoryLedger::journalled(journal).unwrap())
    });
}

#[test]
fn embedded() {
    let dir = tempfile::tempdir().unwrap();
    let mut number = 0;
    run(|| {
        number += 1;
        Arc::new(EmbeddedLedger::open(&dir.path().join(number.to_string())).unwrap().ledger)
    });
    for number in 1..=CHECKS.len() {
        super::assert_well(&dir.path().join(number.to_string()));
    }
}

/// The same answers again after the ledger was closed and opened.
#[test]
fn what_was_kept_is_there_when_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = super::open_clean(dir.path());
    let ledger: Arc<dyn Ledger> = Arc::new(ledger);
    multi(&ledger);
    drop(ledger);
    let before = super::open_clean(dir.path());
    let kept = all(&before);
    drop(before);
    let ledger = super::open_clean(dir.path());
    assert_eq!(all(&ledger), kept);
    let next = ledger.append(vec![commit("later", 0, 99)]).unwrap();
    assert_eq!(next, [kept.last().unwrap().seq + 1]);
}

#[test]
fn a_memory_ledger_comes_back_from_its_journal() {
    let dir = tempfile::tempdir().unwrap();
    let open = || {
        // Segments of 200 bytes, so that there are many.
        let (journal, report) = Journal::open_with(Box::new(Folder::new(dir.path())), 200).unwrap();
        (MemoryLedger::journalled(journal).unwrap(), report)
    };
    let (ledger, _) = open();
    let mut prev = 0;
    for attempt in 1..=40 {
        prev = ledger.append(vec![commit_with_texts("c/1", prev, attempt, vec![7; 10])]).unwrap()[0];
    }
    let kept = all(&ledger);
    drop(ledger);
    let (ledger, report) = open();
    assert_eq!((all(&ledger), report.last, report.torn), (kept, 40, None));
    assert!(std::fs::read_dir(dir.path()).unwrap().count() > 10, "segments were begun");
    assert_eq!(ledger.append(vec![commit("c/1", prev, 7)]), Err(AppendError::Duplicate(7)));
}

fn first_append(ledger: &Arc<dyn Ledger>) {
    assert_eq!(ledger.last_seq(), 0);
    assert_eq!(ledger.append(vec![]), Ok(vec![]));
    assert_eq!(ledger.append(vec![commit("c/1", 0, 1)]), Ok(vec![1]));
    assert_eq!(ledger.last_seq(), 1);
}

fn head(ledger: &Arc<dyn Ledger>) {
    let first = ledger.append(vec![commit("c/1", 0, 1)]).unwrap()[0];
    ledger.append(vec![commit("c/2", 0, 2)]).unwrap();
    let second = ledger.append(vec![commit("c/1", first, 3)]).unwrap()[0];
    let head = ledger.head("c/1").unwrap().unwrap();
    assert_eq!((head.seq, head.commit), (second, commit("c/1", first, 3)));
}

fn head_none(ledger: &Arc<dyn Ledger>) {
    ledger.append(vec![commit("c/1", 0, 1)]).unwrap();
    assert_eq!(ledger.head("c/").unwrap(), None);
    assert_eq!(ledger.head("c/11").unwrap(), None);
}

fn stale(ledger: &Arc<dyn Ledger>) {
    let first = ledger.append(vec![commit("c/1", 0, 1)]).unwrap()[0];
    let second = ledger.append(vec![commit("c/1", first, 2)]).unwrap()[0];
    for expected in [0, first, second + 1] {
        let conflict = AppendError::Conflict { key: "c/1".to_owned(), expected, actual: second };
        assert_eq!(ledger.append(vec![commit("c/1", expected, 3)]), Err(conflict));
    }
}

fn monotonic(ledger: &Arc<dyn Ledger>) {
    let mut last = 0;
    for attempt in 1..=50 {
        let seq = ledger.append(vec![commit(&format!("c/{attempt}"), 0, attempt)]).unwrap()[0];
        assert!(seq > last);
        last = seq;
    }
    assert_eq!(ledger.last_seq(), last);
}

fn duplicate(ledger: &Arc<dyn Ledger>) {
    let seq = ledger.append(vec![commit("c/1", 0, 1)]).unwrap()[0];
    assert_eq!(ledger.append(vec![commit("c/1", 0, 1)]), Err(AppendError::Duplicate(seq)));
    assert_eq!(ledger.append(vec![commit("c/2", 0, 2), commit("c/1", 0, 1)]), Err(AppendError::Duplicate(seq)));
    assert_eq!(all(&**ledger).len(), 1);
}

fn duplicate_before_conflict(ledger: &Arc<dyn Ledger>) {
    let seq = ledger.append(vec![commit("c/1", 0, 1)]).unwrap()[0];
    let stale_then_known = vec![commit("c/1", 77, 2), commit("c/1", 99, 1)];
    assert_eq!(ledger.append(stale_then_known), Err(AppendError::Duplicate(seq)));
}

fn multi(ledger: &Arc<dyn Ledger>) {
    let seqs = ledger.append((1..=20).map(|n| commit(&format!("c/{n}"), 0, n)).collect()).unwrap();
    let first = seqs[0];
    assert_eq!(seqs, (first..first + 20).collect::<Vec<_>>());
    let read = all(&**ledger);
    assert_eq!(read.iter().map(|stored| stored.seq).collect::<Vec<_>>(), seqs);
}

fn multi_all_or_nothing(ledger: &Arc<dyn Ledger>) {
    ledger.append(vec![commit("c/3", 0, 1)]).unwrap();
    let before = all(&**ledger);
    let refused = ledger.append(vec![commit("c/1", 0, 2), commit("c/2", 0, 3), commit("c/3", 0, 4)]);
    assert!(matches!(refused, Err(AppendError::Conflict { .. })));
    assert_eq!(all(&**ledger), before);
}

fn nothing_leaked(ledger: &Arc<dyn Ledger>) {
    ledger.append(vec![commit("c/3", 0, 1)]).unwrap();
    let refused = ledger.append(vec![commit_with_texts("c/1", 0, 2, vec![1]), commit("c/3", 0, 4)]);
    assert!(refused.is_err());
    assert_eq!(ledger.head("c/1").unwrap(), None);
    assert_eq!(ledger.last_seq(), 1);
    assert_eq!(ledger.texts(2).unwrap(), None);
    // The attempt is not remembered either.
    assert_eq!(ledger.append(vec![commit_with_texts("c/1", 0, 2, vec![1])]), Ok(vec![2]));
}

fn replay(ledger: &Arc<dyn Ledger>) {
    for attempt in 1..=300 {
        ledger.append(vec![commit(&format!("c/{attempt}"), 0, attempt)]).unwrap();
    }
    let mut from = 0;
    let mut seen = Vec::new();
    loop {
        let page = ledger.read(from, 7).unwrap();
        let Some(last) = page.last() else { break };
        from = last.seq + 1;
        seen.extend(page.into_iter().map(|stored| stored.commit.event_id[0]));
    }
    assert_eq!(seen, (1..=300_u64).map(|n| n.to_le_bytes()[0]).collect::<Vec<_>>());
    assert_eq!(ledger.read(1, 0).unwrap(), []);
    assert_eq!(ledger.read(301, 10).unwrap(), []);
    assert_eq!(ledger.read(u64::MAX, 10).unwrap(), []);
}

/// Sizes around the piece of a store's value, and up to the largest there may be.
fn bytes_equal(ledger: &Arc<dyn Ledger>) {
    let sizes = [0, 1, 1300, 1399, 1400, 1401, 2800, 32 << 10, 100 << 10, 1 << 20, 8 << 20];
    let mut expected = Vec::new();
    for (attempt, size) in (1..).zip(sizes) {
        let body: Vec<u8> = (0..size).map(|index: usize| (index * 31 + index / 251) as u8).collect();
        let texts = body.iter().map(|byte| byte ^ 0x5a).collect();
        let commit = watchfloor::ledger::Commit { body, texts, ..commit("ключ/é", attempt - 1, attempt) };
        expected.push(commit.clone());
        ledger.append(vec![commit]).unwrap();
    }
    assert!(all(&**ledger).into_iter().map(|stored| stored.commit).eq(expected));
}

fn texts(ledger: &Arc<dyn Ledger>) {
    let seqs = ledger.append(vec![commit_with_texts("c/1", 0, 1, b"hello".to_vec()), commit("c/2", 0, 2)]).unwrap();
    assert_eq!(ledger.texts(seqs[0]).unwrap().as_deref(), Some(&b"hello"[..]));
    assert_eq!(ledger.texts(seqs[1]).unwrap(), None);
    assert_eq!(ledger.texts(0).unwrap(), None);
    assert_eq!(ledger.texts(9).unwrap(), None);
    assert_eq!(ledger.head("c/1").unwrap().unwrap().commit.texts, Vec::<u8>::new());
}

fn live_tail(ledger: &Arc<dyn Ledger>) {
    for attempt in 1..=100 {
        ledger.append(vec![commit(&format!("c/{attempt}"), 0, attempt)]).unwrap();
    }
    let mut tail = Subscription::new(Arc::clone(ledger), 1);
    let reader = thread::spawn(move || {
        let minute = Duration::from_secs(60);
        (0..300).map(|_| tail.next(minute).unwrap().unwrap().seq).collect::<Vec<_>>()
    });
    for attempt in 101..=300 {
        ledger.append(vec![commit(&format!("c/{attempt}"), 0, attempt)]).unwrap();
    }
    assert_eq!(reader.join().unwrap(), (1..=300).collect::<Vec<_>>());
}

fn subscribe_inclusive(ledger: &Arc<dyn Ledger>) {
    for attempt in 1..=5 {
        ledger.append(vec![commit(&format!("c/{attempt}"), 0, attempt)]).unwrap();
    }
    let mut tail = Subscription::new(Arc::clone(ledger), 3);
    let seqs: Vec<_> = (0..3).map(|_| tail.next(Duration::ZERO).unwrap().unwrap().seq).collect();
    assert_eq!(seqs, [3, 4, 5]);
    assert_eq!(tail.next(Duration::ZERO).unwrap(), None);
    assert_eq!(tail.place(), 6);
}

fn race(ledger: &Arc<dyn Ledger>) {
    let racers: Vec<_> = (0..8_u64)
        .map(|racer| {
            let ledger = Arc::clone(ledger);
            thread::spawn(move || {
                (0..50_u64)
                    .filter(|n| ledger.append(vec![commit(&format!("c/{n}"), 0, racer << 32 | (n + 1))]).is_ok())
                    .collect::<Vec<_>>()
            })
        })
        .collect();
    let mut won: Vec<_> = racers.into_iter().flat_map(|racer| racer.join().unwrap()).collect();
    won.sort_unstable();
    assert_eq!(won, (0..50).collect::<Vec<_>>());
    assert_eq!(all(&**ledger).len(), 50);
}

fn several_under_one_key(ledger: &Arc<dyn Ledger>) {
    let seqs = ledger.append(vec![commit("c/1", 0, 1), commit("c/1", 0, 2)]).unwrap();
    assert_eq!(ledger.head("c/1").unwrap().unwrap().seq, seqs[1]);
    let chained = ledger.append(vec![commit("c/1", seqs[1], 3), commit("c/1", seqs[1] + 1, 4)]);
    assert!(matches!(chained, Err(AppendError::Conflict { .. })));
}

fn limits(ledger: &Arc<dyn Ledger>) {
    use watchfloor::limits::{APPEND_BYTES_MAX, APPEND_COMMITS_MAX, COMMIT_BYTES_MAX, KEY_BYTES_MAX};
    let large = |attempt: u64, bytes: usize| commit_with_texts(&format!("l/{attempt}"), 0, attempt, vec![0; bytes]);
    let over = [
        vec![commit(&"k".repeat(KEY_BYTES_MAX + 1), 0, 1)],
        vec![commit("", 0, 1)],
        vec![large(1, COMMIT_BYTES_MAX + 1)],
        (0..=(APPEND_BYTES_MAX / COMMIT_BYTES_MAX) as u64).map(|n| large(n, COMMIT_BYTES_MAX)).collect(),
        (0..=APPEND_COMMITS_MAX as u64).map(|n| large(n, 0)).collect(),
        vec![commit("c/1", 0, 1), commit("c/2", 0, 1)],
    ];
    for commits in over {
        let Err(AppendError::Unavailable(why)) = ledger.append(commits) else { panic!("taken") };
        assert!(why.ends_with("Nothing was kept"), "{why}");
    }
    assert_eq!(ledger.last_seq(), 0);
    let most = (0..APPEND_COMMITS_MAX as u64).map(|n| large(n, 0)).collect();
    assert_eq!(ledger.append(most).unwrap().len(), APPEND_COMMITS_MAX);
    let longest = "k".repeat(KEY_BYTES_MAX);
    ledger.append(vec![commit(&longest, 0, u64::MAX)]).unwrap();
    assert!(ledger.head(&longest).unwrap().is_some());
}

fn waiting_ends(ledger: &Arc<dyn Ledger>) {
    assert!(!ledger.wait(0, Duration::ZERO));
    assert!(!ledger.wait(1, Duration::from_millis(1)));
    ledger.append(vec![commit("c/1", 0, 1)]).unwrap();
    assert!(ledger.wait(0, Duration::ZERO));
    assert!(ledger.wait(1, Duration::ZERO));
    assert!(!ledger.wait(2, Duration::ZERO));
}

fn lazily(ledger: &Arc<dyn Ledger>) {
    let mut prev = 0;
    for attempt in 1..=2500 {
        prev = ledger.append_lazily(vec![commit("source/1", prev, attempt)]).unwrap()[0];
    }
    ledger.sync().unwrap();
    assert_eq!(ledger.last_seq(), prev);
    assert_eq!(all(&**ledger).len(), 2500);
    assert_eq!(ledger.head("source/1").unwrap().unwrap().seq, prev);
}
