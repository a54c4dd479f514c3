//! Hires, overtime and partner seats in one what-if, with cost and service level side by side.

use super::gap::GapTable;
use super::hiring::{Hires, Ramp};

/// The service level that people give a volume of a skill: volume, people, skill, and 0 to 1 of it.
pub type OnLevel<'a> = dyn FnMut(f64, f64, usize) -> f64 + 'a;

/// One thing that can be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// People are hired. Their hours lie as what is required lies in each week.
    Hire {
        /// Who begins when.
        hires: Vec<Hires>,
        /// How they learn.
        ramp: Ramp,
        /// The skill they are hired for.
        skill: usize,
        /// What an hour costs, in cents.
        hour_cents: u32,
    },
    /// Those who are there work longer where most are missing: at most this part of them at a time.
    Overtime {
        /// Hours a week that may be added in all.
        hours_a_week: f64,
        /// The part of those there who can stay or come earlier, 0 to 1.
        share: f64,
        /// What an hour costs, in cents.
        hour_cents: u32,
    },
    /// Seats of a partner, on each day of some days, from hour to hour, whether needed or not.
    Seats {
        /// How many.
        seats: u32,
        /// The skill.
        skill: usize,
        /// The first day.
        first_day: usize,
        /// The first day after.
        end_day: usize,
        /// Minutes after the day's beginning at which they begin.
        from_minutes: u32,
        /// Minutes after the day's beginning at which they end.
        until_minutes: u32,
        /// What an hour of a seat costs, in cents.
        hour_cents: u32,
    },
}

/// What is done together, by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffing {
    /// For example `20 hires and 6 seats`.
    pub name: String,
    /// What is done.
    pub measures: Vec<Measure>,
}

/// What it gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The name of what was done.
    pub name: String,
    /// What it costs, in cents, beyond what is planned already.
    pub cents: u64,
    /// The service level over the season, each mention counting the same: 0 to 1.
    pub level: f64,
    /// The worst day's, and which.
    pub worst: (usize, f64),
    /// Hours of people missing.
    pub under_hours: f64,
    /// Hours of people too many.
    pub over_hours: f64,
    /// The people there then, as [`GapTable::there`].
    pub there: Vec<f64>,
}

/// What measures would give, with cost and service level side by side. No measures at all are what happens if nothing is
/// done.
///
/// ```
/// use watchfloor::plan::{peak::*, roster::Grid};
/// let grid = Grid::weeks(30, 1);
/// let (last_year, there) = (vec![10.0; 336], vec![1_000; 336]);
/// let season = Season {
///     grid: &grid, skills: 1, last_year: &last_year, growth: 1.0, lifts: &[], there_milli: &there, shrinkage: 0.0,
/// };
/// let table = GapTable::of(&season, None, &mut |volume, _| volume / 5.0);
/// let mut level = |volume: f64, people: f64, _: usize| (people * 5.0 / volume).min(1.0);
/// let nothing = Staffing { name: "nothing".into(), measures: vec![] };
/// let seat = Measure::Seats {
///     seats: 1, skill: 0, first_day: 0, end_day: 7, from_minutes: 0, until_minutes: 720, hour_cents: 3_000,
/// };
/// let seats = Staffing { name: "one seat by day".into(), measures: vec![seat] };
/// let [a, b] = [&nothing, &seats].map(|what| outcome(&table, what, &mut level));
/// assert_eq!((a.cents, a.level, a.under_hours), (0, 0.5, 168.0));
/// assert_eq!((b.cents, b.level, b.under_hours), (84 * 3_000, 0.75, 84.0));
/// ```
pub fn outcome(table: &GapTable, what: &Staffing, level: &mut OnLevel<'_>) -> Outcome {
    let mut there = table.there.clone();
    let mut cents = 0.0;
    for measure in &what.measures {
        cents += match measure {
            Measure::Hire { hires, ramp, skill, hour_cents } => {
                hire(table, &mut there, hires, ramp, *skill) * f64::from(*hour_cents)
            }
            Measure::Overtime { hours_a_week, share, hour_cents } => {
                overtime(table, &mut there, *hours_a_week, *share) * f64::from(*hour_cents)
            }
            Measure::Seats { hour_cents, .. } => seats(table, &mut there, measure) * f64::from(*hour_cents),
        };
    }
    rate(table, what.name.clone(), cents.round().max(0.0) as u64, there, level)
}

