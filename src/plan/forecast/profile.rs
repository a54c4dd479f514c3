//! The usual week: how the hours of each weekday differ, whatever the level.
//!
//! Counts become `z = ln(1 + count)`, so that what multiplies counts adds to `z`, and everything that follows is a
//! median: a day of a spike is one value among many, and moves nothing. Four layers are added up:
//!
//! 1. `slot`: the middle of each slot of the day, of all days, when each day's own level is taken away;
//! 2. `offset`: the middle level of each weekday;
//! 3. `cell`: what a weekday does in a slot beside that;
//! 4. neighbouring slots, as a smooth line.
//!
//! The finer a layer, the fewer values it has, so it is believed only as far as it differs by more than noise would:
//! a share `1 - noise / seen` of it, at least none (James and Stein 1961). A quiet queue with a firm week keeps
//! Friday's lunch hour; a bursty one keeps the day and the level.

use super::robust::{MEDIAN_VARIANCE, believed, median, spread_about_zero};
use crate::plan::history::{History, weekday};

/// Weeks that teach. Eight weeks give each cell eight values; a season is a matter of the level.
pub(super) const WEEKS: usize = 8;
/// Minutes of the smooth line's standard deviation.
const SMOOTH_MINUTES: f64 = 60.0;
/// How many times the noise a wrinkle must exceed before the smooth line lets it be.
const WRINKLE_TIMES: f64 = 2.0;
/// Mentions an interval below which neighbouring intervals are added up before anything else: the middle of a few
/// noughts and ones says nothing.
const SPARSE: f64 = 3.0;
/// Occurrences of a weekday, all empty, after which it is taken to be a day of rest.
const REST_WEEKS: u32 = 2;

/// `z` of the days that teach, by day and slot. NaN where nothing is known.
pub(super) struct Days {
    /// The first, as days since 1970.
    pub first: i32,
    pub slots: usize,
    /// Row by row.
    pub z: Vec<f64>,
    /// The mean count of an interval.
    pub mean: f64,
    /// Intervals that are added up on each side of one.
    pub reach: usize,
}

impl Days {
    pub fn count(&self) -> usize {
        self.z.len() / self.slots
    }

    pub fn weekday(&self, day: usize) -> usize {
        weekday(self.first + day as i32)
    }

    fn of_weekday(&self, which: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.count()).filter(move |day| self.weekday(*day) == which)
    }

    /// The days from the one of interval `from` to before interval `until`.
    ///
    /// `taught` are the counts of these intervals. An hour that comes twice is averaged.
    pub fn of(history: &History, from: usize, places: &[(i32, u16)], taught: &[f64]) -> Days {
        let slots = history.grain().slots();
        let first = history.local(from as i64).day;
        let known = taught.iter().filter(|count| !count.is_nan());
        let (sum, n) = known.fold((0.0, 0_usize), |(sum, n), count| (sum + count, n + 1));
        let mean = if n > 0 { sum / n as f64 } else { 0.0 };
        // Half a day at most: what is rarer has no hours.
        let wanted = (SPARSE / mean.max(1e-9)).ceil().min(slots as f64 / 2.0) as usize;
        let reach = if mean < SPARSE { wanted / 2 } else { 0 };
        let days = places.last().map_or(0, |(day, _)| (day - first + 1) as usize);
        let mut z = vec![f64::NAN; days * slots];
        let counts = added_up(taught, reach);
        for ((day, slot), count) in places.iter().zip(&counts) {
            if !count.is_nan()
                && let Some(place) = z.get_mut((day - first) as usize * slots + usize::from(*slot))
            {
                let value = count.ln_1p();
                *place = if place.is_nan() { value } else { (*place + value) / 2.0 };
            }
        }
        Days { first, slots, z, mean, reach }
    }
}

/// The mean of each value and its neighbours on both sides, as far as they are known. Where the value itself is a gap
/// it stays one.
fn added_up(counts: &[f64], reach: usize) -> Vec<f64> {
    if reach == 0 {
        return counts.to_vec();
    }
    let mut sums = vec![(0.0, 0_u32)];
    for count in counts {
        let (sum, n) = sums.last().copied().unwrap_or_default();
        sums.push(if count.is_nan() { (sum, n) } else { (sum + count, n + 1) });
    }
    let one = |(i, count): (usize, &f64)| {
        let (from, until) = (sums[i.saturating_sub(reach)], sums[(i + reach + 1).min(counts.len())]);
        if count.is_nan() { f64::NAN } else { (until.0 - from.0) / f64::from(until.1 - from.1).max(1.0) }
    };
    counts.iter().enumerate().map(one).collect()
}

