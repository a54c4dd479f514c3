//! The shifts of a plan as bars in rows, which a hand takes hold of.
//!
//! While something is dragged only the picture changes; one command goes out when it is let go. Only rows and stretches
//! that can be seen are drawn: a row's shifts are sorted, so its first is found by halving.

use super::axis::{Axis, later, span};
use super::bar::{Bar, Look, bar_ui, off_ui, row_ui};
use super::edit::{self, Edge};
use super::hours;
use crate::floor::At;
use crate::floor::schedule::{Lane, LaneShift, PlannedShift, ScheduleCommand, ShiftId};
use crate::ui::{format, theme};
use crate::view::{PlanSheet, SheetRow, Snapshot};
use egui::{Pos2, Rect, Response, ScrollArea, Sense, Stroke, Ui, UiBuilder, Vec2};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Height of a row, in points.
pub const ROW_HEIGHT: f32 = 36.0;
/// Room for the names.
const NAMES_WIDTH: f32 = 196.0;
/// Room for the hours over the rows.
const HOURS_HEIGHT: f32 = 22.0;
/// Points at each end of a bar that take hold of the end.
const GRIP: f32 = 7.0;
/// No shift is longer; one that begins earlier cannot be seen any more.
const LONGEST_SECS: u32 = 48 * 3600;
/// Hours that fit across at once.
pub const ZOOMS: [u16; 4] = [24, 72, 168, 672];

/// Which part of a shift is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grip {
    Whole,
    Edge(Edge),
    Break(usize),
}

/// Something is being dragged.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Drag {
    shift: ShiftId,
    grip: Grip,
    from: Pos2,
    row: usize,
    /// How far it is dragged by now, on the grid, and into which row.
    secs: i64,
    to_row: usize,
}

/// What the chart of shifts remembers.
#[derive(Clone, Debug)]
pub struct Gantt {
    /// The moment at the left; the plan's own begin while nothing is said.
    pub from: Option<At>,
    /// Hours across.
    pub hours: u16,
    /// The row under the cursor.
    pub row: usize,
    /// The moment under the cursor.
    pub at: Option<At>,
    /// The shift under the cursor.
    pub cursor: Option<ShiftId>,
    /// Shifts that are chosen together.
    pub chosen: BTreeSet<ShiftId>,
    /// Shifts that were copied.
    pub clip: Vec<PlannedShift>,
    /// Minutes of the grid: 30 or 15.
    pub step_minutes: u32,
    /// The cursor was moved by key and must be seen.
    pub moved: bool,
    /// Draws also what cannot be seen: the baseline that the bench measures against.
    pub draws_all: bool,
    drag: Option<Drag>,
    /// Shifts as they were let go, until the floor has answered.
    pending: BTreeMap<ShiftId, PlannedShift>,
}

impl Default for Gantt {
    fn default() -> Self {
        Gantt {
            from: None,
            hours: 72,
            row: 0,
            at: None,
            cursor: None,
            chosen: BTreeSet::new(),
            clip: Vec::new(),
            step_minutes: 30,
            moved: false,
            draws_all: false,
            drag: None,
            pending: BTreeMap::new(),
        }
    }
}

/// What a hand asked for in the chart.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// Decide this, in the words of its gesture.
    Decide(&'static str, ScheduleCommand),
    /// Open the shift under the cursor.
    Edit,
    /// Open the contract of a row.
    Person(usize),
    /// Ask what the menu of the shift under the cursor asks for.
    Menu(super::PlanDeed),
}

impl Gantt {
    /// Chosen shifts, or else the one under the cursor.
    pub fn targets(&self) -> Vec<ShiftId> {
        match (self.chosen.is_empty(), self.cursor) {
            (false, _) => self.chosen.iter().copied().collect(),
            (true, Some(cursor)) => vec![cursor],
            (true, None) => Vec::new(),
        }
    }

