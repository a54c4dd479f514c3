//! Damages files on purpose, and looks at what a person would be told.

use super::{all, assert_well, commit_with_texts, open_clean};
use std::{fs, path::Path};
use watchfloor::ledger::{EmbeddedLedger, Ledger, Stored, verify};

fn fill(dir: &Path) -> Vec<Stored> {
    let ledger = open_clean(dir);
    for attempt in 1..=200 {
        let texts = vec![attempt as u8; 400];
        ledger.append(vec![commit_with_texts(&format!("c/{attempt}"), 0, attempt, texts)]).unwrap();
    }
    all(&ledger)
}

fn overwrite(path: &Path, from: usize, to: usize) {
    let mut bytes = fs::read(path).unwrap();
    let len = bytes.len();
    bytes[from.min(len)..to.min(len)].fill(0xa5);
    fs::write(path, bytes).unwrap();
}

fn db(dir: &Path) -> std::path::PathBuf {
    dir.join("store").join("db")
}

fn journal(dir: &Path) -> std::path::PathBuf {
    dir.join("journal").join(format!("{:020}.log", 1))
}

/// Whatever is done to the store, all commits come back, and what was there is not deleted.
#[test]
fn a_damaged_store_is_set_aside_and_rebuilt() {
    type Harm = fn(&Path);
    let harms: [(&str, Harm); 8] = [
        ("all of db is nonsense", |dir| overwrite(&db(dir), 0, usize::MAX)),
        ("the beginning of db", |dir| overwrite(&db(dir), 0, 4096)),
        ("the middle of db", |dir| overwrite(&db(dir), 100_000, 140_000)),
        ("db is empty", |dir| fs::write(db(dir), b"").unwrap()),
        ("db is short", |dir| {
            let bytes = fs::read(db(dir)).unwrap();
            fs::write(db(dir), &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("conf is nonsense", |dir| overwrite(&dir.join("store/conf"), 0, usize::MAX)),
        ("db is gone", |dir| fs::remove_file(db(dir)).unwrap()),
        ("the store is gone", |dir| fs::remove_dir_all(dir.join("store")).unwrap()),
    ];
    for (name, harm) in harms {
        let dir = tempfile::tempdir().unwrap();
        let before = fill(dir.path());
        harm(dir.path());
        let opened = EmbeddedLedger::open(dir.path()).unwrap();
        // Damage in older pages may be met only when they are read; then the next opening rebuilds.
        let read = opened.ledger.read(0, usize::MAX);
        let recovered = opened.report.recovered.clone();
        eprintln!("{name}: {recovered:?}, read {:?}", read.as_ref().map(Vec::len));
        assert!(recovered.is_some() || opened.report.from_journal <= 1, "{name}: the person is told");
        drop(opened);
        if read.is_err() {
            let opened = EmbeddedLedger::open(dir.path()).unwrap();
            let recovered = opened.report.recovered.unwrap();
            assert!(recovered.set_aside.unwrap().is_dir());
            assert_eq!(recovered.missing, None);
        }
        let opened = EmbeddedLedger::open(dir.path()).unwrap();
        assert_eq!(all(&opened.ledger), before, "{name}");
        drop(opened);
        assert_eq!(assert_well(dir.path()), 200);
    }
}

#[test]
fn the_person_is_told_what_happened() {
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path());
    fs::remove_dir_all(dir.path().join("store")).unwrap();
    fs::write(dir.path().join("store"), b"not a folder").unwrap();
    // A file in the place of the store cannot be used, and is not ours to move.
    let told = EmbeddedLedger::open(dir.path()).map(drop).unwrap_err().to_string();
    assert!(told.starts_with("The store in"), "{told}");
    fs::remove_file(dir.path().join("store")).unwrap();
    let recovered = EmbeddedLedger::open(dir.path()).unwrap().report.recovered.unwrap();
    assert_eq!(
        recovered.to_string(),
        "The store was rebuilt from the journal with 200 commits, because there was no store. Nothing is missing"
    );
}

/// Both damaged: what is missing is named, the rest is there.
#[test]
fn store_and_journal_damaged() {
    let dir = tempfile::tempdir().unwrap();
    let before = fill(dir.path());
    let len = fs::metadata(journal(dir.path())).unwrap().len() as usize;
    let frame = len / 200;
    overwrite(&journal(dir.path()), frame * 100, frame * 102);
    overwrite(&db(dir.path()), 0, usize::MAX);
    let opened = EmbeddedLedger::open(dir.path()).unwrap();
    let report = opened.report;
    let told = format!("{:?}", report.problems);
    let (first, last) =
        report.recovered.map_or_else(|| missing(&all(&opened.ledger)), |recovered| recovered.missing.unwrap());
    assert!(first > 95 && last < 106 && last - first < 4, "{first} to {last}");
    assert!(told.contains(&format!("commits {first} to {last}")), "{told}");
    let rest: Vec<_> = before.into_iter().filter(|stored| !(first..=last).contains(&stored.seq)).collect();
    assert_eq!(all(&opened.ledger), rest);
}

fn missing(log: &[Stored]) -> (u64, u64) {
    let gap = log.windows(2).find(|pair| pair[0].seq + 1 != pair[1].seq).unwrap();
    (gap[0].seq + 1, gap[1].seq - 1)
}

/// The journal alone damaged: the store has all; the end is given back to the journal, the middle is told.
#[test]
fn a_damaged_journal() {
    let dir = tempfile::tempdir().unwrap();
    let before = fill(dir.path());
    let len = fs::metadata(journal(dir.path())).unwrap().len() as usize;
    overwrite(&journal(dir.path()), len - 20, len);
    let opened = EmbeddedLedger::open(dir.path()).unwrap();
    assert_eq!(opened.report.from_store, 1);
    assert!(opened.report.torn_bytes > 0);
    assert_eq!(all(&opened.ledger), before);
    drop(opened);
    assert_eq!(assert_well(dir.path()), 200);
    overwrite(&journal(dir.path()), 3000, 3010);
    let opened = EmbeddedLedger::open(dir.path()).unwrap();
    assert_eq!(all(&opened.ledger), before);
    assert_eq!(opened.report.problems.len(), 1);
    drop(opened);
    let report = verify(dir.path()).unwrap();
    assert!(!report.ok);
    assert!(report.problems[0].contains("is damaged at byte"), "{:?}", report.problems);
}

#[test]
fn the_journal_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let before = fill(dir.path());
    fs::remove_dir_all(dir.path().join("journal")).unwrap();
    let opened = EmbeddedLedger::open(dir.path()).unwrap();
    assert_eq!((opened.report.from_store, opened.report.recovered), (200, None));
    assert_eq!(all(&opened.ledger), before);
    drop(opened.ledger);
    assert_eq!(assert_well(dir.path()), 200);
}

/// Large values, and a great many long keys: sled must not put anything into files that we do not sync.
#[test]
fn everything_lies_in_the_file_that_is_synced() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = open_clean(dir.path());
    for (attempt, bytes) in (1..).zip([100_usize << 10, 1 << 20, 8 << 20]) {
        ledger.append(vec![commit_with_texts(&format!("l/{attempt}"), 0, attempt, vec![9; bytes])]).unwrap();
        assert_eq!(ledger.unsynced_files(), 0, "{bytes}");
    }
    let long = |n: u64| {
        let hash = (1..16).map(|salt| format!("{:08x}", (n * 2 + 1).wrapping_mul(0x9e37_79b9 * salt) as u32));
        hash.collect::<String>()
    };
    for round in 0..8 {
        let commits = (0..1000).map(|n| super::commit(&long(round * 1000 + n), 0, 1000 + round * 1000 + n)).collect();
        ledger.append_lazily(commits).unwrap();
    }
    ledger.sync().unwrap();
    assert_eq!(ledger.unsynced_files(), 0, "long keys");
    drop(ledger);
    assert_well(dir.path());
}
