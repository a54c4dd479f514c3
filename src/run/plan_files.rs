//! Saves a plan to files. What is there already is somebody's, and stays.

use crate::connect::{ics, roster};
use crate::floor::Floor;
use crate::floor::schedule::{Lane, PlanId, PlannedShift, ShiftId};
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
