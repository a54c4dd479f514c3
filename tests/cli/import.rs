//! A file comes in once, and the board says of it what any other tool says of it.

use super::{Place, assert_sound, fixture, real};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// What another tool computes from a file of support conversations.
#[derive(Debug, PartialEq)]
struct Figures {
    threads: usize,
    median: f64,
    p90: f64,
    answered_ratio: f64,
    within_30_min_ratio: f64,
}

/// A conversation is what hangs together by `in_response_to_tweet_id`, a post of the company that answers nothing left
/// out; its first response is the company's first answer after the customer's first words.
fn figures(path: &Path) -> Figures {
    let rows: Vec<csv::StringRecord> = csv::Reader::from_path(path).unwrap().records().map(Result::unwrap).collect();
    let time = |r: &csv::StringRecord| jiff::fmt::strtime::parse("%a %b %d %H:%M:%S %z %Y", &r[3]).unwrap();
    let time = |r: &csv::StringRecord| time(r).to_timestamp().unwrap().as_second();
    let own_post = |r: &csv::StringRecord| &r[2] == "False" && r[6].is_empty();
    let mut root: BTreeMap<&str, &str> = rows.iter().filter(|r| !own_post(r)).map(|r| (&r[0], &r[0])).collect();
    fn top<'a>(root: &BTreeMap<&'a str, &'a str>, id: &'a str) -> &'a str {
        if root[id] == id { id } else { top(root, root[id]) }
    }
    for r in &rows {
        if !root.contains_key(&r[6]) || !root.contains_key(&r[0]) {
            continue;
        }
        let (child, parent) = (top(&root, &r[0]), top(&root, &r[6]));
        root.insert(child, parent);
    }
    let mut threads: BTreeMap<&str, Vec<(i64, bool)>> = BTreeMap::new();
    for r in rows.iter().filter(|r| root.contains_key(&r[0])) {
        threads.entry(top(&root, &r[0])).or_default().push((time(r), &r[2] == "True"));
    }
    let asked = |t: &Vec<(i64, bool)>| t.iter().filter(|(_, inbound)| *inbound).map(|(at, _)| *at).min();
    let threads: Vec<_> = threads.values().filter_map(|t| Some((t, asked(t)?))).collect();
    let answer = |(t, asked): &(&Vec<(i64, bool)>, i64)| {
        t.iter().filter(|(at, inbound)| !inbound && at >= asked).map(|(at, _)| at - asked).min()
    };
    let mut secs: Vec<i64> = threads.iter().filter_map(answer).collect();
    secs.sort_unstable();
    let quantile = |q: f64| {
        let place = q * (secs.len() - 1) as f64;
        let (low, high) = (secs[place.floor() as usize] as f64, secs[place.ceil() as usize] as f64);
        ((low + (high - low) * place.fract()) * 10.0).round() / 10.0
    };
    let share = |count: usize| count as f64 / threads.len() as f64;
    Figures {
        threads: threads.len(),
        median: quantile(0.5),
        p90: quantile(0.9),
        answered_ratio: share(secs.len()),
        within_30_min_ratio: share(secs.iter().filter(|s| **s <= 1800).count()),
    }
}

/// Imports a file twice, and compares the board with the other tool.
fn check(path: &Path, rows: u64) -> Value {
    let place = Place::new();
    let file = path.display().to_string();
    let first = place.run(&["--json", "import", &file]).well().json();
    assert_eq!((&first["read"], &first["new"], &first["known"]), (&json!(rows), &json!(rows), &json!(0)), "{first}");
    let again = place.run(&["--json", "import", &file]).well().json();
    assert_eq!((&again["read"], &again["new"], &again["known"]), (&json!(rows), &json!(0), &json!(rows)), "{again}");
    assert_eq!((&first["quarantined"], &again["quarantined"]), (&json!(0), &json!(0)));
    let board = place.run(&["--json", "board"]).well().json();
    let number = |name: &str| board[name].as_f64().unwrap_or_else(|| panic!("{name} of {board}"));
    // Threads in which nobody asked for an answer are no work: the shares are of the rest, the counts are the same.
    let work = number("opened");
    let told = figures(path);
    assert!(work <= told.threads as f64 && work >= 0.8 * told.threads as f64, "{work} of {} threads", told.threads);
    let of_all = |name: &str| number(name) * work / told.threads as f64;
    let shown = Figures {
        threads: number("conversations") as usize,
        median: number("first_response_median_secs"),
        p90: number("first_response_p90_secs"),
        answered_ratio: of_all("response_rate_ratio"),
        within_30_min_ratio: of_all("within_target_ratio"),
    };
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert!(near(shown.answered_ratio, told.answered_ratio), "{shown:?}, {told:?}");
    assert!(near(shown.within_30_min_ratio, told.within_30_min_ratio), "{shown:?}, {told:?}");
    assert_eq!((shown.threads, shown.median, shown.p90), (told.threads, told.median, told.p90));
    assert_eq!(board["mentions"], json!(rows));
    assert_sound(&place, "store");
    board
}

#[test]
fn the_board_says_what_ten_lines_of_another_tool_say() {
    let board = check(Path::new(&fixture("care_threads.csv")), 27);
    assert_eq!(board["conversations"], json!(10));
    assert_eq!(board["first_response_median_secs"], json!(1266));
}

#[test]
fn the_board_says_what_another_tool_says_of_real_conversations() {
    let Some(path) = real("support_threads/threads_to_14_nov_2017.csv") else { return };
    let board = check(&path, 11_336);
    assert_eq!(board["first_response_median_secs"], json!(721));
    assert_eq!(board["first_response_p90_secs"], json!(12_965), "whole seconds, without the noise of arithmetic");
}

#[test]
fn the_same_rows_under_another_name_and_in_another_order_add_nothing() {
    let place = Place::new();
    place.run(&["import", &fixture("care_threads.csv")]).well();
    let text = std::fs::read_to_string(fixture("care_threads.csv")).unwrap().replace("506,", "\u{1}506,");
    let (header, rows) = text.split_once('\n').unwrap();
    // The one row of two lines stays whole.
    let mut rows: Vec<String> = rows.replace(",\ncoach", ",\u{2}coach").lines().map(str::to_owned).collect();
    rows.reverse();
    let text = format!("{header}\n{}\n", rows.join("\n")).replace('\u{1}', "").replace('\u{2}', "\n");
    let turned = place.file("turned.csv", text);
    let before = place.board_at("store", "2024-03-13T00:00:00Z");
    let again = place.run(&["--json", "import", &turned]).well().json();
    assert_eq!((&again["read"], &again["new"], &again["known"]), (&json!(27), &json!(0), &json!(27)), "{again}");
    let after = place.board_at("store", "2024-03-13T00:00:00Z");
    for name in ["conversations", "mentions", "waiting", "first_response_median_secs", "within_target_ratio"] {
        assert_eq!(before[name], after[name], "{name}");
    }
    // On a floor of its own it is the same floor, whatever stands first.
    place.on("turned", &["import", &turned]).well();
    let turned = place.board_at("turned", "2024-03-13T00:00:00Z");
    for name in ["conversations", "mentions", "waiting", "first_response_median_secs", "within_target_ratio"] {
        assert_eq!(before[name], turned[name], "{name} of the file that tells the newest first");
    }
}
