//! Invented instances, the same for the same seed: for the benches, the tests and the examples.

use super::dice::Dice;
use super::instance::{BreakRule, Grid, Instance, MILLI, Person, PoolLimit, Seat, Shapes, Terms, Weights};
use crate::floor::AgentId;

/// A break of half an hour in shifts from six hours on, unpaid, with two hours before and behind it; shifts begin at half
/// hours and have whole hours.
pub fn shapes(step_minutes: u16) -> Shapes {
    let hour = 60 / step_minutes;
    let meal = BreakRule {
        from_length: 6 * hour,
        slots: (hour / 2).max(1) as u8,
        paid: false,
        after: 2 * hour,
        before: 2 * hour,
    };
    Shapes { start_every: (hour / 2).max(1), length_every: hour, breaks: vec![meal] }
}

/// Contracts of three kinds: full (34 to 40 hours in five days), part (16 to 24 in four), flexible (up to 30 in six).
pub fn terms(kind: usize, step_minutes: u16) -> Terms {
    let hour = 60 / step_minutes;
    let (least, most, days, overtime) = [(34, 40, 5, 6), (16, 24, 4, 4), (0, 30, 6, 4)][kind.min(2)];
    Terms {
        shift_min: 4 * hour,
        shift_max: 10 * hour,
        day_max: 10 * hour,
        week_min: least * hour,
        week_max: most * hour,
        overtime: overtime * hour,
        week_days_max: days,
        row_max: 6,
        rest: 11 * hour,
        weekends_max: 4,
    }
}

/// Everybody works 24 hours a day, seven days a week, three skills in six sets, and what they are asked for is
/// `load_pct` percent of what their contracts allow. With 200 people, 15 minutes and 94 it is the floor by which the
/// search is measured.
pub fn floor(seed: u64, people: usize, weeks: u8, step_minutes: u16, load_pct: u32) -> Instance {
    let mut dice = Dice::new(seed);
    let grid = Grid::weeks(step_minutes, weeks);
    let people: Vec<Person> = (0..people).map(|n| person(&mut dice, &grid, n)).collect();
    let capacity: u32 = people.iter().map(|p| u32::from(p.terms.week_max) * u32::from(weeks)).sum();
    let need_milli = need(&grid, capacity * load_pct / 100);
    Instance {
        shapes: shapes(step_minutes),
        skills: 3,
        need_milli,
        people,
        pools: Vec::new(),
        covers: Vec::new(),
        weights: Weights { cents_a_point: 0, ..Weights::default() },
        grid,
    }
}

/// Twelve people and a week of half hours.
pub fn small(seed: u64) -> Instance {
    floor(seed, 12, 1, 30, 80)
}

/// Seats of a partner at the end of the people, open from hour to hour on each day, at a price, up to so many hours a
/// week together.
pub fn with_pool(mut instance: Instance, seats: u16, hours: (u32, u32), hour_cents: u32, week_hours: u32) -> Instance {
    let (step, hour) = (instance.grid.step_minutes, instance.grid.per_hour());
    let pool = instance.pools.len() as u16;
    instance.pools.push(PoolLimit { week_slots_max: week_hours * hour });
    let starts = &instance.grid.day_starts[..instance.grid.days()];
    let open: Vec<(u32, u32)> = starts.iter().map(|s| (s + hours.0 * hour, s + hours.1 * hour)).collect();
    for seat in 0..seats {
        let terms = Terms {
            week_min: 0,
            week_max: 70 * hour as u16,
            overtime: 0,
            week_days_max: 7,
            row_max: 255,
            ..terms(2, step)
        };
        instance.people.push(Person {
            seat: Seat::Pool { pool, seat },
            skills: 0b001,
            groups: 0,
            worth_milli: MILLI as u16,
            terms,
            open: open.clone(),
            band: None,
            wish_off: 0,
            hour_cents,
            overtime_cents: hour_cents,
            by_the_hour: true,
            row_before: 0,
            row_after: 0,
            weekends_before: 0,
            weekends_after: 0,
            outside: Vec::new(),
            given: Vec::new(),
        });
    }
    instance.weights.cents_a_point = Weights::default().cents_a_point;
    instance
}

