//! The simulator is the main test: whole days over the real engine, with everything going wrong that can.

#![allow(clippy::print_stdout)] // what was seen is shown with --nocapture

mod compared;
mod full;
mod planned;
mod triaged;
mod weeks;

use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use watchfloor::sim::{Checks, Day, Played, play};

fn day(name: &str) -> Day {
    Day::named(name, &TimeZone::UTC).expect("a built-in day")
}

/// Plays a whole day of a smaller floor with faults, once checked and once not, and compares the logs.
fn faulty(seed: u64) -> Played {
    let day = Day { conversations: 400.0, team: 24, ..day("tuesday") }.with_faults();
    let repeat =
        format!("to see it again: WATCHFLOOR_SIM_FIRST={seed} WATCHFLOOR_SIM_DAYS={seed} cargo test sim::days");
    let played = play(&day, seed, &TimeZone::UTC, Checks::All).expect("the invented disk reads");
    assert_eq!(played.broken, Vec::<String>::new(), "{repeat}");
    let again = play(&day, seed, &TimeZone::UTC, Checks::None).expect("the invented disk reads");
    assert_eq!(played.log_sha256, again.log_sha256, "the same seed must give the same log; {repeat}");
    assert!(played.boards_compared > 90, "{repeat}");
    played
}

/// How many seeds: 12 by default, 200 where `WATCHFLOOR_SIM_DAYS` says so.
fn seeds() -> u64 {
    std::env::var("WATCHFLOOR_SIM_DAYS").ok().and_then(|n| n.parse().ok()).unwrap_or(12)
}

/// The first seed: to see one that failed again, `WATCHFLOOR_SIM_FIRST` and `WATCHFLOOR_SIM_DAYS` name it.
fn first_seed() -> u64 {
    std::env::var("WATCHFLOOR_SIM_FIRST").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

#[test]
fn days_with_faults_keep_every_rule_and_repeat_byte_for_byte() {
    let (mut faults, mut refusals) = (BTreeMap::new(), BTreeMap::new());
    for seed in first_seed()..=seeds() {
        let played = faulty(seed);
        for (kind, n) in played.faults {
            *faults.entry(kind).or_insert(0) += n;
        }
        for (kind, n) in played.refusals {
            *refusals.entry(kind).or_insert(0) += n;
        }
    }
    println!("faults {faults:?}\nrefusals {refusals:?}");
    let must = [
        "network_late",
        "network_lost",
        "network_repeated",
        "network_out_of_order",
        "network_malformed",
        "disk_full",
        "killed",
        "torn_bytes",
        "not_kept",
    ];
    for kind in must {
        assert!(faults.get(kind).is_some_and(|n| *n > 0), "the days must have seen {kind}, but saw only {faults:?}");
    }
    for kind in ["nothing_selected", "no_agent", "not_in_future", "no_conversation", "already_so", "nothing_to_undo"] {
        assert!(refusals.get(kind).is_some_and(|n| *n > 0), "nobody was told {kind}, only {refusals:?}");
    }
}

#[test]
fn an_ordinary_day_is_answered_in_time() {
    let day = day("tuesday");
    let played = play(&day, 7, &TimeZone::UTC, Checks::None).expect("memory reads");
    let floor = played.engine.floor();
    let rate = watchfloor::measure::rate(floor, watchfloor::measure::Period::All, played.at, &TimeZone::UTC);
    let within = watchfloor::measure::within(floor, watchfloor::measure::Period::All, played.at, &TimeZone::UTC);
    println!("{} conversations, {} facts, {rate:?} {within:?}", rate.opened, floor.facts());
    // Of about 1 200 who write some say thanks, or nothing that anybody would answer.
    assert!((850..1400).contains(&rate.opened), "{rate:?}");
    assert!(within.ratio().is_some_and(|r| r > 0.8), "{within:?}");
}

#[test]
fn black_friday_is_eight_times_a_tuesday() {
    let tuesday = play(&day("tuesday"), 3, &TimeZone::UTC, Checks::None).expect("memory reads");
    let friday = play(&day("black-friday"), 3, &TimeZone::UTC, Checks::None).expect("memory reads");
    let opened = |p: &Played| p.engine.floor().conversations().count() as f64;
    let times = opened(&friday) / opened(&tuesday);
    println!("{} and {}: {times:.2} times, {} facts", opened(&tuesday), opened(&friday), friday.engine.floor().facts());
    assert!((7.0..9.0).contains(&times), "{times}");
    assert!(friday.faults.get("channel_outage").is_some_and(|n| *n > 0), "{:?}", friday.faults);
    assert!(friday.faults.get("poison_message").is_some_and(|n| *n > 0), "{:?}", friday.faults);
    assert_eq!(friday.engine.floor().quarantined(), 1, "the poison message is set aside once");
}
