//! `requirement` and `simulate`, as a script runs them.

use crate::cli::{Place, Said, program, run_command};
use serde_json::Value;

fn asked(words: &str) -> Said {
    run_command(&mut program(&words.split(' ').collect::<Vec<_>>()))
}

fn number(value: &Value, name: &str) -> f64 {
    value[name].as_f64().unwrap_or_else(|| panic!("no {name} in {value}"))
}

#[test]
fn one_interval_is_asked_by_flags() {
    let told = asked("requirement --rate 200 --aht 3m --target 80/20 --json").well().json();
    assert_eq!((&told["agents"], &told["at_work"]), (&14.into(), &14.0.into()), "{told}");
    assert!((number(&told, "service_level") - 0.888350019179).abs() < 1e-9, "{told}");
    let told = asked(
        "requirement --volume 1000 --interval 30m --aht 300 --target 80%/30s --occupancy 85% --shrinkage 0.3 --json",
    );
    let told = told.well().json();
    assert_eq!((number(&told, "at_work"), number(&told, "agents")), (197.0, 282.0), "197 / 0.7 is 281.4");
    let told = asked("requirement --rate 540 --aht 5m --model chat --patience 5m --target 80/30 --json").well().json();
    assert_eq!(number(&told, "at_work"), 26.0);
    let told =
        asked("requirement --rate 200 --aht 180 --model erlang-a --patience 120 --agents 10 --json").well().json();
    assert!((number(&told, "abandoned_ratio") - 0.13746383).abs() < 1e-8, "{told}");
    let words = asked("requirement --rate 200 --aht 180").well().out;
    assert!(words.starts_with("14 people on the roster, 14 at work"), "{words}");
}

#[test]
fn a_forecast_becomes_people_and_these_are_played() {
    let place = Place::new();
    let rows = |channel: &str, times: f64| -> String {
        let row = |i: usize| {
            let (hour, minute) = (8 + i / 2, i % 2 * 30);
            let p50 = times * (40.0 + 10.0 * i as f64);
            format!(
                "{{\"start\":\"2026-11-27T{hour:02}:{minute:02}:00+01:00\",\"channel\":\"{channel}\",\"p50\":{p50},\"p80\":{}}}\n",
                p50 * 1.2
            )
        };
        (0..6).map(row).collect()
    };
    let forecast = place.file("forecast.jsonl", rows("X", 1.0));
    let lines = asked(&format!("requirement --in {forecast} --aht 4m --shrinkage 20% --json")).well().out;
    let told: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((told.len(), &told[2]["start"]), (6, &"2026-11-27T09:00:00+01:00".into()));
    assert!(told.iter().all(|t| (number(t, "secs"), number(t, "shrinkage_ratio")) == (1800.0, 0.2)));
    assert!(told.windows(2).all(|two| number(&two[0], "net") < number(&two[1], "net")));
    let dear = asked(&format!("requirement --in {forecast} --aht 4m --quantile p80 --json")).well().out;
    assert!(number(&serde_json::from_str(dear.lines().next().unwrap()).unwrap(), "volume") == 48.0);
    // Two channels are summed before they are rounded.
    let two = place.file("two.jsonl", rows("X", 1.0) + &rows("Mail", 0.5));
    let lines = asked(&format!("requirement --in {two} --aht 4m --shrinkage 20% --json")).well().out;
    let both: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(both.len(), 6);
    assert!(both.iter().all(|t| number(t, "agents") == (number(t, "gross") - 1e-8).ceil()), "{both:?}");
    // What is required is played, and gives about the promise.
    let people = place.file("people.jsonl", lines_of(&told));
    let played = asked(&format!("simulate --in {people} --runs 40 --json")).well().json();
    let level = number(&played["all"], "service_level");
    assert!((0.75..0.95).contains(&level), "{level}");
    assert_eq!(played["intervals"].as_array().unwrap().len(), 6);
    let again = asked(&format!("simulate --in {people} --runs 40 --json")).well().json();
    assert_eq!(played, again, "the same seed");
    let csv =
        place.file("plan.csv", "start,volume,agents,aht\n2026-11-27T08:00:00,40,6,240\n2026-11-27T08:30:00,50,8,240\n");
    assert_eq!(asked(&format!("simulate --in {csv} --json")).well().json()["secs"], 3600.0);
    assert!(asked(&format!("requirement --in {csv}")).well().out.lines().count() == 3);
}

