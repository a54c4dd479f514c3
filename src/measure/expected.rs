//! What is ordinary: how many mentions a channel gets at this time of its week, learnt as they come.
//!
//! Three answers of growing detail are kept: the channel's level, each half hour of the day, each half hour of the
//! week. The more often a detail has been watched, the more it is believed; until then it leans on the coarser answer.
//! So a channel of an hour's age has an expectation, after a few days it knows its nights, and after some weeks its
//! Mondays.
//!
//! It knows no clock and no time zone: the caller says which minute of the local week it is. On the nights when clocks
//! change, an hour is watched twice or not at all, and nothing else happens.

/// Minutes of a week.
const WEEK_MINUTES: u16 = 7 * 24 * 60;
/// Half hours of a day, and of a week.
const DAY_SLOTS: usize = 48;
const WEEK_SLOTS: usize = 7 * DAY_SLOTS;
/// Watched minutes after which what was learnt counts half: a week of the level, two weeks of a half hour of the day,
/// four weeks of a half hour of the week.
const LEVEL_HALF_MINUTES: f64 = 10_080.0;
const DAY_HALF_MINUTES: f64 = 2.0 * 7.0 * 30.0;
const WEEK_HALF_MINUTES: f64 = 4.0 * 30.0;
/// Minutes that the coarser answer weighs in the finer one: a day's half hour is believed as much as the level after
/// one visit, a week's half hour as much as the day's after two.
const DAY_LEAN_MINUTES: f64 = 30.0;
const WEEK_LEAN_MINUTES: f64 = 60.0;
/// A count teaches at most so many times what was expected, and so many mentions more.
const TEACHES_TIMES: f64 = 4.0;
/// Watched minutes before which nothing is known by which a count could be too high.
const FIRST_MINUTES: f64 = 60.0;

/// A minute of the local week, from Monday 00:00.
///
/// ```
/// use watchfloor::measure::WeekMinute;
/// assert_eq!(WeekMinute::new(1, 9, 30), WeekMinute::of(24 * 60 + 570), "Tuesday, half past nine");
/// assert_eq!(WeekMinute::of(7 * 24 * 60 + 5), WeekMinute::of(5), "a week has no eighth day");
/// assert_eq!(WeekMinute::of(5).back(10), WeekMinute::new(6, 23, 55));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WeekMinute(u16);

impl WeekMinute {
    /// The minute so many minutes after Monday 00:00; what is more than a week begins anew.
    pub fn of(minute: u32) -> WeekMinute {
        WeekMinute((minute % u32::from(WEEK_MINUTES)) as u16)
    }

    /// The minute of this hour of this day, of which 0 is Monday.
    pub fn new(day: u8, hour: u8, minute: u8) -> WeekMinute {
        WeekMinute::of((u32::from(day) * 24 + u32::from(hour)) * 60 + u32::from(minute))
    }

    /// So many minutes earlier in the week, from Monday back to Sunday.
    pub fn back(self, minutes: u32) -> WeekMinute {
        let minutes = minutes % u32::from(WEEK_MINUTES);
        WeekMinute::of(u32::from(self.0) + u32::from(WEEK_MINUTES) - minutes)
    }

    fn slot(self) -> usize {
        usize::from(self.0) / 30
    }
}

/// Mentions in watched minutes, older ones counting less.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Seen {
    mentions: f32,
    minutes: f32,
}

impl Seen {
    fn learn(&mut self, mentions: f64, minutes: f64, half: f64) {
        let kept = 0.5_f64.powf(minutes / half);
        self.mentions = (f64::from(self.mentions) * kept + mentions) as f32;
        self.minutes = (f64::from(self.minutes) * kept + minutes) as f32;
    }

    /// Mentions a minute, of which `lean` minutes are the coarser answer's.
    fn rate(self, coarser: f64, lean: f64) -> f64 {
        (f64::from(self.mentions) + coarser * lean) / (f64::from(self.minutes) + lean)
    }
}

/// By how much more than by chance alone counts differ from what is expected, as the `phi` of a negative binomial: its
/// variance is `m + phi m^2` of a mean `m`; 0 is Poisson.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dispersion {
    excess: f64,
    squares: f64,
    kept: f64,
}

impl Dispersion {
    /// Nothing learnt yet: 0.2, a spread of 45 % about the mean, with the weight of a few counts. What was learnt
    /// counts half after `half` counts.
    pub fn new(half: f64) -> Dispersion {
        Dispersion { excess: 0.2 * 16.0, squares: 16.0, kept: 0.5_f64.powf(1.0 / half.max(1.0)) }
    }

    /// By the moments: the sum of `(x - m)^2 - m` over the sum of `m^2`. A count far above what was expected is for the
    /// caller to cut before.
    ///
    /// ```
    /// use watchfloor::measure::Dispersion;
    /// let mut phi = Dispersion::new(1000.0);
    /// // 5 and 15 in turn, of 10: a variance of 25, of which 10 are chance and 15 = phi 10^2 are not.
    /// (0..2000).for_each(|i| phi.learn(if i % 2 == 0 { 5.0 } else { 15.0 }, 10.0));
    /// assert!((phi.phi() - 0.15).abs() < 0.001, "{}", phi.phi());
    /// ```
    pub fn learn(&mut self, count: f64, expected: f64) {
        let off = count - expected;
        self.excess = self.excess * self.kept + off * off - expected;
        self.squares = self.squares * self.kept + expected * expected;
    }

