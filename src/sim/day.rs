//! The days that can be played.

use crate::floor::At;
use jiff::civil::date;
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

/// A day to play.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    /// Its name on the command line.
    pub name: &'static str,
    /// Midnight at which it begins.
    pub from: At,
    /// When it is over.
    pub until: At,
    /// Conversations that customers open in 24 hours, on average.
    pub conversations: f64,
    /// Agents on the team.
    pub team: usize,
    /// Conversations at once that each can take, on average.
    pub capacity: u16,
    /// Seconds from having a conversation to answering it, on average.
    pub handle_secs: f64,
    /// The golden case is played, and when it begins.
    pub story_from: Option<At>,
    /// A channel that cannot be read, from when to when.
    pub outage: Option<(usize, At, At)>,
    /// When a message arrives that cannot be read, every time.
    pub poison_at: Option<At>,
    /// What goes wrong underneath.
    pub faults: Faults,
}

/// Share of a day's conversations that come in each hour, in parts of a thousand; from 00 to 23. Social customers
/// write from waking until late, most around noon and in the evening.
pub(super) const HOURS: [u32; 24] =
    [14, 9, 6, 5, 6, 10, 22, 38, 52, 60, 64, 66, 68, 64, 62, 60, 58, 60, 62, 58, 52, 46, 36, 22];

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
            "tuesday" => Some(Day::tuesday(midnight(2026, 11, 17)?)),
            "black-friday" => Some(Day::black_friday(midnight(2026, 11, 27)?)),
            _ => None,
        }
    }

    /// An ordinary day.
    fn tuesday(from: At) -> Day {
        Day {
            name: "tuesday",
            from,
            until: from.plus(24 * 3600),
            conversations: 1200.0,
            team: 44,
            capacity: 3,
            handle_secs: 420.0,
            story_from: None,
            outage: None,
            poison_at: None,
            faults: Faults::default(),
        }
    }

    /// Eight times an ordinary day, a complaint that everybody joins, a channel that falls silent and a message that
    /// cannot be read. The team is larger and quicker, and it is not enough.
    fn black_friday(from: At) -> Day {
        let hour = |h: u32| from.plus(h * 3600);
        Day {
            name: "black-friday",
            conversations: 8.0 * Day::tuesday(from).conversations,
            team: 60,
            capacity: 4,
            handle_secs: 545.0,
            story_from: Some(hour(11).plus(20 * 60)),
            outage: Some((2, hour(13).plus(10 * 60), hour(13).plus(52 * 60))),
            poison_at: Some(hour(10).plus(7 * 60)),
            ..Day { name: "black-friday", ..Day::tuesday(from) }
        }
    }

    /// The same day, with everything going wrong that can.
    #[must_use]
    pub fn with_faults(self) -> Day {
        Day { faults: Faults { network: true, disk: true, people: true }, ..self }
    }
}
