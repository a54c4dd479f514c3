//! Shifts as a calendar file (iCalendar, RFC 5545) that calendar programs of people subscribe to or import.
//!
//! A writer of our own: the kept crate for it names times by another date library and makes random names, so that the
//! same plan would be another file each time. Written here are the few properties that a shift needs. Moments are in
//! UTC, so that no zone has to be described and no clock change can be misread.

use crate::floor::At;
use crate::floor::schedule::{Plan, PlanId, PlannedShift, ShiftId};

/// Bytes of a line, its end not counted (RFC 5545, 3.1).
const LINE_BYTES: usize = 75;

/// One entry of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// A name that no other entry has, and that stays when the entry changes.
    pub uid: String,
    /// Its first second.
    pub from: At,
    /// The second after its last.
    pub until: At,
    /// One line.
    pub summary: String,
    /// More, in lines; empty for nothing.
    pub description: String,
}

/// A calendar file. The same entries give the same bytes; `stamp` is the moment that it tells of.
///
/// ```
/// use watchfloor::connect::ics::{Entry, calendar};
/// use watchfloor::floor::At;
/// let at = |secs: i64| At::from_unix(1_511_510_400 + secs).unwrap();
/// let entry = Entry {
///     uid: "1-7".into(), from: at(0), until: at(28_800), summary: "Queue, 8 h; break".into(), description: String::new(),
/// };
/// let file = calendar("Ade B.", at(0), &[entry]);
/// assert!(file.contains("DTSTART:20171124T080000Z\r\n"));
/// assert!(file.contains("SUMMARY:Queue\\, 8 h\\; break\r\n"));
/// ```
pub fn calendar(name: &str, stamp: At, entries: &[Entry]) -> String {
    let mut out = String::new();
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//Watchfloor//Planner//EN");
    line(&mut out, "CALSCALE:GREGORIAN");
    line(&mut out, "METHOD:PUBLISH");
    line(&mut out, &format!("X-WR-CALNAME:{}", escaped(name)));
    for entry in entries {
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}", escaped(&entry.uid)));
        line(&mut out, &format!("DTSTAMP:{}", moment(stamp)));
        line(&mut out, &format!("DTSTART:{}", moment(entry.from)));
        line(&mut out, &format!("DTEND:{}", moment(entry.until)));
        line(&mut out, &format!("SUMMARY:{}", escaped(&entry.summary)));
        if !entry.description.is_empty() {
            line(&mut out, &format!("DESCRIPTION:{}", escaped(&entry.description)));
        }
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out
}

/// The calendar of shifts: each one entry, its breaks in the description by the clock of the plan's zone.
pub fn shifts(name: &str, id: PlanId, plan: &Plan, rows: &[(ShiftId, &PlannedShift)]) -> String {
    let days = plan.calendar();
    let time = |at: At| {
        let words = days.words(at);
        words.split(' ').next_back().unwrap_or_default().to_owned()
    };
    let entry = |(shift, row): &(ShiftId, &PlannedShift)| {
        let pauses = row.breaks.iter().map(|b| {
            let paid = if b.paid { ", paid" } else { "" };
            format!("Break {} to {}{paid}", time(b.from), time(b.until))
        });
        Entry {
            uid: format!("plan-{}-shift-{}@watchfloor", id.0, shift.0),
            from: row.from,
            until: row.until,
            summary: format!("{} {} to {}", capital(row.activity.words()), time(row.from), time(row.until)),
            description: pauses.collect::<Vec<_>>().join("\n"),
        }
    };
    let entries: Vec<Entry> = rows.iter().map(entry).collect();
    calendar(name, plan.changed_at, &entries)
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `20171124T080000Z`.
fn moment(at: At) -> String {
    at.timestamp().to_zoned(jiff::tz::TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as the value of a property (RFC 5545, 3.3.11): other control characters are left out, which no reader allows.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            ';' => out.push_str("\\;"),
            ',' => out.push_str("\\,"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A line, folded where it is longer than a line may be; never inside a character.
fn line(out: &mut String, words: &str) {
    let mut room = LINE_BYTES;
    for c in words.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            // The space that marks the fold is of the line.
            room = LINE_BYTES - 1;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out.push_str("\r\n");
}
