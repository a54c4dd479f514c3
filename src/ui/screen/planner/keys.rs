//! The keyboard on the chart of shifts, and the menu under the right button.

use super::PlannerDesk;
use super::deed::{PlanDeed, copy, deed_words};
use super::gantt::Gantt;
use crate::ui::action::Action;
use crate::ui::theme;
use crate::view::PlanSheet;
use egui::{Button, RichText, Ui};

/// Moves the cursor and chooses: what is no command and no question.
pub(super) fn step(deed: PlanDeed, planner: &mut PlannerDesk, sheet: &PlanSheet) {
    let gantt = &mut planner.gantt;
    match deed {
        PlanDeed::Row(by) => row(gantt, sheet, by),
        PlanDeed::Shift(by) => along(gantt, sheet, by),
        PlanDeed::NextViolation => next_violation(planner, sheet),
        PlanDeed::Mark => {
            if let Some(id) = gantt.cursor.filter(|id| !gantt.chosen.remove(id)) {
                gantt.chosen.insert(id);
            }
        }
        PlanDeed::MarkRow => {
            let of = sheet.rows.get(gantt.row);
            gantt.chosen.extend(of.into_iter().flat_map(|row| row.shifts.iter().map(|shift| shift.id)));
        }
        PlanDeed::MarkAll => {
            gantt.chosen.extend(sheet.rows.iter().flat_map(|row| row.shifts.iter().map(|shift| shift.id)));
        }
        PlanDeed::Unmark => gantt.chosen.clear(),
        PlanDeed::Copy => copy(planner, sheet),
        _ => {}
    }
}

/// Into the next row, to the shift that is nearest in time.
fn row(gantt: &mut Gantt, sheet: &PlanSheet, by: i8) {
    gantt.row = gantt.row.saturating_add_signed(isize::from(by)).min(sheet.rows.len().saturating_sub(1));
    let at = gantt.at.unwrap_or(gantt.from.unwrap_or(sheet.span.0));
    let near = |shift: &&crate::floor::schedule::LaneShift| shift.shift.from.secs_since(at).abs();
    let nearest = sheet.rows.get(gantt.row).and_then(|row| row.shifts.iter().min_by_key(near));
    gantt.cursor = nearest.filter(|shift| near(shift) <= 12 * 3600).map(|shift| shift.id);
    (gantt.at, gantt.moved) = (Some(at), true);
}

/// To the next shift of the row; where there is none, a quarter of a day on.
fn along(gantt: &mut Gantt, sheet: &PlanSheet, by: i8) {
    let Some(of) = sheet.rows.get(gantt.row) else { return };
    let at = gantt.at.unwrap_or(gantt.from.unwrap_or(sheet.span.0));
    let under = gantt.cursor.and_then(|id| of.shifts.iter().position(|shift| shift.id == id));
    let to = match (under, by < 0) {
        (Some(place), true) => place.checked_sub(1),
        (Some(place), false) => Some(place + 1),
        (None, true) => of.shifts.iter().rposition(|shift| shift.shift.from <= at),
        (None, false) => of.shifts.iter().position(|shift| shift.shift.from >= at),
    };
    match to.and_then(|place| of.shifts.get(place)).map(|shift| shift.id) {
        Some(id) => gantt.point_at(sheet, id),
        None => {
            let to = super::axis::later(at, i64::from(by.signum()) * 6 * 3600).clamp(sheet.span.0, sheet.span.1);
            (gantt.at, gantt.cursor, gantt.moved) = (Some(to), None, true);
            gantt.show_moment(to, to.plus(3600));
        }
    }
}

/// To the next place that breaks a rule, hard ones first as they are listed.
fn next_violation(planner: &mut PlannerDesk, sheet: &PlanSheet) {
    let Some(count) = (!sheet.violations.is_empty()).then_some(sheet.violations.len()) else { return };
    let place = planner.violation.map_or(0, |at| (at + 1) % count);
    go_to_violation(planner, sheet, place);
}

/// Brings the place of a violation into sight.
pub(super) fn go_to_violation(planner: &mut PlannerDesk, sheet: &PlanSheet, place: usize) {
    planner.violation = Some(place);
    let Some(violation) = sheet.violations.get(place) else { return };
    match violation.shift {
        Some(id) => planner.gantt.point_at(sheet, id),
        None => {
            planner.gantt.at = Some(violation.from);
            planner.gantt.show_moment(violation.from, violation.until);
        }
    }
}

/// What the right button offers on a shift.
const MENU: [PlanDeed; 12] = [
    PlanDeed::Edit,
    PlanDeed::Split,
    PlanDeed::AddBreak,
    PlanDeed::DropBreak,
    PlanDeed::Pin,
    PlanDeed::Copy,
    PlanDeed::Cut,
    PlanDeed::Paste,
    PlanDeed::NextDay,
    PlanDeed::Give(-1),
    PlanDeed::Give(1),
    PlanDeed::Remove,
];

/// Draws the menu of a shift. Gives back what was chosen.
pub(super) fn menu_ui(ui: &mut Ui, draft: bool) -> Option<PlanDeed> {
    let t = theme::tokens(ui);
    let mut chosen = None;
    for deed in MENU {
        let mut button = Button::new(deed_words(deed));
        if let Some(key) = Action::Plan(deed).shortcut() {
            button = button.right_text(RichText::new(key).color(t.quiet));
        }
        let possible = draft || deed == PlanDeed::Copy;
        if ui.add_enabled(possible, button).accessible_name(deed_words(deed)).clicked() {
            chosen = Some(deed);
            ui.close();
        }
    }
    chosen
}

/// Copy, cut and paste come as words of the system and not as keys.
pub(super) fn clipboard(ui: &Ui) -> Option<PlanDeed> {
    ui.input(|input| {
        input.events.iter().find_map(|event| match event {
            egui::Event::Copy => Some(PlanDeed::Copy),
            egui::Event::Cut => Some(PlanDeed::Cut),
            egui::Event::Paste(_) => Some(PlanDeed::Paste),
            _ => None,
        })
    })
}
