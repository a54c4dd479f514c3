//! One bar of the chart of shifts, and the head of its row.

use crate::floor::schedule::{Activity, Lane, PlannedShift, ShiftId, Who};
use crate::ui::theme::{self, Tokens};
use crate::ui::{format, widget};
use crate::view::{PlanSheet, SheetRow};
use egui::{
    Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui,
    Vec2, WidgetInfo,
};
use jiff::tz::TimeZone;

/// Points under which a bar holds no words.
const WORDS_WIDTH: f32 = 34.0;

/// What a bar looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Somebody of the team.
    Own,
    /// A partner.
    Pool,
    /// Nobody yet.
    Open,
    /// Where something that is held came from.
    Ghost,
}

impl Look {
    pub(super) fn of(who: &Who) -> Look {
        match who {
            Who::Agent(_) => Look::Own,
            Who::Pool { .. } => Look::Pool,
            Who::Open => Look::Open,
        }
    }

    /// Ground, edge and words.
    fn colors(self, t: &Tokens) -> (Color32, Color32, Color32) {
        match self {
            Look::Own => (t.selection_line.gamma_multiply(0.5), t.selection_line, t.text),
            Look::Pool => (t.watch_tint, t.watch.gamma_multiply(0.6), t.watch),
            Look::Open => (t.card, t.quiet, t.dim),
            Look::Ghost => (t.card, t.line, t.quiet),
        }
    }
}

/// A bar, placed.
pub(super) struct Bar<'a> {
    pub(super) id: ShiftId,
    pub(super) rect: Rect,
    pub(super) breaks: Vec<Rect>,
    pub(super) words: String,
    pub(super) shift: &'a PlannedShift,
    pub(super) look: Look,
    pub(super) chosen: bool,
    pub(super) cursor: bool,
    /// Whether it breaks something, and whether that is a hard rule.
    pub(super) broken: Option<bool>,
    pub(super) sheet: &'a PlanSheet,
    pub(super) name: &'a str,
    pub(super) day: String,
    pub(super) zone: &'a TimeZone,
}

impl Bar<'_> {
    /// What a screen reader says: `Shift of Ade B., Fri 27 Nov 8–17, 1 break, against rules`.
    fn spoken(&self) -> String {
        let mut words = format!("Shift of {}, {} {}", self.name, self.day, self.words);
        match &self.shift.activity {
            Activity::Queue => {}
            other => words.push_str(&format!(", {}", other.words())),
        }
        if !self.shift.breaks.is_empty() {
            words.push_str(&format!(", {}", format::plural(self.shift.breaks.len(), "break", "breaks")));
        }
        if self.shift.pinned {
            words.push_str(", pinned");
        }
        match self.broken {
            Some(true) => words.push_str(", against rules"),
            Some(false) => words.push_str(", with a warning"),
            None => {}
        }
        words
    }

    /// The words on the bar itself.
    fn label(&self) -> String {
        let mut words = match &self.shift.activity {
            Activity::Queue => self.words.clone(),
            other => format!("{} {}", self.words, other.words()),
        };
        if let Who::Pool { seats, .. } = &self.shift.who {
            words.push_str(&format!(" ×{seats}"));
        }
        if self.shift.pinned {
            words.push_str(" · pinned");
        }
        words
    }
}

/// Draws a bar that can be taken hold of.
pub(super) fn bar_ui(ui: &Ui, bar: &Bar<'_>) -> Response {
    let reach = bar.rect.intersect(ui.clip_rect());
    let response = ui.interact(reach, egui::Id::unique(("shift", bar.id.0)), Sense::click_and_drag());
    let spoken = bar.spoken();
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, bar.chosen || bar.cursor, &spoken));
    paint(ui, bar);
    if response.hovered() && !response.dragged() {
        return response.on_hover_ui(|ui| hover_ui(ui, bar));
    }
    response
}

