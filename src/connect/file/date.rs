//! When something was written, in the many ways that files say it.
//!
//! Two things are often left unsaid: the zone, and whether `01/05` is the first of May or the fifth of January.
//! [`Dates`] is told both, and [`Moment`] says which of them it needed, so that an import can say what it assumed.
//! [`Evidence`] finds the order of day and month out of a column, where the column gives it away.
//!
//! Names of zones such as `CEST` are not read, because most of them mean several zones.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

use crate::floor::At;

/// Whether the day or the month stands first in `01/05/2024`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    /// 1 May.
    DayFirst,
    /// 5 January.
    MonthFirst,
}

/// What a date does not say of itself.
#[derive(Clone, Debug)]
pub struct Dates {
    /// The zone of times without one.
    pub zone: TimeZone,
    /// The order of day and month.
    pub order: DayOrder,
}

/// A moment that was read, and what had to be assumed for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: At,
    /// The text named no zone.
    pub zone_assumed: bool,
    /// The text would also be a date with day and month changed over.
    pub order_assumed: bool,
}

impl Dates {
    /// Reads a moment.
    ///
    /// ```
    /// use watchfloor::connect::file::{Dates, DayOrder};
    /// let dates = Dates { zone: jiff::tz::TimeZone::UTC, order: DayOrder::DayFirst };
    /// let read = |text: &str| dates.read(text).map(|moment| moment.at.to_string());
    /// assert_eq!(read("2024-05-01T15:22:05+02:00"), Ok("2024-05-01T13:22:05Z".to_owned()));
    /// assert_eq!(read("Wed May 01 13:22:05 +0000 2024"), Ok("2024-05-01T13:22:05Z".to_owned()));
    /// assert_eq!(read("2024-05-01 13:22:05"), Ok("2024-05-01T13:22:05Z".to_owned()));
    /// assert_eq!(read("01/05/2024 1:22 PM"), Ok("2024-05-01T13:22:00Z".to_owned()));
    /// assert_eq!(read("1714569725"), Ok("2024-05-01T13:22:05Z".to_owned()));
    /// assert_eq!(read("1714569725000"), Ok("2024-05-01T13:22:05Z".to_owned()));
    /// assert!(read("yesterday").is_err());
    /// ```
    pub fn read(&self, text: &str) -> Result<Moment, String> {
        let text = text.trim();
        let Some(parsed) = parse(text, self.order) else { return Err(unreadable(text, self.order)) };
        let civil = match parsed {
            Parsed::Unix(secs) => return in_range(text, secs).map(|at| moment(at, false, false)),
            Parsed::Civil(civil) => civil,
        };
        let Some(secs) = civil.unix(&self.zone) else { return Err(unreadable(text, self.order)) };
        in_range(text, secs).map(|at| moment(at, civil.offset_secs.is_none(), civil.order_assumed))
    }
}

fn moment(at: At, zone_assumed: bool, order_assumed: bool) -> Moment {
    Moment { at, zone_assumed, order_assumed }
}

fn in_range(text: &str, secs: i64) -> Result<At, String> {
    At::from_unix(secs).ok_or_else(|| {
        let side = if secs <= 0 { "before 1970" } else { "after February 2106" };
        format!("The time “{}” is {side}, and cannot be kept.", shown(text))
    })
}

