//! Opening hours, and time counted in them.
//!
//! Hours are kept as people say them: minutes of the clock on the wall of a zone, per weekday, with special days. They
//! become moments only when something is counted, by the rules of the zone on that very day. Where the clock jumps
//! ahead over an opening or a closing time, that counts as the moment of the jump; where it goes back, the first of the
//! two counts. So each day has its hours once and in order, and a day that is open from 0 to 24 has 23 or 25 hours when
//! the clock turns.

use super::zone::WallClock;
use crate::floor::At;
use crate::limits;
use jiff::civil::{Date, Weekday};

const DAY_SECS: i64 = 24 * 3600;
const DAY_MINUTES: u16 = 24 * 60;

/// A stretch of opening hours, in minutes of the clock on the wall since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// Its first minute: 0 to 1439.
    pub from: u16,
    /// The minute after its last: at most 1440, which is midnight at the end of the day.
    pub until: u16,
}

/// A day that is not like its weekday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecialDay {
    /// Which.
    pub date: Date,
    /// Its hours; none when closed.
    pub hours: Vec<Period>,
    /// For example `Thanksgiving`.
    pub name: String,
    /// What customers may be told; empty for nothing.
    pub public_text: String,
    /// The file of holidays that it came from; empty when a person wrote it.
    pub from_feed: String,
}

/// What a person says about opening hours. [`Calendar::new`] checks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// For example `Support, Zurich`.
    pub name: String,
    /// The IANA name of the zone whose clock is meant, for example `Europe/Zurich`.
    pub zone: String,
    /// Monday first. A shift over midnight is two periods on two days.
    pub week: [Vec<Period>; 7],
    /// In any order; one a date.
    pub days: Vec<SpecialDay>,
}

/// Opening hours that were checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    hours: Hours,
    clock: WallClock,
    /// The day number of each special day, in order.
    special: Vec<i64>,
    never: bool,
}

/// A stretch of open time on one day: from a second to the second after its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Open {
    pub day: i64,
    pub from: i64,
    pub until: i64,
}

impl Calendar {
    /// The calendar with these hours. Periods that touch become one.
    ///
    /// ```
    /// use watchfloor::floor::{At, Calendar, Hours, parse_periods};
    /// let nine_to_five = parse_periods("9-17")?;
    /// let mut week: [Vec<_>; 7] = Default::default();
    /// week[..5].fill(nine_to_five);
    /// let hours = Hours { name: "Support".into(), zone: "Europe/London".into(), week, days: Vec::new() };
    /// let calendar = Calendar::new(hours)?;
    /// let friday_half_past_four = At::from_unix(1_710_520_200).unwrap();
    /// let due = calendar.after(friday_half_past_four, 3600).unwrap();
    /// assert_eq!(due.to_string(), "2024-03-18T09:30:00Z", "half an hour on Monday");
    /// assert_eq!(calendar.open_secs(friday_half_past_four, due), 3600);
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A sentence for the user: an unknown zone, hours that overlap or end before they begin, two special days on one
    /// date, or more than the limits allow.
    pub fn new(mut hours: Hours) -> Result<Calendar, String> {
        hours.name = line("the name of a calendar", &hours.name, false)?;
        let clock = WallClock::of(&hours.zone)?;
        hours.zone = clock.name().to_owned();
        for (day, periods) in hours.week.iter_mut().enumerate() {
            check_periods(WEEKDAYS[day], periods)?;
        }
        if hours.days.len() > limits::SPECIAL_DAYS_MAX {
            let most = limits::SPECIAL_DAYS_MAX;
            return Err(format!("a calendar holds at most {most} special days; leave out those that are over"));
        }
        hours.days.sort_by_key(|d| d.date);
        for day in &mut hours.days {
            day.name = line("a special day", &day.name, false)?;
            day.from_feed = line("a file of holidays", &day.from_feed, true)?;
            if day.public_text.chars().count() > limits::PUBLIC_TEXT_CHARS_MAX {
                let most = limits::PUBLIC_TEXT_CHARS_MAX;
                return Err(format!("the text for customers on {} is too long; keep it under {most}", day.date));
            }
            check_periods(&day.date.to_string(), &mut day.hours)?;
        }
        if let Some(pair) = hours.days.windows(2).find(|p| p[0].date == p[1].date) {
            return Err(format!("{} is there twice: {} and {}", pair[0].date, pair[0].name, pair[1].name));
        }
        let special = hours.days.iter().map(|d| day_number(d.date)).collect();
        let never = hours.week.iter().chain(hours.days.iter().map(|d| &d.hours)).all(Vec::is_empty);
        Ok(Calendar { hours, clock, special, never })
    }

    /// The hours, as they were said.
    pub fn hours(&self) -> &Hours {
        &self.hours
    }