    /// `phi`, from 0.005 (nobody's expectation is exact) to 10.
    pub fn phi(&self) -> f64 {
        if self.squares > 0.0 { (self.excess / self.squares).clamp(0.005, 10.0) } else { 0.2 }
    }
}

/// What is expected of one channel, by half hour of the week. About 3 KB.
///
/// ```
/// use watchfloor::measure::{Expected, WeekMinute};
/// let mut expected = Expected::new();
/// // Four weeks of 12 mentions an hour from 8 to 20 o'clock, and none at night.
/// for hour in 0..4 * 7 * 24_u32 {
///     let day = (8..20).contains(&(hour % 24));
///     (0..12).for_each(|i| expected.learn(WeekMinute::of(hour * 60 + i * 5), 300, u32::from(day)));
/// }
/// let noon = expected.count(WeekMinute::new(2, 12, 0), 3600);
/// let night = expected.count(WeekMinute::new(2, 3, 0), 3600);
/// assert!((10.0..13.0).contains(&noon) && night < 1.0, "{noon} {night}");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    level: Seen,
    day: [Seen; DAY_SLOTS],
    week: Box<[Seen; WEEK_SLOTS]>,
    dispersion: Dispersion,
    minutes: f64,
}

impl Default for Expected {
    fn default() -> Expected {
        Expected::new()
    }
}

impl Expected {
    /// Of a channel never watched.
    pub fn new() -> Expected {
        Expected {
            level: Seen::default(),
            day: [Seen::default(); DAY_SLOTS],
            week: Box::new([Seen::default(); WEEK_SLOTS]),
            dispersion: Dispersion::new(2016.0),
            minutes: 0.0,
        }
    }

    /// How many mentions come in `secs` seconds from this minute of the week on. Read at one half hour: of longer spans
    /// ask for their parts. 0 of a channel never watched.
    pub fn count(&self, at: WeekMinute, secs: u32) -> f64 {
        let level = self.level.rate(0.0, 1e-6);
        let day = self.day[at.slot() % DAY_SLOTS].rate(level, DAY_LEAN_MINUTES);
        self.week[at.slot()].rate(day, WEEK_LEAN_MINUTES) * f64::from(secs) / 60.0
    }

    /// How many mentions come in `secs` seconds whatever the hour.
    pub fn level(&self, secs: u32) -> f64 {
        self.level.rate(0.0, 1e-6) * f64::from(secs) / 60.0
    }

    /// How many mentions come so surely that their absence says something: the least of [`Expected::count`], of what
    /// this half hour of the day had before, and of what the two hours to either side had in this week's day, none
    /// leaning on other hours. `None` where this half hour of the week was never watched.
    pub fn sure(&self, at: WeekMinute, secs: u32) -> Option<f64> {
        if self.week[at.slot()].minutes <= 0.0 {
            return None;
        }
        let mut around = Seen::default();
        for slot in (0..9).map(|i| (at.slot() + WEEK_SLOTS + i - 4) % WEEK_SLOTS) {
            around.mentions += self.week[slot].mentions;
            around.minutes += self.week[slot].minutes;
        }
        let around = around.rate(0.0, 1e-6) * f64::from(secs) / 60.0;
        Some(self.likely(at, secs).min(around))
    }

    /// The lesser of [`Expected::count`] and of what this half hour of the day had before; where that was never
    /// watched, the first.
    pub fn likely(&self, at: WeekMinute, secs: u32) -> f64 {
        let (count, day) = (self.count(at, secs), self.day[at.slot() % DAY_SLOTS]);
        if day.minutes > 0.0 { count.min(day.rate(0.0, 1e-6) * f64::from(secs) / 60.0) } else { count }
    }

    /// By how much more than by chance counts differ from [`Expected::count`].
    pub fn phi(&self) -> f64 {
        self.dispersion.phi()
    }

    /// Days watched.
    pub fn days(&self) -> f64 {
        self.minutes / 1440.0
    }

    /// Learns from `count` mentions in `secs` seconds. A spike teaches at most 4 times what was expected and 4 mentions
    /// more, so that it is not ordinary the next time; a channel that has truly grown is known after a few visits.
    pub fn learn(&mut self, at: WeekMinute, secs: u32, count: u32) {
        if secs == 0 {
            return;
        }
        let minutes = f64::from(secs) / 60.0;
        let (ordinary, level) = (self.count(at, secs), self.level(secs));
        let cut = |expected: f64| match self.minutes < FIRST_MINUTES {
            true => f64::from(count),
            false => f64::from(count).min(TEACHES_TIMES * (expected + 1.0)),
        };
        let (of_slot, of_level) = (cut(ordinary), cut(level));
        if self.minutes >= FIRST_MINUTES {
            self.dispersion.learn(of_slot, ordinary);
        }
        self.level.learn(of_level, minutes, LEVEL_HALF_MINUTES);
        self.day[at.slot() % DAY_SLOTS].learn(of_slot, minutes, DAY_HALF_MINUTES);
        self.week[at.slot()].learn(of_slot, minutes, WEEK_HALF_MINUTES);
        self.minutes += minutes;
    }
}
