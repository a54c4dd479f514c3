//! What can be done on the planner's screen: each deed with its words, its key and when it cannot be done.

use super::ask::PlanAsk;
use super::edit::{self, Edge};
use super::gantt::{ZOOMS, lane_under};
use super::{PlanTab, PlannerDesk};
use crate::floor::Command;
use crate::floor::schedule::{PlannedShift, ScheduleCommand, ShiftId, Standing};
use crate::ui::desk::{Desk, Dialog};
use crate::ui::format;
use crate::ui::screen::Screen;
use crate::view::{DeskWish, PlanSheet, PlanWish, Snapshot};

/// A deed of the planner's screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanDeed {
    /// Show a day, a week or the peak.
    Tab(PlanTab),
    /// The period before.
    Earlier,
    /// The period after.
    Later,
    /// The period of today.
    Today,
    /// More hours across.
    ZoomOut,
    /// Fewer hours across.
    ZoomIn,
    /// A grid of 15 minutes instead of 30, or back.
    Grid,
    /// The cursor one row up or down.
    Row(i8),
    /// The cursor to the shift before or after.
    Shift(i8),
    /// The place that breaks a rule after the one under the cursor.
    NextViolation,
    /// Choose the shift under the cursor, or no longer.
    Mark,
    /// Choose all shifts of the row.
    MarkRow,
    /// Choose every shift of the plan.
    MarkAll,
    /// Choose none.
    Unmark,
    /// Move by steps of the grid.
    Nudge(i8),
    /// Move an end by steps of the grid.
    Reach(Edge, i8),
    /// Give to the row above or below.
    Give(i8),
    /// Add a shift at the cursor.
    Add,
    /// Open the shift.
    Edit,
    /// Make two of it.
    Split,
    /// Add a break.
    AddBreak,
    /// Take the last break out.
    DropBreak,
    /// Leave it where it is, whatever the optimiser finds; or no longer.
    Pin,
    /// Take it out.
    Remove,
    /// Remember it.
    Copy,
    /// Remember it and take it out.
    Cut,
    /// Put what is remembered in at the cursor.
    Paste,
    /// The same on the next day.
    NextDay,
    /// Look for a better plan.
    Optimise,
    /// End the search; the best is kept.
    StopSearch,
    /// Take the best of the search into the plan.
    UseBest,
    /// Put the answer of the search away.
    PutAway,
    /// Make the plan the roster.
    Publish,
    /// Ask for a new plan.
    MakePlan,
    /// Ask for a copy of the plan.
    CopyPlan,
    /// Drop the plan.
    DropPlan,
    /// Compare with another plan.
    Compare,
    /// Show who changed what.
    Log,
    /// Show all that is against the rules, with who could fill a gap.
    Violations,
    /// Contracts and wishes.
    People,
    /// Requests for time off.
    TimeOff,
    /// Offers to swap.
    Swaps,
    /// Shifts that nobody has, and who could take them.
    OpenShifts,
    /// Campaigns.
    Campaigns,
    /// Lifts of events.
    Lifts,
    /// What must be ready.
    Readiness,
    /// How many must be there.
    Cover,
    /// Marks on history.
    Marks,
    /// What plans are made for.
    Target,
    /// How many the company employs.
    Headcount,
    /// Save the plan to a file.
    Export,
    /// Read a roster.
    ImportRoster,
    /// Ask for a file of counts of an earlier time.
    ImportHistory,
    /// Turn all handles of what-if back.
    ResetWhatIf,
}

impl PlanDeed {
    /// What the palette offers.
    pub const OFFERED: [PlanDeed; 47] = {
        use PlanDeed as D;
        [
            D::Tab(PlanTab::Day),
            D::Tab(PlanTab::Week),
            D::Tab(PlanTab::Season),
            D::Earlier,
            D::Later,
            D::Today,
            D::ZoomOut,
            D::ZoomIn,
            D::Grid,
            D::NextViolation,
            D::MarkRow,
            D::MarkAll,
            D::Unmark,
            D::Add,
            D::Edit,
            D::Split,
            D::AddBreak,
            D::DropBreak,
            D::Pin,
            D::Remove,
            D::Copy,
            D::Cut,
            D::Paste,
            D::NextDay,
            D::Optimise,
            D::StopSearch,
            D::UseBest,
            D::Publish,
            D::MakePlan,
            D::CopyPlan,
            D::DropPlan,
            D::Compare,
            D::Log,
            D::Violations,
            D::People,
            D::TimeOff,
            D::Swaps,
            D::OpenShifts,
            D::Campaigns,
            D::Lifts,
            D::Readiness,
            D::Cover,
            D::Marks,
            D::Target,
            D::Headcount,
            D::Export,
            D::ImportHistory,
        ]
    };
}

