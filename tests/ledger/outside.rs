//! The world around a ledger's folder: taken, missing, read-only, full.

use super::{all, assert_well, commit, open_clean};
use std::{fs, path::Path, process::Command};
use watchfloor::ledger::{AppendError, EmbeddedLedger, Fault, Ledger};

fn told(dir: &Path) -> String {
    EmbeddedLedger::open(dir).map(drop).unwrap_err().to_string()
}

/// A small disk in memory, for root; let go when dropped.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount(options: &str) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "watchfloor-test"])
            .arg(dir.path())
            .output()
            .is_ok_and(|output| output.status.success());
        if !mounted {
            eprintln!("left out: mounting a small disk needs root");
        }
        mounted.then_some(Self(dir))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").args(["-l"]).arg(self.0.path()).status();
    }
}

#[test]
fn already_open() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = open_clean(dir.path());
    assert!(matches!(EmbeddedLedger::open(dir.path()), Err(Fault::AlreadyOpen(_))));
    assert!(told(dir.path()).contains("already open in another Watchfloor; close that one first"));
    ledger.append(vec![commit("c/1", 0, 1)]).unwrap();
    drop(ledger);
    assert_eq!(all(&open_clean(dir.path())).len(), 1);
}

#[test]
fn no_such_folder() {
    let dir = tempfile::tempdir().unwrap();
    let told = told(&dir.path().join("no/such"));
    assert!(told.contains("is not there and cannot be made; check the path"), "{told}");
    assert!(!dir.path().join("no").exists(), "a mistyped path makes no folders");
}

#[test]
fn read_only() {
    let Some(disk) = Disk::mount("size=64m") else { return };
    drop(open_clean(disk.0.path()));
    let remounted = Command::new("mount").args(["-o", "remount,ro"]).arg(disk.0.path()).status().unwrap();
    assert!(remounted.success());
    let told = told(disk.0.path());
    assert!(told.contains("cannot write in") && told.contains("nothing was changed there"), "{told}");
}

/// A disk that fills up: refused in words, reading goes on, and with room again so do decisions.
#[test]
fn full_disk() {
    let Some(disk) = Disk::mount("size=96m") else { return };
    let dir = disk.0.path().join("ledger");
    let ledger = open_clean(&dir);
    ledger.append(vec![commit("c/1", 0, 1)]).unwrap();
    let ballast = disk.0.path().join("ballast");
    fs::write(&ballast, vec![1; 70 << 20]).unwrap();
    let before = all(&ledger);
    let Err(AppendError::Unavailable(why)) = ledger.append(vec![commit("c/2", 0, 2)]) else { panic!("taken") };
    assert!(why.contains("MB left") && why.contains("Nothing was kept of this one; make room"), "{why}");
    assert_eq!(all(&ledger), before);
    assert_eq!(ledger.health().refuses, None);
    fs::remove_file(&ballast).unwrap();
    assert_eq!(ledger.append(vec![commit("c/2", 0, 2)]), Ok(vec![2]));
    // Until it is really full of decisions.
    let mut kept = 2;
    for attempt in 3.. {
        let large = super::commit_with_texts(&format!("c/{attempt}"), 0, attempt, vec![7; 1 << 20]);
        match ledger.append(vec![large]) {
            Ok(_) => kept += 1,
            Err(AppendError::Unavailable(_)) => break,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(kept > 5);
    assert_eq!(ledger.health().refuses, None);
    drop(ledger);
    assert_eq!(assert_well(&dir), kept);
}
