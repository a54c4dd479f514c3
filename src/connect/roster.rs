//! Rosters from a table: who works when, in the wall clock times of a zone.
//!
//! ```
//! use watchfloor::connect::roster::RosterFile;
//! let text = "agent,from,until,zone\n\
//!             Ade B.,2017-11-24 08:00,16:00,Europe/Paris\n\
//!             Zoë K.,2017-11-24 22:00,06:00,Europe/Paris\n\
//!             Ade B.,tomorrow,noon,\n";
//! let file = RosterFile::from_read("week.csv", Box::new(text.as_bytes()), text.len() as u64, &jiff::tz::TimeZone::UTC)?;
//! assert_eq!(file.rows.len(), 2);
//! assert_eq!(file.rows[1].shift.until.secs_since(file.rows[1].shift.from), 8 * 3600, "it ends the next morning");
//! assert_eq!(file.problems[0].place, "line 4");
//! # Ok::<(), watchfloor::connect::file::ImportError>(())
//! ```
//!
//! Columns, in any order: `agent`, `from`, `until`, and if there are, `date` and `zone`. A time is `08:00`, or a date and a
//! time; an `until` without a date that is not later than `from` is meant on the next day. A row that cannot be read is
//! named and left out, and the rest is taken. What is on a roster stays: rows are added to it, and one that is there
//! already adds nothing.

use super::Problem;
use super::file::{ImportError, TableRows, TableStep};
use crate::floor::people::wall_shift;
use crate::floor::{AgentId, At, Floor, Shift};
use crate::limits::{AGENT_SHIFTS_MAX, ROSTER_ROWS_MAX, TEXT_CHARS_MAX};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::path::Path;

/// A shift as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterRow {
    /// Its line.
    pub line: u64,
    /// Whose, as it is written.
    pub agent: String,
    /// When.
    pub shift: Shift,
}

/// All that a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RosterFile {
    /// Shifts that could be read, in the order of the file.
    pub rows: Vec<RosterRow>,
    /// Rows that could not be.
    pub problems: Vec<Problem>,
    /// What was assumed or left out, in sentences.
    pub notes: Vec<String>,
}

/// What a file means on a floor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Planned {
    /// The roster of everybody whose roster changes, whole.
    pub rosters: Vec<(AgentId, Vec<Shift>)>,
    /// Shifts that are new.
    pub new: usize,
    /// Shifts that were there already.
    pub known: usize,
    /// Rows that cannot stand on this floor: somebody unknown, an overlap.
    pub problems: Vec<Problem>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Agent,
    Date,
    From,
    Until,
    Zone,
    Other,
}

impl Place {
    fn of(column: &str) -> Place {
        match column.trim().to_lowercase().as_str() {
            "agent" | "name" | "who" | "employee" => Place::Agent,
            "date" | "day" => Place::Date,
            "from" | "start" | "begin" | "starts" | "begins" => Place::From,
            "until" | "to" | "end" | "ends" => Place::Until,
            "zone" | "timezone" | "time zone" | "tz" => Place::Zone,
            _ => Place::Other,
        }
    }
}

impl RosterFile {
    /// Reads a file. Times that name no zone are of `zone`.
    ///
    /// # Errors
    ///
    /// An [`ImportError`] when the file cannot be read, or has no columns for agent, from and until.
    pub fn open(path: &Path, zone: &TimeZone) -> Result<RosterFile, ImportError> {
        RosterFile::read(TableRows::open(path)?, zone)
    }

    /// Reads anything that gives bytes, under a name for the messages.
    ///
    /// # Errors
    ///
    /// As [`RosterFile::open`].
    pub fn from_read(
        name: &str,
        source: Box<dyn std::io::Read + Send>,
        bytes_total: u64,
        zone: &TimeZone,
    ) -> Result<RosterFile, ImportError> {
        RosterFile::read(TableRows::from_read(name, source, bytes_total)?, zone)
    }

    fn read(mut rows: TableRows, zone: &TimeZone) -> Result<RosterFile, ImportError> {
        let places: Vec<Place> = rows.columns().iter().map(|c| Place::of(c)).collect();
        let needed =
            [(Place::Agent, "who works"), (Place::From, "when a shift begins"), (Place::Until, "when it ends")];
        if let Some((_, missing)) = needed.into_iter().find(|(place, _)| !places.contains(place)) {
            return Err(ImportError::NeedsMapping { name: rows.name().to_owned(), missing });
        }
        let mut file = RosterFile::default();
        loop {
            if file.rows.len() + file.problems.len() >= ROSTER_ROWS_MAX {
                file.notes.push(format!("The first {ROSTER_ROWS_MAX} rows were read; a roster holds no more at once."));
                break;
            }
            match rows.next()? {
                TableStep::Row(cells) => match row(&places, &cells, zone) {
                    Ok((agent, shift)) => file.rows.push(RosterRow { line: rows.line(), agent, shift }),
                    Err(reason) => file.problems.push(problem(rows.line(), reason, &cells.join(" | "))),
                },
                TableStep::Wrong(problem) => file.problems.push(problem),
                TableStep::Pause => {}
                TableStep::End => break,
            }
        }
        file.notes.extend(rows.notes());
        Ok(file)
    }

