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
//!
//! A plan is made of more: [`RosterFile::draft`] reads the columns `breaks` (`12:00-12:30; 15:00-15:10 paid`),
//! `activity`, `kind` (`agent`, `partner` or `open`) and `seats` too, and [`plan_csv`] writes all of them, so that a plan
//! comes back as it went. A time that the clocks show twice is written with its offset.

use super::Problem;
use super::file::{ImportError, TableRows, TableStep};
use crate::floor::people::wall_shift;
use crate::floor::schedule::{Activity, Break, Plan, PlannedShift, Who};
use crate::floor::{AgentId, At, Floor, Shift};
use crate::limits::{AGENT_SHIFTS_MAX, PLAN_DAYS_MAX, ROSTER_ROWS_MAX, SHIFT_BREAKS_MAX, TEXT_CHARS_MAX};
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
    /// Breaks inside, earliest first.
    pub breaks: Vec<Break>,
    /// What it is spent on.
    pub activity: Activity,
    /// Whose it is.
    pub kind: RowKind,
}

/// Whose a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// Somebody on the team.
    Agent,
    /// So many people of a partner.
    Partner(u16),
    /// Nobody's yet.
    Open,
}

/// What a file means as a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drafted {
    /// The shifts.
    pub shifts: Vec<PlannedShift>,
    /// Rows that cannot stand in it: somebody unknown, a day outside.
    pub problems: Vec<Problem>,
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
    Breaks,
    Activity,
    Kind,
    Seats,
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
            "breaks" | "break" => Place::Breaks,
            "activity" => Place::Activity,
            "kind" => Place::Kind,
            "seats" => Place::Seats,
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
                    Ok(row) => file.rows.push(RosterRow { line: rows.line(), ..row }),
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

    /// The local days that its shifts begin on: the first and how many. `None` without shifts, or when they lie further
    /// apart than a plan reaches.
    pub fn days(&self, zone: &TimeZone) -> Option<(Date, u16)> {
        let date = |at: At| at.timestamp().to_zoned(zone.clone()).date();
        let first = self.rows.iter().map(|row| row.shift.from).min().map(date)?;
        let last = self.rows.iter().map(|row| row.shift.from).max().map(date)?;
        let days = u16::try_from((last - first).get_days() + 1).ok()?;
        (days <= PLAN_DAYS_MAX).then_some((first, days))
    }

    /// What it means as a plan with these days. Rules are not asked: a draft may break them, and names what it breaks.
    pub fn draft(&self, floor: &Floor, from: At, until: At) -> Drafted {
        let by_name: BTreeMap<String, AgentId> =
            floor.agents().iter().enumerate().map(|(i, a)| (a.name.to_lowercase(), AgentId(i as u16))).collect();
        let mut drafted = Drafted::default();
        for row in &self.rows {
            let who = match row.kind {
                RowKind::Agent => by_name.get(&row.agent.to_lowercase()).copied().map(Who::Agent),
                RowKind::Partner(seats) => {
                    let pools = floor.people().pools.keys();
                    let known = pools.into_iter().find(|name| name.to_lowercase() == row.agent.to_lowercase());
                    known.map(|name| Who::Pool { name: name.clone(), seats })
                }
                RowKind::Open => Some(Who::Open),
            };
            let outside = row.shift.from < from || row.shift.from >= until;
            let wrong = match (&who, row.kind) {
                (None, RowKind::Partner(_)) => Some(format!("No partner is called “{}”.", row.agent)),
                (None, _) => Some(format!("Nobody on the team is called “{}”.", row.agent)),
                (Some(_), _) if outside => Some("The shift begins outside the days of the plan.".to_owned()),
                _ => None,
            };
            if let Some(reason) = wrong {
                let raw = format!("{} | {} | {}", row.agent, row.shift.from, row.shift.until);
                drafted.problems.push(problem(row.line, reason, &raw));
                continue;
            }
            drafted.shifts.extend(who.map(|who| PlannedShift {
                breaks: row.breaks.clone(),
                activity: row.activity.clone(),
                ..PlannedShift::new(who, row.shift.from, row.shift.until)
            }));
        }
        drafted
    }

    /// What it means for the people of a floor: shifts of the queue alone, and of our own people.
    pub fn plan(&self, floor: &Floor) -> Planned {
        let by_name: BTreeMap<String, AgentId> =
            floor.agents().iter().enumerate().map(|(i, a)| (a.name.to_lowercase(), AgentId(i as u16))).collect();
        let mut planned = Planned::default();
        let mut rosters: BTreeMap<AgentId, Vec<Shift>> = BTreeMap::new();
        let rostered = |row: &&RosterRow| row.kind == RowKind::Agent && row.activity == Activity::Queue;
        for row in self.rows.iter().filter(rostered) {
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

fn row(places: &[Place], cells: &[String], zone: &TimeZone) -> Result<RosterRow, String> {
    let cell = |place: Place| {
        let found = places.iter().zip(cells).find(|(p, _)| **p == place);
        found.map_or("", |(_, cell)| cell.trim())
    };
    let agent = cell(Place::Agent);
    let kind = match cell(Place::Kind).to_lowercase().as_str() {
        "" | "agent" => RowKind::Agent,
        "open" => RowKind::Open,
        "partner" => {
            let seats = cell(Place::Seats);
            let seats = if seats.is_empty() { Ok(1) } else { seats.parse() };
            RowKind::Partner(seats.map_err(|_| format!("“{}” is no number of people.", shown(cell(Place::Seats))))?)
        }
        other => return Err(format!("“{}” is neither agent, partner nor open.", shown(other))),
    };
    if agent.is_empty() && kind != RowKind::Open {
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
    let exact = |cell: &str| cell.parse::<jiff::Timestamp>().ok().and_then(At::from_timestamp);
    let begins = match (moment(from), time(from), date) {
        _ if exact(from).is_some() => {
            let at = exact(from).unwrap_or(At::FIRST);
            at.timestamp().to_zoned(zone.clone()).datetime()
        }
        (Some(from), _, _) => from,
        (None, Some(time), Some(date)) => date.to_datetime(time),
        (None, Some(_), None) => return Err(format!("“{}” says no day.", shown(from))),
        (None, None, _) => return Err(format!("“{}” is no time such as 2017-11-24 08:00.", shown(from))),
    };
    let until = cell(Place::Until);
    let shift = match (moment(until), time(until)) {
        _ if exact(until).is_some() => {
            let ends = exact(until).unwrap_or(At::FIRST).timestamp().to_zoned(zone.clone()).datetime();
            between(begins, ends, &zone)
        }
        (Some(ends), _) => between(begins, ends, &zone),
        (None, Some(time)) => wall_shift(begins, time, &zone),
        (None, None) => return Err(format!("“{}” is no time such as 16:00.", shown(until))),
    };
    // Whoever wrote the offset of a time that comes twice meant that one.
    let shift = shift.map(|s| Shift { from: exact(from).unwrap_or(s.from), until: exact(until).unwrap_or(s.until) });
    let shift = shift.filter(|s| s.from < s.until).ok_or_else(|| "The shift ends before it begins.".to_owned())?;
    if shift.until.secs_since(shift.from) > 25 * 3600 {
        return Err("The shift is longer than a day.".to_owned());
    }
    let breaks = breaks(cell(Place::Breaks), shift, &zone)?;
    let activity = Activity::named(cell(Place::Activity));
    Ok(RosterRow { line: 0, agent: agent.to_owned(), shift, breaks, activity, kind })
}

/// `12:00-12:30; 15:00-15:10 paid`: times by the clock on the wall inside the shift.
fn breaks(cell: &str, shift: Shift, zone: &TimeZone) -> Result<Vec<Break>, String> {
    let mut all = Vec::new();
    for part in cell.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let wrong = || format!("“{}” is no break such as 12:00-12:30.", shown(part));
        let (times, paid) = match part.strip_suffix("paid") {
            Some(times) => (times.trim(), true),
            None => (part, false),
        };
        let (from, until) = times.split_once(['-', '–']).ok_or_else(wrong)?;
        let inside = |cell: &str, after: At| {
            let wall = time(cell.trim())?;
            let exact = shift.from.timestamp().to_zoned(zone.clone()).date();
            let days = [exact, exact.tomorrow().ok()?];
            let moments = days.into_iter().filter_map(|day| {
                let zoned = day.to_datetime(wall).to_zoned(zone.clone()).ok()?;
                At::from_timestamp(zoned.timestamp())
            });
            moments.into_iter().find(|at| *at >= after && *at <= shift.until)
        };
        let from = inside(from, shift.from).ok_or_else(wrong)?;
        let until = inside(until, from).ok_or_else(wrong)?;
        if all.len() >= SHIFT_BREAKS_MAX || until <= from {
            return Err(wrong());
        }
        all.push(Break { from, until, paid });
    }
    all.sort_unstable();
    match all.windows(2).any(|pair| pair[1].from < pair[0].until) {
        true => Err("Two of its breaks overlap.".to_owned()),
        false => Ok(all),
    }
}

/// A plan as a table that [`RosterFile`] reads again, one shift a row, by lane and then by time.
///
/// # Errors
///
/// What the writer of the table said; writing to memory does not fail.
pub fn plan_csv(floor: &Floor, plan: &Plan) -> Result<String, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let zone = plan.calendar().zone();
    out.write_record(["agent", "from", "until", "zone", "breaks", "activity", "kind", "seats"])?;
    for (_, shift) in plan.shifts() {
        let (who, kind, seats) = match &shift.who {
            Who::Agent(agent) => (floor.agent(*agent).map_or("", |a| a.name.as_str()), "agent", String::new()),
            Who::Pool { name, seats } => (name.as_str(), "partner", seats.to_string()),
            Who::Open => ("", "open", String::new()),
        };
        let clock = |at: At| at.timestamp().to_zoned(zone.clone()).strftime("%H:%M").to_string();
        let pause = |b: &Break| format!("{}-{}{}", clock(b.from), clock(b.until), if b.paid { " paid" } else { "" });
        let breaks = shift.breaks.iter().map(pause).collect::<Vec<_>>().join("; ");
        let (from, until) = (written(shift.from, zone), written(shift.until, zone));
        out.write_record([who, &from, &until, &plan.zone, &breaks, shift.activity.words(), kind, &seats])?;
    }
    let bytes = out.into_inner().map_err(|e| e.into_error())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// `2017-11-24 08:00`, or with its offset where the clock shows that time twice or seconds count.
fn written(at: At, zone: &TimeZone) -> String {
    let zoned = at.timestamp().to_zoned(zone.clone());
    let plain = zoned.datetime().to_zoned(zone.clone()).is_ok_and(|same| same.timestamp() == zoned.timestamp());
    if plain && zoned.second() == 0 {
        zoned.strftime("%Y-%m-%d %H:%M").to_string()
    } else {
        zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }
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
