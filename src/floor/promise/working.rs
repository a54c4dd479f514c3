//! A due time, and how it came about: one walk makes both, so that the explanation ends at the moment that is shown.

use super::Calendar;
use super::calendar::{Open, WEEKDAYS, weekday};
use crate::floor::At;
use crate::limits;

/// A stretch in which a clock stood still: from a moment, until a moment or still.
pub type Pause = (At, Option<At>);

/// Where a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// It runs out at this moment.
    At(At),
    /// It stands still, with so many open seconds left.
    Paused(u32),
    /// It runs out beyond the horizon: the calendar is as good as never open.
    Never,
}

impl Due {
    /// The moment, when there is one.
    pub fn at(self) -> Option<At> {
        match self {
            Due::At(at) => Some(at),
            Due::Paused(_) | Due::Never => None,
        }
    }
}

/// One line of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it begins.
    pub from: At,
    /// The second after its last.
    pub until: At,
    /// Seconds of it that counted; 0 for a stretch that was passed over.
    pub secs: u32,
    /// For example `Fri 15 Mar from 16:30: 30 min`.
    pub words: String,
}

/// A due time with its explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Working {
    /// Where the clock stands.
    pub due: Due,
    /// How that came about, in order: stretches that counted, and what was passed over between them. The seconds of all
    /// lines are the seconds that were promised, or as many of them as had passed when the clock was stopped.
    pub lines: Vec<Line>,
}

/// What the walk passes.
#[derive(Clone, Copy)]
enum Passed {
    Counted(Open),
    Stood(At, Option<At>),
}

/// Open stretches from a moment on; without a calendar all time is one.
fn stretches(calendar: Option<&Calendar>, from: At) -> impl Iterator<Item = Open> {
    let always = Open { day: 0, from: from.unix(), until: At::LAST.unix() };
    let all = calendar.is_none().then_some(always);
    calendar.into_iter().flat_map(move |c| c.open_from(from.unix())).chain(all)
}

/// The walk. `pauses` are in order and do not overlap.
fn walk(calendar: Option<&Calendar>, from: At, secs: u32, pauses: &[Pause], mut each: impl FnMut(Passed)) -> Due {
    let (mut left, began, mut from) = (i64::from(secs), from, from);
    let mut pauses = pauses.iter().copied().filter(|(_, until)| until.is_none_or(|until| until > began));
    loop {
        let pause = pauses.next();
        let stop = pause.map(|(since, _)| since.max(from));
        if left == 0 {
            return Due::At(from);
        }
        for open in stretches(calendar, from) {
            let begins = open.from.max(from.unix());
            let ends = open.until.min(stop.map_or(i64::MAX, At::unix));
            if ends <= begins {
                break;
            }
            let counted = left.min(ends - begins);
            each(Passed::Counted(Open { day: open.day, from: begins, until: begins + counted }));
            left -= counted;
            if left == 0 {
                return At::from_unix(begins + counted).map_or(Due::Never, Due::At);
            }
        }
        match pause {
            None => return Due::Never,
            Some((since, until)) => {
                each(Passed::Stood(since.max(from), until));
                match until {
                    Some(until) => from = until,
                    None => return Due::Paused(u32::try_from(left).unwrap_or(u32::MAX)),
                }
            }
        }
    }
}

/// When a clock runs out that began at a moment, runs for so many open seconds and stood still so.
pub fn due(calendar: Option<&Calendar>, from: At, secs: u32, pauses: &[Pause]) -> Due {
    match (calendar, pauses) {
        (None, []) => Due::At(from.plus(secs)),
        _ => walk(calendar, from, secs, pauses, |_| {}),
    }
}

/// The same with its explanation.
pub fn working(calendar: Option<&Calendar>, from: At, secs: u32, pauses: &[Pause]) -> Working {
    let mut lines = Lines { calendar, lines: Vec::new(), next_day: None };
    if let Some(calendar) = calendar {
        lines.next_day = Some(calendar.day_of(from.unix()));
    }
    let due = walk(calendar, from, secs, pauses, |passed| lines.pass(passed));
    Working { due, lines: shortened(lines.lines) }
}

impl Calendar {
    /// How the moment came about by which so many open seconds have passed: each stretch that counts, and each day that
    /// is passed over, with its name when it is a special one.
    ///
    /// ```
    /// # use watchfloor::floor::{At, Calendar, Hours, parse_periods};
    /// # let mut week: [Vec<_>; 7] = Default::default();
    /// # week[..5].fill(parse_periods("9-17")?);
    /// # let hours = Hours { name: "Support".into(), zone: "Europe/London".into(), week, days: Vec::new() };
    /// # let nine_to_five = Calendar::new(hours)?;
    /// let friday_half_past_four = At::from_unix(1_710_520_200).unwrap();
    /// let words: Vec<_> = nine_to_five.explain(friday_half_past_four, 3600).lines.into_iter().map(|l| l.words).collect();
    /// assert_eq!(words[0], "Fri 15 Mar from 16:30: 30 min");
    /// assert_eq!(words[1], "Sat 16 Mar to Sun 17 Mar: closed");
    /// assert_eq!(words[2], "Mon 18 Mar from 09:00: 30 min");
    /// # Ok::<(), String>(())
    /// ```
    pub fn explain(&self, from: At, secs: u32) -> Working {
        working(Some(self), from, secs, &[])
    }

    /// The day and the time that its clock shows: `Fri 15 Mar 16:30`.
    pub fn words(&self, at: At) -> String {
        format!("{} {}", day_words(self.day_shown(at)), self.time_words(at))
    }

