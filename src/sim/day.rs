//! The days that can be played.

use crate::floor::At;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

/// What goes wrong underneath.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Fetches fail, pages come late, twice, out of order and with items that cannot be read.
    pub network: bool,
    /// The disk fills up, tears what was not synced, and the program is killed.
    pub disk: bool,
    /// People ask for what cannot be done.
    pub people: bool,
}

/// How much is written on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Load {
    /// Only what the floor is for: customers who want something, and a little noise.
    #[default]
    Floor,
    /// Everything that listening brings: spam, what is not about us, what asks for nothing, and few who need us.
    Full,
}

impl Load {
    /// The names that can be asked for.
    pub const NAMES: [&'static str; 2] = ["floor", "full"];

    /// The load of this name.
    pub fn named(name: &str) -> Option<Load> {
        match name {
            "floor" => Some(Load::Floor),
            "full" => Some(Load::Full),
            _ => None,
        }
    }
}

/// A day to play.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    /// Its name on the command line.
    pub name: &'static str,
    /// Midnight at which it begins.
    pub from: At,
    /// When it is over.
    pub until: At,
    /// By whose clock people work.
    pub zone: TimeZone,
    /// How much is written.
    pub load: Load,
    /// Conversations that customers who need us open in 24 hours, on average.
    pub conversations: f64,
    /// Agents who share the queue. A few are on the floor besides, for what is raised to them.
    pub team: usize,
    /// How many of them leave the team for good while it is played.
    pub leavers: usize,
    /// Conversations at once that each can take, on average.
    pub capacity: u16,
    /// Seconds from having a conversation to answering it, on average.
    pub handle_secs: f64,
    /// The golden case is played, and when it begins.
    pub story_from: Option<At>,
    /// Channels that cannot be read, from when to when.
    pub outages: Vec<(usize, At, At)>,
    /// When a message arrives that cannot be read, every time.
    pub poison_at: Option<At>,
    /// What goes wrong underneath.
    pub faults: Faults,
}

/// Shares of a full day, from the article behind the product's rows A01 to A03: of 100 000 hits 30 in a hundred are
/// spam, and of the 70 000 that remain two in a hundred call for somebody to act, which are 1 400.
pub(super) const SPAM_SHARE: f64 = 0.30;
pub(super) const ACTIONABLE_SHARE: f64 = 0.02;
/// Of all hits, what is not about us. The article gives no figure; so much is this project's choice.
pub(super) const ELSEWHERE_SHARE: f64 = 0.40;
/// Hits of the busiest day and of an ordinary one.
const FRIDAY_HITS: f64 = 100_000.0;
const TUESDAY_HITS: f64 = FRIDAY_HITS / 8.0;
/// Agents of a full day: enough for the quiet hours, and too few from late morning until evening of a Black Friday. Nine
/// would do it if nobody were ever ill, late or gone early.
const FULL_TEAM: usize = 10;

/// The hours of a Black Friday, as [`HOURS`]: its sale opens at midnight, and it is fullest at noon and in the evening.
const FRIDAY_HOURS: [u32; 24] =
    [38, 20, 10, 7, 8, 16, 30, 44, 56, 58, 56, 58, 66, 62, 54, 48, 46, 50, 58, 62, 64, 48, 28, 13];

/// Share of a day's conversations that come in each hour, in parts of a thousand; from 00 to 23. Social customers
/// write from waking until late, most around noon and in the evening.
const HOURS: [u32; 24] = [14, 9, 6, 5, 6, 10, 22, 38, 52, 60, 64, 66, 68, 64, 62, 60, 58, 60, 62, 58, 52, 46, 36, 22];