fn lines_of(values: &[Value]) -> String {
    values.iter().map(|value| format!("{value}\n")).collect()
}

#[test]
fn work_that_may_lie_is_spread_over_its_time() {
    let place = Place::new();
    let rows: String = [90, 0, 0, 0, 0, 0, 0, 0]
        .iter()
        .enumerate()
        .map(|(i, n)| format!("2026-11-27T{:02}:{:02}:00,{n}\n", 8 + i / 2, i % 2 * 30))
        .collect();
    let csv = place.file("mail.csv", format!("start,volume\n{rows}"));
    let out = asked(&format!("requirement --in {csv} --aht 10m --model deferred --target 100%/4h --json")).well().out;
    let told: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(told.iter().all(|t| (number(t, "net") - 3.75).abs() < 1e-9 && number(t, "agents") == 4.0), "{told:?}");
}

const FLOOR: &str = r#"{"interval_secs": 900, "intervals": 4,
  "classes": [{"name": "X", "within_secs": 60, "volumes": [30, 40, 40, 30], "handle_secs": 200, "patience_secs": 400},
              {"name": "Mail", "priority": 1, "within_secs": 3600, "at": [0, 1, 2], "handle_secs": 300, "variation": 0.7}],
  "groups": [{"name": "care", "classes": ["X", "Mail"], "concurrency": 2, "slowdown_ratio": 0.3, "cents_an_hour": 2000}],
  "shifts": [{"group": "care", "from_secs": 0, "until_secs": 3600, "people": 8,
              "pauses": [{"from_secs": 900, "until_secs": 1800}]}]}"#;

#[test]
fn a_whole_floor_is_read_from_a_file() {
    let place = Place::new();
    let file = place.file("floor.json", FLOOR);
    let played = asked(&format!("simulate --in {file} --runs 10 --seed 4 --json")).well().json();
    assert_eq!((&played["classes"][1]["offered"], &played["classes"][1]["name"]), (&3.0.into(), &"Mail".into()));
    assert_eq!(number(&played["intervals"][1], "at_work"), 0.0, "all are on a break at once");
    assert!(number(&played["cost_cents"], "mean") >= 8.0 * 2000.0 * 0.75);
    let words = asked(&format!("simulate --in {file} --runs 10")).well().out;
    assert!(words.starts_with("10 runs: ") && words.contains("\nMail: 3.0 come"), "{words}");
}

#[test]
fn what_cannot_be_meant_is_said() {
    let place = Place::new();
    let said = |words: &str| asked(words).refused();
    assert!(said("requirement --rate 200").starts_with("say with --aht how long one takes"));
    assert!(said("requirement --rate 200 --aht 60 --model erlang-a").starts_with("say with --patience"));
    assert_eq!(
        said("requirement --rate 200 --aht 60 --shrinkage 30"),
        "shrinkage is 30; it must be between 0 and 0.95"
    );
    assert!(said("requirement --rate 1e12 --aht 60").contains("at most 100000 are planned for"));
    assert!(said("requirement --in /nowhere --aht 60").starts_with("/nowhere cannot be read: "));
    let bare = place.file("bare.csv", "time,n\n1,2\n");
    assert!(said(&format!("requirement --in {bare} --aht 60")).ends_with("has no column `start`; it has time, n"));
    let odd = place.file("odd.jsonl", "{\"start\":\"2026-01-01T00:00:00Z\",\"q\":3}\n");
    assert!(said(&format!("requirement --in {odd} --aht 60")).ends_with("its numbers are q"));
    let broken = place.file("broken.jsonl", "{\"start\":\n");
    assert!(said(&format!("requirement --in {broken} --aht 60")).contains("line 1 is no JSON object"));
    let empty = place.file("empty.csv", "start,volume\n");
    assert!(said(&format!("requirement --in {empty} --aht 60")).ends_with("has no row"));
    let wrong = place.file("wrong.json", FLOOR.replace("\"X\", \"Mail\"", "\"X\", \"Post\""));
    assert!(said(&format!("simulate --in {wrong}")).ends_with("no class is called Post; there are X, Mail"));
    let misspelt = place.file("misspelt.json", FLOOR.replace("handle_secs", "handling"));
    assert!(said(&format!("simulate --in {misspelt}")).contains("unknown field `handling`"));
    let bad = asked("requirement --rate 200 --aht 60 --target eighty");
    assert!(bad.code == Some(2) && bad.err.contains("eighty is no target"), "{bad:?}");
}
