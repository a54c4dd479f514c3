//! What was typed into a field of the planner, or in words why it cannot be read.

use super::axis::midnight;
use super::forms::WEEKDAYS;
use crate::floor::schedule::{Who, Window};
use crate::floor::{AgentId, At, ChannelId};
use crate::view::Snapshot;
use jiff::civil::Date;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// A value, or what is wrong with what was typed.
pub(super) type Typed<T> = Result<T, String>;

pub(super) fn word(text: &str, what: &str) -> Typed<String> {
    if text.is_empty() { Err(format!("say {what}")) } else { Ok(text.to_owned()) }
}

pub(super) fn number<T: FromStr + PartialOrd + Display>(text: &str, range: RangeInclusive<T>) -> Typed<T> {
    let number = text.replace('−', "-").parse::<T>().ok().filter(|n| range.contains(n));
    number.ok_or_else(|| match text {
        "" => format!("say a figure from {} to {}", range.start(), range.end()),
        _ => format!("“{text}” is no figure from {} to {}", range.start(), range.end()),
    })
}

/// `22`, `22.5` or `22,50` as hundredths.
pub(super) fn cents(text: &str) -> Typed<u32> {
    let wrong = || format!("“{text}” is no amount, for example 22.50");
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let part = match part.len() {
        0 => 0,
        1 => part.parse::<u32>().map_err(|_| wrong())? * 10,
        2 => part.parse::<u32>().map_err(|_| wrong())?,
        _ => return Err(wrong()),
    };
    let whole: u32 = whole.parse().map_err(|_| wrong())?;
    whole.checked_mul(100).map(|cents| cents + part).ok_or_else(wrong)
}

pub(super) fn date(text: &str) -> Typed<Date> {
    text.parse().map_err(|_| format!("“{text}” is no day, for example 2026-11-27"))
}

/// Minutes after midnight, or a length: `8`, `8:30`, `22:00`.
pub(super) fn minutes(text: &str) -> Typed<u16> {
    let wrong = || format!("“{text}” is no time, for example 8:30");
    let (hours, minutes) = text.split_once(':').unwrap_or((text, "0"));
    let hours: u16 = hours.trim().parse().map_err(|_| wrong())?;
    let minutes: u16 = minutes.trim().parse().map_err(|_| wrong())?;
    if hours > 999 || minutes > 59 { Err(wrong()) } else { Ok(hours * 60 + minutes) }
}

/// `8-17`, `12:00–12:30`.
pub(super) fn band(text: &str) -> Typed<(u16, u16)> {
    let (from, until) =
        text.split_once(['-', '–']).ok_or_else(|| format!("“{text}” is no stretch, for example 8-17"))?;
    Ok((minutes(from.trim())?, minutes(until.trim())?))
}

/// `Mon 8-17`; one that ends at or before its begin ends on the next day.
pub(super) fn window(text: &str) -> Typed<Window> {
    let wrong = || format!("“{text}” is no stretch of a weekday, for example Mon 8-17");
    let (day, rest) = text.split_once(' ').ok_or_else(wrong)?;
    let weekday = WEEKDAYS.iter().position(|name| name.eq_ignore_ascii_case(day)).ok_or_else(wrong)?;
    let (from, until) = band(rest)?;
    Ok(Window { weekday: weekday as u8, from, until: if until <= from { until + 24 * 60 } else { until } })
}

/// The moment that is so many minutes after midnight by the clock on the wall; of a day or more, on the days after.
pub(super) fn on(day: Date, minutes: u16, snapshot: &Snapshot) -> Typed<At> {
    let wrong = || "that is no moment".to_owned();
    let day = super::axis::days_later(day, i32::from(minutes / 1_440));
    let (hour, minute) = ((minutes % 1_440 / 60) as i8, (minutes % 60) as i8);
    if hour == 0 && minute == 0 {
        return Ok(midnight(day, &snapshot.zone));
    }
    let wall = day.at(hour, minute, 0, 0).to_zoned(snapshot.zone.clone()).map_err(|_| wrong())?;
    At::from_timestamp(wall.timestamp()).ok_or_else(wrong)
}

/// `2026-11-27 08:00`, or the day alone for its begin.
pub(super) fn moment(text: &str, snapshot: &Snapshot) -> Typed<At> {
    if text.is_empty() {
        return Err("say a day and a time, for example 2026-11-27 08:00".to_owned());
    }
    let (day, clock) = text.split_once([' ', 'T']).unwrap_or((text, "0"));
    on(date(day)?, minutes(clock.trim())?, snapshot)
}

/// Somebody by their name, or by a part of it that nobody else has.
pub(super) fn agent(text: &str, snapshot: &Snapshot) -> Typed<AgentId> {
    let wanted = text.to_lowercase();
    if wanted.is_empty() {
        return Err("say who".to_owned());
    }
    let rows = &snapshot.agents.rows;
    if let Some(row) = rows.iter().find(|row| row.name.to_lowercase() == wanted) {
        return Ok(row.agent);
    }
    let near: Vec<_> = rows.iter().filter(|row| row.name.to_lowercase().contains(&wanted)).collect();
    match near.as_slice() {
        [] => Err(format!("nobody is called “{text}”")),
        [only] => Ok(only.agent),
        many => {
            let names: Vec<&str> = many.iter().take(4).map(|row| row.name.as_str()).collect();
            Err(format!("write one of {} in full", names.join(", ")))
        }
    }
}

/// Somebody, a partner with its seats (`Contoso x4`), or nobody yet (`open`).
pub(super) fn who(text: &str, snapshot: &Snapshot) -> Typed<Who> {
    if text.is_empty() || text.eq_ignore_ascii_case("open") {
        return Ok(Who::Open);
    }
    if let Some((name, seats)) = text.rsplit_once([' ', '×'])
        && let Ok(seats) = seats.trim_start_matches(['x', '×']).parse::<u16>()
    {
        return Ok(Who::Pool { name: name.trim().to_owned(), seats: seats.max(1) });
    }
    agent(text, snapshot).map(Who::Agent)
}

pub(super) fn channel(text: &str, snapshot: &Snapshot) -> Typed<Option<ChannelId>> {
    if text.is_empty() {
        return Ok(None);
    }
    let found = snapshot.listing.channels.iter().find(|(_, name)| name.eq_ignore_ascii_case(text));
    found.map(|(id, _)| Some(*id)).ok_or_else(|| format!("no channel is called “{text}”"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_read_and_what_is_wrong_is_named() {
        assert_eq!(minutes("8:30"), Ok(510));
        assert_eq!(band("12:00–12:30"), Ok((720, 750)));
        assert_eq!(window("fri 22-6"), Ok(Window { weekday: 4, from: 1_320, until: 1_800 }));
        assert_eq!((cents("22"), cents("22,5"), cents("22.05")), (Ok(2_200), Ok(2_250), Ok(2_205)));
        assert_eq!(number("−1", -30_i8..=30), Ok(-1));
        for wrong in ["", "25:99", "x", "8-"] {
            assert!(minutes(wrong).is_err(), "{wrong}");
        }
        assert_eq!(number::<u16>("0", 1..=92), Err("“0” is no figure from 1 to 92".to_owned()));
        assert_eq!(number::<u16>("", 1..=92), Err("say a figure from 1 to 92".to_owned()));
        assert!(window("Moon 8-17").is_err() && cents("1.234").is_err() && date("27.11.").is_err());
    }
}
