//! Events, and the days on which they fall: by their rules, for any year.
//!
//! An event is aligned with itself and not with its date: Black Friday is the day after the fourth Thursday of
//! November, whichever day of the month that is.

use crate::limits::FORECAST_EVENTS_MAX;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

/// What kind of day an event makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Most people are off work: the day has the hours of a Sunday.
    Holiday,
    /// A holiday that many work through: the day has the hours of its weekday.
    Observed,
    /// A day of shopping: how much more is written is not known before one was seen.
    Shopping,
    /// The days between the years: the day has the hours of its weekday.
    YearEnd,
    /// What a user has set: a launch, a campaign.
    Campaign,
}

impl Class {
    /// The word for it, as files of events have it.
    pub fn name(self) -> &'static str {
        match self {
            Class::Holiday => "holiday",
            Class::Observed => "observed",
            Class::Shopping => "shopping",
            Class::YearEnd => "year end",
            Class::Campaign => "campaign",
        }
    }

    /// The class of a word.
    pub fn named(word: &str) -> Option<Class> {
        [Class::Holiday, Class::Observed, Class::Shopping, Class::YearEnd, Class::Campaign]
            .into_iter()
            .find(|class| class.name().eq_ignore_ascii_case(word.trim()))
    }
}

/// One event on the days of one occurrence.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What it is called. Events of one name are occurrences of one event.
    pub name: String,
    /// What kind of day it makes.
    pub class: Class,
    /// Its first day.
    pub first: Date,
    /// How many days; at least one.
    pub days: u16,
    /// The volume that a person sets against what was learnt, as a factor: 1.35 is 35 % more.
    pub volume: Option<f64>,
}

/// The events of a history and of the time to come, by day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar {
    events: Vec<Event>,
    /// Day since 1970: place of the event, and which of its days.
    by_day: BTreeMap<i32, Vec<(u32, u16)>>,
}

/// The day since 1970 of a date.
pub fn day_of(date: Date) -> i32 {
    date.since(jiff::civil::date(1970, 1, 1)).map_or(0, |span| span.get_days())
}

/// The date of a day since 1970.
pub fn date_of(day: i32) -> Date {
    use jiff::ToSpan;
    date(1970, 1, 1).saturating_add(i64::from(day).days())
}

impl Calendar {
    /// A calendar of these events. At most [`FORECAST_EVENTS_MAX`]; an event of no days has one.
    ///
    /// # Errors
    ///
    /// A sentence for the user.
    pub fn of(events: Vec<Event>) -> Result<Calendar, String> {
        if events.len() > FORECAST_EVENTS_MAX {
            return Err(format!("{} events are more than a calendar holds, {FORECAST_EVENTS_MAX}", events.len()));
        }
        let mut by_day: BTreeMap<i32, Vec<(u32, u16)>> = BTreeMap::new();
        for (place, event) in events.iter().enumerate() {
            if event.volume.is_some_and(|times| !(0.0..=1000.0).contains(&times)) {
                return Err(format!("the volume of {} is no factor from 0 to 1000", event.name));
            }
            for nth in 0..event.days.clamp(1, 366) {
                by_day.entry(day_of(event.first) + i32::from(nth)).or_default().push((place as u32, nth));
            }
        }
        Ok(Calendar { events, by_day })
    }

    /// All events.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The events of a day since 1970, and which of its days it is for each.
    pub fn on(&self, day: i32) -> impl Iterator<Item = (&Event, u16)> {
        let found = self.by_day.get(&day).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(|(place, nth)| Some((self.events.get(*place as usize)?, *nth)))
    }

    /// Whether a day has an event.
    pub fn has(&self, day: i32) -> bool {
        self.by_day.contains_key(&day)
    }

    /// The days with an event, from a day to before another.
    pub fn days(&self, from: i32, until: i32) -> impl Iterator<Item = i32> + '_ {
        self.by_day.range(from..until.max(from)).map(|(day, _)| *day)
    }
}

/// The countries whose events are known by their rules.
pub const COUNTRIES: [&str; 8] = ["at", "au", "ca", "ch", "de", "fr", "gb", "us"];