/// The usual week, as `z` without the level of now.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Profile {
    slots: usize,
    /// Weekday by slot; NaN where the desk is closed.
    z: Vec<f64>,
    /// The standard deviation of one count about its cell and its day's level, in `z`.
    pub noise: f64,
    /// The variance of the profile itself in units of the noise's.
    pub own_variance: f64,
}

impl Profile {
    /// The usual `z` of a slot of a weekday; NaN where nothing was ever recorded.
    pub fn at(&self, weekday: usize, slot: usize) -> f64 {
        self.z[weekday * self.slots + slot]
    }

    pub fn of(days: &Days) -> Profile {
        let slots = days.slots;
        let (slot, level) = middles(days);
        let resting = rest(days);
        let mut row = Vec::new();
        let mut offset = [0.0; 7];
        for (which, offset) in offset.iter_mut().enumerate() {
            row.clear();
            row.extend(days.of_weekday(which).map(|day| level[day]).filter(|level| !level.is_nan()));
            let middle = median(&mut row);
            *offset = if middle.is_nan() { 0.0 } else { middle };
        }
        let cells = cells(days, &slot, &level);
        // Counts scatter at least as much as chance does: Var ln(1 + y) is about m / (1 + m)^2 of a Poisson mean m.
        let chance = days.mean / (1.0 + days.mean).powi(2) / (2 * days.reach + 1) as f64;
        let scatter = if cells.noise > 0.0 { cells.noise } else { scatter_of_few(days, &slot, &level) };
        let noise = scatter.max(chance.sqrt()).max(0.01);
        let variance = noise * noise * MEDIAN_VARIANCE;
        let known = level.iter().filter(|level| !level.is_nan()).count().max(1);
        let base = smoothed(&slot, variance / known as f64, slots);
        let mut z = vec![f64::NAN; 7 * slots];
        let mut own = 0.0;
        for which in 0..7 {
            let cell = &cells.z[which * slots..(which + 1) * slots];
            let each = variance / f64::from(cells.weeks[which].max(1));
            let seen: Vec<f64> = cell.iter().filter(|c| !c.is_nan()).map(|c| c * c).collect();
            let kept = if cells.weeks[which] == 0 {
                0.0
            } else {
                believed(each, seen.iter().sum::<f64>() / seen.len().max(1) as f64)
            };
            own += (kept * kept * each + variance / known as f64) / (noise * noise) / 7.0;
            let cell = smoothed(cell, each, slots);
            for slot in 0..slots {
                let beside = if cell[slot].is_nan() { 0.0 } else { kept * cell[slot] };
                let closed = resting[which * slots + slot];
                z[which * slots + slot] = if closed { f64::NAN } else { base[slot] + offset[which] + beside };
            }
        }
        Profile { slots, z, noise, own_variance: own }
    }
}

/// The middle of each slot and the level of each day, one taken away from the other, twice.
fn middles(days: &Days) -> (Vec<f64>, Vec<f64>) {
    let (slots, count) = (days.slots, days.count());
    let mut slot = vec![f64::NAN; slots];
    let mut level = vec![0.0; count];
    let mut row = Vec::with_capacity(count.max(slots));
    for _ in 0..2 {
        for (s, middle) in slot.iter_mut().enumerate() {
            row.clear();
            row.extend((0..count).map(|day| days.z[day * slots + s] - level[day]).filter(|z| !z.is_nan()));
            *middle = median(&mut row);
        }
        for (day, level) in level.iter_mut().enumerate() {
            row.clear();
            let values = &days.z[day * slots..(day + 1) * slots];
            row.extend(values.iter().zip(&slot).map(|(z, middle)| z - middle).filter(|z| !z.is_nan()));
            *level = median(&mut row);
        }
    }
    (slot, level)
}

struct Cells {
    z: Vec<f64>,
    /// The most values that a cell of the weekday has.
    weeks: [u32; 7],
    noise: f64,
}

