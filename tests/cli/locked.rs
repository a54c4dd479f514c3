//! A store that is open elsewhere, or may not be written.

use super::{Place, fixture, program, run_on};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A running program, which ends with the test.
struct Holding(Child);

impl Drop for Holding {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_store_that_is_open_elsewhere_is_left_alone_and_it_is_said() {
    let place = Place::new();
    place.run(&["import", &fixture("care_threads.csv")]).well();
    let backup = place.arg("floor.backup");
    place.run(&["export", &backup]).well();
    let mut holding = program(&["headless", "--every", "600"]);
    let child = holding.arg("--data").arg(place.path("store")).stdout(Stdio::piped()).spawn().unwrap();
    let mut holding = Holding(child);
    let mut line = String::new();
    // Held to the end: a program that prints for ever ends when nobody reads.
    let mut out = BufReader::new(holding.0.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    assert!(line.starts_with("Care floor"), "{line}");
    let import = fixture("care_threads.csv");
    let out = place.arg("x.jsonl");
    for args in [
        &["--json", "board", "--at", "2024-03-12"][..],
        &["import", &import],
        &["verify"],
        &["export", &out],
        &["export", &backup],
        &["restore", &backup],
        &["rehearse", "--keep"],
        &["headless", "--once"],
        &["--json", "headless", "--once"],
    ] {
        let why = place.run(args).refused();
        assert!(why.contains("is already open in another Watchfloor; close that one first"), "{args:?}: {why}");
    }
    assert!(!place.path("x.jsonl").exists());
    drop(holding);
    assert_eq!(place.board_at("store", "2024-03-13")["mentions"], 27);
}

/// A folder on a disk that takes nothing.
struct ReadOnly(std::path::PathBuf);

impl ReadOnly {
    fn over(path: &std::path::Path) -> Option<ReadOnly> {
        let quietly = |args: &[&str]| {
            let done = Command::new("mount").args(args).arg(path).stderr(Stdio::null()).status();
            done.is_ok_and(|status| status.success())
        };
        let path_again = path.display().to_string();
        if !quietly(&["--bind", &path_again]) {
            return None;
        }
        let mounted = ReadOnly(path.to_owned());
        quietly(&["-o", "remount,ro,bind"]).then_some(mounted)
    }
}

impl Drop for ReadOnly {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_store_that_may_not_be_written_says_so_and_stays_as_it_is() {
    let place = Place::new();
    place.run(&["import", &fixture("care_threads.csv")]).well();
    let Some(read_only) = ReadOnly::over(&place.path("store")) else {
        eprintln!("skipped: a folder that takes nothing needs leave to mount");
        return;
    };
    for args in [&["board"][..], &["import", &fixture("own.jsonl")], &["verify"], &["headless", "--once"]] {
        let why = place.run(args).refused();
        for words in ["cannot write in", "nothing was changed there", "--data", "Read-only"] {
            assert!(why.contains(words), "{args:?}: {words}: {why}");
        }
    }
    // Nor can a folder be made where nothing can be.
    let why = run_on(&place.path("store").join("deeper"), &["import", &fixture("own.jsonl")]).refused();
    assert!(why.contains("cannot be made, so nothing was read or kept; choose another with --data"), "{why}");
    drop(read_only);
    assert_eq!(place.board_at("store", "2024-03-13")["mentions"], 27);
}