    /// Whether anything is being dragged.
    pub fn dragging(&self) -> bool {
        self.drag.is_some()
    }

    /// Lets go of what is held, as if nobody had taken hold of it.
    pub fn let_go(&mut self) {
        self.drag = None;
    }

    /// Forgets what belonged to another plan.
    pub fn leave(&mut self) {
        *self = Gantt {
            hours: self.hours,
            step_minutes: self.step_minutes,
            clip: std::mem::take(&mut self.clip),
            draws_all: self.draws_all,
            ..Gantt::default()
        };
    }

    /// Lets go of pictures that the floor has answered, and of shifts that are no more.
    pub fn settle(&mut self, sheet: &PlanSheet, waits: bool) {
        if !waits {
            self.pending.clear();
        }
        if self.row >= sheet.rows.len() {
            self.row = sheet.rows.len().saturating_sub(1);
        }
        // What was just added is under the cursor before it is there.
        if !waits && self.cursor.is_some_and(|id| sheet.shift(id).is_none()) {
            self.cursor = None;
        }
        if !self.chosen.is_empty() && !waits {
            let there: BTreeSet<ShiftId> = sheet.rows.iter().flat_map(|r| r.shifts.iter().map(|s| s.id)).collect();
            self.chosen.retain(|id| there.contains(id));
        }
    }

    /// Puts the cursor on a shift and brings it into sight.
    pub fn point_at(&mut self, sheet: &PlanSheet, id: ShiftId) {
        let Some((row, shift)) = sheet.shift(id) else { return };
        (self.row, self.cursor, self.at, self.moved) = (row, Some(id), Some(shift.from), true);
        self.show_moment(shift.from, shift.until);
    }

    /// Brings a stretch of time into sight.
    pub fn show_moment(&mut self, from: At, until: At) {
        let Some(left) = self.from else { return };
        let secs = u32::from(self.hours) * 3600;
        if from < left || until > left.plus(secs) {
            self.from = Some(from.minus(secs / 3));
        }
    }

    fn axis(&self, sheet: &PlanSheet, rect: Rect) -> Axis {
        let from = self.from.unwrap_or(sheet.span.0);
        Axis::across(from, from.plus(u32::from(self.hours) * 3600), rect)
    }

    /// How a shift would be if it were let go now, when it is held.
    fn held(
        &self,
        sheet: &PlanSheet,
        drag: Drag,
        id: ShiftId,
        shift: &PlannedShift,
        row: usize,
    ) -> Option<PlannedShift> {
        let of = id == drag.shift || (self.chosen.contains(&drag.shift) && self.chosen.contains(&id));
        if !of {
            return None;
        }
        Some(match drag.grip {
            Grip::Whole => {
                let by = drag.to_row as i64 - drag.row as i64;
                let row = usize::try_from(row as i64 + by).unwrap_or(0).min(sheet.rows.len().saturating_sub(1));
                let to = edit::moved(shift, drag.secs);
                match sheet.rows.get(row).filter(|_| by != 0) {
                    Some(row) => edit::given(&to, &row.lane),
                    None => to,
                }
            }
            Grip::Edge(edge) => edit::resized(shift, edge, drag.secs, self.step_minutes),
            Grip::Break(place) if id == drag.shift => edit::break_moved(shift, place, drag.secs),
            Grip::Break(_) => return None,
        })
    }
}

