//! Days on the floor as text that a supervisor can read, with what the floor answers in the same file.
//!
//! A line is a clock and what happens then. Below it stands what came of it: `=>` for the answer to a decision, `|` for
//! what the board shows. `UPDATE=1` writes the answers anew; read what has changed before you keep it.

mod script;

use std::path::PathBuf;

#[test]
fn every_scenario_goes_as_it_is_written() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "floor"))
        .collect();
    files.sort();
    assert!(files.len() >= 6, "the scenarios are not where they were");
    let mut wrong = Vec::new();
    for file in files {
        let expected = std::fs::read_to_string(&file).unwrap();
        let played = script::play(&expected);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, &played).unwrap();
        } else if let Some((line, (was, is))) =
            expected.lines().zip(played.lines()).enumerate().find(|(_, (was, is))| was != is)
        {
            wrong.push(format!("{}:{}\n  written: {was}\n  played:  {is}", file.display(), line + 1));
        } else if expected != played {
            wrong.push(format!("{}: it ends otherwise\n{played}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "\n{}\nUPDATE=1 writes what was played.", wrong.join("\n"));
}