const SETS: [u32; 6] = [0b001, 0b010, 0b100, 0b011, 0b110, 0b111];

fn person(dice: &mut Dice, grid: &Grid, n: usize) -> Person {
    let (hour, days) = (grid.per_hour(), grid.days() as u32);
    let kind = [0, 0, 0, 0, 0, 0, 1, 1, 2, 0][dice.below(10)];
    let skills = SETS[[0, 0, 0, 1, 1, 2, 3, 3, 4, 5][dice.below(10)]];
    let off = dice.below(14);
    let window = [(0, 24), (0, 24), (0, 24), (6, 24), (6, 18), (12, 24)][dice.below(6)];
    let mut open: Vec<(u32, u32)> = Vec::new();
    for (d, start) in grid.day_starts[..days as usize].iter().enumerate() {
        if d % 7 == off {
            continue;
        }
        let (from, until) = (start + window.0 * hour, start + window.1 * hour);
        match open.last_mut() {
            Some(last) if last.1 == from => last.1 = until,
            _ => open.push((from, until)),
        }
    }
    let bands = [(0, 12), (6, 18), (6, 18), (12, 24), (12, 24)];
    let band = bands[dice.below(5)];
    let wish = dice.below(7);
    Person {
        seat: Seat::Agent(AgentId(n as u16)),
        skills,
        groups: u32::from(dice.below(10) == 0),
        worth_milli: MILLI as u16,
        terms: terms(kind, grid.step_minutes),
        open,
        band: (dice.below(4) > 0).then_some(((band.0 * hour) as u16, (band.1 * hour) as u16)),
        wish_off: if dice.below(2) == 0 { 1 << wish } else { 0 },
        hour_cents: 2_400,
        overtime_cents: 3_000,
        by_the_hour: false,
        row_before: 0,
        row_after: 0,
        weekends_before: 0,
        weekends_after: 0,
        outside: Vec::new(),
        given: Vec::new(),
    }
}

/// People each hour of a day in hundredths of the busiest, with a peak at noon and a higher one in the evening.
const CURVE: [u32; 24] =
    [18, 14, 12, 10, 10, 13, 22, 36, 55, 72, 84, 90, 88, 80, 76, 78, 84, 92, 100, 98, 86, 66, 44, 27];
/// The weight of each day of a week, Monday first.
const WEEK: [u32; 7] = [105, 102, 100, 100, 98, 92, 90];
/// The part of each skill, in hundredths.
const PARTS: [u32; 3] = [50, 30, 20];

/// Whole people that add up to about `total` person-intervals.
fn need(grid: &Grid, total: u32) -> Vec<u32> {
    let curve = |t: usize| {
        let day = grid.day_of(t as u32).unwrap_or(0);
        let hour = ((t as u32 - grid.day_starts[day]) / grid.per_hour()) as usize % 24;
        u64::from(CURVE[hour]) * u64::from(WEEK[day % 7])
    };
    let all: u64 = (0..grid.slots()).map(curve).sum();
    let mut need = Vec::with_capacity(grid.slots() * PARTS.len());
    let mut carry = [0u64; 3];
    for t in 0..grid.slots() {
        for (k, part) in PARTS.iter().enumerate() {
            // What rounding left over comes an interval later, so that the sum is kept.
            let exact = curve(t) * u64::from(total) * u64::from(*part) * 10 / all + carry[k];
            let whole = (exact + 500) / u64::from(MILLI);
            carry[k] = exact.saturating_sub(whole * u64::from(MILLI));
            need.push(whole as u32 * MILLI);
        }
    }
    need
}