/// Draws hours, names and bars into the room that is left, and gives back what a hand asked for.
pub fn gantt_ui(ui: &mut Ui, gantt: &mut Gantt, sheet: &PlanSheet, snapshot: &Snapshot) -> Vec<Wish> {
    let mut wishes = Vec::new();
    let room = ui.available_rect_before_wrap();
    let unit = theme::regular_font(ui, theme::BODY).size / theme::BODY;
    let names = (NAMES_WIDTH * unit).min(room.width() * 0.3);
    let plot = Rect::from_min_max(Pos2::new(room.left() + names, room.top()), room.max);
    pan(ui, gantt, sheet, plot);
    let axis = gantt.axis(sheet, plot);
    let head = Rect::from_min_size(plot.min, Vec2::new(plot.width(), HOURS_HEIGHT * unit));
    hours::hours_ui(ui, axis, head, room.bottom(), &snapshot.zone);
    let body = Rect::from_min_max(Pos2::new(room.left(), head.bottom()), room.max);
    ui.advance_cursor_after_rect(room);
    let mut child = ui.new_child(UiBuilder::new().max_rect(body).id_salt("shifts"));
    let height = ROW_HEIGHT * unit;
    child.spacing_mut().item_spacing = Vec2::ZERO;
    let area = ScrollArea::vertical().id_salt("rows").auto_shrink(false);
    area.show_viewport(&mut child, |ui, seen| {
        ui.set_height(height * sheet.rows.len() as f32);
        let top = ui.min_rect().top();
        let rows = visible(gantt, seen, height, sheet.rows.len());
        let mut chart = Chart { axis, plot, top, height, rows, snapshot, sheet };
        chart.draw_ui(ui, gantt, &mut wishes);
    });
    hours::now_ui(ui, axis, plot, snapshot.at);
    wishes
}

/// Rows that can be seen.
fn visible(gantt: &Gantt, seen: Rect, height: f32, count: usize) -> Range<usize> {
    if gantt.draws_all {
        return 0..count;
    }
    let first = (seen.top() / height).floor().max(0.0) as usize;
    let last = (seen.bottom() / height).ceil().max(0.0) as usize;
    first.min(count)..last.min(count)
}

/// Shift and the wheel, or a wheel that goes sideways, moves along the time.
fn pan(ui: &Ui, gantt: &mut Gantt, sheet: &PlanSheet, plot: Rect) {
    let sideways = ui.input(|input| input.smooth_scroll_delta().x);
    if sideways != 0.0 && ui.rect_contains_pointer(plot) {
        let axis = gantt.axis(sheet, plot);
        gantt.from = Some(later(axis.from, axis.secs(-sideways)));
    }
}

struct Chart<'a> {
    axis: Axis,
    plot: Rect,
    top: f32,
    height: f32,
    rows: Range<usize>,
    snapshot: &'a Snapshot,
    sheet: &'a PlanSheet,
}