    /// The clock that they are read on.
    pub fn clock(&self) -> &WallClock {
        &self.clock
    }

    /// Whether it has no hours at all.
    pub fn is_never_open(&self) -> bool {
        self.never
    }

    /// The special day that a date is, if it is one.
    pub fn special_day(&self, date: Date) -> Option<&SpecialDay> {
        let at = self.special.binary_search(&day_number(date)).ok()?;
        self.hours.days.get(at)
    }

    /// The moment by which so many open seconds have passed since `from`; `from` itself for none. A closing time that
    /// is reached to the second is that closing time, not the next opening. `None` when that takes longer than
    /// [`limits::CALENDAR_DAYS_MAX`] days: it never opens again, or as good as never.
    pub fn after(&self, from: At, secs: u32) -> Option<At> {
        if secs == 0 {
            return Some(from);
        }
        let mut left = i64::from(secs);
        for open in self.open_from(from.unix()) {
            let begins = open.from.max(from.unix());
            if open.until - begins >= left {
                return At::from_unix(begins + left);
            }
            left -= open.until - begins;
        }
        None
    }

    /// The last moment from which so many open seconds pass until `at`; the way back of [`after`](Calendar::after).
    /// `None` when that takes longer than [`limits::CALENDAR_DAYS_MAX`] days.
    pub fn before(&self, at: At, secs: u32) -> Option<At> {
        if secs == 0 {
            return Some(at);
        }
        let mut left = i64::from(secs);
        for open in self.open_back(at.unix()) {
            let ends = open.until.min(at.unix());
            if ends - open.from >= left {
                return At::from_unix(ends - left);
            }
            left -= ends - open.from;
        }
        None
    }

    /// Open seconds from one moment to a later one; 0 when it is not later. At most [`limits::CALENDAR_DAYS_MAX`] days
    /// are walked; what lies beyond is not counted.
    pub fn open_secs(&self, from: At, until: At) -> u32 {
        let mut sum = 0;
        for open in self.open_from(from.unix()) {
            if open.from >= until.unix() {
                break;
            }
            sum += open.until.min(until.unix()) - open.from.max(from.unix());
        }
        u32::try_from(sum).unwrap_or(u32::MAX)
    }

    /// Whether it is open at a moment. The moment of closing is closed.
    pub fn is_open(&self, at: At) -> bool {
        self.open_from(at.unix()).next().is_some_and(|open| open.from <= at.unix())
    }

    /// The moment itself when it is open, or when it opens next. `None` when it does not within
    /// [`limits::CALENDAR_DAYS_MAX`] days.
    pub fn next_open(&self, at: At) -> Option<At> {
        let open = self.open_from(at.unix()).next()?;
        At::from_unix(open.from.max(at.unix()))
    }

    /// What customers may be told at a moment: the public text of the special day that it is, when there is one and the
    /// calendar is closed then.
    pub fn public_text(&self, at: At) -> Option<&str> {
        let day = self.special.binary_search(&self.day_of(at.unix())).ok()?;
        let text = self.hours.days.get(day)?.public_text.as_str();
        (!text.is_empty() && !self.is_open(at)).then_some(text)
    }

    /// The date of a day number.
    pub(super) fn date_of(day: i64) -> Date {
        let span = jiff::Span::new().try_days(day).unwrap_or_default();
        Date::constant(1970, 1, 1).saturating_add(span)
    }

    /// The special day of a day number.
    pub(super) fn special_of(&self, day: i64) -> Option<&SpecialDay> {
        self.special.binary_search(&day).ok().and_then(|at| self.hours.days.get(at))
    }

    /// The day that a second belongs to: the last whose midnight has come.
    pub(super) fn day_of(&self, unix: i64) -> i64 {
        let at = At::from_unix(unix).unwrap_or(At::FIRST);
        let mut day = self.clock.shows(at).div_euclid(DAY_SECS);
        // A clock that goes back over midnight shows the old day again.
        while self.clock.first_showing((day + 1) * DAY_SECS) <= unix {
            day += 1;
        }
        day
    }

    fn periods(&self, day: i64) -> &[Period] {
        if let Some(special) = self.special_of(day) {
            return &special.hours;
        }
        // 1 January 1970 was a Thursday.
        &self.hours.week[(day + 3).rem_euclid(7) as usize]
    }

    /// Whether a day has any hours.
    pub(super) fn has_hours(&self, day: i64) -> bool {
        !self.periods(day).is_empty()
    }

    fn moments(&self, day: i64, period: Period) -> Open {
        let moment = |minute: u16| self.clock.first_showing(day * DAY_SECS + i64::from(minute) * 60);
        Open { day, from: moment(period.from), until: moment(period.until) }
    }

