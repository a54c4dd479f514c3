//! Which part of the facts a figure is of.

use crate::floor::{At, Floor};
use jiff::tz::TimeZone;

/// Which part of the facts a figure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// The last 60 minutes.
    Hour,
    /// Since midnight on the desk's clock.
    Today,
    /// Everything that is kept.
    All,
}

/// From a moment (exclusive) to a moment (inclusive).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// After this.
    pub after: At,
    /// Up to this.
    pub until: At,
}

impl Period {
    /// The words beside the figure.
    pub fn word(self) -> &'static str {
        match self {
            Period::Hour => "last 60 min",
            Period::Today => "today",
            Period::All => "all time",
        }
    }

    /// Where it begins and ends when it is `now`.
    ///
    /// ```
    /// use watchfloor::{floor::At, measure::Period};
    /// let now = At::from_unix(1_700_000_000).unwrap();
    /// let hour = Period::Hour.span(now, &jiff::tz::TimeZone::UTC);
    /// assert_eq!(hour.until.secs_since(hour.after), 3600);
    /// ```
    pub fn span(self, now: At, zone: &TimeZone) -> Span {
        let after = match self {
            Period::Hour => now.minus(3600),
            Period::Today => midnight(now, zone).minus(1),
            Period::All => At::FIRST,
        };
        Span { after, until: now }
    }

    /// This period, or all time when nothing happened in the day before `now`: an archive has no last hour.
    pub fn or_all_of_an_archive(self, floor: &Floor, now: At) -> Period {
        let is_archive = floor.at().is_none_or(|at| now.secs_since(at) > 24 * 3600);
        let newest = floor.tally().intervals.last_key_value().map(|((i, _), _)| i.start());
        let nothing_new = newest.is_none_or(|at| now.secs_since(at) > 24 * 3600);
        if is_archive || nothing_new { Period::All } else { self }
    }
}

/// The midnight that `now` comes after, on the clock of the zone.
pub fn midnight(now: At, zone: &TimeZone) -> At {
    let local = now.timestamp().to_zoned(zone.clone());
    local.start_of_day().ok().and_then(|day| At::from_timestamp(day.timestamp())).unwrap_or(At::FIRST)
}