/// Adds the hours of hires, and answers the hours that are paid for in the season.
fn hire(table: &GapTable, there: &mut [f64], hires: &[Hires], ramp: &Ramp, skill: usize) -> f64 {
    if skill >= table.skills {
        return 0.0;
    }
    let mut paid = 0.0;
    for week in 0..table.grid.week_count() {
        let days = (0..table.grid.days()).filter(|d| usize::from(table.grid.weeks[*d]) == week);
        let cells: Vec<usize> = days
            .flat_map(|d| table.grid.day_starts[d] as usize..table.grid.day_starts[d + 1] as usize)
            .map(|t| t * table.skills + skill)
            .collect();
        let required: f64 = cells.iter().map(|i| table.required[*i]).sum();
        let begun = |h: &&Hires| h.week <= week as i64;
        let people: f64 = hires.iter().filter(begun).map(|h| f64::from(h.people)).sum();
        let able: f64 = hires.iter().filter(begun).map(|h| f64::from(h.people) * ramp.at(week as i64 - h.week)).sum();
        let part = cells.len() as f64 / (7.0 * 24.0 * f64::from(table.grid.per_hour()));
        paid += people * ramp.hours_a_week * part;
        let slots = able * ramp.hours_a_week * part * (1.0 - table.shrinkage) * f64::from(table.grid.per_hour());
        if required > 0.0 {
            // Nobody is there twice.
            cells.iter().for_each(|i| there[*i] += (slots * table.required[*i] / required).min(able));
        }
    }
    paid
}

/// Adds overtime where most are missing, and answers the hours that were added.
fn overtime(table: &GapTable, there: &mut [f64], hours_a_week: f64, share: f64) -> f64 {
    let share = share.clamp(0.0, 1.0);
    let mut added = 0.0;
    for week in 0..table.grid.week_count() {
        let days = (0..table.grid.days()).filter(|d| usize::from(table.grid.weeks[*d]) == week);
        let slots = days.flat_map(|d| table.grid.day_starts[d] as usize..table.grid.day_starts[d + 1] as usize);
        let cells: Vec<usize> = slots.flat_map(|t| t * table.skills..(t + 1) * table.skills).collect();
        // How much each may take: what is missing, up to the part of those who are there.
        let room = |i: usize, level: f64| {
            let missing = table.required[i] - there[i];
            (missing - level).clamp(0.0, (share * table.there[i]).max(0.0))
        };
        let most = (hours_a_week * f64::from(table.grid.per_hour()) * (1.0 - table.shrinkage)).max(0.0);
        // The gap that is left everywhere when all is given: halved down to nothing worth counting.
        let (mut low, mut high) = (0.0, cells.iter().map(|i| table.required[*i]).fold(0.0, f64::max));
        let taken = |level: f64| cells.iter().map(|i| room(*i, level)).sum::<f64>();
        if taken(0.0) > most {
            for _ in 0..50 {
                let middle = (low + high) / 2.0;
                *(if taken(middle) > most { &mut low } else { &mut high }) = middle;
            }
        } else {
            high = 0.0;
        }
        let adds: Vec<f64> = cells.iter().map(|i| room(*i, high)).collect();
        for (i, add) in cells.iter().zip(adds) {
            there[*i] += add;
            added += add / f64::from(table.grid.per_hour()) / (1.0 - table.shrinkage);
        }
    }
    added
}

