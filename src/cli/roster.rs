//! Rosters from a file.

use super::commands::zone;
use super::export::whole;
use super::{Failure, own_floor, say, say_json};
use crate::clock;
use crate::config::Home;
use crate::connect::ics;
use crate::connect::roster::{RosterFile, RowKind, plan_csv};
use crate::engine::{Input, Outcome};
use crate::floor::schedule::{Plan, PlanId, PlannedShift, ShiftId};
use crate::floor::{Actor, AgentId, Command, Floor, PeopleCommand, ScheduleCommand};
use crate::run::OwnFloor;
use serde_json::json;
use std::io::Write;
use std::path::Path;

/// Conversations at once of somebody whom `--add` puts on the team; a lead can say otherwise.
const CAPACITY: u16 = 4;

fn ask(command: Command, own: &mut OwnFloor) -> Result<(), Failure> {
    let input = Input::Asked { by: Actor::Desk, id: 0, command };
    match own.engine.turn(vec![input], clock::now()).into_iter().next() {
        Some(Outcome::Refused(refusal)) => Err(refusal.into()),
        Some(Outcome::NotKept(why)) => Err(why.into()),
        _ => Ok(()),
    }
}

/// Reads shifts into the floor; rows that cannot stand are named.
pub(super) fn import(home: &Home, path: &Path, add: bool, plan: Option<&str>, as_json: bool) -> Result<(), Failure> {
    let file = RosterFile::open(path, &zone())?;
    let mut own = OwnFloor::open(home)?;
    let mut added = 0;
    if add {
        for row in file.rows.iter().filter(|row| row.kind == RowKind::Agent) {
            let known = |name: &str| own.engine.floor().agents().iter().any(|a| a.name.eq_ignore_ascii_case(name));
            if !known(&row.agent) {
                let (skills, languages) = (Vec::new(), Vec::new());
                let name = row.agent.clone();
                ask(Command::AddAgent { name, skills, languages, capacity: CAPACITY }, &mut own)?;
                added += 1;
            }
        }
    }
    if let Some(name) = plan {
        return draft(&mut own, &file, path, name, added, as_json);
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

/// Makes a draft plan of a file. What it breaks is said, and nobody works by it yet.
fn draft(
    own: &mut OwnFloor,
    file: &RosterFile,
    path: &Path,
    name: &str,
    added: u32,
    as_json: bool,
) -> Result<(), Failure> {
    let zone = zone();
    let zone_name = zone.iana_name().unwrap_or("UTC").to_owned();
    let zone = jiff::tz::TimeZone::get(&zone_name).unwrap_or(zone);
    let (first, days) = file.days(&zone).ok_or_else(|| {
        Failure::from(format!("{} has no shifts, or they lie further apart than one plan reaches", path.display()))
    })?;
    let make = ScheduleCommand::MakePlan { name: name.to_owned(), first, days, zone: zone_name };
    ask(Command::Schedule(make), own)?;
    let floor = own.engine.floor();
    let (id, plan) = plan_named(floor, name)?;
    let drafted = file.draft(floor, plan.from(), plan.until());
    let put: Vec<_> = drafted.shifts.into_iter().map(|shift| (None, shift)).collect();
    let count = put.len();
    if !put.is_empty() {
        let words = "imported".to_owned();
        ask(Command::Schedule(ScheduleCommand::ReplaceShifts { plan: id, remove: Vec::new(), put, words }), own)?;
    }
    own.save();
    let floor = own.engine.floor();
    let violations = floor.schedule().violations(floor, id);
    let hard = violations.iter().filter(|v| v.hard).count();
    let problems: Vec<String> =
        file.problems.iter().chain(&drafted.problems).map(|p| format!("{}: {}", p.place, p.reason)).collect();
    if as_json {
        return say_json(&json!({
            "file": path.display().to_string(),
            "plan": name,
            "first": first.to_string(),
            "days": days,
            "shifts": count,
            "agents": { "added": added },
            "violations": violations.iter().filter(|v| v.hard).map(|v| &v.words).collect::<Vec<_>>(),
            "warnings": violations.iter().filter(|v| !v.hard).map(|v| &v.words).collect::<Vec<_>>(),
            "problems": problems,
            "notes": file.notes,
        }));
    }
    say(&format!("{name} is a draft of {days} days from {first} with {count} shifts; {hard} places break a rule"));
    violations.iter().filter(|v| v.hard).for_each(|v| say(&v.words));
    problems.iter().chain(&file.notes).for_each(|line| say(line));
    Ok(())
}

fn plan_named<'a>(floor: &'a Floor, name: &str) -> Result<(PlanId, &'a Plan), Failure> {
    let found = floor.schedule().plans().find(|(_, plan)| plan.name == name);
    found.ok_or_else(|| {
        let names: Vec<&str> = floor.schedule().plans().map(|(_, plan)| plan.name.as_str()).collect();
        let there = if names.is_empty() { "there is none yet".to_owned() } else { names.join(", ") };
        Failure::from(format!("no plan is called {name}; plans: {there}"))
    })
}

/// Writes a plan as a table, and as a calendar for each agent.
pub(super) fn export(
    home: &Home,
    name: &str,
    csv: Option<&Path>,
    ical: Option<&Path>,
    as_json: bool,
) -> Result<(), Failure> {
    let engine = own_floor(home)?.engine;
    let floor = engine.floor();
    let (id, plan) = plan_named(floor, name)?;
    let text = |path: &Path, text: &str| {
        whole(path, |to| {
            to.write_all(text.as_bytes()).map_err(|e| format!("{} could not be written: {e}", path.display()))?;
            Ok(1)
        })
    };
    if let Some(path) = csv {
        text(path, &plan_csv(floor, plan).map_err(|e| format!("the table could not be made: {e}"))?)?;
    }
    let mut calendars = 0;
    if let Some(folder) = ical {
        std::fs::create_dir_all(folder).map_err(|e| format!("{} could not be made: {e}", folder.display()))?;
        for (lane, rows) in plan.lanes() {
            let Some((agent, row)) = lane.agent().and_then(|agent| Some((agent, floor.agent(agent)?))) else {
                continue;
            };
            let shifts: Vec<(ShiftId, &PlannedShift)> = rows.iter().map(|row| (row.id, &row.shift)).collect();
            let path = folder.join(file_name(agent, &row.name));
            text(&path, &ics::shifts(&row.name, id, plan, &shifts))?;
            calendars += 1;
        }
    }
    if as_json {
        return say_json(&json!({
            "plan": name,
            "shifts": plan.len(),
            "csv": csv.map(|p| p.display().to_string()),
            "ical": ical.map(|p| p.display().to_string()),
            "calendars": calendars,
        }));
    }
    if let Some(path) = csv {
        say(&format!("{} shifts of {name} written to {}", plan.len(), path.display()));
    }
    if let Some(folder) = ical {
        say(&format!("{calendars} calendars written to {}", folder.display()));
    }
    Ok(())
}

/// A name that every file system takes, and that no other agent's calendar has.
fn file_name(agent: AgentId, name: &str) -> String {
    let plain = name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' });
    let plain: String = plain.take(60).collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    format!("{}-{}.ics", parts.join("-").to_lowercase(), agent.0)
}
