//! Bad files: each ends in a sentence that says what happened, what was kept and what to do.

use super::{Place, assert_sound};
use serde_json::{Value, json};

/// A file of which nothing can be read.
fn check_refused(name: &str, bytes: &[u8], words: &[&str]) {
    let place = Place::new();
    let file = place.file(name, bytes);
    let why = place.run(&["import", &file]).refused();
    for words in [&["Nothing was imported"], words].concat() {
        assert!(why.contains(words), "{words}: {why}");
    }
    assert_sound(&place, "store");
}

/// A file of which some can be read: so many rows come in, the others are named with the reason. Again it adds nothing.
fn check_partly(bytes: &[u8], new: u64, problems: &[&str], notes: &[&str]) {
    let place = Place::new();
    let file = place.file("some.csv", bytes);
    let done = place.run(&["--json", "import", &file]).well().json();
    assert_eq!((&done["new"], &done["quarantined"]), (&json!(new), &json!(problems.len())), "{done}");
    for (list, all) in [(&done["problems"], problems), (&done["notes"], notes)] {
        let said: Vec<&str> = list.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(said.len(), all.len(), "{said:?}");
        for (said, words) in said.iter().zip(all) {
            assert!(said.contains(words), "{words}: {said}");
        }
    }
    let again = place.run(&["--json", "import", &file]).well().json();
    assert_eq!((&again["new"], &again["quarantined"]), (&json!(0), &json!(0)), "{again}");
    assert_eq!(again["known"], json!(new + problems.len() as u64));
    let words = place.run(&["import", &file]).well().out;
    for said in problems.iter().chain(notes) {
        assert!(words.contains(said), "{said}: {words}");
    }
    if !problems.is_empty() {
        assert!(words.contains("Mend the file and import it again: what is in already is not added twice."), "{words}");
    }
    assert_sound(&place, "store");
}

fn rows(cells: &[&str]) -> Vec<u8> {
    let rows = cells.iter().enumerate().map(|(n, cell)| format!("r{n},2024-05-01T10:0{n}:00Z,@ana,{cell}\n"));
    format!("id,created_at,author,text\n{}", rows.collect::<String>()).into_bytes()
}

#[test]
fn nothing_can_be_read() {
    check_refused("empty.csv", b"", &["is empty"]);
    check_refused("header.csv", b"id,created_at,author,text\n", &["has a header but no rows"]);
    check_refused(
        "picture.csv",
        &[b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &[0; 400][..]].concat(),
        &["does not look like a table", "Save it as CSV"],
    );
    check_refused("list.json", b"[{\"id\":1}]\n", &["not one object a line", "Save it as JSON Lines"]);
}

#[test]
fn there_is_no_file_to_read() {
    let place = Place::new();
    let refused = |path: &str, words: &str| {
        let why = place.run(&["import", path]).refused();
        assert!(why.contains(words) && why.contains("Nothing was imported"), "{why}");
    };
    refused(&place.arg("nowhere.csv"), "There is no file nowhere.csv");
    refused(&place.arg(""), "is a folder, not a file");
    refused("/dev/null", "is a device, not a file");
    let secret = place.file("secret.csv", rows(&["hello"]));
    let readable_all_the_same = {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o000)).unwrap();
        std::fs::File::open(&secret).is_ok()
    };
    if readable_all_the_same {
        eprintln!("skipped: a file without leave to read it, because this user may read everything");
        return;
    }
    refused(&secret, "may not be read by you");
}

#[test]
fn a_file_that_was_cut_off_gives_all_but_its_last_row() {
    let mut bytes = rows(&["hello", "\"words without an end"]);
    bytes.pop();
    check_partly(&bytes, 1, &["line 3"], &[]);
    let whole = rows(&["hello", "goodbye"]);
    check_partly(&whole[..whole.len() - 14], 1, &["line 3"], &[]);
}

#[test]
fn a_cell_of_ten_megabytes_is_set_aside() {
    let long = format!("\"{}\"", "never ending ".repeat(800_000));
    check_partly(&rows(&["hello", &long, "goodbye"]), 2, &["line 3"], &[]);
}

#[test]
fn a_row_with_nul_bytes_is_set_aside() {
    check_partly(&rows(&["hello", "he\0llo", "goodbye"]), 2, &["line 3: The row holds NUL bytes"], &[]);
}

#[test]
fn dates_come_in_four_forms_and_what_was_assumed_is_said() {
    let dates = ["2024-05-01T10:00:00+02:00", "01/05/2024 10:00", "1714557600", "Wed May 01 13:22:05 +0000 2024"];
    let rows: String = dates
        .iter()
        .enumerate()
        .map(|(n, date)| format!("d{n},{date},@ana,where is my order {n}? it should be here by now\n"))
        .collect();
    let text = format!("id,created_at,author,text\n{rows}d9,yesterday,@ana,words\n");
    let notes = ["Times without a zone were read as UTC", "read day first (01/05 is 1 May)"];
    check_partly(text.as_bytes(), 4, &["line 6"], &notes);
    let place = Place::new();
    place.run(&["import", &place.file("dates.csv", text)]).well();
    let waiting = |at: &str| place.board_at("store", at)["waiting"].as_u64().unwrap();
    let moments = ["07:59:59", "08:00", "09:59:59", "10:00", "13:22:04", "13:22:05"];
    assert_eq!(moments.map(|clock| waiting(&format!("2024-05-01T{clock}"))), [0, 1, 1, 3, 3, 4]);
}

#[test]
fn latin_1_is_read_and_said() {
    let bytes: Vec<u8> = String::from_utf8(rows(&["Grüße aus Köln, sagt José".replace(',', ";").as_str(), "mañana"]))
        .unwrap()
        .chars()
        .map(|c| u8::try_from(c).unwrap())
        .collect();
    check_partly(&bytes, 2, &[], &["not UTF-8 and read as windows-1252, the first on line 2"]);
    let place = Place::new();
    place.run(&["import", &place.file("latin.csv", bytes)]).well();
    place.run(&["export", &place.arg("out.jsonl")]).well();
    assert!(std::fs::read_to_string(place.path("out.jsonl")).unwrap().contains("Grüße aus Köln; sagt José"));
}

#[test]
fn many_broken_rows_are_counted_and_the_first_are_named() {
    let place = Place::new();
    let mut text = String::from("id,created_at,author,text\n");
    for n in 0..250 {
        text += &format!("b{n},{},@ana,words\n", if n % 2 == 0 { "no date" } else { "2024-05-01T10:00:00Z" });
    }
    let done = place.run(&["--json", "import", &place.file("many.csv", text)]).well().json();
    assert_eq!((&done["read"], &done["new"], &done["quarantined"]), (&json!(250), &json!(125), &json!(125)));
    assert_eq!(done["problems"].as_array().unwrap().len(), 10);
    assert_sound(&place, "store");
}
