//! Figures in the words people use.
//!
//! ```
//! use watchfloor::ui::format;
//! assert_eq!(format::number(18_940), "18\u{2009}940");
//! assert_eq!(format::left(-1_570), "−26:10");
//! assert_eq!(format::age(2_460), "41 min");
//! ```

use crate::floor::At;
use jiff::tz::TimeZone;

/// Between thousands, and between a figure and a unit of one letter.
const THIN: char = '\u{2009}';

/// With thin spaces between thousands.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * THIN.len_utf8());
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(THIN);
        }
        out.push(digit);
    }
    out
}

/// [`number`] of a length.
pub fn count(n: usize) -> String {
    number(n as u64)
}

/// Shortened for reach and followers: `900`, `5.3 k`, `48 k`, `1.2 M`.
pub fn compact(n: u64) -> String {
    match n {
        0..1_000 => n.to_string(),
        1_000..9_950 => format!("{}.{} k", (n + 50) / 1_000, (n + 50) % 1_000 / 100),
        9_950..999_500 => format!("{} k", (n + 500) / 1_000),
        999_500..9_950_000 => format!("{}.{} M", (n + 50_000) / 1_000_000, (n + 50_000) % 1_000_000 / 100_000),
        _ => format!("{} M", number((n + 500_000) / 1_000_000)),
    }
}

/// Time to go, `0:48`; past due, `−26:10`; beyond an hour `1:05 h`, beyond a day `3 d`.
pub fn left(secs: i64) -> String {
    let sign = if secs < 0 { "−" } else { "" };
    let s = secs.unsigned_abs();
    match s {
        0..3_600 => format!("{sign}{}:{:02}", s / 60, s % 60),
        3_600..86_400 => format!("{sign}{}:{:02} h", s / 3_600, s % 3_600 / 60),
        _ => format!("{sign}{} d", s / 86_400),
    }
}

/// A figure and its unit apart, for a large figure and a small unit: `("41", "min")`.
pub fn age_parts(secs: u64) -> (String, &'static str) {
    match secs {
        0..60 => (secs.to_string(), "s"),
        60..5_400 => ((secs / 60).to_string(), "min"),
        5_400..36_000 => match (secs / 3_600, secs % 3_600 / 360) {
            (hours, 0) => (hours.to_string(), "h"),
            (hours, tenths) => (format!("{hours}.{tenths}"), "h"),
        },
        36_000..172_800 => ((secs / 3_600).to_string(), "h"),
        _ => (number(secs / 86_400), "d"),
    }
}

/// How long something has lasted: `48 s`, `41 min`, `2.5 h`, `3 d`.
pub fn age(secs: u64) -> String {
    let (figure, unit) = age_parts(secs);
    format!("{figure} {unit}")
}

/// A share in whole percent, `74 %`. It never says 100 % while something is missing, nor 0 % while something is there.
pub fn percent(ratio: f64) -> String {
    format!("{} %", percent_figure(ratio))
}

/// [`percent`] without its sign.
pub fn percent_figure(ratio: f64) -> u32 {
    let whole = (ratio * 100.0).round().clamp(0.0, 100.0) as u32;
    match whole {
        100 if ratio < 1.0 => 99,
        0 if ratio > 0.0 => 1,
        _ => whole,
    }
}

/// A share with one decimal, `30.1 %`; less than that is `< 0.1 %`, and nothing of nothing is `—`.
///
/// ```
/// use watchfloor::ui::format::fine_share;
/// assert_eq!(fine_share(301, 1_000), "30.1 %");
/// assert_eq!(fine_share(1, 100_000), "< 0.1 %");
/// assert_eq!(fine_share(0, 0), "—");
/// ```
pub fn fine_share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "—".to_owned();
    }
    let thousandths = (part as f64 / whole as f64 * 1_000.0).round() as u64;
    match thousandths {
        0 if part > 0 => "< 0.1 %".to_owned(),
        1_000 if part < whole => "> 99.9 %".to_owned(),
        n => format!("{}.{} %", n / 10, n % 10),
    }
}

/// People of a forecast: [`compact`] of a figure that is not whole.
pub fn people(n: f64) -> String {
    compact(n.max(0.0).round() as u64)
}