/// The words on the button and in the palette.
pub(in crate::ui) fn deed_words(deed: PlanDeed) -> &'static str {
    use PlanDeed as D;
    match deed {
        D::Tab(PlanTab::Day) => "Show a day",
        D::Tab(PlanTab::Week) => "Show a week",
        D::Tab(PlanTab::Season) => "Show the season",
        D::Earlier => "Period before",
        D::Later => "Next period",
        D::Today => "This week",
        D::ZoomOut => "Show more hours",
        D::ZoomIn => "Show fewer hours",
        D::Grid => "Change the grid between 30 and 15 min",
        D::Row(n) if n < 0 => "Row above",
        D::Row(_) => "Row below",
        D::Shift(n) if n < 0 => "Shift before",
        D::Shift(_) => "Next shift",
        D::NextViolation => "Next against rules",
        D::Mark => "Select the shift",
        D::MarkRow => "Select the row’s shifts",
        D::MarkAll => "Select all shifts",
        D::Unmark => "Select no shift",
        D::Nudge(n) if n < 0 => "Move the shift earlier",
        D::Nudge(_) => "Move the shift later",
        D::Reach(Edge::Begin, n) if n < 0 => "Begin the shift earlier",
        D::Reach(Edge::Begin, _) => "Begin the shift later",
        D::Reach(Edge::End, n) if n < 0 => "End the shift earlier",
        D::Reach(Edge::End, _) => "End the shift later",
        D::Give(n) if n < 0 => "Give the shift to the row above",
        D::Give(_) => "Give the shift to the row below",
        D::Add => "Add a shift",
        D::Edit => "Change the shift…",
        D::Split => "Split the shift",
        D::AddBreak => "Add a break",
        D::DropBreak => "Take the last break out",
        D::Pin => "Pin or unpin the shift",
        D::Remove => "Take the shift out",
        other => more_words(other),
    }
}

/// [`deed_words`] of plans and of what belongs to them.
fn more_words(deed: PlanDeed) -> &'static str {
    use PlanDeed as D;
    match deed {
        D::Copy => "Copy the shift",
        D::Cut => "Cut the shift",
        D::Paste => "Paste at the cursor",
        D::NextDay => "Copy the shift to the next day",
        D::Optimise => "Optimise",
        D::StopSearch => "Stop and keep the best",
        D::UseBest => "Use the best plan found",
        D::PutAway => "Put the answer away",
        D::Publish => "Publish week",
        D::MakePlan => "New plan…",
        D::CopyPlan => "Copy the plan…",
        D::DropPlan => "Drop the plan…",
        D::Compare => "Compare plans",
        D::Log => "Change log",
        D::Violations => "All against rules…",
        D::People => "Contracts and wishes…",
        D::TimeOff => "Time off…",
        D::Swaps => "Swaps…",
        D::OpenShifts => "Open shifts…",
        D::Campaigns => "Campaigns…",
        D::Lifts => "Lifts of events…",
        D::Readiness => "Readiness…",
        D::Cover => "Rules of cover…",
        D::Marks => "Marks on history…",
        D::Target => "Planning target…",
        D::Headcount => "Employees…",
        D::Export => "Export…",
        D::ImportRoster => "Import roster…",
        D::ImportHistory => "Import a history…",
        _ => "What if: as it stands",
    }
}

/// Whether it can be done now, or in words why not.
pub(in crate::ui) fn deed_possible(deed: PlanDeed, desk: &Desk, snapshot: &Snapshot) -> Result<(), &'static str> {
    use PlanDeed as D;
    let planner = &desk.planner;
    let anywhere = matches!(deed, D::Tab(_) | D::Earlier | D::Later | D::Today | D::ZoomIn | D::ZoomOut | D::Grid)
        || matches!(deed, D::MakePlan | D::People | D::TimeOff | D::Campaigns | D::Lifts | D::Readiness | D::Cover)
        || matches!(deed, D::Marks | D::Target | D::Headcount | D::ImportRoster | D::ImportHistory)
        || matches!(deed, D::ResetWhatIf);
    if anywhere {
        return Ok(());
    }
    if desk.screen != Screen::Planner {
        return Err("open the planner first; press 5");
    }
    let sheet = snapshot.planner.sheet.as_ref().ok_or("there is no plan yet; make one")?;
    let search = snapshot.planner.figures.search.as_ref();
    match deed {
        D::StopSearch if !search.is_some_and(|s| s.running) => Err("no search is under way"),
        D::UseBest if search.is_none_or(|s| s.command.is_none()) => Err("no better plan was found yet"),
        D::PutAway if search.is_none() => Err("there is no answer"),
        D::Optimise if search.is_some_and(|s| s.running) => Err("a search is under way"),
        D::DropPlan if matches!(sheet.standing, Standing::Published { .. }) => Err("it is the roster"),
        D::NextViolation if sheet.violations.is_empty() => Err("nothing is against the rules"),
        _ if !sheet.is_draft() && changes(deed) => Err("it is published; copy it, change the copy, publish that"),
        D::Paste if planner.gantt.clip.is_empty() => Err("nothing was copied yet"),
        _ if of_a_shift(deed) && planner.gantt.targets().is_empty() => Err("no shift is chosen; click one or press →"),
        _ => Ok(()),
    }
}