impl Chart<'_> {
    fn row_rect(&self, row: usize) -> Rect {
        let top = self.top + row as f32 * self.height;
        Rect::from_min_max(Pos2::new(self.plot.left(), top), Pos2::new(self.plot.right(), top + self.height))
    }

    fn bar_rect(&self, row: usize, from: At, until: At) -> Rect {
        let rect = self.row_rect(row).shrink2(Vec2::new(0.0, 5.0));
        Rect::from_x_y_ranges(self.axis.x(from)..=self.axis.x(until), rect.y_range())
    }

    fn draw_ui(&mut self, ui: &mut Ui, gantt: &mut Gantt, wishes: &mut Vec<Wish>) {
        if std::mem::take(&mut gantt.moved) {
            ui.scroll_to_rect(self.row_rect(gantt.row), None);
        }
        self.ground_ui(ui, gantt, wishes);
        let (names, sheet) = (self.rows.clone(), self.sheet);
        for row in names {
            let Some(of) = sheet.rows.get(row) else { continue };
            let left = Rect::from_min_max(
                Pos2::new(ui.max_rect().left(), self.row_rect(row).top()),
                self.row_rect(row).left_bottom(),
            );
            if row_ui(ui, sheet, of, left, row == gantt.row).clicked() {
                gantt.row = row;
                wishes.push(Wish::Person(row));
            }
        }
        ui.set_clip_rect(
            ui.clip_rect().intersect(Rect::from_x_y_ranges(self.plot.x_range(), ui.clip_rect().y_range())),
        );
        for row in self.rows.clone() {
            self.bars_ui(ui, gantt, row, wishes);
        }
        self.held_ui(ui, gantt);
        self.drag_on(ui, gantt, wishes);
    }

    /// The ground under the bars: a double click adds, a click puts the cursor there.
    fn ground_ui(&self, ui: &Ui, gantt: &mut Gantt, wishes: &mut Vec<Wish>) {
        let t = theme::tokens(ui);
        for row in self.rows.clone() {
            let rect = self.row_rect(row);
            ui.painter().hline(ui.max_rect().left()..=rect.right(), rect.bottom(), Stroke::new(1.0, t.raised));
        }
        let ground = Rect::from_x_y_ranges(self.plot.x_range(), ui.clip_rect().y_range());
        let response = ui.interact(ground, ui.scope_id().with("ground"), Sense::click());
        let Some(pos) = response.interact_pointer_pos() else { return };
        let row = ((pos.y - self.top) / self.height).floor().max(0.0) as usize;
        let Some(of) = self.sheet.rows.get(row) else { return };
        if response.clicked() || response.double_clicked() {
            let at = edit::snap_at(self.axis.at(pos.x), self.sheet.span.0, gantt.step_minutes);
            (gantt.row, gantt.at, gantt.cursor) = (row, Some(at), None);
            gantt.chosen.clear();
            if response.double_clicked() && self.sheet.is_draft() {
                let shift = edit::fresh(&of.lane, at, self.sheet.span.1, gantt.step_minutes);
                wishes.push(Wish::Decide("Add shift", ScheduleCommand::AddShift { plan: self.sheet.plan, shift }));
            }
        }
    }

    fn seen<'b>(&self, gantt: &Gantt, row: &'b SheetRow) -> &'b [LaneShift] {
        if gantt.draws_all {
            return &row.shifts;
        }
        let earliest = self.axis.from.minus(LONGEST_SECS);
        let first = row.shifts.partition_point(|shift| shift.shift.from < earliest);
        let last = row.shifts.partition_point(|shift| shift.shift.from < self.axis.until);
        row.shifts.get(first..last.max(first)).unwrap_or_default()
    }

    fn bars_ui(&self, ui: &mut Ui, gantt: &mut Gantt, row: usize, wishes: &mut Vec<Wish>) {
        let Some(of) = self.sheet.rows.get(row) else { return };
        for (from, until, why) in &of.off {
            if self.axis.shows(*from, *until) {
                // The words stand where no bar lies over them.
                let over = of.shifts.iter().filter(|s| s.shift.touches(*from, *until)).map(|s| s.shift.until).max();
                let free_from = over.map_or(f32::MIN, |until| self.axis.x(until));
                off_ui(ui, self.bar_rect(row, *from, *until), free_from, why);
            }
        }
        for LaneShift { id, shift } in self.seen(gantt, of) {
            if !gantt.draws_all && !self.axis.shows(shift.from, shift.until) {
                continue;
            }
            let away = gantt.pending.contains_key(id)
                || gantt.drag.is_some_and(|drag| gantt.held(self.sheet, drag, *id, shift, row).is_some());
            let bar = self.bar(gantt, row, *id, shift, away);
            let response = bar_ui(ui, &bar);
            if !away || gantt.drag.is_some() {
                self.touched(ui, gantt, row, *id, shift, &response, wishes);
            }
        }
    }

    fn bar<'b>(&'b self, gantt: &Gantt, row: usize, id: ShiftId, shift: &'b PlannedShift, away: bool) -> Bar<'b> {
        let rect = self.bar_rect(row, shift.from, shift.until);
        let breaks = shift.breaks.iter().map(|b| self.bar_rect(row, b.from, b.until)).collect();
        let look = match (&shift.who, away) {
            (_, true) => Look::Ghost,
            (who, false) => Look::of(who),
        };
        Bar {
            id,
            rect,
            breaks,
            words: span(shift.from, shift.until, &self.snapshot.zone),
            shift,
            look,
            chosen: gantt.chosen.contains(&id),
            cursor: gantt.cursor == Some(id),
            broken: self.sheet.breaks(id),
            sheet: self.sheet,
            name: self.sheet.rows.get(row).map_or("", |row| row.name.as_str()),
            day: format::day(shift.from, &self.snapshot.zone),
            zone: &self.snapshot.zone,
        }
    }

    /// What a hand does with one bar.
    #[expect(clippy::too_many_arguments, reason = "one bar of one row, and what it answers")]
    fn touched(
        &self,
        ui: &Ui,
        gantt: &mut Gantt,
        row: usize,
        id: ShiftId,
        shift: &PlannedShift,
        response: &Response,
        wishes: &mut Vec<Wish>,
    ) {
        let draft = self.sheet.is_draft();
        if let Some(pos) = response.hover_pos().filter(|_| draft && gantt.drag.is_none()) {
            ui.ctx().set_cursor_icon(match self.grip(row, shift, pos) {
                Grip::Whole => egui::CursorIcon::Grab,
                Grip::Edge(_) => egui::CursorIcon::ResizeHorizontal,
                Grip::Break(_) => egui::CursorIcon::AllScroll,
            });
        }
        if response.drag_started() && draft {
            let from = ui.input(|input| input.pointer.press_origin()).or(response.interact_pointer_pos());
            if let Some(from) = from {
                let grip = self.grip(row, shift, from);
                gantt.drag = Some(Drag { shift: id, grip, from, row, secs: 0, to_row: row });
                (gantt.row, gantt.cursor) = (row, Some(id));
                if !gantt.chosen.contains(&id) {
                    gantt.chosen.clear();
                }
            }
        }
        if response.clicked() {
            let held = ui.input(|input| input.modifiers);
            choose(gantt, self.sheet, id, held.command, held.shift);
            (gantt.row, gantt.at) = (row, Some(shift.from));
        }
        if response.double_clicked() {
            wishes.push(Wish::Edit);
        }
        response.context_menu(|ui| {
            (gantt.row, gantt.cursor, gantt.at) = (row, Some(id), Some(shift.from));
            if let Some(deed) = super::keys::menu_ui(ui, draft) {
                wishes.push(Wish::Menu(deed));
            }
        });
    }

    /// What is taken hold of at this place of a bar.
    fn grip(&self, row: usize, shift: &PlannedShift, pos: Pos2) -> Grip {
        let rect = self.bar_rect(row, shift.from, shift.until);
        let on = |b: &crate::floor::schedule::Break| self.bar_rect(row, b.from, b.until).expand(2.0).contains(pos);
        if rect.width() > 4.0 * GRIP && pos.x < rect.left() + GRIP {
            Grip::Edge(Edge::Begin)
        } else if rect.width() > 2.0 * GRIP && pos.x > rect.right() - GRIP {
            Grip::Edge(Edge::End)
        } else if let Some(place) = shift.breaks.iter().position(on) {
            Grip::Break(place)
        } else {
            Grip::Whole
        }
    }

    /// Draws what is held, and what was let go, where it would be.
    fn held_ui(&self, ui: &mut Ui, gantt: &Gantt) {
        if let Some(drag) = gantt.drag {
            for (row, id, shift) in self.targets(gantt, drag) {
                if let Some(to) = gantt.held(self.sheet, drag, id, shift, row) {
                    self.lifted_ui(ui, gantt, id, &to);
                }
            }
        }
        for (id, to) in &gantt.pending {
            self.lifted_ui(ui, gantt, *id, to);
        }
    }

    /// Every shift that moves with what is held.
    fn targets<'b>(&'b self, gantt: &'b Gantt, drag: Drag) -> Vec<(usize, ShiftId, &'b PlannedShift)> {
        if !gantt.chosen.contains(&drag.shift) {
            let of = self.sheet.rows.get(drag.row).and_then(|row| row.shifts.iter().find(|s| s.id == drag.shift));
            return of.map(|of| (drag.row, of.id, &of.shift)).into_iter().collect();
        }
        let rows = self.sheet.rows.iter().enumerate();
        let all = rows.flat_map(|(place, row)| row.shifts.iter().map(move |s| (place, s.id, &s.shift)));
        all.filter(|(_, id, _)| gantt.chosen.contains(id)).collect()
    }

    fn lifted_ui(&self, ui: &mut Ui, gantt: &Gantt, id: ShiftId, to: &PlannedShift) {
        let lane = to.who.lane();
        let Some(row) = self.rows.clone().find(|row| self.sheet.rows.get(*row).is_some_and(|of| of.lane == lane))
        else {
            return;
        };
        if self.axis.shows(to.from, to.until) {
            let mut bar = self.bar(gantt, row, id, to, false);
            bar.chosen = true;
            super::bar::paint(ui, &bar);
        }
    }

    /// Follows the pointer while something is held, and decides when it is let go.
    fn drag_on(&self, ui: &Ui, gantt: &mut Gantt, wishes: &mut Vec<Wish>) {
        let Some(mut drag) = gantt.drag else { return };
        let (pos, down) = ui.input(|input| (input.pointer.latest_pos(), input.pointer.primary_down()));
        if let Some(pos) = pos {
            let way = pos - drag.from;
            drag.secs = edit::snap(self.axis.secs(way.x), gantt.step_minutes);
            let row = ((pos.y - self.top) / self.height).floor().max(0.0) as usize;
            if drag.grip == Grip::Whole {
                drag.to_row = row.min(self.sheet.rows.len().saturating_sub(1));
            }
            gantt.drag = Some(drag);
        }
        if down {
            return;
        }
        let held = |(row, id, shift)| Some((id, gantt.held(self.sheet, drag, id, shift, row)?));
        let to: Vec<(ShiftId, PlannedShift)> = self.targets(gantt, drag).into_iter().filter_map(held).collect();
        gantt.drag = None;
        if drag.secs == 0 && drag.to_row == drag.row {
            return;
        }
        gantt.row = drag.to_row;
        gantt.pending = to.iter().cloned().collect();
        let words = format!("{} moved", format::plural(to.len(), "shift", "shifts"));
        let command = edit::change(self.sheet.plan, to, &words);
        wishes.extend(command.map(|command| Wish::Decide("Change the shift", command)));
    }
}

