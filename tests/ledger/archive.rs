//! Out into one file, and back.

use super::{all, assert_well, commit, commit_with_texts, open_clean};
use std::{fs, path::Path};
use watchfloor::ledger::{EmbeddedLedger, Ledger, Stored, export, restore, verify};

fn fill(dir: &Path, count: u64) -> Vec<Stored> {
    let ledger = open_clean(dir);
    let mut prev = 0;
    for attempt in 1..=count {
        let texts = vec![attempt as u8; (attempt % 50) as usize * 100];
        prev = ledger.append_lazily(vec![commit_with_texts("c/1", prev, attempt, texts)]).unwrap()[0];
    }
    ledger.sync().unwrap();
    all(&ledger)
}

#[test]
fn export_and_restore() {
    let dir = tempfile::tempdir().unwrap();
    let (from, to, file) = (dir.path().join("from"), dir.path().join("to"), dir.path().join("floor.export"));
    let before = fill(&from, 300);
    assert_eq!(export(&from, &file).unwrap(), 300);
    assert_eq!(export(&from, &file).unwrap(), 300, "once more, over the first");
    // Something is there already: it is kept.
    open_clean(&to).append(vec![commit("other", 0, 1)]).unwrap();
    let restored = restore(&file, &to).unwrap();
    assert_eq!((restored.commits, restored.last, restored.problems), (300, 300, vec![]));
    assert_eq!(restored.set_aside.len(), 2, "store and journal");
    assert!(restored.set_aside.iter().all(|path| path.is_dir()));
    assert_eq!(all(&open_clean(&to)), before);
    assert_eq!(assert_well(&to), 300);
    assert_eq!(assert_well(&from), 300);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3, "nothing is left lying about");
}

#[test]
fn restore_from_the_journal_of_another_ledger() {
    let dir = tempfile::tempdir().unwrap();
    let (from, to) = (dir.path().join("from"), dir.path().join("to"));
    let before = fill(&from, 50);
    let restored = restore(&from.join("journal"), &to).unwrap();
    assert_eq!((restored.commits, restored.problems, restored.set_aside), (50, vec![], vec![]));
    assert_eq!(all(&open_clean(&to)), before);
}

#[test]
fn a_short_or_damaged_file_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let (from, file) = (dir.path().join("from"), dir.path().join("floor.export"));
    fill(&from, 300);
    export(&from, &file).unwrap();
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() - 32]).unwrap();
    let short = restore(&file, &dir.path().join("short")).unwrap();
    assert_eq!(short.commits, 300);
    assert_eq!(short.problems, ["The file ends early: commits after 300 may be missing"]);
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    fs::write(&file, damaged).unwrap();
    let damaged = restore(&file, &dir.path().join("damaged")).unwrap();
    assert!(damaged.commits < 300 && damaged.last == 300);
    assert!(damaged.problems[0].contains("cannot be read there"), "{:?}", damaged.problems);
    fs::write(&file, b"no log").unwrap();
    let to = dir.path().join("short");
    let told = restore(&file, &to).unwrap_err().to_string();
    assert!(told.contains("holds no commit that can be read; nothing was changed"), "{told}");
    assert_eq!(all(&EmbeddedLedger::open(&to).unwrap().ledger).len(), 300);
}

/// A restore that was interrupted at its narrowest moment is finished by the next opening.
#[test]
fn an_interrupted_restore() {
    let dir = tempfile::tempdir().unwrap();
    let before = fill(dir.path(), 20);
    fs::rename(dir.path().join("journal"), dir.path().join("journal.ready")).unwrap();
    fs::rename(dir.path().join("store"), dir.path().join("store.bad-1")).unwrap();
    assert_eq!(all(&EmbeddedLedger::open(dir.path()).unwrap().ledger), before);
}

#[test]
fn verify_tells_what_is_wrong() {
    let dir = tempfile::tempdir().unwrap();
    assert!(verify(&dir.path().join("none")).is_err());
    fill(dir.path(), 20);
    assert_eq!(assert_well(dir.path()), 20);
    let journal = dir.path().join("journal").join(format!("{:020}.log", 1));
    let bytes = fs::read(&journal).unwrap();
    fs::write(&journal, &bytes[..bytes.len() - 1]).unwrap();
    let report = verify(dir.path()).unwrap();
    assert!(!report.ok);
    assert_eq!(report.commits, 19);
    assert!(report.problems.iter().any(|problem| problem.contains("torn")), "{:?}", report.problems);
    assert!(report.problems.iter().any(|problem| problem.contains("the store 20")), "{:?}", report.problems);
}
