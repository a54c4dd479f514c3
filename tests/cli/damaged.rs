//! A store that was damaged is set aside, made again from the journal, and it is told.

use super::{Place, assert_sound, fixture};
use std::path::PathBuf;

const LATER: &str = "2024-03-13T00:00:00Z";

fn filled() -> Place {
    let place = Place::new();
    place.run(&["import", &fixture("care_threads.csv")]).well();
    place
}

fn journal(place: &Place) -> PathBuf {
    let files = std::fs::read_dir(place.path("store/journal")).unwrap().map(|file| file.unwrap().path());
    files.max().unwrap()
}

/// Nonsense that is the same in every run.
fn nonsense(len: usize) -> Vec<u8> {
    (0..len as u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

fn set_aside(place: &Place) -> usize {
    let names = std::fs::read_dir(place.path("store")).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().starts_with("store.bad-")).count()
}

#[test]
fn an_overwritten_store_is_made_again_and_told() {
    for command in [&["board", "--at", LATER][..], &["export", "/dev/null/x.jsonl"], &["headless", "--once"]] {
        let place = filled();
        let before = place.board_at("store", LATER);
        std::fs::write(place.path("store/store/db"), nonsense(90_000)).unwrap();
        let said = place.run(command);
        let told = format!("{}{}", said.out, said.err);
        for words in ["The store was rebuilt from the journal", "Nothing is missing", "lies untouched in"] {
            assert!(told.contains(words), "{command:?}: {words}: {told}");
        }
        assert_eq!(set_aside(&place), 1, "set aside, not deleted");
        assert_sound(&place, "store");
        let after = place.run(&["board", "--json", "--at", LATER]).well();
        assert_eq!((after.json(), after.err.as_str()), (before, ""), "told once");
    }
}

#[test]
fn verify_tells_of_an_overwritten_store() {
    let place = filled();
    let before = place.board_at("store", LATER);
    std::fs::write(place.path("store/store/db"), nonsense(90_000)).unwrap();
    let said = place.run(&["--json", "verify"]);
    assert_eq!(said.code, Some(1));
    let report = said.json();
    assert_eq!(report["ok"], false);
    assert!(report["problems"].to_string().contains("rebuilt from the journal"), "{report}");
    assert!(said.err.contains("did not hold what it should"), "{}", said.err);
    assert_sound(&place, "store");
    assert_eq!(place.board_at("store", LATER), before);
}

#[test]
fn an_import_into_an_overwritten_store_loses_nothing() {
    let place = filled();
    std::fs::write(place.path("store/store/db"), nonsense(90_000)).unwrap();
    let done = place.run(&["--json", "import", &fixture("care_threads.csv")]).well().json();
    assert_eq!((&done["new"], &done["known"]), (&0.into(), &27.into()));
    assert!(done["notes"].to_string().contains("rebuilt from the journal"), "{done}");
}

#[test]
fn a_journal_that_is_damaged_at_its_end_is_mended_from_the_store() {
    for cut in [1, 9, 200] {
        let place = filled();
        let before = place.board_at("store", LATER);
        let bytes = std::fs::read(journal(&place)).unwrap();
        std::fs::write(journal(&place), &bytes[..bytes.len() - cut]).unwrap();
        assert_eq!(place.board_at("store", LATER), before, "cut by {cut}");
        assert_sound(&place, "store");
    }
    let place = filled();
    let before = place.board_at("store", LATER);
    let mut bytes = std::fs::read(journal(&place)).unwrap();
    let near_end = bytes.len() - 20;
    bytes[near_end] ^= 0xFF;
    std::fs::write(journal(&place), &bytes).unwrap();
    let report = place.run(&["--json", "verify"]).well().json();
    assert!(report["notes"].to_string().contains("end of the journal is torn"), "{report}");
    assert_eq!(place.board_at("store", LATER), before);
}

#[test]
fn a_journal_that_is_damaged_in_its_middle_is_mended_from_the_store_and_told() {
    for command in [&["--json", "board", "--at", LATER][..], &["--json", "verify"]] {
        let place = filled();
        let before = place.board_at("store", LATER);
        let mut bytes = std::fs::read(journal(&place)).unwrap();
        let middle = bytes.len() / 3;
        bytes[middle] ^= 0xFF;
        std::fs::write(journal(&place), &bytes).unwrap();
        let said = place.run(command);
        let told = format!("{}{}", said.out, said.err);
        for words in ["of the journal is damaged at byte", "mended from the store and nothing is missing"] {
            assert!(told.contains(words), "{command:?}: {words}: {told}");
        }
        assert_eq!(said.code, Some(i32::from(command.contains(&"verify"))));
        assert_sound(&place, "store");
        assert_eq!(place.board_at("store", LATER), before);
    }
}

#[test]
fn a_snapshot_that_cannot_be_read_costs_time_only() {
    let place = filled();
    let before = place.board_at("store", LATER);
    let snapshots: Vec<_> =
        std::fs::read_dir(place.path("store/snapshots")).unwrap().map(|f| f.unwrap().path()).collect();
    assert!(!snapshots.is_empty(), "an import leaves a snapshot");
    for snapshot in snapshots {
        std::fs::write(snapshot, nonsense(5000)).unwrap();
    }
    let said = place.run(&["--json", "board", "--at", LATER]).well();
    assert_eq!(said.json(), before);
    assert!(said.err.contains("more of the log is replayed instead"), "{}", said.err);
    assert_sound(&place, "store");
}
