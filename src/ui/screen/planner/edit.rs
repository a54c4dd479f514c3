//! What a hand does to a shift: how it is afterwards, before anybody has decided it.

use super::axis::later;
use crate::floor::At;
use crate::floor::schedule::{Break, Lane, PlanId, PlannedShift, ScheduleCommand, ShiftId, Who};
use crate::limits::SHIFT_BREAKS_MAX;
use crate::view::PlanSheet;

/// Hours of a shift that is added with one gesture.
const NEW_SECS: u32 = 8 * 3600;
/// Length of a break that is added with one gesture.
const BREAK_SECS: u32 = 30 * 60;

/// An end of a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Its begin.
    Begin,
    /// Its end.
    End,
}

/// Seconds, to the nearest whole step.
pub fn snap(secs: i64, step_minutes: u32) -> i64 {
    let step = i64::from(step_minutes.max(1)) * 60;
    (secs + step / 2).div_euclid(step) * step
}

/// The moment of the grid that is nearest. The grid begins at the first second of the plan, so it lies on whole hours of
/// the clock on the wall.
pub fn snap_at(at: At, origin: At, step_minutes: u32) -> At {
    later(origin, snap(at.secs_since(origin), step_minutes))
}

/// The whole shift at another time, its breaks with it.
pub fn moved(shift: &PlannedShift, secs: i64) -> PlannedShift {
    let mut to = shift.clone();
    to.from = later(shift.from, secs);
    to.until = later(shift.until, secs);
    for pause in &mut to.breaks {
        (pause.from, pause.until) = (later(pause.from, secs), later(pause.until, secs));
    }
    to
}

/// The shift with one end elsewhere, at least one step long. Breaks that no longer lie inside are left out.
pub fn resized(shift: &PlannedShift, edge: Edge, secs: i64, step_minutes: u32) -> PlannedShift {
    let least = step_minutes.max(1) * 60;
    let mut to = shift.clone();
    match edge {
        Edge::Begin => to.from = later(shift.from, secs).min(shift.until.minus(least)),
        Edge::End => to.until = later(shift.until, secs).max(shift.from.plus(least)),
    }
    to.breaks.retain(|pause| pause.from >= to.from && pause.until <= to.until);
    to
}

/// The shift with one of its breaks elsewhere; it stays inside and keeps off the others.
pub fn break_moved(shift: &PlannedShift, place: usize, secs: i64) -> PlannedShift {
    let mut to = shift.clone();
    let Some(pause) = shift.breaks.get(place) else { return to };
    let before = place.checked_sub(1).and_then(|p| shift.breaks.get(p)).map_or(shift.from, |b| b.until);
    let after = shift.breaks.get(place + 1).map_or(shift.until, |b| b.from);
    let length = pause.until.secs_since(pause.from);
    let last = later(after, -length).max(before);
    let from = later(pause.from, secs).clamp(before, last);
    if let Some(pause) = to.breaks.get_mut(place) {
        (pause.from, pause.until) = (from, later(from, length));
    }
    to
}

/// The shift with half an hour of break in the middle of its longest stretch of work; `None` when there is no room.
pub fn with_break(shift: &PlannedShift, step_minutes: u32) -> Option<PlannedShift> {
    let begins = std::iter::once(shift.from).chain(shift.breaks.iter().map(|b| b.until));
    let ends = shift.breaks.iter().map(|b| b.from).chain([shift.until]);
    let (from, until) = begins.zip(ends).max_by_key(|(from, until)| until.secs_since(*from))?;
    let length = until.secs_since(from);
    if length < 2 * i64::from(BREAK_SECS) || shift.breaks.len() >= SHIFT_BREAKS_MAX {
        return None;
    }
    let begin = later(from, snap((length - i64::from(BREAK_SECS)) / 2, step_minutes));
    let mut to = shift.clone();
    to.breaks.push(Break { from: begin, until: begin.plus(BREAK_SECS), paid: false });
    to.breaks.sort();
    Some(to)
}

/// The shift of somebody else.
pub fn given(shift: &PlannedShift, lane: &Lane) -> PlannedShift {
    let seats = shift.who.people().max(1);
    let who = match lane {
        Lane::Agent(agent) => Who::Agent(*agent),
        Lane::Pool(name) => Who::Pool { name: name.clone(), seats },
        Lane::Open => Who::Open,
    };
    PlannedShift { who, ..shift.clone() }
}

/// A new shift of eight hours with its break, as long as the plan allows.
pub fn fresh(lane: &Lane, from: At, end: At, step_minutes: u32) -> PlannedShift {
    let until = from.plus(NEW_SECS).min(end).max(from.plus(step_minutes.max(1) * 60));
    let shift = given(&PlannedShift::new(Who::Open, from, until), lane);
    with_break(&shift, step_minutes).filter(|_| until.secs_since(from) > 6 * 3600).unwrap_or(shift)
}