    /// The time that its clock shows: `16:30`, with seconds where there are any.
    fn time_words(&self, at: At) -> String {
        let secs = self.clock().shows(at).rem_euclid(24 * 3600);
        let (h, m, s) = (secs / 3600, secs / 60 % 60, secs % 60);
        if s == 0 { format!("{h:02}:{m:02}") } else { format!("{h:02}:{m:02}:{s:02}") }
    }

    fn day_shown(&self, at: At) -> i64 {
        self.clock().shows(at).div_euclid(24 * 3600)
    }
}

/// `Fri 15 Mar`.
fn day_words(day: i64) -> String {
    let date = Calendar::date_of(day);
    format!("{} {} {}", &WEEKDAYS[weekday(date)][..3], date.day(), MONTHS[usize::from(date.month().unsigned_abs()) - 1])
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `1 h 20 min`, `45 s`.
pub fn span_words(secs: u32) -> String {
    let (h, m, s) = (secs / 3600, secs / 60 % 60, secs % 60);
    let parts = [(h, "h"), (m, "min"), (s, "s")];
    let words: Vec<_> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n} {unit}")).collect();
    if words.is_empty() { "0 min".into() } else { words.join(" ") }
}

struct Lines<'a> {
    calendar: Option<&'a Calendar>,
    lines: Vec<Line>,
    /// The first day of the calendar that no line speaks of yet.
    next_day: Option<i64>,
}

impl Lines<'_> {
    fn pass(&mut self, passed: Passed) {
        match passed {
            Passed::Counted(open) => self.count(open),
            Passed::Stood(since, until) => self.stand(since, until),
        }
    }

    fn count(&mut self, open: Open) {
        let (Some(from), Some(until)) = (At::from_unix(open.from), At::from_unix(open.until)) else { return };
        let secs = u32::try_from(open.until - open.from).unwrap_or(u32::MAX);
        let Some(calendar) = self.calendar else {
            let words = format!("{}, day and night", span_words(secs));
            self.lines.push(Line { from, until, secs, words });
            return;
        };
        self.pass_days(calendar, open.day);
        if let Some(last) = self.lines.last_mut().filter(|l| l.secs > 0 && l.until == from) {
            // Open through midnight: one stretch.
            (last.until, last.secs) = (until, last.secs.saturating_add(secs));
            last.words = format!("{}: {}", started(calendar, last.from), span_words(last.secs));
        } else {
            let mut words = format!("{}: {}", started(calendar, from), span_words(secs));
            if let Some(special) = calendar.special_of(open.day) {
                words.push_str(&format!(" ({})", special.name));
            }
            self.lines.push(Line { from, until, secs, words });
        }
        self.next_day = Some(open.day + 1);
    }

    /// Names the days without hours before `day`.
    fn pass_days(&mut self, calendar: &Calendar, day: i64) {
        let mut closed: Option<(i64, i64)> = None;
        for passed in self.next_day.unwrap_or(day)..day {
            match calendar.special_of(passed) {
                Some(special) => {
                    self.close(calendar, closed.take());
                    let words = match special.hours.is_empty() {
                        true => format!("{}: {}, closed", day_words(passed), special.name),
                        false => format!("{}: {}, its hours were over", day_words(passed), special.name),
                    };
                    self.passed_over(calendar, passed, passed, words);
                }
                None if calendar.has_hours(passed) => self.close(calendar, closed.take()),
                None => closed = Some((closed.map_or(passed, |(first, _)| first), passed)),
            }
        }
        self.close(calendar, closed);
    }

    fn close(&mut self, calendar: &Calendar, days: Option<(i64, i64)>) {
        let Some((first, last)) = days else { return };
        let words = match first == last {
            true => format!("{}: closed", day_words(first)),
            false => format!("{} to {}: closed", day_words(first), day_words(last)),
        };
        self.passed_over(calendar, first, last, words);
    }

    fn passed_over(&mut self, calendar: &Calendar, first: i64, last: i64, words: String) {
        let midnight = |day: i64| At::from_unix(calendar.clock().first_showing(day * 24 * 3600)).unwrap_or(At::FIRST);
        self.lines.push(Line { from: midnight(first), until: midnight(last + 1), secs: 0, words });
    }

    fn stand(&mut self, since: At, until: Option<At>) {
        let words = |at: At| match self.calendar {
            Some(calendar) => calendar.words(at),
            None => format!("{} UTC", at.timestamp().strftime("%a %-d %b %H:%M")),
        };
        let words = match until {
            Some(until) => format!("paused from {} to {}", words(since), words(until)),
            None => format!("paused since {}", words(since)),
        };
        self.lines.push(Line { from: since, until: until.unwrap_or(since), secs: 0, words });
        if let (Some(calendar), Some(until)) = (self.calendar, until) {
            self.next_day = Some(calendar.day_of(until.unix()));
        }
    }
}

fn started(calendar: &Calendar, from: At) -> String {
    format!("{} from {}", day_words(calendar.day_shown(from)), calendar.time_words(from))
}

/// A long explanation keeps its beginning and its end; what lies between is one line with its sum.
fn shortened(mut lines: Vec<Line>) -> Vec<Line> {
    let most = limits::EXPLAIN_LINES_MAX;
    if lines.len() <= most {
        return lines;
    }
    let tail = most / 4;
    let middle: Vec<Line> = lines.drain(most - tail - 1..lines.len() - tail).collect();
    if let (Some(first), Some(last)) = (middle.first(), middle.last()) {
        let secs = middle.iter().fold(0_u32, |sum, l| sum.saturating_add(l.secs));
        let words = format!("{} more lines: {}", middle.len(), span_words(secs));
        lines.insert(most - tail - 1, Line { from: first.from, until: last.until, secs, words });
    }
    lines
}
