//! Counts of one key in intervals of absolute time.

use super::Key;
use crate::floor::At;
use crate::floor::promise::WallClock;
use crate::limits::{HISTORY_INTERVALS_MAX, HISTORY_MARKS_MAX};
use std::sync::Arc;

/// How long an interval is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// 15 minutes.
    Quarter,
    /// 30 minutes.
    Half,
}

impl Grain {
    /// The grain of so many minutes; there are two.
    ///
    /// # Errors
    ///
    /// A sentence for the user.
    pub fn of_minutes(minutes: u32) -> Result<Grain, String> {
        match minutes {
            15 => Ok(Grain::Quarter),
            30 => Ok(Grain::Half),
            _ => Err(format!("an interval is 15 or 30 minutes long, and not {minutes}")),
        }
    }

    /// Seconds of an interval.
    pub fn secs(self) -> u32 {
        match self {
            Grain::Quarter => 900,
            Grain::Half => 1800,
        }
    }

    /// Intervals of a day of 24 hours.
    pub fn slots(self) -> usize {
        86_400 / self.secs() as usize
    }
}

/// What a person says of a stretch of history.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// Nothing was recorded there; it is no zero.
    Gap,
    /// It will not come again: it stands in the record and teaches nothing.
    Spike,
    /// So many were written in each interval of it.
    Count(f64),
}

/// A stretch of history with a mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Marked {
    /// Its first second.
    pub from: At,
    /// The second after its last.
    pub until: At,
    /// What is said of it.
    pub mark: Mark,
}

/// Where an interval lies on the wall of the history's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// Days since 1 January 1970 there.
    pub day: i32,
    /// Which interval of the day, from midnight, as the wall shows it. On a day of 23 hours some never come; on one of
    /// 25 hours some come twice.
    pub slot: usize,
}

impl Local {
    /// 0 is Monday.
    pub fn weekday(self) -> usize {
        weekday(self.day)
    }
}

/// The weekday of a day since 1970; 0 is Monday.
pub fn weekday(day: i32) -> usize {
    // 1 January 1970 was a Thursday.
    (day + 3).rem_euclid(7) as usize
}

/// How many were written in each interval of a stretch of time, for one key. A gap is told apart from a zero.
///
/// Intervals are of absolute time, so none is lost or doubled when clocks change; the zone says which weekday and which
/// slot of the day each one is.
///
/// ```
/// use watchfloor::floor::{At, promise::WallClock};
/// use watchfloor::plan::history::{Grain, History, Key, Mark, Marked};
/// let zone = WallClock::of("Europe/Zurich").unwrap();
/// let at = |text: &str| At::from_timestamp(text.parse().unwrap()).unwrap();
/// // The day on which clocks go back has 25 hours, and so 50 half hours.
/// let from = at("2025-10-25T22:00:00Z");
/// let mut history = History::new(Key::default(), Grain::Half, zone, from, (0..50).map(|_| Some(3.0)));
/// assert_eq!((history.local(0).slot, history.local(49).slot), (0, 47));
/// assert_eq!((history.local(4).slot, history.local(6).slot), (4, 4), "two o'clock comes twice");
/// history.set_marks(vec![Marked { from, until: from.plus(3600), mark: Mark::Gap }]);
/// assert_eq!((history.value(1), history.value(2)), (None, Some(3.0)));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    key: Key,
    grain: Grain,
    zone: Arc<WallClock>,
    start: i64,
    /// NaN is a gap.
    counts: Vec<f64>,
    marks: Vec<Marked>,
}

impl History {
    /// A history that begins with the interval that `from` lies in. `None` is a gap; what is negative or no number is
    /// one too. At most [`HISTORY_INTERVALS_MAX`] intervals, the newest, are kept.
    pub fn new(
        key: Key,
        grain: Grain,
        zone: impl Into<Arc<WallClock>>,
        from: At,
        counts: impl IntoIterator<Item = Option<f64>>,
    ) -> History {
        let zone = zone.into();
        let usable = |count: &f64| count.is_finite() && *count >= 0.0;
        let mut counts: Vec<f64> = counts.into_iter().map(|c| c.filter(usable).unwrap_or(f64::NAN)).collect();
        let mut start = aligned(from.unix(), grain, &zone);
        let over = counts.len().saturating_sub(HISTORY_INTERVALS_MAX);
        counts.drain(..over);
        start += over as i64 * i64::from(grain.secs());
        History { key, grain, zone, start, counts, marks: Vec::new() }
    }

    /// What it is of.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// How long its intervals are.
    pub fn grain(&self) -> Grain {
        self.grain
    }

    /// The zone of its weekdays and slots.
    pub fn zone(&self) -> &Arc<WallClock> {
        &self.zone
    }

    /// How many intervals there are.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// When an interval begins; also of one before or after the history.
    pub fn begins(&self, interval: i64) -> At {
        At::from_unix(self.start + interval * i64::from(self.grain.secs())).unwrap_or(At::FIRST)
    }

    /// When the history ends.
    pub fn ends(&self) -> At {
        self.begins(self.len() as i64)
    }

