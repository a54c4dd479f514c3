//! Holidays out of a calendar file (iCalendar, RFC 5545, `.ics`), as governments and calendar programs give them out.
//!
//! Read are events with a name and a date, whole days or not, over several days too; those that come back each year on
//! the same date or on the n-th weekday of a month; and those that are called off. What repeats otherwise is taken on
//! its first day alone, and that is said. A file that is no such file, or that breaks off, brings nothing: what was
//! there stays.

use crate::floor::SpecialDay;
use crate::limits;
use jiff::Span;
use jiff::civil::{Date, Weekday};
use std::collections::BTreeMap;

/// Years after the first that a yearly day is put into the calendar for.
const YEARS_AHEAD: i16 = 5;
/// Days of one event that are taken; whoever closes for longer changes the week.
const EVENT_DAYS_MAX: i32 = 31;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holidays {
    /// Closed days, earliest first, one a date.
    pub days: Vec<SpecialDay>,
    /// What is to be said about the file, each a sentence.
    pub notes: Vec<String>,
}

/// One event, as far as it was read.
#[derive(Default)]
struct Event {
    line: usize,
    name: String,
    from: Option<Date>,
    /// The day after its last.
    until: Option<Date>,
    rule: Option<String>,
    cancelled: bool,
}

/// How an event comes back.
enum Repeats {
    Yearly { interval: i16, until: Option<Date>, count: Option<usize>, nth: Option<(i8, i8, Weekday)> },
    Otherwise,
}