/// One command for however many shifts are so from now on.
pub fn change(plan: PlanId, mut to: Vec<(ShiftId, PlannedShift)>, words: &str) -> Option<ScheduleCommand> {
    if to.len() > 1 {
        let put = to.into_iter().map(|(id, shift)| (Some(id), shift)).collect();
        return Some(ScheduleCommand::ReplaceShifts { plan, remove: Vec::new(), put, words: words.to_owned() });
    }
    to.pop().map(|(shift, to)| ScheduleCommand::ChangeShift { plan, shift, to })
}

/// One command that takes shifts out.
pub fn remove(plan: PlanId, shifts: &[ShiftId]) -> Option<ScheduleCommand> {
    match shifts {
        [] => None,
        [shift] => Some(ScheduleCommand::RemoveShift { plan, shift: *shift }),
        many => {
            let words = format!("{} shifts taken out", many.len());
            Some(ScheduleCommand::ReplaceShifts { plan, remove: many.to_vec(), put: Vec::new(), words })
        }
    }
}

/// One command that puts copies in so that the earliest begins at a moment. A copy of one shift goes into the row; of
/// many, each stays with its own.
pub fn paste(sheet: &PlanSheet, copies: &[PlannedShift], at: At, lane: Option<&Lane>) -> Option<ScheduleCommand> {
    let first = copies.iter().map(|shift| shift.from).min()?;
    let by = at.secs_since(first);
    let plan = sheet.plan;
    if let ([only], Some(lane)) = (copies, lane) {
        return Some(ScheduleCommand::AddShift { plan, shift: unpinned(given(&moved(only, by), lane)) });
    }
    let put = copies.iter().map(|shift| (None, unpinned(moved(shift, by)))).collect();
    let words = format!("{} shifts pasted", copies.len());
    Some(ScheduleCommand::ReplaceShifts { plan, remove: Vec::new(), put, words })
}

fn unpinned(shift: PlannedShift) -> PlannedShift {
    PlannedShift { pinned: false, ..shift }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::floor::AgentId;

    fn at(hour: i64) -> At {
        At::from_unix(1_511_740_800 + hour * 3600).expect("after 1970")
    }

    fn day() -> PlannedShift {
        let mut shift = PlannedShift::new(Who::Agent(AgentId(1)), at(8), at(17));
        shift.breaks = vec![Break { from: at(12), until: at(12).plus(1800), paid: false }];
        shift
    }

    #[test]
    fn a_moved_shift_takes_its_breaks_along() {
        let to = moved(&day(), 5_400);
        assert_eq!((to.from, to.until), (at(9).plus(1800), at(18).plus(1800)));
        assert_eq!(to.breaks[0].from, at(13).plus(1800));
        assert_eq!(moved(&to, -5_400), day());
    }

    #[test]
    fn an_edge_stops_one_step_before_the_other_and_breaks_outside_are_left_out() {
        assert_eq!(resized(&day(), Edge::End, -100 * 3600, 30).until, at(8).plus(1800));
        assert_eq!(resized(&day(), Edge::Begin, 100 * 3600, 15).from, at(17).minus(900));
        assert!(resized(&day(), Edge::Begin, 5 * 3600, 30).breaks.is_empty());
        assert_eq!(resized(&day(), Edge::End, 3600, 30).breaks, day().breaks);
    }

    #[test]
    fn a_break_stays_inside_and_off_the_others() {
        let two = with_break(&day(), 30).expect("there is room");
        assert_eq!(two.breaks.len(), 2);
        let last = break_moved(&two, 1, 100 * 3600);
        assert_eq!(last.breaks[1].until, at(17));
        let first = break_moved(&two, 1, -100 * 3600);
        assert_eq!(first.breaks[1].from, first.breaks[0].until);
        assert_eq!(break_moved(&two, 7, 3600), two, "there is no eighth");
    }

    #[test]
    fn the_grid_lies_on_the_clock() {
        assert_eq!(snap(899, 30), 0);
        assert_eq!(snap(900, 30), 1800);
        assert_eq!(snap(-899, 30), 0);
        assert_eq!(snap_at(at(9).plus(1_000), at(0), 15), at(9).plus(900));
    }

    #[test]
    fn what_is_added_is_a_day_of_work_inside_the_plan() {
        let new = fresh(&Lane::Pool("Contoso".into()), at(8), at(100), 30);
        assert_eq!((new.until, new.breaks.len()), (at(16), 1));
        assert_eq!(new.who, Who::Pool { name: "Contoso".into(), seats: 1 });
        assert_eq!(fresh(&Lane::Open, at(8), at(10), 30).until, at(10));
    }

    #[test]
    fn many_are_one_command() {
        let plan = PlanId(1);
        assert!(change(plan, Vec::new(), "").is_none() && remove(plan, &[]).is_none());
        let one = change(plan, vec![(ShiftId(3), day())], "");
        assert!(matches!(one, Some(ScheduleCommand::ChangeShift { shift: ShiftId(3), .. })));
        let two = change(plan, vec![(ShiftId(3), day()), (ShiftId(4), day())], "2 shifts moved");
        assert!(matches!(two, Some(ScheduleCommand::ReplaceShifts { put, .. }) if put.len() == 2));
    }
}
