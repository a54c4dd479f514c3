//! The time axis that the charts of the planner share.

use crate::floor::At;
use egui::Rect;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A stretch of time and where it lies on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The moment at `left`.
    pub from: At,
    /// The moment at `right`.
    pub until: At,
    /// Points.
    pub left: f32,
    /// Points.
    pub right: f32,
}

impl Axis {
    /// A stretch of time across the whole of a rectangle.
    pub fn across(from: At, until: At, rect: Rect) -> Axis {
        Axis { from, until, left: rect.left(), right: rect.right() }
    }

    /// Points for each second.
    fn scale(self) -> f32 {
        (self.right - self.left) / self.until.secs_since(self.from).max(1) as f32
    }

    /// Where a moment lies, also outside of the axis.
    pub fn x(self, at: At) -> f32 {
        self.left + at.secs_since(self.from) as f32 * self.scale()
    }

    /// Which moment lies there.
    pub fn at(self, x: f32) -> At {
        let secs = (f64::from(x - self.left) / f64::from(self.scale().max(f32::EPSILON))).round() as i64;
        later(self.from, secs)
    }

    /// Seconds that so many points are.
    pub fn secs(self, points: f32) -> i64 {
        (f64::from(points) / f64::from(self.scale().max(f32::EPSILON))).round() as i64
    }

    /// Whether any of a stretch of time is on it.
    pub fn shows(self, from: At, until: At) -> bool {
        until > self.from && from < self.until
    }
}

/// So many seconds later, or earlier when there are fewer than none.
pub fn later(at: At, secs: i64) -> At {
    let by = u32::try_from(secs.unsigned_abs()).unwrap_or(u32::MAX);
    if secs < 0 { at.minus(by) } else { at.plus(by) }
}

/// The first moment of a day on this clock.
pub fn midnight(date: Date, zone: &TimeZone) -> At {
    let start = date.to_zoned(zone.clone()).ok().and_then(|day| At::from_timestamp(day.timestamp()));
    start.unwrap_or(At::FIRST)
}

/// The day of a moment on this clock.
pub fn date(at: At, zone: &TimeZone) -> Date {
    at.timestamp().to_zoned(zone.clone()).date()
}

/// So many days later or earlier; the same day where the calendar ends.
pub fn days_later(date: Date, days: i32) -> Date {
    date.checked_add(jiff::Span::new().days(i64::from(days))).unwrap_or(date)
}

/// The Monday of a day's week.
pub fn monday(date: Date) -> Date {
    days_later(date, -i32::from(date.weekday().to_monday_zero_offset()))
}

/// `Mon 23`.
pub fn short_day(date: Date) -> String {
    date.strftime("%a %-d").to_string()
}

/// `Mon 23 Nov`.
pub fn day(date: Date) -> String {
    date.strftime("%a %-d %b").to_string()
}

/// `8–17` as on a bar: whole hours, and minutes where there are any: `8:30–17`.
pub fn span(from: At, until: At, zone: &TimeZone) -> String {
    let hour = |at: At| {
        let t = at.timestamp().to_zoned(zone.clone());
        if t.minute() == 0 { t.hour().to_string() } else { format!("{}:{:02}", t.hour(), t.minute()) }
    };
    format!("{}–{}", hour(from), hour(until))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_goes_there_and_back() {
        let from = At::from_unix(1_511_740_800).expect("after 1970");
        let axis = Axis { from, until: from.plus(86_400), left: 100.0, right: 1_060.0 };
        assert_eq!(axis.x(from.plus(43_200)), 580.0);
        assert_eq!(axis.at(580.0), from.plus(43_200));
        assert_eq!(axis.secs(-40.0), -3_600);
        assert!(axis.shows(from.minus(60), from.plus(1)) && !axis.shows(from.minus(60), from));
    }

    #[test]
    fn days_begin_at_midnight_also_when_clocks_change() {
        let zone = TimeZone::get("Europe/Paris").expect("a zone of the bundled table");
        let last: Date = "2017-10-29".parse().expect("a date");
        let next = days_later(last, 1);
        assert_eq!(midnight(next, &zone).secs_since(midnight(last, &zone)), 25 * 3600);
        assert_eq!(date(midnight(last, &zone), &zone), last);
        assert_eq!(monday(last).to_string(), "2017-10-23");
        let seven = midnight(last, &zone).plus(8 * 3600);
        assert_eq!(span(seven, seven.plus(8 * 3600 + 1800), &zone), "7–15:30", "clocks went back at three");
    }
}
