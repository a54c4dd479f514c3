//! Rosters from a file.

use super::commands::zone;
use super::{Failure, say, say_json};
use crate::clock;
use crate::config::Home;
use crate::connect::roster::RosterFile;
use crate::engine::{Input, Outcome};
use crate::floor::{Actor, Command, PeopleCommand};
use crate::run::OwnFloor;
use serde_json::json;
use std::path::Path;

/// Conversations at once of somebody whom `--add` puts on the team; a lead can say otherwise.
const CAPACITY: u16 = 4;

/// Reads shifts into the floor; rows that cannot stand are named.
pub(super) fn import(home: &Home, path: &Path, add: bool, as_json: bool) -> Result<(), Failure> {
    let file = RosterFile::open(path, &zone())?;
    let mut own = OwnFloor::open(home)?;
    let ask = |command: Command, own: &mut OwnFloor| -> Result<(), Failure> {
        let input = Input::Asked { by: Actor::Desk, id: 0, command };
        match own.engine.turn(vec![input], clock::now()).into_iter().next() {
            Some(Outcome::Refused(refusal)) => Err(refusal.into()),
            Some(Outcome::NotKept(why)) => Err(why.into()),
            _ => Ok(()),
        }
    };
    let mut added = 0;
    if add {
        for row in &file.rows {
            let known = |name: &str| own.engine.floor().agents().iter().any(|a| a.name.eq_ignore_ascii_case(name));
            if !known(&row.agent) {
                let (skills, languages) = (Vec::new(), Vec::new());
                let name = row.agent.clone();
                ask(Command::AddAgent { name, skills, languages, capacity: CAPACITY }, &mut own)?;
                added += 1;
            }
        }
    }
    let planned = file.plan(own.engine.floor());
    if !planned.rosters.is_empty() {
        let rosters = planned.rosters.clone();
        ask(Command::People(PeopleCommand::SetRoster { rosters }), &mut own)?;
    }
    own.save();
    let problems: Vec<String> =
        file.problems.iter().chain(&planned.problems).map(|p| format!("{}: {}", p.place, p.reason)).collect();
    if as_json {
        return say_json(&json!({
            "file": path.display().to_string(),
            "shifts": { "new": planned.new, "known": planned.known },
            "agents": { "rostered": planned.rosters.len(), "added": added },
            "problems": problems,
            "notes": file.notes,
            "revision": own.engine.floor().revision(),
        }));
    }
    let people = planned.rosters.len();
    say(&format!(
        "{}: {} shifts are new for {people} agents, {} were there already, {} rows were left out",
        path.display(),
        planned.new,
        planned.known,
        problems.len()
    ));
    problems.iter().chain(&file.notes).for_each(|line| say(line));
    Ok(())
}