/// Paints a bar.
pub(super) fn paint(ui: &Ui, bar: &Bar<'_>) {
    let t = theme::tokens(ui);
    let (fill, edge, ink) = bar.look.colors(t);
    let painter = ui.painter();
    let radius = CornerRadius::same(6);
    let (fill, edge) = match (bar.chosen, bar.cursor) {
        (true, _) => (t.selection_line, Stroke::new(2.0, t.accent)),
        (false, true) => (fill, Stroke::new(2.0, t.accent)),
        (false, false) if bar.broken == Some(true) => (fill, Stroke::new(1.5, t.breach)),
        (false, false) => (fill, Stroke::new(1.0, edge)),
    };
    painter.rect_filled(bar.rect, radius, fill);
    if bar.look == Look::Open || bar.shift.activity != Activity::Queue {
        hatch(painter, bar.rect, edge.color);
    }
    for pause in &bar.breaks {
        painter.rect_filled(
            pause.shrink2(Vec2::new(0.0, 1.0)),
            CornerRadius::same(2),
            t.background.gamma_multiply(0.75),
        );
    }
    painter.rect_stroke(bar.rect, radius, edge, StrokeKind::Inside);
    let font = theme::regular_font(ui, theme::SMALLEST);
    label(painter, bar, &font, if bar.chosen { t.text } else { ink });
    if let Some(hard) = bar.broken {
        flag(ui, bar.rect, hard);
    }
}

/// The words in a bar, over its breaks, cut where it ends.
fn label(painter: &Painter, bar: &Bar<'_>, font: &FontId, ink: Color32) {
    let seen = bar.rect.intersect(painter.clip_rect());
    if seen.width() < WORDS_WIDTH {
        return;
    }
    let at = Pos2::new(seen.left() + 8.0, bar.rect.center().y);
    painter.with_clip_rect(seen.shrink2(Vec2::new(3.0, 0.0))).text(
        at,
        Align2::LEFT_CENTER,
        bar.label(),
        font.clone(),
        ink,
    );
}

/// A sign at the end of a bar: a rule is broken, or warned of.
fn flag(ui: &Ui, rect: Rect, hard: bool) {
    let t = theme::tokens(ui);
    let (ink, ground) = if hard { (t.breach_text, t.breach_tint) } else { (t.watch, t.watch_tint) };
    let center = Pos2::new(rect.right() - 9.0, rect.top() + 7.0);
    ui.painter().circle(center, 7.0, ground, Stroke::new(1.0, ink));
    ui.painter().text(center, Align2::CENTER_CENTER, "!", theme::semibold_font(ui, theme::SMALLEST), ink);
}

/// Slanted lines: not the queue, or nobody's yet.
fn hatch(painter: &Painter, rect: Rect, color: Color32) {
    let painter = painter.with_clip_rect(rect.shrink(1.0).intersect(painter.clip_rect()));
    let seen = rect.intersect(painter.clip_rect());
    if !seen.is_positive() {
        return;
    }
    let (height, step) = (rect.height(), 9.0);
    let first = rect.left() + ((seen.left() - rect.left() - height) / step).floor() * step;
    let count = ((seen.right() - first) / step).ceil().max(0.0) as usize;
    let line = |n: usize| {
        let x = first + n as f32 * step;
        let ends = [Pos2::new(x, rect.bottom()), Pos2::new(x + height, rect.top())];
        Shape::line_segment(ends, Stroke::new(1.0, color.gamma_multiply(0.35)))
    };
    painter.extend((0..count).map(line));
}

fn hover_ui(ui: &mut Ui, bar: &Bar<'_>) {
    ui.set_max_width(360.0);
    let clock = |at| format::clock(at, bar.zone);
    let title = format!("{}, {} {}–{}", bar.name, bar.day, clock(bar.shift.from), clock(bar.shift.until));
    widget::strong_ui(ui, &title);
    let paid = f64::from(bar.shift.paid_secs()) / 3600.0;
    widget::dim_ui(ui, &format!("{} · {paid:.1} h paid", bar.shift.activity.words()));
    for pause in &bar.shift.breaks {
        let kind = if pause.paid { "paid" } else { "unpaid" };
        widget::dim_ui(ui, &format!("Break {}–{}, {kind}", clock(pause.from), clock(pause.until)));
    }
    if bar.shift.pinned {
        widget::dim_ui(ui, "Pinned: the optimiser leaves it as it is");
    }
    let t = theme::tokens(ui);
    for violation in bar.sheet.wrong(bar.id) {
        let (ink, kind) = if violation.hard { (t.breach_text, "Against rules") } else { (t.watch, "Warning") };
        ui.label(egui::RichText::new(format!("{kind}: {}", violation.words)).color(ink));
    }
}

