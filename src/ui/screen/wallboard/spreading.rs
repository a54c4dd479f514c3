//! Viral risk: public conversations that strangers carry further right now.

use super::BoardWish;
use super::kit::{self, Brush};
use crate::ui::format;
use crate::ui::widget::Tone;
use crate::view::{Spreading, Wallboard};
use egui::{Align2, Color32, CornerRadius, Pos2, Rect, Ui, Vec2};

/// Which way it goes, from the newest ten minutes against the ten before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Course {
    Growing,
    Steady,
    Fading,
}

impl Course {
    fn of(trend: &[u32]) -> Course {
        let newest: u32 = trend.iter().rev().take(10).sum();
        let before: u32 = trend.iter().rev().skip(10).take(10).sum();
        if newest * 5 > before * 6 {
            Course::Growing
        } else if newest * 6 < before * 5 {
            Course::Fading
        } else {
            Course::Steady
        }
    }

    fn words(self) -> &'static str {
        match self {
            Course::Growing => "▲ growing",
            Course::Steady => "steady",
            Course::Fading => "▼ fading",
        }
    }
}

/// Draws as many cards as there is room for.
pub fn spreading_ui(ui: &Ui, brush: &Brush, rect: Rect, board: &Wallboard, wishes: &mut Vec<BoardWish>) {
    let room = brush.section(
        rect,
        "    Viral risk",
        &["shown: reshares per 10 min; forecast comes with triage", "reshares per 10 min"],
    );
    let dot = Pos2::new(room.left() + brush.px(4.0), rect.top() + brush.pad() + brush.line(15.0) / 2.0);
    brush.painter.circle_filled(dot, brush.px(4.0).max(3.0), brush.t.viral);
    if board.spreading.is_empty() {
        brush.empty(room, "Nothing spreads", "A public post appears here when strangers begin to carry it further.");
        return;
    }
    let gap = brush.px(11.0).max(6.0);
    let least = 2.0 * brush.line(15.0) + brush.line(12.5) + brush.line(12.5) * 1.4 + brush.px(24.0).max(16.0);
    let fit = ((room.height() + gap) / (least + gap)).floor().clamp(1.0, 6.0) as usize;
    let share = (room.height() + gap) / fit as f32 - gap;
    let height = share.min(brush.px(126.0)).max(least).min(room.height());
    for (place, one) in board.spreading.iter().take(fit).enumerate() {
        let top = room.top() + (height + gap) * place as f32;
        let card = Rect::from_min_size(Pos2::new(room.left(), top), Vec2::new(room.width(), height));
        if card_ui(ui, &brush.within(card), card, one) {
            wishes.push(BoardWish::Show(one.conversation));
        }
    }
    let left = board.spreading.len().saturating_sub(fit);
    let line = room.top() + (height + gap) * fit as f32;
    if left > 0 && line + brush.line(13.0) < room.bottom() + brush.pad() {
        let words = format!("{left} more on the floor");
        brush.words(Pos2::new(room.left(), line), Align2::LEFT_TOP, &words, brush.regular(13.0), brush.t.dim);
    }
}

