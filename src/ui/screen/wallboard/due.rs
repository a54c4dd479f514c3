//! Next to breach: those past target, then those whose time runs out soonest.

use super::BoardWish;
use super::kit::{self, Brush};
use crate::ui::format;
use crate::ui::widget::paint_bar;
use crate::view::{Due, Wallboard};
use egui::{Align2, Color32, CornerRadius, Pos2, Rect, Ui, Vec2};

/// Draws as many as there is room for.
pub fn due_ui(ui: &Ui, brush: &Brush, rect: Rect, board: &Wallboard, wishes: &mut Vec<BoardWish>) {
    let right = format!("{} waiting · {} past target", format::count(board.waiting), format::count(board.breached));
    let room = brush.section(rect, "Next to breach", &[&right]);
    if board.next_to_breach.is_empty() {
        brush.empty(
            room,
            "Nobody waits for a first response",
            "New conversations appear here with the time they have left.",
        );
        return;
    }
    let height = brush.line(15.0) + brush.line(12.5) + brush.px(20.0).max(8.0);
    let fit = ((room.height() + brush.px(10.0)) / height).floor().max(1.0) as usize;
    for (place, due) in board.next_to_breach.iter().take(fit).enumerate() {
        let top = room.top() + height * place as f32;
        let row = Rect::from_min_size(Pos2::new(room.left(), top), Vec2::new(room.width(), height));
        if place > 0 {
            let line = Rect::from_min_size(row.min, Vec2::new(row.width(), 1.0));
            brush.painter.rect_filled(line, CornerRadius::ZERO, brush.t.line);
        }
        if row_ui(ui, &brush.within(row), row, due) {
            wishes.push(BoardWish::Show(due.conversation));
        }
    }
}

/// The ink of a time, in three steps. The sign and the bar say the same without colour.
fn ink(brush: &Brush, due: &Due) -> Color32 {
    if due.left_secs < 0 {
        brush.t.breach
    } else if due.used_ratio >= 0.75 {
        brush.t.watch
    } else {
        brush.t.text
    }
}

fn row_ui(ui: &Ui, brush: &Brush, row: Rect, due: &Due) -> bool {
    let t = brush.t;
    let ink = ink(brush, due);
    let (title, label) = (brush.line(15.0), brush.line(12.5));
    let top = row.top() + (row.height() - title - label) / 2.0;
    let time_width = brush.width("−00:00", &brush.strong(19.0)) + brush.px(14.0).max(8.0);
    let time = format::left(due.left_secs);
    let font = brush.strong_fitting(&time, 19.0, time_width - brush.px(8.0));
    brush.words(Pos2::new(row.left(), row.center().y), Align2::LEFT_CENTER, &time, font, ink);
    let owner_width = (row.width() * 0.24).max(brush.width("unassigned", &brush.regular(14.0)));
    let words = Rect::from_min_max(
        Pos2::new(row.left() + time_width, top),
        Pos2::new(row.right() - owner_width - brush.px(14.0).max(8.0), row.bottom()),
    );
    if due.text.is_empty() {
        brush.cut(words.min, words.width(), "reading the words…", brush.regular(15.0), t.quiet);
    } else {
        brush.customer(words.min, words.width(), 1, &due.text, brush.regular(15.0), t.text);
    }
    let reach = due.followers.map(|n| format!(" · reach {}", format::compact(u64::from(n)))).unwrap_or_default();
    let from = format!("{} · {}{reach}", due.author, due.channel);
    let short = format!("{} · {}", due.author, due.channel);
    let fits = brush.fitting(&[&from, &short], &brush.regular(12.5), words.width());
    brush.cut(Pos2::new(words.left(), top + title), words.width(), fits, brush.regular(12.5), t.dim);
    let (owner, owner_ink) = match &due.owner {
        Some(name) => (name.as_str(), t.dim),
        None => ("unassigned", t.breach_text),
    };
    let galley = brush.wrapped(owner, brush.regular(14.0), owner_ink, owner_width, 1);
    brush.painter.galley(Pos2::new(row.right() - galley.size().x, top), galley, owner_ink);
    let bar_height = brush.px(5.0).max(4.0);
    let bar = Rect::from_min_size(
        Pos2::new(row.right() - owner_width, top + title + (label - bar_height) / 2.0),
        Vec2::new(owner_width, bar_height),
    );
    paint_bar(&brush.painter, bar, due.used_ratio, ink, t.raised);
    let past = if due.left_secs < 0 { "past target" } else { "left" };
    let name = format!("{time} {past}, {}, {}, {owner}", due.text, from);
    let about = format!(
        "{}\n{} · {owner}\nTime to the promised first response; the bar is the share of it that is used, {}.\nPress to read it.",
        due.text,
        from,
        format::percent(f64::from(due.used_ratio)),
    );
    kit::pressable(ui, brush, row, ("due", due.conversation), &name, &about).clicked()
}
