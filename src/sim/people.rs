//! Who is on shift when.

use super::Chance;
use crate::floor::At;

/// One agent's day: at work from one moment to another, with a break between two more.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shift {
    pub(super) from: At,
    pub(super) until: At,
    pub(super) pause: (At, At),
}

/// Starts of shifts of eight hours as hours of the day, and how many of a hundred agents begin then.
const STARTS: [(u32, usize); 5] = [(0, 6), (6, 22), (8, 24), (11, 22), (14, 26)];

/// The shift of the `n`th of `team` agents on a day.
pub(super) fn shift(n: usize, team: usize, day: At, chance: &mut Chance) -> Shift {
    let place = n * 100 / team.max(1);
    let mut upto = 0;
    let start = STARTS.iter().find(|(_, share)| {
        upto += share;
        place < upto
    });
    let hour = start.map_or(8, |(hour, _)| *hour);
    let late = if chance.happens(0.08) { chance.wait(400.0).min(1800) } else { 0 };
    let from = day.plus(hour * 3600 + late + chance.below(120) as u32);
    let until = day.plus((hour + 8) * 3600 + chance.below(300) as u32);
    let pause_from = from.plus(3 * 3600 + chance.below(5400) as u32);
    let pause = (pause_from, pause_from.plus(1500 + chance.below(900) as u32));
    Shift { from, until, pause }
}
