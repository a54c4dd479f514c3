//! Shifts that somebody could have instead, kind by kind.

use super::desk::{Desk, Try};
use super::instance::{Instance, Seat};
use super::shift::{BREAKS, Shift};

/// How somebody may help a window of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Their break is at another time.
    MoveBreak,
    /// Their shift of the day begins earlier or later.
    MoveShift,
    /// Their shift is longer.
    Longer,
    /// They come on a day that was free.
    CallIn,
    /// A seat of a partner pool is taken.
    PartnerSeat,
}

impl Way {
    /// All of them, the gentlest first.
    pub const ALL: [Way; 5] = [Way::MoveBreak, Way::MoveShift, Way::Longer, Way::CallIn, Way::PartnerSeat];
}

/// Hours that a shift is moved or made longer at most: more is another shift.
const HOURS_MAX: u16 = 4;

/// All that one person could do in one way for the intervals from `from` to `until`, lawful or not.
pub(in crate::plan) fn tries(desk: &Desk<'_>, way: Way, person: usize, from: u32, until: u32) -> Vec<Try> {
    let instance = desk.state.ground.instance;
    let is_pool = matches!(instance.people[person].seat, Seat::Pool { .. });
    let Some(first) = instance.grid.day_of(from) else { return Vec::new() };
    let last = instance.grid.day_of(until.saturating_sub(1)).unwrap_or(instance.grid.days() - 1);
    let mut found = Vec::new();
    // A shift of the evening before may reach into the window.
    for day in first.saturating_sub(1)..=last {
        let old = desk.state.at(person, day);
        if !desk.is_free_to_change(person, day) {
            continue;
        }
        let mut shifts = Vec::new();
        match (way, old.is_free()) {
            (Way::MoveBreak, false) if !is_pool => breaks(instance, old, &mut shifts),
            (Way::MoveShift, false) if !is_pool => moves(instance, old, &mut shifts),
            (Way::Longer, false) if !is_pool => longer(instance, person, old, &mut shifts),
            (Way::CallIn, true) if !is_pool => fresh(instance, person, day, from, until, &mut shifts),
            (Way::PartnerSeat, true) if is_pool => fresh(instance, person, day, from, until, &mut shifts),
            _ => {}
        }
        let touches = |s: &Shift| u32::from(s.from) < until && u32::from(s.until()) > from && *s != old;
        found.extend(shifts.into_iter().filter(touches).map(|shift| Try { person, day, shift }));
    }
    found
}

/// The same shift with its breaks as they are, from another beginning and with another length.
fn like(instance: &Instance, old: Shift, from: i32, len: i32) -> Option<Shift> {
    let (from, len) = (u16::try_from(from).ok()?, u16::try_from(len).ok().filter(|len| *len > 0)?);
    let at = |i: usize| old.breaks.get(i).copied().filter(|b| *b != u8::MAX);
    Shift::new(&instance.shapes, from, len, |i, first, last| at(i).map_or(first.midpoint(last), u16::from))
}

fn breaks(instance: &Instance, old: Shift, found: &mut Vec<Shift>) {
    let known = |i: usize| u16::from(old.breaks[i.min(BREAKS - 1)]);
    for which in 0..instance.shapes.breaks.len() {
        for at in 0..u16::from(old.len) {
            let shift = Shift::new(&instance.shapes, old.from, u16::from(old.len), |i, first, _| {
                if i == which {
                    at
                } else if old.breaks[i] == u8::MAX {
                    first
                } else {
                    known(i)
                }
            });
            // One that was clamped to another place is found there.
            found.extend(shift.filter(|s| u16::from(s.breaks[which]) == at && s.paid == old.paid));
        }
    }
}

fn moves(instance: &Instance, old: Shift, found: &mut Vec<Shift>) {
    let every = i32::from(instance.shapes.start_every);
    let most = i32::from(HOURS_MAX) * instance.grid.per_hour() as i32 / every;
    for by in (-most..=most).filter(|by| *by != 0) {
        let shift = like(instance, old, i32::from(old.from) + by * every, i32::from(old.len));
        found.extend(shift.filter(|s| s.paid == old.paid));
    }
}

fn longer(instance: &Instance, person: usize, old: Shift, found: &mut Vec<Shift>) {
    let every = i32::from(instance.shapes.length_every);
    let most = i32::from(HOURS_MAX) * instance.grid.per_hour() as i32 / every;
    for by in 1..=most {
        let len = i32::from(old.len) + by * every;
        if len > i32::from(instance.people[person].terms.shift_max) {
            return;
        }
        found.extend(like(instance, old, i32::from(old.from), len));
        found.extend(like(instance, old, i32::from(old.from) - by * every, len));
    }
}

fn fresh(instance: &Instance, person: usize, day: usize, from: u32, until: u32, found: &mut Vec<Shift>) {
    let (shapes, terms, grid) = (&instance.shapes, &instance.people[person].terms, &instance.grid);
    let (start, end) = (grid.day_starts[day], grid.day_starts[day + 1]);
    let mut len = terms.shift_min;
    while len <= terms.shift_max && shapes.length_every > 0 {
        let mut at = start;
        while at < end.min(until) {
            if at + u32::from(len) > from {
                // Two places for breaks are enough to keep them out of the way.
                for late in [false, true] {
                    let wish = |_: usize, first: u16, last: u16| if late { last } else { first };
                    found.extend(Shift::new(shapes, at as u16, len, wish));
                }
            }
            at += u32::from(shapes.start_every);
        }
        len += shapes.length_every;
    }
}
