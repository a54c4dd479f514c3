//! Channels, each in a line.

use super::kit::{self, Brush};
use crate::ui::format;
use crate::view::Wallboard;
use egui::{Align2, Pos2, Rect, Ui, Vec2};

/// Draws as many as there is room for, busiest first.
pub fn channels_ui(ui: &Ui, brush: &Brush, rect: Rect, board: &Wallboard) {
    let period = board.first_response.period.word();
    let right = format!("waiting · past target · p90 of target, {period} · opened today");
    let room = brush.section(rect, "Channels", &right);
    if board.channels.is_empty() {
        brush.empty(
            room,
            "No channel has work today",
            "A channel appears here with its first conversation of the day.",
        );
        return;
    }
    let most = brush.px(29.0).max(brush.line(15.0));
    let height = most.min(room.height() / board.channels.len().min(5) as f32).max(brush.line(14.0));
    let fit = (room.height() / height + 0.15).floor().max(1.0) as usize;
    for (place, channel) in board.channels.iter().take(fit).enumerate() {
        let top = room.top() + height * place as f32;
        let row = Rect::from_min_size(Pos2::new(room.left(), top), Vec2::new(room.width(), height));
        let t = brush.t;
        let mid = row.center().y;
        let column = |share: f32| Pos2::new(row.left() + row.width() * share, mid);
        let label_width = row.width() * 0.36;
        let label = brush.wrapped(&channel.name, brush.regular(15.0), t.text, label_width, 1);
        brush.painter.galley(Pos2::new(row.left(), mid - label.size().y / 2.0), label, t.text);
        let ink = if channel.breached > 0 { t.breach } else { t.text };
        let waiting = format::count(channel.waiting);
        brush.words(column(0.46), Align2::RIGHT_CENTER, &waiting, brush.strong(15.0), ink);
        let (past, past_ink) = match channel.breached {
            0 => ("—".to_owned(), t.quiet),
            n => (format!("{} past", format::count(n)), t.breach_text),
        };
        brush.words(column(0.62), Align2::RIGHT_CENTER, &past, brush.regular(14.0), past_ink);
        let target = format::age(u64::from(channel.target_secs));
        let p90 = channel.p90_secs.map_or("—".to_owned(), |secs| format::age(u64::from(secs)));
        let late = channel.p90_secs.is_some_and(|secs| secs > channel.target_secs);
        let p90 = if late { format!("▲ {p90} of {target}") } else { format!("{p90} of {target}") };
        let p90_ink = if late { t.breach_text } else { t.dim };
        brush.words(column(0.87), Align2::RIGHT_CENTER, &p90, brush.regular(14.0), p90_ink);
        let opened = format::count(channel.opened_today);
        brush.words(column(1.0), Align2::RIGHT_CENTER, &opened, brush.regular(14.0), t.dim);
        let name = format!("{}: {waiting} waiting, {past}, p90 {p90}, {opened} opened today", channel.name);
        let about = format!(
            "{} waiting for a first response now, {} of them past the target of {target}.\nNine in ten first answers \
             came within the p90, {period}. {opened} conversations were opened today.",
            waiting,
            format::count(channel.breached),
        );
        kit::named(ui, row, ("channel", place), &name, &about);
    }
}
