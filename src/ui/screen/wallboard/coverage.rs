//! Coverage today: how many must be there, how many the published plan has there, and how many were. The figures are the
//! planner's own.

use super::kit::{self, Brush};
use crate::floor::At;
use crate::ui::format;
use crate::view::{CoverSlot, Coverage, Snapshot, Uncovered, Worked};
use egui::{Align2, Color32, CornerRadius, Pos2, Rect, Shape, Stroke, Ui, Vec2};

/// Draws the three lines with what is missing between them; without a plan it says what to do. What should be ready and
/// is overdue stands here as well, whatever else burns.
pub fn coverage_ui(ui: &Ui, brush: &Brush, rect: Rect, snapshot: &Snapshot) {
    let board = &snapshot.wallboard;
    let room = brush.section(rect, "Coverage today", &[]);
    let room = overdue_ui(ui, &brush.within(rect), room, snapshot);
    let Some(coverage) = board.coverage.shown().filter(|c| !c.slots.is_empty()) else {
        let head = match board.coverage {
            Worked::Missing(_) => "No coverage",
            _ => "Coverage is being worked out",
        };
        let why = match &board.coverage {
            Worked::Missing(why) if !why.is_empty() => why.as_str(),
            _ => "Required and scheduled of today appear here.",
        };
        brush.empty(room, head, why);
        return;
    };
    let (words, short) = state(coverage, snapshot);
    headline(brush, rect, &words, short);
    let axis = brush.line(13.0) + brush.px(4.0);
    let scale_width = brush.width("000", &brush.regular(12.5)) + brush.px(8.0);
    let plot = Rect::from_min_max(
        Pos2::new(room.left() + scale_width, room.top() + brush.line(13.0) + brush.px(2.0)),
        Pos2::new(room.right(), room.bottom() - axis),
    );
    let most = coverage.slots.iter().map(|s| s.required.max(s.scheduled).max(s.present.unwrap_or(0.0)));
    let top = (most.fold(1.0, f32::max) / 4.0).ceil() * 4.0;
    let chart = Chart { plot, top, slot: plot.width() / coverage.slots.len() as f32, coverage };
    keys(brush, Pos2::new(plot.left(), room.top()), room.right());
    scale(brush, &chart, room.left());
    fill_short(brush, &chart);
    line(brush, &chart, brush.t.dim, |slot| Some(slot.scheduled));
    line(brush, &chart, brush.t.accent, |slot| Some(slot.required));
    line(brush, &chart, brush.t.met, |slot| slot.present);
    hours(brush, &chart, snapshot);
    now_line(brush, &chart, snapshot.at);
    hovers(ui, &chart, snapshot);
    let head = Rect::from_min_max(rect.min, Pos2::new(rect.right(), plot.top()));
    let name = format!("Coverage today: {words}");
    let about = format!(
        "{name}. Required, scheduled by the published plan, and who was there for at least half of each half hour, in \
         agents. From now on {:.1} agent hours are missing and {:.1} too many in what is shown.",
        hours_of(coverage, snapshot.at, true),
        hours_of(coverage, snapshot.at, false),
    );
    kit::named(ui, head, "coverage", &name, &about);
}

/// Agent hours that are missing, or too many, from a moment on.
fn hours_of(coverage: &Coverage, from: At, short: bool) -> f64 {
    let to_come = (0..).zip(&coverage.slots).filter(|(n, _)| begin(coverage, n + 1) > from);
    let off = to_come.map(|(_, slot)| if short { -slot.gap() } else { slot.gap() }.max(0.0));
    f64::from(off.sum::<f32>()) * f64::from(coverage.step_secs) / 3_600.0
}

fn begin(coverage: &Coverage, place: u32) -> At {
    coverage.start.plus(place.saturating_mul(coverage.step_secs))
}