/// Two figures with one unit where they share it: `0.6–2.4 M`, `140–700 k`, `800–1.3 k`.
///
/// ```
/// use watchfloor::ui::format::band;
/// assert_eq!(band(612_000.0, 2_400_000.0), "0.6–2.4 M");
/// assert_eq!(band(140_000.0, 700_000.0), "140–700 k");
/// assert_eq!(band(9_000.0, 2_400_000.0), "9.0 k–2.4 M");
/// assert_eq!(band(12.0, 40.0), "12–40");
/// ```
pub fn band(low: f64, high: f64) -> String {
    let high_words = people(high);
    let shared = high >= 999_500.0 && (100_000.0..999_500.0).contains(&low);
    let low_words = if shared { format!("{:.1} M", low / 1e6) } else { people(low) };
    match (low_words.split_once(' '), high_words.split_once(' ')) {
        (Some((figure, low_unit)), Some((_, high_unit))) if low_unit == high_unit => format!("{figure}–{high_words}"),
        _ => format!("{low_words}–{high_words}"),
    }
}

/// With its sign: `+9`, `−3`, `0`.
pub fn signed(n: i64) -> String {
    match n {
        1.. => format!("+{}", number(n.unsigned_abs())),
        0 => "0".to_owned(),
        _ => format!("−{}", number(n.unsigned_abs())),
    }
}

/// `14:32`.
pub fn clock(at: At, zone: &TimeZone) -> String {
    let t = at.timestamp().to_zoned(zone.clone());
    format!("{:02}:{:02}", t.hour(), t.minute())
}

/// `Fri 27 Nov`.
pub fn day(at: At, zone: &TimeZone) -> String {
    at.timestamp().to_zoned(zone.clone()).strftime("%a %-d %b").to_string()
}

/// The clock, with the day when it is not the day of `now`, and with the year when it is another: `14:32`,
/// `Thu 26 Nov 14:32`, `Sun 26 Nov 2017 14:32`.
pub fn moment(at: At, now: At, zone: &TimeZone) -> String {
    let date = |at: At| at.timestamp().to_zoned(zone.clone()).date();
    let (then, today) = (date(at), date(now));
    match () {
        () if then == today => clock(at, zone),
        () if then.year() == today.year() => format!("{} {}", day(at, zone), clock(at, zone)),
        () => format!("{} {} {}", day(at, zone), then.year(), clock(at, zone)),
    }
}

/// The name of a day to rehearse as people write it: `black-friday` is `Black Friday`.
pub fn day_words(name: &str) -> String {
    name.split('-').map(super::desk::sentence).collect::<Vec<_>>().join(" ")
}

/// `1 agent`, `2 agents`.
pub fn plural(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_say_them() {
        let spaced = |s: &str| s.replace(THIN, "_");
        let numbers: Vec<_> = [0, 999, 1_000, 18_940, 1_234_567].map(|n| spaced(&number(n))).into();
        assert_eq!(numbers, ["0", "999", "1_000", "18_940", "1_234_567"]);
        let short: Vec<_> =
            [900, 1_000, 5_320, 9_949, 9_950, 48_200, 999_499, 999_500, 1_200_000, 12_000_000].map(compact).into();
        assert_eq!(short, ["900", "1.0 k", "5.3 k", "9.9 k", "10 k", "48 k", "999 k", "1.0 M", "1.2 M", "12 M"]);
        let ages: Vec<_> = [0, 59, 60, 2_460, 5_399, 5_400, 7_200, 9_000, 40_000, 200_000].map(age).into();
        assert_eq!(ages, ["0 s", "59 s", "1 min", "41 min", "89 min", "1.5 h", "2 h", "2.5 h", "11 h", "2 d"]);
        let lefts: Vec<_> = [48, 0, -1_570, 3_900, -90_000].map(left).into();
        assert_eq!(lefts, ["0:48", "0:00", "−26:10", "1:05 h", "−1 d"]);
        assert_eq!([signed(1_200), signed(-3), signed(0)].map(|s| spaced(&s)), ["+1_200", "−3", "0"]);
    }

    #[test]
    fn a_share_is_never_rounded_to_all_or_nothing() {
        let shares: Vec<_> = [0.0, 0.001, 0.744, 0.9999, 1.0].map(percent).into();
        assert_eq!(shares, ["0 %", "1 %", "74 %", "99 %", "100 %"]);
    }

    #[test]
    fn a_day_has_a_name() {
        assert_eq!(["black-friday", "tuesday"].map(day_words), ["Black Friday", "Tuesday"]);
    }

    #[test]
    fn clocks_are_in_the_floors_own_zone() {
        let zone = TimeZone::get("Europe/Paris").expect("a zone of the bundled table");
        let at = At::from_unix(1_511_789_528).expect("after 1970");
        assert_eq!(clock(at, &zone), "14:32");
        assert_eq!(day(at, &zone), "Mon 27 Nov");
        assert_eq!(moment(at, at, &zone), "14:32");
        assert_eq!(moment(at.minus(86_400), at, &zone), "Sun 26 Nov 14:32");
        assert_eq!(moment(at, at.plus(40 * 86_400), &zone), "Mon 27 Nov 2017 14:32");
    }
}