    /// Open stretches that end after a second, in order.
    pub(super) fn open_from(&self, unix: i64) -> impl Iterator<Item = Open> {
        let first = self.day_of(unix);
        let days = if self.never { 0..0 } else { first..first + limits::CALENDAR_DAYS_MAX };
        days.flat_map(move |day| self.periods(day).iter().map(move |p| self.moments(day, *p)))
            .filter(move |open| open.until > unix && open.from < open.until)
    }

    /// Open stretches that begin before a second, the last first.
    fn open_back(&self, unix: i64) -> impl Iterator<Item = Open> {
        let last = self.day_of(unix);
        let days = if self.never { 0..0 } else { last - limits::CALENDAR_DAYS_MAX..last + 1 };
        days.rev()
            .flat_map(move |day| self.periods(day).iter().rev().map(move |p| self.moments(day, *p)))
            .filter(move |open| open.from < unix && open.from < open.until)
    }
}

/// The words on the screen, Monday first.
pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The place of a date's weekday in a week that begins on Monday.
pub(super) fn weekday(date: Date) -> usize {
    date.weekday().since(Weekday::Monday).unsigned_abs() as usize
}

/// Days since 1 January 1970.
fn day_number(date: Date) -> i64 {
    date.to_datetime(jiff::civil::Time::midnight())
        .to_zoned(jiff::tz::TimeZone::UTC)
        .map_or(0, |at| at.timestamp().as_second().div_euclid(DAY_SECS))
}

/// Something that must be on one line and not too long.
pub(super) fn line(what: &str, text: &str, may_be_empty: bool) -> Result<String, String> {
    crate::floor::decide::tidy(what, text, may_be_empty).map_err(|refusal| refusal.to_string())
}

fn check_periods(day: &str, periods: &mut Vec<Period>) -> Result<(), String> {
    if periods.len() > limits::DAY_PERIODS_MAX {
        let most = limits::DAY_PERIODS_MAX;
        return Err(format!("{day} has more than {most} stretches of hours; join some"));
    }
    periods.sort_unstable();
    if let Some(wrong) = periods.iter().find(|p| p.until <= p.from || p.until > DAY_MINUTES) {
        let (from, until) = (minute_words(wrong.from), minute_words(wrong.until));
        return Err(format!("on {day} {from}-{until} ends before it begins; write hours over midnight on two days"));
    }
    if let Some(pair) = periods.windows(2).find(|p| p[1].from < p[0].until) {
        return Err(format!("on {day} {} and {} overlap", period_words(&pair[..1]), period_words(&pair[1..])));
    }
    periods.dedup_by(|next, before| {
        let touches = next.from == before.until;
        if touches {
            before.until = next.until;
        }
        touches
    });
    Ok(())
}

/// Hours from what people write: `8-12, 13:30-18`; `closed` or nothing for none; `24 h` for all of the day.
///
/// ```
/// use watchfloor::floor::{parse_periods, period_words};
/// let split = parse_periods("8-12, 13:30-18")?;
/// assert_eq!(period_words(&split), "8:00-12:00, 13:30-18:00");
/// assert_eq!(period_words(&parse_periods("closed")?), "closed");
/// assert!(parse_periods("8 to noon").is_err());
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
///
/// A sentence for the user that names what cannot be read.
pub fn parse_periods(text: &str) -> Result<Vec<Period>, String> {
    let text = text.trim().to_lowercase();
    match text.as_str() {
        "" | "closed" | "-" => return Ok(Vec::new()),
        "24h" | "24 h" | "all day" => return Ok(vec![Period { from: 0, until: DAY_MINUTES }]),
        _ => {}
    }
    let mut periods = Vec::new();
    for part in text.split(',') {
        let cannot = || format!("\"{}\" cannot be read as hours; write for example 8-12, 13:30-18", part.trim());
        let (from, until) = part.split_once(['-', '–']).ok_or_else(cannot)?;
        let (from, until) = (minute(from).ok_or_else(cannot)?, minute(until).ok_or_else(cannot)?);
        periods.push(Period { from, until });
    }
    check_periods("this day", &mut periods)?;
    Ok(periods)
}

/// The minute of the day of `9`, `9:30` or `24:00`.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once([':', '.']).unwrap_or((text.trim(), "0"));
    let digits = |s: &str| s.len() <= 2 && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
    (minute < 60).then_some(hour * 60 + minute).filter(|all| *all <= DAY_MINUTES)
}

/// `8:00-12:00, 13:30-18:00`, or `closed`. [`parse_periods`] reads it back.
pub fn period_words(periods: &[Period]) -> String {
    if periods.is_empty() {
        return "closed".into();
    }
    let parts = periods.iter().map(|p| format!("{}-{}", minute_words(p.from), minute_words(p.until)));
    parts.collect::<Vec<_>>().join(", ")
}

fn minute_words(minute: u16) -> String {
    format!("{}:{:02}", minute / 60, minute % 60)
}
