//! Columns that the program does not know.

use super::Place;
use serde_json::json;

const HEADER: &str = "Nummer;Wann;Wer;Was";

fn rows(header: &str, ids: std::ops::Range<u32>) -> String {
    let row = |id| format!("u{id};2024-05-01 10:{id:02};@kundin{id};Wo ist mein Paket?\n");
    format!("{header}\n{}", ids.map(row).collect::<String>())
}

#[test]
fn unknown_columns_are_asked_for_once() {
    let place = Place::new();
    let first = place.file("first.csv", rows(HEADER, 0..3));
    let why = place.run(&["import", &first]).refused();
    for words in ["Nothing was imported", "the time and which the text", "--map", "Nummer, Wann, Wer, Was"] {
        assert!(why.contains(words), "{words}: {why}");
    }
    let half = place.run(&["import", &first, "--map", "Wann=at"]).refused();
    assert!(half.contains("Say which column holds the text"), "{half}");
    let map = ["--map", "Wann=at", "--map", "Was=text", "--map", "Wer=author_name", "--map", "Nummer=id"];
    let done = place.run(&[&["--json", "import", &first], &map[..]].concat()).well().json();
    assert_eq!(done["new"], 3);
    // The next file of the same shape, by another name and with its columns written in another way.
    let second = place.file("second.csv", rows(HEADER, 2..6));
    let done = place.run(&["--json", "import", &second]).well().json();
    assert_eq!((&done["new"], &done["known"]), (&json!(3), &json!(1)));
    let third = place.file("third.csv", rows("nummer;WANN;wer;Was ", 5..9));
    let done = place.run(&["--json", "import", &third]).well().json();
    assert_eq!((&done["new"], &done["known"]), (&json!(3), &json!(1)));
    assert_eq!(place.board_at("store", "2024-05-02")["mentions"], 9);
}

#[test]
fn a_mapping_that_cannot_be_is_refused_and_not_remembered() {
    let place = Place::new();
    let file = place.file("a.csv", rows(HEADER, 0..3));
    let refused = |map: &str, words: &str| {
        let why = place.run(&["import", &file, "--map", map]).refused();
        assert!(why.contains(words), "{map}: {why}");
    };
    refused("Wann", "does not say COLUMN=ROLE; nothing was imported");
    refused("Wann=when", "there is no role when; the roles are id, parent, at,");
    refused("Datum=at", "there is no column “Datum”");
    refused("Wann=text", "Say which column holds the time");
    assert!(!place.path("store/mappings.json").exists());
    let why = place.run(&["import", &file]).refused();
    assert!(why.contains("the time and which the text"), "{why}");
}
