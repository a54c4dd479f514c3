//! `forecast` as a script runs it: files in every state, each named in clear words, and nothing lost.

use crate::cli::{Said, program, run_command};
use serde_json::Value;
use std::fmt::Write;
use std::path::PathBuf;

struct Files(tempfile::TempDir);

impl Files {
    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

fn forecast(file: &std::path::Path, more: &[&str]) -> Said {
    let mut command = program(&["forecast", "--json", "--history"]);
    command.arg(file).args(more);
    run_command(&mut command)
}

fn lines(said: &Said) -> Vec<Value> {
    said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Five-minute counts from 2 November 2026, a Monday, for some days.
fn rows(days: usize) -> Vec<(String, u32)> {
    let start: jiff::civil::DateTime = "2026-11-02T00:00".parse().unwrap();
    let each = |i: usize| {
        let time = start.checked_add(jiff::SignedDuration::from_mins(5 * i as i64)).unwrap();
        let count = if (96..264).contains(&(i % 288)) { 9 } else { 2 }
            + ((i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 61) as u32;
        (time.strftime("%Y-%m-%d %H:%M:%S").to_string(), count)
    };
    (0..days * 288).map(each).collect()
}

fn table(rows: &[(String, u32)]) -> String {
    rows.iter().fold("timestamp,value\n".to_owned(), |mut text, (time, count)| {
        writeln!(text, "{time},{count}").unwrap();
        text
    })
}

#[test]
fn one_object_an_interval_and_a_back_test_beside() {
    let files = Files(tempfile::tempdir().unwrap());
    let file = files.write("plain.csv", table(&rows(28)));
    let said = forecast(&file, &["--interval", "30m", "--horizon", "1d", "--backtest"]).well();
    let all = lines(&said);
    assert_eq!(all.len(), 49);
    assert_eq!((&all[0]["start"], &all[47]["start"]), (&"2026-11-30T00:00:00Z".into(), &"2026-11-30T23:30:00Z".into()));
    for point in &all[..48] {
        let of = |name: &str| point[name].as_f64().unwrap();
        assert!(0.0 <= of("p50") && of("p50") <= of("p80") && of("p80") <= of("p95"), "{point}");
    }
    let test = &all[48]["backtest"];
    for name in ["wape", "mase", "naive_wape", "naive_mase", "poisson_floor_wape"] {
        assert!(test[name].as_f64().is_some_and(|figure| figure > 0.0 && figure < 2.0), "{name}: {test}");
    }
    assert_eq!(test["origins"], 14);
    assert_eq!(forecast(&file, &["--interval", "15m", "--horizon", "2h"]).well().out.lines().count(), 8);
    let grown = lines(&forecast(&file, &["--growth", "+50%"]).well());
    let plain = lines(&forecast(&file, &[]).well());
    let times = grown[20]["p50"].as_f64().unwrap() / plain[20]["p50"].as_f64().unwrap();
    assert!((times - 1.5).abs() < 0.001, "{times}");
    // A moment of the past sees nothing after it.
    let cut = files.write("cut.csv", table(&rows(21)));
    assert_eq!(forecast(&file, &["--at", "2026-11-23T00:00"]).well().out, forecast(&cut, &[]).well().out);
}

#[test]
fn histories_in_a_bad_state_are_named_and_forecast() {
    let files = Files(tempfile::tempdir().unwrap());
    let plain = rows(10);
    let mut holes = plain.clone();
    holes.drain(1000..1080);
    let mut unsorted = plain.clone();
    unsorted.reverse();
    let mut broken = table(&plain);
    broken.push_str("tomorrow,5\n2026-11-12 00:00:00,many\n2026-11-12 00:05:00,\n");
    let zeros: Vec<_> = plain.iter().map(|(time, _)| (time.clone(), 0)).collect();
    let mut twice = plain.clone();
    let again: Vec<_> = twice[12..24].iter().map(|(time, count)| (time.clone(), count + 1)).collect();
    twice.splice(24..24, again);
    for (name, text, words) in [
        ("holes", table(&holes), &["missing, which is a gap and no zero"][..]),
        ("unsorted", table(&unsorted), &["put in order"]),
        ("broken", broken, &["“tomorrow”", "“many” is no count", "1 cell says that nothing is known"]),
        ("zeros", table(&zeros), &["Nothing but zeros"]),
        ("one day", table(&plain[..288]), &["Only one day is known"]),
        ("twice", table(&twice), &["12 rows tell a time again", "clocks go back"]),
    ] {
        let said = forecast(&files.write(&format!("{name}.csv"), text), &["--horizon", "1d"]).well();
        assert_eq!(said.out.lines().count(), 48, "{name}");
        for words in words {
            assert!(said.err.contains(words), "{name}: {words}: {}", said.err);
        }
    }
}

#[test]
fn what_cannot_be_forecast_is_refused_in_a_sentence() {
    let files = Files(tempfile::tempdir().unwrap());
    let plain = files.write("plain.csv", table(&rows(8)));
    for (name, text, words) in [
        ("empty.csv", "", "is empty"),
        ("names.csv", "timestamp,value\n", "no row"),
        ("words.csv", "timestamp,value\nyesterday,few\n", "nothing to forecast from"),
        ("other.csv", "name,age\nAna,40\n", "no column looks like a time"),
        ("days.csv", "date,count\n2026-11-01,4\n2026-11-02,5\n2026-11-03,5\n", "every 24.0 hours"),
        ("bytes.csv", "\0\u{1}\0", "no table of text"),
    ] {
        let sentence = forecast(&files.write(name, text), &[]).refused();
        assert!(sentence.contains(words), "{name}: {sentence}");
    }
    assert!(forecast(&files.0.path().join("none.csv"), &[]).refused().contains("none.csv"));
    for (option, value, words) in [
        ("--interval", "20m", "15 or 30 minutes"),
        ("--horizon", "soon", "--horizon soon"),
        ("--zone", "Mars", "no time zone"),
        ("--growth", "much", "no factor"),
        ("--at", "noon", "--at noon"),
        ("--at", "2001-01-01", "no count before"),
        ("--events", "atlantis", "no events are known"),
        ("--map", "value", "COLUMN=ROLE"),
        ("--by", "colour", "channel, handle, intent and language"),
    ] {
        let sentence = forecast(&plain, &[option, value]).refused();
        assert!(sentence.contains(words), "{option} {value}: {sentence}");
    }
}

#[test]
fn channels_events_and_zones() {
    let files = Files(tempfile::tempdir().unwrap());
    let mut wide = "Start;X;Facebook\n".to_owned();
    for (time, count) in rows(15) {
        writeln!(wide, "{time};{count};{}", count * 2).unwrap();
    }
    let wide = files.write("wide.csv", wide);
    let by = lines(&forecast(&wide, &["--by", "channel", "--horizon", "1h"]).well());
    let channels: Vec<&str> = by.iter().map(|point| point["channel"].as_str().unwrap()).collect();
    assert_eq!(channels, ["Facebook", "Facebook", "X", "X"]);
    let both = forecast(&wide, &["--zone", "America/New_York", "--horizon", "1h"]).well();
    assert_eq!(lines(&both)[0]["start"], "2026-11-17T00:00:00-05:00");
    assert!(both.err.contains("2 histories are added up"), "{}", both.err);
    let events = files.write("events.csv", "name,date,volume\nLaunch,2026-11-17,+100%\n");
    let (launched, plain) =
        (forecast(&wide, &["--events", events.to_str().unwrap()]).well(), forecast(&wide, &["--events", "us"]).well());
    let (launched, plain) = (lines(&launched), lines(&plain));
    let times = launched[20]["p50"].as_f64().unwrap() / plain[20]["p50"].as_f64().unwrap();
    assert!((times - 2.0).abs() < 0.2 && launched[20]["events"][0]["from"] == "set by a person", "{}", launched[20]);
    let wrong = files.write("wrong.csv", "name,date\nLaunch,the 17th\n");
    assert!(forecast(&wide, &["--events", wrong.to_str().unwrap()]).refused().contains("line 2"));
}
