//! `watchfloor spikes` over files of counts.

use super::{Chance, tide};
use crate::cli::{Place, program, real, run_command};
use std::path::Path;

/// Two weeks of 5 minutes, with a spike in the afternoon of the tenth day.
fn counts(spike: u32) -> String {
    let mut chance = Chance(21);
    let start: jiff::civil::DateTime = "2026-03-02T00:00:00".parse().unwrap();
    let mut rows = String::from("timestamp,value\n");
    for i in 0..14 * 288_u32 {
        let at = start + jiff::SignedDuration::from_secs(i64::from(i) * 300);
        let count = if i == 9 * 288 + 170 { spike } else { chance.poisson(12.0 * tide(i * 5)) };
        rows += &format!("{} {},{count}\n", at.date(), at.time());
    }
    rows
}

fn spikes(args: &[&str]) -> crate::cli::Said {
    let mut all = vec!["spikes"];
    all.extend(args);
    run_command(&mut program(&all))
}

#[test]
fn a_spike_in_a_file_is_found_at_its_row() {
    let place = Place::new();
    let file = place.file("shop.csv", counts(400));
    let told = spikes(&["--in", &file, "--json"]).well().json();
    let found = told["files"][0]["detections"].as_array().unwrap().clone();
    let spike =
        found.iter().find(|d| d["row"] == 9 * 288 + 170 && d["kind"] == "spike").unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!((&spike["value"], &spike["time"]), (&400.into(), &"2026-03-11T14:10:00".into()));
    assert!(spike["score"].as_f64().unwrap() > 0.5 && spike["times"].as_f64().unwrap() > 10.0, "{spike}");
    assert!(found.len() <= 3, "{found:?}");
    assert_eq!((&told["files"][0]["secs"], &told["files"][0]["rows"]), (&300.into(), &(14 * 288).into()));
    assert!(told["numenta"].is_null());
    let text = spikes(&["--in", &file]).well().out;
    assert!(text.starts_with("shop.csv: 4032 rows of 300 s, "), "{text}");
    assert_eq!(spikes(&["--in", &file]).well().out, text, "the same file, the same words");
}

#[test]
fn marked_windows_give_the_scores_of_both() {
    let place = Place::new();
    let file = place.file("shop.csv", counts(400));
    let windows =
        place.file("marked.json", r#"{"some/shop.csv": [["2026-03-11 10:00:00.000000", "2026-03-11 18:00:00"]]}"#);
    let told = spikes(&["--in", &file, "--windows", &windows, "--json"]).well().json();
    let ours = &told["numenta"]["ours"];
    assert_eq!((&ours["found"], &ours["windows"]), (&1.into(), &1.into()), "{ours}");
    assert!((90.0..=100.0).contains(&ours["score"].as_f64().unwrap()), "half way into the window: {ours}");
    assert!(told["numenta"]["gaussian"]["score"].is_number() && told["numenta"]["ours_as_alerts"]["score"].is_number());
    let text = spikes(&["--in", &file, "--windows", &windows]).well().out;
    assert!(text.contains("ours: Numenta score 9"), "{text}");
}

#[test]
fn what_cannot_be_read_is_said_with_its_line() {
    let place = Place::new();
    let good = counts(400);
    let rows: [(&str, String, &str); 7] = [
        ("time.csv", "timestamp,value\n2026-03-02 00:00:00,1\nyesterday,2\n".into(), "line 3: `yesterday` is no time"),
        ("minus.csv", "timestamp,value\n2026-03-02 00:00:00,-1\n".into(), "line 2: `-1` is no count"),
        ("part.csv", "timestamp,value\n2026-03-02 00:00:00,1.5\n".into(), "line 2: `1.5` is no count"),
        ("short.csv", "timestamp,value\n2026-03-02 00:00:00\n".into(), "line 2: `` is no count"),
        (
            "back.csv",
            "timestamp,value\n2026-03-02 00:05:00,1\n2026-03-02 00:00:00,1\n".into(),
            "line 3: 2026-03-02T00:00:00 is earlier",
        ),
        ("columns.csv", "at,count\n1,2\n".into(), "has no column `timestamp`"),
        ("empty.csv", "timestamp,value\n".into(), "has 0 rows"),
    ];
    for (name, text, says) in rows {
        let file = place.file(name, text);
        let sentence = spikes(&["--in", &file]).refused();
        assert!(sentence.contains(says), "{name}: {sentence}");
    }
    let file = place.file("shop.csv", good);
    let marks = [
        ("no.json", "[1, 2]", "is no JSON object of files with their windows"),
        ("other.json", r#"{"bar.csv": []}"#, "nothing is said of shop.csv"),
        ("none.json", r#"{"shop.csv": []}"#, "marks no window in these files"),
        ("far.json", r#"{"shop.csv": [["2030-01-01 00:00:00", "2030-01-02 00:00:00"]]}"#, "no row lies from"),
        (
            "two.json",
            r#"{"shop.csv": [["2026-03-03 00:00:00", "2026-03-05 00:00:00"], ["2026-03-04 00:00:00", "2026-03-06 00:00:00"]]}"#,
            "two windows overlap",
        ),
    ];
    for (name, text, says) in marks {
        let windows = place.file(name, text);
        let sentence = spikes(&["--in", &file, "--windows", &windows]).refused();
        assert!(sentence.contains(says), "{name}: {sentence}");
    }
    assert!(spikes(&["--in", &place.arg("missing.csv")]).refused().contains("missing.csv"));
    assert!(spikes(&["--in", &file, "--false-alarms", "0"]).refused().contains("is not between 0.001 and 1000"));
}

#[test]
fn on_the_marked_mentions_ours_is_better_than_the_windowed_gaussian() {
    let Some(windows) = real("mention_volume/spike_windows.json") else { return };
    let folder = windows.parent().unwrap_or(Path::new("."));
    let mut args = vec!["--json".to_owned(), "--windows".into(), windows.display().to_string()];
    for brand in ["AAPL", "AMZN", "CRM", "FB", "GOOG", "IBM"] {
        args.extend(["--in".into(), folder.join(format!("Twitter_volume_{brand}.csv")).display().to_string()]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let told = spikes(&args).well().json();
    let score = |of: &str| told["numenta"][of]["score"].as_f64().unwrap();
    eprintln!(
        "ours {:.2}, as alerts {:.2}, windowed Gaussian {:.2}",
        score("ours"),
        score("ours_as_alerts"),
        score("gaussian")
    );
    assert!(score("ours") > 68.0 && score("ours_as_alerts") > 68.0 && score("ours") > score("gaussian"));
}

#[test]
fn days_that_are_too_quiet_are_found_as_well() {
    let Some(windows) = real("mention_volume/spike_windows.json") else { return };
    let file = windows.with_file_name("nyc_taxi_holidays.csv");
    let args = ["--json", "--windows", &windows.display().to_string(), "--in", &file.display().to_string()];
    let told = spikes(&args).well().json();
    let kinds = |kind: &str| {
        let all = told["files"][0]["detections"].as_array().unwrap();
        all.iter().filter(|d| d["kind"] == kind).count()
    };
    assert!(kinds("quiet") >= 2 && kinds("spike") >= 1, "{told}");
    let score = |of: &str| told["numenta"][of]["score"].as_f64().unwrap();
    assert!(score("ours_as_alerts") > score("gaussian"), "{}", told["numenta"]);
}
