//! The names in JSON are a promise, errors are sentences, and a closed pipe is none.

use super::{Place, Said, fixture, program, run_command, run_on};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

/// Names and their types: `n` number, `n?` number or null, `s` text, `s?` text or null, `b` yes or no, `l` list,
/// `o` object.
fn check(said: &Said, promised: &str) {
    let value = said.json();
    for pair in promised.split_whitespace() {
        let (name, kind) = pair.split_once(':').unwrap();
        let found = value.get(name).unwrap_or_else(|| panic!("{name} is promised: {value}"));
        let fits = match kind.trim_end_matches('?') {
            "n" => found.is_number(),
            "s" => found.is_string(),
            "b" => found.is_boolean(),
            "l" => found.is_array(),
            "o" => found.is_object(),
            other => panic!("no such kind {other}"),
        };
        assert!(fits || (kind.ends_with('?') && found.is_null()), "{name} is {found}");
    }
}

const BOARD: &str = "at:s waiting:n oldest_secs:n? first_response_median_secs:n? first_response_p90_secs:n? \
                     within_target_ratio:n? response_rate_ratio:n? agents_on_shift:n open:n breached:n revision:n";

#[test]
fn every_command_answers_with_the_names_it_promised() {
    let place = Place::new();
    let json = |args: &[&str]| place.run(&[&["--json"], args].concat()).well();
    check(&json(&["headless", "--once"]), BOARD);
    check(&json(&["import", &fixture("care_threads.csv")]), "read:n new:n known:n quarantined:n notes:l problems:l");
    check(&json(&["board"]), BOARD);
    check(&json(&["board", "--at", "2024-03-12T09:00"]), BOARD);
    check(&json(&["headless", "--once"]), BOARD);
    check(&json(&["verify"]), "facts:n ok:b problems:l");
    check(&json(&["export", &place.arg("all.backup")]), "file:s what:s count:n");
    check(&json(&["restore", &place.arg("all.backup")]), "commits:n set_aside:l problems:l");
    let rehearsed = json(&["rehearse", "--day", "tuesday", "--seed", "5"]);
    let names = "seed:n mentions:n conversations:n facts:n log_sha256:s faults:o refusals:o board:o";
    check(&rehearsed, names);
    let board = Said { out: rehearsed.json()["board"].to_string(), err: String::new(), code: Some(0) };
    check(&board, BOARD);
    let keys = json(&["keys"]).json();
    assert!(keys.as_array().unwrap().iter().all(|k| k["key"].is_string() && k["does"].is_string()));
}

#[test]
fn the_board_names_what_it_shows_also_in_words() {
    let place = Place::new();
    place.run(&["import", &fixture("care_threads.csv")]).well();
    let board = place.run(&["board", "--at", "2024-03-12T12:10:00Z"]).well().out;
    for words in ["Care floor as it was · Tue 12 Mar 2024 12:10:00", "Waiting for first response", "Response rate"] {
        assert!(board.contains(words), "{words}:\n{board}");
    }
    assert!(board.lines().all(|line| line.chars().count() <= 80), "a terminal has 80 columns:\n{board}");
}

#[test]
fn moments_can_be_written_in_many_ways() {
    let place = Place::new();
    place.run(&["import", &fixture("care_threads.csv")]).well();
    let at = |words: &str| place.board_at("store", words);
    let then = at("2024-03-12T12:10:00Z");
    assert!([json!(1), json!(2)].contains(&then["waiting"]), "two wrote, one of them something nice: {then}");
    for same in
        ["2024-03-12T12:10", "2024-03-12 12:10:00", "2024-03-12T13:10:00+01:00", "2024-03-12T12:10:00.9Z", "1710245400"]
    {
        assert_eq!(at(same), then, "{same}");
    }
    assert_eq!(at("2024-03-12")["at"], "2024-03-12T00:00:00Z", "a day begins at midnight");
    let in_berlin = run_command(
        program(&["--json", "board", "--at", "2024-03-12T13:10"])
            .env("TZ", "Europe/Berlin")
            .arg("--data")
            .arg(place.path("store")),
    );
    assert_eq!(in_berlin.well().json()["at"], then["at"], "without a zone it is the desk's clock");
    for none in ["yesterday", "25:00", "", "2024-02-30", "1950-01-01", "99999999999"] {
        let why = place.run(&["board", "--at", none]).refused();
        assert!(why.contains("is no moment that can be read; write it like 2026-11-27T14:32"), "{why}");
    }
}

#[test]
fn errors_are_sentences_and_help_is_help() {
    let place = Place::new();
    let help = place.run(&["--help"]).well().out;
    for command in ["headless", "import", "board", "rehearse", "verify", "export", "restore", "--data", "--json"] {
        assert!(help.contains(command), "{command}");
    }
    assert!(place.run(&["import", "--help"]).well().out.contains("COLUMN=ROLE"));
    let refused = |args: &[&str], words: &str| {
        let why = place.on("none", args).refused();
        assert!(why.contains(words), "{args:?}: {why}");
    };
    refused(&["verify"], "There is no floor in");
    refused(&["board"], "There is no floor in");
    refused(&["export", &place.arg("x.jsonl")], "There is no floor in");
    refused(&["export", &place.arg("x.backup")], "There is no floor in");
    assert!(!place.path("none").exists(), "what only reads makes no folder");
    refused(&["restore", &place.arg("nothing")], "to restore from; nothing was changed");
    refused(&["rehearse", "--speed", "0"], "neither `max` nor a number");
    place.run(&["import", &fixture("care_threads.csv")]).well();
    for name in ["x.csv", "x.jsonl", "x.backup"] {
        let why = place.run(&["export", &place.arg(&format!("no such folder/{name}"))]).refused();
        assert!(why.contains("written"), "{why}");
    }
    let unknown = place.run(&["frobnicate"]);
    assert!(unknown.code != Some(0) && unknown.err.contains("frobnicate"), "{unknown:?}");
}

#[test]
fn whoever_stops_reading_ends_what_prints_for_ever() {
    let place = Place::new();
    for args in [&["headless", "--every", "1"][..], &["--json", "headless", "--every", "1"]] {
        let mut child = program(args)
            .arg("--data")
            .arg(place.path("store"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn a_short_answer_into_a_closed_pipe_is_quiet() {
    let place = Place::new();
    place.run(&["import", &fixture("care_threads.csv")]).well();
    for args in [&["--help"][..], &["keys"], &["board"], &["rehearse", "--json"]] {
        let mut command = program(args);
        let mut child = command
            .arg("--data")
            .arg(place.path("store"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        child.wait().unwrap();
        assert_eq!(said, "", "{args:?}");
    }
}

#[test]
fn the_folder_can_be_said_by_the_environment_and_the_command_line_wins() {
    let place = Place::new();
    let home = place.path("home");
    let import = &["--json", "import", &fixture("care_threads.csv")];
    run_command(program(import).env("WATCHFLOOR_HOME", &home)).well();
    assert!(home.join("journal").is_dir());
    let mentions = |command: &mut std::process::Command| run_command(command).well().json()["mentions"].clone();
    let board = ["--json", "board"];
    assert_eq!(mentions(program(&board).env("WATCHFLOOR_HOME", &home)), Value::from(27));
    let other = place.path("other");
    run_on(&other, &["import", &fixture("own.jsonl")]).well();
    assert_eq!(mentions(program(&board).env("WATCHFLOOR_HOME", &home).arg("--data").arg(&other)), Value::from(2));
}