/// The hours to come in words, and whether somebody is missing in them: `short 4–7 agents, 16:00–20:30`.
pub(super) fn state(coverage: &Coverage, snapshot: &Snapshot) -> (String, bool) {
    let clock = |at: At| format::clock(at, &snapshot.zone);
    let agents = |of: &Uncovered| {
        let (least, most) = (of.least.round(), of.most.round());
        match (least == most, most == 1.0) {
            (true, true) => "1 agent".to_owned(),
            (true, false) => format!("{most:.0} agents"),
            (false, _) => format!("{least:.0}–{most:.0} agents"),
        }
    };
    let told = |word: &str, found: &[Uncovered]| {
        let worst = found.iter().max_by(|a, b| a.most.total_cmp(&b.most).then(b.from.cmp(&a.from)))?;
        let span = format!("{}–{}", clock(worst.from.max(snapshot.at)), clock(worst.until));
        let more = match found.len() {
            1 => String::new(),
            2 => ", and once more".to_owned(),
            n => format!(", and {} times more", n - 1),
        };
        Some(format!("{word} {}, {span}{more}", agents(worst)))
    };
    let end = begin(coverage, coverage.slots.len() as u32);
    if let Some(words) = told("short", &coverage.uncovered(snapshot.at, true)) {
        return (words, true);
    }
    let over = told("over", &coverage.uncovered(snapshot.at, false));
    (over.unwrap_or_else(|| format!("covered until {}", clock(end))), false)
}

/// What should be ready and is not, red, in a line at the foot; gives the room above it.
fn overdue_ui(ui: &Ui, brush: &Brush, room: Rect, snapshot: &Snapshot) -> Rect {
    let overdue = &snapshot.wallboard.overdue;
    let Some((first, since)) = overdue.first() else { return room };
    let since = format::age(snapshot.at.secs_since(*since).max(0) as u64);
    let more = match overdue.len() {
        1 => String::new(),
        n => format!(" · {} more", n - 1),
    };
    let words = format!("▲ overdue for {since}: {first}{more}");
    let top = room.bottom() - brush.line(13.0);
    let line = Rect::from_min_max(Pos2::new(room.left(), top), room.max);
    brush.cut(line.min, line.width(), &words, brush.strong(13.0), brush.t.breach_text);
    let all: Vec<&str> = overdue.iter().map(|(what, _)| what.as_str()).collect();
    let about =
        format!("What should be ready by now and is not: {}.\nThe list is in the planner, Season.", all.join("; "));
    kit::named(ui, line, "overdue", &words, &about);
    Rect::from_min_max(room.min, Pos2::new(room.right(), top - brush.px(4.0)))
}

fn headline(brush: &Brush, rect: Rect, words: &str, short: bool) {
    let title = brush.width("Coverage today", &brush.strong(15.0)) + brush.px(20.0).max(12.0);
    let head = rect.shrink(brush.pad());
    let (font, ink) =
        if short { (brush.strong(13.0), brush.t.breach_text) } else { (brush.regular(13.0), brush.t.dim) };
    let words = brush.wrapped(words, font, ink, head.width() - title, 1);
    let at = Pos2::new(head.right() - words.size().x, head.top() + (brush.line(15.0) - words.size().y) / 2.0);
    brush.painter.galley(at, words, ink);
}

struct Chart<'a> {
    plot: Rect,
    top: f32,
    slot: f32,
    coverage: &'a Coverage,
}

impl Chart<'_> {
    fn y(&self, agents: f32) -> f32 {
        self.plot.bottom() - self.plot.height() * (agents / self.top).clamp(0.0, 1.0)
    }

    fn x(&self, place: usize) -> f32 {
        self.plot.left() + self.slot * place as f32
    }

    fn x_of(&self, at: At) -> f32 {
        let steps = at.secs_since(self.coverage.start) as f32 / self.coverage.step_secs.max(1) as f32;
        (self.plot.left() + self.slot * steps).clamp(self.plot.left(), self.plot.right())
    }
}

fn keys(brush: &Brush, at: Pos2, right: f32) {
    let t = brush.t;
    let mut at = at;
    for (color, words) in [(t.accent, "required"), (t.dim, "scheduled"), (t.met, "present")] {
        let dash = brush.size(14.0);
        let end = at.x + dash * 1.4 + brush.width(words, &brush.regular(13.0));
        if end > right {
            return;
        }
        let mid = at.y + brush.line(13.0) / 2.0;
        let stroke = Stroke::new(brush.px(2.4).max(2.0), color);
        brush.painter.line_segment([Pos2::new(at.x, mid), Pos2::new(at.x + dash, mid)], stroke);
        at.x += dash * 1.4;
        at.x = brush.words(at, Align2::LEFT_TOP, words, brush.regular(13.0), t.dim).right() + brush.px(18.0).max(10.0);
    }
}

