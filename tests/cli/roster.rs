//! Rosters from the command line.

use super::Place;
use serde_json::json;

const WEEK: &str = "agent,from,until,zone\n\
    Ade B.,2024-05-01 08:00,16:00,Europe/Paris\n\
    Zoë K.,2024-05-01 22:00,06:00,Europe/Paris\n\
    Ade B.,2024-05-01 15:00,20:00,Europe/Paris\n\
    Nobody,2024-05-01 08:00,16:00,Europe/Paris\n\
    Ade B.,2024-05-02 08:00,16:00,Europe/Nowhere\n";

#[test]
fn a_roster_is_imported_and_bad_rows_are_named() {
    let place = Place::new();
    let two = place.file("two.csv", WEEK.lines().take(3).map(|l| format!("{l}\n")).collect::<String>());
    let all = place.file("week.csv", WEEK);
    let done = place.run(&["--json", "roster-import", &two, "--add"]).well().json();
    assert_eq!((&done["shifts"]["new"], &done["agents"]["added"]), (&json!(2), &json!(2)));
    let done = place.run(&["--json", "roster-import", &all]).well().json();
    assert_eq!((&done["shifts"]["new"], &done["shifts"]["known"]), (&json!(0), &json!(2)));
    let problems: Vec<&str> = done["problems"].as_array().unwrap().iter().filter_map(|p| p.as_str()).collect();
    assert_eq!(problems.len(), 3, "{problems:?}");
    for (line, words) in [("line 6", "no time zone"), ("line 4", "overlaps"), ("line 5", "Nobody on the team")] {
        assert!(problems.iter().any(|p| p.starts_with(line) && p.contains(words)), "{line}: {problems:?}");
    }
    let why = place.run(&["roster-import", &place.file("none.csv", "a,b\n1,2\n")]).refused();
    assert!(why.contains("who works"), "{why}");
}