/// The date of Easter Sunday in the Gregorian calendar (the anonymous algorithm of 1876, as Meeus gives it).
///
/// ```
/// use watchfloor::plan::forecast::easter;
/// assert_eq!(easter(2027).to_string(), "2027-03-28");
/// assert_eq!(easter(2038).to_string(), "2038-04-25", "as late as it can be");
/// ```
pub fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let from_march = h + l - 7 * m + 114;
    Date::new(year, (from_march / 31) as i8, (from_march % 31 + 1) as i8).unwrap_or(date(year, 4, 1))
}

/// When an event falls in a year.
#[derive(Clone, Copy)]
enum Rule {
    /// Month and day.
    On(i8, i8),
    /// Which weekday (0 is Monday) of a month, from 1; -1 is the last.
    Nth(i8, i8, i8),
    /// The Monday before a date.
    MondayBefore(i8, i8),
    /// Days after Easter Sunday.
    Easter(i32),
    /// Days after the fourth Thursday of November.
    Thanksgiving(i32),
}

impl Rule {
    fn day(self, year: i16) -> i32 {
        match self {
            Rule::On(month, day) => day_of(date(year, month, day)),
            Rule::Nth(month, weekday, nth) => {
                let step = |from: i32, to: i8| (i32::from(to) - (from + 3)).rem_euclid(7);
                if nth > 0 {
                    let first = day_of(date(year, month, 1));
                    first + step(first, weekday) + 7 * (i32::from(nth) - 1)
                } else {
                    let last = day_of(date(year, month, 1).last_of_month());
                    last - (last + 3 - i32::from(weekday)).rem_euclid(7)
                }
            }
            Rule::MondayBefore(month, day) => {
                let before = day_of(date(year, month, day)) - 1;
                before - (before + 3).rem_euclid(7)
            }
            Rule::Easter(after) => day_of(easter(year)) + after,
            Rule::Thanksgiving(after) => Rule::Nth(11, 3, 4).day(year) + after,
        }
    }
}

use Class::{Holiday, Observed, Shopping, YearEnd};