impl Day {
    /// The names that can be asked for.
    pub const NAMES: [&'static str; 2] = ["tuesday", "black-friday"];

    /// The day of this name, in this zone.
    pub fn named(name: &str, zone: &TimeZone) -> Option<Day> {
        let midnight = |y, m, d| {
            let day = date(y, m, d).at(0, 0, 0, 0).to_zoned(zone.clone()).ok()?;
            At::from_timestamp(day.timestamp())
        };
        match name {
            "tuesday" => Some(Day::tuesday(midnight(2026, 11, 17)?, zone)),
            "black-friday" => Some(Day::black_friday(midnight(2026, 11, 27)?, zone)),
            _ => None,
        }
    }

    /// An ordinary day.
    fn tuesday(from: At, zone: &TimeZone) -> Day {
        Day {
            name: "tuesday",
            from,
            until: from.plus(24 * 3600),
            zone: zone.clone(),
            load: Load::Floor,
            conversations: 1200.0,
            team: 44,
            leavers: 0,
            capacity: 3,
            handle_secs: 420.0,
            story_from: None,
            outages: Vec::new(),
            poison_at: None,
            faults: Faults::default(),
        }
    }

    /// Eight times an ordinary day, a complaint that everybody joins, a channel that falls silent and a message that
    /// cannot be read. The team is larger and quicker, and it is not enough.
    fn black_friday(from: At, zone: &TimeZone) -> Day {
        let hour = |h: u32| from.plus(h * 3600);
        let tuesday = Day::tuesday(from, zone);
        Day {
            name: "black-friday",
            conversations: 8.0 * tuesday.conversations,
            team: 60,
            capacity: 4,
            handle_secs: 545.0,
            story_from: Some(hour(11).plus(20 * 60)),
            outages: vec![(2, hour(13).plus(10 * 60), hour(13).plus(52 * 60))],
            poison_at: Some(hour(10).plus(7 * 60)),
            ..tuesday
        }
    }

    /// Seven days of a small floor from a date on: people who leave the team, two outages, a message that cannot be read,
    /// and everything going wrong that can. `None` for a date that the calendar does not hold.
    ///
    /// ```
    /// use watchfloor::sim::Day;
    /// let berlin = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
    /// let week = Day::week(jiff::civil::date(2026, 10, 19), &berlin).unwrap();
    /// assert_eq!(week.until.secs_since(week.from), (7 * 24 + 1) * 3600, "the clock is set back in its last night");
    /// ```
    pub fn week(first: Date, zone: &TimeZone) -> Option<Day> {
        let midnight = |date: Date| At::from_timestamp(date.to_zoned(zone.clone()).ok()?.timestamp());
        let from = midnight(first)?;
        let hour = |h: u32| from.plus(h * 3600);
        let week = Day {
            name: "week",
            until: midnight(first.checked_add(7.days()).ok()?)?,
            conversations: 130.0,
            team: 12,
            leavers: 2,
            outages: vec![(0, hour(34), hour(36)), (2, hour(91), hour(95))],
            poison_at: Some(hour(60)),
            ..Day::tuesday(from, zone)
        };
        Some(week.with_faults())
    }

    /// The same day with so much written. At full load few of many hits need us, and the team is as small as for those.
    ///
    /// ```
    /// use watchfloor::sim::{Day, Load};
    /// let day = Day::named("black-friday", &jiff::tz::TimeZone::UTC).expect("a day").with_load(Load::Full);
    /// assert_eq!((day.hits(), day.conversations.round()), (100_000.0, 1_400.0));
    /// ```
    #[must_use]
    pub fn with_load(self, load: Load) -> Day {
        match load {
            Load::Floor => self,
            Load::Full => {
                let hits = if self.story_from.is_some() { FRIDAY_HITS } else { TUESDAY_HITS };
                let conversations = hits * (1.0 - SPAM_SHARE) * ACTIONABLE_SHARE;
                Day { load, conversations, team: FULL_TEAM, ..self }
            }
        }
    }

    /// Things that are written in 24 hours, on average, answers to us left out.
    pub fn hits(&self) -> f64 {
        match self.load {
            Load::Floor => self.conversations,
            Load::Full => (self.conversations / ((1.0 - SPAM_SHARE) * ACTIONABLE_SHARE)).round(),
        }
    }

    /// The hour of a moment on the day's own clock, 0 to 23.
    pub(super) fn hour(&self, at: At) -> usize {
        usize::try_from(at.timestamp().to_zoned(self.zone.clone()).hour()).unwrap_or(0)
    }

    /// The dates that it touches, in their order.
    pub(super) fn midnights(&self) -> Vec<Date> {
        let date = |at: At| at.timestamp().to_zoned(self.zone.clone()).date();
        date(self.from).series(1.day()).take_while(|d| *d <= date(self.until.minus(1))).collect()
    }

    /// The moment of an hour of a date, 0 to 24, on the day's own clock.
    pub(super) fn moment(&self, date: Date, hour: u32) -> Option<At> {
        let (date, hour) = if hour >= 24 { (date.tomorrow().ok()?, hour - 24) } else { (date, hour) };
        let local = date.at(i8::try_from(hour).ok()?, 0, 0, 0).to_zoned(self.zone.clone()).ok()?;
        At::from_timestamp(local.timestamp())
    }

    /// The share of a day's arrivals that comes in the hour of this moment, in parts of a thousand.
    pub(super) fn part_of_hour(&self, at: At) -> f64 {
        let hours = match (self.load, self.story_from) {
            (Load::Full, Some(_)) => &FRIDAY_HOURS,
            _ => &HOURS,
        };
        f64::from(hours[self.hour(at)])
    }

    /// The same day, with everything going wrong that can.
    #[must_use]
    pub fn with_faults(self) -> Day {
        Day { faults: Faults { network: true, disk: true, people: true }, ..self }
    }
}