/// As in a file manager: Ctrl adds and takes away, Shift takes everything of the row up to here.
fn choose(gantt: &mut Gantt, sheet: &PlanSheet, id: ShiftId, ctrl: bool, shift: bool) {
    if ctrl {
        if gantt.chosen.is_empty() {
            gantt.chosen.extend(gantt.cursor);
        }
        if !gantt.chosen.insert(id) {
            gantt.chosen.remove(&id);
        }
    } else if shift {
        let (Some(from), Some(to)) = (gantt.cursor.and_then(|id| place(sheet, id)), place(sheet, id)) else { return };
        let (rows, begins) = (from.0.min(to.0)..=from.0.max(to.0), from.1.min(to.1)..=from.1.max(to.1));
        for row in rows {
            let Some(of) = sheet.rows.get(row) else { continue };
            gantt.chosen.extend(of.shifts.iter().filter(|s| begins.contains(&s.shift.from)).map(|s| s.id));
        }
        gantt.chosen.insert(id);
        return;
    } else {
        gantt.chosen.clear();
    }
    gantt.cursor = Some(id);
}

fn place(sheet: &PlanSheet, id: ShiftId) -> Option<(usize, At)> {
    sheet.shift(id).map(|(row, shift)| (row, shift.from))
}

/// The lane of the row under the cursor.
pub fn lane_under<'a>(gantt: &Gantt, sheet: &'a PlanSheet) -> Option<&'a Lane> {
    sheet.rows.get(gantt.row).map(|row| &row.lane)
}
