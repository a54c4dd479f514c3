//! `triage`: a file through the funnel from outside.

use super::{program, run_command};
use std::path::Path;

fn triage(args: &[&str]) -> super::Said {
    run_command(&mut program(&[&["--json", "triage"], args].concat()))
}

fn written(dir: &Path, name: &str, text: &str) -> String {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

const ROWS: [&str; 5] = [
    "My new Larkfield kettle caught fire this morning, who can help me?",
    "my new larkfield kettle CAUGHT FIRE this morning, who can help me? https://t.example/1",
    "Claim your free iphone now, you won! click here https://t.example/2 and earn money",
    "the bus is late",
    "Larkfield packed it so well, lovely people, love this shop!",
];

#[test]
fn every_mention_stands_at_one_stage_and_the_answer_is_one_object() {
    let dir = tempfile::tempdir().unwrap();
    let csv = format!("id;message\n{}", ROWS.map(|r| format!("1;\"{r}\"\n")).concat());
    let tsv = format!("id\ttext\n{}", ROWS.map(|r| format!("1\t{r}\n")).concat());
    let jsonl = ROWS.map(|r| format!("{{\"body\":\"{r}\"}}\n")).concat();
    let bare = ROWS.map(|r| format!("1\t{r}\n")).concat();
    let files = [
        (written(dir.path(), "a.csv", &csv), None),
        (written(dir.path(), "a.tsv", &tsv), None),
        (written(dir.path(), "a.jsonl", &jsonl), None),
        (written(dir.path(), "bare.tsv", &bare), Some("2")),
    ];
    for (file, text) in &files {
        let mut args = vec!["--in", file, "--brand", "Larkfield", "--list", "5"];
        args.extend(text.iter().flat_map(|column| ["--text", column]));
        let answer = triage(&args).well().json();
        assert_eq!(answer["rows"], 5, "{answer}");
        let stages = &answer["stages"];
        assert_eq!(
            (&stages["copy"], &stages["spam"], &stages["elsewhere"]),
            (&1.into(), &1.into(), &1.into()),
            "{answer}"
        );
        assert_eq!((&stages["quiet"], &stages["actionable"]), (&1.into(), &1.into()), "{answer}");
        assert_eq!(answer["cues"]["safety"], 1);
        assert_eq!(answer["mentions"][1]["copy_of"], 0);
        assert!(answer["mentions"][0]["why"][3].as_str().unwrap().contains("“caught fire”"), "{answer}");
    }
}

#[test]
fn a_file_for_all_mentions_and_a_table_for_a_person() {
    let dir = tempfile::tempdir().unwrap();
    let file = written(dir.path(), "a.csv", &format!("text\n{}", ROWS.map(|r| format!("\"{r}\"\n")).concat()));
    let out = dir.path().join("out.jsonl").display().to_string();
    let args = ["triage", "--in", &file, "--brand", "Larkfield", "--out", &out];
    let said = run_command(&mut program(&args)).well();
    assert!(said.out.contains("50.0 % of what is about us") && said.out.contains("20.0 % of all"), "{}", said.out);
    let lines: Vec<serde_json::Value> =
        std::fs::read_to_string(&out).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 5);
    assert_eq!((&lines[2]["stage"], &lines[2]["verdict"]), (&"spam".into(), &"ignore".into()));
}

#[test]
fn what_cannot_be_read_is_told_in_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let file = written(dir.path(), "a.csv", "a,b\n1,2\n");
    let sentence = run_command(&mut program(&["triage", "--in", &file])).refused();
    assert!(sentence.contains("has no column of texts") && sentence.ends_with("a, b"), "{sentence}");
    let sentence = run_command(&mut program(&["triage", "--in", &file, "--text", "c"])).refused();
    assert!(sentence.contains("has no column c"), "{sentence}");
    let missing = dir.path().join("none.csv").display().to_string();
    let sentence = run_command(&mut program(&["triage", "--in", &missing])).refused();
    assert!(sentence.contains("cannot be read"), "{sentence}");
    let sentence = run_command(&mut program(&["triage", "--in", &file, "--text", "a", "--brand", "!!"])).refused();
    assert!(sentence.contains("has no letter or digit"), "{sentence}");
}
