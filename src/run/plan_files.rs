//! Saves a plan to files, and makes a draft of a file. What is there already is somebody's, and stays.

use crate::connect::ics;
use crate::connect::roster::{self, RosterFile};
use crate::engine::{Engine, Input, Outcome};
use crate::floor::schedule::{Lane, PlanId, PlannedShift, ScheduleCommand, ShiftId};
use crate::floor::{Actor, At, Command, Floor};
use crate::view::PlanFile;
use crate::view::made::{plan_pdf, plan_sheet};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Saves a plan as this; in words what was saved.
///
/// # Errors
///
/// In words why it was not: there is no such plan, there is such a file already, or what the system said.
pub(super) fn save(floor: &Floor, plan: PlanId, kind: PlanFile, path: &Path) -> Result<String, String> {
    let row = floor.schedule().plan(plan).ok_or("There is no such plan any more. Nothing was saved")?;
    let zone = row.calendar().zone().clone();
    match kind {
        PlanFile::Csv => {
            let table = roster::plan_csv(floor, row).map_err(|why| format!("The table could not be made: {why}"))?;
            write(path, table.as_bytes())?;
        }
        PlanFile::Pdf => {
            let back = i64::from(row.first.weekday().to_monday_zero_offset());
            let monday = row.first.saturating_sub(jiff::Span::new().days(back));
            write(path, &plan_pdf(&plan_sheet(floor, plan, row), monday, &zone))?;
        }
        PlanFile::ICal => {
            std::fs::create_dir(path).map_err(|why| said(path, &why))?;
            let mut count = 0;
            for (lane, shifts) in row.lanes() {
                let Lane::Agent(agent) = lane else { continue };
                let name = floor.agent(*agent).map_or("agent", |agent| agent.name.as_str());
                let shifts: Vec<(ShiftId, &PlannedShift)> = shifts.iter().map(|s| (s.id, &s.shift)).collect();
                let safe: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
                // Two people may have one name; their numbers differ.
                let file = path.join(format!("{safe}-{}.ics", agent.0));
                write(&file, ics::shifts(name, plan, row, &shifts).as_bytes())?;
                count += 1;
            }
            return Ok(format!("{count} calendars were saved in {}", path.display()));
        }
    }
    Ok(format!("The plan was saved in {}. It holds names; keep it as you keep rosters", path.display()))
}

/// Makes a draft of the shifts in a file, under the file's name; in words what came of it.
///
/// # Errors
///
/// In words why there is none: the file cannot be read, no shift of it can stand on this floor, or its days are too many
/// for one plan. Nothing is changed then.
pub(super) fn draft(engine: &mut Engine, path: &Path, zone: &jiff::tz::TimeZone, now: At) -> Result<String, String> {
    let file = RosterFile::open(path, zone).map_err(|why| why.to_string())?;
    let most = crate::limits::PLAN_DAYS_MAX;
    let (first, days) = file
        .days(zone)
        .ok_or(format!("No shift in it can be read, or they lie more than {most} days apart. Nothing was made"))?;
    let midnight = |date: jiff::civil::Date| At::from_timestamp(date.to_zoned(zone.clone()).ok()?.timestamp());
    let end = first.saturating_add(jiff::Span::new().days(i64::from(days)));
    let span = midnight(first).zip(midnight(end)).ok_or("Its days cannot be planned. Nothing was made")?;
    let drafted = file.draft(engine.floor(), span.0, span.1);
    let wrong: Vec<_> = file.problems.iter().chain(&drafted.problems).collect();
    let left_out = match wrong.first() {
        None => String::new(),
        Some(one) => format!(" {} rows were left out. The first: {}: {}", wrong.len(), one.place, one.reason),
    };
    if drafted.shifts.is_empty() {
        return Err(format!("No shift in it can stand on this floor; nothing was made.{left_out}"));
    }
    let name = free_name(engine.floor(), path);
    let mut ask = |command: ScheduleCommand| {
        let input = Input::Asked { by: Actor::Desk, id: 0, command: Command::Schedule(command) };
        match engine.turn(vec![input], now).pop() {
            Some(Outcome::Refused(why)) => Err(why.to_string()),
            _ => Ok(engine.floor().schedule().plans().find(|(_, plan)| plan.name == name).map(|(id, _)| id)),
        }
    };
    let zone_name = zone.iana_name().unwrap_or("UTC").to_owned();
    let made = ask(ScheduleCommand::MakePlan { name: name.clone(), first, days, zone: zone_name })?;
    let plan = made.ok_or("The draft could not be made")?;
    let count = drafted.shifts.len();
    let put = drafted.shifts.into_iter().map(|shift| (None, shift)).collect();
    let words = format!("imported from {}", path.file_name().unwrap_or_default().to_string_lossy());
    if let Err(why) = ask(ScheduleCommand::ReplaceShifts { plan, remove: Vec::new(), put, words }) {
        ask(ScheduleCommand::DropPlan { plan })?;
        return Err(why);
    }
    Ok(format!("{name} is a draft of {count} shifts in {days} days from {first} on.{left_out}"))
}

/// The name of a file without its ending; with a number when a plan is called so already.
fn free_name(floor: &Floor, path: &Path) -> String {
    let stem = path.file_stem().map_or_else(|| "Imported".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let stem: String = stem.chars().take(crate::limits::NAME_CHARS_MAX - 6).collect();
    let taken = |name: &str| floor.schedule().plans().any(|(_, plan)| plan.name == name);
    let numbered = (2..).map(|n| format!("{stem}, {n}"));
    std::iter::once(stem.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or(stem)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(bytes)).map_err(|why| said(path, &why))
}

fn said(path: &Path, why: &std::io::Error) -> String {
    match why.kind() {
        ErrorKind::AlreadyExists => {
            format!("There is {} already; choose another name. Nothing was overwritten", path.display())
        }
        _ => format!("{} could not be saved: {why}", path.display()),
    }
}