/// Name, class, rule, first year, countries (none: everywhere).
const RULES: [(&str, Class, Rule, i16, &str); 51] = [
    ("Black Friday", Shopping, Rule::Thanksgiving(1), 1952, ""),
    ("Saturday after Black Friday", Shopping, Rule::Thanksgiving(2), 1952, ""),
    ("Sunday after Black Friday", Shopping, Rule::Thanksgiving(3), 1952, ""),
    ("Cyber Monday", Shopping, Rule::Thanksgiving(4), 2005, ""),
    ("New Year's Day", Holiday, Rule::On(1, 1), 0, ""),
    ("Christmas Eve", Holiday, Rule::On(12, 24), 0, ""),
    ("Christmas Day", Holiday, Rule::On(12, 25), 0, ""),
    ("New Year's Eve", YearEnd, Rule::On(12, 31), 0, ""),
    ("Day after Christmas", YearEnd, Rule::On(12, 26), 0, "us fr"),
    ("Boxing Day", Holiday, Rule::On(12, 26), 0, "gb ca au"),
    ("St Stephen's Day", Holiday, Rule::On(12, 26), 0, "at ch de"),
    ("Thanksgiving", Holiday, Rule::Thanksgiving(0), 1942, "us"),
    ("Independence Day", Holiday, Rule::On(7, 4), 0, "us"),
    ("Memorial Day", Holiday, Rule::Nth(5, 0, -1), 1971, "us"),
    ("Labor Day", Holiday, Rule::Nth(9, 0, 1), 0, "us ca"),
    ("Martin Luther King Day", Observed, Rule::Nth(1, 0, 3), 1986, "us"),
    ("Presidents' Day", Observed, Rule::Nth(2, 0, 3), 1971, "us"),
    ("Juneteenth", Observed, Rule::On(6, 19), 2021, "us"),
    ("Columbus Day", Observed, Rule::Nth(10, 0, 2), 1971, "us"),
    ("Veterans Day", Observed, Rule::On(11, 11), 1978, "us"),
    ("Good Friday", Holiday, Rule::Easter(-2), 0, "at au ca ch de gb"),
    ("Easter Sunday", Holiday, Rule::Easter(0), 0, ""),
    ("Easter Monday", Holiday, Rule::Easter(1), 0, "at au ch de fr gb"),
    ("Ascension", Holiday, Rule::Easter(39), 0, "at ch de fr"),
    ("Whit Monday", Holiday, Rule::Easter(50), 0, "at ch de fr"),
    ("Corpus Christi", Holiday, Rule::Easter(60), 0, "at"),
    ("Labour Day", Holiday, Rule::On(5, 1), 0, "at de fr"),
    ("German Unity Day", Holiday, Rule::On(10, 3), 1990, "de"),
    ("Swiss National Day", Holiday, Rule::On(8, 1), 1994, "ch"),
    ("Epiphany", Holiday, Rule::On(1, 6), 0, "at"),
    ("Assumption", Holiday, Rule::On(8, 15), 0, "at fr"),
    ("Austrian National Day", Holiday, Rule::On(10, 26), 1965, "at"),
    ("All Saints", Holiday, Rule::On(11, 1), 0, "at fr"),
    ("Immaculate Conception", Observed, Rule::On(12, 8), 0, "at"),
    ("Victory in Europe Day", Holiday, Rule::On(5, 8), 1982, "fr"),
    ("Bastille Day", Holiday, Rule::On(7, 14), 0, "fr"),
    ("Armistice Day", Holiday, Rule::On(11, 11), 0, "fr"),
    ("Early May bank holiday", Holiday, Rule::Nth(5, 0, 1), 1978, "gb"),
    ("Spring bank holiday", Holiday, Rule::Nth(5, 0, -1), 1971, "gb"),
    ("Summer bank holiday", Holiday, Rule::Nth(8, 0, -1), 1971, "gb"),
    ("Canada Day", Holiday, Rule::On(7, 1), 0, "ca"),
    ("Victoria Day", Holiday, Rule::MondayBefore(5, 25), 1952, "ca"),
    ("Canadian Thanksgiving", Holiday, Rule::Nth(10, 0, 2), 1957, "ca"),
    ("Remembrance Day", Observed, Rule::On(11, 11), 0, "ca"),
    ("Truth and Reconciliation Day", Observed, Rule::On(9, 30), 2021, "ca"),
    ("Australia Day", Holiday, Rule::On(1, 26), 1994, "au"),
    ("Anzac Day", Holiday, Rule::On(4, 25), 0, "au"),
    ("27 December", YearEnd, Rule::On(12, 27), 0, ""),
    ("28 December", YearEnd, Rule::On(12, 28), 0, ""),
    ("29 December", YearEnd, Rule::On(12, 29), 0, ""),
    ("30 December", YearEnd, Rule::On(12, 30), 0, ""),
];

/// The events of a country in these years, by their rules. Moved and regional holidays are not among them: a file of
/// events can say those.
///
/// ```
/// use watchfloor::plan::forecast::events_of;
/// let us = events_of("us", 2026, 2026).unwrap();
/// let on = |name: &str| us.iter().find(|e| e.name == name).map(|e| e.first.to_string());
/// assert_eq!(on("Thanksgiving").as_deref(), Some("2026-11-26"));
/// assert_eq!(on("Black Friday").as_deref(), Some("2026-11-27"));
/// assert_eq!(on("Cyber Monday").as_deref(), Some("2026-11-30"));
/// assert_eq!(on("Labor Day").as_deref(), Some("2026-09-07"));
/// assert!(events_of("atlantis", 2026, 2026).is_err());
/// ```
///
/// # Errors
///
/// A sentence that names the countries there are.
pub fn events_of(country: &str, first_year: i16, last_year: i16) -> Result<Vec<Event>, String> {
    let wanted = country.trim().to_lowercase();
    if !COUNTRIES.contains(&wanted.as_str()) {
        return Err(format!("no events are known of \"{country}\"; there are {}", COUNTRIES.join(", ")));
    }
    let mut events = Vec::new();
    for year in first_year.max(1970)..=last_year.min(2105) {
        for (name, class, rule, since, countries) in RULES {
            if year >= since && (countries.is_empty() || countries.split(' ').any(|c| c == wanted)) {
                let first = date_of(rule.day(year));
                events.push(Event { name: name.to_owned(), class, first, days: 1, volume: None });
            }
        }
    }
    events.sort_by(|a, b| (a.first, &a.name).cmp(&(b.first, &b.name)));
    Ok(events)
}
