//! A snapshot comes back as it was, or not at all.

use std::{fs, path::Path};
use watchfloor::ledger::{Loaded, Snapshots};

fn write(snapshots: &Snapshots, upto: u64, bytes: &[u8]) {
    snapshots.write(upto, &mut |out| out.write_all(bytes)).unwrap();
}

fn file(dir: &Path, upto: u64) -> std::path::PathBuf {
    dir.join("snapshots").join(format!("{upto:020}.snap"))
}

#[test]
fn the_newest_two_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::new(dir.path());
    assert_eq!(snapshots.newest(100), Loaded::default());
    for upto in 1..=5 {
        write(&snapshots, upto, &[upto as u8; 10]);
    }
    assert_eq!(snapshots.places(), [4, 5]);
    assert_eq!(snapshots.newest(100).snapshot, Some((5, vec![5; 10])));
}

/// Damage anywhere falls back to the one before, then to none, and says so.
#[test]
fn damage_falls_back() {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::new(dir.path());
    write(&snapshots, 4, b"four");
    write(&snapshots, 5, b"five");
    let whole = fs::read(file(dir.path(), 5)).unwrap();
    for place in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        fs::write(file(dir.path(), 5), &bytes).unwrap();
        let loaded = snapshots.newest(100);
        assert_eq!(loaded.snapshot, Some((4, b"four".to_vec())), "byte {place}");
        assert_eq!(loaded.problems.len(), 1);
        fs::write(file(dir.path(), 5), &whole[..place]).unwrap();
        assert_eq!(snapshots.newest(100).snapshot, Some((4, b"four".to_vec())), "cut at {place}");
    }
    fs::write(file(dir.path(), 4), b"").unwrap();
    let loaded = snapshots.newest(100);
    assert_eq!((loaded.snapshot, loaded.problems.len()), (None, 2));
}

#[test]
fn one_that_is_ahead_of_the_log_is_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::new(dir.path());
    write(&snapshots, 4, b"four");
    write(&snapshots, 5, b"five");
    let loaded = snapshots.newest(4);
    assert_eq!((loaded.snapshot, loaded.problems.len()), (Some((4, b"four".to_vec())), 1));
}

#[test]
fn one_that_fails_half_way_leaves_the_others() {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::new(dir.path());
    write(&snapshots, 4, b"four");
    let failed = snapshots.write(5, &mut |out| {
        out.write_all(b"fi")?;
        Err(std::io::Error::other("no more"))
    });
    assert!(failed.unwrap_err().to_string().contains("the log itself is not affected"));
    assert_eq!(fs::read_dir(dir.path().join("snapshots")).unwrap().count(), 1);
    assert_eq!(snapshots.newest(9).snapshot, Some((4, b"four".to_vec())));
}

/// 150 MB in small writes, as a million conversations give them.
#[test]
fn a_large_one() {
    let dir = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::new(dir.path());
    let row = [0x5a; 150];
    snapshots.write(9, &mut |out| (0..1_000_000).try_for_each(|_| out.write_all(&row))).unwrap();
    let (seq, bytes) = snapshots.newest(9).snapshot.unwrap();
    assert_eq!((seq, bytes.len()), (9, 150_000_000));
    assert!(bytes.iter().all(|byte| *byte == 0x5a));
}