/// A stretch in which somebody is absent.
pub(super) fn off_ui(ui: &Ui, rect: Rect, free_from: f32, why: &str) {
    let t = theme::tokens(ui);
    let painter = ui.painter();
    painter.rect_filled(rect, CornerRadius::same(4), t.raised.gamma_multiply(0.5));
    hatch(painter, rect, t.quiet);
    let free = Rect::from_x_y_ranges(free_from.max(rect.left())..=rect.right().max(free_from), rect.y_range());
    let seen = free.intersect(painter.clip_rect());
    if seen.width() > 60.0 {
        let words = if why.is_empty() { "off".to_owned() } else { format!("off: {why}") };
        let at = Pos2::new(seen.left() + 8.0, rect.center().y);
        let font = theme::regular_font(ui, theme::SMALLEST);
        painter.with_clip_rect(seen).text(at, Align2::LEFT_CENTER, words, font, t.quiet);
    }
}

/// The name of a row; pressing it asks for the contract. Rules that its shifts break are counted beside it.
pub(super) fn row_ui(ui: &Ui, sheet: &PlanSheet, row: &SheetRow, rect: Rect, under_cursor: bool) -> Response {
    let t = theme::tokens(ui);
    let key = match &row.lane {
        Lane::Agent(agent) => format!("agent {}", agent.0),
        Lane::Pool(name) => format!("pool {name}"),
        Lane::Open => "open".to_owned(),
    };
    let response = ui.interact(rect, egui::Id::unique(("row", key)), Sense::click());
    let counts = |hard: bool| row.shifts.iter().filter(|s| sheet.breaks(s.id) == Some(hard)).count();
    let (hard, soft) = (counts(true), counts(false));
    let spoken = match (hard, soft) {
        (0, 0) => format!("Row of {}, {}", row.name, row.about),
        _ => format!("Row of {}, {}, {hard} against rules, {soft} warned of", row.name, row.about),
    };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, under_cursor, &spoken));
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if under_cursor || response.hovered() {
        painter.rect_filled(
            rect.shrink2(Vec2::new(0.0, 3.0)),
            CornerRadius::same(6),
            if under_cursor { t.selection } else { t.card },
        );
    }
    let words = if row.about.is_empty() { row.name.clone() } else { format!("{} · {}", row.name, row.about) };
    let ink = if matches!(row.lane, Lane::Pool(_)) { t.watch } else { t.text };
    let mut job = egui::text::LayoutJob::simple_singleline(words, theme::regular_font(ui, 14.0), ink);
    let sign = if hard + soft > 0 { 34.0 } else { 10.0 };
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - sign);
    let galley = painter.layout_job(job);
    painter.galley(Pos2::new(rect.left() + 6.0, rect.center().y - galley.size().y / 2.0), galley, ink);
    if hard + soft > 0 {
        let (ink, count) = if hard > 0 { (t.breach_text, hard) } else { (t.watch, soft) };
        let at = Pos2::new(rect.right() - 8.0, rect.center().y);
        painter.text(at, Align2::RIGHT_CENTER, format!("! {count}"), theme::semibold_font(ui, theme::SMALLEST), ink);
    }
    response.on_hover_ui(|ui| row_hover_ui(ui, sheet, row))
}

fn row_hover_ui(ui: &mut Ui, sheet: &PlanSheet, row: &SheetRow) {
    ui.set_max_width(360.0);
    widget::strong_ui(ui, &row.name);
    let hours = f64::from(row.paid_minutes) / 60.0;
    let words = match row.week_minutes {
        Some((min, max)) => format!("{hours:.1} h paid in this plan; {}–{} h a week agreed", min / 60, max / 60),
        None => format!("{hours:.1} h paid in this plan"),
    };
    widget::dim_ui(ui, &words);
    let t = theme::tokens(ui);
    for violation in row.shifts.iter().flat_map(|shift| sheet.wrong(shift.id)).take(6) {
        let ink = if violation.hard { t.breach_text } else { t.watch };
        ui.label(egui::RichText::new(&violation.words).color(ink));
    }
}
