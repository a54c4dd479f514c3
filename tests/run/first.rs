//! Row A47: who opens the program for the first time is on a live floor at once.

use watchfloor::config::Home;
use watchfloor::run::{Setup, Start, start};
use watchfloor::view::FloorKind;

#[test]
fn a47_a_newcomers_first_look_is_a_live_board_and_asks_for_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::of(Some(dir.path().join("new")));
    let began = std::time::Instant::now();
    let running = start(Setup { home, start: Start::OwnOrRehearsal, zone: jiff::tz::TimeZone::UTC }).unwrap();
    let seen = running.snapshot.load_full();
    // Not a figure of speed, which the benches measure: the promise that nobody waits for five minutes.
    assert!(began.elapsed().as_secs() < 300);
    assert!(matches!(&seen.floor, FloorKind::Rehearsal { day, .. } if day == "black-friday"), "{:?}", seen.floor);
    assert!(seen.wallboard.waiting > 0 && !seen.listing.order.is_empty(), "somebody waits for the newcomer");
    assert!(seen.agents.rows.iter().filter(|row| row.name.len() > 1).count() > 3, "and there is a team");
    assert!(seen.mapping_asked.is_none() && seen.tasks.is_empty() && seen.trouble.is_none());
    assert!(!seen.sources.rows.is_empty());
}
