//! Out and in again: backups, and files for other tools.

use super::{Place, assert_sound, fixture, real};
use serde_json::{Value, json};

const LATER: &str = "2024-03-13T00:00:00Z";

/// The figures that do not depend on the network, whose name a file of mentions does not carry.
fn figures(board: &Value) -> Value {
    let names = ["conversations", "mentions", "first_responses", "opened", "first_response_median_secs"];
    let more = ["first_response_p90_secs", "response_rate_ratio", "waiting", "waiting_again"];
    names.iter().chain(&more).map(|name| ((*name).to_owned(), board[*name].clone())).collect()
}

/// What a file of mentions says, whatever stands first. Agents are not made by an import.
fn said(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut mentions: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    mentions.iter_mut().for_each(|mention| drop(mention.as_object_mut().unwrap().remove("agent")));
    mentions.sort_by_key(|mention| mention["id"].to_string());
    mentions
}

/// Exports the mentions of a store and imports them into another: same threads, and the same file again.
fn check_mentions(place: &Place, store: &str, at: &str, and_waiting: bool) {
    let file = place.arg("mentions.jsonl");
    let out = place.on(store, &["--json", "export", &file]).well().json();
    let back = place.on("back", &["--json", "import", &file]).well().json();
    assert_eq!((&back["new"], &back["quarantined"]), (&out["count"], &json!(0)), "{back}");
    let (mut before, mut after) = (figures(&place.board_at(store, at)), figures(&place.board_at("back", at)));
    for board in [&mut before, &mut after] {
        // What was overheard or written to which account is not in the mentions, and triage judges by it.
        board.as_object_mut().unwrap().retain(|name, _| name != "opened" && name != "response_rate_ratio");
    }
    for board in [&mut before, &mut after].into_iter().filter(|_| !and_waiting) {
        // What was resolved waits no more, and what was decided is in the backup, not in the mentions.
        board.as_object_mut().unwrap().retain(|name, _| !name.starts_with("waiting"));
    }
    assert_eq!(after, before);
    assert_sound(place, "back");
    let again = place.arg("again.jsonl");
    place.on("back", &["export", &again]).well();
    assert!(said(&file) == said(&again), "the second export tells the same");
}

#[test]
fn mentions_go_out_and_in_with_their_threads() {
    let place = Place::new();
    place.run(&["import", &fixture("care_threads.csv")]).well();
    check_mentions(&place, "store", LATER, true);
    let lines = std::fs::read_to_string(place.path("mentions.jsonl")).unwrap();
    let parent = |id: &str| {
        let mut all = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        all.find(|m| m["id"] == id).unwrap()["parent"].clone()
    };
    // Not what was written before it in the thread, but what it answers.
    assert_eq!(
        [parent("521"), parent("510"), parent("502"), parent("506")],
        [json!("519"), json!("509"), json!("501"), json!(null)]
    );
}

#[test]
fn a_file_that_tells_the_newest_first_keeps_its_threads_too() {
    let place = Place::new();
    let lines = [
        r#"{"id":"4","parent":"3","at":"2024-03-12T10:30:00Z","author":{"id":"1","name":"Us","ours":true},"text":"d"}"#,
        r#"{"id":"3","parent":"2","at":"2024-03-12T10:20:00Z","author":{"id":"42","name":"@ana"},"text":"c"}"#,
        r#"{"id":"2","parent":"1","at":"2024-03-12T10:10:00Z","author":{"id":"1","name":"Us","ours":true},"text":"b"}"#,
        r#"{"id":"1","at":"2024-03-12T10:00:00Z","author":{"id":"42","name":"@ana"},"text":"a"}"#,
    ];
    // A file an hour, as a tool that asks every hour writes them, and the newest is imported first.
    for (n, line) in lines.iter().enumerate() {
        let file = place.file(&format!("hour {n}.jsonl"), line);
        place.run(&["import", &file]).well();
    }
    assert_eq!(place.board_at("store", LATER)["conversations"], 1);
    check_mentions(&place, "store", LATER, true);
}

#[test]
fn the_mentions_of_a_whole_day_go_out_and_in_with_their_threads() {
    let place = Place::new();
    place.run(&["rehearse", "--seed", "9", "--keep"]).well();
    check_mentions(&place, "store", "2026-11-18T00:00:00Z", false);
}

