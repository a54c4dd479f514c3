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

#[test]
fn a_plan_is_made_of_a_file_and_written_to_a_table_and_to_calendars() {
    let place = Place::new();
    let text = "agent,from,until,zone,breaks,activity\n\
        Ade B.,2024-05-06 08:00,16:30,UTC,12:00-12:30,\n\
        Zoë K.,2024-05-06 22:00,06:00,UTC,,\n\
        Ade B.,2024-05-07 03:00,12:00,UTC,06:00-06:30,\n";
    let file = place.file("week.csv", text);
    let made = place.run(&["--json", "roster-import", &file, "--add", "--plan", "Week 19"]).well().json();
    assert_eq!((&made["shifts"], &made["agents"]["added"]), (&json!(3), &json!(2)), "{made}");
    let broken: Vec<&str> = made["violations"].as_array().unwrap().iter().filter_map(|v| v.as_str()).collect();
    assert_eq!(broken.len(), 1, "{broken:?}");
    assert!(broken[0].starts_with("Ade B.: 10 h 30 min rest before"), "{broken:?}");
    let twice = place.run(&["roster-import", &file, "--plan", "Week 19"]).refused();
    assert!(twice.contains("a plan is called Week 19 already"), "{twice}");
    let (table, folder) = (place.arg("out.csv"), place.arg("calendars"));
    let out = ["--json", "roster-export", "--plan", "Week 19", "--csv", &table, "--ical", &folder];
    let written = place.run(&out).well().json();
    assert_eq!((&written["shifts"], &written["calendars"]), (&json!(3), &json!(2)));
    assert_eq!(std::fs::read_to_string(&table).unwrap().lines().count(), 4);
    let mut names: Vec<String> =
        std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["ade-b-0.ics", "zoë-k-1.ics"]);
    let ade = std::fs::read_to_string(std::path::Path::new(&folder).join(&names[0])).unwrap();
    assert_eq!(ade.matches("BEGIN:VEVENT").count(), 2);
    let none = place.run(&["roster-export", "--plan", "Week 20", "--csv", &table]).refused();
    assert!(none.contains("no plan is called Week 20; plans: Week 19"), "{none}");
    // The table makes the same plan again.
    let again = place.run(&["--json", "roster-import", &table, "--plan", "Week 19 again"]).well().json();
    assert_eq!((&again["shifts"], &again["problems"]), (&json!(3), &json!([])));
}