fn card_ui(ui: &Ui, brush: &Brush, card: Rect, one: &Spreading) -> bool {
    let t = brush.t;
    let course = Course::of(&one.trend);
    let stripe = if course == Course::Fading { t.faint } else { t.viral };
    let radius = CornerRadius::same(brush.radius());
    brush.painter.rect_filled(card, radius, stripe);
    let mut ground = card;
    ground.min.x += brush.px(4.0).max(3.0);
    brush.painter.rect_filled(ground, radius, t.card);
    let inner = ground.shrink2(Vec2::new(brush.px(14.0).max(9.0), brush.px(12.0).max(7.0)));
    let chart_width = inner.width() * 0.31;
    let words_width = inner.width() - chart_width - brush.px(20.0).max(10.0);
    words(brush, inner, words_width, one, course);
    let chart = Rect::from_min_max(Pos2::new(inner.right() - chart_width, inner.top()), inner.max);
    figure(brush, chart, one);
    let unanswered = one.unanswered_secs.map(|secs| format!(", no answer for {}", format::age(u64::from(secs))));
    let owner = one.owner.as_deref().unwrap_or("nobody has it");
    let name = format!(
        "Spreading, {} reshares in 10 min, {}, {}{}",
        one.reshares_10_min,
        one.text,
        owner,
        unanswered.unwrap_or_default(),
    );
    let about = format!(
        "{}\n{} reposts and quotes in the last 10 minutes, {} so far, {} likes.\n\
         Those who joined have {} followers together; at most so many may have seen it.\n\
         The line is reposts and quotes in each of the last 60 minutes. Press to read it.",
        one.text,
        one.reshares_10_min,
        format::number(u64::from(one.reshares)),
        format::number(u64::from(one.likes)),
        format::compact(one.reach),
    );
    kit::pressable(ui, brush, card, ("spreading", one.conversation), &name, &about).clicked()
}

fn words(brush: &Brush, inner: Rect, width: f32, one: &Spreading, course: Course) {
    let t = brush.t;
    let height = brush.customer(inner.min, width, 2, &one.text, brush.regular(15.0), t.text);
    let followers =
        one.followers.map(|n| format!(" · {} followers", format::compact(u64::from(n)))).unwrap_or_default();
    let from = format!("{} · {}{followers}", one.author, one.channel);
    let mut at = Pos2::new(inner.left(), inner.top() + height + brush.px(3.0));
    let short = format!("{} · {}", one.author, one.channel);
    let from = brush.fitting(&[&from, &short], &brush.regular(12.5), width);
    brush.cut(at, width, from, brush.regular(12.5), t.dim);
    at.y += brush.line(12.5) + brush.px(6.0).max(4.0);
    let right = inner.left() + width;
    let mut pill = |text: &str, tone: Tone| {
        let (ink, ground): (Color32, Color32) = tone.colors(t);
        if right - at.x > brush.size(12.5) * 4.0 {
            at.x = brush.pill(at, text, ink, ground, right - at.x).right() + brush.px(7.0).max(5.0);
        }
    };
    match (&one.owner, one.unanswered_secs) {
        (None, Some(secs)) => pill(&format!("unowned · {}", format::age(u64::from(secs))), Tone::Breach),
        (None, None) => pill("unowned · answered", Tone::Watch),
        (Some(owner), Some(secs)) => pill(&format!("{owner} · {}", format::age(u64::from(secs))), Tone::Watch),
        (Some(owner), None) => pill(&format!("{owner} · answered"), Tone::Plain),
    }
    pill(course.words(), if course == Course::Fading { Tone::Plain } else { Tone::Viral });
}

fn figure(brush: &Brush, chart: Rect, one: &Spreading) {
    let t = brush.t;
    let figure = format::number(u64::from(one.reshares_10_min));
    let font = brush.strong_fitting(&figure, 30.0, chart.width() * 0.6);
    let top = Pos2::new(chart.left(), chart.top() - brush.px(5.0));
    brush.figure(top, &figure, &font, t.text, "in 10 min", &brush.regular(12.5));
    let so_far = format!("{} so far", format::number(u64::from(one.reshares)));
    let below = Pos2::new(chart.left(), chart.top() + brush.line(30.0) - brush.px(8.0).min(6.0));
    brush.cut(below, chart.width(), &so_far, brush.regular(12.5), t.dim);
    let line = Rect::from_min_max(
        Pos2::new(chart.left(), below.y + brush.line(12.5) + brush.px(4.0)),
        Pos2::new(chart.right() - 4.0, chart.bottom() - 2.0),
    );
    if line.height() > 6.0 {
        brush.sparkline(line, &one.trend, t.viral);
    }
}
