//! The floor's table: rows never move under the pointer, and what is searched for is found.

use crate::day::{Day, Worded, post};
use std::ops::Range;
use watchfloor::engine::{Input, Job};
use watchfloor::ledger::wire;
use watchfloor::limits;
use watchfloor::view::{Chip, Looking, Query, Snapshot};

fn looking(hold: bool, rows: Range<usize>) -> Looking {
    let query = Query { chip: Chip::All, ..Query::default() };
    Looking { query, hold, rows, ..Looking::default() }
}

fn look(day: &mut Day, looking: &Looking) -> Snapshot {
    day.turn(vec![Input::Looking(looking.clone())]);
    day.snapshot()
}

fn order(snapshot: &Snapshot) -> Vec<u32> {
    snapshot.listing.order.iter().map(|id| id.0).collect()
}

#[test]
fn a_held_order_stays_counts_what_is_new_and_changes_when_asked() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    let mut wish = looking(true, 0..20);
    assert_eq!(order(&look(&mut day, &wish)), [0]);
    day.until("09:01").read(vec![post("q2", "noor", "08:40"), post("q3", "sam", "08:41")]);
    let held = look(&mut day, &wish);
    assert_eq!((order(&held), held.listing.newer), (vec![0], 2));
    assert_eq!(held.listing.counts.of(Chip::All), 3, "the numbers above it are fresh");
    wish.refresh += 1;
    let fresh = look(&mut day, &wish);
    assert_eq!((order(&fresh), fresh.listing.newer), (vec![1, 2, 0], 0));
}

#[test]
fn an_order_that_nobody_holds_follows_the_floor() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00")]);
    let wish = looking(false, 0..20);
    look(&mut day, &wish);
    day.until("09:01").read(vec![post("q2", "noor", "08:40")]);
    assert_eq!(order(&look(&mut day, &wish)), [1, 0]);
}

#[test]
fn another_question_is_answered_at_once_although_the_order_is_held() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00"), post("q2", "noor", "09:00")]);
    day.resolve(&[0]).unwrap();
    let mut wish = looking(true, 0..20);
    assert_eq!(look(&mut day, &wish).listing.order.len(), 2);
    wish.query.chip = Chip::NeedsOwner;
    assert_eq!(order(&look(&mut day, &wish)), [1]);
}

#[test]
fn a_snapshot_carries_the_rows_around_those_that_are_seen_and_no_more() {
    let mut day = Day::new();
    for n in 0..12 {
        let page = (0..100).map(|i| post(&format!("q{n} {i}"), &format!("c{n} {i}"), "09:00")).collect();
        day.read(page);
    }
    let around = limits::ROWS_AROUND_MAX;
    let seen = look(&mut day, &looking(false, 500..530));
    assert_eq!((seen.listing.first, seen.listing.rows.len()), (500 - around, 30 + 2 * around));
    assert_eq!(seen.listing.row(500).map(|r| r.conversation), seen.listing.order.get(500).copied());
    let tall = look(&mut day, &looking(false, 0..1_000_000));
    assert_eq!(tall.listing.rows.len(), limits::ROWS_SHOWN_MAX + around);
    let beyond = look(&mut day, &looking(false, 5_000..5_010));
    assert_eq!((beyond.listing.order.len(), beyond.listing.rows.len()), (1200, around - around));
}

#[test]
fn words_are_found_by_a_job_and_names_at_once() {
    let mut day = Day::new();
    day.read(vec![post("q1", "mira", "09:00").saying("My parcel is lost")]);
    day.read(vec![post("q2", "noor", "09:00").saying("Thanks!"), post("q3", "parcelfan", "09:01").saying("Hello")]);
    day.read(vec![post("q4", "sam", "09:02").saying("a PARCEL again")]);
    let mut wish = looking(false, 0..20);
    wish.query.search = " Parcel ".into();
    let asked = look(&mut day, &wish);
    assert!(asked.listing.searching);
    let mut jobs = day.engine.take_jobs();
    let Some(Job::Search { search, needle, pages }) = jobs.pop() else { panic!("{jobs:?}") };
    assert_eq!(needle, "parcel");
    // Whoever runs the engine reads the words of these commits.
    let mut hits = Vec::new();
    for page in pages {
        let words = wire::words(&day.ledger.texts(page).unwrap().unwrap()).unwrap();
        let found = words.iter().enumerate().filter(|(_, w)| w.text.to_lowercase().contains(&needle));
        hits.extend(found.map(|(slot, _)| (page, slot as u16)));
    }
    day.turn(vec![Input::Found { search: search - 1, hits: vec![(1, 0)], done: true }]);
    assert!(day.snapshot().listing.searching, "what an older search found is not taken");
    let (first, second) = hits.split_at(1);
    day.turn(vec![Input::Found { search, hits: first.to_vec(), done: false }]);
    day.turn(vec![Input::Found { search, hits: second.to_vec(), done: true }]);
    let found = day.snapshot();
    assert!(!found.listing.searching);
    assert_eq!(order(&found), [0, 2, 3], "two by their words and one by its name");
    wish.query.search.clear();
    assert_eq!(look(&mut day, &wish).listing.order.len(), 4);
}
