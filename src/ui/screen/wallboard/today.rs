//! Today by half hour: what came in against what was answered, and where the two part.

use super::kit::{self, Brush};
use crate::ui::format;
use crate::view::{HalfHour, Snapshot};
use egui::{Align2, Color32, CornerRadius, Pos2, Rect, Shape, Stroke, Ui, Vec2};

/// Draws both lines, the gap between them and the hours.
pub fn today_ui(ui: &Ui, brush: &Brush, rect: Rect, snapshot: &Snapshot) {
    let halves = &snapshot.wallboard.today;
    let room = brush.section(rect, "Today by half hour", &[]);
    let title = brush.width("Today by half hour", &brush.strong(15.0)) + brush.px(20.0).max(12.0);
    let head = rect.shrink(brush.pad());
    let strip =
        Rect::from_min_size(head.min + Vec2::new(title, 0.0), Vec2::new(head.width() - title, brush.line(15.0)));
    super::expected::expected_ui(ui, brush, strip, snapshot);
    let busy = halves.iter().any(|half| half.opened + half.answered > 0);
    let (Some(first), Some(last), true) = (halves.first(), halves.last(), busy) else {
        brush.empty(
            room,
            "Nothing came in today",
            "Each half hour appears here with what came in and what was answered.",
        );
        return;
    };
    let axis = brush.line(13.0) + brush.px(4.0);
    let scale_width = brush.width("0000", &brush.regular(12.5)) + brush.px(8.0);
    let key_height = brush.line(13.0);
    let plot = Rect::from_min_max(
        Pos2::new(room.left() + scale_width, room.top() + key_height + brush.px(2.0)),
        Pos2::new(room.right(), room.bottom() - axis),
    );
    let top = nice_top(halves.iter().map(|half| half.opened.max(half.answered)).max().unwrap_or(1));
    let chart = Chart { plot, top, slot: plot.width() / halves.len() as f32 };
    keys(
        brush,
        Pos2::new(plot.left(), room.top()),
        halves,
        room.right() - brush.width("now", &brush.regular(13.0)) * 1.5,
    );
    scale(brush, &chart, room.left());
    // The half hour that runs is not comparable yet, so no line falls into it.
    let over: Vec<HalfHour> = halves.iter().copied().filter(|half| !half.running).collect();
    fill_gap(brush, &chart, &over);
    line(brush, &chart, &over, |half| half.opened, brush.t.dim);
    line(brush, &chart, &over, |half| half.answered, brush.t.met);
    hours(brush, &chart, snapshot, halves);
    if last.running {
        running(brush, &chart, halves.len() - 1, last);
    }
    hovers(ui, &chart, snapshot, halves);
    let all = |count: fn(&HalfHour) -> u32| halves.iter().map(|half| u64::from(count(half))).sum::<u64>();
    let name = format!(
        "Today since {}: {} opened, {} first responses",
        format::clock(first.from, &snapshot.zone),
        format::number(all(|half| half.opened)),
        format::number(all(|half| half.answered)),
    );
    let head = Rect::from_min_max(rect.min, Pos2::new(rect.right(), plot.top()));
    kit::named(
        ui,
        head,
        "today",
        &name,
        &format!(
            "{name}. Conversations opened, and first responses given. Red is where more came in than was answered."
        ),
    );
}

struct Chart {
    plot: Rect,
    top: u32,
    slot: f32,
}

impl Chart {
    fn y(&self, count: u32) -> f32 {
        self.plot.bottom() - self.plot.height() * count as f32 / self.top as f32
    }

    fn x(&self, place: usize) -> f32 {
        self.plot.left() + self.slot * place as f32
    }
}

/// The next of 4, 10, 20, 40, 100, … that is not less.
fn nice_top(most: u32) -> u32 {
    let mut top = 4;
    for step in [10, 20, 40, 60, 100, 200, 400, 600, 1_000, 2_000, 4_000, 10_000, 100_000, u32::MAX] {
        if top >= most {
            break;
        }
        top = step;
    }
    top
}

fn keys(brush: &Brush, at: Pos2, halves: &[HalfHour], right: f32) {
    let t = brush.t;
    let mut at = at;
    let mut key = |color: Color32, words: &str| {
        let mid = at.y + brush.line(13.0) / 2.0;
        let dash = brush.size(14.0);
        let stroke = Stroke::new(brush.px(2.4).max(2.0), color);
        brush.painter.line_segment([Pos2::new(at.x, mid), Pos2::new(at.x + dash, mid)], stroke);
        at.x += dash * 1.4;
        at.x = brush.words(at, Align2::LEFT_TOP, words, brush.regular(13.0), t.dim).right() + brush.px(18.0).max(10.0);
    };
    key(t.dim, "came in");
    key(t.met, "answered");
    let behind: i64 = halves.iter().map(|half| i64::from(half.opened) - i64::from(half.answered)).sum();
    if behind > 0 {
        let count = format::number(behind.unsigned_abs());
        let font = brush.strong(13.0);
        let (long, short) = (format!("{count} more came in than were answered"), format!("{count} more in than out"));
        let words = brush.fitting(&[&long, &short, ""], &font, right - at.x);
        brush.words(at, Align2::LEFT_TOP, words, font, t.breach_text);
    }
}