/// Adds seats, and answers their hours.
fn seats(table: &GapTable, there: &mut [f64], measure: &Measure) -> f64 {
    let Measure::Seats { seats, skill, first_day, end_day, from_minutes, until_minutes, .. } = *measure else {
        return 0.0;
    };
    let step = u32::from(table.grid.step_minutes);
    let mut count = 0u32;
    for d in first_day..end_day.min(table.grid.days()) {
        let (start, end) = (table.grid.day_starts[d], table.grid.day_starts[d + 1]);
        for t in (start + from_minutes / step)..(start + until_minutes / step).min(end) {
            if skill < table.skills {
                there[t as usize * table.skills + skill] += f64::from(seats);
                count += seats;
            }
        }
    }
    f64::from(count) / f64::from(table.grid.per_hour())
}

fn rate(table: &GapTable, name: String, cents: u64, there: Vec<f64>, level: &mut OnLevel<'_>) -> Outcome {
    let (mut met, mut all, mut worst) = (0.0, 0.0, (0, 1.0));
    let (mut under, mut over) = (0.0, 0.0);
    for d in 0..table.grid.days() {
        let (mut met_day, mut all_day) = (0.0, 0.0);
        let slots = table.grid.day_starts[d] as usize..table.grid.day_starts[d + 1] as usize;
        for i in slots.flat_map(|t| t * table.skills..(t + 1) * table.skills) {
            let (volume, people) = (table.volumes[i], there[i]);
            under += (table.required[i] - people).max(0.0);
            over += (people - table.required[i]).max(0.0);
            if volume > 0.0 {
                let share = Some(level(volume, people, i % table.skills)).filter(|l| l.is_finite()).unwrap_or(0.0);
                met_day += volume * share.clamp(0.0, 1.0);
                all_day += volume;
            }
        }
        if all_day > 0.0 && met_day / all_day < worst.1 {
            worst = (d, met_day / all_day);
        }
        met += met_day;
        all += all_day;
    }
    let hour = f64::from(table.grid.per_hour());
    let level = if all > 0.0 { met / all } else { 1.0 };
    Outcome { name, cents, level, worst, under_hours: under / hour, over_hours: over / hour, there }
}

/// A point of the curve of cost against service level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The part of the gap that is closed: 1 is all of it, more is more people than required.
    pub closed: f64,
    /// What it costs, in cents.
    pub cents: u64,
    /// The service level: 0 to 1.
    pub level: f64,
}

/// Cost against service level: what it costs, at a price an hour, to close a part of every gap, from nothing to all and in
/// the same steps beyond by as many people again, and the level that follows. The last steps before all are where money
/// buys least.
///
/// ```
/// # use watchfloor::plan::{peak::*, roster::Grid};
/// # let grid = Grid::weeks(30, 1);
/// # let (last_year, there) = (vec![10.0; 336], vec![1_000; 336]);
/// # let season = Season {
/// #     grid: &grid, skills: 1, last_year: &last_year, growth: 1.0, lifts: &[], there_milli: &there, shrinkage: 0.0,
/// # };
/// # let table = GapTable::of(&season, None, &mut |volume, _| volume / 5.0);
/// let mut level = |volume: f64, people: f64, _: usize| (people * 5.0 / volume).min(1.0);
/// let points = curve(&table, 2_500, 2, &mut level);
/// assert_eq!(points.iter().map(|p| p.closed).collect::<Vec<_>>(), [0.0, 0.5, 1.0, 1.5]);
/// assert_eq!((points[1].cents, points[1].level), (84 * 2_500, 0.75));
/// ```
pub fn curve(table: &GapTable, hour_cents: u32, steps: u32, level: &mut OnLevel<'_>) -> Vec<Point> {
    let steps = steps.clamp(1, 100);
    let paid = f64::from(hour_cents) / f64::from(table.grid.per_hour()) / (1.0 - table.shrinkage);
    let point = |n: u32| {
        let closed = f64::from(n) / f64::from(steps);
        let mut added = 0.0;
        let cells = table.required.iter().zip(&table.there).map(|(required, there)| {
            let more = (required - there).max(0.0) * closed;
            added += more;
            there + more
        });
        let there: Vec<f64> = cells.collect();
        let cents = (added * paid).round() as u64;
        let outcome = rate(table, String::new(), cents, there, level);
        Point { closed, cents, level: outcome.level }
    };
    (0..=steps + steps / 2).map(point).collect()
}