#[test]
fn real_threads_go_out_and_in() {
    let Some(path) = real("support_threads/threads_to_14_nov_2017.csv") else { return };
    let place = Place::new();
    place.run(&["import", &path.display().to_string()]).well();
    check_mentions(&place, "store", "2018-01-01T00:00:00Z", true);
}

#[test]
fn a_backup_makes_the_same_floor_elsewhere() {
    let place = Place::new();
    place.run(&["rehearse", "--seed", "9", "--keep"]).well();
    let backup = place.arg("floor.backup");
    let out = place.run(&["--json", "export", &backup]).well().json();
    let back = place.on("elsewhere", &["--json", "restore", &backup]).well().json();
    assert_eq!((&back["commits"], &back["problems"], &back["set_aside"]), (&out["count"], &json!([]), &json!([])));
    assert_sound(&place, "elsewhere");
    for at in ["2026-11-17T11:11:11Z", "2026-11-18T00:00:00Z"] {
        assert_eq!(place.board_at("elsewhere", at), place.board_at("store", at), "revision and all");
    }
    // Over a store that is there: it is set aside and can be gone back to.
    place.on("other", &["import", &fixture("care_threads.csv")]).well();
    let before = place.board_at("other", LATER);
    let back = place.on("other", &["--json", "restore", &backup]).well().json();
    let aside: Vec<&str> = back["set_aside"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let journal = aside.iter().find(|path| path.contains("journal")).expect("the journal is set aside");
    assert_eq!(place.board_at("other", "2026-11-18T00:00:00Z"), place.board_at("store", "2026-11-18T00:00:00Z"));
    place.on("gone back", &["restore", journal]).well();
    assert_eq!(place.board_at("gone back", LATER), before);
}

#[test]
fn a_backup_that_was_cut_short_gives_what_it_has_and_says_so() {
    let place = Place::new();
    place.run(&["rehearse", "--seed", "9", "--keep"]).well();
    let backup = place.arg("floor.backup");
    let all = place.run(&["--json", "export", &backup]).well().json()["count"].as_u64().unwrap();
    let bytes = std::fs::read(&backup).unwrap();
    let cut = place.file("cut.backup", &bytes[..bytes.len() / 2]);
    let said = place.on("elsewhere", &["--json", "restore", &cut]).well().json();
    assert!(said["commits"].as_u64().unwrap() < all && said["problems"].to_string().contains("ends early"), "{said}");
    assert_sound(&place, "elsewhere");
    let why = place.on("elsewhere", &["restore", &fixture("care_threads.csv")]).refused();
    assert!(why.contains("holds no commit that can be read; nothing was changed"), "{why}");
    assert_sound(&place, "elsewhere");
}

#[test]
fn a_backup_that_is_not_there_makes_no_folder() {
    let place = Place::new();
    let why = place.on("nowhere", &["restore", &place.arg("missing.backup")]).refused();
    assert!(why.contains("to restore from; nothing was changed"), "{why}");
    assert!(!place.path("nowhere").exists(), "a mistyped restore must leave nothing behind");
}

#[test]
fn conversations_go_out_as_a_table() {
    let place = Place::new();
    place.run(&["import", &fixture("care_threads.csv")]).well();
    let out = place.run(&["--json", "export", &place.arg("table.csv")]).well().json();
    assert_eq!((&out["count"], &out["what"]), (&json!(10), &json!("conversations")));
    let mut table = csv::Reader::from_path(place.path("table.csv")).unwrap();
    let names = table.headers().unwrap().clone();
    let place_of = |name: &str| names.iter().position(|n| n == name).unwrap();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 10);
    let umbrella = rows.iter().find(|r| r[place_of("text")].contains("06:10,\ncoach C.")).unwrap();
    assert_eq!(&umbrella[place_of("first_response_secs")], "4470");
    assert_eq!(&umbrella[place_of("mentions")], "5");
    assert!(!place.path("table.csv.writing").exists());
    // A file that is there is replaced only by a whole one.
    let refused = place.run(&["export", &place.arg("store")]).refused();
    assert!(refused.contains("nothing was replaced"), "{refused}");
}
