//! The local days of a plan, as moments: looked up, never computed, when a rule asks.

use crate::floor::At;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

/// Days before and after a plan that rules look at: four whole weeks, for weekends and days in a row.
const AROUND_DAYS: i64 = 35;

/// The local days of a plan and the five weeks on each side of it.
///
/// A day begins at its first second, whatever the clocks do: the days on which they change have 23 or 25 hours. (Where
/// midnight itself is skipped, a day begins an hour later, as calendars have it.)
///
/// ```
/// use watchfloor::floor::schedule::Days;
/// let days = Days::new(jiff::civil::date(2017, 10, 23), 7, "Europe/Paris").unwrap();
/// let last = days.last_day();
/// let (from, until) = days.bounds(last).unwrap();
/// assert_eq!(until.secs_since(from), 25 * 3600, "the Sunday on which the clocks go back");
/// assert_eq!(days.day_of(from), Some(last));
/// assert!(days.is_weekend(last));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Days {
    /// The first second of the plan.
    pub from: At,
    /// The second after its last.
    pub until: At,
    /// The date of the first day that is known.
    earliest: Date,
    /// When each known day begins, and when the last ends.
    starts: Vec<At>,
    days: u16,
    zone: TimeZone,
}

impl Days {
    /// The days of a plan; `None` when the zone is not known, there is no day, or a moment cannot be kept.
    pub fn new(first: Date, days: u16, zone: &str) -> Option<Days> {
        let zone = TimeZone::get(zone).ok()?;
        let earliest = first.checked_sub(AROUND_DAYS.days()).ok()?;
        let count = i64::from(days) + 2 * AROUND_DAYS;
        let start = |n: i64| {
            let day = earliest.checked_add(n.days()).ok()?;
            At::from_timestamp(day.to_zoned(zone.clone()).ok()?.timestamp())
        };
        let starts: Vec<At> = (0..=count).map(start).collect::<Option<_>>()?;
        let begin = AROUND_DAYS as usize;
        let (from, until) = (*starts.get(begin)?, *starts.get(begin + usize::from(days))?);
        (days > 0).then_some(Days { from, until, earliest, starts, days, zone })
    }

    /// The zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The number of the first day of the plan; days before it have smaller ones.
    pub fn first_day(&self) -> u16 {
        AROUND_DAYS as u16
    }

    /// The number of the last day of the plan.
    pub fn last_day(&self) -> u16 {
        AROUND_DAYS as u16 + self.days - 1
    }

    /// The number of the day that a moment lies in; `None` when it is too far away from the plan.
    pub fn day_of(&self, at: At) -> Option<u16> {
        let after = self.starts.partition_point(|start| *start <= at);
        let day = after.checked_sub(1)?;
        (day + 1 < self.starts.len()).then_some(day as u16)
    }

    /// The first second of a day and the second after its last.
    pub fn bounds(&self, day: u16) -> Option<(At, At)> {
        let day = usize::from(day);
        Some((*self.starts.get(day)?, *self.starts.get(day + 1)?))
    }

    /// The date of a day.
    pub fn date(&self, day: u16) -> Date {
        self.earliest.saturating_add(i64::from(day).days())
    }

    /// The day with a date, when it is known.
    pub fn day_on(&self, date: Date) -> Option<u16> {
        let days = (date - self.earliest).get_days();
        u16::try_from(days).ok().filter(|day| usize::from(*day) + 1 < self.starts.len())
    }

    /// Monday is 0.
    pub fn weekday(&self, day: u16) -> u8 {
        let first = self.earliest.weekday().to_monday_zero_offset() as u16;
        ((first + day) % 7) as u8
    }

    /// Whether it is a Saturday or a Sunday.
    pub fn is_weekend(&self, day: u16) -> bool {
        self.weekday(day) >= Weekday::Saturday.to_monday_zero_offset() as u8
    }

    /// The number of the week, Monday to Sunday, that a day lies in. Only that it is the same for the days of one week
    /// and one more for the next means anything.
    pub fn week(&self, day: u16) -> u16 {
        let first = self.earliest.weekday().to_monday_zero_offset() as u16;
        (first + day) / 7
    }

    /// The moment that is this many minutes after local midnight of a day by the clock on the wall. Minutes of a day or
    /// more lie on the days after it. A time that the clocks skip is an hour later, and of one that comes twice it is the
    /// first.
    pub fn wall(&self, day: u16, minutes: u16) -> Option<At> {
        let (days, minutes) = (i64::from(minutes / 1440), minutes % 1440);
        let date = self.date(day).checked_add(days.days()).ok()?;
        let time = jiff::civil::time((minutes / 60) as i8, (minutes % 60) as i8, 0, 0);
        At::from_timestamp(date.to_datetime(time).to_zoned(self.zone.clone()).ok()?.timestamp())
    }

    /// Minutes after midnight by the clock on the wall.
    pub fn minute(&self, at: At) -> u16 {
        let wall = at.timestamp().to_zoned(self.zone.clone());
        u16::from(wall.hour().unsigned_abs()) * 60 + u16::from(wall.minute().unsigned_abs())
    }

    /// A moment for a sentence: `Sat 07:00`.
    pub fn words(&self, at: At) -> String {
        at.timestamp().to_zoned(self.zone.clone()).strftime("%a %H:%M").to_string()
    }
}