    /// What it means for the people of a floor.
    pub fn plan(&self, floor: &Floor) -> Planned {
        let by_name: BTreeMap<String, AgentId> =
            floor.agents().iter().enumerate().map(|(i, a)| (a.name.to_lowercase(), AgentId(i as u16))).collect();
        let mut planned = Planned::default();
        let mut rosters: BTreeMap<AgentId, Vec<Shift>> = BTreeMap::new();
        for row in &self.rows {
            let raw = format!("{} | {} | {}", row.agent, row.shift.from, row.shift.until);
            let mut wrong = |reason: String| planned.problems.push(problem(row.line, reason, &raw));
            let Some(id) = by_name.get(&row.agent.to_lowercase()).copied() else {
                wrong(format!("Nobody on the team is called “{}”.", row.agent));
                continue;
            };
            let kept = floor.agent(id).map(|a| a.shifts.as_slice()).unwrap_or_default();
            let shifts = rosters.entry(id).or_insert_with(|| kept.to_vec());
            let place = shifts.partition_point(|s| s.until <= row.shift.from);
            match shifts.get(place) {
                Some(there) if *there == row.shift => planned.known += 1,
                Some(there) if there.from < row.shift.until => {
                    let at = there.from;
                    wrong(format!("It overlaps another shift of {}, which begins {at}.", row.agent));
                }
                _ if shifts.len() >= AGENT_SHIFTS_MAX => {
                    wrong(format!("The roster of {} is full with {AGENT_SHIFTS_MAX} shifts.", row.agent));
                }
                _ => {
                    shifts.insert(place, row.shift);
                    planned.new += 1;
                }
            }
        }
        let changed = |(id, shifts): &(AgentId, Vec<Shift>)| floor.agent(*id).is_some_and(|a| a.shifts != *shifts);
        planned.rosters = rosters.into_iter().filter(changed).collect();
        planned
    }
}

fn problem(line: u64, reason: String, raw: &str) -> Problem {
    let raw = raw.chars().take(TEXT_CHARS_MAX).map(|c| if c == '\0' { '␀' } else { c }).collect();
    Problem { place: format!("line {line}"), reason, raw }
}

/// A cell as it is named in a sentence.
fn shown(cell: &str) -> String {
    let mut shown: String = cell.chars().take(40).collect();
    if shown.len() < cell.len() {
        shown.push('…');
    }
    shown
}

fn row(places: &[Place], cells: &[String], zone: &TimeZone) -> Result<(String, Shift), String> {
    let cell = |place: Place| {
        let found = places.iter().zip(cells).find(|(p, _)| **p == place);
        found.map_or("", |(_, cell)| cell.trim())
    };
    let agent = cell(Place::Agent);
    if agent.is_empty() {
        return Err("It does not say who works.".to_owned());
    }
    let zone = match cell(Place::Zone) {
        "" => zone.clone(),
        name => TimeZone::get(name).map_err(|_| format!("“{}” is no time zone, such as Europe/Paris.", shown(name)))?,
    };
    let day = cell(Place::Date);
    let date = match day {
        "" => None,
        day => Some(day.parse::<Date>().map_err(|_| format!("“{}” is no date such as 2017-11-24.", shown(day)))?),
    };
    let from = cell(Place::From);
    let begins = match (moment(from), time(from), date) {
        (Some(from), _, _) => from,
        (None, Some(time), Some(date)) => date.to_datetime(time),
        (None, Some(_), None) => return Err(format!("“{}” says no day.", shown(from))),
        (None, None, _) => return Err(format!("“{}” is no time such as 2017-11-24 08:00.", shown(from))),
    };
    let until = cell(Place::Until);
    let shift = match (moment(until), time(until)) {
        (Some(ends), _) => between(begins, ends, &zone),
        (None, Some(time)) => wall_shift(begins, time, &zone),
        (None, None) => return Err(format!("“{}” is no time such as 16:00.", shown(until))),
    };
    let shift = shift.ok_or_else(|| "The shift ends before it begins.".to_owned())?;
    if shift.until.secs_since(shift.from) > 25 * 3600 {
        return Err("The shift is longer than a day.".to_owned());
    }
    Ok((agent.to_owned(), shift))
}

fn between(from: DateTime, until: DateTime, zone: &TimeZone) -> Option<Shift> {
    let at = |wall: DateTime| At::from_timestamp(wall.to_zoned(zone.clone()).ok()?.timestamp());
    let shift = Shift { from: at(from)?, until: at(until)? };
    (shift.from < shift.until).then_some(shift)
}

/// `2017-11-24 08:00`, with a `T` or seconds if one likes.
fn moment(cell: &str) -> Option<DateTime> {
    let (date, rest) = cell.split_once(['T', ' '])?;
    Some(date.parse::<Date>().ok()?.to_datetime(time(rest)?))
}

/// `08:00`, `8:00` or `08:00:00`.
fn time(cell: &str) -> Option<Time> {
    let mut parts = cell.trim().split(':').map(|part| part.parse::<i8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let whole = parts.next().is_none();
    whole.then(|| Time::new(hour, minute, second, 0).ok()).flatten()
}