/// The middle of each slot of each weekday, beside slot and day.
fn cells(days: &Days, slot: &[f64], level: &[f64]) -> Cells {
    let slots = days.slots;
    let mut cells = Cells { z: vec![f64::NAN; 7 * slots], weeks: [0; 7], noise: 0.0 };
    let mut scatter = Vec::with_capacity(days.z.len());
    let (mut values, mut of_cells) = (0.0, 0.0);
    let mut row = Vec::with_capacity(days.count() / 7 + 1);
    for which in 0..7 {
        for (s, usual) in slot.iter().enumerate() {
            row.clear();
            let known = days.of_weekday(which).map(|day| days.z[day * slots + s] - usual - level[day]);
            row.extend(known.filter(|z| !z.is_nan()));
            if row.is_empty() {
                continue;
            }
            let middle = median(&mut row);
            cells.z[which * slots + s] = middle;
            cells.weeks[which] = cells.weeks[which].max(row.len() as u32);
            if row.len() > 1 {
                scatter.extend(row.iter().map(|z| z - middle));
                values += row.len() as f64;
                of_cells += 1.0;
            }
        }
    }
    // Each cell has its own middle, which takes a part of the scatter away.
    let lost: f64 = if values > of_cells { values / (values - of_cells) } else { 1.0 };
    cells.noise = spread_about_zero(&mut scatter) * lost.sqrt();
    cells
}

/// The scatter where no weekday came twice: that about the slots of the day, or of one day from interval to interval.
fn scatter_of_few(days: &Days, slot: &[f64], level: &[f64]) -> f64 {
    let slots = days.slots;
    let mut apart: Vec<f64> = if level.iter().filter(|level| !level.is_nan()).count() > 1 {
        (0..days.z.len()).map(|i| days.z[i] - slot[i % slots] - level[i / slots]).filter(|z| !z.is_nan()).collect()
    } else {
        // The variance of a difference is twice that of each.
        let steps = days.z.windows(2).map(|two| (two[1] - two[0]) / std::f64::consts::SQRT_2);
        steps.filter(|step| !step.is_nan()).collect()
    };
    spread_about_zero(&mut apart)
}

/// Which slots of which weekdays have no count in any week, though there were some.
fn rest(days: &Days) -> Vec<bool> {
    let slots = days.slots;
    let mut closed = vec![false; 7 * slots];
    let anywhere: Vec<bool> =
        (0..slots).map(|s| (0..days.count()).any(|day| !days.z[day * slots + s].is_nan())).collect();
    for which in 0..7 {
        let occurred = days.of_weekday(which).count() as u32;
        for s in 0..slots {
            let ever = days.of_weekday(which).any(|day| !days.z[day * slots + s].is_nan());
            closed[which * slots + s] = !anywhere[s] || (!ever && occurred >= REST_WEEKS);
        }
    }
    closed
}

/// A line through the values of a day, as smooth as noise of this variance allows.
fn smoothed(values: &[f64], variance: f64, slots: usize) -> Vec<f64> {
    let width = SMOOTH_MINUTES / (1440.0 / slots as f64);
    let reach = (2.0 * width).ceil() as i64;
    let weights: Vec<f64> = (-reach..=reach).map(|k| (-0.5 * (k as f64 / width).powi(2)).exp()).collect();
    let near = |s: usize, k: i64| values[(s as i64 + k).rem_euclid(slots as i64) as usize];
    let mut line = vec![f64::NAN; slots];
    for (s, line) in line.iter_mut().enumerate().filter(|(s, _)| !values[*s].is_nan()) {
        let (mut sum, mut weight) = (0.0, 0.0);
        for (k, w) in (-reach..=reach).zip(&weights) {
            let value = near(s, k);
            if !value.is_nan() {
                sum += w * value;
                weight += w;
            }
        }
        *line = sum / weight;
    }
    let apart = |s: usize, k: i64| {
        let at = (s as i64 + k).rem_euclid(slots as i64) as usize;
        let apart = values[at] - line[at];
        (!apart.is_nan()).then_some(apart * apart)
    };
    let mut kept = line.clone();
    for (s, kept) in kept.iter_mut().enumerate().filter(|(_, z)| !z.is_nan()) {
        let seen: Vec<f64> = (-1..=1).filter_map(|k| apart(s, k)).collect();
        let seen = seen.iter().sum::<f64>() / seen.len().max(1) as f64;
        *kept += believed(WRINKLE_TIMES * variance, seen) * (values[s] - *kept);
    }
    kept
}