fn unreadable(text: &str, order: DayOrder) -> String {
    let other = match order {
        DayOrder::DayFirst => DayOrder::MonthFirst,
        DayOrder::MonthFirst => DayOrder::DayFirst,
    };
    // A date that fits only the other order is worth a word: one such row means that its neighbours may be wrong.
    if let Some(Parsed::Civil(civil)) = parse(text, other)
        && civil.unix(&TimeZone::UTC).is_some()
    {
        let order = if order == DayOrder::DayFirst { "day first" } else { "month first" };
        return format!("The time “{}” is no date when read {order}, as the rest of the file.", shown(text));
    }
    format!("The time “{}” could not be read.", shown(text))
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

enum Parsed {
    Unix(i64),
    Civil(Civil),
}

#[derive(Clone, Copy, Default)]
struct Civil {
    year: i16,
    month: i8,
    day: i8,
    hour: i8,
    minute: i8,
    second: i8,
    offset_secs: Option<i32>,
    order_assumed: bool,
}

impl Civil {
    fn unix(&self, zone: &TimeZone) -> Option<i64> {
        // A leap second is counted with the second before it, as every network does.
        let time =
            DateTime::new(self.year, self.month, self.day, self.hour, self.minute, self.second.min(59), 0).ok()?;
        match self.offset_secs {
            Some(offset) => Offset::UTC.to_timestamp(time).ok().map(|t| t.as_second() - i64::from(offset)),
            None => zone.to_timestamp(time).ok().map(jiff::Timestamp::as_second),
        }
    }

    fn with_clock(mut self, text: &str) -> Option<Civil> {
        let text = text.trim_start_matches(['T', 't', ' ', ',']).trim();
        if text.is_empty() {
            return Some(self);
        }
        let (hour, text) = digits(text, 2)?;
        let (minute, mut text) = digits(text.strip_prefix(':')?, 2)?;
        (self.hour, self.minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
        if let Some(rest) = text.strip_prefix(':') {
            let (second, rest) = digits(rest, 2)?;
            if second > 60 {
                return None;
            }
            self.second = i8::try_from(second).ok()?;
            text = match rest.strip_prefix(['.', ',']) {
                Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
                None => rest,
            };
        }
        let (half, rest) = half_of_day(text.trim_start());
        self.halved(half)?.with_zone(rest.trim())
    }

    fn halved(mut self, half: Option<Half>) -> Option<Civil> {
        let Some(half) = half else { return Some(self) };
        if !(1..=12).contains(&self.hour) {
            return None;
        }
        self.hour = self.hour % 12 + if half == Half::Afternoon { 12 } else { 0 };
        Some(self)
    }

    fn with_zone(mut self, text: &str) -> Option<Civil> {
        let text = text.split('[').next().unwrap_or_default().trim_end();
        if !text.is_empty() {
            self.offset_secs = Some(offset_secs(text)?);
        }
        Some(self)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

fn half_of_day(text: &str) -> (Option<Half>, &str) {
    for (word, half) in
        [("am", Half::Morning), ("pm", Half::Afternoon), ("a.m.", Half::Morning), ("p.m.", Half::Afternoon)]
    {
        if text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            return (Some(half), text.get(word.len()..).unwrap_or_default());
        }
    }
    (None, text)
}

fn offset_secs(text: &str) -> Option<i32> {
    if ["z", "utc", "gmt", "+0"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Some(0);
    }
    let text = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")).unwrap_or(text);
    let (sign, rest) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix(['-', '−'])?),
    };
    let (hours, rest) = digits(rest, 2)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let (minutes, rest) = if rest.is_empty() { (0, rest) } else { digits(rest, 2)? };
    let fits = rest.is_empty() && hours <= 15 && minutes < 60;
    fits.then_some(())?;
    i32::try_from(hours * 3600 + minutes * 60).ok().map(|secs| sign * secs)
}

/// Takes one to `most` digits from the front.
fn digits(text: &str, most: usize) -> Option<(u32, &str)> {
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(count)?;
    number.parse().ok().map(|number| (number, rest))
}

fn parse(text: &str, order: DayOrder) -> Option<Parsed> {
    let first = text.bytes().next()?;
    if text.bytes().enumerate().all(|(at, b)| b.is_ascii_digit() || (b == b'-' && at == 0) || b == b'.')
        && text.bytes().filter(|b| *b == b'.').count() < 2
    {
        return number(text);
    }
    if !first.is_ascii_digit() {
        return words(text).map(Parsed::Civil);
    }
    let lead = text.bytes().take_while(u8::is_ascii_digit).count();
    let civil = match (lead, text.as_bytes().get(lead)) {
        (4, Some(b'-' | b'/' | b'.')) => year_first(text),
        (1 | 2, Some(b'-' | b'/' | b'.')) => year_last(text, order).or_else(|| words(text)),
        _ => words(text),
    };
    civil.map(Parsed::Civil)
}

/// Unix time, or a date written without any mark between its digits.
fn number(text: &str) -> Option<Parsed> {
    let whole = text.split('.').next()?;
    if let (8 | 14, Some("19" | "20")) = (whole.len(), whole.get(..2)) {
        // Eight digits as seconds would lie in 1970; fourteen as milliseconds in the year 2600. Neither is meant.
        let field = |from: usize, to: usize| whole.get(from..to).and_then(|part| part.parse::<i8>().ok());
        let date =
            Civil { year: whole.get(..4)?.parse().ok()?, month: field(4, 6)?, day: field(6, 8)?, ..Civil::default() };
        if whole.len() == 8 {
            return Some(Parsed::Civil(date));
        }
        let (hour, minute, second) = (field(8, 10)?, field(10, 12)?, field(12, 14)?);
        return Some(Parsed::Civil(Civil { hour, minute, second, ..date }));
    }
    let value: i64 = whole.parse().ok()?;
    let divisor = match whole.trim_start_matches('-').len() {
        0..=11 => 1,
        12..=14 => 1_000,
        15..=17 => 1_000_000,
        _ => 1_000_000_000,
    };
    Some(Parsed::Unix(value.div_euclid(divisor)))
}

fn year_first(text: &str) -> Option<Civil> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix(['-', '/', '.'])?, 2)?;
    let (day, rest) = digits(rest.strip_prefix(['-', '/', '.'])?, 2)?;
    date(year, month, day)?.with_clock(rest)
}