/// Whether a deed changes shifts.
fn changes(deed: PlanDeed) -> bool {
    use PlanDeed as D;
    of_a_shift(deed) && !matches!(deed, D::Copy | D::Mark)
        || matches!(deed, D::Add | D::Paste | D::Publish | D::Optimise | D::UseBest)
}

/// Whether a deed is done to the shifts that are chosen.
fn of_a_shift(deed: PlanDeed) -> bool {
    use PlanDeed as D;
    matches!(deed, D::Nudge(_) | D::Reach(..) | D::Give(_) | D::Edit | D::Split | D::AddBreak | D::DropBreak | D::Mark)
        || matches!(deed, D::Pin | D::Remove | D::Copy | D::Cut | D::NextDay)
}

/// The command that a deed is, when it is one as it stands.
pub(in crate::ui) fn command(deed: PlanDeed, desk: &Desk, snapshot: &Snapshot) -> Option<Command> {
    use PlanDeed as D;
    let sheet = snapshot.planner.sheet.as_ref()?;
    let gantt = &desk.planner.gantt;
    let plan = sheet.plan;
    if deed == D::UseBest {
        return snapshot.planner.figures.search.as_ref()?.command.clone();
    }
    let wish = match deed {
        D::Publish => ScheduleCommand::Publish { plan },
        D::Add => {
            let lane = lane_under(gantt, sheet)?;
            let at = gantt.at.or(gantt.from).unwrap_or(sheet.span.0).max(sheet.span.0);
            let shift = edit::fresh(
                lane,
                edit::snap_at(at, sheet.span.0, gantt.step_minutes),
                sheet.span.1,
                gantt.step_minutes,
            );
            ScheduleCommand::AddShift { plan, shift }
        }
        D::Paste => {
            let at = gantt.at.or(gantt.from).unwrap_or(sheet.span.0);
            let at = edit::snap_at(at, sheet.span.0, gantt.step_minutes);
            edit::paste(sheet, &gantt.clip, at, lane_under(gantt, sheet))?
        }
        D::NextDay => {
            let copies: Vec<PlannedShift> = chosen(sheet, desk).into_iter().map(|(_, shift)| shift.clone()).collect();
            let first = copies.iter().map(|shift| shift.from).min()?;
            edit::paste(sheet, &copies, first.plus(86_400), None)?
        }
        D::Remove | D::Cut => edit::remove(plan, &gantt.targets())?,
        D::Split => {
            let (shift, of) = chosen(sheet, desk).into_iter().next()?;
            let half = of.until.secs_since(of.from) / 2;
            let at = edit::snap_at(super::axis::later(of.from, half), sheet.span.0, gantt.step_minutes);
            ScheduleCommand::SplitShift { plan, shift, at }
        }
        _ => return changed(deed, desk, sheet),
    };
    Some(Command::Schedule(wish))
}

/// The command of a deed that changes each chosen shift.
fn changed(deed: PlanDeed, desk: &Desk, sheet: &PlanSheet) -> Option<Command> {
    use PlanDeed as D;
    let gantt = &desk.planner.gantt;
    let step = i64::from(gantt.step_minutes) * 60;
    let all_pinned = chosen(sheet, desk).iter().all(|(_, shift)| shift.pinned);
    let to = |shift: &PlannedShift| -> Option<PlannedShift> {
        Some(match deed {
            D::Nudge(n) => edit::moved(shift, i64::from(n) * step),
            D::Reach(edge, n) => edit::resized(shift, edge, i64::from(n) * step, gantt.step_minutes),
            D::Give(n) => {
                let row = sheet.rows.iter().position(|row| row.lane == shift.who.lane())?;
                let row = row.checked_add_signed(isize::from(n))?;
                edit::given(shift, &sheet.rows.get(row)?.lane)
            }
            D::AddBreak => edit::with_break(shift, gantt.step_minutes)?,
            D::DropBreak => {
                let mut to = shift.clone();
                to.breaks.pop()?;
                to
            }
            D::Pin => PlannedShift { pinned: !all_pinned, ..shift.clone() },
            _ => return None,
        })
    };
    let shifts: Vec<(ShiftId, PlannedShift)> =
        chosen(sheet, desk).into_iter().filter_map(|(id, shift)| Some((id, to(shift)?))).collect();
    let words = format!("{} changed", format::plural(shifts.len(), "shift", "shifts"));
    edit::change(sheet.plan, shifts, &words).map(Command::Schedule)
}

