//! Required against planned people over a season.

use crate::plan::roster::{Grid, MILLI};

/// More than usual for a while: a campaign, a day of sales.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lift {
    /// The first interval.
    pub from: u32,
    /// The first interval after.
    pub until: u32,
    /// Of which skill; `None` for all.
    pub skill: Option<usize>,
    /// By how much volume is multiplied.
    pub times: f64,
}

/// What a season is computed from.
#[derive(Clone, Debug)]
pub struct Season<'a> {
    /// Its intervals.
    pub grid: &'a Grid,
    /// Skills.
    pub skills: usize,
    /// What came in the same intervals a year ago: all skills of the first interval, then of the next.
    pub last_year: &'a [f64],
    /// By how much this year is more than the last.
    pub growth: f64,
    /// What comes on top. Where two meet, both count.
    pub lifts: &'a [Lift],
    /// People on the roster in thousandths, in the order of `last_year`: shrinkage taken off.
    pub there_milli: &'a [u32],
    /// The part of planned people who are not there, 0 to 1: what is required is for people at work, and hiring and hours
    /// are counted with it.
    pub shrinkage: f64,
}

impl Season<'_> {
    /// What comes in each interval of each skill. What is not a number or below nothing counts as nothing.
    pub fn volumes(&self) -> Vec<f64> {
        let growth = if self.growth.is_finite() { self.growth.max(0.0) } else { 1.0 };
        let cells = self.grid.slots() * self.skills;
        let was = |i: usize| self.last_year.get(i).copied().filter(|v| v.is_finite() && *v > 0.0).unwrap_or(0.0);
        let mut volumes: Vec<f64> = (0..cells).map(|i| was(i) * growth).collect();
        for lift in self.lifts.iter().filter(|l| l.times.is_finite() && l.times >= 0.0) {
            for t in lift.from as usize..(lift.until as usize).min(self.grid.slots()) {
                for k in (0..self.skills).filter(|k| lift.skill.is_none_or(|of| of == *k)) {
                    volumes[t * self.skills + k] *= lift.times;
                }
            }
        }
        volumes
    }
}

/// A half hour of a day, over all skills.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HalfHour {
    /// People required on average.
    pub required: f64,
    /// People there on average.
    pub there: f64,
    /// People missing on average: of skills that lack, whatever others have too many of.
    pub under: f64,
    /// People too many on average.
    pub over: f64,
}

/// Required and planned people of each interval of a season.
#[derive(Clone, Debug, PartialEq)]
pub struct GapTable {
    pub(super) grid: Grid,
    pub(super) skills: usize,
    pub(super) shrinkage: f64,
    /// What comes.
    pub volumes: Vec<f64>,
    /// People required, in people.
    pub required: Vec<f64>,
    /// People there, in people.
    pub there: Vec<f64>,
}