    /// The interval that a moment lies in; negative before the history.
    pub fn interval_of(&self, at: At) -> i64 {
        (at.unix() - self.start).div_euclid(i64::from(self.grain.secs()))
    }

    /// Where an interval lies on the wall; also of one before or after the history.
    pub fn local(&self, interval: i64) -> Local {
        let wall = self.zone.shows(self.begins(interval));
        let slot = wall.rem_euclid(86_400) / i64::from(self.grain.secs());
        Local { day: wall.div_euclid(86_400) as i32, slot: slot as usize }
    }

    /// The first interval at or after the midnight that begins a day since 1970 on the wall.
    pub fn midnight(&self, day: i32) -> i64 {
        let guess = self.interval_of(At::from_unix(i64::from(day) * 86_400).unwrap_or(At::FIRST));
        let slots = self.grain.slots() as i64;
        let (mut low, mut high) = (guess - slots, guess + slots);
        while low < high {
            let middle = (low + high).div_euclid(2);
            if self.local(middle).day < day { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// How many were written in an interval, as the marks have it; `None` in a gap and outside.
    pub fn value(&self, interval: i64) -> Option<f64> {
        let place = usize::try_from(interval).ok()?;
        let recorded = *self.counts.get(place)?;
        let at = self.begins(interval);
        let said = self.marks.iter().rev().find(|m| m.from <= at && at < m.until && m.mark != Mark::Spike);
        match said.map(|m| m.mark) {
            Some(Mark::Gap) => None,
            Some(Mark::Count(count)) => Some(count),
            _ => (!recorded.is_nan()).then_some(recorded),
        }
    }

    /// What was recorded, whatever the marks say.
    pub fn recorded(&self, interval: i64) -> Option<f64> {
        usize::try_from(interval).ok().and_then(|place| self.counts.get(place)).copied().filter(|c| !c.is_nan())
    }

    /// All values from an interval to before another, NaN where there is a gap. With `taught`, spikes are gaps too.
    pub(in crate::plan) fn values(&self, from: usize, until: usize, taught: bool) -> Vec<f64> {
        let until = until.min(self.len());
        let mut values = self.counts.get(from..until).unwrap_or_default().to_vec();
        for marked in &self.marks {
            let secs = i64::from(self.grain.secs());
            let first = (marked.from.unix() - self.start + secs - 1).div_euclid(secs).max(from as i64) as usize;
            let after = (marked.until.unix() - self.start + secs - 1).div_euclid(secs).clamp(0, until as i64) as usize;
            let with = match marked.mark {
                Mark::Gap => f64::NAN,
                Mark::Count(count) => count,
                Mark::Spike if taught => f64::NAN,
                Mark::Spike => continue,
            };
            if first < after {
                values.iter_mut().take(after - from).skip(first - from).for_each(|value| *value = with);
            }
        }
        values
    }

    /// The marks, in the order in which they were set; a later one stands over an earlier one.
    pub fn marks(&self) -> &[Marked] {
        &self.marks
    }

    /// Sets all marks anew. Marks whose stretch is empty and counts that are no counts are left out, and of more than
    /// [`HISTORY_MARKS_MAX`] the newest are kept. What was recorded stays, so taking a mark away brings it back.
    pub fn set_marks(&mut self, mut marks: Vec<Marked>) {
        marks.retain(|m| m.from < m.until && !matches!(m.mark, Mark::Count(c) if !c.is_finite() || c < 0.0));
        let over = marks.len().saturating_sub(HISTORY_MARKS_MAX);
        marks.drain(..over);
        self.marks = marks;
    }

    /// The sum of two histories of the same grain and zone under a key: where either knows something. Marks of both
    /// are applied first, and the sum has none.
    ///
    /// # Errors
    ///
    /// A sentence when their intervals differ.
    pub fn merged(&self, other: &History, key: Key) -> Result<History, String> {
        if self.grain != other.grain || self.zone.name() != other.zone.name() {
            return Err("only histories of the same interval and zone can be added up".to_owned());
        }
        let from = self.start.min(other.start);
        let until = self.ends().max(other.ends()).unix();
        let secs = i64::from(self.grain.secs());
        let begin = At::from_unix(from).unwrap_or(At::FIRST);
        let counts = (0..(until - from).div_euclid(secs)).map(|i| {
            let at = begin.plus((i * secs) as u32);
            match (self.value(self.interval_of(at)), other.value(other.interval_of(at))) {
                (Some(a), Some(b)) => Some(a + b),
                (a, b) => a.or(b),
            }
        });
        Ok(History::new(key, self.grain, Arc::clone(&self.zone), begin, counts))
    }
}

/// The start of the interval that a second lies in: intervals begin at whole quarters or halves of the wall's hours.
pub(super) fn aligned(unix: i64, grain: Grain, zone: &WallClock) -> i64 {
    let offset = At::from_unix(unix).map_or(0, |at| zone.offset(at));
    unix - (unix + offset).rem_euclid(i64::from(grain.secs()))
}