fn chosen<'a>(sheet: &'a PlanSheet, desk: &Desk) -> Vec<(ShiftId, &'a PlannedShift)> {
    let targets = desk.planner.gantt.targets();
    targets.into_iter().filter_map(|id| sheet.shift(id).map(|(_, shift)| (id, shift))).collect()
}

/// The wish to the desk itself that a deed is, when it is one.
pub(in crate::ui) fn wish(deed: PlanDeed, snapshot: &Snapshot) -> Option<DeskWish> {
    let plan = snapshot.planner.sheet.as_ref()?.plan;
    Some(DeskWish::Plan(match deed {
        PlanDeed::Optimise => PlanWish::Optimise { plan },
        PlanDeed::StopSearch => PlanWish::StopSearch,
        PlanDeed::PutAway => PlanWish::PutAway,
        _ => return None,
    }))
}

/// What follows for the window once the command of a deed has gone out.
pub(in crate::ui) fn after(deed: PlanDeed, planner: &mut PlannerDesk, snapshot: &Snapshot) {
    let Some(sheet) = &snapshot.planner.sheet else { return };
    let gantt = &mut planner.gantt;
    match deed {
        PlanDeed::Cut => remember(planner, sheet),
        PlanDeed::Remove => gantt.chosen.clear(),
        PlanDeed::Give(n) if gantt.chosen.is_empty() => {
            gantt.row = gantt.row.saturating_add_signed(isize::from(n)).min(sheet.rows.len().saturating_sub(1));
            gantt.moved = true;
        }
        // The new one is under the cursor once it is there.
        PlanDeed::Add => gantt.cursor = Some(sheet.next_shift),
        _ => {}
    }
}

fn remember(planner: &mut PlannerDesk, sheet: &PlanSheet) {
    let targets = planner.gantt.targets();
    planner.gantt.clip = targets.iter().filter_map(|id| sheet.shift(*id)).map(|(_, shift)| shift.clone()).collect();
}

/// What is no command: moving, asking, looking.
pub(in crate::ui) fn perform(deed: PlanDeed, desk: &mut Desk, snapshot: &Snapshot) {
    use PlanDeed as D;
    let at_hand = snapshot.planner.sheet.as_ref();
    let ask = match deed {
        D::Tab(tab) => return desk.planner.show(tab),
        D::Earlier => return desk.planner.turn(-1, snapshot),
        D::Later => return desk.planner.turn(1, snapshot),
        D::Today => return desk.planner.turn(0, snapshot),
        D::ZoomIn | D::ZoomOut => return zoom(&mut desk.planner, deed == D::ZoomIn),
        D::Grid => {
            let gantt = &mut desk.planner.gantt;
            gantt.step_minutes = if gantt.step_minutes == 30 { 15 } else { 30 };
            return;
        }
        D::ResetWhatIf => return desk.planner.what_if = Default::default(),
        D::ImportRoster => PlanAsk::Roster(String::new()),
        D::ImportHistory => PlanAsk::History(String::new()),
        D::MakePlan => PlanAsk::make(snapshot, &desk.planner),
        D::Edit => match at_hand.and_then(|sheet| PlanAsk::edit(sheet, &desk.planner, snapshot)) {
            Some(ask) => ask,
            None => return,
        },
        D::People => PlanAsk::people(snapshot, None),
        D::CopyPlan | D::DropPlan | D::Compare | D::Log | D::Violations | D::Export => match at_hand {
            Some(sheet) => PlanAsk::of_plan(deed, sheet),
            None => return,
        },
        D::TimeOff
        | D::Swaps
        | D::OpenShifts
        | D::Campaigns
        | D::Lifts
        | D::Readiness
        | D::Cover
        | D::Marks
        | D::Target
        | D::Headcount => PlanAsk::list(deed, snapshot),
        other => {
            if let Some(sheet) = at_hand {
                super::keys::step(other, &mut desk.planner, sheet);
            }
            return;
        }
    };
    desk.dialog = Some(Dialog::Plan(Box::new(ask)));
}

pub(super) fn copy(planner: &mut PlannerDesk, sheet: &PlanSheet) {
    remember(planner, sheet);
}

fn zoom(planner: &mut PlannerDesk, closer: bool) {
    let at = ZOOMS.iter().position(|hours| *hours == planner.gantt.hours).unwrap_or(1);
    let to = if closer { at.saturating_sub(1) } else { (at + 1).min(ZOOMS.len() - 1) };
    planner.gantt.hours = ZOOMS.get(to).copied().unwrap_or(72);
}