impl GapTable {
    /// The table of a season. `require` gives the people that a volume of an interval needs for a skill: what is not a
    /// number counts as none. It is asked once for each different volume of a skill in a row, and with `before` only for
    /// what has changed since: a slider that moves one campaign moves one campaign.
    ///
    /// ```
    /// use watchfloor::plan::{peak::{GapTable, Lift, Season}, roster::Grid};
    /// let grid = Grid::weeks(30, 1);
    /// let last_year = vec![10.0; 336];
    /// let there = vec![2_000; 336];
    /// let lifts = [Lift { from: 20, until: 22, skill: None, times: 2.0 }];
    /// let season = Season {
    ///     grid: &grid, skills: 1, last_year: &last_year, growth: 1.2, lifts: &lifts, there_milli: &there, shrinkage: 0.0,
    /// };
    /// let mut asked = 0;
    /// let mut require = |volume: f64, _skill: usize| { asked += 1; volume / 8.0 };
    /// let table = GapTable::of(&season, None, &mut require);
    /// assert_eq!((table.required[0], table.required[20]), (1.5, 3.0));
    /// assert_eq!((table.half_hour(0, 20).under, table.half_hour(0, 0).over), (1.0, 0.5));
    /// assert_eq!(table.under_hours(0..336), 1.0);
    /// let again = GapTable::of(&season, Some(&table), &mut require);
    /// assert_eq!(again, table);
    /// assert_eq!(asked, 3, "equal neighbours are asked once, and nothing had changed");
    /// ```
    pub fn of(season: &Season<'_>, before: Option<&GapTable>, require: &mut dyn FnMut(f64, usize) -> f64) -> GapTable {
        let volumes = season.volumes();
        let before = before.filter(|b| b.volumes.len() == volumes.len() && b.skills == season.skills);
        let mut required = Vec::with_capacity(volumes.len());
        let mut last: Vec<Option<(f64, f64)>> = vec![None; season.skills];
        for (i, volume) in volumes.iter().enumerate() {
            let skill = i % season.skills.max(1);
            let same = |of: f64| of.to_bits() == volume.to_bits();
            let people = match (before.filter(|b| same(b.volumes[i])), last[skill].filter(|(of, _)| same(*of))) {
                (Some(before), _) => before.required[i],
                (None, Some((_, people))) => people,
                (None, None) if *volume <= 0.0 => 0.0,
                (None, None) => Some(require(*volume, skill)).filter(|n| n.is_finite()).map_or(0.0, |n| n.max(0.0)),
            };
            last[skill] = Some((*volume, people));
            required.push(people);
        }
        let there = |i: usize| f64::from(season.there_milli.get(i).copied().unwrap_or(0)) / f64::from(MILLI);
        let there = (0..volumes.len()).map(there).collect();
        let shrinkage = if season.shrinkage.is_finite() { season.shrinkage.clamp(0.0, 0.95) } else { 0.0 };
        GapTable { grid: season.grid.clone(), skills: season.skills, shrinkage, volumes, required, there }
    }

    /// The part of planned people who are not there, 0 to 1.
    pub fn shrinkage(&self) -> f64 {
        self.shrinkage
    }

    /// Its intervals.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// People missing in an interval, over all skills.
    pub fn under(&self, slot: usize) -> f64 {
        self.cells(slot).map(|i| (self.required[i] - self.there[i]).max(0.0)).sum()
    }

    fn cells(&self, slot: usize) -> std::ops::Range<usize> {
        slot * self.skills..((slot + 1) * self.skills).min(self.required.len())
    }

    /// Hours of people missing over some intervals.
    pub fn under_hours(&self, slots: std::ops::Range<usize>) -> f64 {
        slots.map(|t| self.under(t)).sum::<f64>() / f64::from(self.grid.per_hour())
    }

    /// A half hour of a day, by how many half hours after the day began. A day on which the clock changes has 46 or 50.
    pub fn half_hour(&self, day: usize, half_hour: usize) -> HalfHour {
        let every = (self.grid.per_hour() / 2).max(1) as usize;
        let Some(start) = self.grid.day_starts.get(day).map(|s| *s as usize) else { return HalfHour::default() };
        let end = self.grid.day_starts.get(day + 1).map_or(start, |e| *e as usize);
        let from = start + half_hour * every;
        let mut sum = HalfHour::default();
        for i in (from..(from + every).min(end)).flat_map(|t| self.cells(t)) {
            let (required, there) = (self.required[i], self.there[i]);
            sum.required += required / every as f64;
            sum.there += there / every as f64;
            sum.under += (required - there).max(0.0) / every as f64;
            sum.over += (there - required).max(0.0) / every as f64;
        }
        sum
    }

    /// All half hours, day by day: the heat map.
    pub fn heat(&self) -> Vec<Vec<HalfHour>> {
        let every = (self.grid.per_hour() / 2).max(1);
        let count = |d: usize| ((self.grid.day_starts[d + 1] - self.grid.day_starts[d]) / every) as usize;
        (0..self.grid.days()).map(|d| (0..count(d)).map(|h| self.half_hour(d, h)).collect()).collect()
    }

    /// Hours missing in each week of the grid.
    pub fn week_hours(&self) -> Vec<f64> {
        let mut hours = vec![0.0; self.grid.week_count()];
        for d in 0..self.grid.days() {
            let slots = self.grid.day_starts[d] as usize..self.grid.day_starts[d + 1] as usize;
            hours[usize::from(self.grid.weeks[d])] += self.under_hours(slots);
        }
        hours
    }
}