/// Reads the holidays of a file. Days before the year of `today` are left out; yearly ones are taken for that year and
/// the five after it.
///
/// ```
/// use jiff::civil::date;
/// use watchfloor::connect::ical::holidays;
/// let file = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20241111\r\nSUMMARY:St. Martin\r\n\
///             END:VEVENT\r\nEND:VCALENDAR\r\n";
/// let read = holidays("bavaria.ics", file.as_bytes(), date(2024, 3, 1)).unwrap();
/// assert_eq!((read.days[0].date, read.days[0].name.as_str()), (date(2024, 11, 11), "St. Martin"));
/// ```
///
/// # Errors
///
/// A sentence for the user, with the line where there is one.
pub fn holidays(name: &str, bytes: &[u8], today: Date) -> Result<Holidays, String> {
    if bytes.len() > limits::HOLIDAY_BYTES_MAX {
        let most = limits::HOLIDAY_BYTES_MAX >> 20;
        return Err(format!("{name} is larger than {most} MB; that is no list of holidays"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| format!("{name} is not in UTF-8, as calendar files are"))?;
    let events = events(name, text.trim_start_matches('\u{feff}'))?;
    let mut notes = Vec::new();
    let mut dates: BTreeMap<Date, String> = BTreeMap::new();
    for event in events.iter().filter(|e| !e.cancelled) {
        for date in days_of(event, today, &mut notes) {
            let names = dates.entry(date).or_default();
            if names.is_empty() {
                names.clone_from(&event.name);
            } else if names.split(" and ").all(|n| n != event.name) && names.len() + event.name.len() < 150 {
                names.push_str(&format!(" and {}", event.name));
            }
        }
    }
    if dates.len() > limits::SPECIAL_DAYS_MAX {
        let most = limits::SPECIAL_DAYS_MAX;
        return Err(format!("{name} holds {} days; a calendar takes at most {most} special days", dates.len()));
    }
    if dates.is_empty() {
        return Err(format!("{name} holds no day from {} on", today.year()));
    }
    let day = |(date, name)| SpecialDay {
        date,
        hours: Vec::new(),
        name,
        public_text: String::new(),
        from_feed: String::new(),
    };
    Ok(Holidays { days: dates.into_iter().map(day).collect(), notes })
}

/// Lines with what was folded onto the next ones, and the number of their first.
fn lines(text: &str) -> impl Iterator<Item = (usize, String)> {
    let mut rest = text.lines().enumerate().peekable();
    std::iter::from_fn(move || {
        let (number, first) = rest.next()?;
        let mut line = first.to_owned();
        while let Some((_, more)) = rest.next_if(|(_, l)| l.starts_with([' ', '\t'])) {
            line.push_str(&more[1..]);
        }
        Some((number + 1, line))
    })
}

fn events(name: &str, text: &str) -> Result<Vec<Event>, String> {
    let mut lines = lines(text).filter(|(_, l)| !l.trim().is_empty());
    if !lines.next().is_some_and(|(_, l)| l.trim().eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        return Err(format!("{name} is no calendar file: it does not begin with BEGIN:VCALENDAR"));
    }
    let (mut events, mut open, mut ended) = (Vec::new(), None::<Event>, false);
    // What lies inside an event, alarms for example, has names and dates of its own.
    let mut inside = 0;
    for (number, line) in lines {
        let Some((key, value)) = line.split_once(':') else {
            return Err(format!("{name}, line {number}: \"{}\" is not of a calendar file", cut(&line)));
        };
        let property = key.split(';').next().unwrap_or(key).to_ascii_uppercase();
        match (property.as_str(), value.trim().to_ascii_uppercase().as_str(), &mut open) {
            ("BEGIN", "VEVENT", None) => open = Some(Event { line: number, ..Event::default() }),
            ("BEGIN", _, Some(_)) => inside += 1,
            ("END", "VEVENT", Some(_)) if inside == 0 => events.extend(open.take()),
            ("END", _, Some(_)) => inside -= 1,
            ("END", "VCALENDAR", None) => ended = true,
            (_, _, Some(event)) if inside == 0 => {
                take(event, &property, value.trim()).map_err(|why| format!("{name}, line {number}: {why}"))?;
            }
            _ => {}
        }
    }
    if open.is_some() || !ended {
        return Err(format!("{name} breaks off before its end; nothing was taken from it"));
    }
    for event in &mut events {
        if event.from.is_none() {
            return Err(format!("{name}, line {}: an event has no date", event.line));
        }
        if event.name.is_empty() {
            event.name = "holiday".into();
        }
    }
    Ok(events)
}

fn take(event: &mut Event, property: &str, value: &str) -> Result<(), String> {
    match property {
        "DTSTART" => event.from = Some(date(value)?),
        "DTEND" => {
            let day = date(value)?;
            // Of an event with a time of day the day of its end belongs to it.
            let timed = value.contains('T') && !value.contains("T000000");
            event.until = Some(if timed { day.saturating_add(Span::new().days(1)) } else { day });
        }
        "SUMMARY" => event.name = words(value),
        "RRULE" => event.rule = Some(value.to_ascii_uppercase()),
        "STATUS" => event.cancelled = value.eq_ignore_ascii_case("CANCELLED"),
        _ => {}
    }
    Ok(())
}

/// `20241225` or `20241225T090000Z`: the date alone.
fn date(value: &str) -> Result<Date, String> {
    let bad = || format!("\"{}\" is no date", cut(value));
    let digits = value.get(..8).filter(|d| d.bytes().all(|b| b.is_ascii_digit())).ok_or_else(bad)?;
    let number = |range: std::ops::Range<usize>| digits.get(range).and_then(|d| d.parse::<i16>().ok());
    let (Some(y), Some(m), Some(d)) = (number(0..4), number(4..6), number(6..8)) else { return Err(bad()) };
    Date::new(y, m as i8, d as i8).map_err(|_| bad())
}

/// A text with its escapes resolved, on one line, not too long.
fn words(value: &str) -> String {
    let plain = value.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";");
    let plain: String = plain.replace("\\\\", "\\").chars().filter(|c| !c.is_control()).take(100).collect();
    plain.trim().to_owned()
}

fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

fn days_of(event: &Event, today: Date, notes: &mut Vec<String>) -> Vec<Date> {
    let Some(from) = event.from else { return Vec::new() };
    let long = event.until.map_or(1, |until| (until - from).get_days()).clamp(1, EVENT_DAYS_MAX);
    let starts = match event.rule.as_deref().map(repeats) {
        None => vec![from],
        Some(Repeats::Otherwise) => {
            if notes.len() < limits::REPORT_PROBLEMS_MAX {
                notes.push(format!("{} repeats in a way that is not read: only {from} was taken", event.name));
            }
            vec![from]
        }
        Some(Repeats::Yearly { interval, until, count, nth }) => yearly(from, today, interval, until, count, nth),
    };
    let days = starts.into_iter().flat_map(|start| (0..long).map(move |n| start.saturating_add(Span::new().days(n))));
    days.filter(|d| d.year() >= today.year()).collect()
}

fn yearly(
    from: Date,
    today: Date,
    interval: i16,
    until: Option<Date>,
    count: Option<usize>,
    nth: Option<(i8, i8, Weekday)>,
) -> Vec<Date> {
    let years = (from.year()..=today.year().saturating_add(YEARS_AHEAD)).step_by(interval.unsigned_abs().into());
    let day = |year: i16| match nth {
        None => Date::new(year, from.month(), from.day()).ok(),
        Some((month, nth, weekday)) => {
            Date::new(year, month, 1).ok().and_then(|first| first.nth_weekday_of_month(nth, weekday).ok())
        }
    };
    // A day that a year does not have, 29 February, is left out of it.
    let all = years.filter_map(day).filter(|d| *d >= from && until.is_none_or(|u| *d <= u));
    all.take(count.unwrap_or(usize::MAX)).collect()
}

fn repeats(rule: &str) -> Repeats {
    let (mut yearly, mut interval, mut until, mut count) = (false, 1, None, None);
    let (mut month, mut by_day) = (None, None);
    for part in rule.split(';').filter(|p| !p.is_empty()) {
        let Some((key, value)) = part.split_once('=') else { return Repeats::Otherwise };
        let read = match key {
            "FREQ" => {
                yearly = value == "YEARLY";
                Some(())
            }
            "INTERVAL" => value.parse().ok().filter(|n| (1..=100).contains(n)).map(|n| interval = n),
            "UNTIL" => date(value).ok().map(|d| until = Some(d)),
            "COUNT" => value.parse().ok().map(|n| count = Some(n)),
            "BYMONTH" => value.parse().ok().filter(|n| (1..=12).contains(n)).map(|n| month = Some(n)),
            "BYDAY" => nth_weekday(value).map(|d| by_day = Some(d)),
            // The day on which a week begins makes no difference to these.
            "WKST" => Some(()),
            _ => None,
        };
        if read.is_none() {
            return Repeats::Otherwise;
        }
    }
    match (yearly, month, by_day) {
        (true, Some(month), Some((n, weekday))) => {
            Repeats::Yearly { interval, until, count, nth: Some((month, n, weekday)) }
        }
        // A month without a weekday says the month of the first day once more.
        (true, _, None) => Repeats::Yearly { interval, until, count, nth: None },
        _ => Repeats::Otherwise,
    }
}

/// `4TH` for the fourth Thursday, `-1MO` for the last Monday.
fn nth_weekday(value: &str) -> Option<(i8, Weekday)> {
    let (n, day) = value.split_at_checked(value.len().checked_sub(2)?)?;
    let weekday = match day {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    };
    n.parse().ok().filter(|n| (-5..=5).contains(n) && *n != 0).map(|n| (n, weekday))
}