fn year_last(text: &str, order: DayOrder) -> Option<Civil> {
    let (first, rest) = digits(text, 2)?;
    let (second, rest) = digits(rest.strip_prefix(['-', '/', '.'])?, 2)?;
    let rest = rest.strip_prefix(['-', '/', '.'])?;
    let (year, rest) = digits(rest, 4)?;
    let year = if year < 70 {
        year + 2000
    } else if year < 100 {
        year + 1900
    } else {
        year
    };
    let (day, month) = match order {
        DayOrder::DayFirst => (first, second),
        DayOrder::MonthFirst => (second, first),
    };
    let order_assumed = first <= 12 && second <= 12 && first != second;
    Civil { order_assumed, ..date(year, month, day)? }.with_clock(rest)
}

/// A date with the name of its month: `Mon Aug 29 03:20:05 +0000 2011`, `29 Aug 2011, 3:20 pm`, and mail's own form.
fn words(text: &str) -> Option<Civil> {
    let (mut year, mut month, mut day) = (None, None, None);
    let (mut clock, mut half, mut offset) = (Civil::default(), None, None);
    // Browsers add the zone's long name in brackets.
    let text = text.split('(').next()?;
    for token in text.split([' ', ',', '\t']).filter(|token| !token.is_empty()) {
        let number = token.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
        if token.contains(':') && token.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            clock = Civil::default().with_clock(token)?;
        } else if let (Some(found), tail) = half_of_day(token)
            && tail.is_empty()
        {
            half = Some(found);
        } else if token.len() == 4 && token.bytes().all(|b| b.is_ascii_digit()) {
            year = token.parse::<u32>().ok();
        } else if matches!(number.len(), 1 | 2) && number.bytes().all(|b| b.is_ascii_digit()) && day.is_none() {
            day = number.parse::<u32>().ok();
        } else if let Some(secs) = offset_secs(token) {
            offset = Some(secs);
        } else if let Some(found) = month_named(token) {
            month = Some(found);
        } else if !weekday_named(token) && !token.eq_ignore_ascii_case("at") {
            return None;
        }
    }
    let Civil { year, month, day, .. } = date(year?, month?, day?)?;
    Civil { year, month, day, offset_secs: offset.or(clock.offset_secs), ..clock }.halved(half)
}

fn month_named(token: &str) -> Option<u32> {
    const MONTHS: &str = "janfebmaraprmayjunjulaugsepoctnovdec";
    let start = token.get(..3)?.to_ascii_lowercase();
    let plain = token.trim_end_matches('.').bytes().all(|b| b.is_ascii_alphabetic());
    let place = (0..12).find(|month| MONTHS.get(month * 3..month * 3 + 3) == Some(start.as_str()))?;
    plain.then(|| u32::try_from(place + 1).ok())?
}

fn weekday_named(token: &str) -> bool {
    let start = token.get(..3).unwrap_or_default().to_ascii_lowercase();
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(&start.as_str())
}

fn date(year: u32, month: u32, day: u32) -> Option<Civil> {
    let (year, month, day) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).ok()?;
    Some(Civil { year, month, day, ..Civil::default() })
}

/// What a column gives away about the order of day and month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Dates that can only be read day first.
    pub day_first: u32,
    /// Dates that can only be read month first.
    pub month_first: u32,
    /// Dates that can be read either way.
    pub either: u32,
}

impl Evidence {
    /// Looks at one more date of the column.
    pub fn add(&mut self, text: &str) {
        let reads = |order| year_last(text.trim(), order).is_some();
        match (reads(DayOrder::DayFirst), reads(DayOrder::MonthFirst)) {
            (true, false) => self.day_first += 1,
            (false, true) => self.month_first += 1,
            (true, true) => self.either += 1,
            (false, false) => {}
        }
    }

    /// The column holds such dates, and nothing in it tells their order yet.
    pub fn undecided(&self) -> bool {
        self.either > 0 && self.day_first == self.month_first
    }

    /// The order that more of the column speaks for; day first when nothing does, as most of the world writes.
    ///
    /// ```
    /// use watchfloor::connect::file::{DayOrder, Evidence};
    /// let mut column = Evidence::default();
    /// column.add("01/05/2024");
    /// assert!(column.undecided());
    /// column.add("01/25/2024");
    /// assert_eq!(column.order(), DayOrder::MonthFirst);
    /// ```
    pub fn order(&self) -> DayOrder {
        if self.month_first > self.day_first { DayOrder::MonthFirst } else { DayOrder::DayFirst }
    }
}