fn scale(brush: &Brush, chart: &Chart<'_>, left: f32) {
    for agents in [0.0, chart.top / 2.0, chart.top] {
        let y = chart.y(agents);
        let rule = Rect::from_min_size(Pos2::new(chart.plot.left(), y), Vec2::new(chart.plot.width(), 1.0));
        brush.painter.rect_filled(rule, CornerRadius::ZERO, brush.t.line.gamma_multiply(0.6));
        let at = Pos2::new(chart.plot.left() - brush.px(8.0), y);
        if at.x - left > 8.0 {
            brush.words(at, Align2::RIGHT_CENTER, &format!("{agents:.0}"), brush.regular(12.5), brush.t.quiet);
        }
    }
}

/// Red where fewer are scheduled than are required.
fn fill_short(brush: &Brush, chart: &Chart<'_>) {
    for (place, slot) in chart.coverage.slots.iter().enumerate() {
        if slot.gap() < -0.5 {
            let min = Pos2::new(chart.x(place), chart.y(slot.required));
            let gap = Rect::from_min_max(min, Pos2::new(chart.x(place + 1), chart.y(slot.scheduled)));
            brush.painter.rect_filled(gap, CornerRadius::ZERO, brush.t.breach.gamma_multiply(0.28));
        }
    }
}

/// A line of steps; it ends where the figure is not known.
fn line(brush: &Brush, chart: &Chart<'_>, color: Color32, figure: fn(&CoverSlot) -> Option<f32>) {
    let mut points = Vec::with_capacity(chart.coverage.slots.len() * 2);
    for (place, slot) in chart.coverage.slots.iter().enumerate() {
        let Some(agents) = figure(slot) else { continue };
        points.push(Pos2::new(chart.x(place), chart.y(agents)));
        points.push(Pos2::new(chart.x(place + 1), chart.y(agents)));
    }
    if points.len() > 1 {
        brush.painter.add(Shape::line(points, Stroke::new(brush.px(2.2).max(1.6), color)));
    }
}

fn now_line(brush: &Brush, chart: &Chart<'_>, at: At) {
    let x = chart.x_of(at);
    let top = Pos2::new(x, chart.plot.top() - brush.px(2.0));
    brush.dashed(top, Pos2::new(x, chart.plot.bottom()), brush.t.faint);
}

fn hours(brush: &Brush, chart: &Chart<'_>, snapshot: &Snapshot) {
    let word = brush.width("00:00", &brush.regular(13.0)) * 1.5;
    let every = [4, 6, 8, 12, 24].into_iter().find(|n| chart.slot * *n as f32 >= word).unwrap_or(48);
    for place in (0..chart.coverage.slots.len()).step_by(every) {
        let at = Pos2::new(chart.x(place), chart.plot.bottom() + brush.px(4.0));
        let align = if place == 0 { Align2::LEFT_TOP } else { Align2::CENTER_TOP };
        let words = format::clock(begin(chart.coverage, place as u32), &snapshot.zone);
        if at.x + word / 2.0 <= chart.plot.right() || place == 0 {
            brush.words(at, align, &words, brush.regular(13.0), brush.t.quiet);
        }
    }
}

fn hovers(ui: &Ui, chart: &Chart<'_>, snapshot: &Snapshot) {
    for (place, slot) in chart.coverage.slots.iter().enumerate() {
        let min = Pos2::new(chart.x(place), chart.plot.top());
        let rect = Rect::from_min_max(min, Pos2::new(chart.x(place + 1), chart.plot.bottom()));
        let from = begin(chart.coverage, place as u32);
        let present = slot.present.map(|n| format!(", {n:.1} present")).unwrap_or_default();
        let gap = match slot.gap() {
            gap if gap < -0.5 => format!("{:.1} short", -gap),
            gap if gap > 0.5 => format!("{gap:.1} over"),
            _ => "covered".to_owned(),
        };
        let closes = slot.closes.map(|n| format!(", {n:.0} expected to be closed")).unwrap_or_default();
        let words = format!(
            "{} to {}: {:.1} required, {:.1} scheduled{present}, {gap}{closes}",
            format::clock(from, &snapshot.zone),
            format::clock(from.plus(chart.coverage.step_secs), &snapshot.zone),
            slot.required,
            slot.scheduled,
        );
        kit::named(ui, rect, ("coverage", place), &words, &words);
    }
}
