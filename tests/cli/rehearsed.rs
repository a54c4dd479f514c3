//! A played day is the same day again, and what was kept of it shows at every moment what it showed then.

use super::{Place, assert_sound};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use watchfloor::cli::{BoardJson, board_json};
use watchfloor::floor::At;
use watchfloor::measure::Period;
use watchfloor::run::Rehearsal;
use watchfloor::sim::Day;

fn rehearse(place: &Place, args: &[&str]) -> Value {
    place.run(&[&["--json", "rehearse"], args].concat()).well().json()
}

/// As the command line gives it: a share passes through its decimals.
fn through_text(board: &BoardJson) -> Value {
    serde_json::from_str(&serde_json::to_string(board).unwrap()).unwrap()
}

#[test]
fn a_seed_is_a_day_and_another_seed_another() {
    let place = Place::new();
    let first = rehearse(&place, &["--day", "tuesday", "--seed", "11"]);
    assert_eq!(first, rehearse(&place, &["--day", "tuesday", "--seed", "11"]));
    let other = rehearse(&place, &["--day", "tuesday", "--seed", "12"]);
    assert_ne!(first["log_sha256"], other["log_sha256"]);
    assert_eq!((&first["seed"], &other["seed"]), (&json!(11), &json!(12)));
    assert_eq!(first["faults"], json!({}), "an ordinary day is quiet");
    assert!(!place.path("store").exists(), "a day that is not kept makes no store");
}

#[test]
fn a_day_with_faults_has_faults_and_refusals_and_can_be_kept() {
    let place = Place::new();
    let day = rehearse(&place, &["--day", "tuesday", "--seed", "11", "--faults", "--keep"]);
    for name in ["network_lost", "network_late", "network_repeated", "network_malformed", "disk_full", "killed"] {
        assert!(day["faults"][name].as_u64() > Some(0), "{name}: {day}");
    }
    assert!(day["refusals"].as_object().unwrap().values().filter_map(Value::as_u64).sum::<u64>() > 50, "{day}");
    assert_sound(&place, "store");
    let end = day["board"]["at"].as_str().unwrap();
    assert_eq!(place.board_at("store", end), day["board"]);
}

#[test]
fn what_was_kept_shows_at_every_moment_what_was_shown_then() {
    let place = Place::new();
    let day = rehearse(&place, &["--day", "tuesday", "--seed", "7", "--keep"]);
    assert_sound(&place, "store");
    assert_eq!(place.board_at("store", day["board"]["at"].as_str().unwrap()), day["board"]);
    let tuesday = Day::named("tuesday", &TimeZone::UTC).unwrap();
    for secs in [0, 1, 8 * 3600 + 59, 12 * 3600, 14 * 3600 + 32 * 60 + 17, 19 * 3600 + 1, 86_399] {
        let then = tuesday.from.plus(secs);
        let live = Rehearsal::begin_at(&tuesday, 7, 0, then, &jiff::tz::TimeZone::UTC).unwrap();
        let live = board_json(live.engine.floor(), then, &TimeZone::UTC, Period::All);
        assert_eq!(place.board_at("store", &then.to_string()), through_text(&live));
    }
    let before = place.board_at("store", &At::FIRST.to_string());
    assert_eq!((&before["conversations"], &before["waiting"]), (&json!(0), &json!(0)));
}

#[test]
fn a_day_is_kept_in_an_empty_store_only() {
    let place = Place::new();
    let day = rehearse(&place, &["--seed", "3", "--keep"]);
    let why = place.run(&["rehearse", "--seed", "4", "--keep"]).refused();
    assert!(why.contains("is not empty, so the day was not kept; choose another with --data"), "{why}");
    assert_eq!(place.board_at("store", day["board"]["at"].as_str().unwrap()), day["board"]);
}

#[test]
fn a_full_day_has_everything_that_listening_brings() {
    let place = Place::new();
    let day = rehearse(&place, &["--day", "tuesday", "--seed", "11", "--load", "full"]);
    let mentions = day["mentions"].as_u64().unwrap();
    assert!((12_000..13_500).contains(&mentions), "{mentions}");
    let why = place.run(&["rehearse", "--load", "heavy"]).code;
    assert_eq!(why, Some(2), "a load that is not known is a mistake of the command line");
}