fn scale(brush: &Brush, chart: &Chart, left: f32) {
    for count in [0, chart.top / 2, chart.top] {
        let y = chart.y(count);
        let rule = Rect::from_min_size(Pos2::new(chart.plot.left(), y), Vec2::new(chart.plot.width(), 1.0));
        brush.painter.rect_filled(rule, CornerRadius::ZERO, brush.t.line.gamma_multiply(0.6));
        let at = Pos2::new(chart.plot.left() - brush.px(8.0), y);
        if at.x - left > 8.0 {
            let words = format::number(u64::from(count));
            brush.words(at, Align2::RIGHT_CENTER, &words, brush.regular(12.5), brush.t.quiet);
        }
    }
}

/// The half hour that is not over: pale columns from the ground up, under the word `now`.
fn running(brush: &Brush, chart: &Chart, place: usize, half: &HalfHour) {
    let x = chart.x(place);
    let top = Pos2::new(x, chart.plot.top() - brush.line(13.0));
    brush.dashed(top, Pos2::new(x, chart.plot.bottom()), brush.t.faint);
    for (side, count, ink) in [(0.1, half.opened, brush.t.dim), (0.55, half.answered, brush.t.met)] {
        let min = Pos2::new(x + chart.slot * side, chart.y(count));
        let bar = Rect::from_min_size(min, Vec2::new(chart.slot * 0.35, chart.plot.bottom() - min.y));
        brush.painter.rect_filled(bar, CornerRadius::ZERO, ink.gamma_multiply(0.55));
    }
    let at = Pos2::new(x - brush.px(5.0).max(3.0), top.y);
    brush.words(at, Align2::RIGHT_TOP, "now", brush.regular(13.0), brush.t.dim);
}

/// Red where more came in than was answered.
fn fill_gap(brush: &Brush, chart: &Chart, halves: &[HalfHour]) {
    for (place, half) in halves.iter().enumerate() {
        if half.opened > half.answered {
            let min = Pos2::new(chart.x(place), chart.y(half.opened));
            let gap = Rect::from_min_max(min, Pos2::new(chart.x(place + 1), chart.y(half.answered)));
            brush.painter.rect_filled(gap, CornerRadius::ZERO, brush.t.breach.gamma_multiply(0.28));
        }
    }
}

fn line(brush: &Brush, chart: &Chart, halves: &[HalfHour], count: fn(&HalfHour) -> u32, color: Color32) {
    let mut points = Vec::with_capacity(halves.len() * 2);
    for (place, half) in halves.iter().enumerate() {
        let y = chart.y(count(half));
        points.push(Pos2::new(chart.x(place), y));
        points.push(Pos2::new(chart.x(place + 1), y));
    }
    brush.painter.add(Shape::line(points, Stroke::new(brush.px(2.2).max(1.6), color)));
}

fn hours(brush: &Brush, chart: &Chart, snapshot: &Snapshot, halves: &[HalfHour]) {
    let word = brush.width("00:00", &brush.regular(13.0)) * 1.5;
    // Labels stand at every second, fourth, … half hour, as there is room.
    let every = [2, 4, 6, 8, 12, 24].into_iter().find(|n| chart.slot * *n as f32 >= word).unwrap_or(48);
    for (place, half) in halves.iter().enumerate() {
        let since_midnight = half.from.timestamp().to_zoned(snapshot.zone.clone());
        let halves_of_day =
            usize::from(since_midnight.hour().unsigned_abs()) * 2 + usize::from(since_midnight.minute() >= 30);
        if !halves_of_day.is_multiple_of(every) {
            continue;
        }
        let at = Pos2::new(chart.x(place), chart.plot.bottom() + brush.px(4.0));
        let align = if place == 0 { Align2::LEFT_TOP } else { Align2::CENTER_TOP };
        let words = format::clock(half.from, &snapshot.zone);
        brush.words(at, align, &words, brush.regular(13.0), brush.t.quiet);
    }
}

fn hovers(ui: &Ui, chart: &Chart, snapshot: &Snapshot, halves: &[HalfHour]) {
    for (place, half) in halves.iter().enumerate() {
        let min = Pos2::new(chart.x(place), chart.plot.top());
        let slot = Rect::from_min_max(min, Pos2::new(chart.x(place + 1), chart.plot.bottom()));
        let end = half.from.plus(1_800);
        let words = format!(
            "{} to {}{}: {} came in, {} answered",
            format::clock(half.from, &snapshot.zone),
            format::clock(end, &snapshot.zone),
            if half.running { ", not over yet" } else { "" },
            format::number(u64::from(half.opened)),
            format::number(u64::from(half.answered)),
        );
        kit::named(ui, slot, ("half hour", place), &words, &words);
    }
}
